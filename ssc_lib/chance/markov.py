"""Markov chains: what comes next depends on what sounds now, and on nothing before.

A chain on states 0, ..., K-1 is a matrix ``P`` of shape (K, K): ``P[i, j]`` is the probability of
going from ``i`` to ``j``. **Rows are where you come from** and sum to 1. (Xenakis prints his
matrices the other way round, with columns as "from".)

The **stationary distribution** ``pi`` solves ``pi P = pi``. Two states **communicate** if each can
be reached from the other; a class that cannot be left is **closed**. The **period** of a class is
the greatest common divisor of the lengths of its loops. The **entropy rate** is the uncertainty,
in bits, of the next state given the present one, averaged over ``pi``.

A **dead end** is a state that was never left in the data, so that its row is empty. `MarkovChain`
fills such rows by a stated policy instead of failing in the middle of a piece.

Chapter: Markov chains. Sources: J. R. Norris, *Markov Chains*, 1997, chapter 1, for the
definitions; Grassmann, Taksar and Heyman, *Operations Research* 33, 1985, for the stationary
distribution; Shannon, 1948, for the entropy rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np

from ssc_lib.chance.coins import as_distribution
from ssc_lib.generator import Generator
from ssc_lib.music.onehot import event_rows

DeadEnd = Literal["raise", "restart", "uniform", "stay"]
ROW_SUM_TOLERANCE = 1e-9


class MarkovChain(Generator):
    """A first-order Markov chain; also a generator, so `sample` and `bits_per_event` take it.

    Parameters
    ----------
    transition_matrix : array-like, shape (K, K), not negative, rows sum to 1
        Rows of zeros are dead ends and are filled by ``dead_end``.
    states : sequence of str, optional
        Names of the states; by default "0", "1", ...
    initial : array-like, shape (K,), sums to 1, optional
        Distribution of the first state; uniform by default.
    dead_end : {"raise", "restart", "uniform", "stay"}
        What to do in a state that nothing leaves: refuse the matrix; go where tunes begin
        (``initial``); go anywhere; stay for ever.

    Raises
    ------
    ValueError
        If the matrix is not square, has a negative or non-finite entry, or a row whose sum
        differs from 1 by more than 1e-9 (the message names the row and its sum).

    Examples
    --------
    >>> chain = MarkovChain([[0.85, 0.15], [0.40, 0.60]], states=["low", "high"])
    >>> chain.stationary().round(3).tolist()
    [0.727, 0.273]
    >>> round(chain.entropy_rate(), 4)
    0.7083
    """

    def __init__(
        self,
        transition_matrix: Iterable[Iterable[float]],
        *,
        states: Sequence[str] | None = None,
        initial: Iterable[float] | None = None,
        dead_end: DeadEnd = "raise",
    ) -> None:
        P = np.array(transition_matrix, dtype=float)
        if P.ndim != 2 or P.shape[0] != P.shape[1] or P.shape[0] == 0:
            raise ValueError(f"a transition matrix is square, got shape {P.shape}")
        self.vocabulary = K = len(P)
        self.states = [str(s) for s in (states if states is not None else range(K))]
        if len(self.states) != K:
            raise ValueError(f"{len(self.states)} names for {K} states")
        even = np.full(K, 1 / K)
        self.initial = as_distribution(even if initial is None else initial, "initial", K)
        self.size = K
        if not np.isfinite(P).all() or (P < 0).any():
            i, j = np.argwhere(~np.isfinite(P) | (P < 0))[0]
            raise ValueError(
                f"P[{i}, {j}] = {P[i, j]}: a probability is a number that is not negative"
            )
        self.dead_ends = np.flatnonzero(P.sum(axis=1) == 0)
        self._fill_dead_ends(P, dead_end)
        sums = P.sum(axis=1)
        worst = int(np.argmax(abs(sums - 1)))
        if abs(sums[worst] - 1) > ROW_SUM_TOLERANCE:
            raise ValueError(
                f"row {worst} ({self.states[worst]}) sums to {sums[worst]:.9g}; every row of a "
                "transition matrix sums to 1. Divide each row by its own sum"
            )
        P.setflags(write=False)
        self.P = P

    def _fill_dead_ends(self, P: np.ndarray, policy: DeadEnd) -> None:
        if policy not in ("raise", "restart", "uniform", "stay"):
            raise ValueError(f"dead_end={policy!r}; choose 'raise', 'restart', 'uniform' or 'stay'")
        for i in self.dead_ends:
            if policy == "raise":
                raise ValueError(
                    f"state {i} ({self.states[i]}) is a dead end: nothing leaves it. Choose "
                    "dead_end='restart', 'uniform' or 'stay'"
                )
            rows = {"restart": self.initial, "uniform": np.full(len(P), 1 / len(P))}
            P[i] = rows.get(policy, np.eye(len(P))[i])

    @classmethod
    def fit(
        cls,
        sequences: Iterable[Any],
        vocabulary: int = 38,
        *,
        states: Sequence[str] | None = None,
        smoothing: float = 0.0,
        dead_end: DeadEnd = "restart",
    ) -> MarkovChain:
        """Estimate a chain from observed sequences of state indices.

        Parameters
        ----------
        sequences : melodies, tunes or rows of state indices
        vocabulary : int
            K, how many states there are.
        states : sequence of str, optional
            Their names.
        smoothing : float, not negative
            Added to each of the K x K counts (additive smoothing; 1 is Laplace's rule).
        dead_end : see `MarkovChain`

        Notes
        -----
        With ``smoothing=0`` this is the maximum-likelihood estimate: transitions from ``i`` to
        ``j`` divided by **departures** from ``i``, which are its visits less those at the end of
        a sequence.
        """
        if smoothing < 0:
            raise ValueError(f"smoothing must not be negative, got {smoothing}")
        K = vocabulary
        counts, initial = np.zeros((K, K)), np.zeros(K)
        for row in event_rows(sequences, K):
            initial[row[:1]] += 1
            np.add.at(counts, (row[:-1], row[1:]), 1)
        if initial.sum() == 0:
            raise ValueError("no sequences to fit a chain to")
        counts += smoothing
        departures = counts.sum(axis=1, keepdims=True)
        P = np.divide(counts, departures, out=np.zeros_like(counts), where=departures > 0)
        return cls(P, states=states, initial=initial / initial.sum(), dead_end=dead_end)

    # -- what comes next -------------------------------------------------------------------------

    def start(self, batch: int) -> np.ndarray:
        """The state of each output: -1 before the first."""
        return np.full(batch, -1)

    def step(self, state: np.ndarray, events: np.ndarray) -> np.ndarray:
        """The state of each output: its latest event."""
        return np.array(events)

    def distribution(self, state: np.ndarray) -> np.ndarray:
        """The row of each output's state, or the initial distribution: (batch, vocabulary)."""
        return np.where((state < 0)[:, None], self.initial, self.P[state])

    # -- what the matrix knows -------------------------------------------------------------------

    def n_step(self, n: int) -> np.ndarray:
        """Distribution of the state after ``n`` steps, one row for each state to start from."""
        if n < 0:
            raise ValueError(f"n must be 0 or more, got {n}")
        return np.linalg.matrix_power(self.P, n)

    def communicating_classes(self) -> list[list[int]]:
        """States grouped into communicating classes, each sorted, ordered by smallest state."""
        from scipy.sparse.csgraph import connected_components

        _, label = connected_components(self.P > 0, directed=True, connection="strong")
        classes = [np.flatnonzero(label == c).tolist() for c in range(label.max() + 1)]
        return sorted(classes)

    def closed_classes(self) -> list[list[int]]:
        """The communicating classes that, once entered, are never left."""
        everything = np.arange(self.vocabulary)
        return [
            c
            for c in self.communicating_classes()
            if not self.P[c][:, np.setdiff1d(everything, c)].any()
        ]

    def period(self, state: int = 0) -> int:
        """Greatest common divisor of the lengths of all loops through ``state``; 0 if none."""
        if not 0 <= state < self.vocabulary:
            raise ValueError(f"state {state} is not one of 0 to {self.vocabulary - 1}")
        depth = {state: 0}
        queue, period = [state], 0
        members = next(c for c in self.communicating_classes() if state in c)
        for i in queue:
            for j in np.flatnonzero(self.P[i]).tolist():
                if j not in members:
                    continue
                if j not in depth:
                    depth[j] = depth[i] + 1
                    queue.append(j)
                period = math.gcd(period, depth[i] + 1 - depth[j])
        return period

    def stationary(self) -> np.ndarray:
        """The distribution ``pi`` with ``pi P = pi``, shape (K,).

        Raises
        ------
        ValueError
            If there is more than one closed class, and so more than one stationary distribution.

        Notes
        -----
        By state reduction (Grassmann, Taksar and Heyman, 1985): Gaussian elimination without
        subtractions, so that no digits cancel, whatever the matrix.
        """
        closed = self.closed_classes()
        if len(closed) > 1:
            names = " and ".join("{" + ", ".join(self.states[i] for i in c) + "}" for c in closed)
            raise ValueError(
                f"the stationary distribution is not unique: {names} are closed classes; "
                "take one of them by itself"
            )
        members = closed[0]
        A = self.P[np.ix_(members, members)].copy()
        for k in range(len(A) - 1, 0, -1):
            A[:k, k] /= A[k, :k].sum()
            A[:k, :k] += np.outer(A[:k, k], A[k, :k])
        weights = np.ones(len(A))
        for k in range(1, len(A)):
            weights[k] = weights[:k] @ A[:k, k]
        pi = np.zeros(self.vocabulary)
        pi[members] = weights / weights.sum()
        return pi

    def entropy_rate(self) -> float:
        """Bits of surprise per step in the long run: ``-sum_i pi_i sum_j P_ij log2 P_ij``."""
        logs = np.log2(self.P, out=np.zeros_like(self.P), where=self.P > 0)
        return float(-self.stationary() @ (self.P * logs).sum(axis=1))

    def __repr__(self) -> str:
        shown = ", ".join(self.states[:8]) + (", ..." if self.vocabulary > 8 else "")
        return f"<MarkovChain: {self.vocabulary} states ({shown})>"
