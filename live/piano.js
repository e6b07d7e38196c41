// ssc_lib/sound/piano.py in the page: a piano tone, a sum of decaying sine waves.
//
// A mode a e^(-sigma n) sin(omega n) is worked out by its recurrence, each sample from the two
// before it.
"use strict";

(() => {
  const RATE = 22050;
  const RINGING_S = 4;
  const BLOCK = 64;
  const PARTIALS = 64;
  const STRIKE_POINT = 0.12;
  const LAST_DAMPER = 88;
  const FADE = 256; // samples at the end of a string that was worked out no further
  const SILENT = 1e-7;

  const midiToHz = (pitch) => 440 * 2 ** ((pitch - 69) / 12);
  const inharmonicity = (pitch) =>
    Math.exp(0.0926 * pitch - 13.64) + Math.exp(-0.0847 * pitch - 5.82);

  // Frequencies of the partials in Hz, and their strengths under soft and hard felt.
  function partials(pitch) {
    const f1 = midiToHz(pitch);
    const B = inharmonicity(pitch);
    const found = [];
    const power = [0, 0];
    for (let k = 1; k <= PARTIALS; k++) {
      const f = k * f1 * Math.sqrt((1 + B * k ** 2) / (1 + B));
      if (f >= 0.46 * RATE) break;
      const point = Math.sin(Math.PI * k * STRIKE_POINT);
      const felt = [500 + 0.3 * f1, 1200 + 0.6 * f1];
      const strength = felt.map((hz) => point * Math.exp(-f / hz));
      strength.forEach((s, layer) => (power[layer] += s * s));
      found.push({ f, strength });
    }
    const norm = power.map((p) => Math.sqrt(p) + 1e-12);
    return found
      .map(({ f, strength }) => ({ f, strength: strength.map((s, layer) => s / norm[layer]) }))
      .filter(({ strength }) => Math.max(...strength.map(Math.abs)) > 1e-4);
  }

  // All modes of a stroke: decay and frequency per sample, and amplitude.
  function modes(pitch, velocity) {
    const force = velocity / 127;
    const layers = [force ** 1.7 * (1 - force), force ** 2.7];
    const loudness = (strength) => layers[0] * strength[0] + layers[1] * strength[1];
    const haste = 3.5 * 2 ** ((pitch - 60) / 36);
    const strings = [[-0.35, 0.42, haste], [0.35, 0.42, haste], [0, 0.16, 1]];
    const found = [];
    const add = (sigma, hz, amplitude) =>
      found.push({ sigma: sigma / RATE, omega: 2 * Math.PI * hz / RATE, amplitude });
    for (const { f, strength } of partials(pitch)) {
      const slow = 0.45 * 2 ** ((pitch - 48) / 20) + 0.25 * (f / 1000) ** 1.5;
      for (const [cents, weight, faster] of strings) {
        add(slow * faster, f * 2 ** (cents / 1200), weight * loudness(strength));
      }
    }
    for (let j = 1; j <= 32; j++) {
      const hz = 60 + 1440 * (j * 0.6180339887 % 1) ** 2;
      const thump = 0.05 * (-1) ** j * Math.exp(-hz / 700) * 1.5 ** ((pitch - 60) / 12);
      add(60 + 0.12 * hz, hz, thump * loudness([0.5, 1]));
    }
    return found;
  }

  function addMode(sound, { sigma, omega, amplitude }) {
    const decay = Math.exp(-sigma);
    const [one, two] = [2 * decay * Math.cos(omega), -decay * decay];
    const heard = Math.ceil(Math.log(Math.abs(amplitude) / SILENT) / sigma);
    const end = Math.min(sound.length, heard);
    let [before, last] = [-amplitude * Math.sin(omega) / decay, 0]; // samples -1 and 0
    for (let n = 1; n < end; n++) {
      const value = one * last + two * before;
      sound[n] += value;
      before = last;
      last = value;
    }
  }

  const struck = new Map();

  // The string of a key, at least so many samples of it, kept for the next stroke alike.
  function string(pitch, velocity, samples) {
    const name = `${pitch} ${velocity}`;
    const kept = struck.get(name);
    if (kept && kept.length >= samples) return kept;
    const sound = new Float64Array(samples);
    for (const mode of modes(pitch, velocity)) addMode(sound, mode);
    const contact = SSC.round(0.003 * RATE);
    for (let n = 0; n < contact; n++) sound[n] *= 0.5 - 0.5 * Math.cos(Math.PI * n / contact);
    if (struck.size >= 256) struck.clear();
    struck.set(name, sound);
    return sound;
  }

  // A key struck and held for so many seconds or a little longer, or until the tone has died away.
  function strike(pitch, velocity, seconds) {
    const lasting = Math.min(seconds, 2 + 12 * 2 ** ((48 - pitch) / 24), 16);
    const blocks = Math.ceil(lasting * RATE / BLOCK);
    const samples = BLOCK * blocks;
    const sound = string(pitch, velocity, samples).subarray(0, samples);
    const end = BLOCK * 2 ** Math.ceil(Math.log2(Math.max(blocks, 64)));
    if (samples <= end - FADE) return sound;
    return sound.map((v, n) => (n < end - FADE ? v : v * (end - 1 - n) / (FADE - 1)));
  }

  // Factors from 1 to 0 with which a string falls silent; null where it rings on.
  function damper(pitch) {
    if (pitch > LAST_DAMPER) return null;
    const n = SSC.round((0.2 + 0.1 * Math.max(0, (60 - pitch) / 40)) * RATE);
    const fall = Float64Array.from({ length: n }, (_, i) => Math.exp(-5 * i / n) - Math.exp(-5));
    return fall.map((v) => v / fall[0]);
  }

  // The sound of each tone of the piano, with the second at which it begins. Tones alike in pitch
  // and velocity are struck once, for the longest of them.
  function play(tones) {
    const groups = new Map();
    for (const tone of tones.filter(({ voice }) => voice === "piano")) {
      const name = `${tone.pitch} ${Math.trunc(tone.velocity)}`;
      groups.set(name, [...groups.get(name) || [], tone]);
    }
    return [...groups.values()].flatMap((group) => {
      const { pitch, velocity } = group[0];
      const fall = damper(pitch);
      const ringing = fall ? fall.length / RATE : RINGING_S;
      const longest = Math.max(...group.map(({ startS, endS }) => endS - startS));
      const sound = strike(pitch, Math.trunc(velocity), longest + ringing);
      return group.map((tone) => [tone.startS, letGo(sound, tone, fall)]);
    });
  }

  function letGo(sound, { startS, endS }, fall) {
    if (!fall) return sound;
    const held = SSC.round((endS - startS) * RATE);
    const note = sound.slice(0, held + fall.length);
    for (let n = held; n < note.length; n++) note[n] *= fall[n - held];
    return note;
  }

  Object.assign(SSC, { RATE, strike, piano: { play } });
})();
