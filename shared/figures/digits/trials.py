"""Many trainings in one picture: their percentages by epoch, and at the end by setting."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from shared.figures.style import BEHIND, PERCENT, colour


def draw_by_epoch(axes: Axes, percentages: np.ndarray, epochs: int) -> None:
    """Draw a thin line a training and a thick one for their mean.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    percentages : ndarray, (epochs so far, trainings)
        Of images classified correctly, or misclassified.
    epochs : int
        How long a complete training is.
    """
    steps = np.arange(1, len(percentages) + 1)
    marker = {"marker": "."} if len(percentages) == 1 else {}
    axes.plot(steps, percentages, color=colour("muted"), linewidth=0.7, alpha=BEHIND, **marker)
    axes.plot(steps, percentages.mean(axis=1), color=colour("forward"), linewidth=2.2, **marker)
    axes.set(xlabel="epoch", xlim=(0, epochs + 1), xticks=range(0, epochs + 1, 5))


def draw_by_setting(
    axes: Axes, outcomes: Sequence[np.ndarray], labels: Sequence[str], chosen: int
) -> None:
    """Draw a dot a training above its setting, and a dash at the mean of each setting.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    outcomes : sequence of ndarray
        Percentages, an array a setting.
    labels : sequence of str
        What to write below each setting.
    chosen : int
        Which setting stands out.
    """
    for place, each in enumerate(outcomes):
        look = colour("forward" if place == chosen else "muted")
        # Spread out, so that equal outcomes show: a dot a training.
        beside = place + np.linspace(-0.28, 0.28, len(each))
        axes.plot(beside, np.sort(each), ".", color=look, markersize=4)
        mean = each.mean()
        axes.plot([place - 0.4, place + 0.4], [mean, mean], color=look, linewidth=2)
    axes.set(xlim=(-0.6, len(labels) - 0.4))
    axes.set_xticks(range(len(labels)), labels)
    axes.grid(axis="x", visible=False)


def told(percentages: np.ndarray) -> str:
    """Say mean and range of percentages in words."""
    low, mean, high = percentages.min(), percentages.mean(), percentages.max()
    return f"{mean:.1f}{PERCENT} (from {low:.1f} to {high:.1f}{PERCENT})"
