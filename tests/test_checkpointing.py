"""Checkpointed gradients are the plain ones, bit for bit, for less memory."""

import tracemalloc

import numpy as np
import pytest

from shared.checkpointing import CheckpointedRecord, checkpointed_gradients
from shared.mlp import MLP


def same(grads, others):
    return all(
        np.array_equal(one, other)
        for pair, other_pair in zip(grads, others, strict=True)
        for one, other in zip(pair, other_pair, strict=True)
    )


@pytest.mark.parametrize("segment", range(1, 9))
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_gradients_are_the_plain_ones_for_every_segment(activation, segment):
    rng = np.random.default_rng(0)
    net = MLP([3, 5, 4, 6, 2, 5, 3, 2], activation, rng=rng, l2=0.1)
    X, y = rng.normal(size=(4, 3)), [0, 1, 1, 0]
    objective, grads = checkpointed_gradients(net, X, y, segment=segment)
    expected, expected_grads = net.gradients(X, y)
    assert objective == expected
    assert same(grads, expected_grads)


def test_a_regression_and_a_net_of_one_layer():
    rng = np.random.default_rng(1)
    for sizes in ([2, 1], [2, 3, 1]):
        net = MLP(sizes, rng=rng)
        X, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 1))
        given = net, X, y, "mean_squared_error"
        assert same(checkpointed_gradients(*given, segment=2)[1], net.gradients(*given[1:])[1])


def test_only_one_segment_is_held_beside_the_checkpoints():
    net = MLP([4] * 10, rng=np.random.default_rng(0))
    record = CheckpointedRecord(net, np.ones((2, 4)), 3)
    assert len(record.checkpoints) == 3
    plain = net.forward(np.ones((2, 4)))
    for layer in reversed(range(9)):
        assert np.array_equal(record.zs[layer], plain.zs[layer])
        assert np.array_equal(record.activations[layer], plain.activations[layer])
        assert len(record.record.zs) == 3


def test_memory_is_less():
    net = MLP([32] * 26, "tanh", "glorot_normal", rng=np.random.default_rng(0))
    X, y = np.ones((256, 32)), np.zeros(256, dtype=int)

    def peak(compute):
        tracemalloc.start()
        compute()
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    plain = peak(lambda: net.gradients(X, y))
    assert peak(lambda: checkpointed_gradients(net, X, y, segment=5)) < 0.6 * plain


def test_the_segment_must_be_a_whole_number():
    net = MLP([2, 2], rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="segment"):
        checkpointed_gradients(net, [[1.0, 2.0]], [0], segment=0)
