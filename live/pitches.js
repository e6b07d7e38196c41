// ssc_lib/music/pitches.py in the page: names of pitches, and the key of most notes.
"use strict";

(() => {
  const MAJOR_SCALE = [0, 2, 4, 5, 7, 9, 11];
  const NAMES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];

  // Python's %: the rest has the sign of the divisor.
  const modulo = (a, n) => (a % n + n) % n;

  // Python's round: a half goes to the even neighbour.
  function round(x) {
    const near = Math.round(x);
    return near - x === 0.5 && near % 2 ? near - 1 : near;
  }

  const pitchName = (pitch) => NAMES[modulo(pitch, 12)] + (Math.floor(pitch / 12) - 1);

  // The pitch of a name such as C4, F#4 or Bb3.
  function pitchNumber(name) {
    const [, letter, bend, octave] = /^([A-G])([#♯b♭]?)(-?\d+)$/i.exec(name) || [];
    if (!letter) {
      throw new Error(`${name.slice(0, 40)} is no pitch; write C4 for middle C, F#4 or Bb3, ` +
        "- to go on and . to stop");
    }
    const bent = { "#": 1, "♯": 1, b: -1, "♭": -1 }[bend] || 0;
    const degree = MAJOR_SCALE["CDEFGAB".indexOf(letter.toUpperCase())];
    const pitch = 12 * (Number(octave) + 1) + degree + bent;
    if (pitch >= 0 && pitch <= 127) return pitch;
    throw new Error(`${name} is outside the range of MIDI, which is C-1 to G9`);
  }

  // The major key whose scale holds most notes; the lowest one on a tie.
  function bestMajorKey(histogram) {
    const held = histogram.map((_, key) =>
      MAJOR_SCALE.reduce((sum, degree) => sum + histogram[(key + degree) % 12], 0));
    return held.indexOf(Math.max(...held));
  }

  Object.assign(SSC, { MAJOR_SCALE, modulo, round, pitchName, pitchNumber, bestMajorKey });
})();
