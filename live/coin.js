// Living picture of the chapter Coin flips: a drummer whose hi-hat is a coin, and the heads.
"use strict";

(() => {
  const STEP_S = 60 / 100 / 4; // sixteenths at 100 quarter notes a minute
  const [WIDTH, HEIGHT, LEFT] = [480, 150, 34];

  // The share of heads after each flip, with the band in which it lies 19 times out of 20.
  class Shares {
    constructor() {
      this.band = SSC.el("path", { class: "ssc-band" });
      this.line = SSC.el("path", { class: "ssc-line" });
      this.mark = SSC.el("path", { class: "ssc-mark" });
      this.last = SSC.el("text", { x: WIDTH - 2, y: HEIGHT + 14, "text-anchor": "end" });
      const names = [0, 0.5, 1].map((share) => SSC.el("text",
        { x: LEFT - 4, y: this.y(share) + (share === 1 ? 10 : 4), "text-anchor": "end" },
        String(share)));
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT + 18}` },
        this.band, this.mark, this.line, ...names, this.last);
    }

    y(share) {
      return HEIGHT * (1 - share);
    }

    show(flips, p) {
      const most = Math.max(64, 2 ** Math.ceil(Math.log2(flips.length || 1)));
      const x = (n) => LEFT + (WIDTH - LEFT) * n / most;
      let heads = 0;
      const line = flips.map((flip, n) => {
        heads += flip;
        return `${x(n + 1).toFixed(1)} ${this.y(heads / (n + 1)).toFixed(1)}`;
      });
      const edge = (n, sign) => {
        const share = p + sign * 2 * Math.sqrt(p * (1 - p) / n);
        return `${x(n).toFixed(1)} ${this.y(Math.min(1, Math.max(0, share))).toFixed(1)}`;
      };
      const places = Array.from({ length: 65 }, (_, k) => Math.max(1, k * most / 64));
      const above = places.map((n) => edge(n, 1));
      const around = [...above, ...places.reverse().map((n) => edge(n, -1))];
      this.band.setAttribute("d", `M${around.join("L")}Z`);
      this.line.setAttribute("d", line.length ? `M${line.join("L")}` : "");
      this.mark.setAttribute("d", `M${LEFT} ${this.y(p)}H${WIDTH}`);
      this.last.textContent = `${most} flips`;
      const told = flips.length ? `${heads} heads in ${flips.length} flips` : "no flips yet";
      this.element.setAttribute("aria-label",
        `The share of heads after each flip, and the band around p = ${p}: ${told}`);
      return told;
    }
  }

  SSC.machine("coin", (stage) => {
    const shares = new Shares();
    let flips = [];
    let running = false;
    const p = stage.slider("p, the chance of a stroke of the hat", { min: 0, max: 1, step: 0.05,
      value: 0.5, show: (v) => v.toFixed(2), change: begin });
    const seed = stage.number("Seed", { min: 0, value: 2, change: begin });
    const press = stage.button("Start", () => (running ? stop() : start()));

    function begin() {
      flips = [];
      if (running) start();
      else shares.show(flips, p.value);
    }

    function start() {
      const rng = SSC.rng(seed.value);
      let step = 0;
      flips = [];
      SSC.speaker.endless(() => {
        const head = rng.random() < p.value;
        const drums = [...(step % 16 === 0 ? ["kick"] : []), ...(step % 16 === 4 || step % 16 === 12
          ? ["snare"] : []), ...(step % 16 === 8 ? ["kick"] : []), ...(head ? ["hat"] : [])];
        step++;
        return { drums, head, stepS: STEP_S };
      }, (heard) => {
        if (heard) flips.push(Number(heard.head));
        else stopped();
        if (heard) stage.say(`p = ${p.value}: ${shares.show(flips, p.value)}.`, true);
      });
      running = true;
      press.textContent = "Stop";
    }

    const stop = () => SSC.speaker.stop();

    function stopped() {
      running = false;
      press.textContent = "Start";
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press, seed.element), p.element,
      shares.element);
    shares.show(flips, p.value);
  });
})();
