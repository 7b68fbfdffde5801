"""The weights of a first layer as images, and what the network confuses."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure

from shared.figures.digits.images import (
    CLASSES,
    SIDE,
    a,
    mosaic,
    whole_numbers,
    without_frame,
    written_images,
)
from shared.figures.style import (
    NO_BREAK,
    PERCENT,
    STYLE,
    colour,
    counted,
    panels,
    styled,
    written,
)

ACROSS = 8  # images of the widest network side by side
SHADES = 10  # of positive weights, and of negative ones
GREATEST = 0.7  # weight that is told from greater ones
SHARES = 10  # shades of how many images of a digit


@dataclass(frozen=True)
class Snapshot:
    """A network at one moment of its training.

    Attributes
    ----------
    weights : ndarray, (64, width)
        The weights of the first layer, one unit a column.
    confusion : ndarray of int, (10, 10)
        How many images of each digit (row) are classified as each digit (column).
    """

    weights: np.ndarray
    confusion: np.ndarray

    @property
    def accuracy(self) -> float:
        """The share of images on the diagonal."""
        return np.trace(self.confusion) / self.confusion.sum()


def likeness_of_neighbours(weights: np.ndarray) -> float:
    """Return the correlation of weights to horizontally and vertically neighbouring pixels."""
    images = weights.T.reshape(-1, SIDE, SIDE)
    one = np.concatenate([images[:, :, :-1].ravel(), images[:, :-1].ravel()])
    next_to_it = np.concatenate([images[:, :, 1:].ravel(), images[:, 1:].ravel()])
    return float(np.corrcoef(one, next_to_it)[0, 1])


def learning_data(training: tuple, validation: tuple, **settings) -> dict:
    """Return what the twin of `draw_learning_to_see` needs.

    Parameters
    ----------
    training, validation : tuple of ndarray, (n, 64) and (n,)
        Images and their digits.
    **settings
        The `seed`, the size of a `batch`, the learning `rate`, how many `steps` there are, and all
        `widths`.

    Returns
    -------
    dict
        Images and digits as text, and the settings.
    """
    (X, y), (X_val, y_val) = training, validation
    texts = {
        "images": written_images(np.vstack([X, X_val])),
        "labels": "".join(map(str, y)),
        "validation": "".join(map(str, y_val)),
    }
    return texts | settings


@styled
def draw_learning_to_see(
    snapshot: Callable[[int, int], Snapshot], step: int = 0, width: str = "16"
) -> Figure:
    """Draw a first layer's weights as images, and what the network confuses.

    Parameters
    ----------
    snapshot : callable, (step, width) -> Snapshot
        The network of so many hidden units after so many steps.
    step : int
        How many minibatches the network was trained on.
    width : str
        Hidden units, at most 64.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the weights, one image a unit; the confusion matrix.
    """
    now = snapshot(step, int(width))
    figure, (inside, matrix) = panels(2, height=2.8, bottom=0.5, left=0.5)
    colours = matplotlib.colormaps[STYLE["image.cmap"]](np.linspace(0, 1, 2 * SHADES + 1))
    between = to_rgba(colour("paper"), 0)
    whole_numbers(inside, sheet(now.weights), ListedColormap([between, *colours]), gid="weights")
    inside.set(xticks=[], yticks=[], title="first-layer weights, one image a unit")
    without_frame(inside)
    draw_confusion(matrix, now.confusion)
    matrix.text(-0.5, -0.97, f"{100 * now.accuracy:.1f}{PERCENT} correct", gid="accuracy")
    return figure


def sheet(weights: np.ndarray) -> np.ndarray:
    """Lay weights out as images, in shades; fewer images are larger.

    Parameters
    ----------
    weights : ndarray, (64, width)
        The weights of a first layer, one unit a column.

    Returns
    -------
    ndarray of int, (72, 72)
        Shades from 1, of weights up to -0.7, to 21, of weights from 0.7 on; 0 between the images.
        The scale is the same for all networks and steps: weights grow, and that should show.
    """
    across = 2 ** math.ceil(math.log2(weights.shape[1]) / 2)
    shades = 1 + np.floor(SHADES * np.clip(weights.T / GREATEST, -1, 1) + SHADES + 0.5)
    images = np.nan_to_num(mosaic(shades, across)[1:, 1:]).astype(int)
    rows = ACROSS * (SIDE + 1)
    enlarged = np.kron(images, np.ones([ACROSS // across] * 2, dtype=int))
    return np.pad(enlarged, [(0, rows - len(enlarged)), (0, 0)])


def draw_confusion(axes: Axes, confusion: np.ndarray) -> None:
    """Draw how many images of each digit are classified as each digit; zeros stay empty."""
    share = confusion / confusion.sum(axis=1, keepdims=True)
    # Transparent, so that the numbers stand out on light pages and on dark ones.
    shades = [to_rgba(colour("forward"), 0.55 * shade / SHARES) for shade in range(SHARES + 1)]
    levels = np.ceil(SHARES * np.sqrt(share)).astype(int)
    whole_numbers(axes, levels, ListedColormap(shades), gid="confusion")
    for (row, column), number in np.ndenumerate(confusion):
        axes.text(
            *(column, row, str(number) if number else NO_BREAK),
            **{"ha": "center", "va": "center", "gid": f"count {row} {column}"},
        )
    axes.set(xlabel="predicted", ylabel="true digit", xticks=range(CLASSES), yticks=range(CLASSES))
    without_frame(axes)


def describe_learning_to_see(
    snapshot: Callable[[int, int], Snapshot],
    steps_per_epoch: int,
    step: int = 0,
    width: str = "16",
) -> str:
    """Say what `draw_learning_to_see` shows."""
    now = snapshot(step, int(width))
    mistakes = now.confusion - np.diag(np.diag(now.confusion))
    true, predicted = divmod(int(mistakes.argmax()), CLASSES)
    likeness = written(round(likeness_of_neighbours(now.weights), 2) + 0)  # 0 without a sign
    return (
        f"{width} hidden units, after {counted(step, 'step')} ({written(step / steps_per_epoch)} "
        f"epochs): {100 * now.accuracy:.1f}{PERCENT} of the validation images are classified "
        f"correctly. No confusion is more frequent than {a(true)} taken for {a(predicted)}, "
        f"{counted(int(mistakes.max()), 'time')}. The correlation of weights to neighbouring "
        f"pixels is {likeness}."
    )
