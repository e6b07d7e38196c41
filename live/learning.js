// Living picture of the chapter How a network learns: a gradient on its way back through four bars,
// as a curve and as an echo.
"use strict";

(() => {
  const [STEPS, EVERY, QUARTER_S] = [64, 4, 0.4];
  const [WIDTH, HEIGHT, LEFT] = [360, 150, 42];
  const [LEAST, MOST] = [-6, 3]; // powers of ten that the axis shows
  const [PITCH, LOUD, LOUDEST] = [72, 80, 127];

  // What is left of a gradient after 0 to 64 steps back through h = tanh(w h + x), with x at every
  // second step: the product of w (1 - h^2).
  function goingBack(w, x) {
    const factors = [];
    let h = 0;
    for (let t = 0; t < STEPS; t++) {
      h = Math.tanh(w * h + (t % 2 ? 0 : x));
      factors.push(w * (1 - h * h));
    }
    const left = [1];
    for (const factor of factors.reverse()) left.push(left.at(-1) * factor);
    return left;
  }

  // Sixteen strokes, each four steps further back; those too soft to hear are left out.
  function echoOf(left) {
    return Array.from({ length: STEPS / EVERY }, (_, n) => ({ startS: QUARTER_S * n,
      endS: QUARTER_S * n + 0.35, pitch: PITCH,
      velocity: Math.min(LOUDEST, SSC.round(LOUD * left[EVERY * n])) }))
      .filter(({ velocity }) => velocity >= 1);
  }

  // 0.0376 and 22.7, but 1.2e-9 where that is shorter.
  function told(number) {
    if (number === 0) return "nothing";
    if (number >= 1e-3 && number < 1e4) return String(Number(number.toPrecision(3)));
    return number.toExponential(0).replace("+", "");
  }

  const x = (step) => LEFT + (WIDTH - LEFT - 8) * step / STEPS;
  const y = (share) => {
    const power = share > 0 ? Math.log10(share) : LEAST;
    return 6 + (HEIGHT - 6) * (MOST - Math.min(MOST, Math.max(LEAST, power))) / (MOST - LEAST);
  };

  class Curve {
    constructor() {
      const lines = [3, 0, -3, -6].flatMap((power) => [
        SSC.el("text", { x: LEFT - 6, y: y(10 ** power) + 4, "text-anchor": "end" },
          { 3: "1000", 0: "1", [-3]: "0.001", [-6]: "10⁻⁶" }[power]),
        SSC.el("path", { class: "ssc-mark", d: `M${LEFT} ${y(10 ** power)}H${WIDTH - 8}`,
          opacity: power ? 0.25 : 1 })]);
      const bars = [0, 1, 2, 3, 4].map((bar) => SSC.el("text", { x: x(16 * bar), y: HEIGHT + 16,
        "text-anchor": bar === 4 ? "end" : "middle" }, bar === 4 ? "4 bars" : String(bar)));
      this.line = SSC.el("path", { class: "ssc-line" });
      this.now = SSC.el("circle", { r: 0, class: "ssc-bar ssc-now" });
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT + 20}` },
        ...lines, ...bars, this.line, this.now);
    }

    show(left) {
      const points = left.map((share, step) => `${x(step).toFixed(1)} ${y(share).toFixed(1)}`);
      this.line.setAttribute("d", `M${points.join("L")}`);
      const bars = [1, 2, 3, 4].map((bar) => `${bar}: ${told(left[16 * bar])}`);
      this.element.setAttribute("aria-label", "Share of the gradient that is left, by bars back: " +
        bars.join(", "));
    }

    follow(left, stroke) {
      const step = EVERY * stroke;
      this.now.setAttribute("r", stroke < 0 || step >= STEPS ? 0 : 6);
      if (stroke < 0 || step >= STEPS) return;
      this.now.setAttribute("cx", x(step));
      this.now.setAttribute("cy", y(left[step]));
    }
  }

  SSC.machine("learning", (stage) => {
    const curve = new Curve();
    let playing = false;
    const show = (v) => v.toFixed(2);
    const w = stage.slider("w, the weight from the step before",
      { min: 0.5, max: 1.5, step: 0.01, value: 0.95, show, change: moved });
    const drive = stage.slider("x, how hard each note pushes",
      { min: 0, max: 1, step: 0.05, value: 0, show, change: moved });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));
    const gradient = () => goingBack(w.value, drive.value);

    function moved() {
      if (playing) SSC.speaker.stop();
      const left = gradient();
      curve.show(left);
      stage.say(`Of the gradient ${told(left[16])} is left one bar back, and ${told(left[64])} ` +
        "four bars back.");
    }

    function play() {
      const left = gradient();
      SSC.speaker.play(SSC.render(echoOf(left)), (timeS) => {
        curve.follow(left, timeS === null ? -1 : Math.floor(timeS / QUARTER_S));
        if (timeS === null) [playing, press.textContent] = [false, "Play"];
      });
      [playing, press.textContent] = [true, "Stop"];
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press), w.element, drive.element,
      curve.element);
    moved();
  });
})();
