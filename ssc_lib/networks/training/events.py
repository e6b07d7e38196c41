"""The log of a training run as TensorBoard reads it, written by TensorFlow.

Look at it with ``tensorboard --logdir runs``. TensorFlow must be installed, also where Keras runs
on JAX, and Keras has then loaded it already; without it there is the log in JSON alone.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FILES = "events.out.tfevents.*"  # as TensorBoard knows them
TAGS = ("train_bits", "validation_bits", "seconds")


class Curves:
    """The curves of a run in its folder: a point of each of `TAGS` an epoch.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Any = None

    def add(self, history: Sequence[Mapping[str, float]]) -> None:
        """Add the last epoch of a history.

        The first call writes all epochs, in place of what stands in the folder: a run that was
        stopped in the midst of a line goes on with every epoch there, and none twice.

        Parameters
        ----------
        history : sequence of rows
            As `ssc_lib.networks.training.train` returns it.

        Raises
        ------
        OSError
            If they cannot be written.
        """
        if importlib.util.find_spec("tensorflow") is None:
            return
        import tensorflow as tf  # now, since a process that writes no curves needs none

        rows = history if self._writer is None else history[-1:]
        try:
            self._write(tf, rows)
        except tf.errors.OpError as error:
            raise OSError(
                f"the curves for TensorBoard could not be written to {self._folder}; make room on "
                "the disk, or give another folder"
            ) from error

    def _write(self, tf: Any, rows: Sequence[Mapping[str, float]]) -> None:
        if self._writer is None:
            for old in self._folder.glob(FILES):
                old.unlink()
            self._writer = tf.summary.create_file_writer(str(self._folder))
        # what tf.summary.scalar writes, which would need TensorBoard itself to be installed
        scalar = tf.compat.v1.SummaryMetadata(plugin_data={"plugin_name": "scalars"})
        with self._writer.as_default():
            for row in rows:
                for tag in TAGS:
                    if tag not in row:  # before the first update nothing was learned from
                        continue
                    value = tf.constant(row[tag], tf.float32)
                    tf.summary.write(tag, value, step=int(row["epoch"]), metadata=scalar)
        self._writer.flush()
