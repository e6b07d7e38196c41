// The mixtape machine: choose who composes, begin it, hear what comes, and keep it.
"use strict";

(() => {
  const { el } = SSC;
  const { speaker } = SSC;

  class Machine {
    constructor(stage) {
      this.stage = stage;
      this.turn = 0; // of what was pressed last; what was begun before it gives way
      this.current = null; // { address, piece, melody, samples }, composed last
      this.stream = null;
      this.settings = SSC.settings(stage, () => this.retune());
      this.sheet = SSC.sheet(stage, this.settings.keyboard);
      this.tape = SSC.tracks(stage, (pieces) => this.hear(pieces));
      this.later = this.buttonsOfPiece();
      this.later.hidden = true;
    }

    get elements() {
      const press = (label, act, attributes) =>
        this.stage.button(label, () => act.call(this), attributes);
      const now = el("div", { class: "ssc-controls" },
        press("Compose", this.compose, { class: "ssc-main" }),
        press("Endless", this.endless),
        press("Stop", this.stop));
      const bar = el("div", { class: "ssc-transport" }, now, this.stage.status);
      return [...this.settings.elements, bar, this.sheet.figure, this.later, this.sheet.python,
        this.tape.element];
    }

    buttonsOfPiece() {
      const press = (label, act) => this.stage.button(label, () => act(this.current));
      return el("div", { class: "ssc-controls" },
        press("Play again", ({ piece }) => this.hear([piece])),
        press("Download MIDI", ({ piece, melody }) =>
          this.save(piece, () => SSC.midiBytes(melody), ".mid", "audio/midi")),
        press("Download WAV", ({ piece, samples }) =>
          this.save(piece, () => SSC.wavBytes(samples), ".wav", "audio/wav")),
        press("Add to my mixtape", ({ piece }) => this.tape.add(piece)));
    }

    async save({ title }, bytes, ending, type) {
      await Promise.all(["zip", "learned"].map(SSC.script));
      SSC.save(bytes(), `${SSC.fileName(title) || "piece"}${ending}`, type);
    }

    compose() {
      return this.hear([this.settings.piece], true);
    }

    // Whoever presses a button begins something new; the answer tells later whether it still is.
    begin() {
      const missing = SSC.missing();
      if (missing) throw new Error(missing);
      const mine = ++this.turn;
      this.stream = null;
      speaker.open();
      speaker.stop();
      return () => mine === this.turn;
    }

    // Compose pieces and play them one after another; `look` brings them into sight.
    async hear(pieces, look = false) {
      const mine = this.begin();
      for (const piece of pieces) {
        this.stage.say("Composing …");
        const made = await this.make(piece);
        if (!mine()) return;
        const over = this.play(made);
        if (look) this.sheet.look();
        await over;
        if (!mine()) return;
      }
    }

    async make(piece) {
      const address = SSC.pieces.addressOf([piece]);
      if (this.current && this.current.address === address) return this.current;
      const melody = await SSC.pieces.composed(piece);
      return { address, piece, melody, samples: SSC.render(melody) };
    }

    // A promise of the end of the music.
    play(made) {
      const { piece, melody, samples } = made;
      this.current = made;
      this.later.hidden = false;
      this.sheet.show(piece, melody, samples.length / SSC.RATE);
      this.stage.say(`Now playing “${piece.title}”.`);
      return new Promise((over) => speaker.play(samples, (timeS) => {
        this.sheet.follow(melody, timeS);
        if (timeS === null) over();
      }));
    }

    async endless() {
      const { piece } = this.settings;
      const mine = this.begin();
      this.stage.say("Composing …");
      await SSC.script("stream");
      const stream = await SSC.stream(piece);
      if (!mine()) return;
      this.stream = stream;
      this.later.hidden = true;
      this.stage.say("It goes on until you stop it. Turn temperature, top-p, tempo and key, and " +
        "change who composes, while it plays.");
      speaker.endless(stream.next, (step) => this.followStream(stream, step));
    }

    followStream(stream, step) {
      const { keyboard } = this.settings;
      if (step === null) {
        keyboard.light(null);
        return;
      }
      if (step.rest || step.pitch !== undefined) keyboard.light(step.pitch);
      const { grid, row } = stream;
      this.sheet.unroll({ heard: row.slice(0, step.step + 1), grid });
      if (!step.step) this.sheet.look();
    }

    // A control was turned: what is endless heeds it.
    async retune() {
      if (this.stream) await this.stream.turn(this.settings.piece);
    }

    stop() {
      this.turn++;
      this.stream = null;
      speaker.stop();
      this.stage.say("Stopped.");
    }
  }

  SSC.machine("mixtape", (stage) => {
    const machine = new Machine(stage);
    stage.place.classList.add("ssc-mixtape");
    stage.place.replaceChildren(...machine.elements);
    if (!stage.status.textContent) {
      stage.say(SSC.missing() || "Press Compose, and hear what comes.");
    }
  });
})();
