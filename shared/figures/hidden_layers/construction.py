"""What the proof builds, beside what training finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.approximation import relu_interpolant
from shared.figures.hidden_layers.kinks import maximum_error, units_axis
from shared.figures.hidden_layers.only_slope_one import pieces_of
from shared.figures.style import BEHIND, colour, counted, panels, styled, written
from shared.mlp import MLP


@dataclass(frozen=True)
class Fit:
    """Where networks with many seeds stand after some steps of training on a curve.

    Attributes
    ----------
    first : MLP, sizes [1, units, 1]
        The ReLU network of the first seed.
    errors : ndarray, (networks,)
        The maximum error of each network.
    """

    first: MLP
    errors: np.ndarray


def error_bound(pieces: int, maximum_curvature: float, low: float = -1, high: float = 1) -> float:
    """Return the maximum second derivative times an eighth of the squared length of a piece."""
    return ((high - low) / pieces) ** 2 / 8 * maximum_curvature


@styled
def draw_construction(
    fits: Mapping[tuple[int, int, str], Fit],
    target: Callable,
    maximum_curvature: float,
    units: int = 8,
    step: int = 0,
    initial_kinks: str = "at 0",
) -> Figure:
    """Draw the ReLU network that interpolates a target, beside those that are trained on it.

    Parameters
    ----------
    fits : dict of (int, int, str) to Fit
        For each number of units, number of steps and initialisation of the kinks.
    target : callable
        What to approximate on [-1, 1].
    maximum_curvature : float
        The maximum magnitude of the target's second derivative.
    units : int
        How many hidden units the networks have.
    step : int
        How many steps the training took.
    initial_kinks : {"at 0", "spread"}
        Whether the kinks were all at 0 at initialisation, or spread over [-1, 1].

    Returns
    -------
    matplotlib.figure.Figure
        The built and the first trained network, and their kinks; maximum errors, a dot for each
        trained network, and the proven bound.
    """
    built = relu_interpolant(target, -1, 1, units)
    figure, (curves, errors) = panels(2)
    x = np.linspace(-1, 1, 121)
    curves.plot(x, target(x), color=colour("muted"), linewidth=5, alpha=BEHIND, label="target")
    looks = (
        {"color": colour("forward"), "linestyle": "-", "label": "built"},
        {"color": colour("ink"), "linestyle": "--", "label": "trained", "linewidth": 1.4},
    )
    trained = fits[units, step, initial_kinks].first
    for net, look, place in zip((built, trained), looks, (-3.1, -3.55), strict=True):
        corners, values = pieces_of(net, -1, 1)
        curves.plot(corners, values, **look)
        where = corners[1:-1]
        height = np.full(len(where), place)
        curves.plot(where, height, "|", color=look["color"], markersize=8, markeredgewidth=1)
    curves.text(-1.02, -2.8, "kinks: built above, trained below")
    curves.set(title="the networks", xlabel="input x", ylim=(-3.9, 2.7), yticks=(-2, -1, 0, 1, 2))
    curves.set(xlim=(-1.05, 1.05), xticks=(-1, -0.5, 0, 0.5, 1))
    curves.legend(loc="upper center", ncols=3, columnspacing=1)

    widths = list(dict.fromkeys(width for width, *_ in fits))
    bound = [error_bound(m, maximum_curvature) for m in widths]
    errors.plot(widths, bound, ":", color=colour("muted"), label="proven bound")
    error = [maximum_error(relu_interpolant(target, -1, 1, m), target) for m in widths]
    errors.plot(widths, error, **looks[0])
    errors.plot(units, error[widths.index(units)], "o", color=colour("forward"))
    for width in widths:
        found = fits[width, step, initial_kinks].errors
        beside = width * 2 ** np.linspace(-0.25, 0.25, len(found))
        meaning = "ink" if width == units else "muted"
        errors.plot(beside, found, "o", color=colour(meaning), markersize=2)
    units_axis(errors, widths, range(-3, 3))
    errors.set(title="maximum error, a dot for each network", ylim=(8e-4, 60), xlim=(0.77, 83))
    errors.legend(loc="lower left")
    return figure


def describe_construction(
    fits: Mapping[tuple[int, int, str], Fit],
    target: Callable,
    maximum_curvature: float,
    units: int = 8,
    step: int = 0,
    initial_kinks: str = "at 0",
) -> str:
    """Say what `draw_construction` shows."""
    built = maximum_error(relu_interpolant(target, -1, 1, units), target)
    found = fits[units, step, initial_kinks].errors
    low, middle, high = (written(float(each), 3) for each in np.quantile(found, (0, 0.5, 1)))
    bound = error_bound(units, maximum_curvature)
    when = f"At initialisation, with kinks {initial_kinks}"
    if step:
        when = (
            f"After {counted(step, 'training step')}, with kinks {initial_kinks} at initialisation"
        )
    return (
        f"{counted(units, 'hidden unit')}: the built network has a maximum error of "
        f"{written(built, 4)}; the proven bound is {written(bound, 4)}. {when}, {len(found)} "
        f"networks have maximum errors from {low} to {high}; the median is {middle}."
    )
