// ssc_lib/show/roll.py in the page: a piano roll as SVG, with a playhead.
"use strict";

(() => {
  const [WIDTH, LEFT] = [480, 30];
  const [TALL, LOWEST, THICKEST, THINNEST] = [150, 70, 7, 2];
  const MARGIN = 2;

  function axesOf(tones, lastS, range) {
    const pitches = [...range, ...tones.map(({ pitch }) => pitch)];
    if (!pitches.length) pitches.push(60);
    const low = Math.floor(Math.min(...pitches)) - MARGIN;
    const high = Math.ceil(Math.max(...pitches)) + MARGIN;
    const keys = high - low + 1;
    const height = Math.max(
      Math.round(keys * Math.min(THICKEST, Math.max(THINNEST, TALL / keys))), LOWEST);
    const row = height / keys;
    const perS = (WIDTH - LEFT) / lastS;
    return { low, high, row, height,
      x: (timeS) => LEFT + timeS * perS, y: (pitch) => (high - pitch + 0.5) * row };
  }

  // What stands at the left: the drums, or each C.
  function namesOf(tones, { low, high }) {
    const drums = tones.filter(({ voice }) => voice !== "piano");
    if (drums.length) return new Map(drums.map(({ pitch, voice }) => [pitch, voice]));
    const names = new Map();
    for (let c = Math.ceil(low / 12) * 12; c <= high; c += 12) names.set(c, SSC.pitchName(c));
    return names;
  }

  // A roll of music, lastS seconds wide; `at(timeS)` moves its playhead, `at(null)` hides it, and
  // `mark([startS, endS], ...)` shades stretches. A range is two pitches that it must hold.
  function roll(music, lastS, alt, range = []) {
    const { tones, durationS, grid } = SSC.perform(music);
    const axes = axesOf(tones, lastS, range);
    const { x, y, height, row } = axes;
    const bar = grid ? grid.stepsPerBar * 60 / grid.qpm / grid.stepsPerQuarter : 1;
    let bars = "";
    for (let n = 0; n * bar <= durationS + 1e-9; n++) {
      bars += `M${x(n * bar).toFixed(1)} 0v${height}`;
    }
    const names = namesOf(tones, axes);
    let keys = "";
    for (const pitch of names.keys()) keys += `M${LEFT} ${y(pitch).toFixed(1)}H${WIDTH}`;
    const notes = tones.map(({ startS, endS, pitch }) => {
      const long = Math.max(x(endS) - x(startS) - 1, 1);
      return `M${x(startS).toFixed(1)} ${y(pitch).toFixed(1)}h${long.toFixed(1)}`;
    }).join("");
    const labels = [...names].map(([pitch, name]) => SSC.el("text", {
      x: LEFT - 4, y: Math.min(Math.max(y(pitch) + 4, 11), height - 2).toFixed(1) }, name));
    const marked = SSC.el("path", { class: "ssc-roll-marked" });
    const head = SSC.el("path",
      { class: "ssc-roll-head", d: `M0 0v${height}`, visibility: "hidden" });
    const element = SSC.el("svg",
      { role: "img", "aria-label": alt, viewBox: `0 0 ${WIDTH} ${height}`, class: "ssc-roll" },
      SSC.el("rect", { width: WIDTH, height, class: "ssc-roll-ground" }),
      marked,
      SSC.el("path", { class: "ssc-roll-keys", d: keys }),
      SSC.el("path", { class: "ssc-roll-bars", d: bars }),
      SSC.el("path",
        { class: "ssc-roll-notes", "stroke-width": Math.max(row - 0.6, 1.8), d: notes }),
      SSC.el("g", { class: "ssc-roll-names", "text-anchor": "end" }, ...labels),
      head);
    function at(timeS) {
      head.setAttribute("visibility", timeS === null ? "hidden" : "visible");
      if (timeS !== null) head.setAttribute("transform", `translate(${x(Math.min(timeS, lastS))})`);
    }
    function mark(...stretches) {
      marked.setAttribute("d", stretches.map(([startS, endS]) =>
        `M${x(startS)} 0H${x(endS)}V${height}H${x(startS)}Z`).join(""));
    }
    return { element, at, mark };
  }

  SSC.roll = roll;
})();
