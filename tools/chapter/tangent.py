"""A curve and its tangent."""  # FILL IN: replace this example by the pictures of the chapter

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import colour, panels, styled, written


@styled
def draw_tangent(x: float = 1.0) -> Figure:
    """Draw the square function and its tangent.

    Parameters
    ----------
    x : float
        x of the point at which the tangent touches the curve.

    Returns
    -------
    matplotlib.figure.Figure
        One panel.
    """
    figure, (axes,) = panels()
    everywhere = np.linspace(-2, 2, 81)
    axes.plot(everywhere, everywhere**2, color=colour("forward"))
    beside = np.array([x - 1, x + 1])
    axes.plot(beside, x**2 + 2 * x * (beside - x), color=colour("gradient"))
    axes.plot(x, x**2, "o", color=colour("gradient"))
    axes.set(xlabel="x", xlim=(-2.1, 2.1), ylim=(-2.2, 4.4), xticks=range(-2, 3))
    return figure


def describe_tangent(x: float = 1.0) -> str:
    """Say what `draw_tangent` shows."""
    return f"The tangent to the square of x at x = {written(x)} has slope {written(2 * x)}."
