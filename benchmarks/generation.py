"""How fast networks compose: ten melodies of 128 steps from two layers of 256 units.

    python benchmarks/generation.py [--plot generation.png]

Four ways to step the same weights, as events per second and as a ratio to the loop of most
tutorials, measured in one run: ``model.predict`` on a sliding window of 32 events, one call an
event and output. That loop is measured on few events and the rest extrapolated.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

import numpy as np

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}

from ssc_lib import Network, load_network, sample

OUTPUTS, STEPS, WINDOW = 10, 128, 32


def keras_model(network: Network, **settings: bool):
    """The network's weights in Keras layers."""
    import keras

    stateful = settings.get("stateful", False)
    shape = (OUTPUTS, 1, 38) if stateful else (None, WINDOW, 38)
    layers = [keras.Input(batch_shape=shape)]
    for n, units in enumerate(network.units):
        last = n == len(network.units) - 1
        layers.append(
            keras.layers.LSTM(units, return_sequences=stateful or not last, stateful=stateful)
        )
    model = keras.Sequential([*layers, keras.layers.Dense(38, activation="softmax")])
    names = [f"lstm_{n}/{p}" for n in range(2) for p in ("kernel", "recurrent_kernel", "bias")]
    model.set_weights([network.arrays[n] for n in (*names, "output/kernel", "output/bias")])
    return model


def tutorial(network: Network) -> Callable[[], int]:
    """One output: predict on the latest window, draw, append, again."""
    model, rng = keras_model(network), np.random.default_rng(0)

    def run(events: int = 12) -> int:
        row = list(rng.integers(0, 38, WINDOW))
        for _ in range(events):
            p = model.predict(np.eye(38, dtype="float32")[row[-WINDOW:]][None], verbose=0)[0]
            row.append(int(rng.choice(38, p=p / p.sum())))
        return events

    return run


def compiled(network: Network) -> Callable[[], int]:
    """All outputs together, the whole loop compiled by TensorFlow."""
    import tensorflow as tf

    model = keras_model(network, stateful=True)

    @tf.function
    def loop() -> tf.Tensor:
        events, rows = tf.zeros(OUTPUTS, tf.int64), tf.TensorArray(tf.int64, STEPS)
        for step in tf.range(STEPS):
            p = model(tf.one_hot(events, 38)[:, None])[:, 0]
            events = tf.random.categorical(tf.math.log(p), 1)[:, 0]
            rows = rows.write(step, events)
        return rows.stack()

    def run() -> int:
        loop()
        return OUTPUTS * STEPS

    return run


def ours(network: Network) -> Callable[[], int]:
    """All outputs together, one step of NumPy after another."""

    def run() -> int:
        sample(network, STEPS, outputs=OUTPUTS, rng=np.random.default_rng(0))
        return OUTPUTS * STEPS

    return run


def main() -> None:
    """Print the table, and draw it if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each way [%(default)s]")
    parser.add_argument("--plot", metavar="FILE", help="draw the ratios to a picture")
    options = parser.parse_args()
    ways: dict[str, Callable[[], int]] = {
        "tutorial: predict on a window": tutorial(load_network()),
        "compiled TensorFlow loop": compiled(load_network()),
        "ssc_lib, float64": ours(load_network()),
        "ssc_lib, float32": ours(load_network(dtype=np.float32)),
    }
    for run in ways.values():
        run()  # warm up: tracing, caches
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.runs):  # taking turns, so that noise falls on all alike
        for name, run in ways.items():
            began = time.perf_counter()
            speeds[name].append(run() / (time.perf_counter() - began))
    rates = {name: statistics.median(row) for name, row in speeds.items()}
    base = next(iter(rates.values()))
    for name, rate in rates.items():
        print(f"{name:32} {rate:10,.0f} events/s  {rate / base:8,.0f} x")
    if options.plot:
        import matplotlib.pyplot as plt

        plt.figure(figsize=(8, 2.5), layout="constrained")
        plt.barh(list(rates), [rate / base for rate in rates.values()])
        plt.xscale("log")
        plt.xlabel("times as fast as the tutorial loop")
        plt.gca().invert_yaxis()
        plt.savefig(options.plot)


if __name__ == "__main__":
    main()
