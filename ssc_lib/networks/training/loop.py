"""Training a melody network in Keras 3.

The training tunes are laid end to end in ``batch`` lanes and cut into **segments** of a few dozen
steps. The gradient sees one segment at a time, but the network's state is carried on from each
segment to the next of the same tune, and set to zero where a new tune begins. So the network
learns from short pieces and still remembers the whole tune, and it is updated four times as often
as with segments four times as long. Every epoch shuffles the tunes anew, from the seed.

After each epoch the network is scored on the validation tunes with the same function that scores
every other generator, and everything needed to go on is written to the run folder at once. A run
that was stopped goes on from there and ends where it would have ended. With
``settings.patience`` it ends by itself once it has stopped getting better.

Keras runs on TensorFlow, or on JAX if the environment says ``KERAS_BACKEND=jax``. Several
processes can train one network together; see `ssc_lib.networks.training.workers`.

Chapter: A network that composes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from ssc_lib.generator import bits_per_event
from ssc_lib.networks.network import Network
from ssc_lib.networks.training.machine import all_cores
from ssc_lib.networks.training.model import Settings, build, export
from ssc_lib.networks.training.run import Run, data_record
from ssc_lib.networks.training.segments import Segment, count_segments, segments
from ssc_lib.networks.training.workers import workers_from_environment


def train(
    train_sequences: Sequence[np.ndarray],
    validation_sequences: Sequence[np.ndarray],
    settings: Settings,
    *,
    bars: tuple[Sequence[int], Sequence[int]] | None = None,
    run_dir: str | os.PathLike[str] | None = None,
    corpus: str | None = None,
    progress: bool = True,
) -> tuple[Network, list[dict[str, float]]]:
    """Train a network; go on from the run folder's checkpoint if there is one.

    Parameters
    ----------
    train_sequences, validation_sequences : sequences of rows of event indices
    settings : Settings
    bars : pair of sequences of int, optional
        Steps in a bar of each training and of each validation tune; needed with ``follow_bar``.
    run_dir : path, optional
        Where the settings, the log, the checkpoint and ``network.npz`` go, and an events file for
        TensorBoard. Without it nothing is written.
    corpus : str, optional
        What the run folder calls the tunes.
    progress : bool
        Show a progress bar with the bits per event of the latest updates.

    Returns
    -------
    network : Network
        From the epoch that did best on the validation tunes.
    history : list of dict
        ``epoch``, ``train_bits`` (with dropout), ``validation_bits``, ``seconds`` that it took, and
        when it ``ended``, in seconds since 1970. With ``settings.patience`` there may be fewer
        epochs than ``settings.epochs``.

    Raises
    ------
    ValueError
        If there are no tunes, or the run folder belongs to a run with other settings or
        on other tunes.
    """
    if not len(train_sequences) or not len(validation_sequences):
        raise ValueError("training needs at least one training tune and one validation tune")
    with all_cores(settings.batch):
        return _train(
            train_sequences, validation_sequences, settings, bars, run_dir, corpus, progress
        )


def _train(
    train_sequences: Sequence[np.ndarray],
    validation_sequences: Sequence[np.ndarray],
    settings: Settings,
    bars: tuple[Sequence[int], Sequence[int]] | None,
    run_dir: str | os.PathLike[str] | None,
    corpus: str | None,
    progress: bool,
) -> tuple[Network, list[dict[str, float]]]:
    train_bars, validation_bars = bars or (None, None)
    pairs = settings.pairs(train_sequences, train_bars)
    shape = settings.batch, settings.segment
    per_epoch = [
        count_segments(pairs, *shape, _rng(settings, epoch)) for epoch in range(settings.epochs)
    ]
    workers = workers_from_environment()
    progress = progress and workers.chief
    model = build(settings, sum(per_epoch), workers)
    # The optimizer makes its variables on first use; a checkpoint needs them now.
    model.optimizer.build(model.trainable_variables)
    run = None
    if run_dir is not None:
        data = data_record(train_sequences, validation_sequences, bars, corpus)
        run = Run(Path(run_dir), settings, data, writes=workers.chief)
    history: list[dict[str, float]] = run.restore(model) if run else []
    best = run.best if run else None
    if workers.total([len(history)]) != [workers.count * len(history)]:
        raise ValueError(
            f"this process finds {len(history)} epochs in {run_dir} and another one does not; let "
            "all of them read the same folder"
        )
    for epoch in range(len(history), settings.epochs):
        if settings.patience and epochs_since_best(history) >= settings.patience:
            break
        began, nats, events = time.monotonic(), 0.0, 0.0
        for segment in _with_bar(
            segments(pairs, *shape, _rng(settings, epoch)),
            per_epoch[epoch],
            f"epoch {epoch + 1}/{settings.epochs}",
            progress,
        ):
            real = segment.weights.sum()
            scale = segment.weights.size / real  # the loss is then the mean over real events
            mine = workers.share(segment)
            loss = float(
                model.train_on_batch(
                    [mine.inputs, mine.keep], mine.targets, sample_weight=mine.weights * scale
                )
            )
            if not np.isfinite(loss):
                raise FloatingPointError(
                    f"the loss became {loss} in epoch {epoch + 1}; try a lower rate than "
                    f"{settings.rate}"
                )
            nats, events = nats + loss * real, events + real
        network, bits = export(model, settings), 0.0
        if workers.chief:
            bits = bits_per_event(network, validation_sequences, bars=validation_bars)
        nats, bits = workers.total([nats / workers.count, bits])
        row = {
            "epoch": epoch + 1,
            "train_bits": float(nats / events / np.log(2)),
            "validation_bits": bits,
            "seconds": time.monotonic() - began,
            "ended": time.time(),
        }
        history.append(row)
        if best is None or row["validation_bits"] < best.settings["validation_bits"]:
            best = network
            best.settings.update(row)
        if run:
            run.save(model, history, best)
        if progress:
            print(
                f"epoch {epoch + 1}: {row['train_bits']:.3f} bits per event in training, "
                f"{row['validation_bits']:.3f} on validation tunes, {row['seconds']:.0f} s"
            )
    assert best is not None  # there is at least one epoch
    return best, history


def epochs_since_best(history: Sequence[Mapping[str, float]]) -> int:
    """How many epochs have come since the first of those that did best on the validation tunes.

    Examples
    --------
    Bits per event fell to 2.1, and two epochs since then did no better:

    >>> epochs_since_best([{"validation_bits": b} for b in (2.4, 2.1, 2.2, 2.1)])
    2
    """
    bits = [row["validation_bits"] for row in history]
    return len(bits) - 1 - bits.index(min(bits)) if bits else 0


def _rng(settings: Settings, epoch: int) -> np.random.Generator:
    return np.random.default_rng([settings.seed, epoch])


def _with_bar(
    parts: Iterator[Segment], total: int, label: str, progress: bool
) -> Iterator[Segment]:
    from tqdm import tqdm

    with tqdm(total=total, desc=label, disable=not progress, unit=" updates", leave=False) as bar:
        for part in parts:
            yield part
            bar.set_postfix(tunes=part.tunes_seen, refresh=False)
            bar.update()
