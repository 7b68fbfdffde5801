"""One unit: its weighted sum, its activation and its slope."""

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.style import BEHIND, colour, panels, styled, written

REACH, TOP = 6, 3.3  # pre-activations are drawn from -6 to 6, activations up to 3.3


def pre_activation(x: float, w: float, b: float) -> float:
    """Return w x + b, and exactly 0 where only rounding keeps it from 0."""
    return round(w * x + b, 9) + 0.0


@styled
def draw_unit(x: float = 2.0, w: float = 0.5, b: float = -0.5, activation: str = "tanh") -> Figure:
    """Draw what a unit with one input computes: h = f(w x + b), and the slope of f there.

    Parameters
    ----------
    x, w, b : float
        Input, weight and bias.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        The activation and its slope, each against the pre-activation, with the unit's place.
    """
    chosen, z = ACTIVATIONS[activation], pre_activation(x, w, b)
    along = np.linspace(-REACH, REACH, 241)
    figure, (value, slope) = panels(2)
    for axes, function, meaning in ((value, chosen.f, "forward"), (slope, chosen.df, "gradient")):
        curve = function(along)
        if activation == "relu" and meaning == "gradient":
            curve = np.where(along == 0, np.nan, curve)  # a jump, not a steep line
        axes.plot(along, curve, color=colour(meaning), gid=f"{meaning}-curve")
        drop = {
            "color": colour("muted"),
            "linewidth": 1,
            "linestyle": ":",
            "gid": f"{meaning}-drop",
        }
        axes.plot([z, z, -REACH], [0, function(z), function(z)], **drop)
        axes.plot(z, function(z), "o", color=colour(meaning), markersize=8, gid=f"{meaning}-here")
        axes.axhline(0, color=colour("muted"), linewidth=0.8, alpha=BEHIND, zorder=0)
        axes.set(xlabel="pre-activation z = wx + b", xlim=(-REACH, REACH))
        axes.set(ylim=(-1.3, TOP), xticks=range(-6, 7, 2), yticks=range(-1, 4))
    value.set(title="activation h = f(z)")
    slope.set(title="slope f′(z)")
    return figure


def describe_unit(x: float = 2.0, w: float = 0.5, b: float = -0.5, activation: str = "tanh") -> str:
    """Say what `draw_unit` shows."""
    chosen, z = ACTIVATIONS[activation], pre_activation(x, w, b)
    h, slope = float(chosen.f(z)), float(chosen.df(z))
    equals = "=" if abs(float(f"{h:.3g}") - h) < 1e-12 else "≈"
    words = f"{chosen.title}: z = wx + b = {written(z)}, and h = f(z) {equals} {written(h)}. "
    if activation == "relu" and z == 0:
        words += "There the graph has a kink, and the slope counts as 0."
    elif slope == 0:
        words += "The slope there is 0: a small change of z does not change h."
    else:
        words += (
            f"The slope there is {written(slope)}: if z grows by 0.01, h grows by about "
            f"{written(slope / 100)}."
        )
    if abs(z) > REACH:
        words += " Both points are outside the picture."
    elif h > TOP:
        words += " The point of h is outside the picture."
    return words
