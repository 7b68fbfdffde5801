"""The accuracy of many trainings, and the activations of a last hidden layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.activations.ticks import ticks
from shared.figures.style import PERCENT, colour, counted, panels, powers_of_ten, styled

BINS = 40


@dataclass(frozen=True)
class TrainingRun:
    """What the trainings of many networks recorded, from before the first epoch on.

    Attributes
    ----------
    accuracy : ndarray, (epochs + 1, networks)
        The share of test images classified correctly.
    hidden : sequence of ndarray, epochs + 1, (n_test, width) each
        The activations of the first network's last hidden layer on the test images.
    """

    accuracy: np.ndarray
    hidden: Sequence


@styled
def draw_training(
    runs: Mapping[tuple[str, int], TrainingRun],
    activation: str = "relu",
    hidden_layers: int = 1,
    epoch: int = 0,
) -> Figure:
    """Draw the accuracies of all trainings at an epoch, and a histogram of activations.

    Parameters
    ----------
    runs : dict of (str, int) to TrainingRun
        The trainings for each activation's name and number of hidden layers.
    activation : str
        The activation to highlight, and of the histogram.
    hidden_layers : int
        How many hidden layers the networks have.
    epoch : int
        When to look.

    Returns
    -------
    matplotlib.figure.Figure
        A dot for each network by activation; the first network's histogram.
    """
    figure, (dots, histogram) = panels(2, left=0.72)
    names = list(dict.fromkeys(name for name, _ in runs))
    for row, name in enumerate(names):
        accuracy = 100 * runs[name, hidden_layers].accuracy[epoch]
        draw_dots(dots, accuracy, row, "forward" if name == activation else "muted")
    dots.set_yticks(range(len(names)), [short_title(name) for name in names])
    dots.set(ylim=(len(names) - 0.5, -0.5), xlim=(-3, 103), xticks=range(0, 101, 25))
    dots.set(title="a dot for each network", xlabel="test images classified correctly, %")

    run = runs[activation, hidden_layers]
    low, high = drawn_range(run, activation)
    edges = np.linspace(low, high, BINS + 1)
    hidden = run.hidden[epoch]
    share = np.histogram(hidden, edges)[0] / hidden.size
    histogram.stairs(share, edges, fill=True, color=colour("forward"))
    powers_of_ten(histogram.yaxis, (-4, -3, -2, -1, 0))
    histogram.set(title="share of activations, last hidden layer", xlabel="activation h")
    histogram.set(ylim=(5e-5, 1.5), xlim=(low - (high - low) / 50, high + (high - low) / 50))
    histogram.set_xticks(ticks(low, high))
    return figure


def short_title(name: str) -> str:
    """Return the title of an activation without what stands in brackets: SiLU."""
    return ACTIVATIONS[name].title.partition(" (")[0]


def draw_dots(axes: Axes, x: np.ndarray, row: int, meaning: str) -> None:
    """Draw a dot for each network in a row, side by side across it so that none hides another."""
    across = row + np.linspace(-0.3, 0.3, len(x))
    axes.plot(x, across, "o", color=colour(meaning), markersize=2.5)


def drawn_range(run: TrainingRun, activation: str) -> tuple[float, float]:
    """Return a range of activations that fits all epochs of a run."""
    low, high = ACTIVATIONS[activation].bounds
    if not np.isfinite(low):
        low = np.floor(min(hidden.min() for hidden in run.hidden))
    if not np.isfinite(high):
        high = np.ceil(max(hidden.max() for hidden in run.hidden))
    return float(low), float(high)


def describe_training(
    runs: Mapping[tuple[str, int], TrainingRun],
    activation: str = "relu",
    hidden_layers: int = 1,
    epoch: int = 0,
) -> str:
    """Say what `draw_training` shows."""
    run = runs[activation, hidden_layers]
    layers = counted(hidden_layers, "hidden layer")
    accuracy, hidden = 100 * run.accuracy[epoch], run.hidden[epoch]
    low, high = (f"{end:.2f}".replace("-", "−") for end in np.quantile(hidden, (0.05, 0.95)))
    zeros = (hidden == 0).mean()
    of_zeros = f"{100 * zeros:.0f}{PERCENT} of the activations are exactly 0; "
    return (
        f"{ACTIVATIONS[activation].title}, {layers}, epoch {epoch}: "
        f"{len(accuracy)} networks classify {accuracy.min():.0f} to {accuracy.max():.0f}{PERCENT} "
        f"of the test images correctly, the median {np.median(accuracy):.0f}{PERCENT}. In the last "
        f"hidden layer of the first network, {of_zeros if zeros > 0.005 else ''}nine tenths of "
        f"the activations lie between {low} and {high}."
    )
