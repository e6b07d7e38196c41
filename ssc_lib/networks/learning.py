"""A plain recurrent network that learns, in NumPy alone: nothing is hidden.

With the event :math:`x_t`, a row of :math:`W` for each event, and :math:`h_{-1} = 0`:

.. math::
    h_t &= \\tanh(W_{x_t} + h_{t-1} U + b) \\\\
    p_t &= \\text{softmax}(h_t Y + y)

**Backpropagation through time** goes through these lines backwards. What the loss asks of
:math:`h_t` comes from :math:`p_t`, and from the step after it through :math:`U`:

.. math::
    a_t = \\left((p_t - e_t)\\, Y^T + a_{t+1} U^T\\right) \\odot (1 - h_t^2)

where :math:`e_t` is 1 at the event that came and 0 elsewhere. It is stopped at the beginning of a
segment, while the state is carried on: **truncated** backpropagation through time.

This network is made to be read. Those that compose well are trained by `ssc_lib.networks.training`.

Chapter: How a network learns. Sources: Werbos, *Proceedings of the IEEE* 78, 1990; Williams and
Peng, *Neural Computation* 2, 1990; Kingma and Ba, ICLR 2015.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import numpy as np

from ssc_lib.generator import Generator, Rng
from ssc_lib.networks.cells import softmax
from ssc_lib.networks.threads import one_thread

Arrays = dict[str, np.ndarray]


class PlainNetwork(Generator):
    """A plain recurrent network: a generator that knows its own gradient.

    Parameters
    ----------
    arrays : dict of str -> ndarray
        ``W`` (vocabulary, units), ``U`` (units, units), ``b`` (units,), ``Y`` (units, vocabulary)
        and ``y`` (vocabulary,).

    Raises
    ------
    ValueError
        If an array is missing, or a shape does not fit the others.

    Examples
    --------
    Before it has learned, it is about as surprised as a fair die with 38 faces, log2 38 = 5.248:

    >>> network = PlainNetwork.random(64, rng=0)
    >>> bits, h, gradient = network.gradient(np.array([[14, 0, 16, 0]]), network.start(1))
    >>> print(f"{bits:.2f}", h.shape, sorted(gradient))
    5.25 (1, 64) ['U', 'W', 'Y', 'b', 'y']
    """

    def __init__(self, arrays: Arrays) -> None:
        if missing := [name for name in ("W", "U", "b", "Y", "y") if name not in arrays]:
            raise ValueError(f"a plain network has W, U, b, Y and y; {missing[0]} is missing")
        self.arrays = {name: np.asarray(array, dtype=float) for name, array in arrays.items()}
        v, m = len(self.arrays["y"]), len(self.arrays["b"])
        shapes = {"W": (v, m), "U": (m, m), "b": (m,), "Y": (m, v), "y": (v,)}
        for name, shape in shapes.items():
            if self.arrays[name].shape != shape:
                raise ValueError(
                    f"{name} has the shape {self.arrays[name].shape}; with {m} units and {v} "
                    f"events it is {shape}"
                )
        self.vocabulary, self.units = v, m
        self.size = sum(array.size for array in self.arrays.values())

    @classmethod
    def random(cls, units: int = 64, vocabulary: int = 38, *, rng: Rng) -> PlainNetwork:
        """A network that has learned nothing: small random weights, biases of 0.

        Parameters
        ----------
        units, vocabulary : int, at least 1
        rng : numpy.random.Generator or seed
        """
        if units < 1 or vocabulary < 1:
            raise ValueError(f"give at least one unit and one event, got {units} and {vocabulary}")
        rng = np.random.default_rng(rng)
        return cls(
            {
                "W": rng.normal(0, 0.1, (vocabulary, units)),
                "U": rng.normal(0, 0.5 / np.sqrt(units), (units, units)),
                "b": np.zeros(units),
                "Y": rng.normal(0, 0.01, (units, vocabulary)),
                "y": np.zeros(vocabulary),
            }
        )

    def copy(self) -> PlainNetwork:
        """A network with the same weights, which learns on its own."""
        return PlainNetwork({name: array.copy() for name, array in self.arrays.items()})

    # -- what comes next -------------------------------------------------------------------------

    def start(self, batch: int) -> np.ndarray:
        """The state of units that heard nothing: zeros, shape (batch, units)."""
        return np.zeros((batch, self.units))

    @one_thread
    def step(self, state: np.ndarray, events: np.ndarray) -> np.ndarray:
        """The state after one more event for each output, ``events`` of shape (batch,)."""
        a = self.arrays
        return np.tanh(a["W"][np.asarray(events)] + state @ a["U"] + a["b"])

    @one_thread
    def distribution(self, state: np.ndarray) -> np.ndarray:
        """Probabilities of the next event, shape (batch, vocabulary)."""
        return softmax(state @ self.arrays["Y"] + self.arrays["y"])

    # -- learning --------------------------------------------------------------------------------

    @one_thread
    def gradient(
        self, events: np.ndarray, h: np.ndarray, *, kept: np.ndarray | None = None
    ) -> tuple[float, np.ndarray, Arrays]:
        """How surprised it is at a segment, what it remembers after it, and what to change.

        Parameters
        ----------
        events : ndarray of int, shape (batch, steps + 1)
            Each event but the first is guessed from those before it.
        h : ndarray, shape (batch, units)
            What it remembers of what stood before the segment. No gradient goes there.
        kept : ndarray, shape (steps, batch, units), optional
            What each output is multiplied by on its way to the softmax, for dropout.

        Returns
        -------
        bits : float
            Mean surprise at an event.
        h : ndarray, shape (batch, units)
        gradient : dict of str -> ndarray
            Of the mean surprise in nats, for each array.
        """
        a, heard, came = self.arrays, events[:, :-1].T, events[:, 1:].T
        H = [h]
        for x in heard:
            H.append(np.tanh(a["W"][x] + H[-1] @ a["U"] + a["b"]))
        before, after = np.array(H[:-1]), np.array(H[1:])
        shown = after if kept is None else after * kept
        dz = softmax(shown @ a["Y"] + a["y"])
        at = (*np.indices(came.shape), came)
        bits = -float(np.log2(dz[at]).mean())
        dz[at] -= 1
        dz /= came.size
        dh = dz @ a["Y"].T if kept is None else dz @ a["Y"].T * kept
        da, later = np.zeros_like(after), np.zeros_like(h)
        for t in reversed(range(len(heard))):
            da[t] = (dh[t] + later) * (1 - after[t] ** 2)
            later = da[t] @ a["U"].T

        def flat(x: np.ndarray) -> np.ndarray:
            return x.reshape(-1, x.shape[-1])

        gradient = {
            "W": np.eye(self.vocabulary)[heard.ravel()].T @ flat(da),
            "U": flat(before).T @ flat(da),
            "b": flat(da).sum(axis=0),
            "Y": flat(shown).T @ flat(dz),
            "y": flat(dz).sum(axis=0),
        }
        return bits, H[-1], gradient


class Learner(Protocol):
    """What `learn` asks of a network: named arrays, a first state, and its own gradient."""

    arrays: Arrays

    def start(self, batch: int) -> np.ndarray:
        """The state of units that heard nothing, shape (batch, units)."""

    def gradient(
        self, events: np.ndarray, h: np.ndarray, *, kept: np.ndarray | None = None
    ) -> tuple[float, np.ndarray, Arrays]:
        """Mean surprise in bits, the state after the segment, and what to change."""


class Adam:
    """The rule by which arrays follow a gradient, as fast as it is steady.

    Parameters
    ----------
    arrays : dict of str -> ndarray
        They are changed in place.
    rate : float, above 0
        Learning rate.

    Notes
    -----
    Kingma and Ba, ICLR 2015, algorithm 1, with their settings .9 and .999.
    """

    def __init__(self, arrays: Arrays, rate: float) -> None:
        self.arrays, self.rate, self.updates = arrays, rate, 0
        self.mean = {name: np.zeros_like(w) for name, w in arrays.items()}
        self.square = {name: np.zeros_like(w) for name, w in arrays.items()}

    def update(self, gradient: Arrays) -> None:
        """Take one step against a gradient."""
        self.updates += 1
        n = self.updates
        for name, g in gradient.items():
            self.mean[name] += 0.1 * (g - self.mean[name])
            self.square[name] += 0.001 * (g**2 - self.square[name])
            size = np.sqrt(self.square[name] / (1 - 0.999**n)) + 1e-8
            self.arrays[name] -= self.rate * self.mean[name] / (1 - 0.9**n) / size


class Update(NamedTuple):
    """What an update met."""

    number: int  # from 1
    bits: float  # surprise at the segment, before the update
    norm: float  # length of the whole gradient, before it was clipped


def clipped(gradient: Arrays, longest: float) -> tuple[Arrays, float]:
    """A gradient cut down to a length, and the length that it had.

    Examples
    --------
    >>> short, norm = clipped({"U": np.array([3.0, 4.0])}, 1.0)
    >>> short["U"].round(6).tolist(), norm
    ([0.6, 0.8], 5.0)
    """
    norm = float(np.sqrt(sum((g**2).sum() for g in gradient.values())))
    scale = min(1.0, longest / norm) if norm else 1.0
    return {name: scale * g for name, g in gradient.items()}, norm


def learn(
    network: Learner,
    tunes: np.ndarray,
    updates: int,
    *,
    rng: Rng,
    segment: int = 32,
    batch: int = 32,
    rate: float = 0.003,
    longest: float = 1.0,
    dropout: float = 0.0,
) -> Iterator[Update]:
    """Train a network in place, an update at a time, with Adam.

    A batch of tunes is cut into segments. The state is carried on from each to the next, and begins
    at zero with a new batch.

    Parameters
    ----------
    network : PlainNetwork, or another that knows its gradient
    tunes : ndarray of int, shape (tunes, steps + 1)
        Tunes of one length, as indices of events, or as frames along further axes.
    updates : int
    rng : numpy.random.Generator or seed
        Draws the tunes of each batch, and what dropout takes away.
    segment : int
        Steps after which there is an update; it divides the steps of a tune.
    batch : int
        Tunes that are heard side by side.
    rate : float, above 0
        Learning rate.
    longest : float, above 0
        Length to which a gradient is clipped; infinite for no clipping.
    dropout : float, 0 <= dropout < 1
        Share of the outputs that the softmax does not get to see.

    Yields
    ------
    Update
        After each update.

    Raises
    ------
    ValueError
        If a setting is out of its range.

    Examples
    --------
    >>> tunes = np.tile([14, 0, 16, 0, 18], (8, 1))
    >>> network = PlainNetwork.random(8, rng=0)
    >>> done = [u.bits for u in learn(network, tunes, 500, rng=0, segment=4, batch=8)]
    >>> print(f"{done[0]:.1f} bits, then {done[-1]:.1f}")
    5.2 bits, then 0.7
    """
    tunes = np.asarray(tunes)
    steps = tunes.shape[1] - 1
    if segment < 1 or steps % segment:
        raise ValueError(f"segments of {segment} steps do not fill tunes of {steps}; try 32")
    if not 0 <= dropout < 1 or not rate > 0 or not longest > 0:
        raise ValueError(
            f"dropout is from 0 to below 1, rate and longest are above 0; got {dropout}, {rate} "
            f"and {longest}"
        )
    rng = np.random.default_rng(rng)
    adam = Adam(network.arrays, rate)
    h, heard, kept = network.start(batch), tunes[:0], None
    for n in range(1, updates + 1):
        at = (n - 1) * segment % steps
        if at == 0:
            heard = tunes[rng.permutation(len(tunes))[:batch]]
            h = network.start(len(heard))
        if dropout:
            kept = (rng.random((segment, *h.shape)) >= dropout) / (1 - dropout)
        bits, h, found = network.gradient(heard[:, at : at + segment + 1], h, kept=kept)
        found, norm = clipped(found, longest)
        adam.update(found)
        yield Update(n, bits, norm)
