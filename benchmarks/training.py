"""How fast networks learn: two layers of 256 units, 64 lanes, segments of 32 steps.

    python benchmarks/training.py [--plot training.png]
    KERAS_BACKEND=jax python benchmarks/training.py

Events per second of this library's training, of Keras's own ``fit`` on the same shapes, and of
``torch.nn.LSTM`` where torch is installed, all in one run; as ratios to ``fit``, and as shares of
what this machine reaches in multiplying large matrices. One event costs six multiplications and
additions a weight: two forwards, four backwards. Keras runs on the backend that its environment
variable names, TensorFlow by default; a row says which.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import time
from collections.abc import Callable

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from ssc_lib.networks.model import Settings, build

SETTINGS = Settings(units=(256, 256), batch=64, segment=32)
EVENTS = SETTINGS.batch * SETTINGS.segment
UPDATES = 8


def data(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random events to read and to predict, shape (batch, segment)."""
    shape = (SETTINGS.batch, SETTINGS.segment)
    return rng.integers(0, 38, shape, dtype=np.int32), rng.integers(0, 38, shape, dtype=np.int32)


def ours() -> Callable[[], None]:
    model = build(SETTINGS, 1000)
    (x, y), keep = data(np.random.default_rng(0)), np.ones((SETTINGS.batch, 1), np.float32)

    def run() -> None:
        for _ in range(UPDATES):
            model.train_on_batch([x, keep], y)

    return run


def plain_fit() -> Callable[[], None]:
    import keras

    layers = [keras.Input((SETTINGS.segment,), dtype="int32"), keras.layers.Embedding(38, 38)]
    for units in SETTINGS.units:
        layers += [
            keras.layers.LSTM(units, return_sequences=True),
            keras.layers.Dropout(SETTINGS.dropout),
        ]
    model = keras.Sequential([*layers, keras.layers.Dense(38)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(SETTINGS.rate), loss=loss)
    x, y = (np.tile(a, (UPDATES, 1)) for a in data(np.random.default_rng(0)))

    def run() -> None:
        model.fit(x, y, batch_size=SETTINGS.batch, epochs=1, verbose=0)

    return run


def torch_lstm() -> Callable[[], None]:
    import torch

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm = torch.nn.LSTM(38, 256, 2, batch_first=True, dropout=SETTINGS.dropout)
            self.out = torch.nn.Linear(256, 38)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.out(self.lstm(torch.nn.functional.one_hot(x, 38).float())[0])

    model = Model()
    optimizer = torch.optim.Adam(model.parameters(), lr=SETTINGS.rate)
    x, y = (torch.as_tensor(a.astype(np.int64)) for a in data(np.random.default_rng(0)))

    def run() -> None:
        for _ in range(UPDATES):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x).flatten(0, 1), y.flatten())
            loss.backward()
            optimizer.step()

    return run


def sgemm_peak(runs: int) -> float:
    """Multiplications and additions per second in single precision, best of several."""
    a = np.random.default_rng(0).random((2048, 2048), dtype=np.float32)
    best = 0.0
    for _ in range(runs + 1):
        began = time.perf_counter()
        a @ a
        best = max(best, 2 * 2048**3 / (time.perf_counter() - began))
    return best


def main() -> None:
    """Print the table, and draw it if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each way [%(default)s]")
    parser.add_argument("--plot", metavar="FILE", help="draw the ratios to a picture")
    options = parser.parse_args()
    import keras

    backend = keras.backend.backend()
    ways = {f"Keras fit, {backend}": plain_fit(), f"ssc_lib, {backend}": ours()}
    if importlib.util.find_spec("torch"):
        ways["torch.nn.LSTM"] = torch_lstm()
    for run in ways.values():
        run()  # warm up: tracing, caches
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.runs):  # taking turns, so that noise falls on all alike
        for name, run in ways.items():
            began = time.perf_counter()
            run()
            speeds[name].append(EVENTS * UPDATES / (time.perf_counter() - began))
    peak = sgemm_peak(options.runs)
    work = 6 * (38 * 1024 + 3 * 256 * 1024 + 256 * 38)
    rates = {name: statistics.median(s) for name, s in speeds.items()}
    base = next(iter(rates.values()))
    for name, rate in rates.items():
        share = rate * work / peak
        print(f"{name:22} {rate:9,.0f} events/s {rate / base:6.2f} x {share:6.1%} of sgemm peak")
    if options.plot:
        import matplotlib.pyplot as plt

        plt.figure(figsize=(8, 2.2), layout="constrained")
        plt.barh(list(rates), [rate / base for rate in rates.values()])
        plt.xlabel("times as fast as Keras fit")
        plt.gca().invert_yaxis()
        plt.savefig(options.plot)


if __name__ == "__main__":
    main()
