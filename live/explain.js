// ssc_lib/music/explain.py in the page: the bytes of a MIDI file, with what each of them says.
"use strict";

(() => {
  const FORMATS = ["one track", "tracks side by side", "tracks one after another"];
  const SHOWN_BYTES = 8;
  const { channelMessage, metaEvent, many, hex } = SSC.messages;

  function shown(bytes) {
    const words = Array.from(bytes, hex);
    if (words.length <= SHOWN_BYTES) return words.join(" ");
    return `${words.slice(0, SHOWN_BYTES - 1).join(" ")} ..`;
  }

  class Stop extends Error {}

  // A place in the bytes, and what was found on the way.
  class Walk {
    constructor(data) {
      Object.assign(this, { data, place: 0, rows: [], faults: [], events: [], resolution: 0 });
    }

    row(size, meaning) {
      const data = this.data.slice(this.place, this.place + size);
      this.rows.push({ offset: this.place, data, meaning });
      this.place += size;
    }

    whole(place, size) {
      return this.data.slice(place, place + size).reduce((sum, byte) => sum * 256 + byte, 0);
    }

    is(name, place = this.place) {
      return Array.from(name).every((c, n) => this.data[place + n] === c.charCodeAt(0));
    }

    head() {
      const { data } = this;
      if (!this.is("MThd")) {
        const begins = data.length ? `this begins with ${shown(data.slice(0, 4))}`
          : "there are no bytes";
        throw new Stop(`a MIDI file begins with 4D 54 68 64, the letters MThd; ${begins}`);
      }
      if (data.length < 14) {
        throw new Stop(`the head is 14 bytes long, and here are ${data.length}`);
      }
      const [size, form, count, time] = [[4, 4], [8, 2], [10, 2], [12, 2]].map((at) =>
        this.whole(...at));
      this.resolution = time;
      this.row(4, "MThd: a MIDI file begins here");
      this.row(4, `${many(size, "byte")} of head follow`);
      this.row(2, `format ${form}: ${form < 3 ? FORMATS[form] : "unknown"}`);
      this.row(2, many(count, "track"));
      this.row(2, time < 0x8000 ? `${many(time, "tick")} to a quarter note`
        : `${256 - (time >> 8)} frames a second, ${time & 255} ticks a frame`);
      if (form > 2) this.faults.push(`byte 9 says format ${form}; there are 0, 1 and 2`);
      if (!time) this.faults.push("bytes 12 and 13 say 0 ticks to a quarter note; 96 is usual");
      if (size !== 6) {
        this.faults.push(`bytes 4 to 7 say ${size}, and a head has 6 bytes behind them`);
      }
      return count;
    }

    chunk(number) {
      const [size, left] = [this.whole(this.place + 4, 4), this.data.length - this.place - 8];
      const isTrack = this.is("MTrk");
      if (left < 0 || (!isTrack && size > left)) {
        throw new Stop(`at byte ${this.place} a track may begin, with 4D 54 72 6B and its ` +
          `length; ` +
          `here is ${shown(this.data.slice(this.place, this.place + 4))}`);
      }
      this.row(4, isTrack ? "MTrk: a track begins here" : "a chunk of another kind");
      this.row(4, `${many(size, "byte")} of ${isTrack ? "events" : "data"} follow`);
      if (isTrack) this.track(number, size);
      else if (size) this.row(size, "passed over");
      return isTrack;
    }

    track(number, size) {
      const start = this.place;
      Object.assign(this, { running: 0, cancelled: false, tick: 0 });
      for (let last = false; !last;) {
        const over = this.place >= this.data.length || this.is("MTrk");
        if (over && this.place >= Math.min(start + size, this.data.length)) {
          this.faults.push(`track ${number} lacks its last event, FF 2F 00`);
          break;
        }
        last = this.event(number);
      }
      const found = this.place - start;
      if (found !== size) {
        this.faults.push(
          `track ${number} says it has ${many(size, "byte")} of events, and has ${found}`);
      }
    }

    event(track) {
      const [ticks, length] = this.number(this.place);
      this.tick += ticks;
      this.row(length, `${many(ticks, "tick")} later, at tick ${this.tick}`);
      let [status, own] = [this.byte(this.place), 1];
      if (status < 0x80) {
        if (!this.running) {
          throw new Stop(
            `byte ${this.place} is ${hex(status)}, where a status of 80 or more must stand`);
        }
        if (this.cancelled) this.faults.push(`at byte ${this.place} a status is missing after FF`);
        [status, own] = [this.running, 0];
      }
      if (status >= 0xf0) return this.other(status, track);
      Object.assign(this, { running: status, cancelled: false });
      const size = status >= 0xc0 && status < 0xe0 ? 1 : 2;
      const body = this.body(own, size);
      body.forEach((byte, n) => {
        if (byte >= 0x80) {
          throw new Stop(`byte ${this.place + own + n} is ${hex(byte)}, where a number below 80 ` +
            "must stand");
        }
      });
      const meaning = channelMessage(status, body);
      this.events.push({ tick: this.tick, track, status, body });
      this.row(own + size, own ? meaning : `(${hex(status)}) ${meaning}`);
      return false;
    }

    // An event that belongs to no channel.
    other(status, track) {
      const isMeta = status === 0xff;
      if (!isMeta && status !== 0xf0 && status !== 0xf7) {
        throw new Stop(`byte ${this.place} is ${hex(status)}, which has no place in a file`);
      }
      const kind = isMeta ? this.byte(this.place + 1) : 0;
      const mark = isMeta ? 2 : 1;
      const [size, length] = this.number(this.place + mark);
      const head = mark + length;
      const body = this.body(head, size);
      const [meaning, fault] = isMeta ? metaEvent(kind, body)
        : ["a message of a maker to its own instruments", ""];
      if (fault) this.faults.push(`the event at byte ${this.place} ${fault}`);
      else if (isMeta) this.events.push({ tick: this.tick, track, status, kind, body });
      this.row(head + size, meaning);
      this.cancelled = true;
      return kind === 0x2f;
    }

    body(head, size) {
      const data = this.data.slice(this.place + head, this.place + head + size);
      if (data.length < size) {
        throw new Stop(`the bytes end within the event that begins at byte ${this.place}`);
      }
      return data;
    }

    byte(place) {
      if (place >= this.data.length) {
        throw new Stop(`the bytes end at byte ${place}, in the middle of a track`);
      }
      return this.data[place];
    }

    number(place) {
      let number = 0;
      for (let length = 1; length <= 4; length++) {
        const byte = this.byte(place + length - 1);
        number = number << 7 | byte & 0x7f;
        if (byte < 0x80) return [number, length];
      }
      throw new Stop(`the number at byte ${place} is longer than four bytes`);
    }
  }

  // Rows and faults as in Python; and the events, with the ticks to a quarter note, for who plays.
  SSC.explain = (bytes) => {
    const walk = new Walk(Array.from(bytes));
    try {
      const count = walk.head();
      let tracks = 0;
      while (walk.place < walk.data.length) tracks += Number(walk.chunk(tracks + 1));
      if (tracks !== count) {
        walk.faults.push(`the head counts ${many(count, "track")}, and there are ${tracks}`);
      }
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      walk.faults.push(stop.message);
      if (walk.place < walk.data.length) walk.row(walk.data.length - walk.place, "not read");
    }
    return walk;
  };
})();
