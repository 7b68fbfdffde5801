"""Fifteen ways to draw weights, compared in one deep net."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.stability.scales import Scales
from shared.figures.style import PERCENT, colour, panels, powers_of_ten, styled, written
from shared.initializers import INITIALIZERS


@dataclass(frozen=True)
class Trials:
    """What one initialiser did in deep nets that differ in their random numbers.

    Attributes
    ----------
    scales : Scales
        Sizes in each layer at initialisation.
    accuracy : ndarray, (nets,)
        Share of test images classified correctly after training; NaN where training diverged.
    """

    scales: Scales
    accuracy: np.ndarray


@styled
def draw_fifteen(trials: Mapping[str, Trials], initializer: str = "normal") -> Figure:
    """Draw one initialiser's sizes by layer, and the accuracies of all initialisers.

    Parameters
    ----------
    trials : dict of str to Trials
        One for each key of `INITIALIZERS`.
    initializer : str
        The one to show.

    Returns
    -------
    matplotlib.figure.Figure
        A panel of sizes at initialisation, and one of test accuracy, a dot a net.
    """
    figure, (sizes, accuracies) = panels(2, height=3.2)
    draw_initial_sizes(sizes, trials[initializer].scales)
    draw_accuracies(accuracies, trials, initializer)
    return figure


def draw_initial_sizes(axes: Axes, scales: Scales) -> None:
    """Draw the median sizes of pre-activations and gradients by layer."""
    layers = np.arange(1, scales.forward.shape[1] + 1)
    for values, meaning, look, label in [
        (scales.forward, "forward", "o-", "pre-activations"),
        (scales.backward, "gradient", "s--", "gradients"),
    ]:
        median = np.median(values, axis=0)
        seen = np.where(median > 0, median, np.nan)  # a logarithmic axis has no 0
        axes.plot(layers, seen, look, color=colour(meaning), markersize=3, label=label)
    powers_of_ten(axes.yaxis, range(-16, 9, 4))
    axes.set(title="sizes at initialisation", xlabel="layer", ylim=(1e-18, 1e10))
    axes.set(xlim=(0.5, len(layers) + 0.5), xticks=layers[::3])
    axes.legend(loc="upper center")


def draw_accuracies(axes: Axes, trials: Mapping[str, Trials], chosen: str) -> None:
    """Draw a row of dots for each initialiser, the chosen one in colour."""
    box = axes.get_position()
    axes.set_position([0.43, box.y0, 0.53, box.height])  # names of initialisers are long
    for row, (name, trial) in enumerate(trials.items()):
        shade = colour("forward" if name == chosen else "muted")
        percent = 100 * trial.accuracy[np.isfinite(trial.accuracy)]
        diverged = len(trial.accuracy) - len(percent)
        look = {"color": shade, "alpha": 0.6, "markersize": 5 if name == chosen else 3}
        axes.plot(percent, np.full(len(percent), row), "o", **look)
        if diverged:
            axes.plot(0, row, "x", color=shade)
            axes.text(15, row, f"{diverged} diverge", va="center", color=shade)
        ink = shade if name == chosen else colour("ink")
        label = {"ha": "right", "va": "center"}
        axes.text(-9, row, short_title(name), color=ink, **label)
    axes.set(title="accuracy, a dot a network", xlabel="test accuracy, %")
    axes.set_ylim(len(trials) - 0.3, -0.7)
    axes.set(xlim=(-6, 108), xticks=(0, 50, 100), yticks=())


def short_title(initializer: str) -> str:
    """Return the title of an initializer without its second name."""
    return INITIALIZERS[initializer].title.replace(" (Xavier)", "").replace(" (Kaiming)", "")


def describe_fifteen(trials: Mapping[str, Trials], initializer: str = "normal") -> str:
    """Say what `draw_fifteen` shows."""
    trial, title = trials[initializer], INITIALIZERS[initializer].title
    forward, backward = (
        np.median(sizes, axis=0) for sizes in (trial.scales.forward, trial.scales.backward)
    )
    outcome = describe_accuracies(trial.accuracy)
    if not forward[-1]:
        return f"{title}: all pre-activations and all gradients but the last are 0. {outcome}"
    return (
        f"{title}: from the first layer to the last the pre-activations go from "
        f"{written(forward[0], 2)} to {written(forward[-1], 2)}; a gradient of size 1 arrives at "
        f"the first layer with size {written(backward[0], 2)} (medians of {len(trial.accuracy)} "
        f"networks). {outcome}"
    )


def describe_accuracies(accuracy: np.ndarray) -> str:
    """Say how many nets diverge, and what share of the test images the others classify."""
    percent = 100 * accuracy[np.isfinite(accuracy)]
    diverged = len(accuracy) - len(percent)
    if not len(percent):
        return "All networks diverge in training."
    correct = (
        f"classify {percent.min():.0f} to {percent.max():.0f}{PERCENT} of the test images correctly"
    )
    return (
        f"{diverged} of {len(accuracy)} networks diverge in training; the others {correct}."
        if diverged
        else f"After training the networks {correct}."
    )
