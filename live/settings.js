// The controls of the mixtape machine: who composes, what it begins with, and how.
"use strict";

(() => {
  const { el } = SSC;
  const LENGTHS = [["1", "a sixteenth"], ["2", "an eighth"], ["4", "a quarter"], ["8", "a half"]];
  const [LOW, OCTAVES] = [60, 2];
  const USUAL = { composer: "lookback", temperature: 1, topP: 1, seed: "7", metre: "4/4", key: "",
    qpm: 120, bars: 8, primer: "C4" };

  const box = (legend, ...children) =>
    el("fieldset", {}, el("legend", {}, legend), ...children);
  const plain = (pitch) => SSC.pitchName(pitch).replace("♯", "#").replace("♭", "b");

  // A text with its label, as wide as it likes to be.
  function field(stage, label, attributes, change) {
    return stage.control(el("input", { type: "text", autocomplete: "off", ...attributes }), label,
      { change });
  }

  function composerBox(stage, changed) {
    const order = stage.slider("How many events it looks at",
      { min: 0, max: 8, step: 1, value: 4, change: changed });
    const change = stage.safely(choose);
    const radios = SSC.composers.map(([value]) =>
      el("input", { type: "radio", name: "ssc-composer", value, change }));
    const cards = SSC.composers.map(([, title, says], n) =>
      el("label", { class: "ssc-card" }, radios[n], el("b", {}, title), el("span", {}, says)));

    function choose() {
      order.element.hidden = !radios[1].checked;
      return changed();
    }

    return {
      element: box("Who composes", el("div", { class: "ssc-cards" }, ...cards), order.element),
      get value() {
        const { value } = radios.find((radio) => radio.checked);
        return value === "table" ? `table-${order.value}` : value;
      },
      set value(name) {
        const [kind, number] = name.split("-");
        for (const radio of radios) radio.checked = radio.value === kind;
        order.element.hidden = kind !== "table";
        if (number) order.value = number;
      },
    };
  }

  function primerBox(stage) {
    let untouched = true; // then the first key replaces what stands there
    const touch = () => (untouched = false);
    const text = field(stage, "Primer, one word a step",
      { spellcheck: "false", class: "ssc-wide" }, touch);
    const length = stage.choice("Each key lasts", LENGTHS, { value: "2" });

    function add(word) {
      const words = [word, ...new Array(length.value - 1).fill("-")].join(" ");
      text.input.value = untouched ? words : `${text.input.value} ${words}`.trim();
      touch();
    }

    function removeLast() {
      text.input.value = text.input.value.replace(/\s*\S+(\s+-)*\s*$/, "");
      touch();
    }

    function clear() {
      text.input.value = "";
      touch();
      stage.say("The primer is empty: the composer begins by itself.");
    }

    const keyboard = SSC.keyboard(LOW, OCTAVES, stage.safely((pitch) => {
      add(plain(pitch));
      SSC.speaker.strike(pitch);
      stage.say(`${SSC.pitchName(pitch)} was added to the primer.`);
    }));
    const buttons = el("div", { class: "ssc-controls" }, length.element,
      stage.button("Rest", () => add(".")), stage.button("Remove the last", removeLast),
      stage.button("Clear", clear));
    return {
      element: box("How it begins: play a few notes", keyboard.element, buttons, text.element),
      keyboard,
      get value() { return text.input.value; },
      set value(value) {
        text.input.value = value;
        untouched = value === USUAL.primer;
      },
    };
  }

  function knobs(stage, changed) {
    const { RANGES, METRES, KEYS } = SSC.pieces;
    const show = (value) => value.toFixed(2);
    const seed = field(stage, "Seed", { inputmode: "numeric", size: 8 });
    const another = stage.button("Another seed", () => {
      seed.input.value = Math.floor(1e6 * Math.random());
    });
    const controls = {
      temperature: stage.slider("Temperature", { ...RANGES.temperature, show, change: changed }),
      topP: stage.slider("Top-p", { ...RANGES.topP, show, change: changed }),
      metre: stage.choice("Metre", METRES.map((m) => [m, m])),
      bars: stage.number("Bars", RANGES.bars),
      qpm: stage.number("Quarter notes a minute", { ...RANGES.qpm, change: changed }),
      key: stage.choice("Key", [["", "the primer's"], ...KEYS.map((k) => [k, k])],
        { change: changed }),
    };
    const { temperature, topP, ...others } = controls;
    seed.element.append(another);
    const rest = Object.values(others).map(({ element }) => element);
    return {
      element: box("How it plays", temperature.element, topP.element,
        el("div", { class: "ssc-controls" }, seed.element, ...rest)),
      controls: { ...controls, seed: {
        get value() { return seed.input.value; },
        set value(value) { seed.input.value = value; },
      } },
    };
  }

  // All controls: `piece` is what they say, checked, and changed() is called where one was turned
  // that an endless piece heeds.
  function settings(stage, changed) {
    const composer = composerBox(stage, changed);
    const primer = primerBox(stage);
    const { element, controls } = knobs(stage, changed);
    const all = { composer, primer, ...controls };
    for (const [name, control] of Object.entries(all)) control.value = USUAL[name];
    return {
      elements: [composer.element, primer.element, element],
      keyboard: primer.keyboard,
      get piece() {
        const piece = Object.fromEntries(Object.entries(all).map(([name, c]) => [name, c.value]));
        return SSC.pieces.checked({ ...piece, title: "" });
      },
    };
  }

  SSC.settings = settings;
})();
