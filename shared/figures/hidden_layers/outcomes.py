"""Where training ends, for many seeds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.hidden_layers.kinks import STYLES
from shared.figures.style import BEHIND, colour, counted, panels, powers_of_ten, styled


@dataclass(frozen=True)
class Outcome:
    """What trainings with many seeds came to.

    Attributes
    ----------
    steps : ndarray of int, (times,)
        When the losses were recorded.
    losses : ndarray, (times, runs)
        The loss of each run at each of these times.
    solved : ndarray of bool, (runs,)
        Whether the run ends with every sample classified correctly.
    """

    steps: np.ndarray
    losses: np.ndarray
    solved: np.ndarray


@styled
def draw_outcomes(
    outcomes: Mapping[tuple[str, int], Outcome], width: int = 1, activation: str = "relu"
) -> Figure:
    """Draw the losses of many trainings on XOR, and how many of them succeed.

    Parameters
    ----------
    outcomes : dict of (str, int) to Outcome
        The trainings for each activation and width.
    width : int
        How many hidden units.
    activation : str
        The name of their activation.

    Returns
    -------
    matplotlib.figure.Figure
        Loss by step, one line a run; how many runs succeed, up to this width.
    """
    chosen = outcomes[activation, width]
    figure, (losses, solved) = panels(2)
    looks = {
        True: {"color": colour("forward"), "label": "solved"},
        False: {"color": colour("ink"), "linestyle": "--", "label": "not solved"},
    }
    gap = np.full((1, len(chosen.solved)), np.nan)
    for is_solved, look in looks.items():
        runs = np.concatenate([np.maximum(chosen.losses, 1e-4), gap])[:, chosen.solved == is_solved]
        if runs.size:
            steps = np.tile([*chosen.steps, np.nan], runs.shape[1])
            losses.plot(steps, runs.T.ravel(), linewidth=0.9, alpha=BEHIND, **look)
    powers_of_ten(losses.xaxis, range(4))
    powers_of_ten(losses.yaxis, range(-3, 1))
    losses.set(title=f"{len(chosen.solved)} training runs", xlabel="step", ylabel="loss")
    losses.set(xlim=(0.9, 2300), ylim=(3e-4, 6))
    losses.legend(loc="lower left")

    names = list(dict.fromkeys(name for name, _ in outcomes))
    for name, style in zip(names, STYLES, strict=False):
        widths = [m for other, m in outcomes if other == name]
        seen = widths[: widths.index(width) + 1]  # the reader predicts those further on
        number = [int(outcomes[name, m].solved.sum()) for m in seen]
        here = name == activation
        look = {"color": colour("forward" if here else "muted"), "linestyle": style, "marker": "."}
        place = range(len(seen))
        label = ACTIVATIONS[name].title
        solved.plot(place, number, linewidth=2.2 if here else 1.2, label=label, **look)
    solved.plot(widths.index(width), chosen.solved.sum(), "o", color=colour("forward"))
    solved.set_xticks(range(len(widths)), [str(m) for m in widths])
    solved.set(
        title=f"runs that solve XOR, of {len(chosen.solved)}", xlabel="hidden units", ylim=(-2, 53)
    )
    solved.set(yticks=range(0, 51, 10))
    solved.legend(loc="lower right")
    return figure


def describe_outcomes(
    outcomes: Mapping[tuple[str, int], Outcome], width: int = 1, activation: str = "relu"
) -> str:
    """Say what `draw_outcomes` shows."""
    outcome = outcomes[activation, width]
    number, runs = int(outcome.solved.sum()), len(outcome.solved)
    text = (
        f"{ACTIVATIONS[activation].title}, {counted(width, 'hidden unit')}: "
        f"{number} of {runs} runs solve XOR"
    )
    if number == runs:
        return text + "."
    stuck = outcome.losses[-1][~outcome.solved]
    if len(stuck) == 1:
        return text + f"; the other run ends with a loss of {stuck[0]:.2f}."
    others = "the others" if number else "all"
    return text + f"; {others} end with losses from {stuck.min():.2f} to {stuck.max():.2f}."
