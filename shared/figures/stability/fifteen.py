"""Fifteen ways to draw weights, compared in one deep net."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.figures.stability.scales import Scales
from shared.figures.style import PERCENT, colour, panels, powers_of_ten, styled, written
from shared.initializers import INITIALIZERS


@dataclass(frozen=True)
class Trial:
    """What one way to initialise did in a deep net.

    Attributes
    ----------
    scales : Scales
        Sizes in each layer at birth.
    accuracy : float or None
        Share of test samples right after training; None if training diverged.
    """

    scales: Scales
    accuracy: float | None


@styled
def draw_fifteen(trials: Mapping[str, Trial], initializer: str = "he_normal") -> Figure:
    """Draw sizes by layer at birth, and how well each of the initializers trained.

    Parameters
    ----------
    trials : dict of str to Trial
        One for each key of `INITIALIZERS`.
    initializer : str
        The one to show.

    Returns
    -------
    matplotlib.figure.Figure
        Left: sizes of pre-activations and gradients. Right: test accuracy of all.
    """
    figure, (sizes, ranking) = panels(2, height=3.4)
    scales = trials[initializer].scales
    layers = np.arange(1, len(scales.forward) + 1)
    looks = (("forward", "o-", "forward"), ("gradient", "s--", "backward"))
    for values, (meaning, look, label) in zip(
        (scales.forward, scales.backward), looks, strict=True
    ):
        seen = np.where(values > 0, values, np.nan)
        sizes.plot(layers, seen, look, color=colour(meaning), markersize=3, label=label)
    powers_of_ten(sizes.yaxis, range(-16, 9, 4))
    sizes.set(title="sizes at birth", xlabel="layer", ylim=(1e-17, 1e10))
    sizes.set(xlim=(0.5, len(layers) + 0.5), xticks=layers[::3])
    sizes.legend(loc="lower left")

    box = ranking.get_position()
    ranking.set_position([0.43, box.y0, 0.53, box.height])
    reached = np.array([100 * (trial.accuracy or 0) for trial in trials.values()])
    diverged = np.array([trial.accuracy is None for trial in trials.values()])
    places = np.arange(len(trials))
    here = list(trials).index(initializer)
    # One line with gaps for all stems, and texts for ticks: these draw much faster.
    stems = np.column_stack([np.zeros(len(trials)), reached, np.full(len(trials), np.nan)])
    ranking.plot(stems.ravel(), places.repeat(3), color=colour("muted"), linewidth=0.8)
    ranking.plot(reached[~diverged], places[~diverged], "o", color=colour("muted"))
    ranking.plot(reached[diverged], places[diverged], "x", color=colour("muted"))
    chosen = {"color": colour("forward"), "marker": "x" if diverged[here] else "o"}
    ranking.plot([0, reached[here]], [here, here], markevery=[1], markersize=8, **chosen)
    for place, name in enumerate(trials):
        shade = colour("forward" if place == here else "ink")
        ranking.text(-9, place, short_title(name), ha="right", va="center", fontsize=8, color=shade)
    ranking.set(title="% of test digits right", xlabel="(×: diverged)", ylim=(14.7, -0.7))
    ranking.set(xlim=(-6, 108), xticks=(0, 50, 100), yticks=())
    return figure


def short_title(initializer: str) -> str:
    """Return the title of an initializer without its second name."""
    return INITIALIZERS[initializer].title.replace(" (Xavier)", "").replace(" (Kaiming)", "")


def describe_fifteen(trials: Mapping[str, Trial], initializer: str = "he_normal") -> str:
    """Say what `draw_fifteen` shows."""
    trial, title = trials[initializer], INITIALIZERS[initializer].title
    forward, backward = trial.scales.forward, trial.scales.backward
    training = (
        "Training diverges."
        if trial.accuracy is None
        else f"After training it reads {100 * trial.accuracy:.0f}{PERCENT} of the test digits."
    )
    if not forward[-1]:
        return f"{title}: all pre-activations and all gradients but the last are 0. {training}"
    return (
        f"{title}: from the first layer to the last the pre-activations go from "
        f"{written(forward[0], 2)} to {written(forward[-1], 2)}; a gradient of size 1 arrives at "
        f"the first layer with size {written(backward[0], 2)}. {training}"
    )
