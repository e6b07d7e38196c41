"""What a training run is made of: the configurations, the presets, and all that can be set.

Data and rules only, so that a command can tell the defaults before it loads anything.

Chapter: A network that composes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# The four configurations of Melody RNN, by the names that people know, as this book trains them;
# and two more that are the book's own.
CONFIGS: dict[str, dict[str, Any]] = {
    "basic": {"average": 0.999},
    "mono": {"average": 0.999, "low": 0, "high": 128, "key": None},
    "lookback": {"average": 0.999, "encoding": "lookback", "follow_bar": True},
    "copy": {
        "average": 0.0,
        "dropout": 0.3,
        "units": (256,),
        "epochs": 12,
        "encoding": "copy",
        "follow_bar": True,
    },
    "transformer": {
        "average": 0.0,
        "dropout": 0.15,
        "clip": 1.0,
        "rate": 0.002,
        "units": (128, 128),
        "heads": 4,
        "reach": 256,
        "batch": 32,
        "segment": 64,
        "epochs": 20,
        "encoding": "place",
        "follow_bar": True,
    },
    "attention": {
        "average": 0.99,
        "dropout": 0.3,
        "clip": 1.0,
        "encoding": "key",
        "attention": 40,
        "follow_bar": True,
    },
}

# Other ways to train them. "original" is how Melody RNN itself was trained, "book" the same at
# twice the width and half the batch. The original clipped gradients at 5, those of attention at 3.
# What still differs most: the original's gradient saw whole tunes, ours sees a segment of each.
_ORIGINAL: dict[str, Any] = {
    "units": (128, 128),
    "dropout": 0.5,
    "rate": 0.001,
    "schedule": "constant",
    "batch": 128,
    "average": 0.0,
    "follow_bar": False,
}
PRESETS: dict[str, dict[str, Any]] = {
    "original": _ORIGINAL,
    "book": {**_ORIGINAL, "units": (256, 256), "batch": 64},
}

OWN = ("copy", "transformer")  # configurations that Melody RNN has not, and so no presets either

# How to learn from little music: found on twelve tunes and on Mozart, see the page of networks.
TUNING: dict[str, Any] = {
    "rate": 0.0005,
    "epochs": 8,
    "patience": 3,
    "average": 0.99,
    "dropout": 0.4,
    "batch": 8,
}

SCHEDULES = ("cosine", "constant")


@dataclass(frozen=True)
class Settings:
    """What a training run is made of.

    Parameters
    ----------
    units : tuple of int
        Units of each LSTM layer.
    dropout : float, 0 <= dropout < 1
        Share of each layer's outputs set to zero while training.
    rate, clip : float, above 0
        Learning rate at the start, and the largest norm that the gradient of one array may have.
    batch, segment : int
        Lanes side by side, and steps in a segment.
    epochs : int
        Times through the training tunes.
    seed : int
        Of the first weights, the dropout and the order of the tunes.
    low, high : int
        Range of pitches, ``high`` exclusive.
    key : int or None
        Pitch class of the major key that every tune is moved to; None leaves keys alone.
    encoding : {"one-hot", "lookback", "key", "copy", "place"}
        What the network reads and answers.
    attention : int
        Outputs that the first layer remembers and attends to; 0 is none.
    heads : int
        Heads of each block of a transformer, which then has ``units`` numbers a row in each block,
        all alike; 0 makes LSTM layers.
    reach : int
        Steps that a transformer looks back.
    follow_bar : bool
        Look back one and two bars of the tune's own length instead of 16 and 32 steps, and count
        steps within the bar.
    average : float, 0 <= average < 1
        What is kept is not the weights of the last update but their moving average, with this
        momentum: noise of single updates cancels out. In a short run the momentum is smaller, so
        that the average forgets the random weights of the start. 0 keeps the weights as they are.
    schedule : {"cosine", "constant"}
        Whether the rate falls to zero along a half cosine, or stays.
    patience : int, 0 or more
        Stop early after so many epochs that did no better on the validation tunes than the best
        before them; 0 never stops early.

    Raises
    ------
    ValueError
        If a setting is out of its range, or names no encoding or schedule.
    """

    units: tuple[int, ...] = (256, 256)
    dropout: float = 0.4
    rate: float = 0.003
    clip: float = 5.0
    batch: int = 64
    segment: int = 32
    epochs: int = 24
    seed: int = 0
    low: int = 48
    high: int = 84
    key: int | None = 0
    encoding: str = "one-hot"
    attention: int = 0
    heads: int = 0
    reach: int = 0
    follow_bar: bool = False
    average: float = 0.0
    schedule: str = "cosine"
    patience: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", tuple(int(u) for u in self.units))
        for name in ("rate", "clip", "batch", "segment", "epochs"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be at least 0 and below 1, got {self.dropout}")
        if not self.units or min(self.units) < 1:
            raise ValueError(
                f"units needs at least one layer of at least one unit, got {self.units}"
            )
        if not 0 <= self.average < 1:
            raise ValueError(f"average must be at least 0 and below 1, got {self.average}")
        if self.patience < 0:
            raise ValueError(f"patience must be 0 or more, got {self.patience}")
        if self.schedule not in SCHEDULES:
            raise ValueError(
                f"unknown schedule {self.schedule!r}; there are {', '.join(SCHEDULES)}"
            )
        self._check_network()

    def _check_network(self) -> None:
        """Raise ValueError unless a network of these settings can be made, saved and loaded."""
        from ssc_lib.music.arrays import MOST_NUMBERS
        from ssc_lib.networks.checked import check_settings

        check_settings(self.__dict__)
        if self.heads and (len(set(self.units)) > 1 or self.units[0] % self.heads):
            raise ValueError(
                f"the blocks of a transformer are all as wide, and {self.heads} heads share the "
                f"width; got units {' '.join(map(str, self.units))}"
            )
        first, width = self.units[0], self.reader.input_size
        numbers = (width + first) * width + 5 * first**2 if self.attention else 0  # without biases
        for units in self.units:
            numbers += (12 * units**2) if self.heads else 4 * units * (width + units)
            width = units
        if numbers > 0.9 * MOST_NUMBERS:
            raise ValueError(
                f"units {' '.join(map(str, self.units))} make a network of {numbers:,} weights, "
                f"where {0.9 * MOST_NUMBERS:,.0f} are the most"
            )

    @property
    def reader(self) -> Any:
        """The encoding itself, for these pitches."""
        from ssc_lib.networks.checked import ENCODINGS  # now: to list the defaults takes no NumPy

        return ENCODINGS[self.encoding](self.low, self.high)


def settings_for(config: str = "basic", preset: str | None = None, **changes: Any) -> Settings:
    """Choose the settings of a configuration, by a preset if one is named, with your changes.

    Parameters
    ----------
    config : {"basic", "mono", "lookback", "copy", "transformer", "attention"}
        Also with the ending ``_rnn``.
    preset : {"original", "book"}, optional
        Train as Melody RNN was trained, or the same with twice the units and half the batch; by
        default as this book trains its networks. Copy and transformer have no preset.
    **changes
        Any parameter of `Settings`.

    Raises
    ------
    ValueError
        If the configuration or the preset is unknown, the configuration has no preset, or a setting
        is out of its range.

    Examples
    --------
    The original learned at a constant rate, two layers of 128 units:

    >>> old = settings_for("lookback", "original")
    >>> old.units, old.schedule, old.follow_bar
    ((128, 128), 'constant', False)

    One change to it, and the rest stays:

    >>> settings_for("lookback", "original", batch=16).units
    (128, 128)
    """
    config = config.removesuffix("_rnn")
    if config not in CONFIGS:
        raise ValueError(f"unknown config {config!r}; there are {', '.join(CONFIGS)}")
    if preset is not None and preset not in PRESETS:
        raise ValueError(f"unknown preset {preset!r}; there are {', '.join(PRESETS)}")
    if preset is not None and config in OWN:
        raise ValueError(
            f"the preset {preset!r} trains as Melody RNN was trained, and it had no {config!r}; "
            "leave the preset out"
        )
    chosen = dict(CONFIGS[config])
    if preset is not None:
        chosen |= {**PRESETS[preset], "clip": 3.0 if config == "attention" else 5.0}
    return Settings(**{**chosen, **changes})
