"""Two small networks that answer with a coin for each cell: one hears frames, one paints bars.

Both are a page of NumPy, learn in seconds, and know their own gradient.

`FrameNetwork` hears a frame of several voices after another. Where `PlainNetwork` has a softmax, a
choice among events, it has a sigmoid for each key: as many answers of yes or no.

.. math::
    h_t = \\tanh(x_t W + h_{t-1} U + b), \\qquad p_t = \\sigma(h_t Y + y)

`BarAutoencoder` is a **variational autoencoder**. It squeezes a bar :math:`x` through a few numbers
:math:`z` and paints it anew. The squeezer says a mean and a spread for each number, and what is
drawn there must be told apart from pure noise at a price. With :math:`z = \\mu + s \\epsilon` it
learns by lowering

.. math::
    -\\log p(x \\mid z) + \\tfrac12 \\sum_i (\\mu_i^2 + s_i^2 - 1 - \\log s_i^2) .

To compose is to draw :math:`z` from pure noise.

Chapter: Coins, thresholds and voices. Sources: Boulanger-Lewandowski and others, ICML 2012, for
frames; D. P. Kingma and M. Welling, *Auto-Encoding Variational Bayes*, ICLR 2014.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ssc_lib.generator import Rng
from ssc_lib.networks.cells import sigmoid
from ssc_lib.networks.learning import Adam, Arrays
from ssc_lib.networks.threads import one_thread


def surprise(logits: np.ndarray, x: np.ndarray) -> float:
    """What it costs to say x with a coin for each cell, summed, in nats."""
    return float((np.logaddexp(0, logits) - logits * x).sum(dtype=float))


class FrameNetwork:
    """A plain recurrent network with a coin for each key; train it with `learning.learn`.

    Parameters
    ----------
    arrays : dict of str -> ndarray
        ``W`` (keys, units), ``U`` (units, units), ``b`` (units,), ``Y`` (units, keys)
        and ``y`` (keys,).

    Examples
    --------
    Before it has learned, each of its coins is fair:

    >>> network = FrameNetwork.random(np.full(88, 0.5), units=16, rng=0)
    >>> p = network.probabilities(network.start(1))
    >>> p.shape, float(p[0, 0])
    ((1, 88), 0.5)
    """

    def __init__(self, arrays: Arrays) -> None:
        if missing := [name for name in ("W", "U", "b", "Y", "y") if name not in arrays]:
            raise ValueError(f"a frame network has W, U, b, Y and y; {missing[0]} is missing")
        self.arrays = arrays
        self.keys, self.units = len(arrays["y"]), len(arrays["b"])

    @classmethod
    def random(cls, p: ArrayLike, units: int = 100, *, rng: Rng) -> FrameNetwork:
        """A network that has learned nothing but how frequent each key is.

        Parameters
        ----------
        p : array, shape (keys,), 0 < p < 1
            Where its coins begin.
        units : int, at least 1
        rng : numpy.random.Generator or seed
        """
        p, rng = np.asarray(p, dtype=float), np.random.default_rng(rng)
        if p.ndim != 1 or not ((p > 0) & (p < 1)).all() or units < 1:
            raise ValueError("give a probability between 0 and 1 for each key, and a unit or more")
        return cls(
            {
                "W": rng.normal(0, 0.2, (len(p), units)),
                "U": rng.normal(0, 0.5 / np.sqrt(units), (units, units)),
                "b": np.zeros(units),
                "Y": rng.normal(0, 0.01, (units, len(p))),
                "y": np.log(p / (1 - p)),
            }
        )

    def start(self, batch: int) -> np.ndarray:
        """The state of units that heard nothing: zeros, shape (batch, units)."""
        return np.zeros((batch, self.units))

    @one_thread
    def step(self, state: np.ndarray, frames: np.ndarray) -> np.ndarray:
        """The state after one more frame for each output, ``frames`` of shape (batch, keys)."""
        a = self.arrays
        after: np.ndarray = np.tanh(frames @ a["W"] + state @ a["U"] + a["b"])
        return after

    @one_thread
    def probabilities(self, state: np.ndarray) -> np.ndarray:
        """The coin of each key for the next frame, shape (batch, keys)."""
        return sigmoid(state @ self.arrays["Y"] + self.arrays["y"])

    def foretold(self, frames: ArrayLike) -> np.ndarray:
        """What it says of each frame of a piece, having heard those before: (frames, keys)."""
        state, said = self.start(1), []
        for frame in np.asarray(frames, dtype=float):
            said.append(self.probabilities(state)[0])
            state = self.step(state, frame[None])
        return np.array(said)

    def go_on(
        self, opening: ArrayLike, frames: int, choose: Callable[[np.ndarray], np.ndarray]
    ) -> np.ndarray:
        """Frames that it plays after an opening, hearing what was chosen: (frames, keys).

        Parameters
        ----------
        opening : array of bool, shape (frames, keys)
        frames : int
            How many there are at the end, the opening included.
        choose : function
            Makes yes and no of the coins, shape (1, keys).
        """
        played, state = list(np.asarray(opening, dtype=bool)), self.start(1)
        for frame in played:
            state = self.step(state, frame[None])
        while len(played) < frames:
            frame = choose(self.probabilities(state))
            state = self.step(state, frame)
            played.append(frame[0])
        return np.array(played[:frames])

    @one_thread
    def gradient(
        self, events: np.ndarray, h: np.ndarray, *, kept: np.ndarray | None = None
    ) -> tuple[float, np.ndarray, Arrays]:
        """How surprised it is at a segment, what it remembers after it, and what to change.

        As `PlainNetwork.gradient`, but for frames: ``events`` has the shape (batch, steps + 1,
        keys), and the surprise is in bits a frame. There is no dropout: ``kept`` must be None.
        """
        if kept is not None:
            raise ValueError("a frame network learns without dropout; leave dropout at 0")
        a, x = self.arrays, events.astype(float).swapaxes(0, 1)
        H = [h]
        for frame in x[:-1]:
            H.append(np.tanh(frame @ a["W"] + H[-1] @ a["U"] + a["b"]))
        before, after = np.array(H[:-1]), np.array(H[1:])
        logits = after @ a["Y"] + a["y"]
        frames = logits.shape[0] * logits.shape[1]
        nats = surprise(logits, x[1:]) / frames
        dz = (sigmoid(logits) - x[1:]) / frames
        dh = dz @ a["Y"].T
        da, later = np.zeros_like(after), np.zeros_like(h)
        for t in reversed(range(len(da))):
            da[t] = (dh[t] + later) * (1 - after[t] ** 2)
            later = da[t] @ a["U"].T

        def flat(array: np.ndarray) -> np.ndarray:
            return array.reshape(-1, array.shape[-1])

        gradient = {
            "W": flat(x[:-1]).T @ flat(da),
            "U": flat(before).T @ flat(da),
            "b": flat(da).sum(axis=0),
            "Y": flat(after).T @ flat(dz),
            "y": flat(dz).sum(axis=0),
        }
        return nats / float(np.log(2)), H[-1], gradient


class Loss(NamedTuple):
    """What a bar costs a `BarAutoencoder`, in nats."""

    painting: float  # of the bar, given its numbers
    numbers: float  # of the numbers, told apart from noise


class BarAutoencoder:
    """A variational autoencoder of bars, with a coin for each cell.

    Parameters
    ----------
    p : array, 0 < p < 1, of the shape of a bar
        How often each cell is on: where its coins begin.
    hidden, numbers : int, at least 1
        Units of each half, and numbers between them.
    rng : numpy.random.Generator or seed

    Examples
    --------
    >>> bars = np.tile([[1, 0], [0, 1]], (64, 1, 1))
    >>> net = BarAutoencoder(np.full((2, 2), 0.5), hidden=8, numbers=1, rng=0)
    >>> losses = list(net.learn(bars, epochs=100, rng=0, batch=16, rate=0.02))
    >>> (net.paint(np.zeros((1, 1))) > 0.5)[0].astype(int).tolist()
    [[1, 0], [0, 1]]
    """

    def __init__(self, p: ArrayLike, hidden: int = 128, numbers: int = 16, *, rng: Rng) -> None:
        p, rng = np.asarray(p, dtype=float), np.random.default_rng(rng)
        if not ((p > 0) & (p < 1)).all() or hidden < 1 or numbers < 1:
            raise ValueError("give a probability between 0 and 1 for each cell, and sizes above 0")
        self.shape, self.numbers, cells = p.shape, numbers, p.size

        def weights(*shape: int) -> np.ndarray:
            return rng.normal(0, 1 / np.sqrt(shape[0]), shape).astype(np.float32)

        self.arrays = {
            "E": weights(cells, hidden),
            "e": np.zeros(hidden, np.float32),
            "M": weights(hidden, numbers),
            "S": weights(hidden, numbers) / 10,
            "D": weights(numbers, hidden),
            "d": np.zeros(hidden, np.float32),
            "X": weights(hidden, cells) / 10,
            "x": np.log(p / (1 - p)).ravel().astype(np.float32),
        }

    @one_thread
    def paint(self, z: ArrayLike) -> np.ndarray:
        """The coin of each cell, for rows of numbers: shape (bars, ...) with the shape of a bar."""
        a, z = self.arrays, np.asarray(z, dtype=np.float32)
        shown = sigmoid(np.tanh(z @ a["D"] + a["d"]) @ a["X"] + a["x"])
        return shown.reshape(len(z), *self.shape)

    def compose(self, bars: int, *, rng: Rng) -> np.ndarray:
        """The coins of bars whose numbers are drawn from noise."""
        return self.paint(np.random.default_rng(rng).standard_normal((bars, self.numbers)))

    @one_thread
    def gradient(self, bars: ArrayLike, noise: np.ndarray) -> tuple[Loss, Arrays]:
        """What bars cost on average, and what to change.

        Parameters
        ----------
        bars : array, shape (batch, ...)
        noise : ndarray, shape (batch, numbers)
            From a standard normal distribution.
        """
        a, n = self.arrays, len(noise)
        x = np.asarray(bars, dtype=np.float32).reshape(n, -1)
        u = np.tanh(x @ a["E"] + a["e"])
        mean, log_s = u @ a["M"], u @ a["S"]
        s = np.exp(log_s)
        z = mean + s * noise
        v = np.tanh(z @ a["D"] + a["d"])
        logits = v @ a["X"] + a["x"]
        told = float(0.5 * (mean**2 + s**2 - 1 - 2 * log_s).sum() / n)
        dx = (sigmoid(logits) - x) / n
        dv = dx @ a["X"].T * (1 - v**2)
        dz = dv @ a["D"].T
        dm, ds = dz + mean / n, dz * noise * s + (s**2 - 1) / n
        du = (dm @ a["M"].T + ds @ a["S"].T) * (1 - u**2)
        gradient = {"E": x.T @ du, "e": du.sum(axis=0), "M": u.T @ dm, "S": u.T @ ds}
        gradient |= {"D": z.T @ dv, "d": dv.sum(axis=0), "X": v.T @ dx, "x": dx.sum(axis=0)}
        return Loss(surprise(logits, x) / n, told), gradient

    def learn(
        self, bars: ArrayLike, epochs: int, *, rng: Rng, batch: int = 64, rate: float = 0.002
    ) -> Iterator[Loss]:
        """Train it in place; yields the mean loss of each pass through the bars."""
        bars, rng = np.asarray(bars), np.random.default_rng(rng)
        adam = Adam(self.arrays, rate)
        for _ in range(epochs):
            order, losses = rng.permutation(len(bars)), []
            for at in range(0, len(bars), batch):
                heard = bars[order[at : at + batch]]
                noise = rng.standard_normal((len(heard), self.numbers), dtype=np.float32)
                loss, gradient = self.gradient(heard, noise)
                adam.update(gradient)
                losses.append(loss)
            yield Loss(*np.mean(losses, axis=0).tolist())
