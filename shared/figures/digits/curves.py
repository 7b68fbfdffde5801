"""Losses and errors of a training, by epoch."""

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, PERCENT, colour, panels, powers_of_ten, styled, written
from shared.training import History


@styled
def draw_curves(history: History, baseline: History) -> Figure:
    """Draw losses and accuracies of a training by epoch.

    Parameters
    ----------
    history : History
        The network's training, with validation records.
    baseline : History
        The linear model's, of as many epochs.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: losses, on a logarithmic axis; shares of images misclassified.
    """
    figure, (losses, errors) = panels(2)
    epochs = np.arange(1, len(history.loss) + 1)
    faint = {"color": colour("muted"), "linewidth": 1.2, "linestyle": ":", "label": "linear model"}
    losses.plot(epochs, baseline.validation_loss, **faint)
    losses.plot(epochs, history.validation_loss, color=colour("forward"), label="validation")
    losses.plot(epochs, history.loss, "--", color=colour("forward"), alpha=BEHIND, label="training")
    powers_of_ten(losses.yaxis, (-2, -1, 0))
    losses.set(title="loss", ylim=(6e-3, 4))
    for record, look in (
        (baseline.validation_accuracy, faint),
        (history.validation_accuracy, {"color": colour("forward")}),
        (history.accuracy, {"color": colour("forward"), "alpha": BEHIND, "linestyle": "--"}),
    ):
        errors.plot(epochs, 100 * (1 - np.array(record)), **look)
    errors.set(title="images misclassified, %", ylim=(-0.5, 20.5), yticks=range(0, 21, 5))
    for each in (losses, errors):
        each.set(xlabel="epoch", xlim=(0, len(epochs) + 1), xticks=range(0, len(epochs) + 1, 10))
    losses.legend(loc="upper right")
    return figure


def describe_curves(history: History, baseline: History) -> str:
    """Say what `draw_curves` shows."""
    shares = (history.accuracy, history.validation_accuracy, baseline.validation_accuracy)
    train, new, linear = (f"{100 * (1 - each[-1]):.1f}{PERCENT}" for each in shares)
    return (
        f"After {len(history.loss)} epochs the training loss is {written(history.loss[-1], 2)} and "
        f"the validation loss {written(history.validation_loss[-1], 2)}. The network misclassifies "
        f"{train} of the training images and {new} of the validation images, the linear model "
        f"{linear} of the validation images."
    )
