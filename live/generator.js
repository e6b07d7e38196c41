// ssc_lib/generator.py in the page: anything that can say what comes next.
//
// A generator knows its vocabulary and has start(), step(state, event) and distribution(state), for
// one output. A state is changed in place. Defaults: encoding OneHot(), key 0 (C), no bars.
"use strict";

(() => {
  class Generator {
    constructor(vocabulary) {
      Object.assign(this, { vocabulary, encoding: null, key: 0, followsBar: false, size: 0 });
    }

    inBarsOf() {
      return this;
    }
  }

  // One event from a row of probabilities, by inversion.
  function draw(p, rng) {
    let total = 0;
    const ceiling = Array.from(p, (v) => (total += v));
    const u = rng.random() * total;
    return ceiling.reduce((event, c) => event + Number(c <= u), 0);
  }

  const sum = (p) => p.reduce((a, b) => a + b, 0);

  // Temperature and top-p on a row of probabilities.
  function sharpen(p, temperature = 1, topP = 1) {
    if (temperature !== 1) {
      const logits = Float64Array.from(p, Math.log);
      const largest = Math.max(...logits);
      p = logits.map((z) => Math.exp((z - largest) / temperature));
      const total = sum(p);
      p = p.map((v) => v / total);
    }
    if (topP < 1) {
      const order = Array.from(p.keys()).sort((a, b) => p[b] - p[a] || a - b);
      const kept = new Float64Array(p.length);
      let reached = 0;
      for (const event of order) {
        reached += p[event];
        if (reached - p[event] < topP) kept[event] = p[event];
      }
      const total = sum(kept);
      p = kept.map((v) => v / total);
    }
    return p;
  }

  function checkSampling(steps, primer, temperature, topP) {
    if (primer.length > steps) {
      throw new Error(`the primer has ${primer.length} events, more than the ${steps} steps ` +
        "asked for; shorten it or ask for more steps");
    }
    if (!(Number.isFinite(temperature) && temperature > 0)) {
      throw new Error(`temperature must be a number above 0, got ${temperature}; try 1`);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new Error(`top-p must be above 0 and at most 1, got ${topP}; 1 draws from all`);
    }
  }

  // Events one at a time, for ever if steps is Infinity. Temperature and top-p are asked for anew
  // at each step, so that they may be turned while the music plays.
  function* growing(generator, steps, settings) {
    const primer = SSC.asIndices(settings.primer || [], generator.vocabulary, "the primer");
    checkSampling(steps, primer, settings.temperature ?? 1, settings.topP ?? 1);
    const rng = SSC.rng(settings.rng);
    const state = generator.start();
    for (let step = 0, event; step < steps; step++) {
      if (step > 0) generator.step(state, event);
      event = primer[step];
      if (step >= primer.length) {
        const p = generator.distribution(state);
        event = draw(sharpen(p, settings.temperature, settings.topP), rng);
      }
      yield event;
    }
  }

  // A row of events: settings are rng, primer, temperature and topP.
  const sample = (generator, steps, settings) => [...growing(generator, steps, settings)];

  // Surprise at a row of events in bits per event; the first is given, not predicted.
  function bitsPerEvent(generator, row) {
    const state = generator.start();
    let bits = 0;
    for (let n = 1; n < row.length; n++) {
      generator.step(state, row[n - 1]);
      bits -= Math.log2(generator.distribution(state)[row[n]]);
    }
    return bits / (row.length - 1);
  }

  Object.assign(SSC, { Generator, draw, sharpen, growing, sample, bitsPerEvent });
})();
