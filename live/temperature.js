// Living picture of the chapter A network that composes: what the network says at each step, before
// and after temperature and top-p, one step at a time or running.
"use strict";

(() => {
  const NETWORK = "basic";
  const STEP_S = 60 / 120 / 4;
  const SHOWN = 8; // the likeliest events
  const PRIMER = 67; // G4, as in the chapter

  const nameOf = (event) => ["go on", "stop"][event] || SSC.pitchName(event + 46);

  SSC.machine("temperature", (stage) => {
    const bars = new SSC.Bars(new Array(SHOWN).fill(""), { alt: "The likeliest next events" });
    const line = SSC.el("p", { class: "ssc-heard" });
    let heard = [];
    let network = null;
    let state = null;
    let rng = null;
    let running = false;
    const temperature = stage.slider("Temperature", { min: 0.1, max: 2, step: 0.05, value: 1,
      show: (v) => v.toFixed(2), change: look });
    const topP = stage.slider("Top-p", { min: 0.1, max: 1, step: 0.05, value: 1,
      show: (v) => v.toFixed(2), change: look });
    const seed = stage.number("Seed", { min: 0, value: 4, change: begin });
    const once = stage.button("One step", async () => {
      SSC.speaker.open();
      await ready();
      told(step());
    });
    const run = stage.button("Run", () => (running ? SSC.speaker.stop() : start()));
    const anew = stage.button("From the beginning", begin);

    async function ready() {
      if (state) return;
      if (!network) {
        stage.say("Loading the network …");
        network = await SSC.load(NETWORK);
      }
      rng = SSC.rng(seed.value);
      state = network.start();
      network.step(state, PRIMER - 46);
      heard = [nameOf(PRIMER - 46)];
      stage.say("");
    }

    async function begin() {
      SSC.speaker.stop();
      state = null;
      line.textContent = "";
      if (network) {
        await ready();
        look();
      }
    }

    // What the network says now, plain and sharpened.
    function said() {
      const plain = network.distribution(state);
      return { plain, sharp: SSC.sharpen(plain, temperature.value, topP.value) };
    }

    function step() {
      const { plain, sharp } = said();
      const event = SSC.draw(sharp, rng);
      network.step(state, event);
      return { event, plain, sharp, pitch: event > 1 ? event + 46 : undefined,
        rest: event === 1, stepS: STEP_S };
    }

    function draw(plain, sharp, event = -1) {
      const order = [...plain.keys()].sort((a, b) => plain[b] - plain[a] || a - b).slice(0, SHOWN);
      bars.show(order.map((e) => sharp[e]), order.map((e) => plain[e]),
        { labels: order.map(nameOf), now: order.indexOf(event) });
    }

    function told(made) {
      draw(made.plain, made.sharp, made.event);
      const bits = -Math.log2(made.plain[made.event]);
      heard = [...heard, nameOf(made.event)].slice(-16);
      line.textContent = heard.join(" · ");
      stage.say(`Drawn: ${nameOf(made.event)}, to which the network gave ` +
        `${(100 * made.plain[made.event]).toFixed(1)} %: a surprise of ${bits.toFixed(1)} bits.`,
        running);
      if (!running && made.pitch) SSC.speaker.strike(made.pitch);
    }

    function look() {
      if (!state || running) return;
      const { plain, sharp } = said();
      draw(plain, sharp);
      const left = sharp.filter((v) => v > 0).length;
      stage.say(`Before the next step: ${left} of ${sharp.length} events can be drawn.`);
    }

    async function start() {
      SSC.speaker.open();
      await ready();
      SSC.speaker.endless(step, (made) => {
        if (made) {
          told(made);
        } else {
          running = false;
          run.textContent = "Run";
        }
      });
      running = true;
      run.textContent = "Stop";
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, once, run, anew, seed.element),
      temperature.element, topP.element, bars.element, line);
    stage.say("Press One step or Run: the network loads then, 1.7 MB.");
  });
})();
