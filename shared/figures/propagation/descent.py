"""Gradient descent on the loss of two weights."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.style import colour, counted, panels, powers_of_ten, styled, written

STEPS = 24
#: What is smaller is not drawn, nor told: it consists of rounding.
SETTLED = 1e-9
LEAST = 1e-10


@dataclass(frozen=True)
class Valley:
    """A loss over two weights, which is the same with the signs of both changed.

    Attributes
    ----------
    slopes : callable
        Takes both weights, returns the gradient and the loss there.
    extent : (float, float)
        The minimum and the maximum of both weights in the picture.
    surface : ndarray, (rows, columns)
        The loss, with the second weight by row and the first by column.
    minimum : (float, float, float)
        The weights at which the loss has its minimum, and the loss there.
    curvatures : (float, float)
        The eigenvalues of the Hessian at the minimum, the smaller first.
    directions : ndarray, (2, 2)
        Its eigenvectors, as columns: along the valley, and across it.
    """

    slopes: Callable[[np.ndarray], tuple[np.ndarray, float]]
    extent: tuple[float, float]
    surface: np.ndarray
    minimum: tuple[float, float, float]
    curvatures: tuple[float, float]
    directions: np.ndarray


@dataclass(frozen=True)
class Run:
    """Steps of gradient descent.

    Attributes
    ----------
    path : ndarray, (steps + 1, 3)
        Both weights and the loss after each step.
    curvature : float or None
        Where the run stopped because its loss was above that of its start: the mean curvature of
        the loss along the last step.
    """

    path: np.ndarray
    curvature: float | None = None


def descend(valley: Valley, learning_rate: float, start: tuple[float, float], steps: int) -> Run:
    """Take steps of gradient descent, until the loss is above that of the start.

    Parameters
    ----------
    valley : Valley
    learning_rate : float
    start : (float, float)
        Both weights.
    steps : int
        How many steps to take at most.

    Returns
    -------
    Run

    Notes
    -----
    A run that climbs is not followed: its later steps would depend on the last bits of the weights.
    """
    w = np.array(start, dtype=float)
    gradient, loss = valley.slopes(w)
    path = [(*w, loss)]
    for _ in range(steps):
        before, square = loss, gradient @ gradient
        w = w - learning_rate * gradient
        gradient, loss = valley.slopes(w)
        path.append((*w, loss))
        if loss > path[0][2]:
            # Taylor's theorem: after − before = −η |g|² + (η²/2) |g|² times the mean curvature.
            rise = loss - before + learning_rate * square
            return Run(np.array(path), 2 * rise / (learning_rate**2 * square))
    return Run(np.array(path))


def descent_data(valley: Valley, X: np.ndarray, Y: np.ndarray) -> dict[str, object]:
    """Return what the figure's twin has to know.

    Parameters
    ----------
    valley : Valley
    X, Y : ndarray, (n, 1)
        The samples behind the loss: the mean of (w₂ tanh(w₁ x) − y)².

    Returns
    -------
    dict of str to object
    """
    return {
        "X": np.ravel(X),
        "Y": np.ravel(Y),
        "extent": valley.extent,
        "minimum": valley.minimum,
        "curvatures": valley.curvatures,
        "directions": valley.directions.T,
    }


def parts(valley: Valley, weights: np.ndarray) -> np.ndarray:
    """Return the distances from the nearer minimum along the valley and across it.

    Parameters
    ----------
    valley : Valley
    weights : ndarray, (n, 2)

    Returns
    -------
    ndarray, (n, 2)
        Not negative.
    """
    minimum = np.array(valley.minimum[:2])
    sign = np.where(weights @ minimum < 0, -1.0, 1.0)[:, np.newaxis]
    return np.abs((sign * weights - minimum) @ valley.directions)


@styled
def draw_descent(
    valley: Valley,
    learning_rate: float = 0.2,
    step: int = 16,
    start_w1: float = 0.2,
    start_w2: float = 0.3,
) -> Figure:
    """Draw a path of gradient descent on the loss of two weights, and the excess loss along it.

    Parameters
    ----------
    valley : Valley
        The loss.
    learning_rate : float
    step : int
        How many steps have been taken.
    start_w1, start_w2 : float
        Where they began.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the loss by colour, with the path; by step, the loss above its minimum, and the
        parts of it along the valley and across it.
    """
    figure, (plane, losses) = panels(2)
    run = descend(valley, learning_rate, (start_w1, start_w2), step)
    draw_plane(plane, valley)
    draw_path(plane, run.path[:, :2], valley)
    draw_losses(losses, valley, run)
    return figure


def draw_plane(axes: Axes, valley: Valley) -> None:
    """Draw the loss by colour, and its minimum."""
    low, high = valley.extent
    axes.imshow(
        np.log10(valley.surface),
        extent=(low, high, low, high),
        origin="lower",
        aspect="auto",
        interpolation="none",
    )
    # In ink and in paper at once, because the field stays the same on light and on dark pages.
    for meaning, wider in (("ink", 1.8), ("paper", 0.0)):
        look = {"color": colour(meaning), "markeredgewidth": 1.8 + wider}
        axes.plot(*valley.minimum[:2], "+", markersize=11 + wider, **look)
    axes.set(xlim=(low, high), ylim=(low, high), xlabel="weight w₁", ylabel="weight w₂")
    axes.set(title="loss (dark: low), minimum +", xticks=range(3), yticks=range(3))
    axes.grid(visible=False)


def draw_path(axes: Axes, path: np.ndarray, valley: Valley) -> None:
    """Draw the path, its start as a square and its end as a large circle."""
    low, high = valley.extent
    near = np.clip(path, low - 9, high + 9)  # far points would only make the picture heavy
    for meaning, wider in (("ink", 1.8), ("paper", 0.0)):
        look = {"color": colour(meaning), "linewidth": 1.2 + wider}
        axes.plot(*near.T, "o-", markersize=3.5 + wider, gid=f"path-{meaning}", **look)
        look = {"color": colour(meaning), "linestyle": "none"}
        square = look | {"markersize": 8 + wider, "clip_on": False}  # whole at the edges
        axes.plot(*near[:1].T, "s", gid=f"start-{meaning}", **square)
        axes.plot(*near[-1:].T, "o", markersize=9 + wider, gid=f"end-{meaning}", **look)
    axes.plot(*near[-1:].T, "o", color=colour("gradient"), markersize=7, gid="end")


def draw_losses(axes: Axes, valley: Valley, run: Run) -> None:
    """Draw by step the loss above its minimum, and what the parabola near it says of its parts."""
    steps = np.arange(len(run.path))
    excess = run.path[:, 2] - valley.minimum[2]
    along, across = (np.array(valley.curvatures) / 2 * parts(valley, run.path[:, :2]) ** 2).T
    for name, heights, line, meaning, above in (
        ("loss", excess, "o-", "gradient", 0),
        ("along the valley", along, "--", "ink", 1),
        ("across it", across, ":", "ink", 1),
    ):
        look = {"color": colour(meaning), "linewidth": 1.4, "markersize": 4, "zorder": 2 + above}
        shown = np.maximum(heights, LEAST)
        axes.plot(steps, shown, line, label=name, gid=name.split()[0], **look)
    powers_of_ten(axes.yaxis, range(-9, 3, 3))
    axes.set(title="loss above its minimum", xlabel="step", xticks=range(0, STEPS + 1, 4))
    axes.set(xlim=(-0.5, STEPS + 0.5), ylim=(SETTLED, 1e5))
    axes.legend(loc="upper right", ncols=2)


def describe_descent(
    valley: Valley,
    learning_rate: float = 0.2,
    step: int = 16,
    start_w1: float = 0.2,
    start_w2: float = 0.3,
) -> str:
    """Say what `draw_descent` shows."""
    run = descend(valley, learning_rate, (start_w1, start_w2), step)
    w1, w2, loss = run.path[-1]
    taken, excess = len(run.path) - 1, loss - valley.minimum[2]
    size = f"{written(excess, 2)} above" if excess > SETTLED else "less than 10⁻⁹ above"
    words = (
        f"Learning rate {written(learning_rate)}, {counted(taken, 'step')} from "
        f"({written(start_w1)}, {written(start_w2)}): the weights are {written(w1, 3)} and "
        f"{written(w2, 3)}, and the loss is {size} its minimum."
    )
    low, high = valley.extent
    if not (low <= w1 <= high and low <= w2 <= high):
        words += " The weights are outside the picture."
    if run.curvature is not None:
        before = run.path[-2, 2]
        words += (
            " The run stops here, because the loss exceeds the initial loss. The last step raised "
            f"it from {written(before)} to {written(loss)}. The mean curvature along this step is "
            f"{written(run.curvature)}, more than 2/η = {written(2 / learning_rate)}, so the step "
            "went past the lowest point and ended higher on the other side."
        )
    elif start_w1 == start_w2 == 0:
        words += (
            " Both slopes are 0 there, so no step leaves this point, although it is no minimum."
        )
    return words
