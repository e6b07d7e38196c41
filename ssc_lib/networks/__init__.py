"""Networks that play, stepped in NumPy; those that learn live in `ssc_lib.networks.training`."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
