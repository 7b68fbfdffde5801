"""One hidden unit: where its kink is, and how steep its side."""

import math

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import colour, panels, styled, written


@styled
def draw_one_unit(weight: float = 1.0, bias: float = -1.0) -> Figure:
    """Draw one ReLU unit: its pre-activation, and its activation with the kink.

    Parameters
    ----------
    weight : float
        The weight w.
    bias : float
        The bias b.

    Returns
    -------
    matplotlib.figure.Figure
        z = w x + b; h = max(z, 0).
    """
    ends = np.array([-4.0, 4.0])
    kink = -bias / weight if weight else math.inf
    x = np.sort(np.append(ends, kink)) if abs(kink) < 4 else ends
    figure, (before, after) = panels(2)
    look = {"color": colour("forward"), "linestyle": "--", "gid": "z"}
    before.plot(ends, weight * ends + bias, **look)
    before.plot(0, bias, "o", color=colour("forward"), markersize=6, gid="bias")
    after.plot(x, np.maximum(weight * x + bias, 0), color=colour("forward"), gid="h")
    for axes, name in ((before, "zero of z"), (after, "kink")):
        if abs(kink) <= 4:
            look = {"color": colour("parameter"), "linewidth": 1, "linestyle": ":"}
            axes.plot([kink, kink], [-5, 9], **look, gid=f"place of the {name.split()[0]}")
            axes.plot(kink, 0, "D", color=colour("parameter"), markersize=6, gid=name)
        axes.axhline(0, color=colour("muted"), linewidth=0.8, zorder=0)
        axes.set(xlim=(-4, 4), xticks=range(-4, 5, 2), xlabel="input x")
        axes.set(ylim=(-5, 9), yticks=range(-4, 9, 4))
    before.set(title="pre-activation z = wx + b")
    after.set(title="activation h = max(z, 0)")
    return figure


def describe_one_unit(weight: float = 1.0, bias: float = -1.0) -> str:
    """Say what `draw_one_unit` shows."""
    at = f"w = {written(weight)}, b = {written(bias)}: "
    if weight == 0:
        everywhere = written(max(bias, 0))
        return at + f"the input does not matter; h is {everywhere} everywhere, without a kink."
    kink = -bias / weight + 0.0
    outside = ", outside the picture" if abs(kink) > 4 else ""
    flat, steep = ("left", "right") if weight > 0 else ("right", "left")
    return (
        at + f"the kink is at x = −b/w = {written(kink)}{outside}; h is 0 to its {flat}, and has "
        f"slope {written(weight)} to its {steep}."
    )
