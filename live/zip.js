// Files that leave the page: many as one zip, without compression, and any of them to the disk.
"use strict";

(() => {
  const NAMES_IN_UTF8 = 1 << 11;
  const FIRST_OF_1980 = 33; // the earliest date of a zip
  const VERSION = 20;
  let remainders = null; // of each byte

  function makeRemainders() {
    return Uint32Array.from({ length: 256 }, (_, byte) => {
      for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? byte >>> 1 ^ 0xedb88320 : byte >>> 1;
      return byte;
    });
  }

  function crc32(bytes) {
    remainders = remainders || makeRemainders();
    let crc = -1;
    for (const byte of bytes) crc = remainders[(crc ^ byte) & 255] ^ crc >>> 8;
    return ~crc >>> 0;
  }

  const two = (...numbers) => numbers.flatMap((n) => [n & 255, n >>> 8 & 255]);
  const four = (...numbers) => numbers.flatMap((n) => two(n & 65535, n >>> 16));

  // The bytes of a zip of [name, bytes] pairs.
  function zipBytes(files) {
    const [parts, entries] = [[], []];
    let at = 0;
    for (const [name, bytes] of files) {
      const called = new TextEncoder().encode(name);
      const about = [...two(NAMES_IN_UTF8, 0, 0, FIRST_OF_1980),
        ...four(crc32(bytes), bytes.length, bytes.length), ...two(called.length, 0)];
      entries.push(...four(0x02014b50), ...two(VERSION, VERSION), ...about, ...two(0, 0, 0),
        ...four(0, at), ...called);
      const head = Uint8Array.from([...four(0x04034b50), ...two(VERSION), ...about, ...called]);
      parts.push(head, bytes);
      at += head.length + bytes.length;
    }
    const count = files.length;
    const end = [...four(0x06054b50), ...two(0, 0, count, count), ...four(entries.length, at)];
    return joined([...parts, Uint8Array.from([...entries, ...end, ...two(0)])]);
  }

  function joined(parts) {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  // A title as the name of a file on every machine.
  const fileName = (title) =>
    title.replace(/[\u0000-\u001f\u0022\\/:*?<>|]/g, "-").replace(/[. ]+$/, "");

  // Let the reader keep bytes as a file.
  function save(bytes, name, type) {
    const href = URL.createObjectURL(new Blob([bytes], { type }));
    const link = SSC.el("a", { href, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  }

  Object.assign(SSC, { zipBytes, fileName, save });
})();
