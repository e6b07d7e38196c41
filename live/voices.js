// Living picture of the chapter Coins, thresholds and voices: one bar of coins for four voices,
// and three ways to make notes of them.
"use strict";

(() => {
  const STEPS = 16;
  const STEP_S = 0.25;
  // Two pitches a voice, C major and D minor.
  const PAIRS = [[72, 74], [67, 69], [64, 65], [48, 50]];
  const ROWS = PAIRS.flatMap(([first, second]) => [second, first]); // from high to low
  const [WIDTH, LEFT, ROW] = [480, 34, 17];
  const CELL = (WIDTH - LEFT) / STEPS;
  const WAYS = [["line", "a threshold"], ["coins", "a coin for each cell"],
    ["largest", "the largest of each voice"]];

  // The coin of a cell, at a step, for the first or second pitch of any voice.
  const coin = (step, which) => (step < 12 ? [0.65, 0.3] : [0.4, 0.45])[which];

  // on[step][voice][which]: what a way makes of the coins.
  function decided(way, line, seed) {
    const rng = SSC.rng(seed);
    return Array.from({ length: STEPS }, (_, step) => PAIRS.map(() => {
      const p = [coin(step, 0), coin(step, 1)];
      if (way === "coins") return p.map((chance) => rng.random() < chance);
      if (way === "line") return p.map((chance) => chance > line);
      return [p[0] >= p[1], p[1] > p[0]];
    }));
  }

  // The notes of each pitch: runs of steps.
  function notesOf(on) {
    const notes = [];
    PAIRS.forEach((pair, voice) => pair.forEach((pitch, which) => {
      for (let step = 0; step < STEPS; step++) {
        if (!on[step][voice][which]) continue;
        if (step && on[step - 1][voice][which]) notes[notes.length - 1].endStep++;
        else notes.push({ pitch, startStep: step, endStep: step + 1 });
      }
    }));
    return notes;
  }

  class Picture {
    constructor() {
      this.cells = ROWS.map((pitch, n) => Array.from({ length: STEPS }, (_, step) =>
        SSC.el("rect", { x: LEFT + step * CELL + 0.5, y: n * ROW + 0.5, width: CELL - 1,
          height: ROW - 1, rx: 2 })));
      const names = ROWS.map((pitch, n) => SSC.el("text",
        { x: LEFT - 5, y: (n + 0.75) * ROW, "text-anchor": "end" }, SSC.pitchName(pitch)));
      this.head = SSC.el("path", { class: "ssc-line", d: "" });
      this.element = SSC.el("svg", { role: "img",
        viewBox: `0 0 ${WIDTH} ${ROWS.length * ROW}` }, ...names, ...this.cells.flat(), this.head);
    }

    show(on, told) {
      this.cells.forEach((row, n) => row.forEach((cell, step) => {
        const [voice, which] = [Math.floor(n / 2), 1 - n % 2];
        const sounds = on[step][voice][which];
        cell.setAttribute("fill", sounds ? "#3b82c4" : "currentColor");
        cell.setAttribute("fill-opacity", sounds ? 1 : coin(step, which) * 0.5);
      }));
      const alt = `A bar of four voices with two pitches each: ${told}`;
      this.element.setAttribute("aria-label", alt);
    }

    at(step) {
      const x = LEFT + step * CELL;
      this.head.setAttribute("d", step === null ? "" : `M${x} 0V${ROWS.length * ROW}`);
    }
  }

  SSC.machine("voices", (stage) => {
    const picture = new Picture();
    let playing = false;
    const way = stage.choice("Say yes or no by", WAYS, { value: "line", change: begin });
    const line = stage.slider("Line of the threshold", { min: 0.2, max: 0.7, step: 0.01, value: 0.5,
      show: (v) => v.toFixed(2), change: () => move("line") });
    const seed = stage.number("Seed of the coins",
      { min: 0, value: 1, change: () => move("coins") });
    const again = stage.button("Toss again", () => {
      seed.value = seed.value + 1;
      move("coins");
    });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));

    // Whoever moves a control means its way.
    function move(chosen) {
      way.value = chosen;
      begin();
    }

    function begin() {
      SSC.speaker.stop();
      look();
    }

    function look() {
      const number = seed.value;
      if (!(Number.isInteger(number) && number >= 0)) {
        throw new Error(`a seed is a whole number from 0 on, not ${number}; try 1`);
      }
      const on = decided(way.value, line.value, number);
      const counts = on.flat().map(([first, second]) => Number(first) + Number(second));
      const [none, one, two] = [0, 1, 2].map((n) => counts.filter((c) => c === n).length);
      const notes = notesOf(on);
      const by = { line: `A threshold at ${line.value.toFixed(2)}`, coins: `Coins, seed ${number}`,
        largest: "The largest of each voice" }[way.value];
      const told = `${notes.length} notes; of 64 steps of a voice ${one} have one pitch, ` +
        `${none} none, ${two} two`;
      picture.show(on, told);
      stage.say(`${by}: ${told}.`);
      return notes;
    }

    function play() {
      const notes = look();
      if (!notes.length) throw new Error("no cell is on; lower the line, then play the bar");
      const tones = notes.map(({ pitch, startStep, endStep }) =>
        ({ startS: startStep * STEP_S, endS: endStep * STEP_S, pitch }));
      SSC.speaker.play(SSC.render(tones), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        picture.at(playing ? Math.min(timeS / STEP_S, STEPS) : null);
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press, way.element),
      line.element, SSC.el("div", { class: "ssc-controls" }, again, seed.element), picture.element);
    look();
  });
})();
