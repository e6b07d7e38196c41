// ssc_lib/music/places.py in the page: an event, and where in the tune the next one stands.
"use strict";

(() => {
  const PLACES = 24;
  const CYCLE = 8; // bars

  class Places extends SSC.Encoding {
    constructor(low, high, bar = 16) {
      super(low, high);
      this.bar = bar;
    }

    inBarsOf(steps) {
      return new Places(this.low, this.high, steps);
    }

    track() {
      return new PlaceHistory(this);
    }
  }

  // How many events were heard, and which was the last.
  class PlaceHistory {
    constructor(encoding) {
      Object.assign(this, { encoding, heard: 0 });
    }

    step(event) {
      this.last = event;
      this.heard++;
    }

    input() {
      const { size, bar } = this.encoding;
      return [
        this.last,
        size + Math.min(this.heard % bar, PLACES - 1),
        size + PLACES + Math.min(bar, PLACES) - 1,
        size + 2 * PLACES + Math.floor(this.heard / bar) % CYCLE,
      ].map((column) => [column, 1]);
    }

    overEvents(p) {
      return p;
    }
  }

  SSC.Places = Places;
})();
