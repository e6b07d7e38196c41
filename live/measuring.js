// Living picture of the chapter Measuring melodies: each bar of a piece against each.
"use strict";

(() => {
  const BAR = 12;
  const SIDE = 240;
  // Who made it, and the piece in C, an event a character from "0" on: eight bars of twelve steps,
  // how a test tune goes on after its first bar, and how networks do after that of others.
  const PIECES = [
    ["the network basic",
      ">00000>0@0B0C0@0@0@0B0C0B0@0>0>0B0E0G000E0J0I0G0" +
      "E0C0B0@0>0=0>00000;000:0;000C0B0@0B0E000G0E000B0"],
    ["the network lookback",
      ">000@0B0C0E0G000E0C0B0@0>000>0>0;000B0000000E0C0" +
      "E00IG0E0G0I0G0000000B0@00000E000C0B0@000>0@0>0=0"],
    ["the network attention",
      ">00=00@000G0E00GE0B000>0=00G00B000E0G00EC0E000J0" +
      "E00GE@=0=0@0>00000>00000E00GE@=0=0@0C0B0C0=0@000"],
    ["the transformer",
      "00>00B@0>0=;90;09090;09;00>00B@0>00@00>00B@>;09;" +
      "00>00B@0>0=;90;09090609000;000>0@0>000>00@B>;09;"],
    ["people, a printed tune",
      "@00>@0B0>0;0900;>0>000G0E00CB0@000>0>00000B000B0" +
      "@00>@0B0>0;0900;>0>000G0E00CB0@000>0B0C0E0E00GI0"],
  ];

  const barsOf = (row) =>
    Array.from({ length: row.length / BAR }, (_, n) => row.slice(BAR * n, BAR * (n + 1)));
  // The share of steps at which two bars have the same event.
  const alike = (a, b) => a.filter((event, step) => event === b[step]).length / a.length;

  class Form {
    constructor(row) {
      const bars = barsOf(row);
      const size = SIDE / bars.length;
      this.values = bars.map((a) => bars.map((b) => alike(a, b)));
      this.cells = this.values.map((line, i) => line.map((share, j) =>
        SSC.el("rect", { x: j * size + 0.5, y: i * size + 0.5, width: size - 1, height: size - 1,
          fill: share === 1 ? "#d55e00" : "#3b82c4", "fill-opacity": share ** 3 })));
      this.head = SSC.el("rect", { x: 0, width: SIDE, height: size, class: "ssc-line",
        fill: "none", visibility: "hidden" });
      this.size = size;
      const earlier = bars.filter((a, i) => bars.slice(0, i).some((b) => alike(a, b) === 1));
      this.returning = earlier.length;
      this.count = bars.length;
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${SIDE} ${SIDE}`,
        "aria-label": `Each of ${bars.length} bars against each: ${this.returning} came before`,
        style: `max-width:${SIDE}px` }, ...this.cells.flat(), this.head);
    }

    at(bar) {
      this.head.setAttribute("visibility", bar === null ? "hidden" : "visible");
      if (bar !== null) this.head.setAttribute("y", bar * this.size);
    }
  }

  SSC.machine("measuring", (stage) => {
    const place = SSC.el("div");
    const encoding = new SSC.OneHot();
    let [playing, shown, opened] = [false, null, false];
    const which = stage.slider("From no return to many",
      { min: 1, max: PIECES.length, step: 1, value: 1, change: moved });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));
    const reveal = stage.button("Who made it?", () => {
      opened = true;
      tell();
    });

    function tell() {
      const { returning, count } = shown.form;
      const bars = returning === 1 ? "bar is an earlier one" : "bars are earlier ones";
      const told = `Piece ${which.value} of ${PIECES.length}: ${returning} of ${count} ${bars}.`;
      stage.say(opened ? `${told} It was made by ${PIECES[which.value - 1][0]}.` : told);
    }

    function moved() {
      if (playing) SSC.speaker.stop();
      opened = false;
      const [, text] = PIECES[which.value - 1];
      const row = Array.from(text, (c) => c.charCodeAt(0) - "0".charCodeAt(0));
      const melody = encoding.decode(row, { stepsPerBar: BAR });
      const alt = `Piano roll of piece ${which.value}`;
      const roll = SSC.roll(melody, row.length * melody.secondsPerStep, alt);
      shown = { melody, form: new Form(row), roll };
      place.replaceChildren(shown.form.element, roll.element);
      tell();
    }

    function play() {
      const { melody, form, roll } = shown;
      SSC.speaker.play(SSC.render(melody), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        roll.at(timeS);
        const bar = playing ? Math.floor(timeS / (BAR * melody.secondsPerStep)) : null;
        form.at(bar !== null && bar < form.count ? bar : null);
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press, reveal), which.element, place);
    moved();
  });
})();
