// ssc_lib/music/lookback.py in the page: labels that say "as one bar ago".
"use strict";

(() => {
  // What Lookback and KeyMelody share: one label an event, and two for repeats.
  class RepeatEncoding extends SSC.Encoding {
    constructor(low, high, distances = [16, 32], counterBits = 5, counterPeriod = 0) {
      super(low, high);
      Object.assign(this, { distances, counterBits, counterPeriod });
    }

    // The event of a label below size.
    plainEvent(label) {
      return label;
    }

    // Look-backs of one and two bars of so many steps, and their count.
    inBarsOf(steps) {
      const { low, high, counterBits } = this;
      return new this.constructor(low, high, [steps, 2 * steps], counterBits, steps);
    }
  }

  // All events so far, newest last; before the first there are no-events.
  class RepeatHistory {
    constructor(encoding) {
      Object.assign(this, { encoding, heard: [] });
    }

    step(event) {
      this.heard.push(event);
    }

    // The event so many steps before the one that comes next.
    ago(steps) {
      const at = this.heard.length - steps;
      return at >= 0 ? this.heard[at] : 0;
    }

    // The number of events in binary, lowest bit first, as 1 and -1.
    counter(column) {
      const { counterBits, counterPeriod } = this.encoding;
      const count = counterPeriod ? this.heard.length % counterPeriod : this.heard.length;
      const digit = (_, bit) => [column + bit, count >> bit & 1 || -1];
      return Array.from({ length: counterBits }, digit);
    }

    // Whether the latest event is the one each distance before it.
    repeats(column) {
      return this.encoding.distances.map((distance, n) => {
        const same = this.heard.length > distance && this.ago(1) === this.ago(distance + 1);
        return [column + n, Number(same)];
      });
    }

    // Probabilities of the next event: sums over the labels that spell it.
    overEvents(p) {
      const { size, distances } = this.encoding;
      const events = new Float64Array(size);
      for (let label = 0; label < size; label++) {
        events[this.encoding.plainEvent(label)] += p[label];
      }
      distances.forEach((distance, n) => (events[this.ago(distance)] += p[size + n]));
      return events;
    }
  }

  class Lookback extends RepeatEncoding {
    track() {
      return new LookbackHistory(this);
    }
  }

  class LookbackHistory extends RepeatHistory {
    input() {
      const { size, distances, counterBits } = this.encoding;
      return [
        [this.ago(1), 1],
        [size + this.ago(distances[0]), 1],
        [2 * size + this.ago(distances[1]), 1],
        ...this.counter(3 * size),
        ...this.repeats(3 * size + counterBits),
      ];
    }
  }

  Object.assign(SSC, { RepeatEncoding, RepeatHistory, Lookback });
})();
