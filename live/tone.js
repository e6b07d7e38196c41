// ssc_lib/sound/tone.py in the page: music in seconds, on its way to ear and file.
//
// A tone is { startS, endS, pitch, velocity, voice }, the last two by default 80 and "piano". There
// are the piano and the drums; the page has no strings.
"use strict";

(() => {
  const MELODY_VELOCITY = 80;
  const KEYS = { kick: 36, snare: 38, hat: 42 };

  function checked(given, number) {
    const tone = { velocity: MELODY_VELOCITY, voice: "piano", ...given };
    const { startS, endS, pitch, velocity, voice } = tone;
    if (voice in KEYS) tone.pitch = KEYS[voice];
    else if (voice !== "piano") throw new Error(`tone ${number} has an unknown voice, ${voice}`);
    if (!(startS >= 0 && endS > startS && endS < Infinity)) {
      throw new Error(`tone ${number} sounds from ${startS} s to ${endS} s: it must start at 0 ` +
        "or later and end after it starts");
    }
    if (!(tone.pitch >= 0 && tone.pitch <= 127 && velocity >= 1 && velocity <= 127)) {
      throw new Error(`tone ${number} has pitch ${pitch} and velocity ${velocity}: expected a ` +
        "pitch from 0 to 127 and a velocity from 1 to 127");
    }
    return tone;
  }

  // A melody or a list of tones as { tones, durationS, grid }; a list has no grid.
  function perform(music) {
    if (music.tones) return music;
    if (!(music instanceof SSC.Melody)) {
      const tones = Array.from(music, checked);
      const durationS = tones.reduce((last, { endS }) => Math.max(last, endS), 0);
      return { tones, durationS, grid: null };
    }
    const stepS = music.secondsPerStep;
    const tones = music.notes().map(({ pitch, startStep, endStep }) =>
      checked({ startS: startStep * stepS, endS: endStep * stepS, pitch }));
    return { tones, durationS: music.durationS, grid: music.grid };
  }

  Object.assign(SSC, { KEYS, perform });
})();
