"""Trainings with several learning rates, by epoch."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.digits.trials import draw_by_epoch, draw_by_setting, told
from shared.figures.style import counted, panels, styled


@styled
def draw_rates(accuracies: Mapping[float, np.ndarray], rate: float = 0.1, epoch: int = 1) -> Figure:
    """Draw the validation accuracy of many trainings up to an epoch.

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
    draw_by_epoch(by_epoch, accuracies[rate][:epoch], len(accuracies[rate]))
    by_epoch.set_title(f"% of validation images, rate {rate:g}")
    outcomes = [each[epoch - 1] for each in accuracies.values()]
    labels = [f"{each:g}" for each in accuracies]
    draw_by_setting(by_rate, outcomes, labels, list(accuracies).index(rate))
    by_rate.set(title=f"% of validation images, epoch {epoch}", xlabel="learning rate")
    return figure


def describe_rates(
    accuracies: Mapping[float, np.ndarray], rate: float = 0.1, epoch: int = 1
) -> str:
    """Say what `draw_rates` shows."""
    trained = counted(accuracies[rate].shape[1], "training")
    best = max(accuracies, key=lambda each: accuracies[each][epoch - 1].mean())
    return (
        f"{trained} with the learning rate {rate:g}: after {counted(epoch, 'epoch')} they classify "
        f"{told(accuracies[rate][epoch - 1])} of the validation images correctly. At this epoch "
        f"the rate {best:g} has the highest mean."
    )
