"""Four units that began equal, and what breaks their symmetry."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.stability.twin_run import TwinRun, every_500_steps
from shared.figures.style import BEHIND, colour, panels, styled, written

MARKERS = ("o", "s", "D", "^")
SIZES = (17, 12, 8, 4)
LINE_STYLES = ("-", "--", "-.", ":")


@styled
def draw_twins(runs: Mapping[str, TwinRun], change: str = "nothing", step: int = 500) -> Figure:
    """Draw the incoming weights of four units that began equal, and the loss.

    Parameters
    ----------
    runs : dict of str to TwinRun
        One training for each change of the recipe.
    change : str
        The one to show.
    step : int
        How many steps of training have passed.

    Returns
    -------
    matplotlib.figure.Figure
        Left: a marker for each unit. Right: the loss of all trainings, the shown one strong.
    """
    run = runs[change]
    figure, (plane, losses) = panels(2)
    for unit, (marker, size) in enumerate(zip(MARKERS, SIZES, strict=True)):
        w1, w2, _ = run.weights[step][:, unit]
        plane.plot(w1, w2, marker, markersize=size, fillstyle="none", color=colour("parameter"))
    plane.set(title="each marker: the weights of one unit", xlabel="weight from input 1")
    plane.set(ylabel="", xlim=(-0.5, 3), ylim=(-0.5, 3), xticks=range(4), yticks=range(4))
    plane.text(-0.42, 2.78, "weight from input 2 ↑", fontsize=8, color=colour("muted"))

    times_drawn = np.unique(np.linspace(0, len(run.loss) - 1, 81).astype(int))
    for (name, other), line in zip(runs.items(), LINE_STYLES, strict=True):
        strength = {"linewidth": 2.2} if name == change else {"linewidth": 1.1, "alpha": BEHIND}
        loss = np.asarray(other.loss)[times_drawn]
        losses.plot(times_drawn, loss, line, color=colour("forward"), label=name, **strength)
    losses.plot(step, run.loss[step], "o", color=colour("forward"), markersize=7)
    losses.set(title="loss", xlabel="step", ylim=(-0.03, 1.3), yticks=(0, 0.5, 1))
    losses.set(xlim=(-60, len(run.loss) + 60))
    every_500_steps(losses, len(run.loss) - 1)
    losses.legend(loc="upper right")
    return figure


def describe_twins(runs: Mapping[str, TwinRun], change: str = "nothing", step: int = 500) -> str:
    """Say what `draw_twins` shows."""
    run, spread = runs[change], runs[change].spread(step)
    rank = run.rank(step)
    units = (
        f"the four units are exactly equal, and their weights have rank {rank}"
        if spread == 0
        else f"the units differ by up to {written(spread, 2)}; their weights have rank {rank}"
    )
    changed = "Nothing changed" if change == "nothing" else change.capitalize()
    return f"{changed}, step {step:,}: {units}. The loss is {run.loss[step]:.2f}."
