"""The record: pieces by recipe, chosen by rules, arranged, and written as an album."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
