"""The files of a class: what was written is read, and what is wrong in one costs that one."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from ssc_lib.judging.answers import COLUMNS, Trial, csv_text, read_answers, read_class, save_answers

HEAD = ",".join(COLUMNS) + "\n"
ROW = "7,4,1,airds 472,machine,person,no,3,1,12.5"


def written(tmp_path: Path, text: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    trials = [
        Trial("7", 1, "airds 472", True, False, 3, 2, 12.5, 4.5),
        Trial("7", 2, "ryans TheJig", False, False, 1, 1, 10.0),
    ]
    found = read_answers(save_answers(trials, tmp_path / "seven.csv"))
    assert found[0] == trials[0] and found[1][:-1] == trials[1][:-1]
    assert math.isnan(found[1].years) and [t.right for t in found] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD + ROW + "\n",
        (HEAD + ROW).replace(",", ";").replace("12.5", "12,5").replace("\n", "\r\n"),
        HEAD.replace("listener,years", "years,listener") + ROW.replace("7,4,", "4,7,"),
        HEAD + HEAD + ROW.replace("machine,person", " machine , person "),
    ],
    ids=["mark of a spreadsheet", "semicolons", "columns in another order", "pasted twice"],
)
def test_what_a_spreadsheet_makes_of_it_is_read(tmp_path: Path, text: str) -> None:
    (trial,) = read_answers(written(tmp_path, text))
    assert trial == Trial("7", 1, "airds 472", True, False, 3, 1, 12.5, 4.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + ROW + "\n" + ROW.replace(",3,1,", ",9,1,"), "a.csv, row 3: confidence is '9'"),
        (HEAD + ROW.replace(",person,", ",me,"), "a.csv, row 2: answer is 'me'; expected person"),
        (HEAD + ROW.replace(",no,", ",yes,"), "a.csv, row 2: correct is 'yes', but"),
        (HEAD + ROW.replace("12.5", "nan"), "seconds is 'nan'; expected a number from 0"),
        (HEAD + "7,4,1", "row 2: clip is ''; expected the name of a clip"),
        (HEAD + ROW + "\n" + ROW, "row 3: listener '7' has trial 1 already"),
        (HEAD, "holds no answers"),
        ("", "has no column 'listener'"),
        (HEAD.replace("source,", ""), "has no column 'source'"),
        (HEAD + '"7', "is no table"),
        (b"\xff\xfel\0i\0", "is no text in UTF-8"),
    ],
)
def test_what_is_wrong_is_named_with_file_row_and_value(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    with pytest.raises(ValueError, match=r"^a\.csv") as caught:
        read_answers(written(tmp_path, text))
    assert said in str(caught.value)


def test_a_bad_file_costs_itself_and_no_other(tmp_path: Path) -> None:
    written(tmp_path, HEAD + ROW, "1.csv")
    written(tmp_path, HEAD + ROW.replace("7,4", "8,"), "2.CSV")
    written(tmp_path, HEAD + ROW, "3 copy.csv")
    written(tmp_path, b"\x89PNG\r\n\x1a\n\0\0", "4.csv")
    written(tmp_path, "notes", "notes.md")
    trials, left_out = read_class(tmp_path)
    assert [t.listener for t in trials] == ["7", "8"]
    assert [s.partition(":")[0].partition(" is ")[0] for s in left_out] == ["3 copy.csv", "4.csv"]
    assert csv_text(trials).count("\n") == 3
