// ssc_lib/chance/coins.py in the page: generators without memory.
"use strict";

(() => {
  // A row of probabilities, checked; `what` names it in the error.
  function asDistribution(p, what) {
    const row = Array.from(p);
    if (!row.length || !row.every((v) => v >= 0)) {
      throw new Error(`${what} must be one row of probabilities, none negative, got ${row}`);
    }
    const total = row.reduce((a, b) => a + b, 0);
    if (!(Math.abs(total - 1) <= 1e-9)) {
      throw new Error(`${what} sums to ${total}; it must sum to 1: divide by the sum`);
    }
    return row;
  }

  // Independent draws from one distribution.
  class Unigram extends SSC.Generator {
    constructor(p) {
      super(p.length);
      this.p = asDistribution(p, "the distribution");
    }

    // Relative frequencies in rows of events, the smoothing added to each count.
    static fit(rows, vocabulary = 38, smoothing = 1) {
      const counts = new Array(vocabulary).fill(smoothing);
      for (const row of rows) for (const event of row) counts[event]++;
      const total = counts.reduce((a, b) => a + b, 0);
      if (!(total > 0)) throw new Error("no events to fit to");
      return new Unigram(counts.map((n) => n / total));
    }

    start() {
      return {};
    }

    step(state) {
      return state;
    }

    distribution() {
      return this.p;
    }
  }

  class Uniform extends Unigram {
    constructor(vocabulary) {
      super(new Array(vocabulary).fill(1 / vocabulary));
    }
  }

  // Heads (1) with probability p, tails (0) otherwise.
  class Coin extends Unigram {
    constructor(p = 0.5) {
      super([1 - p, p]);
    }
  }

  Object.assign(SSC, { asDistribution, Unigram, Uniform, Coin });
})();
