// Living picture of the chapter Whose tune is it?: a table of some order, what its pieces quote
// of the printed tunes that it has learned from, and the tune that is quoted longest.
"use strict";

(() => {
  const [EVERY, STEPS, LEAST, PRIMER] = [4, 128, 16, [21]];
  const ORDERS = [1, 2, 4, 6, 8, 12, 16];
  const encoding = new SSC.OneHot();
  const tables = new Map();

  const titleOf = ({ title }) => `“${title.replace(/, (The|An?)$/, "")}”`;
  const counted = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;

  // Every fourth printed tune, so that a long order is counted soon.
  const some = ({ rows, papers }) =>
    SSC.Tunes.of(...[rows, papers].map((all) => all.filter((_, n) => n % EVERY === 0)));

  function tableOf(tunes, order) {
    if (!tables.has(order)) tables.set(order, SSC.NGram.fit(tunes.rows, { order }));
    return tables.get(order);
  }

  // A roll of events with stretches of it shaded.
  function drawn(row, stretches, alt) {
    const melody = encoding.decode(row, {});
    const roll = SSC.roll(melody, STEPS * melody.secondsPerStep, alt);
    roll.mark(...stretches.map(({ start, length }) =>
      [start, start + length].map((step) => step * melody.secondsPerStep)));
    return { melody, roll };
  }

  function furnish(stage, tunes) {
    let seed = 0;
    let [piece, source, playing] = [null, null, null];
    const [first, second] = [SSC.el("div"), SSC.el("div")];
    const heading = SSC.el("p");
    const list = SSC.el("ul");
    const order = stage.slider("Events that the table looks at", { min: 0, step: 1, value: 0,
      max: ORDERS.length - 1, show: (n) => String(ORDERS[n]), change: compose });
    const own = stage.button("Play", () => press(piece, own, "Play"));
    const other = stage.button("Hear the source", () => press(source, other, "Hear the source"));
    const again = stage.button("Another piece", () => {
      seed++;
      compose();
    });

    function compose() {
      SSC.speaker.stop();
      const table = tableOf(tunes, ORDERS[order.value]);
      const row = SSC.sample(table, STEPS, { rng: seed, primer: PRIMER });
      const quotes = SSC.quotations(row, tunes, LEAST);
      piece = drawn(row, quotes, "Piano roll of the piece; what is printed is shaded");
      first.replaceChildren(piece.roll.element);
      list.replaceChildren(...quotes.map(({ start, length, tune }) => SSC.el("li", {},
        `${length} steps from step ${start + 1} on: ${titleOf(tunes.papers[tune])}`)));
      const longest = quotes.reduce((a, b) => (b.length > a.length ? b : a),
        SSC.longestCopy(row, tunes));
      find(longest);
      const shared = quotes.reduce((sum, { length }) => sum + length, 0);
      const share = (100 * shared / STEPS).toFixed(0);
      const names = new Set(quotes.map(({ tune }) => tune)).size;
      const told = names ? `${share} % of the steps are quoted, from ${counted(names, "tune")}.`
        : `No ${LEAST} steps in a row are printed.`;
      stage.say(`Order ${ORDERS[order.value]}: ${told} ` +
        `The longest copy has ${longest.length} steps.`);
    }

    // The source of the longest copy, from a bar before it on.
    function find({ length, tune, place }) {
      const from = Math.max(0, Math.min(place - 16, tunes.rows[tune].length - STEPS));
      const row = tunes.rows[tune].slice(from, from + STEPS);
      const title = titleOf(tunes.papers[tune]);
      source = drawn(row, [{ start: place - from, length }], `Piano roll of ${title}`);
      second.replaceChildren(source.roll.element);
      heading.textContent = `The source of the longest copy, ${title}:`;
    }

    function press(what, button, label) {
      if (playing === what) {
        SSC.speaker.stop();
        return;
      }
      SSC.speaker.play(SSC.render(what.melody), (timeS) => {
        what.roll.at(timeS);
        if (timeS === null && playing === what) playing = null;
        button.textContent = timeS === null ? label : "Stop";
      });
      playing = what;
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, own, other, again), order.element, first,
      list, heading, second);
    compose();
  }

  SSC.machine("whose", (stage) => {
    stage.furnish();
    stage.say("The printed tunes are being opened.");
    stage.safely(async () => furnish(stage, some(await SSC.load("tunes"))))();
  });
})();
