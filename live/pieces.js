// A piece of a mixtape: all that makes its tune, and a title. The tune itself is composed anew.
//
// { composer, temperature, topP, seed, metre, key, qpm, bars, primer, title }: numbers are numbers,
// all else is text. A key of "" is the primer's own.
"use strict";

(() => {
  const FIELDS = "composer temperature topP seed metre key qpm bars primer title".split(" ");
  const RANGES = {
    temperature: { min: 0.1, max: 2, step: 0.05, called: "the temperature" },
    topP: { min: 0.05, max: 1, step: 0.05, called: "top-p" },
    qpm: { min: 40, max: 240, step: 1, called: "the tempo" },
    bars: { min: 1, max: 32, step: 1, called: "the number of bars" },
  };
  const METRES = ["4/4", "3/4", "2/4", "5/4", "6/8", "7/8", "9/8", "12/8"];
  const KEYS = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
  const LONGEST_TITLE = 60;

  const metreOf = ({ metre }) => metre.split("/").map(Number);
  const stepsOf = (piece) => piece.bars * 16 * metreOf(piece)[0] / metreOf(piece)[1];
  const short = (value) => String(value).slice(0, 40);

  function checkRange(value, { min, max, step, called }) {
    const steps = value / step;
    if (value >= min && value <= max && Math.abs(steps - Math.round(steps)) < 1e-9) return;
    throw new Error(`${called} goes from ${min} to ${max} in steps of ${step}, and ` +
      `${short(value)} is none of these`);
  }

  // A piece with its seed and primer in their plainest form; an error says what is wrong with it.
  function checked(given) {
    const piece = { ...given };
    const composer = SSC.composerOf(piece.composer);
    for (const [name, range] of Object.entries(RANGES)) checkRange(piece[name], range);
    if (!/^\s*\d{1,60}\s*$/.test(piece.seed)) {
      throw new Error(`the seed ${short(piece.seed)} is no whole number from 0 up; try 7`);
    }
    piece.seed = piece.seed.trim().replace(/^0+(?=\d)/, "");
    if (!METRES.includes(piece.metre)) {
      throw new Error(`${short(piece.metre)} is no metre; there are ${METRES.join(", ")}`);
    }
    if (piece.key && !KEYS.includes(piece.key)) {
      throw new Error(`${short(piece.key)} is no key; there are ${KEYS.join(", ")}`);
    }
    const title = [...given.title.replace(/\s+/g, " ").trim()].slice(0, LONGEST_TITLE).join("");
    piece.title = title || `${composer.title}, seed ${piece.seed}`;
    piece.primer = piece.primer.trim().split(/\s+/).join(" ");
    const { length } = primerOf(piece).events;
    if (length > stepsOf(piece)) {
      throw new Error(`the primer has ${length} steps, and the piece only ${stepsOf(piece)}; ` +
        "shorten the primer or ask for more bars");
    }
    return piece;
  }

  const primerOf = (piece) =>
    SSC.Melody.of(piece.primer, { qpm: piece.qpm, metre: metreOf(piece) });

  // A promise of the melody.
  async function composed(piece) {
    const generator = await SSC.composerOf(piece.composer).make();
    const { seed, temperature, topP, key } = piece;
    const settings = { rng: seed, temperature, topP, steps: stepsOf(piece) };
    const melody = await SSC.compose(generator, { primer: primerOf(piece), ...settings });
    return key ? melody.toKey(KEYS.indexOf(key)) : melody;
  }

  // -- the same in Python and in the shell --------------------------------------------------------

  const unless = (usual, value, text) => (value === usual ? [] : [text]);

  // The lines that make the same tune; what is as usual is left out.
  function python(piece) {
    const metre = unless("4/4", piece.metre, `metre=(${metreOf(piece).join(", ")})`);
    const primer = `ssc.Melody.of(${[`"${piece.primer}"`, ...metre].join(", ")})`;
    const settings = [
      SSC.composerOf(piece.composer).python,
      `rng=${piece.seed}`,
      ...unless("C4 4/4", `${piece.primer} ${piece.metre}`, `primer=${primer}`),
      ...unless(128, stepsOf(piece), `steps=${stepsOf(piece)}`),
      ...unless(1, piece.temperature, `temperature=${piece.temperature}`),
      ...unless(1, piece.topP, `top_p=${piece.topP}`),
      ...unless(120, piece.qpm, `qpm=${piece.qpm}`),
    ];
    const moved = piece.key ? `.to_key("${piece.key}")` : "";
    return `melody = ssc.compose(${settings.join(", ")})[0]${moved}`;
  }

  // The command that writes the same file, for a network; of other composers it knows nothing.
  function command(piece) {
    if (!SSC.composerOf(piece.composer).network) return "";
    const events = `"[${primerOf(piece).events.join(", ")}]"`;
    return [
      `ssc generate --network ${piece.composer} --num_outputs 1 --seed ${piece.seed}`,
      ...unless("C4", piece.primer, `--primer_melody ${events}`),
      ...unless("4/4", piece.metre, `--metre ${piece.metre}`),
      ...unless(128, stepsOf(piece), `--num_steps ${stepsOf(piece)}`),
      ...unless(1, piece.temperature, `--temperature ${piece.temperature}`),
      ...unless(1, piece.topP, `--top_p ${piece.topP}`),
      ...unless(120, piece.qpm, `--qpm ${piece.qpm}`),
      ...unless("", piece.key, `--key "${piece.key}"`),
    ].join(" ");
  }

  // -- in words and in an address -----------------------------------------------------------------

  function described(piece) {
    const { composer, temperature, topP, seed, metre, key, qpm, bars, primer } = piece;
    const sharpened = `temperature ${temperature}${topP < 1 ? `, top-p ${topP}` : ""}`;
    return `${SSC.composerOf(composer).title}, seed ${seed}, ${sharpened}, ${bars} ` +
      `${bars === 1 ? "bar" : "bars"} of ${metre}, ${qpm} quarter notes a minute` +
      `${key ? `, in ${key}` : ""}, ${primer ? `begun with ${primer}` : "begun with nothing"}`;
  }

  // Pieces as the part of an address that stands after #.
  function addressOf(pieces) {
    const address = new URLSearchParams();
    for (const piece of pieces) address.append("piece", FIELDS.map((f) => piece[f]).join("_"));
    return address.toString();
  }

  function pieceOf(text) {
    const parts = text.split("_");
    const title = parts.slice(FIELDS.length - 1).join("_");
    const piece = Object.fromEntries(FIELDS.map((field, n) => [field, parts[n] || ""]));
    for (const name of Object.keys(RANGES)) piece[name] = Number(piece[name]);
    return checked({ ...piece, title });
  }

  // The pieces that `read` makes of each of these, and what is wrong with those that are none.
  function readAll(given, read) {
    const [pieces, complaints] = [[], []];
    given.forEach((one, n) => {
      try {
        pieces.push(read(one));
      } catch (error) {
        complaints.push(`piece ${n + 1} was left out: ${error.message}`);
      }
    });
    return { pieces, complaints };
  }

  const piecesOf = (address) => readAll(new URLSearchParams(address).getAll("piece"), pieceOf);

  // Pieces as the text of a mixtape.json, which `ssc mixtape` takes and writes, and back.
  const toJson = (pieces) =>
    `${JSON.stringify({ format: "ssc-mixtape", version: 1, pieces }, null, 1)}\n`;

  function ofJson(text) {
    let whole = {};
    try {
      whole = JSON.parse(text);
    } catch (error) {
      whole = {}; // told below, as other files that are none
    }
    if (!whole || whole.format !== "ssc-mixtape" || !Array.isArray(whole.pieces)) {
      throw new Error("That file is no mixtape; open a mixtape.json that this page or " +
        "ssc mixtape wrote.");
    }
    return readAll(whole.pieces, (piece) => {
      const texts = ["composer", "seed", "metre", "key", "primer", "title"];
      const plain = texts.map((name) => [name, String(piece[name] || "")]);
      return checked({ ...piece, ...Object.fromEntries(plain) });
    });
  }

  Object.assign(SSC, { pieces: { RANGES, METRES, KEYS, LONGEST_TITLE, stepsOf, primerOf, checked,
    composed, python, command, described, addressOf, piecesOf, toJson, ofJson } });
})();
