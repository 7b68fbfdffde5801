"""Gradient descent on the loss of two weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, colour, counted, panels, powers_of_ten, styled, written


@dataclass(frozen=True)
class Descent:
    """A loss over two weights, and gradient descent on it.

    Attributes
    ----------
    extent : (float, float)
        The minimum and the maximum of both weights in the picture.
    surface : ndarray, (rows, columns)
        The loss, with the second weight by row and the first by column.
    minimum : (float, float, float)
        The weights at which the loss has its minimum, and the loss there.
    paths : dict of float to ndarray, (steps + 1, 3)
        For each learning rate both weights and the loss at every step.
    """

    extent: tuple[float, float]
    surface: np.ndarray
    minimum: tuple[float, float, float]
    paths: Mapping[float, np.ndarray]


@styled
def draw_descent(descent: Descent, learning_rate: float = 0.2, step: int = 8) -> Figure:
    """Draw a path of gradient descent on the loss of two weights, and the excess loss along it.

    Parameters
    ----------
    descent : Descent
        The loss, and a path for each learning rate.
    learning_rate : float
        One of those in `descent`.
    step : int
        How many steps have been taken.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the loss by colour, with the path; by step, the loss above its minimum.
    """
    figure, (plane, losses) = panels(2)
    low, high = descent.extent
    plane.imshow(
        np.log10(descent.surface),
        extent=(low, high, low, high),
        origin="lower",
        aspect="auto",
        interpolation="none",
    )
    path = descent.paths[learning_rate][: step + 1, :2]
    near = np.clip(path, low - 9, high + 9)  # far points would only make the picture heavy
    # In ink and in paper at once, because the field stays the same on light and on dark pages.
    for meaning, wider in (("ink", 1.8), ("paper", 0.0)):
        look = {"color": colour(meaning), "markeredgewidth": 1.8 + wider}
        plane.plot(*near.T, "-", color=colour(meaning), linewidth=1.2 + wider)
        plane.plot(*near[:-1].T, "o", color=colour(meaning), markersize=3.5 + wider)
        plane.plot(*near[-1], "o", color=colour(meaning), markersize=9 + wider)
        plane.plot(*descent.minimum[:2], "+", markersize=11 + wider, **look)
    plane.plot(*near[-1], "o", color=colour("gradient"), markersize=7)
    plane.set(xlim=(low, high), ylim=(low, high), xlabel="weight w₁")
    plane.set(title="loss (dark: low), minimum +", xticks=range(3), yticks=range(3))
    plane.set_ylabel("weight w₂")
    plane.grid(visible=False)

    steps = np.arange(len(descent.paths[learning_rate]))
    excess = {rate: path[:, 2] - descent.minimum[2] for rate, path in descent.paths.items()}
    look = {"color": colour("muted"), "linewidth": 0.8, "alpha": BEHIND}
    others = [each for rate, each in excess.items() if rate != learning_rate]
    for each, label in zip(others, ["other rates", *[None] * len(others)], strict=False):
        losses.plot(steps, each, label=label, **look)
    taken = excess[learning_rate][: step + 1]
    losses.plot(steps[: step + 1], taken, "o-", color=colour("gradient"), markersize=4)
    powers_of_ten(losses.yaxis, range(-9, 4, 3))
    losses.set(title="loss above its minimum", xlabel="step", xticks=range(0, 17, 4))
    losses.set(xlim=(-0.5, len(steps) - 0.5), ylim=(1e-9, 1e5))
    losses.legend(loc="upper left")
    return figure


def describe_descent(descent: Descent, learning_rate: float = 0.2, step: int = 8) -> str:
    """Say what `draw_descent` shows."""
    w1, w2, loss = descent.paths[learning_rate][step]
    words = (
        f"Learning rate {learning_rate:g}, {counted(step, 'step')}: the weights are "
        f"{written(w1, 3)} and {written(w2, 3)}, and the loss is "
        f"{written(loss - descent.minimum[2], 2)} above its minimum."
    )
    low, high = descent.extent
    is_outside = not (low <= w1 <= high and low <= w2 <= high)
    return words + (" They are outside the picture." if is_outside else "")
