"""Against numbers measured on the original Melody RNN.

Where they come from stands in `tests.golden`; without them these tests are skipped.
"""

from __future__ import annotations

import pytest

from ssc_lib import Melody, OneHot
from tests.golden import golden, needs_golden

pytestmark = needs_golden


def test_squash() -> None:
    cases = golden("squash_cases.json")
    assert len(cases) >= 20
    for case in cases:
        melody = Melody(case["events"])
        low, high, key = case["min_note"], case["max_note"], case["transpose_to_key"]
        assert melody.pitch_class_histogram.tolist() == case["note_histogram"], case
        assert melody.major_key == case["major_key"], case
        assert melody.squash_amount(low, high, key) == case["transpose_amount"], case
        assert melody.squashed(low, high, key).events.tolist() == case["result"], case


def test_what_a_melody_cleans_and_how_it_is_resized() -> None:
    cases = golden("melody_object_cases.json")
    assert cases
    for case in cases:
        melody = Melody(case["input"])
        assert melody.events.tolist() == case["after_constructor"]
        for name, expected in case.items():
            if name.removeprefix("set_length_").isdigit():
                resized = melody.resized(int(name.removeprefix("set_length_")))
                assert resized.events.tolist() == expected, (case["input"], name)
            if name.startswith("increase_resolution_"):
                finer = melody.stretched(int(name.removeprefix("increase_resolution_")))
                assert finer.events.tolist() == expected, (case["input"], name)


@pytest.mark.parametrize(("name", "encoding"), [("basic", OneHot()), ("mono", OneHot(0, 128))])
def test_one_hot_labels(name: str, encoding: OneHot) -> None:
    numbers = golden("encodings.json")
    assert numbers["encoders"][name]["num_classes"] == encoding.size
    compared = 0
    for case in numbers["melodies"].values():
        labels = case.get(name, {}).get("labels_all")
        if labels is not None:
            assert encoding.encode(case["events"]).tolist() == labels
            assert encoding.decode(labels).events.tolist() == case["events"]
            assert encoding.matrix(labels).shape == (len(labels), encoding.size)
            compared += len(labels)
    assert compared > 100
