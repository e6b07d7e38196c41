// ssc_lib/networks/transformer.py in the page: attention over the whole tune, row by row.
"use strict";

(() => {
  const { addProduct, softmax } = SSC;
  const STEPS = 32; // distances in steps that are told apart
  const BARS = 33; // distances in bars: 0 for none, then 1 to 32
  const LEAST = 1e-6;

  const product = (x, W, width) => addProduct(new Float64Array(width), x, W);

  // A row divided by its root mean square, times the gain of each column.
  function normed(x, gain) {
    const square = x.reduce((total, v) => total + v * v, 0) / x.length;
    return x.map((v, j) => (v / Math.sqrt(square + LEAST)) * gain[j]);
  }

  // The oldest row leaves.
  function shorten({ keys, values }) {
    keys.shift();
    values.shift();
  }

  class Transformer extends SSC.Network {
    constructor(arrays, settings) {
      super(arrays, settings);
      const named = (prefix) =>
        Object.fromEntries(
          Object.keys(arrays)
            .filter((name) => name.startsWith(prefix))
            .map((name) => [name.slice(prefix.length), arrays[name]]),
        );
      this.blocks = [];
      while (arrays[`block_${this.blocks.length}/gain`]) {
        this.blocks.push(named(`block_${this.blocks.length}/`));
      }
      this.copying = named("copying/");
      Object.assign(this, { heads: settings.heads, reach: settings.reach });
      [this.embedding, this.gain] = [arrays["embedding/kernel"], arrays["norm/gain"]];
    }

    start() {
      const caches = [...this.blocks, this.copying].map(() => ({ keys: [], values: [] }));
      const top = new Float64Array(this.gain.length);
      const votes = new Float64Array(this.encoding.size);
      return { history: this.encoding.track(), caches, top, votes };
    }

    step(state, event) {
      state.history.step(event);
      let x = product(state.history.input(), this.embedding, this.gain.length);
      this.blocks.forEach((block, n) => (x = this.block(x, block, state.caches[n])));
      state.votes = this.copy(x, event, state.caches[this.blocks.length]);
      state.top = normed(x, this.gain);
      return state;
    }

    labels(state) {
      const z = addProduct(this.bias.slice(), state.top, this.kernel);
      return softmax(z.map((v, e) => v + state.votes[e]));
    }

    // Weight of each event so far in the attention that copies, the mean of all heads.
    seen(state) {
      const { seen = [] } = state.caches[this.blocks.length];
      return [...new Array(state.history.heard - seen.length).fill(0), ...seen];
    }

    // One row through a block.
    block(x, block, cache) {
      const width = x.length;
      const qkv = product(normed(x, block.gain), block.queries, 3 * width);
      cache.keys.push(qkv.subarray(width, 2 * width));
      cache.values.push(qkv.subarray(2 * width));
      if (cache.keys.length > this.reach) shorten(cache);
      const seen = new Float64Array(width);
      this.looks(qkv, cache.keys, block).forEach((weights, head) =>
        weights.forEach((weight, n) => {
          const row = cache.values[n];
          const end = ((head + 1) * width) / this.heads;
          for (let j = (head * width) / this.heads; j < end; j++) seen[j] += weight * row[j];
        }),
      );
      const y = addProduct(x.slice(), seen, block.out);
      const wide = addProduct(block.wide_bias.slice(), normed(y, block.gain_2), block.wide);
      const hidden = wide.map((v) => Math.max(0, v));
      return addProduct(y.map((v, j) => v + block.narrow_bias[j]), hidden, block.narrow);
    }

    // What earlier events add to the logits.
    copy(x, event, cache) {
      const { gain, queries, weight } = this.copying;
      const qk = product(normed(x, gain), queries, 2 * x.length);
      const votes = new Float64Array(this.encoding.size);
      if (cache.keys.length) cache.values.push(event); // what followed the row before
      if (cache.values.length > this.reach) shorten(cache);
      cache.seen = new Float64Array(cache.values.length);
      this.looks(qk, cache.keys, this.copying, [0]).forEach((weights, head) =>
        cache.values.forEach((e, n) => {
          votes[e] += weight[head] * weights[n];
          cache.seen[n] += weights[n] / this.heads;
        }),
      );
      cache.keys.push(qk.subarray(x.length));
      return votes;
    }

    // Where each head looks, given a query: the softmax of scores, and of those that are added.
    looks(query, keys, tables, added = []) {
      const d = this.gain.length / this.heads;
      const { bar } = this.encoding;
      return Array.from({ length: this.heads }, (_, head) => {
        const scores = keys.map((key, n) => {
          const distance = keys.length - 1 - n;
          const bars = (distance + 1) % bar ? 0 : Math.min((distance + 1) / bar, BARS - 1);
          let score = 0;
          for (let j = head * d; j < (head + 1) * d; j++) score += query[j] * key[j];
          return score / Math.sqrt(d) + tables.bars[head * BARS + bars] +
            tables.steps[head * STEPS + Math.min(distance, STEPS - 1)];
        });
        return softmax([...scores, ...added]);
      });
    }
  }

  SSC.Transformer = Transformer;
})();
