"""Writes bundles for the tests: a second, independent hand at the formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

MAGIC = bytes.fromhex("57fb808b247547db")

Change = Callable[[bytes], bytes]


def same(contents: bytes) -> bytes:
    return contents


# -- protocol buffers ----------------------------------------------------------------------------


def number(n: int) -> bytes:
    """A varint."""
    out = bytearray()
    while n > 127:
        out.append(n % 128 + 128)
        n //= 128
    return bytes([*out, n])


def field(n: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return number(8 * n) + number(value)
    value = value.encode() if isinstance(value, str) else value
    return number(8 * n + 2) + number(len(value)) + value


def shape(sizes: tuple[int, ...]) -> bytes:
    return b"".join(field(2, field(1, size)) for size in sizes)


# -- the table -----------------------------------------------------------------------------------


def checksum(data: bytes) -> bytes:
    """CRC-32C, bit by bit, then masked."""
    crc = 0xFFFFFFFF
    for octet in data:
        crc ^= octet
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 * (crc & 1))
    crc ^= 0xFFFFFFFF
    turned = ((crc << 17) & 0xFFFFFFFF) + (crc >> 15)
    return ((turned + 0xA282EAD8) % 2**32).to_bytes(4, "little")


def block(entries: list[tuple[bytes, bytes]]) -> bytes:
    """Contents of a block, keys shortened by what they share with the one before."""
    out, last = b"", b""
    for key, value in entries:
        shared = 0
        while shared < min(len(last), len(key)) and last[shared] == key[shared]:
            shared += 1
        out += number(shared) + number(len(key) - shared) + number(len(value)) + key[shared:]
        out, last = out + value, key
    return out + bytes(4) + (1).to_bytes(4, "little")


def snapped(contents: bytes) -> bytes:
    """A Snappy stream of literals, where runs of one byte are copies."""
    out, at = number(len(contents)), 0
    while at < len(contents):
        run = 1
        while run < 60 and contents[at : at + 1] * (run + 1) == contents[at : at + run + 1]:
            run += 1
        out += bytes([0, contents[at]])
        if run > 4:  # a copy with an offset of 1, in two bytes
            out += bytes([(run - 2) * 4 + 2, 1, 0])
        at += run if run > 4 else 1
    return out


def table(
    blocks: list[list[tuple[bytes, bytes]]],
    *,
    compressed: bool = False,
    squeeze: Change = snapped,
    change: Change = same,
    change_index: Change = same,
    seal: Callable[[bytes], bytes] = checksum,
) -> bytes:
    out, index = b"", []
    for entries in blocks:
        contents = change(block(entries))
        stored = (squeeze(contents) if compressed else contents) + bytes([compressed])
        index.append((entries[-1][0] + b"~", number(len(out)) + number(len(stored) - 1)))
        out += stored + seal(stored)
    contents = change_index(block(index)) + b"\0"
    footer = number(0) + number(0) + number(len(out)) + number(len(contents) - 1)
    return out + contents + seal(contents) + footer.ljust(40, b"\0") + MAGIC


def checkpoint(tensors: dict[str, np.ndarray], *, kind: int = 1, **settings: object) -> bytes:
    """A V1 checkpoint: the list of tensors and the first of them in one block, then the rest."""
    listed, records = b"", []
    for name, array in tensors.items():
        slices = field(1, b"") * array.ndim
        about = field(1, name) + field(2, shape(array.shape))
        listed += field(1, about + field(3, kind) + field(4, slices))
        data = field(1, kind) + field(5, array.astype("<f4").tobytes())
        saved = field(1, name) + field(2, slices) + field(3, data)
        key = b"\0" + name.encode() + b"\0\1\1" + bytes([array.ndim]) + b"\x80\x7f" * array.ndim
        records.append((key, field(2, saved)))
    first = [(b"", field(1, listed)), *records[:1]]
    rest = [records[at : at + 3] for at in range(1, len(records), 3)]
    return table([first, *rest], **settings)  # type: ignore[arg-type]


# -- bundles -------------------------------------------------------------------------------------


def tensors(config: str = "basic_rnn", units: tuple[int, ...] = (2, 3)) -> dict[str, np.ndarray]:
    """Random weights under Magenta's names."""
    rng, out = np.random.default_rng(5), {}
    width, classes = {"basic_rnn": (38, 38), "attention_rnn": (74, 40)}[config]
    for k, u in enumerate(units):
        cell = f"rnn/multi_rnn_cell/cell_{k}/"
        if config == "attention_rnn" and k == 0:
            cell += "attention_cell_wrapper/"
            out |= {
                f"{cell}kernel": (width + u, width),
                f"{cell}bias": (width,),
                f"{cell}attention/attn_w": (1, 1, u, u),
                f"{cell}attention/attn_v": (u,),
                f"{cell}attention/kernel": (2 * u, u),
                f"{cell}attention/bias": (u,),
                f"{cell}attn_output_projection/kernel": (2 * u, u),
                f"{cell}attn_output_projection/bias": (u,),
            }
        out |= {
            f"{cell}basic_lstm_cell/kernel": (width + u, 4 * u),
            f"{cell}basic_lstm_cell/bias": (4 * u,),
        }
        width = u
    out |= {"fully_connected/weights": (width, classes), "fully_connected/biases": (classes,)}
    return {name: rng.normal(size=out[name]).astype(np.float32) for name in sorted(out)}


def graph(memory: tuple[int, ...] | None) -> bytes:
    """As much of a graph as tells the shape of the attention memory."""
    states = b"".join(field(1, f"zeros_{n}:0") for n in range(6))
    collection = field(1, "initial_state") + field(2, field(1, states))
    nodes = b""
    for n in range(6):
        sizes = shape(memory if memory is not None and n == 3 else (1, 2))
        attribute = field(1, "_output_shapes") + field(2, field(1, field(7, sizes)))
        nodes += field(1, field(1, f"zeros_{n}") + field(2, "Fill") + field(5, attribute))
    return field(2, nodes) + (field(4, collection) if memory is not None else b"")


def bundle(
    config: str = "basic_rnn",
    *,
    weights: bytes | None = None,
    memory: tuple[int, ...] | None = None,
    description: str = "made by hand",
    **settings: object,
) -> bytes:
    if weights is None:
        weights = checkpoint(tensors(config), **settings)  # type: ignore[arg-type]
    return (
        field(1, field(1, config) + field(2, "A network."))
        + field(2, weights)
        + field(3, graph(memory))
        + (field(4, field(1, description)) if description else b"")
    )


def written(folder: Path, data: bytes) -> Path:
    path = folder / "network.mag"
    path.write_bytes(data)
    return path
