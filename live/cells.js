// ssc_lib/networks/cells.py in the page: the cell that networks are made of.
//
// Arithmetic is in 64 bits, as in NumPy, so that the same seed gives the same tune. A matrix is one
// Float64Array, row by row; a vector is one too, or sparse, [place, value] pairs.
"use strict";

(() => {
  const sigmoid = (z) => 0.5 + 0.5 * Math.tanh(0.5 * z);

  function softmax(z) {
    let [largest, total] = [-Infinity, 0];
    for (const v of z) if (v > largest) largest = v;
    const e = z.map((v) => Math.exp(v - largest));
    for (const v of e) total += v;
    return e.map((v) => v / total);
  }

  // Adds x W to z; x meets the rows of W from `row` on. Four rows at a time, so that z is read and
  // written a quarter as often.
  function addProduct(z, x, W, row = 0) {
    const width = z.length;
    if (Array.isArray(x)) {
      for (const [place, value] of x) {
        const at = (row + place) * width;
        for (let j = 0; j < width; j++) z[j] += value * W[at + j];
      }
      return z;
    }
    let n = 0;
    for (; n + 3 < x.length; n += 4) {
      const [a, b, c, d] = [x[n], x[n + 1], x[n + 2], x[n + 3]];
      const p = (row + n) * width;
      const [q, r, s] = [p + width, p + 2 * width, p + 3 * width];
      for (let j = 0; j < width; j++) {
        z[j] += a * W[p + j] + b * W[q + j] + c * W[r + j] + d * W[s + j];
      }
    }
    for (; n < x.length; n++) {
      const p = (row + n) * width;
      for (let j = 0; j < width; j++) z[j] += x[n] * W[p + j];
    }
    return z;
  }

  // A layer of long short-term memory; gates are in the order of Keras.
  class Lstm {
    constructor(W, U, b) {
      Object.assign(this, { W, U, b, units: b.length / 4 });
    }

    start() {
      return { h: new Float64Array(this.units), c: new Float64Array(this.units) };
    }

    // Its output, h, after one more input.
    step(state, x) {
      const { units } = this;
      const { h, c } = state;
      const z = addProduct(addProduct(this.b.slice(), x, this.W), h, this.U);
      for (let j = 0; j < units; j++) {
        const kept = sigmoid(z[units + j]) * c[j];
        c[j] = kept + sigmoid(z[j]) * Math.tanh(z[2 * units + j]);
        h[j] = sigmoid(z[3 * units + j]) * Math.tanh(c[j]);
      }
      return h;
    }
  }

  Object.assign(SSC, { softmax, addProduct, Lstm });
})();
