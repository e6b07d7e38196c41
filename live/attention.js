// ssc_lib/networks/attention.py in the page: attention over what was said before, around an LSTM.
"use strict";

(() => {
  const { addProduct } = SSC;

  class Attention {
    // `weights` has the arrays of AttentionWeights by name; `length` outputs are remembered.
    constructor(lstm, weights, length) {
      Object.assign(this, { lstm, weights, length, units: lstm.units });
    }

    // Memory and keys are rings of zeros: `oldest` is the row that is overwritten next.
    start() {
      const row = () => new Float64Array(this.units);
      const rows = () => Array.from({ length: this.length }, row);
      return {
        lstm: this.lstm.start(),
        attended: row(),
        memory: rows(),
        keys: rows(),
        oldest: 0,
        weights: new Float64Array(this.length),
      };
    }

    // Its output after one more input.
    step(state, x) {
      const w = this.weights;
      const inputs = w.input_bias.length;
      const mixed = addProduct(w.input_bias.slice(), x, w.input_kernel);
      addProduct(mixed, state.attended, w.input_kernel, inputs);
      const h = this.lstm.step(state.lstm, mixed);

      const query = addProduct(w.query_bias.slice(), state.lstm.c, w.query_kernel);
      addProduct(query, h, w.query_kernel, this.units);
      const age = (n) => (state.oldest + n) % this.length;
      const scores = state.weights.map((_, n) => score(state.keys[age(n)], query, w.score));
      state.weights = SSC.softmax(scores);
      state.attended.fill(0);
      state.weights.forEach((weight, n) => {
        const output = state.memory[age(n)];
        for (let j = 0; j < output.length; j++) state.attended[j] += weight * output[j];
      });

      const y = addProduct(w.output_bias.slice(), h, w.output_kernel);
      addProduct(y, state.attended, w.output_kernel, this.units);
      state.memory[state.oldest] = y;
      state.keys[state.oldest] = addProduct(new Float64Array(this.units), y, w.memory_kernel);
      state.oldest = age(1);
      return y;
    }
  }

  function score(key, query, v) {
    let total = 0;
    for (let j = 0; j < v.length; j++) total += v[j] * Math.tanh(key[j] + query[j]);
    return total;
  }

  SSC.Attention = Attention;
})();
