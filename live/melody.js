// ssc_lib/music/melody.py in the page, and the rows of events in ssc_lib/music/events.py.
//
// An event is -2 (no event: go on), -1 (note off) or the MIDI pitch that begins there.
"use strict";

(() => {
  const [NO_EVENT, NOTE_OFF] = [-2, -1];

  // Events, checked; a note-off before the first note turns into a no-event.
  function asEvents(events) {
    const row = Array.from(events);
    row.forEach((event, step) => {
      if (!(Number.isInteger(event) && event >= NO_EVENT && event <= 127)) {
        throw new Error(`event ${event} at step ${step} is out of range: expected -2 (no event), ` +
          "-1 (note off) or a MIDI pitch from 0 to 127");
      }
    });
    for (let step = 0; step < row.length && row[step] < 0; step++) row[step] = NO_EVENT;
    return row;
  }

  class Melody {
    // A metre such as [6, 8] says how long a bar is.
    constructor(events, { stepsPerQuarter = 4, qpm = 120, stepsPerBar = 16, metre = null } = {}) {
      if (metre) stepsPerBar = 4 * stepsPerQuarter * metre[0] / metre[1];
      for (const steps of [stepsPerQuarter, stepsPerBar]) {
        if (!(Number.isInteger(steps) && steps >= 1)) {
          throw new Error(`a quarter and a bar have whole numbers of steps from 1, not ${steps}`);
        }
      }
      if (!(Number.isFinite(qpm) && qpm > 0)) {
        throw new Error(`qpm (quarter notes per minute) must be above 0, got ${qpm}; try 120`);
      }
      Object.assign(this, { events: asEvents(events), stepsPerQuarter, qpm, stepsPerBar, metre });
    }

    // Pitch names, one word a step; "-" goes on, "." stops, bar lines are left out.
    static of(text, grid) {
      const signs = { "-": NO_EVENT, ".": NOTE_OFF };
      const words = text.replace(/\|/g, " ").split(/\s+/).filter(Boolean);
      return new Melody(words.map((word) => signs[word] ?? SSC.pitchNumber(word)), grid);
    }

    get grid() {
      const { stepsPerQuarter, qpm, stepsPerBar, metre } = this;
      return { stepsPerQuarter, qpm, stepsPerBar, metre };
    }

    get pitches() {
      return this.events.filter((event) => event >= 0);
    }

    get secondsPerStep() {
      return 60 / this.qpm / this.stepsPerQuarter;
    }

    get durationS() {
      return this.events.length * this.secondsPerStep;
    }

    // Each ends at the next note, the next note-off or the end.
    notes() {
      const notes = [];
      let [pitch, startStep] = [null, 0];
      [...this.events, NOTE_OFF].forEach((event, step) => {
        if (event === NO_EVENT) return;
        if (pitch !== null) notes.push({ pitch, startStep, endStep: step });
        [pitch, startStep] = event >= 0 ? [event, step] : [null, step];
      });
      return notes;
    }

    // The major key whose scale holds most notes, by pitch class.
    get majorKey() {
      const histogram = new Array(12).fill(0);
      for (const pitch of this.pitches) histogram[pitch % 12]++;
      return SSC.bestMajorKey(histogram);
    }

    withEvents(events) {
      return new Melody(events, this.grid);
    }

    withQpm(qpm) {
      return new Melody(this.events, { ...this.grid, qpm });
    }

    // Every pitch shifted, and folded by octaves where it falls outside low <= pitch < high.
    transposed(semitones, low = 0, high = 128) {
      if (high - low < 12) throw new Error(`${low} to ${high - 1} is narrower than an octave`);
      return this.withEvents(this.events.map((event) => {
        if (event < 0) return event;
        const pitch = event + semitones;
        if (pitch < low) return low + SSC.modulo(pitch - low, 12);
        return pitch >= high ? high - 12 + (pitch - high) % 12 : pitch;
      }));
    }

    // Moved by the smallest interval to a major key, by its pitch class.
    toKey(key) {
      return this.transposed(SSC.modulo(key - this.majorKey + 6, 12) - 6);
    }

    // Semitones to a key and, by octaves, to the middle of low <= pitch < high.
    squashAmount(low = 48, high = 84, key = 0) {
      const pitches = this.pitches;
      if (key === null || !pitches.length) return 0;
      const keyDifference = key - this.majorKey;
      const centre = (Math.min(...pitches) + Math.max(...pitches)) / 2;
      const target = (low + high - 1) / 2;
      return keyDifference + 12 * SSC.round((target - centre - keyDifference) / 12);
    }
  }

  Object.assign(SSC, { NO_EVENT, NOTE_OFF, Melody });
})();
