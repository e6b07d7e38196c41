// ssc_lib/music/corpus.py in the page: the training tunes, moved to C, and what they are called.
"use strict";

(() => {
  const FIRST = 48; // the character code of event 0, "0"

  const asText = (row) => String.fromCharCode(...row.map((event) => FIRST + event));

  class Tunes {
    // Rows of events, each a text, and papers: { collection, number, title } of each.
    constructor(texts, papers = []) {
      Object.assign(this, { papers, text: texts.join("\n"), starts: [] });
      this.rows = texts.map((text) => Array.from(text, (c) => c.charCodeAt(0) - FIRST));
      let start = 0;
      for (const { length } of texts) {
        this.starts.push(start);
        start += length + 1;
      }
    }

    static of(rows, papers) {
      return new Tunes(rows.map(asText), papers);
    }

    // The tune in which a character of the whole text stands.
    tuneAt(place) {
      let [low, high] = [0, this.starts.length];
      while (high - low > 1) {
        const middle = low + high >> 1;
        if (this.starts[middle] <= place) low = middle;
        else high = middle;
      }
      return low;
    }
  }

  Object.assign(SSC, { Tunes, asText });
})();
