// A mixtape: up to ten pieces in order, kept in the browser, read from a link, saved as files.
"use strict";

(() => {
  const MOST = 10;
  const KEPT = "ssc-mixtape";
  const NOT_KEPT = "This browser keeps nothing for this page: save the mixtape or copy its link " +
    "before you leave.";

  class Mixtape {
    // `say` tells a sentence, and changed(named) is called after each change, `named` true if only
    // a title is another.
    constructor(say, changed) {
      Object.assign(this, { say, changed, pieces: [], refused: false });
      this.recall();
      // another window of the same page
      addEventListener("storage", ({ key }) => {
        if (key !== KEPT) return;
        this.recall();
        changed(false);
      });
    }

    recall() {
      let text = "";
      try {
        text = localStorage.getItem(KEPT) || "";
      } catch (error) {
        this.refused = true;
        return;
      }
      const { pieces, complaints } = SSC.pieces.piecesOf(text);
      this.pieces = pieces.slice(0, MOST);
      if (complaints.length) this.say(`Of the mixtape kept here, ${complaints[0]}.`);
    }

    // Keep the pieces; what was done is told, and that nothing could be kept.
    keep(pieces, done, named = false) {
      this.pieces = pieces;
      try {
        localStorage.setItem(KEPT, this.address);
      } catch (error) {
        this.refused = true;
      }
      this.changed(named);
      this.say(this.refused ? `${done} ${NOT_KEPT}` : done);
    }

    get address() {
      return SSC.pieces.addressOf(this.pieces);
    }

    // The address of this page with the mixtape in it.
    get link() {
      return `${location.href.split("#")[0]}#${this.address}`;
    }

    add(pieces) {
      const room = MOST - this.pieces.length;
      if (pieces.length > room) {
        throw new Error(`A mixtape holds ${MOST} pieces, and this one has room for ${room} more; ` +
          "remove some, or save it first.");
      }
      const [{ title }] = pieces;
      const done = pieces.length > 1 ? `${pieces.length} pieces are` : `“${title}” is`;
      this.keep([...this.pieces, ...pieces], `${done} on your mixtape now.`);
    }

    rename(n, title) {
      const pieces = this.pieces.map((p, m) => (m === n ? SSC.pieces.checked({ ...p, title }) : p));
      this.keep(pieces, `Piece ${n + 1} is called “${pieces[n].title}” now.`, true);
    }

    remove(n) {
      const { title } = this.pieces[n];
      this.keep(this.pieces.filter((_, m) => m !== n), `“${title}” is off the mixtape.`);
    }

    // One place up (-1) or down (1).
    move(n, by) {
      const [pieces, to] = [[...this.pieces], n + by];
      if (to < 0 || to >= pieces.length) return;
      [pieces[n], pieces[to]] = [pieces[to], pieces[n]];
      this.keep(pieces, `“${pieces[to].title}” is piece ${to + 1} now.`);
    }

    // A promise of the bytes of a zip: a MIDI file for each piece, the tracks, and the recipes.
    async zip() {
      await Promise.all(["zip", "learned"].map(SSC.script));
      const files = [];
      for (const [n, piece] of this.pieces.entries()) {
        const name = `${String(n + 1).padStart(2, "0")} ${SSC.fileName(piece.title)}`.trim();
        files.push([`${name}.mid`, SSC.midiBytes(await SSC.pieces.composed(piece))]);
      }
      const texts = [["tracks.txt", this.tracks], ["mixtape.json", SSC.pieces.toJson(this.pieces)]];
      const encoder = new TextEncoder();
      return SSC.zipBytes([...files, ...texts.map(([name, text]) => [name, encoder.encode(text)])]);
    }

    get tracks() {
      const tracks = this.pieces.map((piece, n) => [
        `${n + 1}. ${piece.title}`,
        `   ${SSC.pieces.described(piece)}`,
        `   ${SSC.pieces.python(piece)}`,
        "",
      ]);
      return ["A mixtape of Stochastic SoundCloud, and the Python that makes each piece again",
        "(after: import ssc_lib as ssc)", "", ...tracks.flat(), this.link, ""].join("\n");
    }
  }

  // No more pieces than a mixtape holds.
  function within({ pieces, complaints }) {
    if (pieces.length > MOST) complaints.push(`there are more than ${MOST} pieces`);
    return { pieces: pieces.slice(0, MOST), complaints };
  }

  // The mixtape in the address of the page, if there is one there, and that of a file.
  const offered = () => within(SSC.pieces.piecesOf(location.hash.slice(1)));
  const ofFile = (text) => within(SSC.pieces.ofJson(text));

  // Take the mixtape out of the address, so that loading the page anew does not offer it again.
  const forget = () => history.replaceState(null, "", location.href.split("#")[0]);

  Object.assign(SSC, { Mixtape, offered, ofFile, forget });
})();
