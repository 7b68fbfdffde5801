"""Two units that began almost equal."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.stability.twin_run import TwinRun, every_500_steps
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
def draw_nearly_twins(runs: Mapping[int, TwinRun], log_eps: int = -4, step: int = 500) -> Figure:
    """Draw how far apart two units are that began almost equal, and the loss.

    Parameters
    ----------
    runs : dict of int to TwinRun
        One training for each exponent.
    log_eps : int
        Base-ten logarithm of the first difference between the two units.
    step : int
        How many steps of training have passed.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the greatest difference between the units' weights. Right: the loss.
    """
    figure, (distance, losses) = panels(2)
    last = len(runs[log_eps].loss) - 1
    for exponent, run in sorted(runs.items(), key=lambda item: item[0] == log_eps):
        chosen = exponent == log_eps
        look = {"linewidth": 2} if chosen else {"linewidth": 0.8, "alpha": BEHIND}
        drawn = np.linspace(0, last, 61 if chosen else 41).astype(int)
        spread = [run.spread(i) for i in drawn]
        distance.plot(drawn, spread, color=colour("parameter" if chosen else "muted"), **look)
        loss = np.asarray(run.loss)[drawn]
        losses.plot(drawn, loss, color=colour("forward" if chosen else "muted"), **look)
    run = runs[log_eps]
    distance.plot(step, run.spread(step), "o", color=colour("parameter"), markersize=7)
    losses.plot(step, run.loss[step], "o", color=colour("forward"), markersize=7)
    powers_of_ten(distance.yaxis, range(-8, 1, 2))
    distance.set(title="distance between the two units", ylim=(3e-9, 20))
    losses.set(title="loss (other starts in grey)", ylim=(-0.03, 0.8), yticks=(0, 0.25, 0.5, 0.75))
    for each in (distance, losses):
        each.set(xlabel="step", xlim=(-40, last + 40))
        every_500_steps(each, last)
    return figure


def describe_nearly_twins(runs: Mapping[int, TwinRun], log_eps: int = -4, step: int = 500) -> str:
    """Say what `draw_nearly_twins` shows."""
    run = runs[log_eps]
    return (
        f"Two units that began {power_of_ten(log_eps)} apart: at step {step:,} the units "
        f"differ by up to {written(run.spread(step), 2)}, and the loss is {run.loss[step]:.2f}."
    )
