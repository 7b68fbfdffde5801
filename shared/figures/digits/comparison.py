"""Accuracies of several models on the same splits, compared in pairs."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, colour, panels, styled


@styled
def draw_comparison(
    accuracies: Mapping[str, np.ndarray], interval: Callable[[np.ndarray], tuple[float, float]]
) -> Figure:
    """Draw accuracies split by split, and each model's differences to the last one.

    Parameters
    ----------
    accuracies : dict of str to ndarray, (splits,)
        Percentages by name; the others are compared with the last.
    interval : callable
        From the differences to the ends of their confidence interval.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: accuracies, a line joining those of one split; differences and their intervals.
    """
    figure, (levels, pairs) = panels(2, left=0.95)
    names = list(accuracies)
    table = np.array([accuracies[name] for name in names])
    look = {"color": colour("muted"), "linewidth": 0.7, "alpha": BEHIND}
    levels.plot(range(len(names)), table, "-", **look)
    for place, each in enumerate(table):
        levels.plot(np.full(len(each), place), each, ".", color=colour("forward"))
    levels.set(title="% correct, one line per split", xlim=(-0.4, len(names) - 0.6))
    levels.set_xticks(range(len(names)), [name.replace(" ", "\n", 1) for name in names])
    *others, last = names
    for place, name in enumerate(others):
        difference = accuracies[name] - accuracies[last]
        beside = place + np.linspace(-0.15, 0.15, len(difference))
        pairs.plot(np.sort(difference), beside, ".", color=colour("muted"))
        pairs.plot(interval(difference), [place, place], color=colour("forward"), linewidth=3)
        pairs.plot(difference.mean(), place, "D", color=colour("forward"), markersize=6)
    pairs.axvline(0, color=colour("ink"), linewidth=1)
    pairs.set_yticks(range(len(others)), [name.replace(" ", "\n", 1) for name in others])
    pairs.set(title=f"points more than the {last}", ylim=(len(others) - 0.5, -0.5))
    pairs.grid(axis="y", visible=False)
    return figure


def describe_comparison(
    accuracies: Mapping[str, np.ndarray], interval: Callable[[np.ndarray], tuple[float, float]]
) -> str:
    """Say what `draw_comparison` shows."""
    *others, last = accuracies
    told = []
    for name in others:
        difference = accuracies[name] - accuracies[last]
        numbers = (difference.mean(), *interval(difference))
        mean, low, high = (f"{each:.1f}".replace("-", "−") for each in numbers)
        told.append(f"{name} {mean} (interval {low} to {high})")
    splits = len(accuracies[last])
    return f"Points more than the {last}, mean over {splits} splits: {'; '.join(told)}."
