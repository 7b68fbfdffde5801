"""How small a step should be: difference quotients beside the exact derivative."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, colour, panels, powers_of_ten, styled, written

#: Smaller errors are drawn here: their last bit differs between processors.
LEAST = 1e-15
REACH = 1.6  # of the window, in steps


@dataclass(frozen=True)
class Method:
    """A secant: through which two points of which function, in steps from the point looked at."""

    ends: tuple[float, float]
    line: str
    title: str = "change of J, in units of Δ"
    across: str = "change of the weight, in units of Δ"

    def seen(self, function: Callable, at: float, step: float, t: np.ndarray) -> np.ndarray:
        """Return the function in the window, in units of the step."""
        return np.array([function(at + step * each) - function(at) for each in t]) / step


class ComplexStep(Method):
    """A secant of the imaginary part, along the imaginary axis."""

    def seen(self, function: Callable, at: float, step: float, t: np.ndarray) -> np.ndarray:
        """Return the imaginary part in the window, in units of the step."""
        return np.array([function(at + 1j * step * each).imag for each in t]) / step


METHODS = {
    "forward": Method((0, 1), "-"),
    "central": Method((-1, 1), "--"),
    "complex step": ComplexStep(
        (0, 1),
        ":",
        "imaginary part of J, in units of Δ",
        "imaginary part of the weight, in units of Δ",
    ),
}


@styled
def draw_differences(
    function: Callable[[complex], complex],
    at: float,
    slope: float,
    errors: Mapping[str, Sequence[float]],
    exponents: Sequence[float],
    log10_step: float = -4,
    method: str = "forward",
) -> Figure:
    """Draw the error of difference quotients against the step, and the function near the point.

    Parameters
    ----------
    function : callable
        What was differentiated, of one number, real or complex.
    at : float
        Where.
    slope : float
        The derivative there.
    errors : dict of str to sequence of float
        For each method the absolute errors.
    exponents : sequence of float
        The logarithms of their steps.
    log10_step : float
        The logarithm of the step to look at, one of `exponents`.
    method : str
        A key of `METHODS`.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: error against step, and the function in a window as wide as the step.
    """
    figure, (error, window) = panels(2)
    draw_errors(error, errors, exponents, log10_step, method)
    draw_window(window, function, at, slope, 10.0**log10_step, method)
    return figure


def draw_errors(
    axes: Axes,
    errors: Mapping[str, Sequence[float]],
    exponents: Sequence[float],
    log10_step: float,
    method: str,
) -> None:
    """Draw the error of each method against the step, one of them in colour."""
    steps = 10.0 ** np.array(exponents)
    heights = {name: np.maximum(values, LEAST) for name, values in errors.items()}
    for name, each in METHODS.items():
        chosen = name == method
        ink, width = colour("gradient" if chosen else "muted"), 2 if chosen else 1
        axes.plot(steps, heights[name], each.line, color=ink, linewidth=width, label=name)
    here = list(exponents).index(log10_step)
    axes.plot(steps[here], heights[method][here], "o", color=colour("gradient"))
    powers_of_ten(axes.xaxis, range(-16, 0, 3))
    powers_of_ten(axes.yaxis, range(-15, 2, 3))
    axes.set(xlim=(4e-17, 0.25), ylim=(3e-16, 1e8))
    axes.set(title="error of the derivative", xlabel="step Δ")
    axes.legend(loc="upper right", ncols=2)


def draw_window(
    axes: Axes, function: Callable, at: float, slope: float, step: float, method: str
) -> None:
    """Draw the function as wide as the step, its tangent, and the secant that the method uses."""
    how = METHODS[method]
    t = np.linspace(-REACH, REACH, 81)
    seen = how.seen(function, at, step, t)
    axes.plot(t, slope * t, color=colour("muted"), linewidth=5, alpha=BEHIND, label="tangent")
    axes.plot(t, seen, color=colour("forward"), linewidth=1.4, label="J")
    ends = np.array(how.ends)
    heights = how.seen(function, at, step, ends)
    axes.plot(ends, heights, "o", color=colour("gradient"))
    secant = (heights[1] - heights[0]) / (ends[1] - ends[0])
    far = np.array([-REACH, REACH])
    line = heights[0] + secant * (far - ends[0])
    axes.plot(far, line, "--", color=colour("gradient"), linewidth=1.2, label="secant")
    axes.set(xlim=(-1.7, 1.7), ylim=(-1.5, 1.5), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    axes.set(title=how.title, xlabel=how.across)
    axes.legend(loc="upper left")


def describe_differences(
    function: Callable[[complex], complex],
    at: float,
    slope: float,
    errors: Mapping[str, Sequence[float]],
    exponents: Sequence[float],
    log10_step: float = -4,
    method: str = "forward",
) -> str:
    """Say what `draw_differences` shows."""
    error = errors[method][list(exponents).index(log10_step)]
    size = f"is {written(error, 2)}" if error > LEAST else "is below 10⁻¹⁵"
    step = 10.0**log10_step
    words = f"Δ = {written(step, 3)}, {method}: the error {size}."
    if method == "complex step":
        return f"{words} No nearly equal numbers are subtracted, so a smaller step is never worse."
    first, last = METHODS[method].ends
    if function(at + first * step) == function(at + last * step):
        return f"{words} Both values of J are equal in all digits, so the quotient is 0."
    best = exponents[int(np.argmin(errors[method]))]
    too = "rounding" if log10_step < best else "the curvature of J between the points"
    return f"{words} Most of the error comes from {too}."
