"""Two units that began almost equal."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.stability.twin_run import TwinRuns, every_500_steps
from shared.figures.style import (
    BEHIND,
    colour,
    panels,
    power_of_ten,
    powers_of_ten,
    styled,
    written,
)


@styled
def draw_nearly_twins(runs: Mapping[int, TwinRuns], log_eps: int = -2, step: int = 50) -> Figure:
    """Draw how far apart two units are that began almost equal, and the loss.

    Parameters
    ----------
    runs : dict of int to TwinRuns
        Trainings for each exponent; the lines are those of the first run.
    log_eps : int
        Base-ten logarithm of the initial difference between the two units.
    step : int
        How many steps of training have passed.

    Returns
    -------
    matplotlib.figure.Figure
        A panel of the largest difference between the units, and one of the loss, with a dot for
        each run of the difference chosen.
    """
    figure, (distance, losses) = panels(2, right=0.2)
    last = len(runs[log_eps].loss) - 1
    for exponent, some in sorted(runs.items(), key=lambda item: item[0] == log_eps):
        chosen = exponent == log_eps
        look = {"linewidth": 2} if chosen else {"linewidth": 0.8, "alpha": BEHIND}
        drawn = np.linspace(0, last, 61 if chosen else 41).astype(int)
        shades = (
            colour("parameter" if chosen else "muted"),
            colour("forward" if chosen else "muted"),
        )
        distance.plot(drawn, some.distance[drawn, 0], color=shades[0], **look)
        losses.plot(drawn, some.loss[drawn, 0], color=shades[1], **look)
    chosen = runs[log_eps]
    at = np.full(chosen.loss.shape[1], step)
    distance.plot(at, chosen.distance[step], "o", color=colour("parameter"), markersize=4)
    losses.plot(at, chosen.loss[step], "o", color=colour("forward"), markersize=4)
    powers_of_ten(distance.yaxis, range(-8, 1, 2))
    distance.set(title="difference between units, a dot a run", ylim=(3e-9, 20))
    losses.set(
        title="loss (other differences in grey)",
        ylim=(-0.03, 0.8),
        yticks=(0, 0.25, 0.5, 0.75),
    )
    for each in (distance, losses):
        each.set(xlabel="step", xlim=(-40, last + 40))
        every_500_steps(each, last)
    return figure


def describe_nearly_twins(runs: Mapping[int, TwinRuns], log_eps: int = -2, step: int = 50) -> str:
    """Say what `draw_nearly_twins` shows."""
    chosen = runs[log_eps]
    apart, loss = chosen.distance[step], chosen.loss[step]
    return (
        f"Two units with an initial difference of {power_of_ten(log_eps)}: at step {step:,} they "
        f"differ by {written(np.median(apart), 2)} and the loss is {np.median(loss):.2f} (medians "
        f"of {len(loss)} runs). The losses lie between {loss.min():.2f} and {loss.max():.2f}."
    )
