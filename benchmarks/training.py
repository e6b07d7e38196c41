"""How fast networks learn: two layers of 256 units, 64 lanes, segments of 32 steps.

    python benchmarks/training.py [--plot training.png]

Events per second of this library's training as ``ssc train`` does it, in TensorFlow and, where they
are installed, in JAX; of Keras's own ``fit`` on the same shapes; and of ``torch.nn.LSTM`` where
PyTorch is installed, as it comes and with the memory kept as ``ssc train`` keeps it. Each way has a
process of its own, so that no two thread pools share the cores, and they take turns. All have the
same dropout, clip gradients and report each loss; ``fit`` alone carries no state on. Printed as
ratios to ``fit``, and as shares of what this machine reaches in multiplying large matrices. One
event costs six multiplications and additions a weight: two forwards, four backwards.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack

import numpy as np

from ssc_lib.networks.training import Settings
from ssc_lib.networks.training.memory import keep_memory

SETTINGS = Settings(units=(256, 256), batch=64, segment=32)
EVENTS = SETTINGS.batch * SETTINGS.segment
UPDATES = 24
LASTING = ExitStack()  # what a process enters once and never leaves


def data(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random events to read and to predict, shape (batch, segment)."""
    shape = (SETTINGS.batch, SETTINGS.segment)
    return rng.integers(0, 38, shape, dtype=np.int32), rng.integers(0, 38, shape, dtype=np.int32)


def ours() -> Callable[[], None]:
    keep_memory()
    from ssc_lib.networks.training.devices import (
        all_devices,  # here, so that no other way loads Keras
    )
    from ssc_lib.networks.training.model import build

    LASTING.enter_context(all_devices(SETTINGS.batch))
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
    adam = keras.optimizers.Adam(SETTINGS.rate, clipnorm=SETTINGS.clip)
    model.compile(optimizer=adam, loss=loss)
    x, y = (np.tile(a, (UPDATES, 1)) for a in data(np.random.default_rng(0)))

    def run() -> None:
        model.fit(x, y, batch_size=SETTINGS.batch, epochs=1, verbose=0)

    return run


def torch_lstm() -> Callable[[], None]:
    """The same task: state carried on, dropout after both layers, each gradient clipped."""
    import torch

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm = torch.nn.LSTM(38, 256, 2, batch_first=True, dropout=SETTINGS.dropout)
            self.drop = torch.nn.Dropout(SETTINGS.dropout)
            self.out = torch.nn.Linear(256, 38)
            self.carry = [torch.zeros(2, SETTINGS.batch, 256) for _ in "hc"]

        def forward(self, x: torch.Tensor, keep: torch.Tensor) -> torch.Tensor:
            carry = tuple(state * keep for state in self.carry)
            y, carry = self.lstm(torch.nn.functional.one_hot(x, 38).float(), carry)
            self.carry = [state.detach() for state in carry]
            return self.out(self.drop(y))

    model = Model()
    optimizer = torch.optim.Adam(model.parameters(), lr=SETTINGS.rate)
    x, y = (torch.as_tensor(a.astype(np.int64)) for a in data(np.random.default_rng(0)))
    keep = torch.ones(SETTINGS.batch, 1)

    def run() -> None:
        for _ in range(UPDATES):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x, keep).flatten(0, 1), y.flatten())
            loss.backward()
            for parameter in model.parameters():
                torch.nn.utils.clip_grad_norm_(parameter, SETTINGS.clip)
            optimizer.step()
            loss.item()

    return run


def torch_keeping_memory() -> Callable[[], None]:
    keep_memory()
    return torch_lstm()


# What each way needs installed, the backend of Keras, and what makes it ready to run.
WAYS: dict[str, tuple[str, str, Callable[[], Callable[[], None]]]] = {
    "Keras fit, TensorFlow": ("tensorflow", "tensorflow", plain_fit),
    "ssc_lib, TensorFlow": ("tensorflow", "tensorflow", ours),
    "ssc_lib, JAX": ("jax", "jax", ours),
    "torch.nn.LSTM": ("torch", "tensorflow", torch_lstm),
    "torch.nn.LSTM, kept memory": ("torch", "tensorflow", torch_keeping_memory),
}


class Turns:
    """A process that gets one way ready, then runs it once for each line that it is sent."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, __file__, "--way", name]
        env = {**os.environ, "KERAS_BACKEND": WAYS[name][1], "TF_CPP_MIN_LOG_LEVEL": "3"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=env, text=True)
        self.seconds()  # warmed up: traced, compiled, caches filled

    def seconds(self) -> float:
        """Run once; how long it took."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("a process ended early; its error stands above")
        return float(answer)


def take_turns(name: str) -> None:
    """What such a process does."""
    run = WAYS[name][2]()
    for _ in sys.stdin:
        began = time.perf_counter()
        run()
        print(time.perf_counter() - began, flush=True)


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
    parser.add_argument("--runs", type=int, default=9, help="runs of each way [%(default)s]")
    parser.add_argument("--plot", metavar="FILE", help="draw the ratios to a picture")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        take_turns(options.way)
        return
    ways = {n: Turns(n) for n, (needs, *_) in WAYS.items() if importlib.util.find_spec(needs)}
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.runs):  # taking turns, so that noise falls on all alike
        for name, way in ways.items():
            speeds[name].append(EVENTS * UPDATES / way.seconds())
            time.sleep(0.3)  # until its threads no longer wait for work
    for way in ways.values():
        way.process.communicate()
    peak = sgemm_peak(options.runs)
    work = 6 * (38 * 1024 + 3 * 256 * 1024 + 256 * 38)
    rates = {name: statistics.median(s) for name, s in speeds.items()}
    base = next(iter(rates.values()))
    for name, rate in rates.items():
        share = rate * work / peak
        print(f"{name:27} {rate:9,.0f} events/s {rate / base:6.2f} x {share:6.1%} of sgemm peak")
    if options.plot:
        import matplotlib.pyplot as plt

        plt.figure(figsize=(8, 2.2), layout="constrained")
        plt.barh(list(rates), [rate / base for rate in rates.values()])
        plt.xlabel("times as fast as Keras fit")
        plt.gca().invert_yaxis()
        plt.savefig(options.plot)


if __name__ == "__main__":
    main()
