// Living picture of the chapter The machine as a judge: twelve pieces in the order of its verdicts.
"use strict";

(() => {
  const BAR = 12;
  // The judge's probability that a machine made it, whether one did, and the piece in C, an event a
  // character from "0" on: how test tunes in bars of twelve steps go on, and how basic does.
  const PIECES = [
    [0.00, false,
      "C0@0E0C0@0>0;0>0;0>0@0B0C0@0E0C0@0>0;0@0@0@000B0C0@0E0C0@0>0;0>0" +
      ";0>0@0B0C0@0E0C0@0>0;0@0@0@000GIJ0L0J0J0G0E0C0@0@0C0E0G0G0L0L0L0"],
    [0.00, false,
      "C0@0@0G0@0@0C0B0@0>0@0B0C0@0@0G0@0@0E0C0B0@000L0C0@0@0G0@0@0C0B0" +
      "@0>0@0B0@000L0G000C0E0C0B0@000B0>000J0J0E0J0E0D0E0>0@0B0@000L0L0"],
    [0.00, false,
      "B000>0>0B0E0J0E0B0E0B0>0@0C0@0=0@0=0@0C0@0=0@0C0B000>0>0B0E0J0E0" +
      "B0E0B0>0C0G0C0@0B0C0E0B0>0>000QON000J0J0N0Q0Q0N0J0J0N0Q0L000I0I0"],
    [0.04, false,
      "@0B0E0E0G0IEJ000000000IJL0I0E0E0G0IEG000000000IJL0I0E0B0E0B0@000" +
      "000000@BE0G0IEG0E0E0E000000000I0J0L0J0I0E0B0@000000000@BE000E0E0"],
    [0.05, true,
      "J00IJ00LN00JE000J00B@00>>009;00=@00>>00JE00JB00>@00=900BE00B>00=" +
      ">00000=0;000;00;=00EG00E=00EB00@>000=00>@00=@00CB0@0>0096009>00>"],
    [0.48, false,
      ">0@0>0>0@0B0@0=090900090;0>0;0906020604040400090>00@>0>0@0B0@0=0" +
      "90E000C0B0@0>090>0=0>0>0>0>000BCE0G0E0E0B0>0G0I0G0G0I0J0E0G0E0E0"],
    [0.51, true,
      "G0I0J0I0L0J0I0G0E0GIJ0G0E0B0@0B0E0G0@000@0@000L0N000L0J0I0G0E0C0" +
      "B0@0B0>0=0;090=0=0@0@000@0@0J0I0G0L0J0J0I0G0E0D0E0I0I0G0I000E0B0"],
    [0.81, true,
      "C0B0@0E0G0J0G0E0B0@0B0C0C0B0@0>000B0E0B0B0E0B0E0G0I0J0I0E0@0B0>0" +
      ">0>00090>0B0E0B0@0B0@0B0C0E0B0>0>0@0>0E0B0>0@0B0C0E000B0C0E0C0B0"],
    [0.89, true,
      "B0@0>0>0;090>00000E00GE0CB@0>0>0B0E0J00000E00000100000B000B0B0C0" +
      "@0B000B0B0@0>0C0B0=0E00=>0=000;0>00;90901090900090;00=>0@00B@0=B"],
    [0.95, true,
      ">0@0>0>000E0G0C0C0@000C0B0C0E0I0G0I0E0B0>0G0C0@0>000B0E0J0G0E0C0" +
      "B0@0=0=0=000100070;0>000>0>0=0B0>0;0>0B0@0B0B0@0B0C0@0>0=000>0@0"],
    [0.97, false,
      ">0>@BCE0B0>0C0C0C0CEG0C0E0B0E0GIJ0G0IJL0I0J000E0J0L0N0L0N0J0I0J0" +
      "G0E0C0B0C0@0E0B0>0E0G0G0G0I000EEJ00JJ0J0B0E0J0I0J0L0I0E0G0G0G0GI"],
    [0.99, true,
      ">00000>0B0E0J0E0B0>0B0E0C0@0>0=0@0@0@000C0B0@0B0>0B0E0E0C0B0C000" +
      "G0E0G0I0J000J0G0E0C0B0@0>0E0B0>0>000C0B0>0B0E0B0E0J000E0E0B0E0E0"],
  ];

  SSC.machine("judge", (stage) => {
    const place = SSC.el("div");
    const encoding = new SSC.OneHot();
    let [playing, shown, opened] = [false, null, false];
    const which = stage.slider("From people to machine, says the judge",
      { min: 1, max: PIECES.length, step: 1, value: 1, change: moved });
    const press = stage.button("Play", () => (playing ? SSC.speaker.stop() : play()));
    const reveal = stage.button("Who made it?", () => {
      opened = true;
      tell();
    });

    function tell() {
      const [score, made] = PIECES[which.value - 1];
      const verdict = `Piece ${which.value} of ${PIECES.length}: the judge gives a machine ` +
        `${(100 * score).toFixed(0)} %.`;
      const truth = made ? "The network basic made it" : "It was printed in a book of tunes";
      const right = made === score > 0.5 ? "so the judge is right." : "so the judge is wrong.";
      stage.say(opened ? `${verdict} ${truth}, ${right}` : verdict);
    }

    function moved() {
      if (playing) SSC.speaker.stop();
      opened = false;
      const [, , text] = PIECES[which.value - 1];
      const row = Array.from(text, (c) => c.charCodeAt(0) - "0".charCodeAt(0));
      const melody = encoding.decode(row, { stepsPerBar: BAR });
      const alt = `Piano roll of piece ${which.value}`;
      shown = { melody, roll: SSC.roll(melody, row.length * melody.secondsPerStep, alt) };
      place.replaceChildren(shown.roll.element);
      tell();
    }

    function play() {
      SSC.speaker.play(SSC.render(shown.melody), (timeS) => {
        playing = timeS !== null;
        press.textContent = playing ? "Stop" : "Play";
        shown.roll.at(timeS);
      });
    }

    stage.furnish(SSC.el("div", { class: "ssc-controls" }, press, reveal), which.element, place);
    moved();
  });
})();
