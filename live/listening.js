// ssc_lib/judging/turing.py and answers.py in the page: plans, counts and files of a listener.
//
// SSC.pairs, which stands before this script, holds a title, a place of print, and two pieces in C
// with one first bar: how it was printed, and how the transformer goes on. An event is a character
// from "0" on.
"use strict";

(() => {
  const SOURCES = ["person", "machine"];
  const COLUMNS = ["listener", "years", "trial", "clip", "source", "answer", "correct",
    "confidence", "plays", "seconds"];
  const SURE = 1.96;

  // What a listener hears: places of tunes, and whether the machine's version, in order.
  function plan(listener, tunes, trials = 20) {
    const rng = SSC.rng(listener);
    function drawn(count) {
      const keys = Array.from({ length: count }, () => rng.random());
      return keys.map((_, n) => n).sort((a, b) => keys[a] - keys[b]);
    }
    const chosen = drawn(tunes).slice(0, trials);
    return drawn(trials).map((n) => [chosen[n], n < trials / 2]);
  }

  // A clip, by its tune and its version: a melody of five bars in 4/4.
  function clip(tune, machine) {
    const [title, print, ...versions] = SSC.pairs[tune];
    const row = Array.from(versions[Number(machine)], (c) => c.charCodeAt(0) - "0".charCodeAt(0));
    const melody = new SSC.OneHot().decode(row, { qpm: 120, stepsPerBar: 16 });
    return { title, print, machine, melody, name: `${print} ${SOURCES[Number(machine)]}` };
  }

  // Trials as a file: { clip, said, confidence, plays, seconds } each, in order.
  function csv(listener, years, trials) {
    const rows = trials.map(({ clip, said, confidence, plays, seconds }, n) => [
      listener, years, n + 1, clip.name, SOURCES[Number(clip.machine)], SOURCES[Number(said)],
      said === clip.machine ? "yes" : "no", confidence, plays, seconds.toFixed(1)]);
    return [COLUMNS, ...rows].map((row) => `${row.join(",")}\n`).join("");
  }

  // Wilson's 95 % interval of a share of n.
  function wilson(share, n) {
    const middle = (share + SURE ** 2 / (2 * n)) / (1 + SURE ** 2 / n);
    const half = SURE / (1 + SURE ** 2 / n) *
      Math.sqrt(share * (1 - share) / n + SURE ** 2 / (4 * n * n));
    return [middle - half, middle + half];
  }

  // The chance that a coin is right so often or more.
  function atLeast(right, n) {
    let [ways, sum] = [1, 0];
    for (let k = n; k >= right; k--) {
      sum += ways;
      ways *= k / (n - k + 1);
    }
    return sum / 2 ** n;
  }

  SSC.listening = { plan, clip, csv, wilson, atLeast };
})();
