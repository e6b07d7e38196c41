// Who composes in the mixtape machine: what each is called and does, and the Python that makes it.
"use strict";

(() => {
  const TABLES = 'ssc.NGram.fit(ssc.corpus.sequences(split="train"), order=';
  // Name, title, and what it does; a table has its order behind its name. The book's build writes
  // the names of the networks that ship before this script.
  const ships = ([name], n) => n < 2 || SSC.shipped.includes(name);
  const composers = [
    ["coin", "Coin", "38 sides, one for each event, and no memory"],
    ["table", "Table", "looks up what came next in printed tunes"],
    ["basic", "Network basic", "learned from the tunes what to remember"],
    ["mono", "Network mono", "the same, for 128 pitches and in all keys"],
    ["lookback", "Network lookback", "also hears one and two bars back"],
    ["copy", "Network copy", "also copies what came up to 32 bars ago"],
    ["attention", "Network attention", "also chooses where to look back"],
    ["transformer", "Transformer", "looks at the whole tune, and copies what followed"],
    ["mozart", "Network mozart", "the transformer, after it has heard lines of Mozart"],
  ].filter(ships);
  const tables = new Map();

  async function tableOf(order) {
    const { rows } = await SSC.load("tunes");
    if (!tables.has(order)) tables.set(order, SSC.NGram.fit(rows, { order }));
    return tables.get(order);
  }

  // A composer by its name, coin, table-0 to table-8 or a network's; `make` promises a generator.
  function composerOf(name) {
    if (name === "coin") {
      const make = async () => new SSC.Uniform(38);
      return { title: "Coin", network: false, python: "ssc.Uniform(38)", make };
    }
    const [, order] = /^table-([0-8])$/.exec(name) || [];
    if (order) {
      const make = () => tableOf(Number(order));
      const title = `Table of order ${order}`;
      return { title, network: false, python: `${TABLES}${order})`, make };
    }
    const networks = composers.slice(2);
    const known = networks.find(([network]) => network === name);
    if (!known) {
      const names = ["coin", "table-0 to table-8", ...networks.map(([network]) => network)];
      throw new Error(`there is no such composer; there are ${names.join(", ")}`);
    }
    const make = () => SSC.load(name);
    return { title: known[1], network: true, python: `ssc.load_network("${name}")`, make };
  }

  Object.assign(SSC, { composers, composerOf });
})();
