"""What a player shows of an MP3: title, album, number and cover, as an ID3 tag before the sound.

Chapter: The New Mozart Mixtape. Source: M. Nilsson, *ID3 tag version 2.3.0*, id3.org, 1999.
"""

from __future__ import annotations

FRAMES = {"title": "TIT2", "album": "TALB", "artist": "TPE1", "track": "TRCK", "made_by": "TENC"}
_LATIN, _UTF16, _FRONT_COVER = b"\x00", b"\x01", b"\x03"


def tagged(mp3: bytes, *, cover: bytes = b"", **words: str) -> bytes:
    """Put a tag before the bytes of an MP3.

    Parameters
    ----------
    mp3 : bytes
    cover : bytes, optional
        A PNG.
    **words : str
        ``title``, ``album``, ``artist``, ``track`` such as ``"3/10"``, ``made_by``.

    Raises
    ------
    TypeError
        If there is no frame of that name.

    Examples
    --------
    >>> tagged(b"", title="Jig")[:3]
    b'ID3'
    """
    if unknown := sorted(set(words) - set(FRAMES)):
        raise TypeError(f"a tag has {', '.join(FRAMES)}, not {', '.join(unknown)}")
    frames = b"".join(
        _frame(FRAMES[name], _UTF16 + text.encode("utf-16")) for name, text in words.items() if text
    )
    if cover:
        frames += _frame("APIC", _LATIN + b"image/png\x00" + _FRONT_COVER + b"\x00" + cover)
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))  # seven bits a byte
    return b"ID3\x03\x00\x00" + size + frames + mp3


def _frame(name: str, content: bytes) -> bytes:
    return name.encode() + len(content).to_bytes(4, "big") + b"\x00\x00" + content
