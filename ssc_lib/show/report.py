"""The cleaning report: a page that tells what was kept, what was dropped and why, file by file.

It is a **data sheet** at once: where the music comes from, what may be done with it, how much there
is, and how it is split by family. The numbers come from `ssc_lib.music.cleaning`. In a notebook the
report shows itself in short; `CleaningReport.save` writes the whole page, which needs nothing else.
What stands in a file's name or in its title is text in the page, whatever it looks like.

Chapter: A data set of your own. With the command: ``ssc dataset FOLDER --report page.html``.
"""

from __future__ import annotations

import html
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ssc_lib.files import write_bytes
from ssc_lib.music.cleaning import RELATIVE, Cleaning
from ssc_lib.music.collections import COLLECTIONS, Tune
from ssc_lib.music.counts import counted
from ssc_lib.music.families import SPLITS
from ssc_lib.music.filerows import UNREAD, FileRow, rows_of
from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack
from ssc_lib.show.charts import charts
from ssc_lib.show.html import Html, fill, source

__all__ = ["CleaningReport", "cleaning_report"]

IN_A_CELL = 12  # files that a notebook shows
LICENCE = (
    "not stated. Look up three before you pass the data on: that of the composition, that of the "
    "encoding and that of the package; the narrowest holds."
)


@dataclass(frozen=True, repr=False)
class CleaningReport(Cleaning):
    """A data set with its report, shown by a notebook in short; made by `cleaning_report`.

    The totals and the doubts are those of `ssc_lib.music.cleaning.Cleaning`.

    Attributes
    ----------
    rows : tuple of FileRow
        What is known of each file: its tunes, and what was dropped.
    name, origin, licence, rules : str
        For the data sheet.
    """

    name: str = "music"
    origin: str = ""
    licence: str = ""
    rules: str = ""

    def __repr__(self) -> str:
        return f"<Cleaning report: {self.lead}>"

    @property
    def lead(self) -> str:
        """The report in a few sentences."""
        kept = sum(1 for row in self.rows if row.tunes)
        unread = sum(1 for row in self.rows if row.refused and not row.notes_read)
        look = sum(map(bool, self.doubts))
        told = (
            f"{kept:,} of {counted(len(self.rows), self.noun)} gave "
            f"{counted(len(self.tunes), 'melody')} with {counted(self.notes, 'note')} in "
            f"{counted(self.bars, 'bar')}."
        )
        if unread:
            told += f" {counted(unread, self.noun)} cannot be read."
        return told + (f" Worth a look: {counted(look, self.noun)}." if look else "")

    @property
    def noun(self) -> str:
        """What a row is called: a file, or a piece where there are no files."""
        return "file" if any(row.counts or row.refused for row in self.rows) else "piece"

    def _repr_html_(self) -> str:
        pairs = list(zip(self.rows, self.doubts, strict=True))
        noted = [(row, doubts) for row, doubts in pairs if doubts or row.dropped]
        noted.sort(key=lambda pair: not pair[0].dropped and pair[1][0].startswith(RELATIVE))
        left = len(pairs) - min(len(noted), IN_A_CELL)
        rest = f'The page that .save("report.html") writes has {counted(left, self.noun)} more.'
        caption = f"{self.noun.title()}s worth a look, or not kept whole"
        files = self._files(noted[:IN_A_CELL], caption) if noted else Html("")
        return _filled("report_cell.html", **self._pieces(), files=files, rest=rest if left else "")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the report as a page, whole or not at all. Returns the path.

        Raises
        ------
        ValueError
            If the name of the file does not end in ``.html``.
        """
        ending = Path(path).suffix.lower()
        if ending != ".html":
            raise ValueError(
                f"{path} ends in {ending or 'nothing'}; a report is a page, such as report.html"
            )
        page = _filled(
            "report.html",
            **self._pieces(),
            files=self._files(zip(self.rows, self.doubts, strict=True), f"All {self.noun}s"),
            families=self._about_families(),
            legend="Notes, bars and what follows are those of the melodies kept. A bar is empty if "
            "nothing sounds in it. Outside are notes below C1 or above B7.",
            sheet=self._sheet(),
        )
        return write_bytes(path, page.encode())

    def _pieces(self) -> dict[str, str]:
        """What the page and the cell of a notebook both have."""
        return {
            "called": self.name,
            "lead": self.lead,
            "style": source("report_style.html"),
            "totals": self._totals(),
            "dropped": self._dropped(),
            "charts": Html(f'<div class="ssc-charts">{"".join(charts(self.tunes))}</div>'),
            "splits": self._splits(),
        }

    def _files(self, pairs: Iterable[tuple[FileRow, list[str]]], caption: str) -> Html:
        words = ("Name", "What was dropped, and what to look at")
        numbered = ("Melodies", "Notes", "Bars", "Empty", "Outside", "Family", "Split")
        lines = []
        for row, doubts in pairs:
            numbers = (len(row.tunes), row.notes, row.bars, row.empty_bars, row.outside)
            families = ", ".join(str(f) for f in dict.fromkeys(t.family for t in row.tunes))
            split = ", ".join(dict.fromkeys(t.split for t in row.tunes))
            told = [_without(row.name, sentence) for sentence in row.refused]
            told += [f"{why}: {n:,}" for why, n in row.dropped.items() if why != UNREAD]
            told += [*doubts, *(_without(row.name, sentence) for sentence in row.remarks)]
            counts = (f"{n:,}" for n in numbers)
            lines.append((row.name, "; ".join(told), *counts, families, split))
        table = _table(caption, words + numbered, lines, words=len(words))
        label = f"{self.name}: {caption}"
        region = f'<div class="ssc-wide" role="region" tabindex="0" aria-label="{_safe(label)}">'
        return Html(f"{region}{table}</div>")

    def _totals(self) -> Html:
        share = 100 * self.empty_bars / (self.bars or 1)
        numbers = {
            f"{self.noun}s": len(self.rows),
            f"{self.noun}s that gave a melody": sum(1 for row in self.rows if row.tunes),
            "melodies kept": len(self.tunes),
            "pitched notes read": sum(row.notes_read for row in self.rows),
            "notes kept": self.notes,
            "bars kept": self.bars,
            f"of them empty ({share:.2g} %)": self.empty_bars,
            "notes outside C1 to B7": self.outside,
            "melodies with the notes of an earlier one": self.duplicates,
            f"{self.noun}s worth a look": sum(map(bool, self.doubts)),
        }
        return _table("The data set in numbers", (), [(k, f"{v:,}") for k, v in numbers.items()])

    def _dropped(self) -> Html:
        if not self.dropped:
            return Html("<p>Nothing was cut or dropped.</p>")
        rows = [(why, f"{count:,}") for why, count in self.dropped.most_common()]
        return _table("What was cut or dropped, and why", ("Reason", "Number"), rows)

    def _splits(self) -> Html:
        rows = []
        for name in (*(name for name, _ in SPLITS), "all"):
            tunes = [t for t in self.tunes if name in (t.split, "all")]
            notes = sum(len(t.melody.pitches) for t in tunes)
            numbers = (len(tunes), len({t.family for t in tunes}), notes)
            rows.append((name, *(f"{n:,}" for n in numbers)))
        return _table("The split by family", ("Part", "Melodies", "Families", "Notes"), rows)

    def _about_families(self) -> str:
        melodies = len(self.tunes)
        return (
            f"{counted(melodies, 'melody')} in {counted(self.families, 'family')}. Of one family "
            "are melodies of one title or file, and those that share a fifth of their runs of "
            "eight notes, in any key. A family stands on one side of the split, so that no model "
            "is tested on a relative of what it learned from."
        )

    def _sheet(self) -> Html:
        splits = {name: sum(t.split == name for t in self.tunes) for name, _ in SPLITS}
        grids = Counter(t.melody.steps_per_quarter for t in self.tunes)
        said = {
            "Name": self.name,
            "Where it comes from": self.origin or "not stated",
            "Licence": self.licence or LICENCE,
            "How melodies were taken": self.rules or "not stated; they came as melodies",
            "How it is split": ", ".join(f"{n:,} {part}" for part, n in splits.items() if n)
            + f"; {counted(self.families, 'family')}",
            "Steps to a quarter note": ", ".join(
                f"{n} ({counted(k, 'melody')})" for n, k in grids.items()
            ),
            "What was set right in reading": str(sum(len(row.remarks) for row in self.rows)),
            "Made by": "Stochastic SoundCloud",
        }
        told = (f"<dt>{_safe(k)}</dt><dd>{_safe(v)}</dd>" for k, v in said.items())
        return Html(f"<dl>{''.join(told)}</dl>")


def cleaning_report(
    music: Iterable[FileRow | Tune | Melody | Multitrack],
    *,
    name: str = "",
    origin: str = "",
    licence: str = "",
    rules: str = "",
) -> CleaningReport:
    """Report on music: what was kept, what was dropped and why, file by file.

    Parameters
    ----------
    music : iterable of Tune, Melody, Multitrack or FileRow
        ``ssc.magenta.read_files("folder")`` gives rows that know what was dropped. Tunes without a
        family and a split get them.
    name, origin, licence, rules : str, optional
        For the data sheet: what the music is called, where it comes from, what may be done with it
        and how the melodies were taken. Of the collections of the book the first three are known.

    Returns
    -------
    CleaningReport
        As the last value of a cell it shows itself; ``.save("page.html")`` writes a page, ``.rows``
        and ``.doubts`` are its contents.

    Raises
    ------
    TypeError, ValueError
        If something else is among the music, or there is none.

    Examples
    --------
    >>> report = cleaning_report([Melody.of("C4 D4 E4 F4 G4 A4 B4 C5"), Melody([20, -2])])
    >>> report.doubts[1]
    ['1 note outside C1 to B7', 'only 1 note']
    >>> report
    <Cleaning report: 2 of 2 pieces gave 2 melodies with 9 notes in 2 bars. ...>
    """
    rows = rows_of(music)
    called = dict.fromkeys(tune.collection for row in rows for tune in row.tunes)
    known = [COLLECTIONS[c] for c in called if c in COLLECTIONS]
    return CleaningReport(
        rows,
        name or ", ".join(filter(None, called)) or "music",
        origin or "; ".join(c.source for c in known),
        licence or "; ".join(dict.fromkeys(c.licence for c in known)),
        rules,
    )


# -- tables -------------------------------------------------------------------------------------


def _without(name: str, sentence: str) -> str:
    """A sentence that begins with the name of a file, without it."""
    return sentence.removeprefix(name).lstrip(":, ")


def _table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1
) -> Html:
    """A table whose first column names the rows; so many columns hold words, the others numbers."""

    def line(cells: Sequence[str], kind: str, scope: str) -> str:
        told = []
        for n, cell in enumerate(cells):
            tag, where = ("td", "") if n and kind == "td" else ("th", f' scope="{scope}"')
            look = ' class="ssc-words"' if n < words else ""
            told.append(f"<{tag}{where}{look}>{_safe(cell)}</{tag}>")
        return f"<tr>{''.join(told)}</tr>"

    top = f"<thead>{line(head, 'th', 'col')}</thead>" if head else ""
    body = "".join(line(row, "td", "row") for row in rows)
    return Html(f"<table><caption>{_safe(caption)}</caption>{top}<tbody>{body}</tbody></table>")


def _filled(name: str, **values: str) -> Html:
    """Fill a page; of names that are no Unicode, what is none becomes a question mark."""
    return Html(fill(name, **values).encode(errors="replace").decode())


def _safe(text: str) -> str:
    return html.escape(text)
