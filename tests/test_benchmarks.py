"""Benchmarks measure each slider of the book, however few positions it has."""

from itertools import pairwise

import pytest

from benchmarks.live_kernel import PLACES, moves


@pytest.mark.parametrize("count", [2, 3, PLACES, 100])
def test_a_slider_moves_to_new_positions_and_back_over_visited_ones(count):
    for default in (0, count // 2, count - 1):
        new, back = moves(count, default)
        assert len(new) == min(count - 1, PLACES)
        assert default not in new
        steps = [default, *new, *back]
        assert all(here != there for here, there in pairwise(steps))
        assert set(back) == {default, *new[:-1]}
