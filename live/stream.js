// Endless music: what a piece begins goes on for ever, and its settings may be turned meanwhile.
"use strict";

(() => {
  const BARS_HEARD = 8; // by a composer who takes over

  // A promise of { next, turn, row, grid }: next() is the next step for the speaker, turn(piece)
  // changes composer, temperature, top-p, tempo and key, and row holds the pitches so far.
  async function stream(piece) {
    const { qpm, grid } = SSC.pieces.primerOf(piece);
    const settings = { rng: SSC.rng(piece.seed) };
    const row = []; // events in the primer's key
    const own = SSC.pieces.primerOf(piece).majorKey;
    let playing = piece;
    let growth = null;
    let pitchOf = null;
    let turns = 0;

    // A composer hears the latest bars, or the primer, and goes on. Events that sounded already are
    // not played again.
    function takeOver(generator) {
      const bars = Math.max(0, Math.floor(row.length / grid.stepsPerBar) - BARS_HEARD);
      const latest = row.slice(bars * grid.stepsPerBar);
      const heard = row.length ? new SSC.Melody(latest, grid) : SSC.pieces.primerOf(piece);
      const encoding = generator.encoding || new SSC.OneHot();
      const [events, amount] = encoding.squash(heard, generator.key);
      settings.primer = events;
      growth = SSC.growing(generator.inBarsOf(grid.stepsPerBar), Infinity, settings);
      for (let step = 0; step < latest.length; step++) growth.next();
      pitchOf = (event) => moved(event - 2 + encoding.low, -amount);
    }

    async function turn(to) {
      const mine = ++turns;
      const generator = await SSC.composerOf(to.composer).make();
      if (mine !== turns) return; // it was turned on while this one loaded
      Object.assign(settings, { temperature: to.temperature, topP: to.topP });
      if (!growth || to.composer !== playing.composer) takeOver(generator);
      playing = to;
    }

    function next() {
      const event = growth.next().value;
      row.push(event < 2 ? event - 2 : pitchOf(event));
      const pitch = row[row.length - 1];
      const key = playing.key ? SSC.pieces.KEYS.indexOf(playing.key) : own;
      const amount = SSC.modulo(key - own + 6, 12) - 6;
      return { step: row.length - 1, rest: pitch === SSC.NOTE_OFF, stepS: 15 / playing.qpm,
        pitch: pitch < 0 ? undefined : moved(pitch, amount) };
    }

    await turn(piece);
    return { next, turn, row, grid: { ...grid, qpm } };
  }

  // A pitch moved by semitones, and by octaves where MIDI ends.
  const moved = (pitch, amount) => new SSC.Melody([pitch]).transposed(amount).events[0];

  SSC.stream = stream;
})();
