"""Write a release: its version, its day and its tag, in every place that names them.

    python -m tools.release 1.2.0 [--date 2027-01-31]

Before the first release readers get the branch; from then on they get the tag of the latest one:
the setup cells install it, the links to Colab open it, and the published pages are built from it.
So a class that began with one release goes on with it, whatever happens on the branch.

The tool writes files and touches no git; it prints what to do next. ``complaints`` is the check
that all places agree, which `make lint` runs.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from pathlib import Path

from ssc_lib.files import write_bytes
from tools import notebooks

# A file, and the one line in it that states the version, or what readers get.
VERSIONS = {
    "pyproject.toml": r'^version = "(.+)"$',
    "ssc_lib/__init__.py": r'^__version__ = "(.+)"$',
    "CITATION.cff": r"^version: (.+)$",
}
REFS = {
    "pyproject.toml": r'^ref = "(.+)"$',
    ".github/workflows/pages.yml": r"^ +ref: (\S+)",
}
# Files that may name a branch or tag behind the repository's address.
NAMING = (
    "README.md",
    "pyproject.toml",
    "book/**/*.md",
    "book/**/*.ipynb",
    "ssc_lib/**/*.py",
)
DATE = r"^date-released: (.+)$"
UNRELEASED = "## Unreleased\n"
RELEASED = re.compile(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", re.MULTILINE)


def read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def stated(name: str, text: str, pattern: str) -> re.Match[str]:
    """The one line of a file that matches the pattern."""
    found = list(re.finditer(pattern, text, re.MULTILINE))
    if len(found) != 1:
        sys.exit(
            f"{name}: expected one line like {pattern}, found {len(found)}; put it right first"
        )
    return found[0]


def restated(name: str, text: str, pattern: str, value: str) -> str:
    """The text with another value in that line."""
    start, end = stated(name, text, pattern).span(1)
    return text[:start] + value + text[end:]


def naming(address: str) -> re.Pattern[str]:
    """Where a text names a branch or tag of the repository, or should.

    >>> text = "pip install git+https://github.com/a/b@v1.2.0."
    >>> naming("https://github.com/a/b").search(text)[2]
    'v1.2.0'
    """
    where = re.escape(address.removeprefix("https://github.com/"))
    ref = r"([\w-]+(?:\.[\w-]+)*)?"  # nothing where pip would take the branch of the day
    return re.compile(
        rf"((?:git\+https://github\.com/{where}(?:\.git)?@?)"
        rf"|(?:github(?:\.com)?/{where}/(?:blob|tree|raw)/)"
        rf"|(?:githubusercontent\.com/{where}/)){ref}"
    )


def named_refs(text: str, address: str) -> set[str]:
    """The branches and tags that a text names behind the repository's address."""
    return {found[2] or "" for found in naming(address).finditer(text)}


def with_ref(text: str, address: str, ref: str) -> str:
    """The text with another branch or tag behind the repository's address, everywhere."""

    def renamed(found: re.Match[str]) -> str:
        before = found[1]
        return before + ("" if before.endswith(("@", "/")) else "@") + ref

    return naming(address).sub(renamed, text)


def complaints(root: Path) -> list[str]:
    """What the places that name version, day and tag do not agree about; nothing is best."""
    settings = notebooks.settings(root)
    version, ref = settings["project"]["version"], settings["tool"]["ssc"]["ref"]
    branch = settings["tool"]["ssc"]["branch"]
    found = []
    for value, table in ((version, VERSIONS), (ref, REFS)):
        for name, pattern in table.items():
            here = stated(name, read(root, name), pattern)[1]
            if here != value:
                found.append(f"{name} says {here}, pyproject.toml {value}")
    log, citation = read(root, "CHANGELOG.md"), read(root, "CITATION.cff")
    if log.count(UNRELEASED) != 1 or re.search(r"^## .*\n", log, re.M)[0] != UNRELEASED:
        found.append("CHANGELOG.md: its first section is not Unreleased")
    released = RELEASED.search(log)
    if ref == branch:
        if released or "date-released" in citation:
            found.append(f"there was a release, but readers get the branch {branch}")
    elif ref != f"v{version}":
        found.append(f"readers get {ref}, but the version is {version}")
    elif not released or released[1] != version:
        found.append(f"CHANGELOG.md: the latest section is not {version}")
    elif stated("CITATION.cff", citation, DATE)[1] != released[2]:
        found.append("CHANGELOG.md and CITATION.cff give the release different days")
    return found


def changelog(text: str, version: str, day: str) -> str:
    """The changelog with what was unreleased under the version, and an empty section above it."""
    before, heading, rest = text.partition(UNRELEASED)
    news = re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    if not heading or not news.strip():
        sys.exit("CHANGELOG.md: nothing stands under Unreleased; say there first what is new")
    latest = RELEASED.search(rest)
    if latest and numbers(latest[1]) >= numbers(version):
        sys.exit(f"{version} is not later than {latest[1]}, the latest release; give a later one")
    return f"{before}{heading}\n## {version} - {day}\n{rest}"


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def release(root: Path, version: str, day: str) -> list[Path]:
    """Write the release; all texts are made before the first file changes. The files changed."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        sys.exit(f"a version is three numbers, like 1.2.0; this is not: {version}")
    tag, address = f"v{version}", notebooks.settings(root)["project"]["urls"]["Repository"]
    texts: dict[str, str] = {}
    for pattern in NAMING:
        for path in root.glob(pattern):
            name = path.relative_to(root).as_posix()
            texts[name] = with_ref(read(root, name), address, tag)
    for value, table in ((version, VERSIONS), (tag, REFS)):
        for name, pattern in table.items():
            texts[name] = restated(name, texts.get(name, read(root, name)), pattern, value)
    texts["CHANGELOG.md"] = changelog(read(root, "CHANGELOG.md"), version, day)
    citation = re.sub(DATE + "\n", "", texts["CITATION.cff"], flags=re.MULTILINE)
    line = f"version: {version}\n"
    texts["CITATION.cff"] = citation.replace(line, f"{line}date-released: {day}\n")
    changed = [name for name, text in sorted(texts.items()) if text != read(root, name)]
    return [write_bytes(root / name, texts[name].encode()) for name in changed]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("version", help="three numbers, like 1.2.0")
    parser.add_argument(
        "--date", type=datetime.date.fromisoformat, default=datetime.date.today(), help="today"
    )
    options = parser.parse_args(arguments)
    root, tag = notebooks.ROOT, f"v{options.version}"
    changed = release(root, options.version, options.date.isoformat())
    branch = notebooks.settings(root)["tool"]["ssc"]["branch"]
    print(
        f"{tag} stands in {len(changed)} files. Look at them with `git diff`, run `make test`;\n"
        "all being well,\n"
        f'  git commit -am "Release {options.version}"\n'
        f"  git tag {tag}\n"
        f"  git push --atomic origin {branch} {tag}"
    )


if __name__ == "__main__":
    main()
