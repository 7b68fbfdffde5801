"""One activation function beside its derivative."""

import functools

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS, maximum_slope
from shared.figures.style import BEHIND, colour, panels, styled, written

#: Where a line must break at 0, because the function or its derivative jumps there.
JUMPS = {"f": {"step"}, "df": {"relu", "leaky_relu", "selu"}}

steepest = functools.cache(maximum_slope)


@styled
def draw_family(activation: str = "gelu") -> Figure:
    """Draw one activation function beside its derivative, ReLU faintly behind.

    Parameters
    ----------
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        The function; its derivative, with the maximum marked.
    """
    z = np.linspace(-5, 5, 161)
    chosen = ACTIVATIONS[activation]
    figure, axes = panels(2)
    for each, is_slope in zip(axes, (False, True), strict=True):
        kind = "gradient" if is_slope else "forward"
        for name, look in (
            ("relu", {"color": colour("muted"), "linewidth": 1, "alpha": BEHIND}),
            (activation, {"color": colour(kind)}),
        ):
            a = ACTIVATIONS[name]
            y = a.df(z) if is_slope else a.f(z)
            jumps = name in JUMPS["df" if is_slope else "f"]
            each.plot(z, np.where(jumps & (z == 0), np.nan, y), **look)
        each.set(xlim=(-5.2, 5.2), xticks=range(-4, 5, 2), xlabel="pre-activation z")
    function, derivative = axes
    behind = ("", "") if activation == "relu" else (" (ReLU in grey)", " (ReLU's in grey)")
    function.set(title=f"{chosen.title}{behind[0]}", ylim=(-2.3, 5.3), yticks=range(-2, 6))
    slope, where = steepest(activation)
    if is_reached_once(activation):
        derivative.plot(where, slope, "o", color=colour("gradient"))
    derivative.set(title=f"its derivative{behind[1]}", ylim=(-0.35, 2.1))
    derivative.set(yticks=(0, 0.5, 1, 1.5, 2))
    return figure


def is_reached_once(activation: str) -> bool:
    """Say whether the slope has its maximum at one place only."""
    slope, where = steepest(activation)
    return bool((ACTIVATIONS[activation].df(where + np.array([-0.1, 0.1])) < slope - 1e-6).all())


def describe_family(activation: str = "gelu") -> str:
    """Say what `draw_family` shows."""
    chosen = ACTIVATIONS[activation]
    low, high = (f"{bound:.4g}".replace("-", "−") for bound in chosen.bounds)
    if np.isinf(chosen.bounds).all():
        values = "any value"
    elif np.isinf(chosen.bounds[1]):
        values = f"values above {low}" if chosen.range.startswith("(") else f"values from {low} up"
    else:
        values = f"values between {low} and {high}"
    if chosen.range.startswith(r"\{"):
        values = f"only the values {low} and {high}"
    slope, where = steepest(activation)
    if np.ptp(chosen.df(np.linspace(-5, 5, 161))) == 0:
        place = " everywhere" if activation not in JUMPS["f"] else " everywhere but at the jump"
        return f"{chosen.title}: {values}; the slope is {slope:g}{place}."
    place = f", at z = {written(where)}" if is_reached_once(activation) else ""
    return f"{chosen.title}: {values}; the slope is at most {slope:.4g}{place}."
