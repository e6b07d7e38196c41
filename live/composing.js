// ssc_lib/composing.py in the page: from a generator to a melody.
"use strict";

(() => {
  const BETWEEN_PAUSES = 16; // steps; then the page may draw and listen

  const pause = () => new Promise((resume) => setTimeout(resume));

  // How a generator hears a primer: moved to its key and range. What is moved back is `decode`d.
  function heard(generator, primer) {
    const encoding = generator.encoding || new SSC.OneHot();
    if (encoding.size !== generator.vocabulary) {
      throw new Error(`the generator knows ${generator.vocabulary} events and the encoding ` +
        `${encoding.size}; compose with one that knows ${encoding.size}`);
    }
    const [events, amount] = encoding.squash(primer, generator.key);
    return {
      events,
      player: generator.inBarsOf(primer.stepsPerBar),
      decode: (row) => encoding.decode(row, primer.grid).transposed(-amount),
    };
  }

  // A promise of the melody with which a generator continues a primer. Settings are rng, primer (a
  // Melody, or events), steps with the primer, temperature, topP and qpm.
  async function compose(generator, { primer = [60], steps = 128, qpm, ...settings }) {
    let melody = primer instanceof SSC.Melody ? primer : new SSC.Melody(primer);
    if (qpm !== undefined) melody = melody.withQpm(qpm);
    const { events, player, decode } = heard(generator, melody);
    const row = [];
    for (const event of SSC.growing(player, steps, { ...settings, primer: events })) {
      row.push(event);
      if (row.length % BETWEEN_PAUSES === 0) await pause();
    }
    return decode(row);
  }

  Object.assign(SSC, { heard, compose });
})();
