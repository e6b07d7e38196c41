"""The chain of screens in Xenakis's *Analogique A* (1958), built from its rules.

A **screen** is about a second of music in one of eight states, A to H: frequency f, intensity g
and density d each take one of two values. Each of the three moves by one of two 2 x 2 matrices:
``ALPHA``, which alternates, or ``BETA``, which stays. Which matrix it obeys is proposed by the
present values of the *other two*, and when their proposals differ a fair coin decides: the mean of
the two matrices.

Given the screen, the three draw independently, so the 8 x 8 matrix is a product of three factors.
Rows are "from"; Xenakis prints "from" in columns.

Chapter: Markov chains. Source: I. Xenakis, *Formalized Music*, 1992, pp. 82-87.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from ssc_lib.chance.markov import MarkovChain

SCREENS = "ABCDEFGH"
ALPHA = np.array([[0.20, 0.80], [0.80, 0.20]])
BETA = np.array([[0.85, 0.15], [0.40, 0.60]])

# Who proposes which matrix to whom: PROPOSALS[mover][proposer] = (matrix at value 0, at value 1).
PROPOSALS = {
    "f": {"d": (ALPHA, BETA), "g": (BETA, ALPHA)},
    "g": {"f": (ALPHA, BETA), "d": (ALPHA, BETA)},
    "d": {"f": (ALPHA, BETA), "g": (ALPHA, BETA)},
}


def screen_values() -> list[tuple[int, int, int]]:
    """Frequency, intensity and density (0 or 1) of the screens A to H."""
    return [(f, g, d) for f, g, d in product((0, 1), repeat=3)]


def screen_chain() -> MarkovChain:
    """The Markov chain on the eight screens.

    Examples
    --------
    >>> chain = screen_chain()
    >>> round(float(chain.P[4, 3]), 3)  # from E to D
    0.135
    >>> round(chain.entropy_rate(), 3)
    2.623
    """
    P = np.ones((8, 8))
    for row, values in enumerate(screen_values()):
        now = dict(zip("fgd", values, strict=True))
        for place, mover in enumerate("fgd"):
            proposed = [pair[now[who]] for who, pair in PROPOSALS[mover].items()]
            factor = np.mean(proposed, axis=0)[now[mover]]
            P[row] *= [factor[after[place]] for after in screen_values()]
    return MarkovChain(P, states=list(SCREENS))
