// ssc_lib/networks/network.py in the page: a trained network is a generator like any other.
"use strict";

(() => {
  const ENCODINGS = {
    "one-hot": SSC.OneHot,
    lookback: SSC.Lookback,
    key: SSC.KeyMelody,
    copy: SSC.Copies,
    place: SSC.Places,
  };

  class Network extends SSC.Generator {
    // Named arrays, each one row of numbers, and settings, both as in the network's .npz file.
    constructor(arrays, settings) {
      const name = settings.encoding || "one-hot";
      if (!ENCODINGS[name]) throw new Error(`the network has an unknown encoding, ${name}`);
      const encoding = new ENCODINGS[name](settings.low, settings.high);
      super(encoding.size);
      this.encoding = encoding;
      this.key = settings.key === undefined ? 0 : settings.key;
      this.followsBar = Boolean(settings.follow_bar);
      this.layers = layersOf(arrays, settings.attention || 0);
      this.kernel = arrays["output/kernel"];
      this.bias = arrays["output/bias"];
      this.size = Object.values(arrays).reduce((total, a) => total + a.length, 0);
    }

    // This network with its look-backs in bars of so many steps, if it knows of bars.
    inBarsOf(steps) {
      if (!this.followsBar) return this;
      const other = Object.assign(Object.create(Object.getPrototypeOf(this)), this);
      other.encoding = this.encoding.inBarsOf(steps);
      other.followsBar = false;
      return other;
    }

    start() {
      const top = new Float64Array(this.layers[this.layers.length - 1].units);
      const layers = this.layers.map((layer) => layer.start());
      return { history: this.encoding.track(), layers, top };
    }

    step(state, event) {
      state.history.step(event);
      let x = state.history.input();
      this.layers.forEach((layer, n) => (x = layer.step(state.layers[n], x)));
      state.top = x;
      return state;
    }

    // Distribution of the next label: what the softmax says.
    labels(state) {
      return SSC.softmax(SSC.addProduct(this.bias.slice(), state.top, this.kernel));
    }

    // Probabilities of the next event: sums over the labels that spell it.
    distribution(state) {
      return state.history.overEvents(this.labels(state));
    }
  }

  // The layers by the names of their arrays; the first may be under attention.
  function layersOf(arrays, attention) {
    const layers = [];
    for (let n = 0; arrays[`lstm_${n}/kernel`]; n++) {
      const names = ["kernel", "recurrent_kernel", "bias"];
      layers.push(new SSC.Lstm(...names.map((name) => arrays[`lstm_${n}/${name}`])));
    }
    if (attention) {
      const weights = {};
      for (const name of Object.keys(arrays).filter((name) => name.startsWith("attention/"))) {
        weights[name.slice("attention/".length)] = arrays[name];
      }
      layers[0] = new SSC.Attention(layers[0], weights, attention);
    }
    return layers;
  }

  SSC.Network = Network;
})();
