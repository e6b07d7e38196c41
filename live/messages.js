// ssc_lib/music/messages.py in the page: messages of a MIDI file in words.
"use strict";

(() => {
  const FIFTHS = "Cb Gb Db Ab Eb Bb F C G D A E B F# C# G# D# A#".split(" ");
  const [MAJOR, MINOR] = [FIFTHS.slice(0, 15), FIFTHS.slice(3)];
  const FAMILIES = ("piano, chromatic percussion, organ, guitar, bass, strings, ensemble, brass, " +
    "reed, pipe, synth lead, synth pad, synth effects, ethnic, percussive, " +
    "sound effects").split(", ");
  const CONTROLLERS = { 1: "modulation", 7: "volume", 10: "place from left to right",
    11: "expression" };
  const LENGTHS = { 0x2f: 0, 0x51: 3, 0x58: 4, 0x59: 2 };
  const TEXTS = ["text", "copyright", "track name", "instrument", "lyric", "marker", "cue"];

  const many = (count, what) => (count === 1 ? `${count} ${what}` : `${count} ${what}s`);
  const hex = (byte) => byte.toString(16).toUpperCase().padStart(2, "0");

  function channelMessage(status, body) {
    const kind = status & 0xf0;
    const channel = `channel ${(status & 0x0f) + 1}`;
    const [first, last] = [body[0], body[body.length - 1]];
    const note = `${SSC.pitchName(first)} (${first}), ${channel}`;
    if (kind === 0x80) return `note off: ${note}, velocity ${last}`;
    if (kind === 0x90 && !last) return `note on with velocity 0, which ends it: ${note}`;
    if (kind === 0x90) return `note on: ${note}, velocity ${last}`;
    if (kind === 0xa0) return `pressure ${last} on the key ${note}`;
    if (kind === 0xb0 && first === 64) {
      return `sustain pedal ${last >= 64 ? "down" : "up"} (${last}), ${channel}`;
    }
    if (kind === 0xb0) {
      const name = CONTROLLERS[first] ? `, ${CONTROLLERS[first]}` : "";
      return `controller ${first}${name}: ${last}, ${channel}`;
    }
    if (kind === 0xc0) return `program ${first}, ${FAMILIES[first >> 3]}, ${channel}`;
    if (kind === 0xd0) return `pressure ${first} on all keys, ${channel}`;
    const bend = (last << 7 | first) - 8192;
    return `pitch bend ${bend < 0 ? "" : "+"}${bend}, ${channel}`;
  }

  // Quarter notes a minute, to a hundredth, halves upwards.
  function perMinute(tempo) {
    const hundredths = Math.floor((2 * 6e9 + tempo) / (2 * tempo));
    const rest = String(hundredths % 100).padStart(2, "0").replace(/0+$/, "");
    return `${Math.floor(hundredths / 100)}${rest && "."}${rest}`;
  }

  // What a meta event means, and what is wrong with it, or nothing.
  function metaEvent(kind, body) {
    const size = body.length;
    const right = kind in LENGTHS ? LENGTHS[kind] : size;
    const unknown = `meta event ${hex(kind)} of ${many(size, "byte")}`;
    if (right !== size) {
      return [unknown, `has ${many(size, "byte")} of data, and ${right} are right`];
    }
    if (kind === 0x2f) return ["end of the track", ""];
    if (kind >= 1 && kind <= TEXTS.length) {
      const text = Array.from(body, (b) =>
        ((b >= 32 && b < 127) || b > 160 ? String.fromCharCode(b) : "."));
      return [`${TEXTS[kind - 1]}: ${text.join("")}`, ""];
    }
    if (kind === 0x51) {
      const tempo = body[0] << 16 | body[1] << 8 | body[2];
      if (!tempo) return ["tempo: 0 microseconds", "is a tempo of 0 microseconds, which is none"];
      return [`tempo: ${tempo} microseconds a quarter note, ${perMinute(tempo)} a minute`, ""];
    }
    if (kind === 0x58) {
      const [above, power, clocks] = body;
      const known = above > 0 && power < 7;
      const metre = `${above}/${known ? 2 ** power : "?"}`;
      return [`time signature: ${metre}, a click each ${many(clocks, "clock")}`,
        known ? "" : "is a time signature that cannot be written"];
    }
    if (kind === 0x59) {
      const [sharps, minor] = [body[0] << 24 >> 24, body[1]];
      if (Math.abs(sharps) > 7 || minor > 1) {
        return ["key signature", "is no key signature: at most 7 sharps or flats, then 0 or 1"];
      }
      const name = `${(minor ? MINOR : MAJOR)[sharps + 7]} ${minor ? "minor" : "major"}`;
      const signs = many(Math.abs(sharps), sharps < 0 ? "flat" : "sharp");
      return [`key signature: ${signs}, ${name}`, ""];
    }
    return [unknown, ""];
  }

  SSC.messages = { channelMessage, metaEvent, many, hex };
})();
