// The mixtape as one sees it: its pieces with what may be done to each, and that of a link.
"use strict";

(() => {
  const { el } = SSC;

  const sign = (stage, text, label, act, kind) =>
    stage.button(text, act, { "aria-label": label, "data-kind": kind, class: "ssc-sign" });

  // A piece in the list: heard, named, moved and removed.
  function trackOf(stage, tape, piece, n, hear) {
    const title = el("input", { type: "text", value: piece.title, autocomplete: "off",
      "aria-label": `Title of piece ${n + 1}`, maxlength: SSC.pieces.LONGEST_TITLE,
      change: stage.safely(() => {
        tape.rename(n, title.value);
        title.value = tape.pieces[n].title;
      }) });
    const named = `piece ${n + 1}`;
    return el("li", {}, el("div", { class: "ssc-track" },
      sign(stage, "▶", `Play ${named}`, () => hear([tape.pieces[n]]), "play"),
      title,
      sign(stage, "↑", `Move ${named} up`, () => tape.move(n, -1), "up"),
      sign(stage, "↓", `Move ${named} down`, () => tape.move(n, 1), "down"),
      sign(stage, "✕", `Remove ${named}`, () => tape.remove(n), "remove")),
      el("small", {}, SSC.pieces.described(piece)));
  }

  // The list and the ways to take it away. hear(pieces) plays them one after another.
  function tracks(stage, hear) {
    const list = el("ol", { class: "ssc-tracks" });
    const empty = el("p", {}, "Nothing is on it yet. Compose something, and add what you like.");
    const link = stage.control(el("input", { type: "text", readonly: true, class: "ssc-wide",
      focus: () => link.input.select() }), "Link", {});
    const away = el("div", { class: "ssc-controls" },
      stage.button("Play all", () => hear(tape.pieces)),
      stage.button("Save as a zip of MIDI files", save),
      stage.button("Copy the link", copy));
    const offer = el("div", {});
    const tape = new SSC.Mixtape((text) => stage.say(text), show);

    async function save() {
      stage.say("Composing the mixtape …");
      const bytes = await tape.zip();
      SSC.save(bytes, "mixtape.zip", "application/zip");
      stage.say(`mixtape.zip holds ${tape.pieces.length} MIDI files, a list of tracks, and ` +
        "mixtape.json, of which ssc mixtape makes an album.");
    }

    async function copy() {
      link.input.select();
      try {
        await navigator.clipboard.writeText(tape.link);
        stage.say("The link is copied. Who opens it has the same pieces.");
      } catch (error) {
        stage.say("Copy the link from the field: it is selected.");
      }
    }

    // Draw the list anew, and keep the focus: on the same button of the piece that moved, or on
    // what stands where a piece was removed.
    function show(named) {
      link.input.value = tape.link;
      if (named) return;
      const { activeElement } = document;
      const kind = activeElement && activeElement.dataset.kind;
      const focused = [...list.children].findIndex((item) => item.contains(activeElement));
      const moved = { up: -1, down: 1 }[kind] || 0;
      list.replaceChildren(...tape.pieces.map((piece, n) => trackOf(stage, tape, piece, n, hear)));
      for (const element of [away, link.element, list]) element.hidden = !tape.pieces.length;
      empty.hidden = Boolean(tape.pieces.length);
      if (focused < 0 || !kind) return;
      const to = Math.max(0, Math.min(focused + moved, list.children.length - 1));
      const button = list.querySelectorAll(`[data-kind=${kind}]`)[to];
      (button || heading).focus();
    }

    // A link or a file brings pieces: they are taken where nothing is kept, and offered where
    // something is.
    function arrive({ pieces, complaints } = SSC.offered(), by = "link") {
      offer.replaceChildren();
      const trouble = complaints.length ? ` Of this ${by}, ${complaints.join("; ")}.` : "";
      if (trouble) stage.say(trouble.trim());
      if (!pieces.length) return;
      const same = SSC.pieces.addressOf(pieces) === tape.address;
      if (!same && tape.pieces.length) {
        offer.append(offered(pieces, by));
        stage.say(`This ${by} brings another mixtape: it waits above yours.${trouble}`);
        return;
      }
      if (!same) tape.keep(pieces, `Here is the mixtape that this ${by} brought.${trouble}`);
      if (!trouble && !tape.refused) SSC.forget();
    }

    function offered(pieces, by) {
      const leave = (act) => () => {
        act();
        offer.replaceChildren();
        SSC.forget();
        heading.focus();
      };
      const items = pieces.map((piece) => el("li", {}, el("b", {}, piece.title), " ",
        el("small", {}, SSC.pieces.described(piece))));
      return el("section", { class: "ssc-offer", "aria-label": `The mixtape in this ${by}` },
        el("p", {}, `This ${by} brings another mixtape. Yours, below, stays unless you say so.`),
        el("ol", {}, ...items),
        el("div", { class: "ssc-controls" },
          stage.button("Play it", () => hear(pieces)),
          stage.button("Add it to mine", leave(() => tape.add(pieces))),
          stage.button("Take it instead of mine",
            leave(() => tape.keep(pieces, `The mixtape of the ${by} is yours now.`))),
          stage.button("Leave it", leave(() => stage.say("Your mixtape stays as it is.")))));
    }

    const file = stage.control(el("input", { type: "file", accept: ".json",
      change: stage.safely(async () => {
        const [chosen] = file.input.files;
        if (chosen) arrive(SSC.ofFile(await chosen.text()), "file");
        file.input.value = ""; // the same file may be opened again
      }) }), "Open a mixtape.json", {});
    const heading = el("h2", { tabindex: -1 }, "My mixtape");
    addEventListener("hashchange", stage.safely(() => arrive()));
    show(false);
    arrive();
    return { element: el("section", { class: "ssc-tape" }, offer, heading, empty, list, away,
      link.element, file.element), add: (piece) => tape.add([piece]) };
  }

  SSC.tracks = tracks;
})();
