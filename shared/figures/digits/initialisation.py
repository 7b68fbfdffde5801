"""Trainings from several scales of the initial weights."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.digits.trials import draw_by_epoch, draw_by_setting, told
from shared.figures.style import counted, panels, styled


@styled
def draw_initialisation(
    accuracies: Mapping[tuple[float, int], np.ndarray],
    gain: float = 1.0,
    hidden_layers: int = 1,
) -> Figure:
    """Draw the validation accuracy of many trainings from one scale of the initial weights.

    Parameters
    ----------
    accuracies : dict of (float, int) to ndarray, (epochs, trainings)
        For each gain and number of hidden layers the percentages of validation images
        classified correctly.
    gain : float
        Standard deviation of the initial weights times the root of the fan-in.
    hidden_layers : int
        Depth of the networks.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the trainings from this gain by epoch; all of this depth at the end by gain.
    """
    gains = list(dict.fromkeys(each for each, _ in accuracies))
    here = accuracies[gain, hidden_layers]
    figure, (by_epoch, by_gain) = panels(2)
    draw_by_epoch(by_epoch, here, len(here))
    by_epoch.set_title(f"% correct, gain {gain:.3g}")
    outcomes = [accuracies[each, hidden_layers][-1] for each in gains]
    labels = ["√2\nHe" if np.isclose(each, np.sqrt(2)) else f"{each:.3g}" for each in gains]
    draw_by_setting(by_gain, outcomes, labels, gains.index(gain))
    for axes in (by_epoch, by_gain):
        axes.set(ylim=(-3, 103), yticks=range(0, 101, 25))
    by_gain.set(title=f"% correct after {len(here)} epochs, by gain")
    return figure


def describe_initialisation(
    accuracies: Mapping[tuple[float, int], np.ndarray],
    gain: float = 1.0,
    hidden_layers: int = 1,
) -> str:
    """Say what `draw_initialisation` shows."""
    here = accuracies[gain, hidden_layers]
    return (
        f"{counted(here.shape[1], 'network')} with {counted(hidden_layers, 'hidden layer')}, gain "
        f"{gain:.3g}: after {counted(len(here), 'epoch')} they classify {told(here[-1])} of the "
        "validation images correctly."
    )
