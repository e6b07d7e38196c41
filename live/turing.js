// The Music Turing Test: consent, practice, twenty clips, and what the listener's answers say.
//
// Nothing is sent and nothing is kept: the answers live in the page until the listener saves them.
"use strict";

(() => {
  const PRACTICE = 2; // so many of the pairs, the last ones
  const WHO = [["person", "People"], ["machine", "A machine"]];
  const SURE = [["1", "1, a guess"], ["2", "2"], ["3", "3"], ["4", "4, certain"]];
  const WROTE = ["it was printed in a book of tunes", "a machine went on after the first bar"];
  const folder = document.currentScript.src;
  const { el } = SSC;

  // Buttons of which one is chosen, with a question above them.
  function question(name, legend, options) {
    const choices = options.map(([value, text]) => el("label", { class: "ssc-choice" },
      el("input", { type: "radio", name, value }), text));
    return el("fieldset", {}, el("legend", {}, legend),
      el("div", { class: "ssc-controls" }, ...choices));
  }

  class Test {
    constructor(stage) {
      this.stage = stage;
      this.trials = [];
      this.unsaved = false;
      this.level = document.querySelector("h2") ? "h3" : "h2"; // of headings, under the page's
      addEventListener("beforeunload", (event) => {
        if (this.unsaved) event.preventDefault();
      });
    }

    // A screen: a heading, which is read out, and what stands under it.
    show(heading, ...elements) {
      SSC.speaker.stop();
      this.stage.say("");
      const title = el(this.level, { tabindex: -1 }, heading);
      this.stage.furnish(title, ...elements);
      return title;
    }

    consent() {
      const { stage } = this;
      const number = stage.number("Your number", { min: 0,
        value: Math.floor(10000 + 90000 * Math.random()) });
      const years = stage.number("Years of music lessons, if you like", { min: 0, max: 99 });
      const begin = stage.button("I take part: begin", () => {
        if (!/^\d{1,9}$/.test(number.input.value)) {
          throw new Error("your number has one to nine digits; take the one you were given");
        }
        Object.assign(this, { listener: number.value, years: years.input.value });
        const tunes = SSC.pairs.length - PRACTICE;
        const first = this.listener % 2 === 1;
        this.practice = [[tunes, first], [tunes + 1, !first]];
        this.plan = SSC.listening.plan(this.listener, tunes);
        this.unsaved = true;
        this.trial(0, true);
      });
      const link = el("a", { href: folder && new URL("music-turing-test.html", folder).href,
        download: "music-turing-test.html" }, "The test as one file");
      this.show("Before you begin",
        el("p", {}, "You hear twenty clips of ten seconds. Each begins with the first bar of a " +
          "dance. Four bars follow: as people wrote them, or as a machine goes on. Half of the " +
          "clips are a machine's. After each you say who wrote it and how sure you are. It takes " +
          "about seven minutes; take headphones."),
        el("p", {}, "Taking part is free, and you may stop at any time by closing the page. No " +
          "name is asked for, nothing is sent, and nothing is kept. At the end you see your " +
          "score, and a file is yours to save and to give away, or not."),
        el("p", {}, "Your number chooses your clips. Take the one your teacher gave you, or " +
          "leave the one that stands here."),
        number.element, years.element, el("div", { class: "ssc-controls" }, begin),
        folder ? el("p", {}, link, ", to carry to a room without a network.") : "");
    }

    // One clip, played as often as one likes, and two questions.
    trial(place, practice) {
      const { stage } = this;
      const row = practice ? this.practice : this.plan;
      const clip = SSC.listening.clip(...row[place]);
      const what = `${practice ? "Practice clip" : "Clip"} ${place + 1} of ${row.length}`;
      let [plays, since, playing, sound] = [0, 0, false, null];
      const sounds = () => (sound = sound || SSC.render(clip.melody));
      const press = stage.button(`Play: ${what.toLowerCase()}`, () => {
        if (playing) return SSC.speaker.stop();
        SSC.speaker.play(sounds(), (timeS) => {
          playing = timeS !== null;
          press.textContent = `${playing ? "Stop" : "Play"}: ${what.toLowerCase()}`;
        });
        plays++;
        since = since || performance.now();
        stage.say("");
      });
      const form = el("form", { submit: stage.safely((event) => {
        event.preventDefault();
        const data = new FormData(form);
        const [answer, sure] = [data.get("who"), data.get("sure")];
        if (!plays) throw new Error("hear the clip first: press Play");
        if (!answer || !sure) throw new Error("choose who wrote it, and how sure you are");
        const seconds = (performance.now() - since) / 1000;
        const said = answer === "machine";
        this.next(place, practice, { clip, said, confidence: Number(sure), plays, seconds });
      }) }, question("who", "Who wrote how it goes on?", WHO),
      question("sure", "How sure are you?", SURE),
      el("div", { class: "ssc-controls" }, el("button", { type: "submit" }, "Next")));
      this.show(what, el("div", { class: "ssc-controls" }, press), form);
      press.focus();
      setTimeout(sounds, 100); // so that nobody waits for it after the press
    }

    next(place, practice, answer) {
      if (!practice) this.trials.push(answer);
      const more = place + 1 < (practice ? this.practice : this.plan).length;
      if (more) this.trial(place + 1, practice);
      else if (practice) this.ready();
      else this.result();
      if (!practice) return;
      const verdict = answer.said === answer.clip.machine ? "You were right" : "You were wrong";
      this.stage.say(`${verdict}: ${WROTE[Number(answer.clip.machine)]}.`);
    }

    ready() {
      const begin = this.stage.button("Go on", () => this.trial(0, false));
      this.show("Now the test", el("p", {}, "Twenty clips follow. Nobody tells you whether " +
        "you are right until the end."), el("div", { class: "ssc-controls" }, begin));
      begin.focus();
    }

    result() {
      const { stage, trials, listener } = this;
      const told = (machine) => trials.filter(({ clip, said }) => said && clip.machine === machine);
      const all = trials.length;
      const right = trials.filter(({ clip, said }) => said === clip.machine).length;
      const percent = (share) => `${(100 * share).toFixed(0)} %`;
      const [low, high] = SSC.listening.wilson(right / all, all).map(percent);
      const [machines, people] = [told(true).length, told(false).length];
      const half = all / 2;
      const text = SSC.listening.csv(listener, this.years, trials);
      const save = stage.button("Save the answers as a file", () => {
        SSC.save(new TextEncoder().encode(text), `turing-${listener}.csv`, "text/csv");
        this.unsaved = false;
        stage.say(`The file is called turing-${listener}.csv.`);
      });
      const area = el("textarea", { rows: 6, readonly: true, "aria-label": "The answers" });
      area.value = text;
      const copy = stage.button("Copy the answers", async () => {
        area.select();
        try {
          await navigator.clipboard.writeText(text);
          this.unsaved = false;
          stage.say("The answers are copied.");
        } catch {
          stage.say("The answers are selected below: copy them with Ctrl and C, or ⌘ and C.");
        }
      });
      const rows = trials.map(({ clip, said, confidence }, n) => el("tr", {},
        ...[n + 1, clip.title, clip.machine ? "machine" : "people", said ? "machine" : "people",
          confidence].map((cell) => el("td", {}, String(cell)))));
      const head = el("tr", {}, ...["Clip", "First bar of", "Went on by", "You said", "Sure"]
        .map((name) => el("th", { scope: "col" }, name)));
      const title = this.show(`You were right ${right} times of ${all}`,
        el("p", {}, `That is ${percent(right / all)}; if you heard such clips all day, it might ` +
          `be ${low} to ${high}. A coin is right so often or more in ` +
          `${(100 * SSC.listening.atLeast(right, all)).toFixed(1)} % of all tests.`),
        el("p", {}, `You called ${machines} of ${half} machines a machine, and ${people} of ` +
          `${half} clips by people. Only the difference of the two is an ear; the rest is habit.`),
        el("div", { class: "ssc-controls" }, save, copy), area,
        el("details", {}, el("summary", {}, "What you heard"),
          el("div", { class: "ssc-wide", tabindex: 0, role: "region", "aria-label": "Clips" },
            el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)))));
      title.focus();
    }
  }

  SSC.machine("turing", (stage) => new Test(stage).consent());
})();
