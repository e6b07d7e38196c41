// ssc_lib/music/copies.py in the page: labels that say "as so many bars ago".
"use strict";

(() => {
  const BARS = [1, 2, 4, 8];
  const REACH = 32; // bars
  const RUNS = [1, 2, 4, 8, 16, 32];
  const PLACES = 24;
  const CYCLE = 8; // bars
  const SILENT = -1;
  const SOURCES = BARS.length + 1;

  class Copies extends SSC.Encoding {
    constructor(low, high, bar = 16) {
      super(low, high);
      this.bar = bar;
    }

    inBarsOf(steps) {
      return new Copies(this.low, this.high, steps);
    }

    track() {
      return new CopyHistory(this);
    }
  }

  // All events so far, newest last, and for how many steps they have been as 1, 2, ... bars before.
  class CopyHistory {
    constructor(encoding) {
      Object.assign(this, { encoding, heard: [], runs: new Array(REACH).fill(0) });
    }

    // The event so many bars before the one that comes next.
    ago(bars) {
      const at = this.heard.length - bars * this.encoding.bar;
      return at >= 0 ? this.heard[at] : SILENT;
    }

    step(event) {
      this.runs = this.runs.map((run, n) => (this.ago(n + 1) === event ? run + 1 : 0));
      this.heard.push(event);
    }

    // What each source proposes, and its run.
    sources() {
      const run = Math.max(...this.runs);
      const longest = run ? this.ago(this.runs.indexOf(run) + 1) : SILENT;
      return [...BARS.map((bars) => [this.ago(bars), this.runs[bars - 1]]), [longest, run]];
    }

    input() {
      const { size, bar } = this.encoding;
      const { length } = this.heard;
      const kinds = RUNS.length + 1;
      const end = (1 + SOURCES) * size + SOURCES * kinds;
      const columns = [this.heard[length - 1]];
      this.sources().forEach(([event, run], n) => {
        if (event === SILENT) return;
        const kind = RUNS.filter((least) => least <= run).length;
        columns.push((1 + n) * size + event, (1 + SOURCES) * size + n * kinds + kind);
      });
      columns.push(
        end + Math.min(length % bar, PLACES - 1),
        end + PLACES + Math.min(bar, PLACES) - 1,
        end + 2 * PLACES + Math.floor(length / bar) % CYCLE,
      );
      return columns.map((column) => [column, 1]);
    }

    // Probabilities of the next event: sums over the labels that spell it.
    overEvents(p) {
      const { size } = this.encoding;
      const events = p.slice(0, size);
      this.sources().forEach(([event], n) => (events[Math.max(event, 0)] += p[size + n]));
      return events;
    }
  }

  SSC.Copies = Copies;
})();
