"""Signals and gradients through thirty layers."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.stability.scales import Scales
from shared.figures.style import colour, panels, powers_of_ten, styled, written

LOWEST = 1e-29


@styled
def draw_signal(
    scales: Mapping[tuple[str, float], Scales], gain: float = 1.5, activation: str = "relu"
) -> Figure:
    """Draw how large pre-activations and gradients are in each layer.

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
        Left: on the way forward. Right: on the way back.
    """
    chosen = scales[activation, gain]
    layers = np.arange(1, len(chosen.forward) + 1)
    figure, axes = panels(2)
    for each, values, meaning, marker in zip(
        axes, (chosen.forward, chosen.backward), ("forward", "gradient"), "os", strict=True
    ):
        each.axhline(1, color=colour("muted"), linewidth=1, linestyle=":")
        each.plot(layers, values, marker + "-", color=colour(meaning), markersize=3)
        powers_of_ten(each.yaxis, range(-28, 13, 8))
        each.set(ylim=(LOWEST, 1e14), xlim=(0, len(layers) + 1), xticks=range(0, 31, 10))
        each.set(xlabel="layer")
    axes[0].set_title("forward: size of pre-activations →")
    axes[1].set_title("← backward: size of gradients")
    return figure


def describe_signal(
    scales: Mapping[tuple[str, float], Scales], gain: float = 1.5, activation: str = "relu"
) -> str:
    """Say what `draw_signal` shows."""
    chosen = scales[activation, gain]
    layers = len(chosen.forward)
    return (
        f"{ACTIVATIONS[activation].title}, gain {gain:g}: from layer 1 to layer {layers} the "
        f"pre-activations go from {written(chosen.forward[0], 2)} to "
        f"{written(chosen.forward[-1], 2)}; a gradient of size 1 at layer {layers} arrives at "
        f"layer 1 with size {written(chosen.backward[0], 2)}."
    )
