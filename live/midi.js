// ssc_lib/sound/midi.py in the page: any music as a MIDI file, byte for byte the library's.
"use strict";

(() => {
  const TICKS_PER_QUARTER = 220;
  const END_OF_MELODY = "end of melody";
  const MELODY_IN_FILE = 100;
  const [TICKS_OF_TONES, QPM_OF_TONES] = [480, 120];
  const [SLOWEST_QPM, FASTEST_QPM] = [3.58, 60000];

  const divisor = (a, b) => (b ? divisor(b, a % b) : a);
  const ascii = (text) => Array.from(text, (c) => c.charCodeAt(0));
  const bytesOf = (number, count) =>
    Array.from({ length: count }, (_, n) => number >>> 8 * (count - 1 - n) & 255);

  // A number of seven bits a byte, as MIDI writes times.
  function sevens(number) {
    const bytes = [number & 127];
    for (let left = number >> 7; left; left >>= 7) bytes.unshift(left & 127 | 128);
    return bytes;
  }

  // Events are [tick, ...bytes]; a status like the one before it is left out.
  function track(events) {
    const body = [];
    let [now, running] = [0, 0];
    for (const [tick, status, ...data] of events) {
      body.push(...sevens(tick - now));
      if (status !== running || status === 0xff) body.push(status);
      body.push(...data);
      [now, running] = [tick, status];
    }
    body.push(1, 0xff, 0x2f, 0);
    return [...ascii("MTrk"), ...bytesOf(body.length, 4), ...body];
  }

  // Numerator and exponent of the denominator of a bar: where no metre is named, a bar of so many
  // quarters suggests one, 1.5 of them 3/8.
  function timeSignature({ metre, stepsPerBar, stepsPerQuarter }) {
    if (metre) return [metre[0], Math.log2(metre[1])];
    const quarters = stepsPerBar / stepsPerQuarter;
    let exponent = 2;
    while (quarters * 2 ** exponent / 4 % 1 && exponent < 6) exponent++;
    return [SSC.round(quarters * 2 ** exponent / 4), exponent];
  }

  // Sharps of the major key of most notes; flats count below 0.
  function sharpsOf(tones) {
    const histogram = new Array(12).fill(0);
    for (const { pitch } of tones) histogram[pitch % 12]++;
    return (7 * SSC.bestMajorKey(histogram) + 5) % 12 - 5;
  }

  function timing(resolution, qpm, bar, key, end) {
    const tickS = 60 / (qpm * resolution);
    const tempo = Math.trunc(6e7 / (60 / (tickS * resolution)));
    const events = [[0, 0xff, 0x51, 3, ...bytesOf(tempo, 3)], [0, 0xff, 0x58, 4, ...bar, 24, 8]];
    if (key !== null) events.push([0, 0xff, 0x59, 2, key & 255, 0]);
    if (end !== null) events.push([end, 0xff, 1, END_OF_MELODY.length, ...ascii(END_OF_MELODY)]);
    return events;
  }

  function part(tones, channel, ticks, velocity) {
    const events = tones.flatMap((tone) => [
      [ticks(tone.startS), 0x90 + channel, tone.pitch, velocity || SSC.round(tone.velocity)],
      [ticks(tone.endS), 0x90 + channel, tone.pitch, 0],
    ]);
    events.sort((a, b) => a[0] - b[0] || a[2] - b[2] || a[3] - b[3]);
    return track([[0, 0xc0 + channel, 0], ...events]);
  }

  // The bytes of a standard MIDI file. Keys only: a tone between two goes to the nearest.
  function midiBytes(music) {
    const { tones, durationS, grid } = SSC.perform(music);
    const perQuarter = grid ? grid.stepsPerQuarter : 1;
    const qpm = grid ? grid.qpm : QPM_OF_TONES;
    if (!(qpm >= SLOWEST_QPM && qpm <= FASTEST_QPM)) {
      throw new Error(`a MIDI file takes tempos from ${SLOWEST_QPM} to ${FASTEST_QPM} quarter ` +
        `notes a minute, not ${qpm}; try 120`);
    }
    const fine = TICKS_PER_QUARTER / divisor(TICKS_PER_QUARTER, perQuarter) * perQuarter;
    const resolution = grid ? fine : TICKS_OF_TONES;
    const ticks = (seconds) => Math.round(seconds * qpm / 60 * resolution);
    const silent = grid && (!tones.length || tones[tones.length - 1].endS !== durationS);
    const bar = grid ? timeSignature(grid) : [4, 2];
    const key = grid ? sharpsOf(tones) : null;
    const first = timing(resolution, qpm, bar, key, silent ? ticks(durationS) : null);
    const tracks = [track(first)];
    const keys = tones.map((tone) => ({ ...tone, pitch: Math.floor(tone.pitch + 0.5) }));
    const piano = keys.filter(({ voice }) => voice === "piano");
    const kit = keys.filter(({ voice }) => voice !== "piano");
    const velocity = grid ? MELODY_IN_FILE : 0;
    if (piano.length || !kit.length) tracks.push(part(piano, 0, ticks, velocity));
    if (kit.length) tracks.push(part(kit, 9, ticks, velocity));
    const head = [0, 0, 0, 6, 0, 1, 0, tracks.length, ...bytesOf(resolution, 2)];
    return Uint8Array.from([...ascii("MThd"), ...head, ...tracks.flat()]);
  }

  SSC.midiBytes = midiBytes;
})();
