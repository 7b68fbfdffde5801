"""How small a step should be: difference quotients beside the exact derivative."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import (
    BEHIND,
    colour,
    panels,
    power_of_ten,
    powers_of_ten,
    styled,
    written,
)

EXACT = 1e-17  # an error of zero has no place on a logarithmic axis


@styled
def draw_differences(
    function: Callable[[np.ndarray], np.ndarray],
    at: float,
    slope: float,
    errors: Mapping[str, Sequence[float]],
    exponents: Sequence[float],
    log10_h: int = -4,
    method: str = "forward",
) -> Figure:
    """Draw the error of difference quotients against the step, and the function near the point.

    Parameters
    ----------
    function : callable
        What was differentiated, of one number.
    at : float
        Where.
    slope : float
        The derivative there.
    errors : dict of str to sequence of float
        For each method the absolute errors.
    exponents : sequence of float
        The logarithms of their steps.
    log10_h : int
        The logarithm of the step to look at, one of `exponents`.
    method : {"forward", "central", "complex step"}
        A key of `errors`.

    Returns
    -------
    matplotlib.figure.Figure
        Left: error against step. Right: the function in a window as wide as the step.
    """
    figure, (error, window) = panels(2)
    steps = 10.0 ** np.array(exponents)
    for (name, values), style in zip(errors.items(), ("-", "--", ":"), strict=True):
        look = {"color": colour("muted"), "linewidth": 1, "label": name, "linestyle": style}
        if name == method:
            look |= {"color": colour("gradient"), "linewidth": 2}
        error.plot(steps, np.maximum(values, EXACT), **look)
    here = list(exponents).index(log10_h)
    error.plot(steps[here], max(errors[method][here], EXACT), "o", color=colour("gradient"))
    powers_of_ten(error.xaxis, range(-16, 0, 3))
    powers_of_ten(error.yaxis, range(-17, 2, 3))
    error.set(xlim=(4e-17, 0.25), ylim=(3e-18, 3e5))
    error.set(title="error of the derivative", xlabel="step h")
    error.legend(loc="upper right")

    h = 10.0**log10_h
    reach = np.linspace(-1.6, 1.6, 81)
    if method == "complex step":
        seen = np.array([function(at + 1j * h * t).imag for t in reach])
        label, name = "Im J(w + i t h), in units of h", "complex"
        ends = np.array([0.0, 1.0])
    else:
        seen = np.array([function(at + h * t) - function(at) for t in reach])
        label, name = "J(w + t h) − J(w), in units of h", method
        ends = np.array([0.0, 1.0]) if method == "forward" else np.array([-1.0, 1.0])
    window.plot(
        reach, slope * reach, color=colour("muted"), linewidth=5, alpha=BEHIND, label="true"
    )
    window.plot(reach, seen / h, color=colour("forward"), linewidth=1.4)
    heights = np.interp(ends, reach, seen / h)
    window.plot(ends, heights, "o", color=colour("gradient"), label=f"used: {name}")
    extended = np.array([-1.6, 1.6])
    secant = np.diff(heights)[0] / np.diff(ends)[0]
    line = heights[0] + secant * (extended - ends[0])
    window.plot(extended, line, "--", color=colour("gradient"), linewidth=1.2)
    window.set(xlim=(-1.7, 1.7), ylim=(-1.5, 1.5), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    window.set(title=label, xlabel="t")
    window.legend(loc="upper left")
    return figure


def describe_differences(
    function: Callable[[np.ndarray], np.ndarray],
    at: float,
    slope: float,
    errors: Mapping[str, Sequence[float]],
    exponents: Sequence[float],
    log10_h: int = -4,
    method: str = "forward",
) -> str:
    """Say what `draw_differences` shows.

    Parameters
    ----------
    function, at, slope, errors, exponents, log10_h, method
        As for `draw_differences`.

    Returns
    -------
    str
    """
    here = errors[method][list(exponents).index(log10_h)]
    best = min(zip(errors[method], exponents, strict=True))
    size = f"the error is {written(here, 2)}" if here else "the error is exactly 0"
    words = f"h = {power_of_ten(log10_h)}, {method}: {size}."
    if method == "complex step":
        return f"{words} Nothing is subtracted, so a smaller step never hurts."
    h = 10.0**log10_h
    other_end = at if method == "forward" else at - h
    if function(at + h) == function(other_end):
        return f"{words} Both values of J are the same in all digits, and the quotient is 0."
    too = "rounding" if log10_h < best[1] else "the bend of the function between the points"
    return f"{words} Most of it comes from {too}."
