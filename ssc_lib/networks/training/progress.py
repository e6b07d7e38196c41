"""How a training run tells where it stands: by a bar that fills, or to a function of your own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

from tqdm import tqdm


class Update(NamedTuple):
    """Where a run stands: told as an epoch begins, and after each of its updates."""

    epoch: int  # counted from 1
    done: int  # updates of this epoch that are made
    updates: int  # that the epoch has in all
    tunes_seen: int  # tunes that have begun in this epoch
    bits: float | None = None  # bits per event in training, so far in this epoch


Follower = Callable[[Update], object]


def follower(progress: bool | Follower, epochs: int) -> AbstractContextManager[Follower]:
    """Choose what follows a run of so many epochs: a bar, nothing, or the function given."""
    if callable(progress):
        return nullcontext(progress)
    return EpochBar(epochs) if progress else nullcontext(lambda update: None)


class EpochBar:
    """A progress bar on standard error, begun anew with each epoch and gone at its end."""

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs
        self._bar: tqdm | None = None

    def __enter__(self) -> EpochBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, update: Update) -> None:
        """Show one more update."""
        if self._bar is None or update.done == 0:
            label = f"epoch {update.epoch}/{self.epochs}"
            self._bar = tqdm(total=update.updates, desc=label, unit=" updates", leave=False)
        if update.done:
            bits = {} if update.bits is None else {"bits": f"{update.bits:.3f}"}
            self._bar.set_postfix(tunes=update.tunes_seen, **bits, refresh=False)
            self._bar.update()
        if update.done == update.updates:
            self._bar.close()
