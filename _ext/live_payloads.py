"""What a page that plays is made of, written when the book is built: scripts, and payloads.

The scripts in ``live/`` run as they are. The book has them without comments and blanks, which
rjsmin takes out. Those of the engine are two: ``engine.js``, and ``learned.js``, which comes with
the first payload.

Networks and tunes are loaded on first use. A page that was opened from a folder may add a script,
but may not fetch a file. So each payload is a script, ``NAME.payload.js``, that hands an object to
``SSC.arrived``; ``live/payload.js`` unpacks it. Its data are gzipped bytes as a text of 15 bits a
character, from U+4E00 on, in a file of 16 bits a character: a fifth smaller than base64, and no
character needs an escape. The mark at the beginning of the file tells every browser what it is,
whatever a server says.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from rjsmin import jsmin

from ssc_lib.files import write_bytes
from ssc_lib.judging.turing import Pair, pairs
from ssc_lib.music import corpus
from ssc_lib.music.collections import Tune
from ssc_lib.music.onehot import OneHot
from ssc_lib.networks.loading import load_network, shipped_networks
from ssc_lib.networks.members import TUNED

LIVE = Path(__file__).parents[1] / "live"
# The scripts of the engine in live/, in the order in which a page loads them.
ENGINE = (
    *("random", "pitches", "melody", "onehot", "generator", "coins", "composing", "tone"),
    *("piano", "drums", "mix", "payload", "stage", "roll", "speaker"),
)
LEARNED = (
    *("markov", "ngram", "lookback", "keymelody", "copies", "places", "cells", "attention"),
    *("network", "transformer", "corpus", "originality", "midi"),
)
SCRIPTS = (*ENGINE, *LEARNED)
SETTINGS = ("low", "high", "encoding", "key", "attention", "heads", "reach", "follow_bar")
FIRST = 0x4E00  # the character of 15 bits that are all 0
EVENT = 48  # the character of event 0, "0"
# The folder in the chapter on data sets: jigs of which some are relatives, and some are nearly so.
JIGS = {
    "oneills": (710, 714, 727, 747, 751, 772, 778, 898, 935, 945, 1006, 1011, 1088),
    "ryans": (
        *("BobbingForEelsJig", "DevilsOwnShotJig", "GoToTheDevilAndShakeYourselfJig"),
        *("JacksonsBottleOfBrandyJig", "JoysOfWedlockJig", "LittleHouseRoundTheCornerJig"),
        "PrinceCharlesJig",
    ),
    "airds": (472, 539, 1108, 1136),
}
PAIRS = 42  # of the listening test: forty to hear, and two to practise with
# A page in one file: colours that the book's theme would bring, and room around it.
WHOLE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>:root{{color-scheme:light dark;--pst-color-text-base:#222832;--pst-color-background:#fff;
--pst-color-border:#8a919b;--pst-font-family-monospace:monospace}}
@media(prefers-color-scheme:dark){{:root{{--pst-color-text-base:#ced6dd;
--pst-color-background:#14181e;--pst-color-border:#6b7480}}}}
body{{max-width:44rem;margin:1rem auto;padding:0 1rem;font:1rem/1.6 sans-serif;
color:var(--pst-color-text-base);background:var(--pst-color-background)}}
{style}</style></head><body><main><h1>{title}</h1>
<div class="ssc-live" data-machine="{name}"><p>This page needs JavaScript.</p></div></main>
<script>{script}</script></body></html>
"""


def write_engine(folder: Path) -> list[Path]:
    """Write the scripts of the engine as two: what a page begins with, and what knows payloads."""
    parts = {"engine": ENGINE, "learned": LEARNED}
    return [write_script(Path(folder) / f"{part}.js", names) for part, names in parts.items()]


def write_style(path: Path) -> Path:
    """Write a style sheet of ``live/`` without comments and indentation."""
    text = re.sub(r"/\*.*?\*/", "", (LIVE / path.name).read_text(encoding="utf-8"), flags=re.S)
    return write_bytes(path, re.sub(r"\s*([{};,])\s+", r"\1", text).strip().encode())


def write_script(path: Path, names: Iterable[str], *, first: str = "") -> Path:
    """Write scripts of ``live/`` as one, without comments and blanks, and something before them."""
    sources = [(LIVE / f"{name}.js").read_text(encoding="utf-8") for name in names]
    text = "\n".join(source.replace('"use strict";\n', "") for source in sources)
    return write_bytes(path, f'"use strict";{first}{jsmin(text)}\n'.encode())


def published_networks() -> list[str]:
    """The networks that compose in the page: those of the ladder, and those tuned from them."""
    return [*shipped_networks(), *TUNED]


def write_payloads(folder: Path) -> list[Path]:
    """Write a payload for each network that ships, one with the training tunes, and the jigs."""
    payloads = [*map(network, published_networks()), tunes(), jigs()]
    return [
        write_bytes(Path(folder) / f"{payload['name']}.payload.js", script(payload))
        for payload in payloads
    ]


def write_whole(path: Path, name: str, title: str, scripts: Iterable[str]) -> Path:
    """Write a machine as a page in one file, of scripts and looks that stand in its folder."""
    script = "".join((path.parent / f"{part}.js").read_text("utf-8") for part in scripts)
    if "</script" in script:
        raise ValueError(f"the scripts of {name} say </script, which would end them in a page")
    style = (path.parent / "live.css").read_text("utf-8")
    return write_bytes(
        path, WHOLE.format(title=title, name=name, style=style, script=script).encode()
    )


def listening_pairs() -> list[list[str]]:
    """Title, place of print, and how a test tune and the transformer go on after its first bar."""
    tunes = {t.family: t for t in reversed(corpus.load(split="test"))}  # one of a family
    chosen = [t for t in reversed(tunes.values()) if t.melody.steps_per_bar == 16][::2]
    made = pairs(load_network("transformer", dtype=np.float32), chosen, rng=0)
    return [_told(pair) for pair in made[:PAIRS]]


def _told(pair: Pair) -> list[str]:
    rows = [OneHot().encode(melody) for melody in (pair.person, pair.machine)]
    texts = ["".join(chr(EVENT + event) for event in row) for row in rows]
    return [pair.tune.title, f"{pair.tune.collection} {pair.tune.number}", *texts]


def network(name: str) -> dict[str, Any]:
    """A network as it ships, in 16 bits a weight: all high bytes, then all low ones."""
    found = load_network(name)
    arrays = dict(sorted(found.arrays.items()))
    weights = np.concatenate([a.ravel() for a in arrays.values()])
    halves = weights.astype("<f2")
    if not np.array_equal(halves, weights):
        raise ValueError(f"the network {name} has weights of more than 16 bits; ship it in 16")
    return {
        "name": name,
        "kind": "network",
        "settings": {k: found.settings[k] for k in SETTINGS if k in found.settings},
        "shapes": [[key, a.size] for key, a in arrays.items()],
        **packed(halves.view(np.uint8).reshape(-1, 2).T[::-1].tobytes()),
    }


def tunes() -> dict[str, Any]:
    """The training tunes in C: a line of events for each, then a line of what each is called."""
    return _tunes("tunes", corpus.load(split="train"))


def jigs() -> dict[str, Any]:
    """A folder of a few training tunes, in the same form."""
    wanted = [(name, str(number)) for name, numbers in JIGS.items() for number in numbers]
    found = {(t.collection, t.number): t for t in reversed(corpus.load(split="train"))}
    return _tunes("jigs", [found[key] for key in wanted])


def _tunes(name: str, found: list[Tune]) -> dict[str, Any]:
    collections = sorted({tune.collection for tune in found})
    rows = ["".join(chr(EVENT + e) for e in row) for row in corpus.sequences(found)]
    papers = [f"{collections.index(t.collection)} {t.number} {t.title}" for t in found]
    return {
        "name": name,
        "kind": "tunes",
        "collections": collections,
        "count": len(rows),
        **packed("\n".join(rows + papers).encode()),
    }


def packed(data: bytes) -> dict[str, Any]:
    """Bytes, gzipped, as a text of 15 bits a character, and how many bytes these are."""
    small = gzip.compress(data, 9, mtime=0)
    bits = np.unpackbits(np.frombuffer(small, np.uint8))
    digits = np.pad(bits, (0, -len(bits) % 15)).reshape(-1, 15) @ (1 << np.arange(15)[::-1])
    return {"bytes": len(small), "data": "".join(chr(FIRST + digit) for digit in digits)}


def script(payload: dict[str, Any]) -> bytes:
    """The script that brings a payload, in 16 bits a character, with a mark that says so."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return f"SSC.arrived({text});\n".encode("utf-16")
