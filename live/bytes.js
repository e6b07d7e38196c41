// Living picture of the chapter MIDI by hand: a small file in hexadecimal to change, see and hear.
"use strict";

(() => {
  const CUCKOO = "4D 54 68 64 00 00 00 06 00 00 00 01 00 60 " +
    "4D 54 72 6B 00 00 00 2A " +
    "00 FF 51 03 07 A1 20 00 FF 58 04 03 02 18 08 00 FF 59 02 01 00 " +
    "00 C0 49 00 90 47 50 60 47 00 00 43 40 81 40 43 00 00 FF 2F 00";
  const [MOST_BYTES, MOST_SECONDS] = [400, 60];
  const { hex, many } = SSC.messages;
  // What the slider moves: places in the file, its ends, how it is written, and how it is told.
  const ONE = { read: ([byte]) => byte, write: (value) => [value] };
  const NAMED = {
    "note number of the first note": { places: [48], also: [51], min: 36, max: 96, ...ONE,
      show: (v) => `${hex(v)} = ${SSC.pitchName(v)}` },
    "velocity of the first note": { places: [49], min: 0, max: 127, ...ONE,
      show: (v) => `${hex(v)} = ${v}` },
    "delta time to the end of the first note": { places: [50], min: 0, max: 127, ...ONE,
      show: (v) => `${hex(v)} = ${many(v, "tick")}` },
    "ticks to a quarter note": { places: [13], min: 24, max: 240, ...ONE,
      show: (v) => `${hex(v)} = ${v}` },
    tempo: { places: [26, 27, 28], min: 40, max: 240,
      read: ([a, b, c]) => Math.round(6e7 / (a << 16 | b << 8 | c)),
      write: (qpm) => [16, 8, 0].map((shift) => Math.round(6e7 / qpm) >> shift & 255),
      show: (v) => `${v} a minute` },
  };

  function bytesOf(text) {
    const digits = text.replace(/\s+/g, "");
    const odd = digits.match(/[^0-9A-Fa-f]/);
    if (odd) throw new Error(`${odd[0]} is no hexadecimal digit; there are 0 to 9 and A to F`);
    if (digits.length % 2) {
      throw new Error(`a byte has two digits, and here are ${digits.length} digits; add one`);
    }
    if (digits.length > 2 * MOST_BYTES) {
      throw new Error(`here are ${digits.length / 2} bytes, and ${MOST_BYTES} are the most`);
    }
    return Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
  }

  SSC.machine("bytes", (stage) => {
    let [bytes, tones, roll, playing] = [bytesOf(CUCKOO), [], null, false];
    const text = SSC.el("textarea", { id: "ssc-bytes", rows: 6, spellcheck: "false",
      autocapitalize: "characters", input: stage.safely(() => typed()) });
    const body = SSC.el("tbody");
    const picture = SSC.el("div");
    const named = stage.choice("Byte", Object.keys(NAMED).map((name) => [name, name]),
      { value: Object.keys(NAMED)[0], change: () => reach() });
    const slider = stage.slider("Its value", { min: 36, max: 96, step: 1, value: 71,
      show: (value) => NAMED[named.value].show(value), change: (value) => move(value) });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));
    const again = stage.button("As at the beginning", () => begin());

    function begin() {
      SSC.speaker.stop();
      write(bytesOf(CUCKOO));
      reach();
    }

    function typed() {
      bytes = bytesOf(text.value);
      look();
      reach();
    }

    function write(given) {
      bytes = given;
      const lines = [[0, 14], [14, 22], [22, 43], [43, given.length]];
      text.value = lines.map((ends) => given.slice(...ends).map(hex).join(" ")).join("\n");
      look();
    }

    // The slider goes to the byte that was chosen, and its row in the table is marked.
    function reach() {
      const { places, min, max, read } = NAMED[named.value];
      Object.assign(slider.input, { min, max, disabled: bytes.length !== bytesOf(CUCKOO).length });
      if (slider.input.disabled) return;
      slider.value = read(places.map((place) => bytes[place]));
      mark(places[0]);
    }

    function move(value) {
      const { places, also = [], write: inBytes } = NAMED[named.value];
      const changed = [...bytes];
      inBytes(value).forEach((byte, n) => (changed[places[n]] = byte));
      for (const place of also) changed[place] = changed[places[0]];
      write(changed);
      mark(places[0]);
    }

    function mark(place) {
      for (const row of body.children) {
        const [from, size] = row.dataset.bytes.split(",").map(Number);
        const isHere = place >= from && place < from + size;
        row.classList.toggle("ssc-now", isHere);
        if (isHere) scroller.scrollTop = row.offsetTop - scroller.clientHeight / 2;
      }
    }

    function look() {
      const walk = SSC.explain(bytes);
      body.replaceChildren(...walk.rows.map(({ offset, data, meaning }) => SSC.el("tr",
        { "data-bytes": `${offset},${data.length}` }, SSC.el("td", {}, String(offset)),
        SSC.el("td", {}, SSC.el("code", {}, data.map(hex).join(" "))), SSC.el("td", {}, meaning))));
      tones = SSC.notesOf(walk);
      const lastS = tones.reduce((last, { endS }) => Math.max(last, endS), 0);
      const told = tones.map(({ pitch, startS, endS }) =>
        `${SSC.pitchName(pitch)} from ${+startS.toFixed(3)} s to ${+endS.toFixed(3)} s`);
      const sum = `${many(tones.length, "note")}${told.length ? `: ${told.join(", ")}` : ""}`;
      roll = SSC.roll(lastS > MOST_SECONDS ? [] : tones, Math.min(lastS, MOST_SECONDS) || 1, sum);
      picture.replaceChildren(roll.element);
      const [fault, ...more] = walk.faults;
      const others = more.length ? ` And ${more.length} more.` : "";
      const sizes = `${many(bytes.length, "byte")}, ${many(tones.length, "note")}`;
      stage.say(fault ? `Against the rules: ${fault}.${others}`
        : `${sizes}, ${+lastS.toFixed(3)} seconds.`);
    }

    function play() {
      if (!tones.length) throw new Error("no note is left that begins and ends; nothing to hear");
      const lastS = Math.max(...tones.map(({ endS }) => endS));
      if (lastS > MOST_SECONDS) {
        throw new Error(
          `the notes last ${lastS.toFixed(0)} seconds, and ${MOST_SECONDS} are the most`);
      }
      SSC.speaker.play(SSC.render(tones), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        roll.at(timeS);
      });
    }

    const head = ["byte", "hexadecimal", "meaning"].map((name) =>
      SSC.el("th", { scope: "col" }, name));
    const scroller = SSC.el("div", { class: "ssc-bytes", role: "region", tabindex: 0,
      "aria-label": "Table of bytes" },
    SSC.el("table", {}, SSC.el("thead", {}, SSC.el("tr", {}, ...head)), body));
    stage.furnish(
      SSC.el("div", { class: "ssc-controls" }, press, again), named.element, slider.element,
      SSC.el("label", { for: "ssc-bytes" }, "The file in hexadecimal"), text, picture,
      scroller);
    begin();
  });
})();
