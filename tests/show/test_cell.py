"""The drawing of a step of an LSTM cell."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

from ssc_lib.networks.cells import lstm_cell
from ssc_lib.show.cell import ARROWS, SIGNS, plot_lstm_step


@pytest.fixture
def ax() -> Iterator[Axes]:
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


@pytest.mark.parametrize("blocks", [(2, 3, 4, 0), (-2, 3, 0, 0), (0.3, -1.2, -0.7, 2)])
def test_the_step_is_that_of_the_library(ax: Axes, blocks: tuple[float, ...]) -> None:
    b, one = np.array(blocks, dtype=float), np.zeros((1, 1))
    h, c = lstm_cell(np.zeros((1, 4)), one, one + 0.4, np.zeros((1, 4)), b)
    assert plot_lstm_step(0, 0.4, blocks, ax) == pytest.approx((c[0, 0], h[0, 0]))  # type: ignore[arg-type]


def test_the_numbers_stand_in_the_order_of_the_book(ax: Axes) -> None:
    plot_lstm_step(1, 0.0, (2, 3, 4, 0), ax)
    named = sorted((t.get_position()[0], t.get_text()) for t in ax.texts if "(" in t.get_text())
    assert [text for _, text in named] == [
        "σ(i)\n0.881",
        "σ(f)\n0.953",
        "tanh(g)\n0.999",
        "σ(o)\n0.500",
    ]
    words = {t.get_text() for t in ax.texts}
    assert {"x = 1", "c 0.000", "c′ 0.880", "h′ 0.353"} <= words


def test_every_arrow_ends_at_a_sign_a_box_or_the_edge() -> None:
    ends = [corners[-1] for corners in ARROWS]
    near = [any(np.hypot(x - at, y - up) < 0.35 for _, at, up in SIGNS) for x, y in ends]
    boxes = [y == 0.6 or x == 9.8 for x, y in ends]
    assert all(a or b for a, b in zip(near, boxes, strict=True))
    assert sum(near) == 6 and sum(boxes) == 6


def test_without_axes_it_draws_on_the_current_ones(ax: Axes) -> None:
    plt.sca(ax)
    plot_lstm_step(1, 0.0, (2, 3, 4, 0))
    assert ax.texts
