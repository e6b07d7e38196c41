"""The book's own Sphinx extension.

1. The repository's address and branch come from ``pyproject.toml``, their only home.
2. Thebe is unplugged: the theme loads it from elsewhere, and the book needs no network.
3. A script that two extensions asked for stands in the page once.
4. Long formulas, wide tables and code can be scrolled by keyboard.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config


def read_address(app: Sphinx, config: Config) -> None:
    """Give the theme the repository's address and branch as they stand in pyproject.toml."""
    with open(Path(app.confdir or app.srcdir) / "pyproject.toml", "rb") as file:
        project = tomllib.load(file)
    config.html_theme_options.update(
        repository_url=project["project"]["urls"]["Repository"],
        repository_branch=project["tool"]["ssc"]["branch"],
        path_to_docs="",
        use_repository_button=True,
        use_issues_button=True,
    )


def unplug_thebe(app: Sphinx) -> None:
    """Take sphinx_thebe's listeners out, so that no page mentions its remote script."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [
            one
            for one in listeners
            if not getattr(one.handler, "__module__", "").startswith("sphinx_thebe")
        ]


def once_each(app: Sphinx, page: str, template: str, context: dict[str, Any], _: Any) -> None:
    """Keep the first of scripts and styles that are listed more than once."""
    for kind in ("script_files", "css_files"):
        seen: dict[Any, Any] = {}
        for file in context.get(kind, []):
            attributes = getattr(file, "attributes", {})
            key = (getattr(file, "filename", None) or str(file), attributes.get("body"))
            seen.setdefault(key, file)
        context[kind] = list(seen.values())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the three steps with Sphinx."""
    app.connect("config-inited", read_address)
    app.connect("builder-inited", unplug_thebe, priority=1)
    app.connect("html-page-context", once_each, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
