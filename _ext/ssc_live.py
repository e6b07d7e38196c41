"""What plays in the page: votes and machines, and the scripts that they need.

``vote`` stands between the clips of an opening question and its folded answer
(`ssc_lib.show.vote`). Its argument names the answers, its content asks::

    :::{vote} A, B
    Which of the two is the coin?
    :::

``live`` makes room for a machine, named by its argument: the script ``live/NAME.js`` builds it. Its
content is what a notebook, Colab, GitHub and paper show in its place::

    :::{live} coin
    In the built book a slider is here. In a notebook, change `p` in the next cell and run it.
    :::

The scripts are made of the files in ``live/``. Those that a page asks for are loaded by it and by
no other.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

if __package__:
    from . import live_payloads as made
else:
    import live_payloads as made

# What each kind of thing on a page needs, in order.
MACHINE = ["composers", "pieces", "keyboard", "settings", "sheet", "mixtape", "tracks", "machine"]
LATER = ["stream", "zip"]  # these the machine asks for itself, when they are needed
SCRIPTS = {"vote": ["vote"], "mixtape": ["engine", *MACHINE]}
# a script each
ONE = (
    *("coin", "temperature", "keys", "rolls", "families", "learning", "votes", "recall", "chords"),
    *("profiles", "voices", "judge", "measuring", "record"),
)
SCRIPTS |= {name: ["engine", name] for name in ONE}
SCRIPTS |= {name: ["engine", "learned", name] for name in ("chain", "gaze", "whose")}
SCRIPTS["turing"] = ["engine", "zip", "listening", "turing"]
SCRIPTS["bytes"] = ["engine", "messages", "explain", "notes", "bytes"]
STYLES = {"mixtape": ["live", "mixtape"]}


class Vote(SphinxDirective):
    """A question with a button for each answer; without scripts, the question alone."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """A container that ``live/vote.js`` furnishes with buttons."""
        ask(self, "vote")
        names = [name.strip() for name in self.arguments[0].split(",")]
        if len(names) < 2 or not all(names):
            raise self.error("vote: name at least two answers, such as A, B")
        box = nodes.container("", classes=["ssc-vote"])
        self.state.nested_parse(self.content, self.content_offset, box)
        box += nodes.raw("", f'<div data-answers="{", ".join(names)}"></div>', format="html")
        return [box]


class Live(SphinxDirective):
    """Room for a machine; its content is what is shown where no script runs."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A container with the fallback, which ``live/NAME.js`` replaces by the machine."""
        name = self.arguments[0]
        if name not in SCRIPTS or name == "vote":
            known = ", ".join(sorted(SCRIPTS.keys() - {"vote"}))
            raise self.error(f"live: there is no machine {name!r}; there are {known}")
        ask(self, name)
        box = nodes.container("")
        self.state.nested_parse(self.content, self.content_offset, box)
        opening = nodes.raw("", f'<div class="ssc-live" data-machine="{name}">', format="html")
        return [opening, box, nodes.raw("", "</div>", format="html")]


def ask(directive: SphinxDirective, kind: str) -> None:
    """Note that the page needs the scripts of this kind."""
    directive.env.metadata[directive.env.docname].setdefault("live", []).append(kind)


def add_scripts(app: Sphinx, page: str, template: str, context: dict[str, Any], _: Any) -> None:
    """Load the scripts that the page asks for."""
    kinds = app.env.metadata.get(page, {}).get("live", [])
    for script in dict.fromkeys(name for kind in kinds for name in SCRIPTS[kind]):
        app.add_js_file(f"../live/{script}.js", loading_method="defer")
    for style in dict.fromkeys(style for kind in kinds for style in STYLES.get(kind, ["live"])):
        app.add_css_file(f"../live/{style}.css")


def write_scripts(app: Sphinx, failed: Exception | None) -> None:
    """Put the scripts beside the pages."""
    if failed is None and app.builder.format == "html":
        write_live(Path(app.outdir, "live"))


def write_live(folder: Path) -> None:
    """Write all that pages load: scripts, looks, networks and tunes."""
    made.write_engine(folder)
    first = {
        "composers": f"SSC.shipped={json.dumps(made.published_networks())};",
        "listening": f"SSC.pairs={json.dumps(made.listening_pairs(), ensure_ascii=False)};",
    }
    for script in made.LIVE.glob("*.js"):
        if script.stem not in made.SCRIPTS:
            made.write_script(folder / script.name, [script.stem], first=first.get(script.stem, ""))
    for style in made.LIVE.glob("*.css"):
        made.write_style(folder / style.name)
    made.write_payloads(folder)
    whole = folder / "music-turing-test.html"
    made.write_whole(whole, "turing", "The Music Turing Test", SCRIPTS["turing"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("vote", Vote)
    app.add_directive("live", Live)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", write_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
