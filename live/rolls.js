// Living picture of the chapter Piano rolls and tensors: two bars to click, with a plane of onsets
// that can be taken away.
"use strict";

(() => {
  const STEPS = 16; // eighth notes
  const PITCHES = [72, 71, 69, 67, 65, 64, 62, 60];
  const [OFF, STRUCK, HELD] = [0, 1, 2];
  const WORDS = ["silent", "struck", "goes on"];
  const [SLOWEST, FASTEST] = [30, 300];
  // E E F G D D C, as pitch and the steps that it lasts.
  const TUNE = [[64, 2], [64, 2], [65, 2], [67, 2], [62, 2], [62, 2], [60, 4]];

  // The notes of a roll, cells[pitch][step], by onset, then from low to high. Without onsets a note
  // begins only where its pitch did not sound a step before.
  function notesOf(cells, onsets) {
    const notes = [];
    cells.forEach((row, n) => row.forEach((cell, step) => {
      if (cell === OFF) return;
      const goesOn = row[step - 1] && (cell === HELD || !onsets);
      if (goesOn) notes.findLast(({ pitch }) => pitch === PITCHES[n]).endStep++;
      else notes.push({ pitch: PITCHES[n], startStep: step, endStep: step + 1 });
    }));
    return notes.sort((a, b) => a.startStep - b.startStep || a.pitch - b.pitch);
  }

  const empty = () => PITCHES.map(() => new Array(STEPS).fill(OFF));

  function tune() {
    const cells = empty();
    let step = 0;
    for (const [pitch, long] of TUNE) {
      const row = cells[PITCHES.indexOf(pitch)];
      row.fill(HELD, step, step + long);
      row[step] = STRUCK;
      step += long;
    }
    return cells;
  }

  SSC.machine("rolls", (stage) => {
    let cells = tune();
    let playing = false;
    const buttons = PITCHES.map((pitch, n) => Array.from({ length: STEPS }, (_, step) =>
      SSC.el("button", { type: "button", role: "gridcell", tabindex: n || step ? -1 : 0,
        click: () => turn(n, step), keydown: (event) => walk(event, n, step) })));
    const rows = PITCHES.map((pitch, n) => SSC.el("div", { role: "row" },
      SSC.el("span", { role: "rowheader" }, SSC.pitchName(pitch)), ...buttons[n]));
    const grid = SSC.el("div", { role: "grid", class: "ssc-cells",
      "aria-label": "Two bars of eight steps; arrow keys move, Enter changes a cell" }, ...rows);
    const plane = SSC.el("input", { type: "checkbox", checked: true, change: () => look() });
    const tempo = stage.number("Quarter notes a minute",
      { min: SLOWEST, max: FASTEST, value: 120 });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));
    const clear = stage.button("Clear", () => begin(empty()));
    const again = stage.button("As at the beginning", () => begin(tune()));

    function begin(given) {
      SSC.speaker.stop();
      cells = given;
      look();
    }

    // A cell is silent, then struck, then goes on from the one before, then silent again.
    function turn(n, step) {
      const next = (cells[n][step] + 1) % 3;
      cells[n][step] = next === HELD && !(step && cells[n][step - 1]) ? OFF : next;
      if (cells[n][step + 1] === HELD && cells[n][step] === OFF) cells[n][step + 1] = STRUCK;
      focusOn(n, step);
      look();
    }

    function focusOn(n, step) {
      for (const button of buttons.flat()) button.tabIndex = -1;
      buttons[n][step].tabIndex = 0;
      buttons[n][step].focus();
    }

    function walk(event, n, step) {
      const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
        ArrowRight: [0, 1] }[event.key] || [0, 0];
      if (!down && !right) return;
      event.preventDefault();
      const within = (value, size) => Math.min(Math.max(value, 0), size - 1);
      focusOn(within(n + down, PITCHES.length), within(step + right, STEPS));
    }

    function look() {
      const onsets = plane.checked;
      buttons.forEach((row, n) => row.forEach((button, step) => {
        const cell = cells[n][step];
        button.classList.toggle("ssc-on", cell !== OFF);
        button.classList.toggle("ssc-struck", onsets && cell === STRUCK);
        const word = onsets ? WORDS[cell] : cell ? "on" : "off";
        button.setAttribute("aria-label", `${SSC.pitchName(PITCHES[n])}, step ${step + 1}: ${word}`);
      }));
      const [kept, melted] = [true, false].map((with_) => notesOf(cells, with_).length);
      const lost = kept - melted;
      stage.say(onsets ? `With its onsets the roll holds ${kept} notes.`
        : `Without onsets ${melted} of ${kept} notes are left: ${lost} melted into the one before.`);
    }

    function play() {
      const qpm = tempo.value;
      if (!(qpm >= SLOWEST && qpm <= FASTEST)) {
        throw new Error(`the tempo goes from ${SLOWEST} to ${FASTEST} quarter notes a minute, not ` +
          `${qpm}; try 120`);
      }
      const stepS = 30 / qpm;
      const notes = notesOf(cells, plane.checked);
      if (!notes.length) throw new Error("the roll is empty; click a cell, then play it");
      const tones = notes.map(({ pitch, startStep, endStep }) =>
        ({ startS: startStep * stepS, endS: endStep * stepS, pitch }));
      look();
      SSC.speaker.play(SSC.render(tones), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        const now = playing ? Math.floor(timeS / stepS) : -1;
        buttons.forEach((row) => row.forEach((button, step) =>
          button.classList.toggle("ssc-now", step === now)));
      });
    }

    stage.furnish(
      SSC.el("div", { class: "ssc-controls" }, press, again, clear, tempo.element),
      SSC.el("label", { class: "ssc-controls ssc-switch" }, plane, "Onset plane"), grid);
    look();
  });
})();
