// ssc_lib/sound/mix.py in the page: music in, samples out, in a small room and at one level.
"use strict";

(() => {
  const TAIL_S = 0.6;
  const LEVEL_DBFS = -18;
  const CEILING = 0.89;
  const SIZE = 2 ** 15; // of a Fourier transform
  let room = null;

  // Mono samples of a melody or a list of tones, on the grid of 16-bit sound.
  function render(music) {
    const { tones, durationS } = SSC.perform(music);
    const sound = new Float64Array(SSC.round((durationS + TAIL_S) * SSC.RATE));
    for (const [startS, note] of [...SSC.piano.play(tones), ...SSC.drums.play(tones)]) {
      const start = SSC.round(startS * SSC.RATE);
      const end = Math.min(note.length, sound.length - start);
      for (let n = 0; n < end; n++) sound[start + n] += note[n];
    }
    if (!tones.length) return Float32Array.from(sound);
    const wet = inRoom(sound);
    const fade = SSC.round(0.1 * SSC.RATE);
    const left = wet.length - fade;
    for (let n = 0; n < fade; n++) wet[left + n] *= 1 - n / (fade - 1);
    return levelled(wet);
  }

  // Fourier transform in place, by halves; with re and im exchanged it goes back, times the size.
  function fourier(re, im) {
    for (let i = 1, j = 0; i < SIZE; i++) {
      let bit = SIZE >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) {
        [re[i], re[j]] = [re[j], re[i]];
        [im[i], im[j]] = [im[j], im[i]];
      }
    }
    const { cos, sin } = room;
    for (let half = 1; half < SIZE; half *= 2) {
      const stride = SIZE / (2 * half);
      for (let block = 0; block < SIZE; block += 2 * half) {
        for (let a = block, k = 0; a < block + half; a++, k += stride) {
          const b = a + half;
          const x = re[b] * cos[k] + im[b] * sin[k];
          const y = im[b] * cos[k] - re[b] * sin[k];
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
      }
    }
  }

  // The spectrum of a small room: the sound itself, then 0.35 s of dense echoes.
  function makeRoom() {
    const turn = Float64Array.from({ length: SIZE / 2 }, (_, k) => 2 * Math.PI * k / SIZE);
    const length = SSC.round(0.35 * SSC.RATE);
    const re = new Float64Array(SIZE);
    const im = new Float64Array(SIZE);
    let power = 0;
    for (let n = 0; n < length; n++) {
      const scatter = Math.sin(1 + 12.9898 * n + 0.0131 * n ** 2);
      const dying = Math.exp(-n / (0.07 * SSC.RATE)) * Math.min(1, n / (0.01 * SSC.RATE));
      re[n] = scatter * dying;
      power += re[n] ** 2;
    }
    for (let n = 0; n < length; n++) re[n] *= 0.22 / Math.sqrt(power);
    re[0] = 1;
    room = { cos: turn.map(Math.cos), sin: turn.map(Math.sin), length, re, im };
    fourier(re, im);
  }

  // Two stretches of sound are transformed at a time, the second as imaginary part.
  function inRoom(sound) {
    if (!room) makeRoom();
    const wet = new Float64Array(sound.length);
    const stretch = SIZE - room.length + 1;
    const add = (from, at) => {
      const end = Math.min(SIZE, wet.length - at);
      for (let n = 0; n < end; n++) wet[at + n] += from[n] / SIZE;
    };
    const [re, im] = [new Float64Array(SIZE), new Float64Array(SIZE)];
    for (let at = 0; at < sound.length; at += 2 * stretch) {
      re.fill(0);
      im.fill(0);
      re.set(sound.subarray(at, at + stretch));
      im.set(sound.subarray(at + stretch, at + 2 * stretch));
      fourier(re, im);
      for (let k = 0; k < SIZE; k++) {
        const real = re[k] * room.re[k] - im[k] * room.im[k];
        im[k] = re[k] * room.im[k] + im[k] * room.re[k];
        re[k] = real;
      }
      fourier(im, re);
      add(re, at);
      add(im, at + stretch);
    }
    return wet;
  }

  function rms(sound) {
    let sum = 0;
    for (const v of sound) sum += v * v;
    return Math.sqrt(sum / sound.length);
  }

  // The largest samples of blocks of so many.
  function peaksOf(sound, block) {
    const peaks = new Float64Array(Math.ceil(sound.length / block));
    sound.forEach((v, n) => {
      const b = Math.floor(n / block);
      peaks[b] = Math.max(peaks[b], Math.abs(v));
    });
    return peaks;
  }

  // The level brought to -18 dBFS RMS, peaks below the ceiling.
  function levelled(sound) {
    const most = peaksOf(sound, sound.length)[0] + 1e-12;
    for (let n = 0; n < sound.length; n++) sound[n] /= most;
    const block = SSC.round(0.005 * SSC.RATE);
    const peaks = peaksOf(sound, block);
    const limited = sound.slice();
    let gain = 1;
    for (let turn = 0; turn < 4; turn++) {
      gain = Math.min(gain * 10 ** (LEVEL_DBFS / 20) / (rms(limited) + 1e-12), 4);
      limit(sound, gain, peaks, block, limited);
    }
    return new Float32Array(limited.map((v) => Math.round(v * 32768) / 32768));
  }

  // The volume turned down around each peak: at the borders of blocks as far as the two on either
  // side need, on a straight line between.
  function limit(sound, gain, peaks, block, limited) {
    const allowed = new Float64Array(peaks.length + 4).fill(1);
    peaks.forEach((most, b) => (allowed[b + 2] = CEILING / Math.max(gain * most, CEILING)));
    const border = (b) => Math.min(allowed[b], allowed[b + 1], allowed[b + 2], allowed[b + 3]);
    for (let b = 0; b < peaks.length; b++) {
      const first = b * block;
      const [volume, slope] = [border(b), (border(b + 1) - border(b)) / block];
      for (let n = first; n < Math.min(first + block, sound.length); n++) {
        const v = gain * sound[n] * (volume + slope * (n - first));
        limited[n] = Math.max(-CEILING, Math.min(CEILING, v));
      }
    }
  }

  // Samples as the bytes of a WAV file of 16 bits.
  function wavBytes(samples) {
    const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
    const words = (at, text) => [...text].forEach((c, n) => view.setUint8(at + n, c.charCodeAt(0)));
    const long = (at, ...numbers) => numbers.forEach((v, n) => view.setUint32(at + 4 * n, v, true));
    words(0, "RIFF    WAVEfmt ");
    long(4, 36 + 2 * samples.length);
    long(16, 16, 1 | 1 << 16, SSC.RATE, 2 * SSC.RATE, 2 | 16 << 16); // mono, 2 bytes a sample
    words(36, "data");
    long(40, 2 * samples.length);
    samples.forEach((v, n) => {
      view.setInt16(44 + 2 * n, Math.max(-32768, Math.min(32767, Math.round(v * 32768))), true);
    });
    return new Uint8Array(view.buffer);
  }

  Object.assign(SSC, { render, wavBytes });
})();
