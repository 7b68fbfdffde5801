"""Trainings with several learning rates, by epoch."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.digits.trials import draw_by_epoch, draw_by_setting, told
from shared.figures.style import counted, panels, styled


@styled
def draw_rates(accuracies: Mapping[float, np.ndarray], rate: float = 0.1, epoch: int = 1) -> Figure:
    """Draw the validation error of many trainings up to an epoch.

    Parameters
    ----------
    accuracies : dict of float to ndarray, (epochs, trainings)
        For each learning rate the percentages of validation images classified correctly.
    rate : float
        Whose trainings to follow.
    epoch : int
        How far to follow them.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the trainings with this rate by epoch; all trainings at this epoch by rate.
    """
    figure, (by_epoch, by_rate) = panels(2)
    errors = {each: 100 - accuracy for each, accuracy in accuracies.items()}
    draw_by_epoch(by_epoch, errors[rate][:epoch], len(errors[rate]))
    outcomes = [each[epoch - 1] for each in errors.values()]
    labels = [f"{each:g}" for each in errors]
    draw_by_setting(by_rate, outcomes, labels, list(errors).index(rate))
    ticks = [1, 2, 5, 10, 20, 50, 100]
    for axes in (by_epoch, by_rate):
        axes.set(yscale="log", ylim=(0.7, 130))
        axes.set_yticks(ticks, [f"{tick}" for tick in ticks])
    by_epoch.set_title(f"% misclassified, rate {rate:g}")
    by_rate.set(title=f"% misclassified at epoch {epoch}", xlabel="learning rate")
    return figure


def describe_rates(
    accuracies: Mapping[float, np.ndarray], rate: float = 0.1, epoch: int = 1
) -> str:
    """Say what `draw_rates` shows."""
    trained = counted(accuracies[rate].shape[1], "training")
    best = max(accuracies, key=lambda each: accuracies[each][epoch - 1].mean())
    errors = told(100 - accuracies[rate][epoch - 1])
    return (
        f"{trained} with the learning rate {rate:g}: after {counted(epoch, 'epoch')} they "
        f"misclassify {errors} of the validation images. At this epoch the rate {best:g} has the "
        "lowest mean error."
    )
