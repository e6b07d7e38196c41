"""Melodies and the ways in and out of them: files, encodings, the corpus of tunes."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
