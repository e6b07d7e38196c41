// Living picture of the chapter Chords and melodies: how far a melody believes its chords.
"use strict";

(() => {
  const [BARS, BEATS, BEAT_S] = [8, 4, 0.5];
  // Per thousand: how often each pitch class, from C on, stands on the beat over a chord of the
  // chorales, moved to C, and over all chords.
  const SUNG = {
    C: [358, 0, 9, 0, 396, 7, 0, 209, 0, 12, 2, 7],
    Dm: [13, 0, 347, 0, 5, 372, 0, 5, 0, 216, 1, 40],
    F: [173, 0, 53, 0, 15, 283, 0, 8, 0, 463, 1, 3],
    G: [10, 0, 404, 0, 7, 17, 0, 296, 0, 3, 0, 263],
    Am: [502, 0, 9, 0, 194, 6, 0, 11, 0, 271, 0, 7],
  };
  const ALL = [168, 6, 160, 0, 168, 86, 5, 133, 8, 155, 4, 107];
  const TONES = { C: [0, 4, 7], Dm: [2, 5, 9], F: [5, 9, 0], G: [7, 11, 2], Am: [9, 0, 4] };
  const ROWS = ["C G Am F", "C Am F G", "Dm G C C"];
  const normal = (row) => row.map((v) => v / row.reduce((a, b) => a + b));

  // Probabilities of the next pitch class: so much of what the chord says, the rest of all.
  function mixed(chord, belief) {
    const [over, all] = [normal(SUNG[chord]), normal(ALL)];
    return over.map((p, pc) => belief * p + (1 - belief) * all[pc]);
  }

  // A pitch a beat; each stands where it is nearest to the one before it, around C5.
  function sung(chords, belief, seed) {
    const rng = SSC.rng(seed);
    const pitches = [];
    for (let beat = 0; beat < BARS * BEATS; beat++) {
      const p = mixed(chords[Math.floor(beat / BEATS) % chords.length], belief);
      let [u, pc] = [rng.random(), 0];
      while (pc < 11 && u >= p[pc]) u -= p[pc++];
      const last = pitches.length ? pitches[pitches.length - 1] : 72;
      const near = [60, 72, 48, 84].map((octave) => octave + pc)
        .filter((pitch) => pitch >= 60 && pitch <= 84);
      pitches.push(near.reduce((a, b) => (Math.abs(b - last) < Math.abs(a - last) ? b : a)));
    }
    return pitches;
  }

  SSC.machine("chords", (stage) => {
    const place = SSC.el("div");
    let [playing, made] = [false, null];
    const row = stage.choice("Chords, a bar each", ROWS.map((text) => [text, text]),
      { value: ROWS[0], change: moved });
    const belief = stage.slider("How far the chord is believed", { min: 0, max: 1, step: 0.1,
      value: 1, show: (v) => v.toFixed(1), change: moved });
    const seed = stage.number("Seed", { min: 0, value: 1, change: moved });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));

    function moved() {
      if (playing) SSC.speaker.stop();
      const chords = row.value.split(" ");
      const at = (beat) => chords[Math.floor(beat / BEATS) % chords.length];
      const pitches = sung(chords, belief.value, seed.value);
      const inside = pitches.map((pitch, beat) => TONES[at(beat)].includes(pitch % 12));
      const share = inside.filter(Boolean).length / inside.length;
      const expected = chords.map((chord) => {
        const p = mixed(chord, belief.value);
        return TONES[chord].reduce((total, pc) => total + p[pc], 0);
      }).reduce((a, b) => a + b) / chords.length;
      const tones = pitches.map((pitch, beat) => ({ startS: beat * BEAT_S,
        endS: (beat + 1) * BEAT_S, pitch, velocity: 90 }));
      const under = Array.from({ length: BARS }, (_, bar) => TONES[at(bar * BEATS)].map((pc) => ({
        startS: bar * BEATS * BEAT_S, endS: (bar + 1) * BEATS * BEAT_S, pitch: 48 + pc,
        velocity: 55 }))).flat();
      const told = `${(100 * share).toFixed(0)} % of the beats are notes of their chord; ` +
        `${(100 * expected).toFixed(0)} % are expected.`;
      const music = [...tones, ...under];
      const alt = `Eight bars of a melody over ${row.value}. ${told}`;
      made = { music, roll: SSC.roll(music, BARS * BEATS * BEAT_S, alt) };
      place.replaceChildren(made.roll.element);
      stage.say(told);
    }

    function play() {
      SSC.speaker.play(SSC.render(made.music), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        made.roll.at(timeS);
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press, row.element, seed.element),
      belief.element, place);
    moved();
  });
})();
