r"""A machine as a judge: it tells what was made from what people wrote, if it can.

Real and made melodies are described by `ssc_lib.judging.features.features`, and a **logistic
regression** learns to tell them apart on four fifths of them. What counts is how often it is right
on the rest. This is a classifier two-sample test: where the two kinds are alike no judge can do
better than chance. With :math:`n` answers an accuracy above

.. math:: \tfrac12 + \frac{1.96}{2 \sqrt n}

would come by chance in one case of forty, so 500 answers need .544. An accuracy below the line
shows that *this judge* saw no difference, and not that there is none.

Comparing is fair if only the composer differs. So each composer is given the first bar of a tune
and goes on (`continuations`), and the rival is how the tune went on (`really`): metre, opening and
length are the same. A tune and its imitation are always held out together.

Chapter: The machine as a judge. Source: D. Lopez-Paz and M. Oquab, *Revisiting Classifier
Two-Sample Tests*, ICLR 2017.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.generator import Generator, Rng, as_generator, draw, encoding_of
from ssc_lib.judging.features import features
from ssc_lib.music.melody import Melody

STEPS = 128
FOLDS, PENALTY, ROUNDS = 5, 1 / 0.3, 3
SURE = 1.96


class Verdict(NamedTuple):
    """What a judge could tell."""

    accuracy: float
    low: float  # of Wilson's 95 % interval
    high: float
    humans: float  # share of the real melodies that were called real
    machines: float  # share of the made ones that were called real
    answers: int

    @property
    def chance(self) -> float:
        """The accuracy above which chance is no longer a good explanation."""
        return 0.5 + SURE / (2 * np.sqrt(self.answers))


def really(tunes: Iterable[Any], steps: int = STEPS) -> list[Melody]:
    """How tunes go on after their first bar, for so many steps, moved to C.

    Tunes that are too short are left out, here as in `continuations`.
    """
    return [
        melody[melody.steps_per_bar : melody.steps_per_bar + steps]
        for melody in (tune.melody.squashed() for tune in _long_enough(tunes, steps))
    ]


def continuations(
    generator: Generator, tunes: Iterable[Any], steps: int = STEPS, *, rng: Rng
) -> list[Melody]:
    """How a generator goes on after the first bar of each tune.

    Parameters
    ----------
    generator : Generator
    tunes : iterable of Tune
        Those with a bar and ``steps`` more are taken, all of one metre side by side.
    steps : int
    rng : numpy.random.Generator or seed

    Returns
    -------
    list of Melody
        In the order of the tunes, moved to C as they are; the first bar is left out.
    """
    generator, chosen = as_generator(generator), _long_enough(tunes, steps)
    code, rng = encoding_of(generator), np.random.default_rng(rng)
    made: dict[int, Melody] = {}
    for bar in sorted({tune.melody.steps_per_bar for tune in chosen}):
        own = [i for i, tune in enumerate(chosen) if tune.melody.steps_per_bar == bar]
        heard = [code.squash(chosen[i].melody, generator.key) for i in own]
        player = generator.in_bars_of(bar)
        state, rows = player.start(len(own)), np.array([row[:bar] for row, _ in heard])
        for step in range(bar + steps):
            if step >= bar:
                rows = np.column_stack([rows, draw(player.distribution(state), rng)])
            state = player.step(state, rows[:, step])
        for i, row, (_, amount) in zip(own, rows, heard, strict=True):
            melody = chosen[i].melody
            back = melody.squash_amount() - amount  # to C, where the tune itself is judged
            made[i] = code.decode(row[bar:], **melody.grid).transposed(back)
    return [made[i] for i in range(len(chosen))]


def tell_apart(
    real: Sequence[Melody] | np.ndarray,
    made: Sequence[Melody] | np.ndarray,
    *,
    columns: Any = slice(None),
    rng: Rng = 0,
) -> Verdict:
    """Let a judge learn to tell melodies apart, and count how often it is right on others.

    Parameters
    ----------
    real, made : sequences of Melody, or their features, shape (melodies, 28)
        Of the same length; melody i of one is the rival of melody i of the other. Whoever asks
        several times measures the features once.
    columns : index, optional
        Which of the `ssc_lib.judging.features.FEATURES` the judge may see.
    rng : numpy.random.Generator or seed
        Deals the pairs to five folds, three times.

    Raises
    ------
    ValueError
        If the two are not equally many, or fewer than ten.
    """
    if len(real) != len(made) or len(real) < 2 * FOLDS:
        raise ValueError(
            f"a judge needs as many real melodies as made ones, and {2 * FOLDS} or more; got "
            f"{len(real)} and {len(made)}"
        )
    n, rng = len(real), np.random.default_rng(rng)
    x = np.concatenate([_described(real), _described(made)])[:, columns]
    y = np.repeat([0.0, 1.0], n)
    right = np.zeros(2 * n)
    for _ in range(ROUNDS):
        fold = np.tile(rng.permutation(n) % FOLDS, 2)
        for k in range(FOLDS):
            learn = fold != k
            mean, spread = x[learn].mean(axis=0), x[learn].std(axis=0)
            z = (x - mean) / np.where(spread > 0, spread, 1)
            w = logistic(z[learn], y[learn])
            said = z[~learn] @ w[1:] + w[0] > 0
            right[~learn] += said == y[~learn]
    right /= ROUNDS
    accuracy = float(right.mean())
    low, high = wilson(accuracy, 2 * n)
    return Verdict(accuracy, low, high, float(right[:n].mean()), float(1 - right[n:].mean()), 2 * n)


def logistic(x: np.ndarray, y: np.ndarray, penalty: float = PENALTY) -> np.ndarray:
    """Weights of a logistic regression, the constant first; Newton's method, one optimum.

    Parameters
    ----------
    x : ndarray, shape (n, columns)
    y : ndarray of 0 and 1, shape (n,)
    penalty : float, above 0
        Half of it times the squared weights, but for the constant, is added to the loss in nats.
    """
    columns = np.column_stack([np.ones(len(x)), x])
    w, ridge = np.zeros(columns.shape[1]), penalty * np.eye(columns.shape[1])
    ridge[0, 0] = 1e-9
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(columns @ w, -30, 30)))
        gradient = columns.T @ (p - y) + ridge @ w
        move = np.linalg.solve(columns.T * (p * (1 - p)) @ columns + ridge, gradient)
        length = float(np.linalg.norm(move))
        w = w - move * min(1.0, 5 / max(length, 1e-12))
        if length < 1e-9:
            break
    return w


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of ``n``.

    Examples
    --------
    >>> low, high = wilson(0.6, 480)
    >>> round(low, 3), round(high, 3)
    (0.556, 0.643)
    """
    middle = (share + SURE**2 / (2 * n)) / (1 + SURE**2 / n)
    half = SURE / (1 + SURE**2 / n) * np.sqrt(share * (1 - share) / n + SURE**2 / (4 * n * n))
    return float(middle - half), float(middle + half)


def _described(melodies: Sequence[Melody] | np.ndarray) -> np.ndarray:
    return melodies if isinstance(melodies, np.ndarray) else features(melodies)


def _long_enough(tunes: Iterable[Any], steps: int) -> list[Any]:
    return [t for t in tunes if len(t.melody) >= t.melody.steps_per_bar + steps]
