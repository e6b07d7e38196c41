"""Stochastic SoundCloud: generators of melodies, from coins to networks.

One idea runs through the library: *a generator is anything that can say what comes next*.

>>> import ssc_lib as ssc
>>> tune = ssc.Melody.of("C4 D4 E4 -", steps_per_quarter=1)
>>> tune.pitches.tolist()
[60, 62, 64]

At the top stands what more than one chapter uses. What belongs to one chapter is reached through
the chapter's module, as in ``ssc.games.solve(A)``, and every room is an attribute: ``album``,
``chance``, ``music``, ``networks``, ``judging``, ``sound``, ``show``, ``magenta``, ``checks``,
``classroom``, ``commands``.

Names load on first use, so that importing the package costs almost nothing. They are listed once,
in ``__init__.pyi``, where editors and type checkers find them too.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
