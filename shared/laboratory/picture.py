"""A picture of a run and its alternative text, which a notebook shows without a widget."""

import numpy as np
from matplotlib.figure import Figure

from shared.figures.hidden_layers.classes import draw_classes
from shared.figures.hidden_layers.learning import bends, draw_field
from shared.figures.style import PERCENT, colour, counted, panels, styled, written
from shared.laboratory.run import LOSS, Run
from shared.losses import LOSSES

FIELD = 80  # cells of the background along each side


def describe_run(run: Run) -> str:
    """Return the step, the loss and the accuracy of a run, in the words of the page."""
    words = f"Step {len(run.losses):,}."
    if not len(run.X):
        return f"{words} There is no point yet."
    output = run.net.forward(run.X).output
    loss = LOSSES[LOSS].value(output, run.y[:, np.newaxis])
    right = int((run.net.predict(run.X) == run.y).sum())
    return (
        f"{words} Loss {written(float(loss))}; {right:,} of {counted(len(run.X), 'point')} correct "
        f"({written(100 * right / len(run.X))}{PERCENT})."
    )


@styled
def draw_run(run: Run) -> Figure:
    """Draw the decision regions with the units' lines, and the losses of the minibatches."""
    figure, (plane, curve) = panels(2)
    middle, half = np.zeros(2), 1.5
    if len(run.X):
        low, high = run.X.min(axis=0), run.X.max(axis=0)
        middle, half = (low + high) / 2, max((high - low).max() / 2, 0.5) * 1.15
    half_width = half * 2.74 / 1.68  # the size of a panel's axes in inches
    extent = (middle[0] - half_width, middle[0] + half_width, middle[1] - half, middle[1] + half)
    across, up = np.linspace(*extent[:2], FIELD), np.linspace(*extent[2:], FIELD)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    draw_field(plane, run.net.forward(grid).output.reshape(FIELD, FIELD), extent)
    if len(run.net.params) > 1:
        W, b = run.net.params[0]
        is_line = (W * W).sum(axis=0) > 1e-20
        look = {"color": colour("parameter"), "linewidth": 1, "linestyle": "--"}
        for line in bends(W[:, is_line], b[is_line]).reshape(-1, 3, 2):
            plane.plot(*line.T, **look)
    draw_classes(plane, run.X, run.y, size=4.2, edge=0.5)
    plane.set(xlim=extent[:2], ylim=extent[2:], xlabel="x₁", ylabel="x₂")
    plane.set(title="inputs: regions, and the units' lines")
    curve.plot(np.arange(1, len(run.losses) + 1), run.losses, color=colour("forward"), linewidth=1)
    curve.set(title="loss on each minibatch", xlabel="step", xlim=(0, max(len(run.losses), 1)))
    if run.losses and min(run.losses) > 0:
        curve.set(yscale="log")
    return figure
