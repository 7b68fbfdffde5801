"""What a gradient check and training say of a backward pass with a bug."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.style import colour, panels, powers_of_ten, styled, written


@dataclass(frozen=True)
class BugRun:
    """What one backward pass, correct or wrong, led to from several initialisations.

    Attributes
    ----------
    errors : dict of str to float
        The relative error of each parameter's gradient, before training, in the first network.
    passed : dict of str to bool
        Whether the check accepts it.
    losses : ndarray, (recorded steps, networks)
        The loss of each network during training.
    accuracies : ndarray, (networks,)
        The share of samples that each network classifies correctly at the end.
    """

    errors: Mapping[str, float]
    passed: Mapping[str, bool]
    losses: np.ndarray
    accuracies: np.ndarray

    @property
    def learnt(self) -> int:
        """How many networks classify every sample correctly."""
        return int((self.accuracies == 1).sum())


#: Steps between two records of the loss.
EVERY = 10


@styled
def draw_bug(runs: Mapping[tuple[int, int], BugRun], bug: int = 2, layer: int = 2) -> Figure:
    """Draw a gradient check by parameter, and the loss of several networks in training.

    Parameters
    ----------
    runs : dict of (int, int) to BugRun
        For each bug and layer; bug 0 is a correct backward pass.
    bug : int
        A key of `shared.bugs.BUGS`.
    layer : int
        The hidden layer with the bug.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: relative error by parameter, outputs at the top, where 1e-9 stands for all that
        pass; loss by step, a curve for each network.
    """
    figure, (errors, losses) = panels(2)
    draw_check(errors, runs[bug, layer])
    draw_training(losses, runs[0, layer], "muted", "correct gradient", width=2.5)
    if bug:
        draw_training(losses, runs[bug, layer], "gradient", f"bug {bug}", width=0.8)
    learnt = runs[bug, layer].learnt
    losses.set(title=f"training: {learnt} of {len(runs[bug, layer].accuracies)} learn")
    losses.legend(loc="upper right", ncols=2)
    return figure


def draw_check(axes: Axes, run: BugRun) -> None:
    """Draw the relative error of each parameter's gradient."""
    names = list(run.errors)
    for passed, mark, meaning, label in (
        (True, "o", "ink", "passes"),
        (False, "X", "gradient", "wrong"),
    ):
        rows = [i for i, name in enumerate(names) if run.passed[name] == passed]
        # What passes is rounding, of another size on each processor: one place stands for it.
        values = [1e-9 if passed else run.errors[names[i]] for i in rows]
        look = {"color": colour(meaning), "markersize": 7, "label": label, "clip_on": False}
        axes.plot(values, rows, mark, **look)
    axes.axvline(1e-7, color=colour("muted"), linestyle=":", linewidth=1)
    axes.text(7e-8, -1.15, "accepted", color=colour("muted"), ha="right")
    powers_of_ten(axes.xaxis, range(-12, 1, 3))
    axes.set(xlim=(3e-13, 10), ylim=(-1.4, len(names) + 0.6))
    axes.set_yticks(range(len(names)), [subscripted(name) for name in names])
    axes.set(title="gradient check", xlabel="relative error")
    axes.legend(loc="upper right", ncols=2, handlelength=0.8)


def draw_training(axes: Axes, run: BugRun, meaning: str, label: str, width: float) -> None:
    """Draw the loss of every network as one line with gaps."""
    steps = EVERY * np.arange(len(run.losses))
    gap = np.full((1, run.losses.shape[1]), np.nan)
    x = np.tile([*steps, np.nan], run.losses.shape[1])
    y = np.concatenate([run.losses, gap]).T.ravel()
    axes.plot(x, y, color=colour(meaning), linewidth=width, label=label)
    axes.set(xlabel="step", ylabel="loss", ylim=(0, 1.5), yticks=(0, 0.5, 1, 1.5))
    axes.set_xticks(range(0, steps[-1] + EVERY, 100))


def subscripted(name: str) -> str:
    """Write W1 as W₁."""
    return name.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def describe_bug(runs: Mapping[tuple[int, int], BugRun], bug: int = 2, layer: int = 2) -> str:
    """Say what `draw_bug` shows."""
    run, correct = runs[bug, layer], runs[0, layer]
    wrong = [name for name in run.errors if not run.passed[name]]
    mine, other = (written(float(np.median(each.losses[-1])), 2) for each in (run, correct))
    end = (
        f"In training, {run.learnt} of {len(run.accuracies)} networks learn to classify every "
        f"point. The median loss of all of them ends at {mine}"
    )
    end += f", with the correct gradient at {other}." if bug else "."
    if not wrong:
        return f"No bug in layer {layer}: every gradient passes the check. {end}"
    told = ", ".join(f"{subscripted(name)} {written(run.errors[name], 2)}" for name in wrong)
    return f"Bug {bug}, layer {layer}: relative errors of the wrong gradients: {told}. {end}"
