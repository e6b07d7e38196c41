// Living picture of the chapter A small transformer: at any step of a tune, where the attention
// that copies looks, and what it proposes.
"use strict";

(() => {
  const [BAR, WIDTH, ROW, TOP] = [12, 5, 9, 10];
  // Nine bars of The Old Leather Breeches, which no network has learned from; each event is a
  // character from "0" on, as in the payload of the tunes.
  const STRAIN =
    "0000000000IJL00IG0L00IG0E0C0B0C000CEG00IG0G0I0J0I00GE0" +
    "J000IJL00IG0L00IG0E0C0B0C000CEG00IG0G0L0J0I0G0E0J000IG";

  // For each step t > 0: what is said of the event at t, and how much each earlier event counts.
  function gazes(network, row) {
    const player = network.inBarsOf(BAR);
    const state = player.start();
    return row.map((event) => {
      const p = player.distribution(state);
      const seen = player.seen(state);
      player.step(state, event);
      return { p, seen };
    });
  }

  class Picture {
    constructor(melody) {
      const tones = SSC.perform(melody).tones;
      const pitches = tones.map(({ pitch }) => pitch);
      const [low, high] = [Math.min(...pitches) - 1, Math.max(...pitches) + 1];
      const height = TOP + ROW * (high - low + 1);
      this.y = (pitch) => TOP + ROW * (high - pitch);
      this.cells = melody.events.map((pitch, n) => SSC.el("rect", { x: WIDTH * n + 0.5,
        y: pitch < 0 ? height - 3 : this.y(pitch), height: pitch < 0 ? 3 : ROW - 1,
        width: WIDTH - 1, class: "ssc-band" }));
      this.looks = melody.events.map((pitch, n) => SSC.el("rect", { x: WIDTH * n, opacity: 0,
        y: pitch < 0 ? height - 4 : this.y(pitch) - 1, height: pitch < 0 ? 5 : ROW + 1,
        width: WIDTH, class: "ssc-bar" }));
      const bars = Array.from({ length: Math.ceil(melody.events.length / BAR) }, (_, n) =>
        SSC.el("path", { class: "ssc-mark", opacity: 0.3, d: `M${WIDTH * BAR * n} 0V${height}` }));
      this.now = SSC.el("path", { class: "ssc-roll-head", d: `M0 0V${height}` });
      this.element = SSC.el("svg", { role: "img",
        "aria-label": "Nine bars of a jig, and nothing of them looked at yet",
        viewBox: `0 0 ${WIDTH * melody.events.length} ${height + 2}` },
        ...bars, ...this.cells, ...this.looks, this.now);
    }

    show(step, seen, told) {
      const most = Math.max(0.01, ...seen);
      this.looks.forEach((cell, n) => cell.setAttribute("opacity",
        n < seen.length ? (seen[n] / Math.max(most, 0.25)).toFixed(2) : 0));
      this.now.setAttribute("transform", `translate(${WIDTH * (step + 0.5)})`);
      this.element.setAttribute("aria-label", told);
    }
  }

  SSC.machine("gaze", (stage) => {
    const encoding = new SSC.OneHot();
    const row = Array.from(STRAIN, (c) => c.charCodeAt(0) - "0".charCodeAt(0));
    const melody = encoding.decode(row, { stepsPerBar: BAR });
    const picture = new Picture(melody);
    let [said, playing] = [null, false];
    const step = stage.slider("Step of the tune",
      { min: 1, max: row.length - 1, step: 1, value: 5 * BAR, change: moved });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));

    const name = (event) => (event < 2 ? ["no event", "a note off"][event]
      : SSC.pitchName(event - 2 + encoding.low));

    async function moved(quietly = false) {
      if (!said) {
        stage.say("The network is on its way: about a megabyte, once.");
        said = gazes(await SSC.load("transformer"), row);
      }
      const { p, seen } = said[step.value];
      const place = seen.indexOf(Math.max(...seen));
      const total = seen.reduce((a, b) => a + b, 0);
      const far = step.value - place;
      const bars = far % BAR ? "" : `${far / BAR} bars, `;
      const where = total < 0.1 ? "It looks hardly anywhere."
        : `It looks most ${far} steps back, ${bars}at ${name(row[place])}.`;
      const told = `Step ${step.value}, bar ${Math.floor(step.value / BAR) + 1}: ${where} ` +
        `To what comes, ${name(row[step.value])}, it gives ` +
        `${(100 * p[row[step.value]]).toFixed(0)} %.`;
      picture.show(step.value, seen, told);
      stage.say(told, quietly === true);
    }

    async function play() {
      await moved();
      SSC.speaker.play(SSC.render(melody), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        const at = Math.floor(timeS / melody.secondsPerStep);
        if (!playing || at < 1 || at >= row.length || at === step.value) return;
        step.value = at;
        moved(true).catch((error) => stage.complain(error));
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press), step.element, picture.element);
    stage.say("Move the slider: the network comes with the first move, about a megabyte.");
  });
})();
