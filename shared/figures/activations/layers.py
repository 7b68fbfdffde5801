"""Histograms of the activations in each layer of a network."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.style import PERCENT, colour, panels, powers_of_ten, styled, written

BINS = 30
SHOWN = 4  # panels, and the layers that they show, from the first to the last

#: Of the name of an activation and a gain, returns the activations by layer, each (n, width).
Layers = Mapping[tuple[str, float | str], Sequence[np.ndarray]]

#: From where on a bounded activation counts as saturated, at either end.
SATURATED = 0.99


@styled
def draw_layers(layers: Layers, activation: str = "tanh", gain: float | str = 1.0) -> Figure:
    """Draw a histogram of activations for the first, two middle and the last layer of a network.

    Parameters
    ----------
    layers : dict of (str, float) to sequence of ndarray, (n, width)
        The activations of each layer for each activation's name and gain.
    activation : str
        The activation function to show.
    gain : float or str
        Standard deviation of a weight times the root of fan_in, or a name of the network.

    Returns
    -------
    matplotlib.figure.Figure
        Four histograms.
    """
    found = layers[activation, gain]
    # So low that a phone shows all four and the controls: the title names what the axes have.
    figure, axes = panels(SHOWN, height=1.4, bottom=0.3)
    low, high = drawn_range(activation)
    edges = np.linspace(low, high, BINS + 1)
    for panel, layer in zip(axes, shown_layers(len(found)), strict=True):
        values = np.clip(found[layer], low, high)
        share = np.histogram(values, edges)[0] / values.size
        panel.stairs(share, edges, fill=True, color=colour("forward"))
        powers_of_ten(panel.yaxis, (-3, -2, -1, 0))
        edge = (high - low) / 40
        panel.set(title=f"layer {layer + 1}: share of activations h", ylim=(5e-4, 1.5))
        panel.set(xlim=(low - edge, high + edge))
        names = [f"{tick:g}".replace("-", "−") for tick in (low, (low + high) / 2, high)]
        if not np.isfinite(ACTIVATIONS[activation].bounds[1]):
            names[-1] = f"≥ {names[-1]}"
        panel.set_xticks((low, (low + high) / 2, high), names)
    return figure


def shown_layers(count: int) -> list[int]:
    """Return which layers have a panel, counted from 0."""
    return [round(place) for place in np.linspace(0, count - 1, SHOWN)]


def drawn_range(activation: str) -> tuple[float, float]:
    """Return the range of activations in the picture; what lies outside counts at its end."""
    low, high = ACTIVATIONS[activation].bounds
    return (float(low), float(high)) if np.isfinite(high) else (0.0, 4.0)


def describe_layers(layers: Layers, activation: str = "tanh", gain: float | str = 1.0) -> str:
    """Say what `draw_layers` shows."""
    found = layers[activation, gain]
    shown = shown_layers(len(found))
    which = f"network {gain}" if isinstance(gain, str) else f"gain {written(gain)}"
    numbers = listed(f"{layer + 1}" for layer in shown)
    spreads = listed(_spread(found[layer]) for layer in shown)
    return (
        f"{ACTIVATIONS[activation].title}, {which}. In layers {numbers} a unit varies by {spreads} "
        f"over the samples, and {_ends(activation, [found[layer] for layer in shown])}."
    )


def listed(words: Iterable[str]) -> str:
    """Join words as prose does: a, b and c."""
    *others, last = words
    return f"{', '.join(others)} and {last}"


def _spread(values: np.ndarray) -> str:
    """Say how far a unit's activations lie apart over the samples."""
    spread = float(np.sqrt(values.var(axis=0).mean()))
    return written(spread, 2) if spread > 1e-6 or spread == 0 else "less than a millionth"


def _ends(activation: str, layers: Sequence[np.ndarray]) -> str:
    """Say what shares of the activations are saturated, or what shares are 0 and of units dead."""
    if activation == "relu":
        zeros = listed(_percent((values == 0).mean()) for values in layers)
        dead = listed(_percent((values == 0).all(axis=0).mean()) for values in layers)
        return f"{zeros} of the activations are 0; {dead} of the units are dead"
    low, high = ACTIVATIONS[activation].bounds
    shares = [(abs(2 * (h - low) / (high - low) - 1) > SATURATED).mean() for h in layers]
    if max(shares) < 0.005:
        return f"in each of them less than 1{PERCENT} of the activations are saturated"
    return f"{listed(map(_percent, shares))} of the activations are saturated"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}{PERCENT}"
