"""The run folder: what it says of its tunes, and what a power cut leaves of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

from ssc_lib.networks.training import Settings, train
from ssc_lib.networks.training.events import FILES
from ssc_lib.networks.training.progress import Update
from ssc_lib.networks.training.run import data_record
from tests.made import TINY, TRAIN, VALIDATION, stop_after_one_epoch
from tests.networks.training.curves import read_curves

pytestmark = pytest.mark.usefixtures("without_xla")

EPOCH = {"train_bits": 2.0, "validation_bits": 2.0, "seconds": 1.0}
BARS = ([16] * len(TRAIN), [16] * len(VALIDATION))


# -- the record of the tunes ---------------------------------------------------------------------


def test_numbers_of_tunes_and_events() -> None:
    record = data_record(TRAIN, VALIDATION, corpus="scales")
    assert record["corpus"] == "scales"
    assert record["train"] == {"tunes": 8, "events": sum(len(row) for row in TRAIN)}
    assert record["validation"] == {"tunes": 3, "events": sum(len(row) for row in VALIDATION)}
    assert len(record["sha256"]) == 64


def test_the_fingerprint_by_hand() -> None:
    """SHA-256 of ten numbers of 8 bytes: split, length, bar and events of each tune."""
    import hashlib

    numbers = [0, 2, 16, 5, 6, 1, 1, 12, 7]
    by_hand = hashlib.sha256(b"".join(n.to_bytes(8, "little") for n in numbers)).hexdigest()
    record = data_record([np.array([5, 6])], [np.array([7])], ([16], [12]))
    assert record["sha256"] == by_hand


def test_the_fingerprint_is_of_the_tunes_alone() -> None:
    """Not of the name or the kind of number; but of events, order, bars and splits."""
    same = data_record(TRAIN, VALIDATION, BARS)["sha256"]
    small = [row.astype(np.int8) for row in TRAIN]
    assert data_record(small, VALIDATION, BARS, corpus="other")["sha256"] == same
    moved = [TRAIN[0] + 1, *TRAIN[1:]]
    joined = [np.concatenate(TRAIN[:2]), *TRAIN[2:]]
    others = [
        data_record(moved, VALIDATION, BARS),
        data_record(TRAIN[::-1], VALIDATION, BARS),
        data_record(joined, VALIDATION, (BARS[0][1:], BARS[1])),
        data_record(TRAIN, VALIDATION, ([12, *BARS[0][1:]], BARS[1])),
        data_record(TRAIN, VALIDATION),
        data_record(VALIDATION, TRAIN, BARS[::-1]),
    ]
    assert len({same, *(r["sha256"] for r in others)}) == 7


# -- runs ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_epoch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two epochs that was stopped after the first."""
    folder = tmp_path_factory.mktemp("one")
    stop_after_one_epoch(TINY, folder)
    return folder


@pytest.fixture
def stopped(one_epoch: Path, tmp_path: Path) -> Path:
    return shutil.copytree(one_epoch, tmp_path / "run")


def test_the_folder_says_what_the_tunes_were(stopped: Path) -> None:
    record = json.loads((stopped / "settings.json").read_text())
    assert record["data"] == data_record(TRAIN, VALIDATION, corpus="scales")


def test_other_tunes_are_refused(stopped: Path) -> None:
    before = {p: p.read_bytes() for p in stopped.iterdir()}
    fewer = TRAIN[:-1]
    words = r"other tunes \(scales: 8 for train and 3 for .*no name: 7 for train .* another folder"
    with pytest.raises(ValueError, match=words) as caught:
        train(fewer, VALIDATION, TINY, run_dir=stopped, progress=False)
    assert "\n" not in str(caught.value)
    assert {p: p.read_bytes() for p in stopped.iterdir()} == before


def test_a_folder_of_an_older_version_goes_on(stopped: Path) -> None:
    """Its settings lack what came later, which is then at its default, and it names no tunes."""
    path = stopped / "settings.json"
    record = json.loads(path.read_text())
    del record["data"], record["settings"]["schedule"], record["settings"]["patience"]
    path.write_text(json.dumps(record))
    changed = Settings(**{**TINY.__dict__, "schedule": "constant"})
    with pytest.raises(ValueError, match=r"other settings \(schedule\)"):
        train(TRAIN, VALIDATION, changed, run_dir=stopped, progress=False)
    _, history = train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=False)
    assert len(history) == 2


def test_a_setting_of_a_newer_version_is_another_setting(stopped: Path) -> None:
    path = stopped / "settings.json"
    record = json.loads(path.read_text())
    record["settings"]["swing"] = 0.6
    path.write_text(json.dumps(record))
    with pytest.raises(ValueError, match=r"other settings \(swing\)"):
        train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=False)


def test_more_epochs_are_refused_where_the_rate_was_planned(stopped: Path) -> None:
    before = {p: p.read_bytes() for p in stopped.iterdir()}
    more = Settings(**{**TINY.__dict__, "epochs": 3})
    words = r"settings \(epochs: 2, and you ask for 3\), whose rate falls to zero .*; give epochs 2"
    with pytest.raises(ValueError, match=words) as caught:
        train(TRAIN, VALIDATION, more, run_dir=stopped, progress=False)
    assert "\n" not in str(caught.value)
    assert {p: p.read_bytes() for p in stopped.iterdir()} == before


def test_more_epochs_at_a_constant_rate_are_granted(tmp_path: Path) -> None:
    """And end where a run of so many ends that was asked for at once; fewer are refused."""
    one, two = (
        Settings(**{**TINY.__dict__, "schedule": "constant", "average": 0.9, "epochs": n})
        for n in (1, 2)
    )
    train(TRAIN, VALIDATION, one, run_dir=tmp_path, progress=False)
    longer, history = train(TRAIN, VALIDATION, two, run_dir=tmp_path, progress=False)
    at_once, others = train(TRAIN, VALIDATION, two, progress=False)
    assert [row["plain_bits"] for row in history] == [row["plain_bits"] for row in others]
    for name, array in at_once.arrays.items():
        np.testing.assert_array_equal(longer.arrays[name], array)
    with pytest.raises(ValueError, match=r"other settings \(epochs: 2, and you ask for 1\); give"):
        train(TRAIN, VALIDATION, one, run_dir=tmp_path, progress=False)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{}", "it lacks 'settings'"),
        ('{"settings": {"units": [8]}, "data": {"corpus": "x"}}', "it lacks 'train'"),
        ('{"settings": {}, "data": {"corpus": "x", "train": 1}}', "not as it was written"),
        ('{"settings": []}', "not as it was written"),
        ('{"settings": {"epochs": "two"}}', "not as it was written"),
        ('{"settings": {"units": "wide"}}', "not as it was written"),
        ('{"settings": {"attention": 1e9}}', "not as it was written"),
        ('{"settings": {}, "data": null}', "not as it was written"),
        ("[" * 100_000, "not as it was written"),
        ('{"settings": {', "not as it was written"),
        ("[]", "not as it was written"),
        ("", "not as it was written"),
    ],
)
def test_damaged_settings_are_named(stopped: Path, text: str, what: str) -> None:
    path = stopped / "settings.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=f"settings.json is damaged: .*{what}; give") as caught:
        train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=False)
    assert "\n" not in str(caught.value)
    assert path.read_text() == text


@pytest.mark.parametrize("missing", ["variable_0", "history", "best/settings", "best/output/bias"])
def test_a_checkpoint_that_lacks_something_is_named(stopped: Path, missing: str) -> None:
    path = stopped / "checkpoint.npz"
    with np.load(path) as saved:
        arrays = {name: saved[name] for name in saved.files if name != missing}
    np.savez(path, **arrays)
    words = rf"checkpoint\.npz is damaged \(.*'{missing.removeprefix('best/')}'.*\); delete it"
    with pytest.raises(ValueError, match=words) as caught:
        train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("variable_0", np.zeros(3), "its arrays are not those of this network"),
        ("variable_0", None, "its arrays are not those of this network"),  # numbers that are none
        ("history", [], "it holds no epochs"),
        ("history", {"epoch": 1}, "it holds no epochs"),
        ("history", [{"epoch": 1}], "what it says of epoch 1 is damaged"),
        ("history", [{"epoch": 2, **EPOCH}], "what it says of epoch 1 is damaged"),
        ("history", [{"epoch": 1, **EPOCH, "seconds": "long"}], "the numbers of epoch 1 are dam"),
        ("history", [{"epoch": 1, **EPOCH, "ended": 1e300}], "the numbers of epoch 1 are damaged"),
        ("best/settings", {"low": 60, "high": 72, "attention": 10**6}, "the setting attention is"),
    ],
)
def test_a_checkpoint_that_holds_something_else(
    stopped: Path, name: str, value: object, words: str
) -> None:
    path = stopped / "checkpoint.npz"
    with np.load(path) as saved:
        arrays = dict(saved)
    if isinstance(value, (list, dict)):
        arrays[name] = np.frombuffer(json.dumps(value).encode(), np.uint8)
    else:
        arrays[name] = np.full_like(arrays[name], np.nan) if value is None else value
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=rf"checkpoint\.npz is damaged \({words}.*; delete it"):
        train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=False)


def test_the_same_tunes_under_another_name_go_on(stopped: Path) -> None:
    """And the log and the curves of the whole run say the same."""
    copies = [np.array(row) for row in TRAIN]
    train(copies, VALIDATION, TINY, run_dir=stopped, corpus="elsewhere.npz", progress=False)
    history = json.loads((stopped / "log.json").read_text())
    for tag, points in read_curves(stopped).items():
        assert [step for step, _ in points] == [1, 2]
        assert [v for _, v in points] == pytest.approx([row[tag] for row in history], rel=1e-6)


def test_what_a_power_cut_left_behind_is_made_from_the_checkpoint(
    stopped: Path, one_epoch: Path
) -> None:
    """The checkpoint comes before the rest, which may be missing or half there.

    The curves are made again with the next epoch.
    """
    (stopped / "network.npz").unlink()
    (stopped / "log.json").unlink()
    for path in stopped.glob(FILES):
        path.write_bytes(path.read_bytes()[:-3])

    def no_power(now: Update) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=no_power)
    for name in ("network.npz", "log.json"):
        assert (stopped / name).read_bytes() == (one_epoch / name).read_bytes()
    train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=False)
    assert {len(points) for points in read_curves(stopped).values()} <= {2}


def test_a_checkpoint_of_other_shapes_is_named(stopped: Path) -> None:
    path = stopped / "checkpoint.npz"
    with np.load(path) as saved:
        arrays = dict(saved)
    arrays["variable_0"] = arrays["variable_0"][1:]
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=r"checkpoint\.npz is damaged .* delete it"):
        train(TRAIN, VALIDATION, TINY, run_dir=stopped, progress=False)
