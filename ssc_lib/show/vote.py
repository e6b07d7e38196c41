"""A vote by ear: clips without a picture and without words, and the answer folded away.

A chapter begins with a question that is answered by listening. `blind` shows two or three clips
that tell nothing but their names, A, B and C; `Blind.answer`, in a later cell, folds up what was
heard: the right name, the reason, and each clip's roll with its description. The sound is on the
page once. Where the roll finds it there, its playhead follows it and a click on the roll plays it.

In the book the directive ``vote`` stands between the two, with a button for each name.

Chapters: Coin flips; Markov chains; A network that composes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ssc_lib.show.html import Html, checked_text, data_uri, fill, source
from ssc_lib.show.player import Clip, listen
from ssc_lib.sound.tone import Music

NAMES = "ABCDEF"


@dataclass(frozen=True, repr=False)
class Blind:
    """Clips to vote on, shown by a notebook as bare players; made by `blind`.

    Attributes
    ----------
    clips : tuple of Clip
        With their rolls and notes, which the players do not show.
    """

    clips: tuple[Clip, ...]

    def __repr__(self) -> str:
        return f"<Blind: clips {', '.join(NAMES[: len(self.clips)])}>"

    def _repr_html_(self) -> str:
        players = (
            fill(
                "vote.html",
                key=_key(clip),
                letter=name,
                sound=data_uri("audio/mpeg", clip.mp3),
                script=source("clip.js"),
            )
            for name, clip in zip(NAMES, self.clips, strict=False)
        )
        return "".join(players)

    def answer(self, right: str, *descriptions: str, because: str) -> Answer:
        """Fold up the answer: shown closed, and opened by a vote or a click.

        Parameters
        ----------
        right : str
            Name of the clip that the question asks for, such as "B".
        *descriptions : str
            What is heard, in words, one for each clip.
        because : str
            How the ear can tell, in a sentence or two.

        Raises
        ------
        ValueError
            If no clip has that name, or there are not as many descriptions as clips.

        Examples
        --------
        >>> from ssc_lib import Melody
        >>> clips = blind(Melody([60, -2]), Melody([72, -2]))
        >>> clips.answer("B", "C4", "C5", because="An octave lies between them.")
        <Answer: B. An octave lies between them.>
        """
        names = NAMES[: len(self.clips)]
        if len(right) != 1 or right not in names:
            raise ValueError(f"there is no clip {right!r}; the clips are {', '.join(names)}")
        if len(descriptions) != len(names):
            raise ValueError(
                f"{len(names)} clips need as many descriptions, got {len(descriptions)}"
            )
        said = tuple(checked_text("the description", text) for text in descriptions)
        return Answer(self.clips, right, said, checked_text("because", because))


@dataclass(frozen=True, repr=False)
class Answer:
    """The answer to a vote, folded up; made by `Blind.answer`."""

    clips: tuple[Clip, ...]
    right: str
    descriptions: tuple[str, ...]
    because: str

    def __repr__(self) -> str:
        return f"<Answer: {self.right}. {self.because}>"

    def _repr_html_(self) -> str:
        figures = (
            clip.html(title=f"Clip {name}", description=said, sound_of=_key(clip))
            for name, clip, said in zip(NAMES, self.clips, self.descriptions, strict=False)
        )
        return fill(
            "answer.html", right=self.right, because=self.because, figures=Html("".join(figures))
        )


def blind(*music: Music) -> Blind:
    """Make bare players for two to six pieces of music, named A, B, C and so on.

    Parameters
    ----------
    *music : Melody, Multitrack, iterable of Tone, or Performance

    Returns
    -------
    Blind
        As the last value of a cell it shows itself; ``.answer(...)`` folds up what was heard.

    Raises
    ------
    ValueError
        If there are fewer than two pieces or more than six.

    Examples
    --------
    >>> from ssc_lib import Melody
    >>> blind(Melody([60, -2]), Melody([72, -2]))
    <Blind: clips A, B>
    """
    if not 2 <= len(music) <= len(NAMES):
        raise ValueError(f"a vote needs two to {len(NAMES)} clips, got {len(music)}")
    return Blind(tuple(listen(one, description="A clip to vote on") for one in music))


def _key(clip: Clip) -> str:
    """What ties the roll in the answer to the sound of the vote: a digest of the notes."""
    return "s" + hashlib.sha256(clip.midi).hexdigest()[:8]
