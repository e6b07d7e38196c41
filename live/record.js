// Living picture of the chapter The New Mozart Mixtape: the best of so many candidates.
"use strict";

(() => {
  const BAR = 12;
  const [WIDTH, HEIGHT, LEFT] = [480, 120, 56];
  // How far the judge believes that a person wrote it, and the piece, moved to C, an event a
  // character from "0" on: eight bars by the transformer after one beginning, seeds 0 to 7.
  const PIECES = [
    [0.52,
      "B0>0>0>000BCE0B0@0B0>0>0@000@0@0G0E0E0B0@0@0B0C0" +
      "E0B0>0>000BCE0B0@0B0>0>0@000@0@0>0>0J0I0G0E0C0@0"],
    [0.91,
      "B0>0>0>000>0B0>0>0>000>0@0B0C0E000B@@0B0C0C000E0" +
      "G0I0J0E0B0>0B0>0>0>000>0@0B0C0E000BCE0C0B0C000E0"],
    [0.14,
      "B0>0>0>0@0B0@0=090=0;0>0@0=090=0;090=0>0@0>0=0>0" +
      "@0>0>0>0@0B0@0=090=0;090;0=0>0@0B0E0E000G0000000"],
    [0.54,
      "B0>0>0>0@0>0B0>0>0>0@0>0B00CE0J0E0>0B0>0>0>0@0>0" +
      "B0>0>0>0@0>0B0>0>0>0@0B0C0G0E0G000C0B0>0>0C000@0"],
    [0.17,
      "B0>0>0E0J0I0J0J0J0I0L0N0G0E0C0B0@0>0B0G0E0C0B0@0" +
      ">0=0>0E0J0I0J0J0J0I0L0N0G0E0C0B0@0>0B0>0>0>00000"],
    [0.26,
      "B0>0>0@0>0;0=09990;0>0;0>0@0B0C0;0;0>0@0B0C000@0" +
      "B0>0>0>000;0=09090;0>0;0>0@0B0C0;0D0E0E0E0E00000"],
    [0.02,
      "B0>0>0>0=0@0B0>0>0;0>090B0>0>0>0=0;090;090@0B0C0" +
      "B0>0>0>000C0B0>0>0=0>0@0B0E0G0I0E0B0B0C0E0E0G0I0"],
    [0.16,
      "B0>0>0>0@0BC=0@0=090=0C0B0>0>0>0@0BCE000E0E0G0E0" +
      "E0G0E0E0B0>0=0@0=090=0@0B0C0E0G000J0I000E0E0G0E0"],
  ];
  const x = (n) => LEFT + (n + 0.5) * (WIDTH - LEFT) / PIECES.length;
  const y = (belief) => HEIGHT - 14 - belief * (HEIGHT - 24);

  class Beliefs {
    constructor() {
      this.dots = PIECES.map(([belief], n) => SSC.el("circle", { cx: x(n), cy: y(belief), r: 7 }));
      const lines = [0, 0.5, 1].flatMap((share) => [
        SSC.el("line", { x1: LEFT, x2: WIDTH, y1: y(share), y2: y(share),
          stroke: "currentColor", "stroke-opacity": 0.25 }),
        SSC.el("text", { x: LEFT - 6, y: y(share) + 4, "text-anchor": "end" },
          `${100 * share} %`)]);
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        "aria-label": "How far the judge believes each candidate" }, ...lines, ...this.dots);
    }

    show(count, best) {
      this.dots.forEach((dot, n) => {
        dot.setAttribute("fill", n === best ? "#d55e00" : "#3b82c4");
        dot.setAttribute("visibility", n < count ? "visible" : "hidden");
      });
    }
  }

  // The one of the first so many that the judge believes most.
  const bestOf = (count) => PIECES.slice(0, count)
    .reduce((best, [belief], n, all) => (belief > all[best][0] ? n : best), 0);

  SSC.machine("record", (stage) => {
    const place = SSC.el("div");
    const encoding = new SSC.OneHot();
    const beliefs = new Beliefs();
    let [playing, shown] = [false, null];
    const count = stage.slider("Candidates",
      { min: 1, max: PIECES.length, step: 1, value: 1, change: moved });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));

    function moved() {
      const best = bestOf(count.value);
      beliefs.show(count.value, best);
      const belief = Math.round(100 * PIECES[best][0]);
      const of = count.value === 1 ? "One candidate" :
        `The best of ${count.value} is no. ${best + 1}`;
      stage.say(`${of}: the judge gives it ${belief} % to be a person's.`);
      if (shown && shown.best === best) return;
      if (playing) SSC.speaker.stop();
      const row = Array.from(PIECES[best][1], (c) => c.charCodeAt(0) - "0".charCodeAt(0));
      const melody = encoding.decode(row, { stepsPerBar: BAR, qpm: 140 });
      const alt = `Piano roll of candidate ${best + 1}`;
      const roll = SSC.roll(melody, row.length * melody.secondsPerStep, alt);
      shown = { best, melody, roll };
      place.replaceChildren(roll.element);
    }

    function play() {
      SSC.speaker.play(SSC.render(shown.melody), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        shown.roll.at(timeS);
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press), count.element, beliefs.element,
      place);
    moved();
  });
})();
