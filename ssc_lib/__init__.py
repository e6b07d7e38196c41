"""Stochastic SoundCloud: generators of melodies, from coins to networks.

One idea runs through the library: *a generator is anything that can say what comes next*.

>>> import ssc_lib as ssc
>>> tune = ssc.Melody([60, 62, 64, -2], steps_per_quarter=1)
>>> tune.pitches.tolist()
[60, 62, 64]

Names load on first use, so that importing the package costs almost nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "Melody": "music.melody",
    "NO_EVENT": "music.melody",
    "NOTE_OFF": "music.melody",
    "OneHot": "music.encoding",
    "Lookback": "music.lookback",
    "KeyMelody": "music.keymelody",
    "read_midi": "music.midi",
    "write_midi": "music.midi",
    "read_score": "music.score",
    "to_score": "music.score",
    "write_musicxml": "music.score",
    "sample": "generator",
    "bits_per_event": "generator",
    "compose": "composing",
    "beam_search": "beam",
    "longest_copy": "judging.originality",
    "screen_chain": "chance.screens",
    "Uniform": "chance.bernoulli",
    "Unigram": "chance.bernoulli",
    "Walk": "chance.walks",
    "random_walk": "chance.walks",
    "reflect": "chance.walks",
    "poisson_times": "chance.poisson",
    "DiceTable": "chance.dice",
    "CopyLimit": "chance.copylimit",
    "MarkovChain": "chance.markov",
    "NGram": "chance.ngram",
    "Network": "networks.network",
    "load_network": "networks.network",
    "check": "checks",
    "Tone": "tone",
    "beat": "drums",
    "render": "sound",
    "listen": "show",
    "score": "show",
    "plot_pianoroll": "show",
    "animate": "motion",
}
_ROOMS = ("chance", "checks", "generator", "judging", "music", "networks", "show", "sound")

__all__ = [*_HOME, "corpus"]


def __getattr__(name: str) -> Any:
    if name == "corpus":
        return import_module("ssc_lib.music.corpus")
    if name in _HOME:
        return getattr(import_module(f"ssc_lib.{_HOME[name]}"), name)
    if name in _ROOMS:
        return import_module(f"ssc_lib.{name}")
    raise AttributeError(f"module 'ssc_lib' has no attribute {name!r}; it has {sorted(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
