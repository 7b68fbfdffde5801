"""The best learning rate by width, in two parametrisations."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import colour, counted, panels, styled, written

MARKERS = ("o", "s", "D", "^")
HIGHEST = 0.6


@styled
def draw_learning_rates(
    losses: Mapping[tuple[str, int], np.ndarray],
    rates: Sequence[float],
    parametrisation: str = "standard",
) -> Figure:
    """Draw the loss after training by learning rate and width, and the best rates by width.

    Parameters
    ----------
    losses : dict of (str, int) to ndarray, (rates, nets)
        Loss after training for each parametrisation and width; NaN where training diverged.
    rates : sequence of float
        The learning rates, ascending.
    parametrisation : str
        The one to show.

    Returns
    -------
    matplotlib.figure.Figure
        A panel of median losses with a line for each width, and one with the best rate of each
        network, a dot a network.
    """
    figure, (curves, bests) = panels(2)
    rates = np.array(rates)
    shown = {width: loss for (name, width), loss in losses.items() if name == parametrisation}
    for place, (width, loss) in enumerate(shown.items()):
        median = np.median(np.nan_to_num(loss, nan=np.inf), axis=1)
        finite = np.isfinite(median)
        look = {"color": colour("forward"), "markersize": 4, "linewidth": 1 + 0.5 * place}
        label = counted(width, "unit")
        curves.plot(rates[finite], median[finite], MARKERS[place] + "-", label=label, **look)
        best = best_rates(loss, rates)
        beside = place + np.linspace(-0.3, 0.3, len(best))
        bests.plot(beside, best, MARKERS[place], color=colour("forward"), markersize=3)
    curves.set(title="loss after training, medians", ylim=(-0.02, HIGHEST))
    curves.set_xscale("log", base=2)
    curves.legend(loc="upper right")
    bests.set(title="best learning rate, a dot a network", xlabel="hidden units")
    bests.set_yscale("log", base=2)
    bests.set(xlim=(-0.5, len(shown) - 0.5), ylim=(rates[0] / 1.5, rates[-1] * 1.5))
    bests.set_xticks(range(len(shown)), [str(width) for width in shown])
    curves.set(xlabel="learning rate", xlim=(rates[0] / 1.5, rates[-1] * 1.5))
    marked = rates[::2]
    curves.set_xticks(marked, [fraction(rate) for rate in marked], minor=False)
    bests.set_yticks(marked, [fraction(rate) for rate in marked], minor=False)
    return figure


def best_rates(loss: np.ndarray, rates: Sequence[float]) -> np.ndarray:
    """Return for each network the rate with the smallest loss."""
    return np.array(rates)[np.nan_to_num(loss, nan=np.inf).argmin(axis=0)]


def fraction(rate: float) -> str:
    """Write a power of two: 1/8, 1, 2."""
    return f"{rate:g}" if rate >= 1 else f"1/{1 / rate:g}"


def describe_learning_rates(
    losses: Mapping[tuple[str, int], np.ndarray],
    rates: Sequence[float],
    parametrisation: str = "standard",
) -> str:
    """Say what `draw_learning_rates` shows."""
    said = []
    for (name, width), loss in losses.items():
        if name == parametrisation:
            best = best_rates(loss, rates)
            low, high = fraction(best.min()), fraction(best.max())
            between = low if low == high else f"{low} to {high}"
            lowest = np.median(np.nan_to_num(loss, nan=np.inf), axis=1).min()
            said.append(
                f"with {width} units the best learning rate is {between} "
                f"(lowest median loss {written(lowest, 1)})"
            )
    count = len(next(iter(losses.values()))[0])
    return f"Parametrisation {parametrisation}, {count} networks: {'; '.join(said)}."
