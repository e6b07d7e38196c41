// numpy.random.default_rng in the page: the same seed gives the same numbers.
//
// A SeedSequence spreads the seed over 256 bits; PCG64 (XSL-RR) draws from them. Normal numbers
// come from the ziggurat, whose 256 layers are worked out when they are first asked for.
"use strict";
globalThis.SSC = globalThis.SSC || {};

(() => {
  const ZIGGURAT_END = 3.6541528853610088;
  const ZIGGURAT_AREA = 0.004928673233974655;
  // Without BigInt the script still loads, and whoever asks for a number gets a sentence.
  const Big = typeof BigInt === "undefined" ? Number : BigInt;
  const MULTIPLIER = Big("0x2360ED051FC65DA44385DF649FCCF645");
  const [N1, N8, N9, N11, N32, N58, N63, N64] = [1, 8, 9, 11, 32, 58, 63, 64].map((n) => Big(n));
  let layers = null;

  // A seed as BigInt: a whole number, or its digits where a number cannot hold them.
  function seedNumber(seed) {
    const digits = typeof seed === "string" && /^\s*\d+\s*$/.test(seed);
    if (digits || typeof seed === "bigint" || Number.isSafeInteger(seed)) {
      const number = BigInt(seed);
      if (number >= 0) return number;
    }
    throw new Error(`the seed ${seed} is no whole number from 0 up; try 7`);
  }

  // Eight 32-bit words of a seed, as SeedSequence.generate_state gives them.
  function seedWords(seed) {
    const entropy = [];
    for (let left = seed; left > 0 || !entropy.length; left >>= N32) {
      entropy.push(Number(BigInt.asUintN(32, left)));
    }
    let factor = 0x43b0d7e5;
    const scramble = (value, next) => {
      let v = value ^ factor;
      factor = Math.imul(factor, next);
      v = Math.imul(v, factor);
      return v ^ (v >>> 16);
    };
    const hash = (value) => scramble(value, 0x931e8875);
    const mix = (x, y) => {
      const v = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
      return v ^ (v >>> 16);
    };
    const pool = [0, 1, 2, 3].map((i) => hash(entropy[i] || 0));
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) if (i !== j) pool[j] = mix(pool[j], hash(pool[i]));
    }
    for (const word of entropy.slice(4)) {
      for (let j = 0; j < 4; j++) pool[j] = mix(pool[j], hash(word));
    }
    factor = 0x8b51f9dd;
    return [0, 1, 2, 3, 0, 1, 2, 3].map((i) => scramble(pool[i], 0x58f38ded) >>> 0);
  }

  class Rng {
    constructor(seed) {
      if (Big === Number) throw new Error(SSC.missing());
      const w = seedWords(seedNumber(seed)).map(Big);
      const join = (i) => (w[i + 1] << N32 | w[i]) << N64 | w[i + 3] << N32 | w[i + 2];
      this.increment = BigInt.asUintN(128, join(4) << N1 | N1);
      this.state = BigInt.asUintN(128, this.increment + join(0));
      this.step();
    }

    step() {
      this.state = BigInt.asUintN(128, this.state * MULTIPLIER + this.increment);
    }

    // The next 64 bits, as BigInt.
    bits64() {
      this.step();
      const word = BigInt.asUintN(64, this.state >> N64 ^ this.state);
      const turn = this.state >> (N64 + N58);
      return BigInt.asUintN(64, word >> turn | word << (N64 - turn & N63));
    }

    // Uniform, from 0 up to 1.
    random() {
      return Number(this.bits64() >> N11) / 2 ** 53;
    }

    // Normal, with mean 0 and deviation 1.
    standardNormal() {
      layers = layers || ziggurat();
      for (;;) {
        const word = this.bits64();
        const layer = Number(BigInt.asUintN(8, word));
        const sign = Number(BigInt.asUintN(1, word >> N8)) ? -1 : 1;
        const far = Number(BigInt.asUintN(52, word >> N9));
        const x = sign * far * layers.width[layer];
        if (far < layers.inside[layer]) return x;
        if (layer === 0) return this.tail(Math.floor(far / 256) % 2 ? -1 : 1);
        const [low, high] = [layers.height[layer], layers.height[layer - 1]];
        if ((high - low) * this.random() + low < Math.exp(-0.5 * x * x)) return x;
      }
    }

    tail(sign) {
      for (;;) {
        const beyond = -Math.log1p(-this.random()) / ZIGGURAT_END;
        const y = -Math.log1p(-this.random());
        if (2 * y > beyond * beyond) return sign * (ZIGGURAT_END + beyond);
      }
    }
  }

  // Layers of equal area under exp(-x * x / 2), the widest last; the first is that with the tail.
  function ziggurat() {
    const bell = (x) => Math.exp(-0.5 * x * x);
    const edge = new Float64Array(256);
    edge[255] = ZIGGURAT_END;
    for (let i = 255; i > 1; i--) {
      edge[i - 1] = Math.sqrt(-2 * Math.log(ZIGGURAT_AREA / edge[i] + bell(edge[i])));
    }
    const height = edge.map(bell);
    const base = ZIGGURAT_AREA / bell(ZIGGURAT_END);
    const inside = edge.map((x, i) => Math.floor((edge[i - 1] || 0) / x * 2 ** 52));
    inside[0] = Math.floor(ZIGGURAT_END / base * 2 ** 52);
    edge[0] = base;
    return { width: edge.map((x) => x / 2 ** 52), inside, height };
  }

  // A source of random numbers, from a seed; one that is a source already comes back as it is.
  SSC.rng = (seed) => (seed instanceof Rng ? seed : new Rng(seed));
})();
