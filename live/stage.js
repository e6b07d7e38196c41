// What machines and pictures in the page are built of: elements, controls, the status line, bars.
//
// A page holds a place for a machine, <div class="ssc-live" data-machine="coin">. The script
// coin.js calls SSC.machine("coin", build), and build(stage) furnishes the place.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const DRAWN = new Set("svg g path rect circle line text title polygon".split(" "));
  let controls = 0; // so far on this page, for ids

  // An element: attributes as they are, listeners as functions, children as nodes or texts.
  function el(tag, attributes = {}, ...children) {
    const made = DRAWN.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  class Stage {
    constructor(place) {
      this.place = place;
      this.status = el("p", { role: "status", class: "ssc-status" });
    }

    // Put elements into the place, in order, and the status line last.
    furnish(...elements) {
      this.place.replaceChildren(...elements, this.status);
    }

    // What changes with each step of the music is said quietly: seen, and not read out.
    say(text, quietly = false) {
      this.status.setAttribute("aria-live", quietly ? "off" : "polite");
      this.status.textContent = text;
    }

    // What went wrong: the messages of errors are sentences without a capital and a full stop.
    complain(error) {
      const message = error.message || "that did not work";
      const end = message.endsWith(".") ? "" : ".";
      this.say(message[0].toUpperCase() + message.slice(1) + end);
    }

    // A listener that tells what went wrong in the status line, and leaves the page working.
    safely(act) {
      return async (event) => {
        try {
          await act(event);
        } catch (error) {
          this.complain(error);
        }
      };
    }

    button(label, act, attributes = {}) {
      return el("button", { type: "button", click: this.safely(act), ...attributes }, label);
    }

    // A labelled control; its value is a number, and change(value) is called while it moves.
    control(input, label, { change = () => {}, show = null }) {
      const id = `ssc-control-${++controls}`;
      const output = show ? el("output", { for: id }) : "";
      input.id = id;
      const control = {
        element: el("div", { class: "ssc-control" },
          el("label", { for: id }, label), input, output),
        input,
        get value() {
          return Number(input.value);
        },
        set value(value) {
          input.value = value;
          if (show) output.textContent = show(control.value);
        },
      };
      const moved = this.safely(() => {
        if (show) output.textContent = show(control.value);
        return change(control.value);
      });
      input.addEventListener(input.type === "range" ? "input" : "change", moved);
      if (show) output.textContent = show(control.value);
      return control;
    }

    slider(label, { min, max, step, value, show = String, change }) {
      const input = el("input", { type: "range", min, max, step, value });
      return this.control(input, label, { change, show });
    }

    number(label, { min, max, step = 1, value, change }) {
      const input = el("input", { type: "number", min, max, step, value });
      return this.control(input, label, { change });
    }

    // Options are [value, text] pairs; the value may be any text.
    choice(label, options, { value, change = () => {} } = {}) {
      const input = el("select", {}, ...options.map(([v, text]) =>
        el("option", { value: v, selected: v === value }, text)));
      const control = this.control(input, label, { change: () => change(input.value) });
      return { element: control.element, input, get value() { return input.value; },
        set value(v) { input.value = v; } };
    }
  }

  // Bars of shares between 0 and 1, with a line each where they are expected.
  class Bars {
    constructor(labels, { most = 1, alt = "Bars" } = {}) {
      const [width, height] = [40 * labels.length, 120];
      this.most = most;
      this.alt = alt;
      this.labels = labels;
      this.bars = labels.map((_, n) => el("rect", { x: 40 * n + 6, width: 28, class: "ssc-bar" }));
      this.marks = labels.map(() => el("path", { class: "ssc-mark" }));
      this.names = labels.map((label, n) =>
        el("text", { x: 40 * n + 20, y: height + 14, "text-anchor": "middle" }, label));
      this.element = el("svg", { role: "img", viewBox: `0 0 ${width} ${height + 18}`,
        class: "ssc-bars" }, ...this.bars, ...this.marks, ...this.names);
      this.show(labels.map(() => 0));
    }

    // Shares as bars, what is expected as lines; `labels` and the bar `now` may change each time.
    show(shares, expected = [], { labels = this.labels, now = -1 } = {}) {
      this.labels = labels;
      this.names.forEach((name, n) => (name.textContent = labels[n]));
      this.bars.forEach((bar, n) => bar.classList.toggle("ssc-now", n === now));
      const y = (share) => 120 * (1 - Math.min(share / this.most, 1));
      shares.forEach((share, n) => {
        this.bars[n].setAttribute("y", y(share));
        this.bars[n].setAttribute("height", 120 - y(share));
      });
      this.marks.forEach((mark, n) => mark.setAttribute("d",
        n < expected.length ? `M${40 * n + 2} ${y(expected[n])}h36` : ""));
      const told = this.labels.map((label, n) => `${label} ${(100 * shares[n]).toFixed(0)} %`);
      this.element.setAttribute("aria-label", `${this.alt}: ${told.join(", ")}`);
    }
  }

  // Furnish each place on the page that asks for this machine.
  function machine(name, build) {
    for (const place of document.querySelectorAll(`.ssc-live[data-machine="${name}"]`)) {
      const stage = new Stage(place);
      try {
        build(stage);
      } catch (error) {
        stage.furnish();
        stage.complain(error);
      }
    }
  }

  Object.assign(SSC, { el, Stage, Bars, machine });
})();
