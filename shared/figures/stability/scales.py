"""Sizes of pre-activations and gradients in each layer of a net."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scales:
    """How large everything is in each layer of a net.

    Attributes
    ----------
    forward : ndarray, (layers,)
        Root mean square of the pre-activations.
    backward : ndarray, (layers,)
        Root mean square of the gradient with respect to them, in units of the last layer's.
    """

    forward: np.ndarray
    backward: np.ndarray
