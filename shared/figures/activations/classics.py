"""ReLU, sigmoid and tanh, each with its derivative."""

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS, maximum_slope
from shared.figures.style import colour, panels, styled

CLASSICS = ("relu", "sigmoid", "tanh")


@styled
def draw_classics() -> Figure:
    """Draw ReLU, sigmoid and tanh, each with its derivative.

    Returns
    -------
    matplotlib.figure.Figure
        One panel for each function.
    """
    z = np.linspace(-6, 6, 161)
    figure, axes = panels(len(CLASSICS))
    for each, name in zip(axes, CLASSICS, strict=True):
        activation = ACTIVATIONS[name]
        each.plot(z, activation.f(z), color=colour("forward"), label="f(z)")
        slope = activation.df(z)
        if name == "relu":
            slope = np.where(z == 0, np.nan, slope)  # a jump, not a steep line
        each.plot(z, slope, color=colour("gradient"), linestyle="--", label="f′(z)")
        each.set(title=activation.title, xlabel="pre-activation z", xticks=range(-6, 7, 2))
        # One scale in all three: slopes are to be compared.
        each.set(ylim=(-1.3, 3.3), yticks=range(-1, 4))
        each.legend(loc="upper left")
    return figure


def describe_classics() -> str:
    """Say what `draw_classics` shows."""
    slopes = {name: maximum_slope(name)[0] for name in CLASSICS}
    return (
        "Three activation functions (solid) and their derivatives (dashed). ReLU is 0 for "
        f"z < 0 and rises with slope {slopes['relu']:g} for z > 0. The sigmoid climbs from 0 "
        f"to 1, with a slope of {slopes['sigmoid']:g} at most, at z = 0. Tanh climbs from −1 to "
        f"1, with a slope of {slopes['tanh']:g} at most, at z = 0. Far from 0 the slopes of the "
        "sigmoid and of tanh are close to 0."
    )
