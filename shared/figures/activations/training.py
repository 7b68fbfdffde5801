"""The loss of a training, and the activations of its last hidden layer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.activations.ticks import ticks
from shared.figures.style import BEHIND, PERCENT, colour, panels, powers_of_ten, styled, written

BINS = 40


@dataclass(frozen=True)
class TrainingRun:
    """What one training recorded, from before the first epoch to after the last.

    Attributes
    ----------
    loss : sequence of float, epochs + 1
        The loss on the training samples.
    accuracy : sequence of float, epochs + 1
        The share of test samples classified correctly.
    hidden : sequence of ndarray, epochs + 1, (n_test, width) each
        The activations of the last hidden layer on the test samples.
    """

    loss: list
    accuracy: list
    hidden: list


@styled
def draw_training(
    runs: Mapping[tuple[str, int], TrainingRun],
    activation: str = "relu",
    hidden_layers: int = 5,
    epoch: int = 20,
) -> Figure:
    """Draw the loss of a training, and the activations of the last hidden layer.

    Parameters
    ----------
    runs : dict of (str, int) to TrainingRun
        One run for each activation's name and number of hidden layers.
    activation : str
        The activation of the run to show; others with as many layers are drawn faintly.
    hidden_layers : int
    epoch : int
        The time at which to look at the activations.

    Returns
    -------
    matplotlib.figure.Figure
        Left: loss by epoch. Right: histogram of the activations.
    """
    run = runs[activation, hidden_layers]
    figure, (losses, histogram) = panels(2)
    epochs = np.arange(len(run.loss))
    for (name, layers), other in runs.items():
        if layers == hidden_layers and name != activation:
            losses.plot(epochs, other.loss, color=colour("muted"), linewidth=1, alpha=BEHIND)
    losses.plot(epochs, run.loss, color=colour("forward"))
    losses.plot(epoch, run.loss[epoch], "o", color=colour("forward"))
    powers_of_ten(losses.yaxis, (-2, -1, 0, 1))
    losses.set(title="training loss (others in grey)", xlabel="epoch", ylim=(5e-3, 12))
    losses.set(xticks=range(0, len(run.loss), 5))

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
    hidden_layers: int = 5,
    epoch: int = 20,
) -> str:
    """Say what `draw_training` shows."""
    run = runs[activation, hidden_layers]
    hidden = run.hidden[epoch]
    low, high = (f"{end:.2f}".replace("-", "−") for end in np.quantile(hidden, (0.05, 0.95)))
    layers = "1 hidden layer" if hidden_layers == 1 else f"{hidden_layers} hidden layers"
    zeros = (hidden == 0).mean()
    of_zeros = f"{100 * zeros:.0f}{PERCENT} of the activations are exactly 0; "
    return (
        f"{ACTIVATIONS[activation].title}, {layers}, epoch {epoch}: training loss "
        f"{written(run.loss[epoch], 2)}, {100 * run.accuracy[epoch]:.0f}{PERCENT} of the test "
        f"digits right. In the last hidden layer {of_zeros if zeros > 0.005 else ''}nine tenths "
        f"of the activations lie between {low} and {high}."
    )
