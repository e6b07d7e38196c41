// ssc_lib/music/onehot.py in the page, on what all encodings share (ssc_lib/music/encoding.py).
//
// Events of a generator are indices: 0 no event, 1 note off, 2 + pitch - low a note. What a network
// reads is sparse, [column, value] pairs. The memory of an encoding grows in place.
"use strict";

(() => {
  // A row of whole numbers from 0 up to below, checked; `what` names it in the error.
  function asIndices(values, below, what) {
    const row = Array.from(values);
    const bad = row.find((v) => !(Number.isInteger(v) && v >= 0 && v < below));
    if (bad === undefined) return row;
    throw new Error(`${what} holds ${bad}; this vocabulary has 0 to ${below - 1}`);
  }

  class Encoding {
    constructor(low = 48, high = 84) {
      Object.assign(this, { low, high, size: high - low + 2 });
    }

    encode(melody) {
      return melody.events.map((event, step) => {
        if (event < 0) return event + 2;
        if (event >= this.low && event < this.high) return event - this.low + 2;
        throw new Error(`pitch ${event} at step ${step} is outside the range ${this.low} to ` +
          `${this.high - 1}; move it by octaves`);
      });
    }

    decode(events, grid) {
      const row = asIndices(events, this.size, "the row of events");
      return new SSC.Melody(row.map((e) => (e < 2 ? e - 2 : e - 2 + this.low)), grid);
    }

    // The events of a melody moved to a key and the middle of the range, and how far it moved.
    squash(melody, key = 0) {
      const amount = melody.squashAmount(this.low, this.high, key);
      return [this.encode(melody.transposed(amount, this.low, this.high)), amount];
    }

    inBarsOf() {
      return this;
    }
  }

  class OneHot extends Encoding {
    track() {
      return new OneHotHistory();
    }
  }

  // The latest event, and nothing before it.
  class OneHotHistory {
    step(event) {
      this.latest = event;
    }

    input() {
      return [[this.latest, 1]];
    }

    overEvents(p) {
      return p;
    }
  }

  Object.assign(SSC, { asIndices, Encoding, OneHot });
})();
