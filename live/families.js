// Living picture of the chapter A data set of your own: a folder of jigs as a map, a threshold that
// decides who is a relative of whom, and the families that a split tears apart.
"use strict";

(() => {
  const [SHINGLE_NOTES, BARS, GAP_S, QPM] = [8, 4, 0.6, 150];
  const [WIDTH, HEIGHT, EDGE, ROUNDS] = [480, 330, 16, 400];
  const TEST = 5; // tunes to judge by, a fifth of the folder

  // Each run of seven intervals, as a text: ssc_lib.music.families.shingles.
  function shingles({ pitches }) {
    const steps = pitches.slice(1).map((pitch, n) => pitch - pitches[n]);
    const width = SHINGLE_NOTES - 1;
    const starts = Array.from({ length: Math.max(0, steps.length - width + 1) }, (_, n) => n);
    return new Set(starts.map((n) => steps.slice(n, n + width).join()));
  }

  // The shingles that two tunes share, of those that the one with fewer has.
  function likeness(one, other) {
    const shared = [...one].filter((shingle) => other.has(shingle)).length;
    return shared / Math.max(1, Math.min(one.size, other.size));
  }

  // The number of the family of each tune: whoever can be reached by steps of at least so much.
  function familiesOf(like, threshold) {
    const found = like.map(() => -1);
    let count = 0;
    const join = (n, family) => {
      found[n] = family;
      like[n].forEach((v, m) => { if (v >= threshold && found[m] < 0) join(m, family); });
    };
    like.forEach((_, n) => { if (found[n] < 0) join(n, count++); });
    return found;
  }

  // Places on the map: all push each other away, and the more alike two are the more they pull.
  function layout(like) {
    const places = like.map((_, n) => {
      const angle = 2 * Math.PI * n / like.length;
      return [0.5 + 0.4 * Math.cos(angle), 0.5 + 0.4 * Math.sin(angle)];
    });
    for (let round = 0; round < ROUNDS; round++) {
      const moves = places.map(([x, y], n) => places.reduce(([dx, dy], [a, b], m) => {
        const far = Math.max(0.02, Math.hypot(x - a, y - b));
        const push = m === n ? 0 : 0.0015 / far ** 2 - 1.2 * like[n][m] * Math.max(0, far - 0.09);
        return [dx + push * (x - a) / far, dy + push * (y - b) / far];
      }, [0.15 * (0.5 - x), 0.15 * (0.5 - y)]));
      const pace = 0.25 * (1 - round / ROUNDS);
      moves.forEach((move, n) => move.forEach((step, k) => {
        const limited = Math.min(0.1, Math.max(-0.1, pace * step));
        places[n][k] = Math.min(1, Math.max(0, places[n][k] + limited));
      }));
    }
    const fit = (k, size) => {
      const row = places.map((place) => place[k]);
      const [low, high] = [Math.min(...row), Math.max(...row)];
      return row.map((v) => EDGE + (size - 2 * EDGE) * (v - low) / (high - low));
    };
    const [xs, ys] = [fit(0, WIDTH), fit(1, HEIGHT)];
    return xs.map((x, n) => [x, ys[n]]);
  }

  function shuffled(row, rng) {
    const mixed = [...row];
    for (let n = mixed.length - 1; n > 0; n--) {
      const m = Math.floor((n + 1) * rng.random());
      [mixed[n], mixed[m]] = [mixed[m], mixed[n]];
    }
    return mixed;
  }

  // Tunes to judge by: drawn one by one, or whole families as long as they fit.
  function deal(families, whole, rng) {
    if (!whole) return new Set(shuffled(families.map((_, n) => n), rng).slice(0, TEST));
    const test = new Set();
    for (const family of shuffled([...new Set(families)], rng)) {
      const members = families.flatMap((f, n) => (f === family ? [n] : []));
      if (test.size + members.length <= TEST) members.forEach((n) => test.add(n));
    }
    return test;
  }

  // Lines between relatives, and a numbered spot for each tune: a ring if it is in the test.
  class Chart {
    constructor(like, choose) {
      const places = layout(like);
      this.lines = like.flatMap((row, n) => row.slice(0, n).map((v, m) => ({ n, m, v,
        line: SSC.el("path", { class: "ssc-arrow", "stroke-width": (1 + 6 * v).toFixed(1),
          d: `M${places[n].join(" ")}L${places[m].join(" ")}` }) }))).filter(({ v }) => v > 0);
      this.spots = places.map(([x, y], n) => SSC.el("g", { class: "ssc-spot",
        click: () => choose(n) }, SSC.el("circle", { cx: x, cy: y, r: 12 }),
        SSC.el("text", { x, y: y + 4, "text-anchor": "middle" }, String(n + 1))));
      this.element = SSC.el("svg", { role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
        ...this.lines.map(({ line }) => line), ...this.spots);
    }

    show(threshold, families, test, leaks) {
      for (const { v, line } of this.lines) {
        line.setAttribute("visibility", v >= threshold ? "visible" : "hidden");
      }
      this.spots.forEach((spot, n) => {
        spot.classList.toggle("ssc-test", test.has(n));
        spot.classList.toggle("ssc-leak", leaks.includes(n));
      });
      const members = [];
      families.forEach((f, n) => (members[f] = [...members[f] || [], n + 1]));
      const told = members.filter((row) => row.length > 1).map((row) => row.join(", "));
      this.element.setAttribute("aria-label", "A map of the tunes. Families: " +
        `${told.join("; ") || "none"}. In the test: ${[...test].map((n) => n + 1).join(", ")}`);
    }

    sound(now) {
      this.spots.forEach((spot, n) => spot.classList.toggle("ssc-now", n === now));
    }
  }

  function furnish(stage, { rows, papers }) {
    const encoding = new SSC.OneHot();
    const tunes = rows.map((row) => encoding.decode(row, { qpm: QPM, metre: [6, 8] }));
    const sets = tunes.map(shingles);
    const like = sets.map((one, n) => sets.map((other, m) => (n === m ? 0 : likeness(one, other))));
    const names = papers.map(({ title }, n) => `${n + 1} ${title}`);
    const chart = new Chart(like, (n) => { tune.value = String(n); });
    let seed = 0;
    let [families, test, playing] = [[], new Set(), false];
    const threshold = stage.slider("Relatives share at least", { min: 2, max: 60, step: 1,
      value: 20, show: (v) => `${v} %`, change: look });
    const how = stage.choice("Deal", [["one", "tune by tune"], ["whole", "family by family"]],
      { value: "one", change: look });
    const again = stage.button("Deal again", () => { seed++; look(); });
    const tune = stage.choice("Tune", names.map((name, n) => [String(n), name]), { value: "7" });
    const press = stage.button("Play it and the most alike",
      () => (playing ? SSC.speaker.stop() : play(Number(tune.value))));

    function look() {
      const share = threshold.value / 100;
      families = familiesOf(like, share);
      test = deal(families, how.value === "whole", SSC.rng(seed));
      const training = families.filter((_, n) => !test.has(n));
      const leaks = [...test].filter((n) => training.includes(families[n]));
      chart.show(share, families, test, leaks);
      const count = new Set(families).size;
      const largest = Math.max(...families.map((f) => families.filter((g) => g === f).length));
      stage.say(`${count} families, the largest of ${largest}. ${leaks.length} of ${test.size} ` +
        "test tunes have a relative in training.");
    }

    // The beginning of a tune and of the one that is most like it, one after the other.
    function play(n) {
      const nearest = like[n].indexOf(Math.max(...like[n]));
      const steps = 12 * (BARS + 1);
      const parts = [n, nearest].map((k) => tunes[k].withEvents(tunes[k].events.slice(0, steps)));
      const startS = [0, parts[0].durationS + GAP_S];
      const tones = parts.flatMap((part, k) => SSC.perform(part).tones.map((tone) =>
        ({ ...tone, startS: tone.startS + startS[k], endS: tone.endS + startS[k] })));
      stage.say(`${names[n]}, then ${names[nearest]}: they share ` +
        `${(100 * like[n][nearest]).toFixed(0)} % of their shingles.`);
      SSC.speaker.play(SSC.render(tones), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play it and the most alike";
        chart.sound(!playing ? -1 : timeS < startS[1] ? n : nearest);
      });
    }

    stage.furnish(threshold.element,
      SSC.el("div", { class: "ssc-controls" }, how.element, again), chart.element,
      SSC.el("div", { class: "ssc-controls" }, tune.element, press));
    look();
  }

  SSC.machine("families", (stage) => {
    stage.furnish();
    stage.say("The folder is being opened.");
    stage.safely(async () => furnish(stage, await SSC.load("jigs")))();
  });
})();
