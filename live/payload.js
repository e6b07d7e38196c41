// Payloads in the page: networks and tunes, loaded on first use. _ext/live_payloads.py writes them.
//
// A page from a folder may not fetch, but it may add a script. So a payload is a script that hands
// itself to SSC.arrived. Its data are gzipped bytes, 15 bits a character from U+4E00 on. Before the
// first comes learned.js, the part of the engine that is of no use without payloads.
"use strict";

(() => {
  const FIRST = 0x4e00;
  const folder = typeof document === "undefined" ? "" : document.currentScript.src;
  const promises = {};
  const arrivals = {};

  // What an old browser lacks, as a sentence; nothing if it has all.
  function missing() {
    const old = typeof BigInt === "undefined" || typeof DecompressionStream === "undefined";
    return old ? "This browser is too old to compose: it takes Chrome or Edge 80, Firefox 113 or " +
      "Safari 16.4, or a later one." : "";
  }

  function bytesOf(text, length) {
    const bytes = new Uint8Array(length);
    let [bits, held, at] = [0, 0, 0];
    for (let n = 0; n < text.length; n++) {
      bits = bits << 15 | text.charCodeAt(n) - FIRST;
      held += 15;
      while (held >= 8 && at < length) {
        held -= 8;
        bytes[at++] = bits >> held;
        bits &= (1 << held) - 1;
      }
    }
    return bytes;
  }

  async function gunzip(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // The number that 16 bits stand for, for all of them.
  function halves() {
    return Float64Array.from({ length: 65536 }, (_, bits) => {
      const sign = bits >> 15 ? -1 : 1;
      const [exponent, fraction] = [bits >> 10 & 31, bits & 1023];
      if (exponent) return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
      return sign * fraction * 2 ** -24;
    });
  }

  const kinds = {
    // All high bytes of the weights, then all low ones.
    network({ shapes, settings }, bytes) {
      const number = halves();
      const low = bytes.length / 2;
      const arrays = {};
      let at = 0;
      for (const [name, size] of shapes) {
        arrays[name] = Float64Array.from({ length: size }, (_, n) =>
          number[bytes[at + n] << 8 | bytes[low + at + n]]);
        at += size;
      }
      return new (settings.heads ? SSC.Transformer : SSC.Network)(arrays, settings);
    },

    // A line of events for each tune, then a line "collection number title" for each.
    tunes({ collections, count }, bytes) {
      const lines = new TextDecoder().decode(bytes).split("\n");
      const papers = lines.slice(count).map((line) => {
        const [collection, number, ...title] = line.split(" ");
        return { collection: collections[collection], number, title: title.join(" ") };
      });
      return new SSC.Tunes(lines.slice(0, count), papers);
    },
  };

  const broken = (file) => new Error(`The file ${file}.js did not load or is damaged; reload the ` +
    "page, or copy the whole book again.");

  function addScript(file) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${file}.js`, folder).href;
      script.onload = resolve;
      script.onerror = () => reject(broken(file));
      document.head.append(script);
    });
  }

  // A promise that is made once, and again if it failed.
  function once(name, make) {
    promises[name] = promises[name] || make().catch((error) => {
      delete promises[name];
      throw error;
    });
    return promises[name];
  }

  // A promise of a script beside the engine, for what few readers ask for.
  const script = (file) => once(file, () => addScript(file));

  async function unpacked(name) {
    if (missing()) throw new Error(missing());
    if (!SSC.Network) await script("learned");
    const file = `${name}.payload`;
    await addScript(file);
    try {
      const payload = arrivals[name];
      delete arrivals[name];
      const bytes = await gunzip(bytesOf(payload.data, payload.bytes));
      return kinds[payload.kind](payload, bytes);
    } catch (error) {
      throw broken(file);
    }
  }

  // A promise of a network by its name, or of the training tunes, "tunes". Each is loaded once; one
  // that failed is tried again.
  const load = (name) => once(name, () => unpacked(name));

  const arrived = (payload) => (arrivals[payload.name] = payload);

  Object.assign(SSC, { missing, load, script, arrived });
})();
