// The notes of a file that SSC.explain has read, in seconds, for the eye and the ear.
"use strict";

(() => {
  const [DRUMS, USUAL_TEMPO] = [9, 500000];

  // From ticks to seconds, by the tempos of the first track.
  function clock({ events, resolution }) {
    const tempos = events.filter(({ track, kind }) => track === 1 && kind === 0x51);
    return (tick) => {
      let [seconds, from, tempo] = [0, 0, USUAL_TEMPO];
      for (const { tick: at, body } of tempos.filter((event) => event.tick <= tick)) {
        seconds += (at - from) * tempo / 1e6 / resolution;
        [from, tempo] = [at, body[0] << 16 | body[1] << 8 | body[2]];
      }
      return seconds + (tick - from) * tempo / 1e6 / resolution;
    };
  }

  // Notes as tones. A note-off ends all notes of its key that began before; drums are left out.
  function notesOf(walk) {
    if (!(walk.resolution > 0 && walk.resolution < 0x8000)) return [];
    const [seconds, open, tones] = [clock(walk), new Map(), []];
    for (const { tick, track, status, body: [pitch, velocity] } of walk.events) {
      const [kind, channel] = [status & 0xf0, status & 0x0f];
      if (status >= 0xf0 || kind > 0x90 || channel === DRUMS) continue;
      const key = [track, channel, pitch].join();
      const held = open.get(key) || [];
      if (kind === 0x90 && velocity) {
        open.set(key, [...held, { tick, velocity }]);
        continue;
      }
      for (const one of held.filter((note) => note.tick < tick)) {
        const { tick: start, velocity } = one;
        tones.push({ startS: seconds(start), endS: seconds(tick), pitch, velocity });
      }
      open.set(key, held.filter((note) => note.tick === tick));
    }
    return tones.sort((a, b) => a.startS - b.startS || a.pitch - b.pitch);
  }

  SSC.notesOf = notesOf;
})();
