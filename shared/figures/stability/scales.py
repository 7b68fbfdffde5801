"""Sizes of pre-activations and gradients in each layer of some nets."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scales:
    """How large everything is in each layer, for nets that differ in their initial weights.

    Attributes
    ----------
    forward : ndarray, (nets, layers)
        Root mean square of the pre-activations, over samples and units.
    backward : ndarray, (nets, layers)
        Root mean square of the gradient with respect to them, in units of the last layer's.
    """

    forward: np.ndarray
    backward: np.ndarray
