"""A training of units that began equal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes


@dataclass(frozen=True)
class TwinRun:
    """A training of a net with one hidden layer, step by step.

    Attributes
    ----------
    weights : sequence of ndarray, (3, width) each
        Two incoming weights and the bias of each hidden unit, before each step and after the last.
    loss : sequence of float
        The loss on all samples at the same times.
    """

    weights: Sequence[np.ndarray]
    loss: Sequence[float]

    def spread(self, step: int) -> float:
        """Return the greatest difference between the weights, or biases, of two units."""
        return float(np.ptp(self.weights[step], axis=1).max())

    def rank(self, step: int) -> int:
        """Return the rank of the matrix of incoming weights."""
        return int(np.linalg.matrix_rank(self.weights[step][:-1]))


def every_500_steps(axes: Axes, last: int) -> None:
    """Put ticks on the axis of steps, written as the sliders write them: 1,500."""
    steps = range(0, last + 1, 500)
    axes.set_xticks(steps, [f"{step:,}" for step in steps])
