// Living picture of the chapter Scales and keys: a tune in any key and mode, and what keys fit it.
"use strict";

(() => {
  const MODES = ["major", "dorian", "phrygian", "lydian", "mixolydian", "minor", "locrian"];
  // The profile "temperley" of ssc_lib/music/keys.py.
  const MAJOR = [.748, .060, .488, .082, .670, .460, .096, .715, .104, .366, .057, .400];
  const MINOR = [.712, .084, .474, .618, .049, .460, .105, .747, .404, .067, .133, .330];
  const TUNE = ("0 2 4 2 5 4 3 1 2 4 7 6 5 3 4 - 0 2 4 2 5 4 6 4 3 1 -1 1 0 - - -").split(" ");
  const UP = "0 1 2 3 4 5 6 7 6 5 4 3 2 1 0 -".split(" ");
  const [LOW, KEYS] = [59, 26]; // of the keyboard: from B3, the note below the lowest root
  const [WIDTH, HIGH, MIDDLE] = [480, 84, 78];

  // The seven pitch classes of a mode above its root, as steps from it.
  function scaleOf(mode) {
    const first = SSC.MAJOR_SCALE[MODES.indexOf(mode)];
    return SSC.MAJOR_SCALE.map((step) => SSC.modulo(step - first, 12)).sort((a, b) => a - b);
  }

  function melodyOf(degrees, root, mode) {
    const scale = scaleOf(mode);
    const pitch = (d) => 60 + root + 12 * Math.floor(d / 7) + scale[SSC.modulo(d, 7)];
    const events = degrees.flatMap((d) => [d === "-" ? SSC.NO_EVENT : pitch(Number(d)),
      SSC.NO_EVENT, SSC.NO_EVENT, SSC.NO_EVENT]);
    return new SSC.Melody(events, { qpm: 180 });
  }

  const sum = (row) => row.reduce((a, b) => a + b, 0);
  const dot = (x, y) => sum(x.map((v, n) => v * y[n]));

  function correlation(...rows) {
    const [x, y] = rows.map((row) => row.map((v) => v - sum(row) / row.length));
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  }

  // Of the 24 keys: C major to B major, then C minor to B minor.
  function correlations(melody) {
    const weights = new Array(12).fill(0);
    for (const { pitch, startStep, endStep } of melody.notes()) {
      weights[pitch % 12] += endStep - startStep;
    }
    return [MAJOR, MINOR].flatMap((row) => weights.map((_, tonic) =>
      correlation(weights, row.map((__, k) => row[SSC.modulo(k - tonic, 12)]))));
  }

  const classOf = (pitch) => SSC.pitchName(pitch % 12).replace("-1", "");
  const nameOf = (key) => classOf(key) + (key < 12 ? " major" : " minor");

  // Two bars for each tonic, major and minor, up or down from the line of correlation 0.
  class Fits {
    constructor() {
      const x = (key) => 40 * (key % 12) + (key < 12 ? 5 : 21);
      this.bars = Array.from({ length: 24 }, (_, key) => SSC.el("rect",
        { x: x(key), width: 14, class: key < 12 ? "ssc-bar" : "ssc-bar ssc-minor" }));
      const names = MAJOR.map((_, tonic) => SSC.el("text", { x: 40 * tonic + 20,
        y: 2 * MIDDLE + 14, "text-anchor": "middle" }, classOf(tonic)));
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${2 * MIDDLE + 18}` },
        ...this.bars, SSC.el("path", { class: "ssc-line", d: `M0 ${MIDDLE}H${WIDTH}` }), ...names);
    }

    show(fits) {
      const best = fits.indexOf(Math.max(...fits));
      fits.forEach((fit, key) => {
        this.bars[key].setAttribute("y", (MIDDLE * (1 - Math.max(fit, 0))).toFixed(1));
        this.bars[key].setAttribute("height", (MIDDLE * Math.abs(fit)).toFixed(1));
        this.bars[key].classList.toggle("ssc-now", key === best);
      });
      const told = fits.map((fit, key) => `${nameOf(key)} ${fit.toFixed(2)}`).join(", ");
      this.element.setAttribute("aria-label", `Correlation with each key: ${told}`);
      return best;
    }
  }

  // Two octaves and a little, in which the notes of the scale have a dot and the root a larger one.
  class Keyboard {
    constructor() {
      const pitches = Array.from({ length: KEYS }, (_, n) => LOW + n);
      const white = (pitch) => SSC.MAJOR_SCALE.includes(pitch % 12);
      const wide = WIDTH / pitches.filter(white).length;
      let left = 0;
      this.keys = pitches.map((pitch) => {
        const at = white(pitch) ? left : left - 0.3 * wide;
        if (white(pitch)) left += wide;
        const width = white(pitch) ? wide : 0.6 * wide;
        const key = SSC.el("rect", { x: at.toFixed(1), y: 1, width: width.toFixed(1),
          height: white(pitch) ? HIGH - 2 : 0.6 * HIGH, stroke: "#777" });
        const dot = SSC.el("circle", { cx: (at + width / 2).toFixed(1),
          cy: (white(pitch) ? 0.84 : 0.46) * HIGH, fill: "#c2410c" });
        return { pitch, key, dot, ground: white(pitch) ? "#ffffff" : "#222" };
      });
      const ordered = [...this.keys].sort((a, b) => b.ground.length - a.ground.length);
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${HIGH}` },
        ...ordered.map(({ key }) => key), ...ordered.map(({ dot }) => dot));
      this.press(null);
    }

    show(root, mode) {
      const scale = scaleOf(mode);
      for (const { pitch, dot } of this.keys) {
        const step = SSC.modulo(pitch - 60 - root, 12);
        dot.setAttribute("r", !scale.includes(step) ? 0 : step ? 3.5 : 6);
      }
      const names = scale.map((step) => classOf(root + step));
      this.element.setAttribute("aria-label", `Piano keys of the scale: ${names.join(" ")}`);
    }

    press(pressed) {
      for (const { pitch, key, ground } of this.keys) {
        key.setAttribute("fill", pitch === pressed ? "#8ab4e0" : ground);
      }
    }
  }

  SSC.machine("keys", (stage) => {
    const [keyboard, fits] = [new Keyboard(), new Fits()];
    let playing = false;
    const root = stage.slider("Root", { min: 0, max: 11, step: 1, value: 0,
      show: (v) => SSC.pitchName(60 + v), change: moved });
    const mode = stage.choice("Mode", MODES.map((name) => [name, name]),
      { value: "major", change: moved });
    const what = stage.choice("Music", [["tune", "the tune"], ["scale", "the scale"]],
      { value: "tune", change: moved });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));
    const melody = () => melodyOf(what.value === "tune" ? TUNE : UP, root.value, mode.value);

    function moved() {
      if (playing) SSC.speaker.stop();
      keyboard.show(root.value, mode.value);
      const found = correlations(melody());
      const best = fits.show(found);
      const said = `${nameOf(best)}, correlation ${found[best].toFixed(3)}.`;
      stage.say(`${classOf(root.value)} ${mode.value}: the finder says ${said}`);
    }

    function play() {
      const [music, notes] = [melody(), melody().notes()];
      SSC.speaker.play(SSC.render(music), (timeS) => {
        const step = timeS === null ? -1 : timeS / music.secondsPerStep;
        const now = notes.find((note) => note.startStep <= step && step < note.endStep);
        keyboard.press(now ? now.pitch : null);
        if (timeS === null) [playing, press.textContent] = [false, "Play"];
      });
      [playing, press.textContent] = [true, "Stop"];
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press, mode.element, what.element),
      root.element, keyboard.element, fits.element);
    moved();
  });
})();
