"""The slope at one pre-activation, and what ten layers of it do to a gradient."""

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.activations.ticks import ticks
from shared.figures.style import colour, panels, powers_of_ten, styled, written

REACH = 8  # pre-activations are drawn from -8 to 8
LAYERS = 10


@styled
def draw_slope_and_depth(z: float = 3, activation: str = "sigmoid") -> Figure:
    """Draw a function with its tangent, and what that slope does to a gradient over ten layers.

    Parameters
    ----------
    z : float
        The pre-activation at which the tangent touches, the same in all layers.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        The curve and its tangent; the product of 0 to 10 slopes, in magnitude.
    """
    chosen = ACTIVATIONS[activation]
    value, slope = float(chosen.f(z)), float(chosen.df(z))
    figure, (curve, product) = panels(2)

    everywhere = np.linspace(-REACH, REACH, 161)
    curve.plot(everywhere, chosen.f(everywhere), color=colour("forward"))
    beside = np.array([z - 2.5, z + 2.5])
    curve.plot(beside, value + slope * (beside - z), color=colour("gradient"), linewidth=1.4)
    curve.plot(z, value, "o", color=colour("gradient"))
    low, high = (bound if np.isfinite(bound) else np.sign(bound) * REACH for bound in chosen.bounds)
    margin = 0.15 * (high - low)
    curve.set(ylim=(low - margin, high + margin), yticks=ticks(low, high))
    curve.set(title="the function and its tangent at z", xlabel="pre-activation z")
    curve.set(xlim=(-REACH - 0.6, REACH + 0.6), xticks=range(-8, 9, 4))

    depth = np.arange(LAYERS + 1)
    factors = abs(slope) ** depth
    drawn = factors > 0
    product.plot(depth[drawn], factors[drawn], "o-", color=colour("gradient"), markersize=4)
    if slope == 0:
        product.text(
            1.2, 1e-7, "slope 0: no gradient passes\neven one layer", color=colour("muted")
        )
    powers_of_ten(product.yaxis, range(-15, 4, 3))
    product.set(title="share of a gradient left after L layers", xlabel="layers L of this slope")
    product.set(xlim=(-0.5, LAYERS + 0.5), ylim=(1e-16, 1e4), xticks=range(0, LAYERS + 1, 2))
    return figure


def describe_slope_and_depth(z: float = 3, activation: str = "sigmoid") -> str:
    """Say what `draw_slope_and_depth` shows."""
    chosen = ACTIVATIONS[activation]
    value, slope = float(chosen.f(z)), float(chosen.df(z))
    here = f"{chosen.title} at z = {written(z)}: value {written(value)}, slope {written(slope)}. "
    if slope == 0:
        return here + "No gradient passes even one layer of this slope."
    if slope == 1:
        return here + f"Through {LAYERS} layers of this slope a gradient keeps its size."
    return (
        here + f"Through {LAYERS} layers of this slope the size of a gradient is multiplied by "
        f"{written(abs(slope) ** LAYERS)}."
    )
