"""What the proof builds, beside what training finds."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.approximation import relu_interpolant
from shared.figures.hidden_layers.kinks import maximum_error, units_axis
from shared.figures.hidden_layers.only_slope_one import pieces_of
from shared.figures.style import BEHIND, colour, counted, panels, styled, written
from shared.mlp import MLP


def error_bound(pieces: int, maximum_curvature: float, low: float = -1, high: float = 1) -> float:
    """Return h^2/8 times the greatest second derivative, for equal pieces of length h."""
    return ((high - low) / pieces) ** 2 / 8 * maximum_curvature


@styled
def draw_construction(
    trained: Mapping[int, MLP], target: Callable, maximum_curvature: float, units: int = 8
) -> Figure:
    """Draw the ReLU network that interpolates a target, beside one that was trained on it.

    Parameters
    ----------
    trained : dict of int to MLP
        A trained ReLU network for each number of hidden units.
    target : callable
        What to approximate on [-1, 1].
    maximum_curvature : float
        The greatest magnitude of the target's second derivative.
    units : int
        How many hidden units both networks have.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the networks, and where they bend. Right: greatest errors, and the proven bound.
    """
    built = relu_interpolant(target, -1, 1, units)
    figure, (curves, errors) = panels(2)
    x = np.linspace(-1, 1, 121)
    curves.plot(x, target(x), color=colour("muted"), linewidth=5, alpha=BEHIND, label="target")
    looks = (
        {"color": colour("forward"), "linestyle": "-", "label": "built"},
        {"color": colour("ink"), "linestyle": "--", "label": "trained", "linewidth": 1.4},
    )
    for net, look, place in zip((built, trained[units]), looks, (-1.95, -2.35), strict=True):
        corners, values = pieces_of(net, -1, 1)
        curves.plot(corners, values, **look)
        where = corners[1:-1]
        height = np.full(len(where), place)
        curves.plot(where, height, "|", color=look["color"], markersize=8, markeredgewidth=1)
    curves.text(-1.02, -1.72, "kinks of the built and of the trained network", fontsize=8)
    curves.set(title="the networks", xlabel="input x", ylim=(-2.6, 2.0), yticks=(-1, 0, 1))
    curves.set(xlim=(-1.05, 1.05), xticks=(-1, -0.5, 0, 0.5, 1))
    curves.legend(loc="upper center", ncols=3, columnspacing=1)

    widths = list(trained)
    bound = [error_bound(m, maximum_curvature) for m in widths]
    errors.plot(widths, bound, ":", color=colour("muted"), label="proven bound")
    for networks, look, marker in (
        ({m: relu_interpolant(target, -1, 1, m) for m in widths}, looks[0], "o"),
        (trained, looks[1], "s"),
    ):
        error = [maximum_error(networks[m], target) for m in widths]
        errors.plot(widths, error, **look)
        errors.plot(units, error[widths.index(units)], marker, color=look["color"])
    units_axis(errors, widths, range(-3, 3))
    errors.set(title="greatest error", ylim=(8e-4, 60))
    errors.legend(loc="upper right")
    return figure


def describe_construction(
    trained: Mapping[int, MLP], target: Callable, maximum_curvature: float, units: int = 8
) -> str:
    """Say what `draw_construction` shows."""
    built = maximum_error(relu_interpolant(target, -1, 1, units), target)
    found = maximum_error(trained[units], target)
    bound = error_bound(units, maximum_curvature)
    return (
        f"{counted(units, 'hidden unit')}: the built network is off by up to {written(built, 4)}, "
        f"under the proven bound {written(bound, 4)}; "
        f"the trained one by up to {written(found, 2)}."
    )
