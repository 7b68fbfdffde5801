"""Trainings from several scales of the initial weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, PERCENT, colour, panels, powers_of_ten, styled, written


@dataclass(frozen=True)
class StartedRun:
    """A training from one scale of the first weights.

    Attributes
    ----------
    loss : sequence of float
        The training loss before the first epoch and after each; it ends early if the numbers
        overflowed.
    accuracy : sequence of float
        The share of validation images read rightly, at the same times.
    """

    loss: Sequence[float]
    accuracy: Sequence[float]


START_LOSS_DRAWN = (1e-3, 1e7)
DEPTH_MARKERS = "osD^v"


@styled
def draw_initialisation(
    runs: Mapping[tuple[float, int], StartedRun],
    epochs: int,
    he_scale: float,
    log10_sigma: float = -2,
    hidden_layers: int = 5,
) -> Figure:
    """Draw trainings from several scales of the first weights.

    Parameters
    ----------
    runs : dict of (float, int) to StartedRun
        One for each decimal logarithm of the standard deviation and number of hidden layers.
    epochs : int
        How long a complete run is.
    he_scale : float
        The standard deviation that He's rule gives hidden layers of this width.
    log10_sigma : float
        Which scale to show.
    hidden_layers : int

    Returns
    -------
    matplotlib.figure.Figure
        Left: the loss by epoch, other scales in grey. Right: the accuracy at the end by scale.
    """
    scales = sorted({scale for scale, _ in runs})
    depths = sorted({depth for _, depth in runs})
    figure, (losses, accuracies) = panels(2)
    low, high = START_LOSS_DRAWN
    for scale in [*(s for s in scales if s != log10_sigma), log10_sigma]:
        loss = np.clip(runs[scale, hidden_layers].loss, low, high)
        chosen = scale == log10_sigma
        look = (
            {"color": colour("forward")} if chosen else {"color": colour("muted"), "alpha": BEHIND}
        )
        losses.plot(np.arange(len(loss)), loss, linewidth=1.8 if chosen else 1, **look)
        if chosen:
            stopped = len(loss) <= epochs
            losses.plot(len(loss) - 1, loss[-1], "X" if stopped else "o", markersize=7, **look)
            if stopped:
                losses.text(len(loss) - 0.2, loss[-1] / 6, "numbers overflow:\ntraining stops")
    powers_of_ten(losses.yaxis, range(-3, 8, 2))
    losses.set(title="training loss (other scales in grey)", xlabel="epoch", ylim=(4e-4, 4e7))
    losses.set(xlim=(-0.6, epochs + 0.6), xticks=range(0, epochs + 1, 5))

    accuracies.axvline(np.log10(he_scale), color=colour("muted"), linestyle=":", linewidth=1.2)
    accuracies.text(np.log10(he_scale) - 0.06, 112, "He", ha="right", color=colour("muted"))
    for depth, marker in zip(depths, DEPTH_MARKERS, strict=False):
        reached = [100 * runs[scale, depth].accuracy[-1] for scale in scales]
        chosen = depth == hidden_layers
        look = (
            {"color": colour("forward")} if chosen else {"color": colour("muted"), "alpha": BEHIND}
        )
        size = 5 if chosen else 3
        accuracies.plot(
            scales, reached, linewidth=1.8 if chosen else 1, marker=marker, markersize=size, **look
        )
    at = 100 * runs[log10_sigma, hidden_layers].accuracy[-1]
    ring = {"markerfacecolor": "none", "markersize": 11, "color": colour("ink")}
    accuracies.plot(log10_sigma, at, "o", **ring)
    accuracies.set(title="% right at the end (other depths in grey)", xlabel="log₁₀ σ")
    accuracies.set(xlim=(-3.2, 0.2), xticks=range(-3, 1), ylim=(-4, 122), yticks=range(0, 101, 25))
    return figure


def describe_initialisation(
    runs: Mapping[tuple[float, int], StartedRun],
    epochs: int,
    he_scale: float,
    log10_sigma: float = -2,
    hidden_layers: int = 5,
) -> str:
    """Say what `draw_initialisation` shows."""
    run = runs[log10_sigma, hidden_layers]
    layers = "1 hidden layer" if hidden_layers == 1 else f"{hidden_layers} hidden layers"
    here = f"{layers}, first weights of standard deviation {written(10**log10_sigma)}: "
    begun = f"the training loss begins at {written(run.loss[0], 2)}"
    if len(run.loss) <= epochs:
        return here + begun + "; then the numbers overflow, and training stops."
    return (
        f"{here}{begun} and ends at {written(run.loss[-1], 2)}, with "
        f"{100 * run.accuracy[-1]:.0f}{PERCENT} of the validation images read rightly."
    )
