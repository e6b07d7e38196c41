// Living picture of the chapter Hierarchy: tap a bar of 6/8 step by step, and see which profiles
// still fit.
"use strict";

(() => {
  const [BAR, SHOWN, CELL, ROW] = [12, 10, 14, 18];
  // Every profile that bars of 6/8 have at least twice in the training tunes, and how often.
  const COUNTED =
    "x.x.x.x.x.x.6850 x.x.x.x...x.2204 x...x.x.x.x.1235 x...x.x...x.1152 ..........x.418 " +
    "x..xx.x.x.x.377 x.x.x.x...xx342 x.....x...x.263 x.x.x.x.....259 ..........xx230 " +
    "x..xx.x...x.208 x.....x.x.x.187 x.....x.....154 x..xx.x..xx.150 xxx.x.x.x.x.116 " +
    "x.x.x.x..xx.87 x.x.x.x...o.75 x...x.x.....70 x.....x...xx54 xx..x.x...x.46 " +
    "xxx.x.x...x.43 x..xx.x...xx42 x.........x.41 x...x.x...xx41 x...x.x..xx.41 " +
    "x.x.x...x.x.41 x.xxxxx.x.x.40 x.x.x.xxx.x.39 ..x.x...x.x.38 x..xxxx.x.x.37 " +
    "x..xx.xx..x.29 x.....x...o.28 x.x.x.x.x...24 x.x.x.x.x.xx24 x.x...x.x...23 " +
    "xxx.x.xxx.x.23 x.........xx22 x...x.xxx.x.21 xx..x.x.x.x.21 x...xxx.x.x.18 " +
    "x.....o...x.17 x.x.x.x..xxx17 x.x.x.xx..x.16 x..xxxx...x.15 x.xxxxx.xxxx15 " +
    "x.....o...xx14 x.x.xxx.x.x.14 ..x.x.x.x.x.13 .x.x.x.x.x.x12 x...........12 " +
    "x...x.x...o.12 x.x.x.x.xxxx12 xx..x.xx..x.12 x.x.x.x.o.x.11 x.....x..xx.10 " +
    "x...o.x...o.10 x.x.x.xxxxxx10 x.xxx.x.x.x.9 x.xxxxx...x.9 ....x...x.x.8 x.......o.x.8 " +
    "x.xxx.x.xxx.8 ........x.x.7 ....x.x.x.x.7 x...x.xx..x.7 x..xx.x.....7 x..xx.x..xxx7 " +
    "x..xx.x.x..x7 x.o.x.x.o.x.7 x.x.........7 x.x.x...xxx.7 x.x.xxx...x.7 xxxxxxx.x.x.7 " +
    ".x.x...x.x.x6 .xx.x.x.x.x.6 x..xxxx...xx6 x.x.....x...6 x.x.....x.x.6 x.x...x...x.6 " +
    "x.x..xx.x..x6 xx..o.....x.6 ......x...x.5 x...oxx.x.x.5 x...xxx...xx5 x.x.....o.x.5 " +
    "x.x.x.xx..xx5 x.x.xxx...xx5 xx..x.x..xx.5 ....x.....x.4 ..o.x...o.x.4 .x.x...x.x..4 " +
    "x...x.x..xxx4 x...x.x.x.xx4 x...x.xxxxx.4 x..xx.x.o.x.4 x..xx.x.x.xx4 x..xx.x.xxx.4 " +
    "x..xxxx.xxxx4 x.x...o...x.4 x.x...x.x.x.4 x.x..xx.x.x.4 x.xxx.x...x.4 x.xxxxx.....4 " +
    "xxx..xx.x.x.4 xxx.xxx.x.x.4 xxxxxxx...x.4 xxxxxxxxxxxx4 ............3 .x.x.x.x.x..3 " +
    ".xx.x..xx.x.3 o.x...o.x.x.3 o.x.x.x.x.x.3 x...o.x...x.3 x...o.x.x.x.3 x...x...x...3 " +
    "x..xx.xxxxxx3 x..xxxx..xxx3 x.x...x.xx..3 x.x.o.....x.3 x.x.x...x...3 x.x.x.x.xxx.3 " +
    "x.x.xx..x.x.3 x.x.xxx.x.xx3 x.xx..x.x.x.3 xx..x.x...xx3 xx.x.x.x...x3 xxx.x.x...xx3 " +
    "xxx.x.x.x...3 xxxxx.x.x.x.3 xxxxx.xxxxx.3 .........xx.2 ......x.x.x.2 ....x...xxx.2 " +
    "..x.x..xx.x.2 ..xxx.x.x.x.2 .x.x.....x..2 .x.x.x...x.x2 .x.x.x...xxx2 .xx.x.....x.2 " +
    "o.x.x.x.x...2 x.....o.....2 x...x.o...x.2 x...xxx.....2 x...xxx...o.2 x...xxx...x.2 " +
    "x...xxx..xx.2 x..xx...o.x.2 x..xx.x.xxxx2 x..xx.xxo.x.2 x..xx.xxx.x.2 x.x...x.o.xx2 " +
    "x.x.o.x.x.o.2 x.x.x.....x.2 x.x.x...o.x.2 x.x.x...x.xx2 x.x.x.o.x.x.2 x.x.x.x.x..x2 " +
    "x.x.x.xxo.x.2 x.x.x.xxo.xx2 x.x.x.xxx.o.2 x.xx..x.x...2 x.xxx.x...xx2 x.xxxxx...xx2 " +
    "x.xxxxxxxxxx2 xxo.x.x...x.2 xxx...x.x...2 xxx...x.x.x.2 xxx.x.x..xxx2 xxx.x.x.o.x.2 " +
    "xxxxxxxx.x.x2 ";
  const PROFILES = COUNTED.trim().split(" ").map((text) => ({
    signs: text.slice(0, BAR), times: Number(text.slice(BAR)) }));
  const ALL = PROFILES.reduce((sum, { times }) => sum + times, 0);

  // The profiles that begin as the bar did, and how often they all stand together.
  function fitting(heard) {
    const left = PROFILES.filter(({ signs }) => signs.startsWith(heard));
    return { left, mass: left.reduce((sum, { times }) => sum + times, 0) };
  }

  const percent = (share) => `${(100 * share).toFixed(1)} %`;

  // A row for each profile: its steps as squares, and a bar as long as its weight.
  class Picture {
    constructor() {
      this.rows = Array.from({ length: SHOWN }, (_, n) => {
        const cells = Array.from({ length: BAR }, (_, t) => SSC.el("rect", { x: CELL * t,
          y: ROW * n + 2, width: CELL - 2, height: CELL - 2 }));
        const bar = SSC.el("rect", { x: CELL * BAR + 10, y: ROW * n + 2, height: CELL - 2,
          class: "ssc-bar" });
        const share = SSC.el("text", { y: ROW * n + 12 });
        return { cells, bar, share, group: SSC.el("g", {}, ...cells, bar, share) };
      });
      this.now = SSC.el("path", { class: "ssc-roll-head" });
      this.element = SSC.el("svg", { role: "img", class: "ssc-bars",
        viewBox: `-2 -8 ${CELL * BAR + 190} ${ROW * SHOWN + 12}` },
        ...this.rows.map(({ group }) => group), this.now);
    }

    show(heard, left, mass, told) {
      this.rows.forEach(({ cells, bar, share, group }, n) => {
        group.setAttribute("visibility", n < left.length ? "visible" : "hidden");
        if (n >= left.length) return;
        const weight = left[n].times / mass;
        cells.forEach((cell, t) => {
          const sign = left[n].signs[t];
          cell.setAttribute("class", sign === "x" ? "ssc-bar" : "ssc-band");
          cell.setAttribute("opacity", sign === "." ? 0.35 : 1);
          cell.setAttribute("rx", sign === "o" ? 6 : 0);
        });
        bar.setAttribute("width", Math.max(1, 120 * weight));
        share.setAttribute("x", CELL * BAR + 14 + 120 * weight);
        share.textContent = percent(weight);
      });
      this.now.setAttribute("d", `M${CELL * heard.length - 1} -4V${ROW * SHOWN + 2}`);
      this.element.setAttribute("aria-label", told);
    }
  }

  SSC.machine("profiles", (stage) => {
    const picture = new Picture();
    let [heard, playing] = ["", false];
    const taps = [["A note", "x"], ["No event", "."], ["Note off", "o"]].map(([label, sign]) =>
      stage.button(label, () => tap(heard + sign)));
    const back = stage.button("Back", () => tap(heard.slice(0, -1)));
    const again = stage.button("New bar", () => tap(""));
    const press = stage.button("Play the likeliest", () =>
      (playing ? SSC.speaker.stop() : play()));

    function tap(signs) {
      heard = signs;
      const { left, mass } = fitting(heard);
      const full = heard.length === BAR;
      taps.forEach((button) => (button.disabled = full || !left.length));
      back.disabled = again.disabled = heard === "";
      press.disabled = !left.length;
      const told = left.length ? tell(left, mass, full) :
        `Heard ${heard}: no bar of 6/8 in the list begins so. Only spelling helps now.`;
      picture.show(heard, left, mass, told);
      stage.say(told);
    }

    function tell(left, mass, full) {
      const paid = heard ? `Heard ${heard}, for ${Math.log2(ALL / mass).toFixed(2)} bits: ` : "";
      const fit = `${left.length} profile${left.length > 1 ? "s fit" : " fits"}`;
      if (full) return `${paid}the bar is over, and its profile is known.`;
      const notes = fitting(heard + "x").mass / mass;
      return `${paid}${fit}. A note comes next with ${percent(notes)}.`;
    }

    function play() {
      const { signs } = fitting(heard).left[0];
      const row = Array.from(signs, (sign) => ({ x: 21, ".": 0, o: 1 })[sign]);
      const melody = new SSC.OneHot().decode([...row, ...row], { stepsPerBar: BAR });
      SSC.speaker.play(SSC.render(melody), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play the likeliest";
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, ...taps, back, again, press),
      picture.element);
    tap("");
  });
})();
