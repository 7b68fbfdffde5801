"""Counts of work and memory, against counting by doing."""

import math
from itertools import pairwise

import numpy as np
import pytest

from shared.cost import (
    Work,
    jacobian_multiplications,
    memory_timeline,
    parameter_count,
    stored_values,
    work,
)
from shared.mlp import MLP

SIZES = [5, 7, 4, 3]


class Counted:
    """A matrix that counts the multiplications of its products."""

    def __init__(self, array, tally):
        self.array, self.tally = array, tally

    def __matmul__(self, other):
        (rows, inner), columns = self.array.shape, other.array.shape[1]
        self.tally.append(rows * inner * columns)
        return Counted(self.array @ other.array, self.tally)


@pytest.mark.parametrize("sizes", [[2, 3, 1], SIZES, [6, 2, 6, 2, 6], [1, 1, 9]])
def test_the_jacobian_costs_what_multiplying_it_out_costs(sizes):
    forward, reverse = [], []
    matrices = [np.ones(shape) for shape in pairwise(sizes)]
    product = Counted(matrices[0], forward)
    for matrix in matrices[1:]:
        product = product @ Counted(matrix, forward)
    product = Counted(matrices[-1], reverse)
    for matrix in matrices[-2::-1]:
        product = Counted(matrix, reverse) @ product
    assert jacobian_multiplications(sizes, "forward") == sum(forward)
    assert jacobian_multiplications(sizes, "reverse") == sum(reverse)


def test_both_modes_cost_the_same_for_as_many_inputs_as_outputs():
    for n in (1, 10, 1000):
        sizes = [n, 64, 64, n]
        assert jacobian_multiplications(sizes, "forward") == jacobian_multiplications(
            sizes, "reverse"
        )
    assert jacobian_multiplications([8, 5, 5, 1], "forward") == 8 * 25 + 8 * 5
    assert jacobian_multiplications([8, 5, 5, 1], "reverse") == 25 + 8 * 5


def test_a_backward_pass_has_two_products_a_layer_but_one_in_the_first():
    assert work([3, 4], 10) == Work(forward=120, backward=120)
    assert work(SIZES, 2) == Work(2 * (35 + 28 + 12), 2 * (35 + 2 * 28 + 2 * 12))


def test_parameters_and_stored_values_are_those_of_a_net():
    net = MLP(SIZES, rng=np.random.default_rng(0))
    record = net.forward(np.ones((6, 5)))
    assert parameter_count(SIZES) == sum(W.size + b.size for W, b in net.params)
    assert stored_values(SIZES, 6) == sum(a.size for a in [*record.activations, *record.zs])


def test_prediction_holds_the_two_arrays_of_one_step():
    timeline = memory_timeline(SIZES, 10, "prediction")
    assert timeline == [10 * pair for pair in (5 + 7, 7 + 7, 7 + 4, 4 + 4, 4 + 3)]


def test_training_rises_to_all_stored_values_and_falls_again():
    timeline = memory_timeline(SIZES, 10, "training")
    forward, backward = timeline[:5], timeline[5:]
    assert forward[-1] == stored_values(SIZES, 10)
    assert forward == sorted(forward)
    assert backward[0] == stored_values(SIZES, 10) + 10 * 3
    assert backward[1] == stored_values(SIZES, 10) + 10 * (3 - 3 - 4 + 4)  # dz, no z, no h, dh
    assert backward[-1] == 10 * (5 + 7 + 7 + 7)  # x, z, dh, and dz, which is being computed
    # One array for each z, h, dz and dh.
    assert len(timeline) == 3 + 2 + 3 + 2


def test_one_segment_is_plain_training_and_more_are_more_work():
    sizes = [8] * 13
    training = memory_timeline(sizes, 1, "training")
    assert memory_timeline(sizes, 1, "checkpointing", segment=12) == training
    shorter = memory_timeline(sizes, 1, "checkpointing", segment=4)
    assert max(shorter) < max(training)
    # All but the last segment compute their z once more, and their h except the checkpoints.
    assert len(shorter) == len(training) + 2 * (4 + 3)


def test_checkpoints_need_memory_like_the_root_of_the_depth():
    for depth in (100, 400):
        timelines = {
            segment: max(memory_timeline([1] * (depth + 1), 1, "checkpointing", segment))
            for segment in range(1, 2 * math.isqrt(depth))
        }
        best = min(timelines, key=timelines.get)
        assert 0.5 * math.sqrt(depth) < best < math.sqrt(depth)
        assert max(memory_timeline([1] * (depth + 1), 1, "checkpointing")) < 3.2 * math.sqrt(depth)
        assert max(memory_timeline([1] * (depth + 1), 1, "training")) == 2 * depth + 1


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: work([3], 1), "sizes"),
        (lambda: work([3, 1], 0), "batch"),
        (lambda: jacobian_multiplications([3, 1], "forward"), "hidden layer"),
        (lambda: jacobian_multiplications([3, 2, 1], "sideways"), "mode"),
        (lambda: memory_timeline([3, 1], 1, "pondering"), "mode"),
        (lambda: memory_timeline([3, 1], 1, "checkpointing", segment=0), "segment"),
        (lambda: stored_values([3, 1], 0), "batch"),
    ],
)
def test_bad_arguments_are_named(call, match):
    with pytest.raises(ValueError, match=match):
        call()
