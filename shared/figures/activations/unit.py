"""One unit: its weighted sum, its activation and its slope."""

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.style import BEHIND, colour, panels, styled, written


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
    chosen, z = ACTIVATIONS[activation], w * x + b
    along = np.linspace(-6, 6, 241)
    figure, (value, slope) = panels(2)
    for axes, function, meaning in ((value, chosen.f, "forward"), (slope, chosen.df, "gradient")):
        axes.plot(along, function(along), color=colour(meaning), gid=f"{meaning}-curve")
        drop = {
            "color": colour("muted"),
            "linewidth": 1,
            "linestyle": ":",
            "gid": f"{meaning}-drop",
        }
        axes.plot([z, z, -6], [0, function(z), function(z)], **drop)
        axes.plot(z, function(z), "o", color=colour(meaning), markersize=8, gid=f"{meaning}-here")
        axes.axhline(0, color=colour("muted"), linewidth=0.8, alpha=BEHIND, zorder=0)
        axes.set(xlabel="pre-activation z = wx + b", xlim=(-6, 6), xticks=range(-6, 7, 2))
        axes.set(ylim=(-1.3, 3.3), yticks=range(-1, 4))
    value.set(title="activation h = f(z)")
    slope.set(title="slope f′(z)")
    return figure


def describe_unit(x: float = 2.0, w: float = 0.5, b: float = -0.5, activation: str = "tanh") -> str:
    """Say what `draw_unit` shows."""
    chosen, z = ACTIVATIONS[activation], w * x + b
    return (
        f"{chosen.title}: z = wx + b = {written(z)}, and h = f(z) = {written(float(chosen.f(z)))}. "
        f"The slope there is {written(float(chosen.df(z)))}: if z grows by 0.01, h grows by about "
        f"{written(float(chosen.df(z)) / 100)}."
    )
