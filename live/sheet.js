// What is seen of a piece in the mixtape machine: its roll, what is copied in it, and its Python.
"use strict";

(() => {
  const { el } = SSC;
  const BOOKS = { oneills: "O'Neill's Music of Ireland", ryans: "Ryan's Mammoth Collection",
    airds: "Aird's Airs" };
  const WINDOW_BARS = 4; // of endless music, seen at a time
  const USUAL = [57, 76]; // the pitches that its roll holds in any case
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function summary({ pitches }) {
    if (!pitches.length) return "Nothing but silence";
    const [low, high] = [Math.min(...pitches), Math.max(...pitches)].map(SSC.pitchName);
    return `${pitches.length} notes, ${low} to ${high}`;
  }

  // How much is copied: a promise of a sentence and of the stretch, in seconds.
  async function copied(melody) {
    const tunes = await SSC.load("tunes");
    const [row] = new SSC.OneHot().squash(melody);
    const { length, start, tune } = SSC.longestCopy(row, tunes);
    const { title, collection } = tunes.papers[tune];
    const stepS = melody.secondsPerStep;
    const text = `The longest stretch that is also in a printed tune is ${length} of ` +
      `${row.length} steps, in “${title}” (${BOOKS[collection] || collection}). It is shaded.`;
    return { text, startS: start * stepS, endS: (start + length) * stepS };
  }

  // What is seen of the piece that was composed last.
  function sheet(stage, keyboard) {
    const [roll, copy] = [el("div", {}), el("p", {})];
    const caption = el("figcaption", {});
    const code = el("code", {});
    const lines = el("pre", { tabindex: 0, "aria-label": "Python" }, code);
    const figure = el("figure", { class: "ssc-sheet" }, roll, caption);
    const same = el("p", {}, "The same seed is the same tune here, in a notebook and in ",
      el("code", {}, "ssc generate"), ":");
    const python = el("div", { hidden: true }, copy, same, lines);
    let drawn = null;

    function show(piece, melody, lastS) {
      const said = summary(melody);
      const picture = SSC.roll(melody, lastS, `Piano roll: ${said}`);
      drawn = picture;
      roll.replaceChildren(drawn.element);
      caption.textContent = `${said}. ${SSC.pieces.described(piece)}.`;
      const command = SSC.pieces.command(piece);
      code.textContent = ["import ssc_lib as ssc", "", SSC.pieces.python(piece),
        "ssc.listen(melody)", ...(command ? ["", "# in a shell", command] : [])].join("\n");
      python.hidden = false;
      copy.textContent = "Looking for it in the printed tunes …";
      copied(melody).then(({ text, startS, endS }) => {
        if (drawn !== picture) return; // another piece is seen by now
        copy.textContent = text;
        picture.mark([startS, endS]);
      }).catch((error) => (copy.textContent = error.message));
    }

    // The playhead and the key that sounds; at null nothing does. For who wants little motion it
    // goes from step to step.
    function follow(melody, timeS) {
      if (timeS === null) {
        drawn.at(null);
        keyboard.light(null);
        return;
      }
      const { secondsPerStep } = melody;
      const step = Math.floor(timeS / secondsPerStep);
      drawn.at(still() ? step * secondsPerStep : timeS);
      const now = melody.notes().find((note) => note.startStep <= step && step < note.endStep);
      keyboard.light(now ? now.pitch : null);
    }

    // Endless music: the bars of the moment.
    function unroll({ heard, grid }) {
      const wide = WINDOW_BARS * grid.stepsPerBar;
      const latest = heard.slice(Math.floor((heard.length - 1) / wide) * wide);
      const melody = new SSC.Melody([...latest, SSC.NOTE_OFF], grid);
      const pitches = heard.slice(-2 * wide).filter((event) => event >= 0);
      const range = [Math.min(...USUAL, ...pitches), Math.max(...USUAL, ...pitches)];
      const { element, at } = SSC.roll(melody, wide * melody.secondsPerStep,
        "Piano roll of the latest bars", range);
      at(latest.length * melody.secondsPerStep);
      roll.replaceChildren(element);
      caption.textContent = "The bars of the moment.";
      python.hidden = true;
    }

    // Bring it into sight.
    const look = () => figure.scrollIntoView(
      { block: "nearest", behavior: still() ? "auto" : "smooth" });

    return { look, figure, python, show, follow, unroll };
  }

  SSC.sheet = sheet;
})();
