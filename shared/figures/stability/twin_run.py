"""Trainings of units that began equal, or nearly so."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes


@dataclass(frozen=True)
class TwinRuns:
    """Trainings of nets with one hidden layer, which differ in their data, recorded step by step.

    Attributes
    ----------
    weights : ndarray, (steps + 1, runs, 3, width)
        Two incoming weights and the bias of each hidden unit, before each step and after the last.
    loss : ndarray, (steps + 1, runs)
        The loss on all samples at the same times.
    """

    weights: np.ndarray
    loss: np.ndarray

    @cached_property
    def differences(self) -> np.ndarray:
        """The largest difference between two units in w1, w2 and b, (steps + 1, runs, 3)."""
        return np.ptp(self.weights, axis=-1)

    @cached_property
    def distance(self) -> np.ndarray:
        """The largest difference between two units in a weight or bias, (steps + 1, runs)."""
        return self.differences.max(axis=-1)


def every_500_steps(axes: Axes, last: int) -> None:
    """Put ticks on the axis of steps, written as the sliders write them: 1,500."""
    steps = range(0, last + 1, 500)
    axes.set_xticks(steps, [f"{step:,}" for step in steps])
