// A piano of whole octaves, played by mouse, touch and keys: arrows move, Enter and space play.
"use strict";

(() => {
  const MOVES = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 12, ArrowDown: -12, Home: -128, End: 128 };
  const WIDTH = 0.64; // of a black key, in white ones

  const isBlack = (pitch) => !SSC.MAJOR_SCALE.includes(pitch % 12);

  // A mouse plays when it is pressed, a finger or a key when it is let go, which a page hears as a
  // click, and which the click of a mouse is not again.
  function keyOf(pitch, press) {
    let pressed = false;
    const name = SSC.pitchName(pitch);
    const key = SSC.el("button", {
      type: "button",
      class: isBlack(pitch) ? "ssc-key ssc-black" : "ssc-key",
      "aria-label": name,
      tabindex: -1,
      pointerdown(event) {
        if (event.pointerType !== "mouse" || event.button) return;
        pressed = true;
        press(pitch);
      },
      pointerleave: () => (pressed = false),
      click() {
        if (!pressed) press(pitch);
        pressed = false;
      },
    }, pitch % 12 ? "" : name);
    return key;
  }

  // The keys of an octave side by side, the black ones over them.
  function octaveOf(pitches, keys) {
    const white = pitches.filter((pitch) => !isBlack(pitch)).length;
    const octave = SSC.el("div", { class: "ssc-octave" });
    octave.style.flexGrow = white;
    let before = 0;
    for (const pitch of pitches) {
      const key = keys.get(pitch);
      if (isBlack(pitch)) {
        key.style.left = `${100 * (before - WIDTH / 2) / white}%`;
        key.style.width = `${100 * WIDTH / white}%`;
      } else {
        before++;
      }
      octave.append(key);
    }
    return octave;
  }

  // Octaves from a C up, and the C above them. press(pitch) is called for each key that is played;
  // light(pitch) lights a key and lets the others go dark.
  function keyboard(low, octaves, press) {
    const high = low + 12 * octaves;
    const keys = new Map();
    for (let pitch = low; pitch <= high; pitch++) keys.set(pitch, keyOf(pitch, played));
    let at = low;

    function reach(pitch) {
      keys.get(at).tabIndex = -1;
      at = Math.max(low, Math.min(high, pitch));
      keys.get(at).tabIndex = 0;
    }

    function played(pitch) {
      reach(pitch);
      press(pitch);
    }

    function keydown(event) {
      const move = MOVES[event.key];
      if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      reach(at + move);
      keys.get(at).focus();
    }

    const parts = Array.from({ length: octaves }, (_, n) => {
      const last = n === octaves - 1 ? 13 : 12;
      return octaveOf(Array.from({ length: last }, (_, m) => low + 12 * n + m), keys);
    });
    const names = `${SSC.pitchName(low)} to ${SSC.pitchName(high)}`;
    const element = SSC.el("div", { class: "ssc-keys", role: "group", keydown,
      "aria-label": `Piano, ${names}: arrow keys move, Enter plays` }, ...parts);
    reach(low);

    let lit = null;
    function light(pitch) {
      if (pitch === lit) return;
      if (keys.has(lit)) keys.get(lit).classList.remove("ssc-lit");
      lit = pitch;
      if (keys.has(lit)) keys.get(lit).classList.add("ssc-lit");
    }

    return { element, light };
  }

  SSC.keyboard = keyboard;
})();
