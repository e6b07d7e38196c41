// Living picture of the chapter When the tune votes: one weight, between noise and a loop.
"use strict";

(() => {
  const NOTES = [60, 62, 64, 67, 69, 72, 60, 67]; // as often as they stand here
  const [STEPS, BAR] = [128, 16];
  const LEAST = 1e-12;

  // Independent draws, and a vote of weight w for what stood a bar ago: ssc.Jury around Unigram.
  class Looped extends SSC.Generator {
    constructor(w) {
      super(38);
      this.w = w;
      this.logs = new Float64Array(38).fill(Math.log(LEAST));
      for (const pitch of NOTES) {
        const same = NOTES.filter((other) => other === pitch).length;
        this.logs[pitch - 46] = Math.log(same / NOTES.length);
      }
    }

    start() {
      return [];
    }

    step(heard, event) {
      heard.push(event);
      return heard;
    }

    distribution(heard) {
      const logits = Float64Array.from(this.logs);
      if (heard.length >= BAR) logits[heard[heard.length - BAR]] += this.w;
      const largest = Math.max(...logits);
      const p = logits.map((z) => Math.exp(z - largest));
      const total = p.reduce((a, b) => a + b, 0);
      return p.map((v) => v / total);
    }
  }

  // The share of returns that the chapter derives.
  function expected(w) {
    const chance = NOTES.flatMap((a) => NOTES.map((b) => Number(a === b)));
    const S = chance.reduce((a, b) => a + b) / NOTES.length ** 2;
    return S * Math.exp(w) / (1 - S + S * Math.exp(w));
  }

  // Eight bars of sixteen steps; a note that stood there a bar ago is filled.
  class Picture {
    constructor() {
      this.pitches = [...new Set(NOTES)].sort((a, b) => a - b);
      this.cells = Array.from({ length: STEPS }, (_, n) => SSC.el("rect", {
        x: 4 * n, width: 3.4, height: 12 }));
      const lines = Array.from({ length: STEPS / BAR - 1 }, (_, n) => SSC.el("path", {
        class: "ssc-mark", d: `M${4 * BAR * (n + 1) - 0.3} 0V84` }));
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${4 * STEPS} 84` },
        ...this.cells, ...lines);
    }

    show(melody, again) {
      melody.events.forEach((pitch, n) => {
        const row = this.pitches.length - 1 - this.pitches.indexOf(pitch);
        this.cells[n].setAttribute("y", 14 * row);
        this.cells[n].setAttribute("class", again[n] ? "ssc-bar" : "ssc-band");
      });
    }

    light(step) {
      this.cells.forEach((cell, n) => cell.classList.toggle("ssc-now", n === step));
    }
  }

  SSC.machine("votes", (stage) => {
    const picture = new Picture();
    let [melody, playing, latest] = [null, false, 0];
    const weight = stage.slider("Weight of what stood a bar ago", { min: -2, max: 8, step: 0.5,
      value: 2, show: (v) => v.toFixed(1), change: composed });
    const seed = stage.number("Seed", { min: 0, value: 3, change: composed });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));

    async function composed() {
      if (playing) SSC.speaker.stop();
      const mine = ++latest;
      const made = await SSC.compose(new Looped(weight.value), { rng: seed.value, steps: STEPS });
      if (mine !== latest) return; // the slider has moved on
      melody = made;
      const again = melody.events.map((event, n) => n >= BAR && event === melody.events[n - BAR]);
      picture.show(melody, again);
      const share = again.filter(Boolean).length / (STEPS - BAR);
      const said = `Weight ${weight.value}: ${(100 * share).toFixed(0)} % of the notes return; ` +
        `${(100 * expected(weight.value)).toFixed(0)} % are expected in the long run.`;
      picture.element.setAttribute("aria-label", `Eight bars of sixteen notes. ${said}`);
      stage.say(said);
    }

    async function play() {
      if (!melody) await composed();
      SSC.speaker.play(SSC.render(melody), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        picture.light(playing ? Math.floor(timeS / melody.secondsPerStep) : -1);
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press, seed.element), weight.element,
      picture.element);
    composed().catch((error) => stage.complain(error));
  });
})();
