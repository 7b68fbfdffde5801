"""Sizes of pre-activations and gradients in each layer of some nets."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes


@dataclass(frozen=True)
class Scales:
    """How large everything is in each layer, for nets that differ in their initial weights.

    Attributes
    ----------
    forward : ndarray, (nets, layers)
        Root mean square of the pre-activations, over samples and units.
    backward : ndarray, (nets, layers)
        Root mean square of the gradient with respect to them, in units of the last layer's.
    spread : ndarray, (nets, layers), optional
        Standard deviation of a unit's pre-activation over the samples, its weights fixed; root
        mean square over units.
    """

    forward: np.ndarray
    backward: np.ndarray
    spread: np.ndarray | None = None


def fill_range(axes: Axes, layers: np.ndarray, values: np.ndarray, **look) -> None:
    """Fill the area between the smallest and the largest of some nets in each layer."""
    # `fill_between` would name its path in SVG by the last bits of all numbers.
    around = np.append(values.min(axis=0), values.max(axis=0)[::-1])
    axes.fill(np.append(layers, layers[::-1]), around, alpha=0.25, linewidth=0, **look)
