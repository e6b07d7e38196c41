// ssc_lib/music/keymelody.py in the page: the sounding note, the direction, the beat and the key.
"use strict";

(() => {
  class KeyMelody extends SSC.RepeatEncoding {
    constructor(low, high, distances, counterBits = 7, counterPeriod = 0) {
      super(low, high, distances, counterBits, counterPeriod);
      this.bar = counterPeriod || 16;
    }

    // Notes first, then no event and note off.
    plainEvent(label) {
      return (label + 2) % this.size;
    }

    // The major keys whose scales hold the pitch of an event, as 1 and 0.
    keysOf(event) {
      const pitch = event - 2 + this.low;
      return Array.from({ length: 12 }, (_, key) =>
        Number(event >= 2 && SSC.MAJOR_SCALE.includes(SSC.modulo(pitch - key, 12))));
    }

    track() {
      return new KeyHistory(this);
    }
  }

  // What a listener knows: the sounding note (0 in silence), whether it is new, how many notes so
  // far lie in each key, and the latest three different notes, newest first.
  class KeyHistory extends SSC.RepeatHistory {
    constructor(encoding) {
      super(encoding);
      const keys = new Array(12).fill(0);
      Object.assign(this, { sounding: 0, attack: false, keys, latest: [0, 0, 0] });
    }

    step(event) {
      super.step(event);
      const isNote = event >= 2;
      if (event !== 0) this.sounding = isNote ? event : 0;
      if (event !== 1) this.attack = isNote;
      if (!isNote) return;
      this.keys = add(this.keys, this.encoding.keysOf(event));
      const others = this.latest.filter((note) => note !== event);
      this.latest = [event, ...others].slice(0, 3);
    }

    input() {
      const { low, high, counterBits, bar } = this.encoding;
      const rest = high - low;
      const end = rest + 6 + counterBits;
      const [newest, before] = this.latest;
      const recent = this.latest.map((note) => this.encoding.keysOf(note)).reduce(add);
      return [
        ...(this.sounding ? [[this.sounding - 2, 1]] : []),
        [rest + (this.sounding ? 0 : 1), 1],
        [rest + 2, Number(this.attack)],
        [rest + 3, before ? Math.sign(newest - before) : 0],
        ...this.repeats(rest + 4),
        ...this.counter(rest + 6),
        [end, Number(this.heard.length % bar === 0)],
        ...largest(this.keys, end + 1),
        ...largest(recent, end + 13),
      ];
    }
  }

  const add = (a, b) => a.map((v, n) => v + b[n]);

  function largest(counts, column) {
    const most = Math.max(...counts);
    return counts.map((count, n) => [column + n, Number(count === most)]);
  }

  SSC.KeyMelody = KeyMelody;
})();
