// Living picture of the chapter Markov chains: a matrix to edit, its diagram, and where it settles.
"use strict";

(() => {
  const NAMES = ["C", "E", "G"];
  const PITCHES = [60, 64, 67];
  const BY_HAND = [[0.5, 0.5, 0], [0.25, 0.5, 0.25], [0, 0.5, 0.5]];
  const STEP_S = 0.3;
  const PLACES = [[80, 150], [160, 70], [240, 150]];

  // A row with one entry changed; the others keep their proportions, and the sum stays 1.
  function withEntry(row, place, value) {
    const kept = Math.min(1, Math.max(0, value));
    const others = row.reduce((sum, v, j) => (j === place ? sum : sum + v), 0);
    return row.map((v, j) => {
      if (j === place) return kept;
      return others ? v * (1 - kept) / others : (1 - kept) / (row.length - 1);
    });
  }

  // The state diagram: an arrow for each step that can be taken, the thicker the likelier.
  class Diagram {
    constructor() {
      this.arrows = NAMES.map((_, i) => NAMES.map((__, j) =>
        SSC.el("path", { class: "ssc-arrow", d: arrow(i, j) })));
      this.states = NAMES.map((name, i) => SSC.el("g", { class: "ssc-state" },
        SSC.el("circle", { cx: PLACES[i][0], cy: PLACES[i][1], r: 20 }),
        SSC.el("text", { x: PLACES[i][0], y: PLACES[i][1] + 5, "text-anchor": "middle" }, name)));
      this.element = SSC.el("svg", { role: "img", viewBox: "24 8 272 172",
        class: "ssc-diagram" },
        ...this.arrows.flat(), ...this.states);
    }

    show(P) {
      this.arrows.forEach((row, i) => row.forEach((path, j) => {
        path.setAttribute("stroke-width", 7 * P[i][j]);
        path.setAttribute("visibility", P[i][j] > 0 ? "visible" : "hidden");
      }));
      const told = P.map((row, i) => row.map((p, j) =>
        (p > 0 ? `${NAMES[i]} to ${NAMES[j]} ${p.toFixed(2)}` : "")).filter(Boolean).join(", "));
      this.element.setAttribute("aria-label", `The chain as a diagram: ${told.join("; ")}`);
    }

    at(state) {
      this.states.forEach((one, i) => one.classList.toggle("ssc-now", i === state));
    }
  }

  const WAY_OUT = [200, 270, 340]; // where the loop of each state stands, in degrees
  const away = ([x, y], degrees, far) => {
    const angle = degrees * Math.PI / 180;
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  };

  // A line with a head of two strokes; it arrives in this direction, in degrees.
  function headed(line, [x, y], degrees) {
    const wing = (turn) => `M${x} ${y}L${away([x, y], degrees + 180 + turn, 9).join(" ")}`;
    return line + wing(25) + wing(-25);
  }

  // From circle to circle with a bend to the left, or a loop.
  function arrow(i, j) {
    const [from, to] = [PLACES[i], PLACES[j]];
    if (i === j) {
      const [start, end] = [away(from, WAY_OUT[i] - 28, 21), away(from, WAY_OUT[i] + 28, 24)];
      const [bend, back] = [away(from, WAY_OUT[i] - 40, 62), away(from, WAY_OUT[i] + 40, 62)];
      return headed(`M${start.join(" ")}C${[...bend, ...back, ...end].join(" ")}`, end,
        WAY_OUT[i] + 205);
    }
    const course = Math.atan2(to[1] - from[1], to[0] - from[0]) * 180 / Math.PI;
    const [start, end] = [away(from, course - 20, 22), away(to, course + 200, 25)];
    const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const bend = away(middle, course - 90, 26);
    return headed(`M${start.join(" ")}Q${[...bend, ...end].join(" ")}`, end, course + 25);
  }

  SSC.machine("chain", (stage) => {
    let P = BY_HAND.map((row) => [...row]);
    let visits = [0, 0, 0];
    let running = false;
    const diagram = new Diagram();
    const bars = new SSC.Bars(NAMES, { alt: "Share of time in each state" });
    const inputs = NAMES.map((from, i) => NAMES.map((to, j) => SSC.el("input", { type: "number",
      min: 0, max: 1, step: 0.05, "aria-label": `Probability of a step from ${from} to ${to}`,
      change: stage.safely((event) => edit(i, j, Number(event.target.value))) })));
    const press = stage.button("Start", () => (running ? SSC.speaker.stop() : start()));
    const seed = stage.number("Seed", { min: 0, value: 1958, change: () => running && start() });
    const again = stage.button("As at the beginning", () => {
      P = BY_HAND.map((row) => [...row]);
      changed("The chain is that of the section By hand again.");
    });

    function edit(i, j, value) {
      P[i] = withEntry(P[i], j, value);
      changed(`From ${NAMES[i]} the chain now goes to C, E and G with probabilities ` +
        `${P[i].map((p) => p.toFixed(2)).join(", ")}.`);
    }

    function changed(said) {
      inputs.forEach((row, i) => row.forEach((input, j) => (input.value = +P[i][j].toFixed(3))));
      diagram.show(P);
      visits = [0, 0, 0];
      stage.say(said);
      settle(said);
    }

    // The bars of time spent against the stationary distribution, and the distance of the two.
    function settle(said = "") {
      const total = visits.reduce((a, b) => a + b, 0);
      const shares = visits.map((n) => n / (total || 1));
      let pi = [];
      try {
        pi = new SSC.MarkovChain(P, { states: NAMES }).stationary();
      } catch (error) {
        stage.say(`${said} But ${error.message}.`.trim());
      }
      bars.show(shares, pi);
      if (total && pi.length) {
        const distance = shares.reduce((sum, share, i) => sum + Math.abs(share - pi[i]) / 2, 0);
        stage.say(`After ${total} steps the shares are ${(100 * distance).toFixed(1)} % away ` +
          "from the stationary distribution, the lines.", running);
      }
    }

    function start() {
      const rng = SSC.rng(seed.value);
      let state = 0;
      visits = [0, 0, 0];
      SSC.speaker.endless(() => {
        const now = state;
        state = SSC.draw(P[now], rng);
        return { pitch: PITCHES[now], state: now, stepS: STEP_S };
      }, (heard) => {
        diagram.at(heard ? heard.state : -1);
        if (!heard) {
          running = false;
          press.textContent = "Start";
          return;
        }
        visits[heard.state]++;
        settle();
      });
      running = true;
      press.textContent = "Stop";
    }

    const head = SSC.el("tr", {}, SSC.el("th", { scope: "col" }, "from"),
      ...NAMES.map((name) => SSC.el("th", { scope: "col" }, `to ${name}`)));
    const rows = inputs.map((row, i) => SSC.el("tr", {}, SSC.el("th", { scope: "row" }, NAMES[i]),
      ...row.map((input) => SSC.el("td", {}, input))));
    stage.furnish(
      SSC.el("div", { class: "ssc-controls" }, press, again, seed.element),
      SSC.el("div", { class: "ssc-side-by-side" },
        SSC.el("table", { class: "ssc-matrix" }, head, ...rows), diagram.element, bars.element));
    changed("");
  });
})();
