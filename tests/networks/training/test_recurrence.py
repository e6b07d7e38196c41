"""The gradient by hand is the one that Keras finds, and the outputs are NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

import keras

from ssc_lib.networks.cells import lstm_cell
from ssc_lib.networks.training.recurrence import lstm_through_time

STEPS, LANES, INPUTS, UNITS = 5, 3, 4, 6


def case(rng: np.random.Generator) -> list[np.ndarray]:
    """x, h, c, W, U, b, large enough that some gates are nearly shut."""
    shapes = (
        (STEPS, LANES, INPUTS),
        (LANES, UNITS),
        (LANES, UNITS),
        (INPUTS, 4 * UNITS),
        (UNITS, 4 * UNITS),
        (4 * UNITS,),
    )
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def test_outputs_are_those_of_the_cell_stepped_in_numpy() -> None:
    x, h, c, W, U, b = arrays = case(np.random.default_rng(0))
    rows = np.asarray(lstm_through_time(*map(keras.ops.convert_to_tensor, arrays)))
    assert rows.shape == (STEPS + 1, LANES, UNITS)
    for step in range(STEPS):
        h, c = lstm_cell(x[step] @ W, h, c, U, b)
        np.testing.assert_allclose(rows[step], h, atol=1e-6)
    np.testing.assert_allclose(rows[-1], c, atol=1e-6)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="asks TensorFlow for gradients")
def test_gradients_are_those_of_the_keras_layer() -> None:
    """Of all six arguments, for a loss that weighs each output differently."""
    import tensorflow as tf

    rng = np.random.default_rng(1)
    x, h, c, W, U, b = arrays = [tf.Variable(a) for a in case(rng)]
    weights = rng.normal(size=(STEPS, LANES, UNITS)).astype(np.float32)
    layer = keras.layers.LSTM(UNITS, return_sequences=True)
    layer.build((LANES, STEPS, INPUTS))
    for variable, value in zip(layer.trainable_variables, (W, U, b), strict=True):
        variable.assign(value)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(lstm_through_time(*map(tf.identity, arrays))[:-1] * weights)
    ours = tape.gradient(loss, arrays)
    with tf.GradientTape() as tape:
        y = layer(tf.transpose(x, (1, 0, 2)), initial_state=[tf.identity(h), tf.identity(c)])
        same_loss = tf.reduce_sum(tf.transpose(y, (1, 0, 2)) * weights)
    theirs = tape.gradient(same_loss, [x, h, c, *(v.value for v in layer.trainable_variables)])
    assert float(loss) == pytest.approx(float(same_loss), abs=1e-4)
    for name, mine, other in zip("xhcWUb", ours, theirs, strict=True):
        assert np.abs(other).max() > 0.1, name
        np.testing.assert_allclose(mine, other, atol=1e-4, err_msg=name)


def test_what_is_done_with_the_last_cell_state_does_not_count() -> None:
    tf = pytest.importorskip("tensorflow")
    if keras.backend.backend() != "tensorflow":
        pytest.skip("asks TensorFlow for gradients")
    arrays = [tf.Variable(a) for a in case(np.random.default_rng(2))]
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(lstm_through_time(*map(tf.identity, arrays))[-1])
    assert all(not np.any(g) for g in tape.gradient(loss, arrays))
