// Living picture of the chapter Attention: where a tune looks when it remembers, and what it finds.
"use strict";

(() => {
  const twice = (bar) => `${bar} ${bar} `;
  const SONG = twice("C4 - D4 - E4 - C4 -") + twice("E4 - F4 - G4 - - -") +
    twice("G4 A4 G4 F4 E4 - C4 -") + twice("C4 - G3 - C4 - - -"); // Frère Jacques
  const [BAR, MOST] = [8, 8];
  const DOUBT = 4.3;
  const PITCHES = [69, 67, 65, 64, 62, 60, 55];
  const [WIDE, HIGH] = [8, 14];
  const PROPOSED = 4; // events that have a bar of their own

  const nameOf = (event) => (event < 0 ? "hold" : SSC.pitchName(event));
  const percent = (share) => `${(100 * share).toFixed(0)} %`;

  // ssc.Memory after the first `now` events: a weight for the generator, and the places with
  // theirs, the nearest first.
  function look(events, now, sharpness) {
    const places = [];
    for (let at = now - BAR; at >= 0; at -= BAR) {
      let run = 0;
      while (run < Math.min(MOST, at) && events[now - 1 - run] === events[at - 1 - run]) run++;
      places.push({ at, score: sharpness * run, value: events[at] });
    }
    const top = Math.max(DOUBT, ...places.map(({ score }) => score));
    const generator = Math.exp(DOUBT - top);
    const all = places.reduce((sum, { score }) => sum + Math.exp(score - top), generator);
    for (const place of places) place.weight = Math.exp(place.score - top) / all;
    return { generator: generator / all, places };
  }

  // Events that are proposed, with the sum of their weights, the likeliest first.
  function proposals(places) {
    const sums = new Map();
    for (const { value, weight } of places) sums.set(value, (sums.get(value) || 0) + weight);
    return [...sums].sort((a, b) => b[1] - a[1]).slice(0, PROPOSED);
  }

  // The song as notes; over the steps that answer a band, the darker the more they weigh.
  class Picture {
    constructor(events) {
      this.events = events;
      const high = HIGH * PITCHES.length;
      this.bands = events.map((_, n) => SSC.el("rect", { x: WIDE * n, width: WIDE, y: 0,
        height: high, class: "ssc-bar", opacity: 0 }));
      const notes = events.map((event, n) => (event < 0 ? "" : SSC.el("rect", {
        x: WIDE * n, y: HIGH * PITCHES.indexOf(event) + 2, height: HIGH - 4,
        width: WIDE * this.long(n) - 1, class: "ssc-band", stroke: "currentColor" })));
      const lines = Array.from({ length: events.length / BAR - 1 }, (_, n) =>
        SSC.el("path", { stroke: "currentColor", opacity: 0.4,
          d: `M${WIDE * BAR * (n + 1)} 0V${high}` }));
      this.now = SSC.el("path", { class: "ssc-mark" });
      this.high = high;
      this.element = SSC.el("svg", { role: "img", "aria-label": "Frère Jacques as notes",
        viewBox: `-1 -1 ${WIDE * events.length + 2} ${high + 2}` },
      ...notes.filter(Boolean), ...this.bands, ...lines, this.now);
    }

    long(n) {
      const next = this.events.findIndex((event, m) => m > n && event >= 0);
      return (next < 0 ? this.events.length : next) - n;
    }

    show(now, { places }) {
      this.bands.forEach((band) => band.setAttribute("opacity", 0));
      for (const { at, weight } of places) {
        this.bands[at].setAttribute("opacity", (0.8 * Math.sqrt(weight)).toFixed(3));
      }
      this.now.setAttribute("d", `M${WIDE * now} 0V${this.high}`);
    }
  }

  SSC.machine("recall", (stage) => {
    const melody = SSC.Melody.of(SONG, { stepsPerBar: BAR, stepsPerQuarter: 2 });
    const { events } = melody;
    const picture = new Picture(events);
    const bars = new SSC.Bars(["generator", ...new Array(PROPOSED).fill("")],
      { alt: "What is proposed" });
    bars.element.setAttribute("viewBox", "-20 0 400 138"); // room for a long name
    let playing = false;
    const step = stage.slider("Steps heard", { min: 1, max: events.length - 1, step: 1, value: 28,
      change: () => show() });
    const sharpness = stage.slider("Sharpness", { min: 0, max: 3, step: 0.1, value: 0.8,
      show: (v) => v.toFixed(1), change: () => show() });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));

    function show(quietly = false) {
      const now = step.value;
      const found = look(events, now, sharpness.value);
      const said = proposals(found.places);
      const labels = said.map(([event]) => nameOf(event));
      const empty = new Array(PROPOSED - said.length);
      picture.show(now, found);
      bars.show([found.generator, ...said.map(([, sum]) => sum), ...empty.fill(0)], [],
        { labels: ["generator", ...labels, ...empty.fill("")] });
      stage.say(told(now, found), quietly);
    }

    function told(now, { generator, places }) {
      const comes = `Then comes ${nameOf(events[now])}.`;
      if (!places.length) return `After ${now} steps there is no bar to look at. ${comes}`;
      const best = places.reduce((a, b) => (b.weight > a.weight ? b : a));
      return `After ${now} steps it looks most at bar ${Math.floor(best.at / BAR) + 1} ` +
        `(${percent(best.weight)}), where ${nameOf(best.value)} followed; ` +
        `${percent(generator)} are left to the generator. ${comes}`;
    }

    function play() {
      SSC.speaker.play(SSC.render(melody), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        if (!playing) return;
        const now = Math.floor(timeS / melody.secondsPerStep);
        step.value = Math.min(Math.max(now, 1), events.length - 1);
        show(true);
      });
    }

    stage.furnish(press, step.element, sharpness.element, picture.element, bars.element);
    show();
  });
})();
