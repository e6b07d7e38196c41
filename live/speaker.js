// The ear of the page: one sound at a time, whole or endless, and a playhead that follows it.
//
// The audio context is made in a click, since browsers let no page sound before one.
"use strict";

(() => {
  const SOON_S = 0.03; // from the press to the sound
  const AHEAD_S = 1; // so far ahead endless music is laid down
  const BEAT_MS = 100; // so often one looks whether more is needed
  const NOTE_S = 1.6; // of a string that nobody lets go
  const LOUDNESS = 0.5; // of single strokes, so that they are as loud as whole clips
  let context = null;
  let playing = null; // stop() of what sounds now
  const buffers = new Map();

  function open() {
    context = context || new AudioContext();
    context.resume();
    return context;
  }

  function bufferOf(samples) {
    const buffer = context.createBuffer(1, samples.length, SSC.RATE);
    buffer.copyToChannel(Float32Array.from(samples), 0);
    return buffer;
  }

  function stop() {
    if (playing) playing();
    playing = null;
  }

  // What the listener hears now, in the context's time.
  const heardAt = () => context.currentTime - (context.outputLatency || 0);

  // Play samples; `follow(timeS)` is called at each frame, and follow(null) when it is over.
  function play(samples, follow = () => {}) {
    open();
    stop();
    for (const other of document.querySelectorAll("audio")) other.pause();
    const source = context.createBufferSource();
    source.buffer = bufferOf(samples);
    source.connect(context.destination);
    const start = context.currentTime + SOON_S;
    let frame = 0;
    let over = false;
    function end() {
      if (over) return;
      over = true;
      cancelAnimationFrame(frame);
      follow(null);
    }
    function look() {
      follow(Math.max(0, heardAt() - start));
      frame = requestAnimationFrame(look);
    }
    source.onended = end;
    source.start(start);
    frame = requestAnimationFrame(look);
    playing = () => {
      source.onended = null;
      source.stop();
      end();
    };
  }

  // One key of the piano, at once.
  function strike(pitch) {
    open();
    sound(pitch, context.currentTime, context.createGain());
  }

  const struck = (pitch) => SSC.strike(pitch, 80, NOTE_S).map((sample) => LOUDNESS * sample);

  function sound(pitch, when, volume) {
    if (!buffers.has(pitch)) buffers.set(pitch, bufferOf(struck(pitch)));
    const source = context.createBufferSource();
    source.buffer = buffers.get(pitch);
    source.connect(volume).connect(context.destination);
    source.start(when);
    source.stop(when + NOTE_S);
  }

  function stroke(drum, when) {
    if (!buffers.has(drum)) {
      const [[, samples]] = SSC.drums.play([{ startS: 0, velocity: 80, voice: drum }]);
      buffers.set(drum, bufferOf(samples.map((sample) => LOUDNESS * sample)));
    }
    const source = context.createBufferSource();
    source.buffer = buffers.get(drum);
    source.connect(context.destination);
    source.start(when);
  }

  // Endless music: next() gives { pitch, rest, drums, stepS } for each step, one second ahead. A
  // pitch begins a note, rest ends it, neither lets it ring; drums are names. `follow` gets each
  // step when it is heard. Returns counts: steps, and those that came too late.
  function endless(next, follow = () => {}) {
    open();
    stop();
    const counts = { steps: 0, late: 0 };
    let when = context.currentTime + 0.2;
    let held = null;
    const shown = [];
    function fall(at) {
      if (held) held.gain.setTargetAtTime(0, at, 0.05);
      held = null;
    }
    function lay() {
      while (when < context.currentTime + AHEAD_S) {
        const step = next();
        if (when < context.currentTime) {
          counts.late++;
          when = context.currentTime + 0.05;
        }
        if (step.pitch !== undefined || step.rest) fall(when);
        if (step.pitch !== undefined) {
          held = context.createGain();
          sound(step.pitch, when, held);
        }
        for (const drum of step.drums || []) stroke(drum, when);
        shown.push([when, step]);
        when += step.stepS;
        counts.steps++;
      }
      while (shown.length && shown[0][0] <= heardAt()) follow(shown.shift()[1]);
    }
    const timer = setInterval(lay, BEAT_MS);
    lay();
    playing = () => {
      clearInterval(timer);
      fall(context.currentTime);
      follow(null);
    };
    return counts;
  }

  SSC.speaker = { open, play, strike, struck, endless, stop, get context() { return context; } };
})();
