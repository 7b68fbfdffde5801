"""What random hidden layers leave for the output layer to see."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.style import BEHIND, PERCENT, colour, panels, powers_of_ten, styled, written


@dataclass(frozen=True)
class FrozenLayers:
    """What many networks, whose hidden layers are not trained, offer to an output layer.

    Attributes
    ----------
    spread : ndarray, (layers, networks)
        The standard deviation of a unit's activation over the images, averaged over the units.
    accuracy : ndarray, (layers, networks)
        The share of test images classified correctly by an output layer trained on that layer.
    standardised : ndarray, (layers, networks)
        The same, with the layer's activations scaled to mean 0 and variance 1 first.
    """

    spread: np.ndarray
    accuracy: np.ndarray
    standardised: np.ndarray


@styled
def draw_collapse(frozen: Mapping[str, FrozenLayers], activation: str = "tanh") -> Figure:
    """Draw how much the layers of untrained networks vary, and what can be learned from them.

    Parameters
    ----------
    frozen : dict of str to FrozenLayers
        The networks for each activation's name.
    activation : str
        Whose networks to show.

    Returns
    -------
    matplotlib.figure.Figure
        The spread over the images by layer; the accuracy of an output layer on that layer.
    """
    chosen = frozen[activation]
    layers, networks = chosen.spread.shape
    figure, (spread, accuracy) = panels(2)
    layer = np.arange(1, layers + 1)
    beside = layer[:, np.newaxis] + np.linspace(-0.15, 0.15, networks)
    for name, other in frozen.items():
        if name != activation:
            middle = np.median(other.spread, axis=1)
            spread.plot(layer, middle, color=colour("muted"), linewidth=1, alpha=BEHIND)
    dots = {"linestyle": "none", "markersize": 2.5}
    spread.plot(beside.ravel(), chosen.spread.ravel(), "o", color=colour("forward"), **dots)
    powers_of_ten(spread.yaxis, range(-4, 1))
    spread.set(title="spread of a unit (grey: other functions)", ylim=(5e-5, 2))
    accuracy.plot(
        (beside + 0.2).ravel(),
        100 * chosen.standardised.ravel(),
        "s",
        color=colour("ink"),
        label="standardised",
        **dots,
    )
    accuracy.plot(
        (beside - 0.2).ravel(),
        100 * chosen.accuracy.ravel(),
        "o",
        color=colour("forward"),
        label="as they are",
        **dots,
    )
    accuracy.set(title="accuracy of the output layer alone, %", ylim=(-3, 128))
    accuracy.set(yticks=range(0, 101, 25))
    accuracy.legend(loc="upper left", ncols=2, handletextpad=0.2)
    for axes in (spread, accuracy):
        axes.set(xlabel="hidden layer", xlim=(0.5, layers + 0.5), xticks=layer)
    return figure


def describe_collapse(frozen: Mapping[str, FrozenLayers], activation: str = "tanh") -> str:
    """Say what `draw_collapse` shows."""
    chosen = frozen[activation]
    last = len(chosen.spread)
    spread = [written(each, 2) for each in np.median(chosen.spread, axis=1)[[0, -1]]]
    raw, standardised = (
        f"{100 * np.median(each[-1]):.0f}{PERCENT}"
        for each in (chosen.accuracy, chosen.standardised)
    )
    return (
        f"{ACTIVATIONS[activation].title}: from hidden layer 1 to {last} the spread of a unit over "
        f"the images goes from {spread[0]} to {spread[1]}. An output layer trained on hidden layer "
        f"{last} classifies {raw} of the test images correctly, and {standardised} "
        "once the activations are standardised (medians)."
    )
