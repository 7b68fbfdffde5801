"""Signals and gradients through thirty layers."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.stability.scales import Scales, fill_range
from shared.figures.style import colour, panels, powers_of_ten, styled, written

SMALLEST, LARGEST = 1e-10, 1e10


@styled
def draw_signal(
    scales: Mapping[tuple[str, float], Scales], gain: float = 1.0, activation: str = "relu"
) -> Figure:
    """Draw the sizes of pre-activations and gradients in each layer, of the median net and of all.

    Parameters
    ----------
    scales : dict of (str, float) to Scales
        What was measured for each activation and gain.
    gain : float
        Standard deviation of a weight times the root of fan_in.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for the way forward and one for the way back.
    """
    chosen = scales[activation, gain]
    figure, (forward, backward) = panels(2)
    draw_sizes(forward, chosen.spread, "--", colour("parameter"), "standard deviation over inputs")
    draw_sizes(forward, chosen.forward, "-", colour("forward"), "root mean square")
    draw_sizes(backward, chosen.backward, "-", colour("gradient"), "root mean square")
    forward.set_title("forward: size of pre-activations →")
    backward.set_title("← backward: size of gradients")
    forward.legend(loc="lower left")
    return figure


def draw_sizes(axes: Axes, sizes: np.ndarray, line: str, shade: str, label: str) -> None:
    """Draw the median of some nets by layer, and the range of all of them."""
    layers = np.arange(1, sizes.shape[1] + 1)
    # What lies below the picture may be rounding, which differs between processors.
    seen = np.clip(sizes, SMALLEST / 10, LARGEST * 10)
    fill_range(axes, layers, seen, color=shade)
    axes.plot(layers, np.median(seen, axis=0), line, color=shade, label=label)
    axes.axhline(1, color=colour("muted"), linewidth=1, linestyle=":")
    powers_of_ten(axes.yaxis, range(-8, 9, 4))
    axes.set(ylim=(SMALLEST, LARGEST), xlim=(0, len(layers) + 1), xticks=range(0, 31, 10))
    axes.set_xlabel("layer")


def describe_signal(
    scales: Mapping[tuple[str, float], Scales], gain: float = 1.0, activation: str = "relu"
) -> str:
    """Say what `draw_signal` shows."""
    chosen = scales[activation, gain]
    nets, layers = chosen.forward.shape
    forward, spread, backward = (
        np.median(sizes, axis=0) for sizes in (chosen.forward, chosen.spread, chosen.backward)
    )
    # A standard deviation far below the size of its numbers is their rounding.
    is_rounding = spread[-1] < 1e-12 * forward[-1]
    last_spread = "less than 10⁻¹²" if is_rounding else written(spread[-1], 2)
    return (
        f"{ACTIVATIONS[activation].title}, gain {written(gain, 4)}, medians of {nets} networks: "
        f"from layer 1 to layer {layers} the root mean square of the pre-activations goes from "
        f"{written(forward[0], 2)} to {written(forward[-1], 2)}, their standard deviation over "
        f"inputs from {written(spread[0], 2)} to {last_spread}; a gradient of size 1 "
        f"at layer {layers} arrives at layer 1 with size {written(backward[0], 2)}."
    )
