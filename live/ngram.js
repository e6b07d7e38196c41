// ssc_lib/chance/ngram.py in the page: what comes next depends on the last events.
//
// A table of any order with Kneser-Ney smoothing. To count all contexts at once, the places of all
// tunes are sorted by what came before them, the latest event first: then the places of a context
// lie side by side, and one walk along them opens and closes the contexts of every length.
"use strict";

(() => {
  // All tunes in one row, a mark of the beginning before each; how far back each event may look.
  function joined(rows, mark) {
    const length = rows.reduce((n, row) => n + row.length + 1, 0);
    const text = new Uint8Array(length);
    const reach = new Uint16Array(length);
    const places = [];
    let at = 0;
    for (const row of rows) {
      text[at++] = mark;
      row.forEach((event, n) => {
        reach[at] = Math.min(n + 1, 65535);
        places.push(at);
        text[at++] = event;
      });
    }
    return { text, reach, places: Int32Array.from(places) };
  }

  // Places in the order of what came before, by counting, the oldest event first.
  function sorted({ text, reach, places }, order, mark) {
    let from = places;
    for (let back = order; back > 0; back--) {
      const symbol = (place) => (reach[place] < back ? mark + 1 : text[place - back]);
      const first = new Int32Array(mark + 3);
      for (const place of from) first[symbol(place) + 1]++;
      for (let s = 1; s < first.length; s++) first[s] += first[s - 1];
      const to = new Int32Array(from.length);
      for (const place of from) to[first[symbol(place)]++] = place;
      from = to;
    }
    return from;
  }

  // Contexts of one length while they are counted: `now` counts what followed the open one.
  function emptyLevel(vocabulary) {
    const now = new Int32Array(vocabulary);
    return { keys: [], first: [0], following: [], counts: [], now };
  }

  function closeContext(levels, depth, older, vocabulary) {
    const { keys, first, following, counts, now } = levels[depth];
    const shorter = depth ? levels[depth - 1] : null;
    keys.push(shorter ? shorter.keys.length * (vocabulary + 1) + older : 0);
    for (let event = 0; event < vocabulary; event++) {
      if (!now[event]) continue;
      following.push(event);
      counts.push(now[event]);
      now[event] = 0;
      // A shorter context counts in how many longer ones an event occurred.
      if (shorter) shorter.now[event]++;
    }
    first.push(following.length);
  }

  function countContexts(rows, vocabulary, order) {
    const corpus = joined(rows, vocabulary);
    const { text, reach } = corpus;
    const levels = Array.from({ length: order + 1 }, () => emptyLevel(vocabulary));
    const close = (place, down) => {
      for (let depth = Math.min(order, reach[place]); depth >= down; depth--) {
        closeContext(levels, depth, text[place - depth], vocabulary);
      }
    };
    let before = -1;
    for (const place of sorted(corpus, order, vocabulary)) {
      if (before >= 0) {
        const most = Math.min(order, reach[place], reach[before]);
        let common = 0;
        while (common < most && text[place - common - 1] === text[before - common - 1]) common++;
        close(before, common + 1);
      }
      levels[Math.min(order, reach[place])].now[text[place]]++;
      before = place;
    }
    close(before, 0);
    return levels;
  }

  // What to take off a count of 0, 1, 2 and 3 or more (Chen and Goodman, equation 26).
  function discounts(counts) {
    const n = [0, 0, 0, 0, 0, 0];
    for (const count of counts) n[Math.min(count, 5)]++;
    const usual = [0, 0.5, 0.75, 0.75];
    if (!(n[1] && n[2] && n[3] && n[4])) return usual;
    const y = n[1] / (n[1] + 2 * n[2]);
    const estimates = [0, 1, 2, 3].map((c) => (c ? c - (c + 1) * y * n[c + 1] / n[c] : 0));
    return estimates.map((d, c) => (d > 0 ? d : usual[c]));
  }

  // Each context's weights of what followed it, and what it leaves for the next shorter one.
  function smoothed({ keys, first, following, counts }) {
    const off = discounts(counts);
    const backoff = new Float64Array(keys.length);
    const weight = new Float64Array(counts.length);
    for (let node = 0; node < keys.length; node++) {
      let [total, left] = [0, 0];
      for (let i = first[node]; i < first[node + 1]; i++) total += counts[i];
      for (let i = first[node]; i < first[node + 1]; i++) {
        const taken = Math.min(off[Math.min(counts[i], 3)], counts[i]);
        weight[i] = (counts[i] - taken) / total;
        left += taken;
      }
      backoff[node] = left / total;
    }
    return { keys: Float64Array.from(keys), first, following, weight, backoff };
  }

  // Place of a key among sorted ones, -1 where it is missing.
  function find(keys, key) {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = low + high >> 1;
      if (keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return keys[low] === key ? low : -1;
  }

  class NGram extends SSC.Generator {
    constructor(levels, vocabulary) {
      super(vocabulary);
      this.levels = levels;
      this.order = levels.length - 1;
      this.size = levels[this.order].keys.length;
    }

    // Contexts of up to `order` events in rows of events below 255.
    static fit(rows, { order, vocabulary = 38 }) {
      if (!(Number.isInteger(order) && order >= 0)) {
        throw new Error(`the order must be a whole number from 0 up, got ${order}`);
      }
      const full = rows.filter((row) => row.length);
      if (!full.length) throw new Error("no events to fit to");
      return new NGram(countContexts(full, vocabulary, order).map(smoothed), vocabulary);
    }

    // The latest events, newest first, and the mark of the beginning.
    start() {
      return { recent: [this.vocabulary] };
    }

    step(state, event) {
      state.recent = [event, ...state.recent].slice(0, Math.max(this.order, 1));
      return state;
    }

    // From the shortest context to the longest that was seen.
    distribution(state) {
      const p = new Float64Array(this.vocabulary).fill(1 / this.vocabulary);
      let node = 0;
      for (let depth = 0; depth <= this.order && depth <= state.recent.length; depth++) {
        const { keys, first, following, weight, backoff } = this.levels[depth];
        if (depth) node = find(keys, node * (this.vocabulary + 1) + state.recent[depth - 1]);
        if (node < 0) break;
        for (let event = 0; event < p.length; event++) p[event] *= backoff[node];
        for (let i = first[node]; i < first[node + 1]; i++) p[following[i]] += weight[i];
      }
      return p;
    }
  }

  SSC.NGram = NGram;
})();
