r"""An LSTM layer through time, and its gradient by hand.

Keras would find this gradient by itself. Written out it is a page long, and faster, for two
reasons.

**One tanh for all gates.** Since :math:`\sigma(x) = \frac12 + \frac12 \tanh \frac x2`, the
four gates of `ssc_lib.networks.cells` are one call. With ``k`` a row of 1/2 where a gate is a
sigmoid, and of 1 where it is a tanh,

.. math::
    t &= \tanh(k\,(x W + h U + b)) \\
    (i, f, g, o) &= k\,t + 1 - k \\
    c' &= f c + i g, \qquad h' = o \tanh c'

**One product for all steps.** Going back in time, with :math:`\delta h` what the loss asks of
:math:`h'` (from the layer above, and from the step that follows) and :math:`\delta c` of
:math:`c'`,

.. math::
    \delta c &\leftarrow \delta c + \delta h \; o\,(1 - \tanh^2 c') \\
    r &= (\delta c\,g,\; \delta c\,c,\; \delta c\,i,\; \delta h \tanh c') \\
    \delta z &= r\,k^2 (1 - t^2) \\
    \delta h &\leftarrow \delta z\,U^\top, \qquad \delta c \leftarrow \delta c\,f

Only :math:`\delta h` and :math:`\delta c` wait for the step that follows. The factors beside them
are worked out for all steps at once. The gradients of the weights add up over all steps, so that
each is a single product of tall matrices at the end, such as :math:`\delta U = \sum_s h_s^\top
\delta z_s`.

Chapter: A network that composes. Source: Werbos, *Proceedings of the IEEE* 78, 1990, for the
gradient through time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import ops


@ops.custom_gradient
def lstm_through_time(x: Any, h: Any, c: Any, W: Any, U: Any, b: Any) -> Any:
    """Run an LSTM over all steps, on Keras's backend.

    Parameters
    ----------
    x : tensor, shape (steps, batch, inputs)
    h, c : tensors, shape (batch, units)
        Output and cell state before the first step.
    W, U, b : tensors
        Weights as `ssc_lib.networks.cells` has them.

    Returns
    -------
    tensor, shape (steps + 1, batch, units)
        The output of every step, and in the last row the cell state after the last one. What is
        done with that row does not count in the gradient; it is there to be carried on.
    """
    k = np.repeat(np.array([0.5, 0.5, 1, 0.5], np.float32), h.shape[-1])

    def step(state: Any, xW: Any) -> Any:
        h, c, _ = state
        t = ops.tanh((xW + h @ U + b) * k)
        i, f, g, o = ops.split(t * k + (1 - k), 4, -1)
        c = f * c + i * g
        return o * ops.tanh(c), c, t

    xW = x @ W
    no_gates = ops.zeros_like(xW[0])
    hs, cs, ts = _states(step, (h, c, no_gates), xW)

    def backward(*args: Any, upstream: Any = None) -> Any:
        asked = (args[0] if upstream is None else upstream)[:-1]
        h_before = ops.concatenate([h[None], hs[:-1]], 0)
        c_before = ops.concatenate([c[None], cs[:-1]], 0)
        i, f, g, o = ops.split(ts * k + (1 - k), 4, -1)
        shown = ops.tanh(cs)
        through = o * (1 - shown * shown)
        slopes = ops.concatenate([g, c_before, i, shown], -1) * (k * k * (1 - ts * ts))
        U_turned = ops.transpose(U)

        def step_back(state: Any, row: Any) -> Any:
            dh, dc, _ = state
            asked, through, slope, f = row
            dh = dh + asked
            dc = dc + dh * through
            dz = ops.concatenate([dc, dc, dc, dh], -1) * slope
            return dz @ U_turned, dc * f, dz

        nothing = ops.zeros_like(h)
        rows = asked, through, slopes, f
        dh, dc, dz = _states(step_back, (nothing, nothing, no_gates), rows, reverse=True)
        dW, dU = (ops.tensordot(a, dz, axes=((0, 1), (0, 1))) for a in (x, h_before))
        return dz @ ops.transpose(W), dh[0], dc[0], dW, dU, ops.sum(dz, (0, 1))

    return ops.concatenate([hs, cs[-1:]], 0), backward


def _states(step: Callable[[Any, Any], Any], state: Any, rows: Any, reverse: bool = False) -> Any:
    """Every state that ``step(state, row)`` goes through, in the order of the rows."""
    return ops.scan(lambda s, row: (step(s, row),) * 2, state, rows, reverse=reverse)[1]
