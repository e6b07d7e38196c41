"""Standard error without the log of a library that is being imported."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back() -> Iterator[None]:
    """Keep off standard error what is written there meanwhile, unless it ends in an error.

    Compiled code writes to the file itself and passes by `sys.stderr`. So does TensorFlow as it is
    imported, and some of its lines no setting silences. After an error all of it is shown.
    """
    try:
        shown = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(shown, held.read())
            raise
        finally:
            os.dup2(shown, 2)
            os.close(shown)
