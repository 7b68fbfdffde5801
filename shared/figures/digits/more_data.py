"""Errors of several models by the number of training images."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, PERCENT, colour, panels, styled

DASHES = ("-", "--", "-.", ":")


@styled
def draw_more_data(
    errors: Mapping[str, Mapping[int, np.ndarray]],
    model: str = "linear",
    other_models: bool = False,
) -> Figure:
    """Draw how the error of a model falls with the number of training images.

    Parameters
    ----------
    errors : dict of str to dict of int to ndarray, (splits,)
        For each model and number of training images the percentages of test images misclassified.
    model : str
        Whose errors to draw, a dot a split.
    other_models : bool
        Whether to draw the mean errors of the other models as well.

    Returns
    -------
    matplotlib.figure.Figure
        One panel; its axis of images is logarithmic.
    """
    figure, (axes,) = panels(height=3.1, right=1.4)
    ends = label_heights({name: by[max(by)].mean() for name, by in errors.items()})
    for dashes, (name, by_count) in zip(DASHES, errors.items(), strict=False):
        if name != model and not other_models:
            continue
        look = colour("forward" if name == model else "muted")
        means = [each.mean() for each in by_count.values()]
        axes.plot(list(by_count), means, dashes, color=look)
        axes.text(max(by_count) * 1.2, ends[name], name, va="center", color=look)
        if name == model:
            for count, each in by_count.items():
                beside = count * np.linspace(0.93, 1.07, len(each))
                drawn = np.sort(each)
                axes.plot(beside, drawn, ".", color=look, alpha=BEHIND, markersize=3.5)
    counts = list(errors[model])
    axes.set(xscale="log", xlim=(counts[0] * 0.85, counts[-1] * 1.15), ylim=(-1, 34))
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.set_yticks(range(0, 31, 5))
    axes.set(title="% of test images misclassified", xlabel="training images")
    return figure


def label_heights(ends: Mapping[str, float]) -> dict[str, float]:
    """Return where to write the name of each line so that no two names overlap.

    Parameters
    ----------
    ends : dict of str to float
        Where the lines end.

    Returns
    -------
    dict of str to float
    """
    heights, last = {}, -np.inf
    for name in sorted(ends, key=ends.get):
        heights[name] = last = max(ends[name] - 0.8, last + 2.4)
    return heights


def describe_more_data(
    errors: Mapping[str, Mapping[int, np.ndarray]],
    model: str = "linear",
    other_models: bool = False,
) -> str:
    """Say what `draw_more_data` shows."""
    means = {name: {n: each.mean() for n, each in by.items()} for name, by in errors.items()}
    fewest, most = min(means[model]), max(means[model])
    name = {"linear": "the linear model", "nearest neighbour": model}.get(model, f"the {model}")
    told = (
        f"Of the test images, {name} misclassifies {means[model][fewest]:.1f}{PERCENT} with "
        f"{fewest} training images and {means[model][most]:.1f}{PERCENT} with {most:,}."
    )
    if other_models:
        rest = ", ".join(f"{n} {m[most]:.1f}{PERCENT}" for n, m in means.items() if n != model)
        told += f" The other models with {most:,}: {rest}."
    return told
