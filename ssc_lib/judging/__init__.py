"""How well a generator predicts real tunes, and how much of a piece is copied."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
