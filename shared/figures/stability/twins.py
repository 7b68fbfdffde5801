"""Four units that began equal, and what breaks their symmetry."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.stability.twin_run import TwinRuns, every_500_steps
from shared.figures.style import BEHIND, colour, panels, styled, written

MARKERS = ("o", "s", "D", "^")
SIZES = (17, 12, 8, 4)
LINE_STYLES = ("-", "--", "-.", ":")


@styled
def draw_twins(runs: Mapping[str, TwinRuns], change: str = "nothing", step: int = 0) -> Figure:
    """Draw the incoming weights of four units that began equal, and the losses.

    Parameters
    ----------
    runs : dict of str to TwinRuns
        Trainings for each change of the recipe.
    change : str
        The one to show.
    step : int
        How many steps of training have passed.

    Returns
    -------
    matplotlib.figure.Figure
        A panel with a marker for each unit of the first run, and one with the median loss for each
        change and a dot for each run of the one shown.
    """
    chosen = runs[change]
    figure, (plane, losses) = panels(2, right=0.2)
    for unit, (marker, size) in enumerate(zip(MARKERS, SIZES, strict=True)):
        w1, w2, _ = chosen.weights[step, 0, :, unit]
        plane.plot(w1, w2, marker, markersize=size, fillstyle="none", color=colour("parameter"))
    plane.set(title="each marker: the weights of one unit", xlabel="weight from input 1")
    plane.set(ylabel="", xlim=(-3, 3), ylim=(-3, 3), xticks=range(-3, 4), yticks=range(-3, 4))
    plane.text(-2.85, 2.55, "weight from input 2 ↑", color=colour("muted"))

    last = len(chosen.loss) - 1
    drawn = np.unique(np.linspace(0, last, 81).astype(int))
    for (name, some), line in zip(runs.items(), LINE_STYLES, strict=True):
        strength = {"linewidth": 2.2} if name == change else {"linewidth": 1.1, "alpha": BEHIND}
        median = np.median(some.loss[drawn], axis=1)
        losses.plot(drawn, median, line, color=colour("forward"), label=name, **strength)
    now = chosen.loss[step]
    losses.plot(np.full(len(now), step), now, "o", color=colour("forward"), markersize=4)
    losses.set(title="loss: medians, and a dot a run", xlabel="step", xlim=(-60, last + 60))
    losses.set(ylim=(-0.03, 1.3), yticks=(0, 0.5, 1))
    every_500_steps(losses, last)
    losses.legend(loc="upper right")
    return figure


def describe_twins(runs: Mapping[str, TwinRuns], change: str = "nothing", step: int = 0) -> str:
    """Say what `draw_twins` shows."""
    chosen = runs[change]
    w1, w2, bias = chosen.differences[step, 0]
    units = (
        "the four units are exactly equal"
        if chosen.distance[step, 0] == 0
        else f"the units differ by up to {written(max(w1, w2), 2)} in a weight and by up to "
        f"{written(bias, 2)} in the bias, which the markers do not show"
    )
    changed = "Nothing changed" if change == "nothing" else change.capitalize()
    low, high = chosen.loss[step].min(), chosen.loss[step].max()
    return (
        f"{changed}, step {step:,}: {units}. The losses of {chosen.loss.shape[1]} runs lie "
        f"between {low:.2f} and {high:.2f}."
    )
