"""Tags: read by the rules of ID3, and the sound behind them as it was."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from ssc_lib.sound.mix import to_mp3
from ssc_lib.sound.tags import tagged


def frames(data: bytes) -> tuple[dict[str, bytes], bytes]:
    """The frames of a tag by their names, and what follows it."""
    assert data[:5] == b"ID3\x03\x00"
    size = sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    assert all(byte < 128 for byte in data[6:10])
    found, at = {}, 10
    while at < 10 + size:
        length = int.from_bytes(data[at + 4 : at + 8], "big")
        found[data[at : at + 4].decode()] = data[at + 10 : at + 10 + length]
        at += 10 + length
    assert at == 10 + size
    return found, data[at:]


def test_words_and_cover_come_back() -> None:
    cover = b"\x89PNG" + bytes(300)
    found, rest = frames(tagged(b"sound", title="Waltz in A♭", track="3/10", album="", cover=cover))
    assert rest == b"sound"
    assert set(found) == {"TIT2", "TRCK", "APIC"}
    assert found["TIT2"][0] == 1
    assert found["TIT2"][1:].decode("utf-16") == "Waltz in A♭"
    assert found["APIC"].endswith(cover)
    assert found["APIC"].startswith(b"\x00image/png\x00\x03\x00")


def test_the_sound_is_as_it_was() -> None:
    mp3 = to_mp3(np.sin(np.arange(22050) / 9).astype(np.float32) / 2)
    plain, tag = (soundfile.read(io.BytesIO(data))[0] for data in (mp3, tagged(mp3, title="Hum")))
    assert np.array_equal(plain, tag)


def test_a_tag_has_no_other_words() -> None:
    with pytest.raises(TypeError, match=r"a tag has title, album, .* not colour"):
        tagged(b"", colour="blue")
