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

Keras runs on TensorFlow, or on JAX if the environment says ``KERAS_BACKEND=jax``. In JAX several
processes can train one network together; see `ssc_lib.networks.training.workers`.

Chapter: A network that composes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.generator import bits_per_event
from ssc_lib.networks.network import Network
from ssc_lib.networks.training.devices import all_devices
from ssc_lib.networks.training.model import build, export
from ssc_lib.networks.training.progress import Follower, Update, follower
from ssc_lib.networks.training.run import History, Run, data_record
from ssc_lib.networks.training.segments import Course, as_heard, as_pairs
from ssc_lib.networks.training.settings import Settings, settings_for
from ssc_lib.networks.training.tuning import Source, check_start, start_from, tuned_settings
from ssc_lib.networks.training.workers import Workers, together

with suppress(ImportError):  # on JAX, too, Keras loads it if it is there: now, without its log
    import tensorflow  # noqa: F401


def train(
    train_music: Iterable[Any],
    validation_music: Iterable[Any],
    settings: Settings | None = None,
    *,
    init: Source | None = None,
    run_dir: str | os.PathLike[str] | None = None,
    corpus: str | None = None,
    progress: bool | Follower = True,
) -> tuple[Network, History]:
    """Train a network; go on from the run folder's checkpoint if there is one.

    Parameters
    ----------
    train_music, validation_music : melodies, tunes or rows of event indices
        Melodies are moved to the key and the range of the settings. Rows are taken as they are,
        and know of no bar; with ``follow_bar`` give melodies.
    settings : Settings, optional
        By default those of `settings_for`, or with ``init`` those of `tuned_settings`.
    init : str, path or Network, optional
        A trained network whose weights the run begins with: a name or a file that
        `ssc_lib.load_network` takes, or the network itself. The settings must be of such a network.
    run_dir : path, optional
        Where the settings, the log, the checkpoint and ``network.npz`` go, and an events file for
        TensorBoard. Without it nothing is written.
    corpus : str, optional
        What the run folder calls the tunes.
    progress : bool, or function of an Update
        True shows a progress bar, and prints a line after each epoch. A function is called as each
        epoch begins and after each update; see `ssc_lib.networks.training.progress`. What it raises
        stops the run.

    Returns
    -------
    network : Network
        From the epoch that did best on the validation tunes; with ``init`` that may be epoch 0.
    history : list of dict
        ``epoch``, ``train_bits`` (with dropout), ``validation_bits``, ``seconds`` that it took, and
        when it ``ended``, in seconds since 1970. With ``settings.average`` also ``plain_bits``, on
        the validation tunes with the weights of the last update. With ``settings.patience`` there
        may be fewer epochs than ``settings.epochs``. With ``init`` the first row is epoch 0: the
        score of the network as it came, without ``train_bits``.

    Raises
    ------
    ValueError
        If there are no tunes, or the settings contradict the network to begin with, or the run
        folder belongs to a run with other settings, on other tunes or from another network.
    FloatingPointError
        If the loss is no longer a number; a lower rate helps.
    """
    start = None if init is None else start_from(init)
    if settings is None:
        settings = settings_for() if start is None else tuned_settings(start.network)
    if start is not None:
        check_start(start, settings)
    unseen = list(validation_music)
    rows, bars = as_heard(train_music, settings)
    unseen_rows, unseen_bars = as_heard(unseen, settings)
    if not rows or not unseen_rows:
        raise ValueError("training needs at least one training tune and one validation tune")
    course = Course(as_pairs(rows, settings, bars), settings)
    with together() as workers, all_devices(settings.batch, workers):
        model = build(settings, sum(course.updates), start.network if start else None)
        # The optimizer makes its variables on first use; a checkpoint needs them now.
        model.optimizer.build(model.trainable_variables)
        history: History = []
        best = run = None
        if run_dir is not None:
            data = data_record(rows, unseen_rows, (bars, unseen_bars), corpus)
            record = start.record if start else None
            run = Run(Path(run_dir), settings, data, record, writes=workers.chief)
            history, best = run.restore(model)
        _all_have_read(workers, len(history), run_dir)
        with follower(progress if workers.chief else False, settings.epochs) as follow:
            while best is None or not _finished(settings, history):
                began, number = time.monotonic(), _epochs(history) + 1
                if start and not history:
                    number = 0  # how good it is before the first update
                row: dict[str, float] = {"epoch": number}
                if number:
                    row["train_bits"] = _learn(model, course, number, settings, workers, follow)
                judged = [export(model, settings)]
                if settings.average and number:
                    judged.append(export(model, settings, averaged=False))
                scores = [bits_per_event(n, unseen) if workers.chief else 0.0 for n in judged]
                row |= zip(
                    ("validation_bits", "plain_bits"), workers.gather(scores)[0], strict=False
                )
                row |= {"seconds": time.monotonic() - began, "ended": time.time()}
                history.append(row)
                if best is None or not epochs_since_best(history):
                    best = judged[0]
                    best.settings.update(row | ({"init": start.record} if start else {}))
                if run:
                    run.save(model, history, best)
                if progress is True and workers.chief:
                    print(_in_words(row))
    return best, history


def _all_have_read(workers: Workers, epochs: int, run_dir: str | os.PathLike[str] | None) -> None:
    """Raise ValueError unless every worker has found the same number of epochs in the folder."""
    if any(found != [epochs] for found in workers.gather([epochs])):
        raise ValueError(
            f"this process finds {epochs} epochs in {run_dir} and another one does not; let "
            "all of them read the same folder"
        )


def _finished(settings: Settings, history: History) -> bool:
    """Say whether every epoch is done, or there is no patience left for another."""
    impatient = 0 < settings.patience <= epochs_since_best(history)
    return impatient or _epochs(history) >= settings.epochs


def _epochs(history: History) -> int:
    """Count the epochs that were learned in; epoch 0 is none."""
    return int(history[-1]["epoch"]) if history else 0


def _learn(
    model: Any, course: Course, number: int, settings: Settings, workers: Workers, follow: Follower
) -> float:
    """Go through the segments of an epoch, counted from 1; its bits per event in training."""
    nats = events = bits = 0.0
    updates = course.updates[number - 1]
    follow(Update(number, 0, updates, 0))
    for done, segment in enumerate(course.segments(number - 1), 1):
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
                f"the loss became {loss} in epoch {number}; try a lower rate than {settings.rate}"
            )
        nats, events = nats + loss * real, events + real
        bits = float(nats / events / np.log(2))
        follow(Update(number, done, updates, segment.tunes_seen, bits))
    return bits


def _in_words(row: Mapping[str, float]) -> str:
    plain = f" ({row['plain_bits']:.3f} without the average)" if "plain_bits" in row else ""
    if not row["epoch"]:
        return (
            f"epoch 0: {row['validation_bits']:.3f} on validation tunes by the network as it came, "
            f"{row['seconds']:.0f} s"
        )
    return (
        f"epoch {row['epoch']}: {row['train_bits']:.3f} bits per event in training, "
        f"{row['validation_bits']:.3f} on validation tunes{plain}, {row['seconds']:.0f} s"
    )


def epochs_since_best(history: Sequence[Mapping[str, float]]) -> int:
    """Count the epochs since the first of those that did best on the validation tunes.

    Examples
    --------
    Bits per event fell to 2.1, and two epochs since then did no better:

    >>> epochs_since_best([{"validation_bits": b} for b in (2.4, 2.1, 2.2, 2.1)])
    2
    """
    bits = [row["validation_bits"] for row in history]
    return len(bits) - 1 - bits.index(min(bits)) if bits else 0
