// ssc_lib/sound/drums.py in the page: a kick, a snare and a closed hi-hat.
"use strict";

(() => {
  const SECONDS = { kick: 0.45, snare: 0.3, hat: 0.15 };

  // A drum pattern as tones: for each drum a row of 0 and 1, one a step.
  function beat(hits, { qpm = 120, stepsPerQuarter = 4 } = {}) {
    const stepS = 60 / (qpm * stepsPerQuarter);
    const tones = [];
    for (const [voice, row] of Object.entries(hits)) {
      row.forEach((stroke, step) => {
        if (stroke) tones.push({ startS: step * stepS, endS: (step + 1) * stepS, voice });
      });
    }
    return tones.sort((a, b) => a.startS - b.startS || SSC.KEYS[a.voice] - SSC.KEYS[b.voice]);
  }

  const voices = {
    kick(t) {
      const fallS = 0.035;
      const cycles = 50 * t + 110 * fallS * (1 - Math.exp(-t / fallS));
      return Math.sin(2 * Math.PI * cycles) * Math.exp(-t / 0.11);
    },
    snare(t, noise, n) {
      const skin = Math.sin(2 * Math.PI * 186 * t) + 0.6 * Math.sin(2 * Math.PI * 331 * t);
      const wires = (noise[n + 2] - noise[n + 1]) / Math.SQRT2;
      return 0.45 * skin * Math.exp(-t / 0.05) + 0.28 * wires * Math.exp(-t / 0.07);
    },
    hat(t, noise, n) {
      const high = (noise[n + 2] - 2 * noise[n + 1] + noise[n]) / Math.sqrt(6);
      return 0.25 * high * Math.exp(-t / 0.025);
    },
  };

  const struck = {};

  function strikeDrum(drum) {
    if (struck[drum]) return struck[drum];
    const length = SSC.round(SECONDS[drum] * SSC.RATE);
    const rng = SSC.rng(SSC.KEYS[drum]);
    const noise = Float64Array.from({ length: length + 2 }, () => rng.standardNormal());
    const fade = SSC.round(0.01 * SSC.RATE);
    struck[drum] = Float64Array.from({ length }, (_, n) => {
      const left = Math.min(1, (length - 1 - n) / (fade - 1));
      return left * voices[drum](n / SSC.RATE, noise, n);
    });
    return struck[drum];
  }

  // The sound of each stroke on a drum, with the second at which it begins.
  function play(tones) {
    return tones.filter(({ voice }) => voice in SECONDS).map(({ startS, velocity, voice }) => {
      const loudness = (velocity / 127) ** 1.7;
      return [startS, strikeDrum(voice).map((v) => loudness * v)];
    });
  }

  Object.assign(SSC, { beat, drums: { play } });
})();
