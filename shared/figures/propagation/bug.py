"""What a gradient check and training say of a wrong backward pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from shared.figures.style import BEHIND, PERCENT, colour, panels, powers_of_ten, styled, written


@dataclass(frozen=True)
class BugRun:
    """What one backward pass, right or wrong, led to.

    Attributes
    ----------
    errors : dict of str to float
        The relative error of each parameter's gradient, before training.
    passed : dict of str to bool
        Whether the check accepts it.
    loss : sequence of float
        The objective at every step of training.
    accuracy : float
        The share of samples that are classified correctly at the end.
    """

    errors: Mapping[str, float]
    passed: Mapping[str, bool]
    loss: Sequence[float]
    accuracy: float


@styled
def draw_bug(runs: Mapping[tuple[int, int], BugRun], bug: int = 2, layer: int = 2) -> Figure:
    """Draw what a gradient check says about each parameter, and how training goes all the same.

    Parameters
    ----------
    runs : dict of (int, int) to BugRun
        For each bug and layer; bug 0 is a correct backward pass.
    bug : int
    layer : int

    Returns
    -------
    matplotlib.figure.Figure
        Left: relative error by parameter, outputs at the top; 1e-9 stands for all that pass.
        Right: objective by step.
    """
    run, right = runs[bug, layer], runs[0, layer]
    figure, (errors, losses) = panels(2)
    names = list(run.errors)
    for passed, mark, meaning, label in (
        (True, "o", "ink", "right"),
        (False, "X", "gradient", "wrong"),
    ):
        rows = [i for i, name in enumerate(names) if run.passed[name] == passed]
        # What passes is rounding, of another size on each processor: one place stands for it.
        values = [1e-9 if passed else run.errors[names[i]] for i in rows]
        errors.plot(
            values, rows, mark, color=colour(meaning), markersize=7, label=label, clip_on=False
        )
    errors.axvline(1e-7, color=colour("muted"), linestyle=":", linewidth=1)
    powers_of_ten(errors.xaxis, range(-12, 1, 3))
    errors.set(xlim=(3e-13, 10), ylim=(-0.6, len(names) + 0.6))
    errors.set_yticks(range(len(names)), [subscripted(name) for name in names])
    errors.set(title="gradient check, inputs below", xlabel="relative error")
    errors.legend(loc="upper right", ncols=2)

    losses.plot(right.loss, color=colour("muted"), linewidth=4, alpha=BEHIND, label="correct")
    label = "correct" if bug == 0 else f"bug {bug}"
    losses.plot(run.loss, color=colour("gradient"), linewidth=1.4, label=label)
    losses.set(title="training with it", xlabel="step", ylim=(0, 1), yticks=(0, 0.25, 0.5, 0.75, 1))
    losses.set_xticks(range(0, len(run.loss), 100))
    losses.set_ylabel("objective")
    losses.legend(loc="upper right")
    return figure


def subscripted(name: str) -> str:
    """Write W1 as W₁."""
    return name.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def describe_bug(runs: Mapping[tuple[int, int], BugRun], bug: int = 2, layer: int = 2) -> str:
    """Say what `draw_bug` shows.

    Parameters
    ----------
    runs : dict of (int, int) to BugRun
        For each bug and layer; bug 0 is a correct backward pass.
    bug : int
    layer : int

    Returns
    -------
    str
    """
    run = runs[bug, layer]
    wrong = [name for name in run.errors if not run.passed[name]]
    right = runs[0, layer]
    end = (
        f"Training ends at {100 * run.accuracy:.0f}{PERCENT} correct, with an objective of "
        f"{written(run.loss[-1], 2)}; the correct gradient reaches {written(right.loss[-1], 2)}."
    )
    if not wrong:
        return f"Bug {bug}, layer {layer}: every gradient passes the check. {end}"
    told = ", ".join(f"{subscripted(name)} by {written(run.errors[name], 2)}" for name in wrong)
    return f"Bug {bug}, layer {layer}: wrong relative to their size are {told}. {end}"
