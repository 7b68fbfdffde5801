"""How far information travels, and how deep a network can be trained."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import PERCENT, colour, panels, powers_of_ten, styled, written

#: Networks of up to about this many depth scales can be trained (Schoenholz et al., 2017).
SCALES = 6
LONGEST = 1e3

#: Of a number of hidden layers and a sigma_w, the accuracies of the trained networks.
Reached = Mapping[tuple[int, float], np.ndarray]


@styled
def draw_depth_scale(
    reached: Reached, line: tuple[Sequence[float], Sequence[float]], layers: int = 10
) -> Figure:
    """Draw six depth scales by the weights, and what networks of one depth learn.

    Parameters
    ----------
    reached : dict of (int, float) to ndarray, (nets,)
        Test accuracies after training, for each number of hidden layers and each sigma_w.
    line : (sequence of float, sequence of float)
        Values of sigma_w, and the depth scale at each.
    layers : int
        The number of hidden layers to show.

    Returns
    -------
    matplotlib.figure.Figure
        A panel with six depth scales by sigma_w beside the depth of the networks, and one with
        their accuracies, a dot a network.
    """
    figure, (scales, accuracies) = panels(2)
    sigmas, depths = np.array(line)
    scales.plot(sigmas, np.minimum(SCALES * depths, 10 * LONGEST), color=colour("gradient"))
    scales.axhline(layers, color=colour("forward"), linewidth=1.2, linestyle="--")
    scales.text(1.12, layers * 1.12, f"{layers} hidden layers", color=colour("forward"))
    scales.text(1.95, 90, "6 ξ", color=colour("gradient"))
    powers_of_ten(scales.yaxis, range(4))
    scales.set(title="6 depth scales (6 ξ), in layers", ylim=(1, LONGEST))
    for (depth, sigma), found in reached.items():
        if depth == layers:
            beside = sigma + np.linspace(-0.04, 0.04, len(found))
            accuracies.plot(beside, 100 * found, "o", color=colour("forward"), markersize=2.5)
            middle = 100 * np.median(found)
            look = {"color": colour("ink"), "linewidth": 1.2}
            accuracies.plot([sigma - 0.07, sigma + 0.07], [middle, middle], **look)
    accuracies.axhline(10, color=colour("muted"), linewidth=1, linestyle=":")
    accuracies.text(1.4, 2.5, "guessing: 10 %", color=colour("muted"))
    accuracies.set(title="test accuracy, % (bars: medians)", ylim=(0, 103))
    for axes in (scales, accuracies):
        axes.set(xlabel="σ of the weights", xlim=(0.7, 2.4), xticks=(1, 1.5, 2))
    return figure


def describe_depth_scale(
    reached: Reached, line: tuple[Sequence[float], Sequence[float]], layers: int = 10
) -> str:
    """Say what `draw_depth_scale` shows."""
    sigmas, depths = line
    said = [
        f"{100 * np.median(found):.0f}{PERCENT} at {written(sigma)} "
        f"(6 ξ is {_layers(SCALES * float(np.interp(sigma, sigmas, depths)))})"
        for (depth, sigma), found in reached.items()
        if depth == layers
    ]
    return (
        f"{layers} hidden layers: median test accuracy after training, by σ of the weights: "
        f"{', '.join(said[:-1])} and {said[-1]}."
    )


def _layers(number: float) -> str:
    """Write a number of layers, which is infinite on the edge of chaos."""
    return f"above {LONGEST:,.0f}" if number > LONGEST else f"{number:.0f}"
