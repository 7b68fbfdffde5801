"""Signals and gradients through thirty layers."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.style import colour, panels, powers_of_ten, styled, written

SMALLEST, LARGEST = 1e-6, 1e6

#: Of an activation, a gain and a seed: sizes forward, over inputs and backward, by layer.
Measure = Callable[[str, float, int], tuple[np.ndarray, np.ndarray, np.ndarray]]


@styled
def draw_signal(
    measure: Measure,
    critical: Mapping[str, float | None],
    gain: float = 1.0,
    activation: str = "relu",
    seed: int = 0,
) -> Figure:
    """Draw the sizes of pre-activations and gradients in each layer of a net.

    Parameters
    ----------
    measure : callable
        `measure(activation, gain, seed)` returns three arrays with a number for each layer: the
        root mean square of the pre-activations, their standard deviation over inputs, and the root
        mean square of the gradients.
    critical : dict of str to float or None
        The critical gain of each activation that has one.
    gain : float
        Standard deviation of a weight times the root of fan_in.
    activation : str
        A key of `ACTIVATIONS`.
    seed : int
        Which network it is.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for the way forward and one for the way back.
    """
    sizes, spread, gradients = measure(activation, gain, seed)
    figure, (forward, backward) = panels(2)
    draw_sizes(forward, sizes, "-", "forward", label="root mean square")
    draw_sizes(forward, spread, "--", "parameter", label="standard deviation over inputs")
    draw_sizes(backward, gradients, "-", "gradient", label="root mean square")
    forward.set_title("forward: size of pre-activations →")
    backward.set_title("← backward: size of gradients")
    for axes in (forward, backward):
        axes.axhline(1, color=colour("muted"), linewidth=1, linestyle=":")
        powers_of_ten(axes.yaxis, range(-6, 7, 3))
        axes.set(ylim=(SMALLEST, LARGEST), xlim=(0, len(sizes) + 1), xticks=range(0, 31, 10))
        axes.set_xlabel("layer")
        axes.legend(loc="upper right")
    return figure


def draw_sizes(axes: Axes, sizes: np.ndarray, line: str, meaning: str, label: str) -> None:
    """Draw sizes by layer as a line that leaves the picture where they do."""
    layers = np.arange(1, len(sizes) + 1)
    seen = np.clip(sizes, SMALLEST / 10, LARGEST * 10)
    gid = {"parameter": "over_inputs"}.get(meaning, meaning)
    axes.plot(layers, seen, line, color=colour(meaning), label=label, gid=gid)


def describe_signal(
    measure: Measure,
    critical: Mapping[str, float | None],
    gain: float = 1.0,
    activation: str = "relu",
    seed: int = 0,
) -> str:
    """Say what `draw_signal` shows."""
    forward, spread, backward = measure(activation, gain, seed)
    # A standard deviation of a millionth is mostly rounding to single precision.
    is_rounding = spread[-1] < 1e-6 * forward[-1]
    last_spread = "less than a millionth of that" if is_rounding else written(spread[-1], 2)
    return (
        f"{ACTIVATIONS[activation].title}, gain {written(gain, 4)}, "
        f"{_compared(gain, critical[activation])}. In network {seed}, from layer 1 to layer "
        f"{len(forward)}, the root mean square of the pre-activations goes from "
        f"{written(forward[0], 2)} to {written(forward[-1], 2)}, their standard deviation over "
        f"inputs from {written(spread[0], 2)} to {last_spread}; a gradient of size 1 at layer "
        f"{len(forward)} arrives at layer 1 with size {written(backward[0], 2)}."
    )


def _compared(gain, critical):
    """Say where a gain stands beside the critical one."""
    if critical is None:
        return "no critical gain exists"
    if abs(gain / critical - 1) < 5e-4:
        return "its critical gain"
    return f"{written(gain / critical, 3)} times its critical gain {written(critical, 4)}"
