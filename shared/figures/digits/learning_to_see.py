"""The weights of a first layer as images, and what the network confuses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from shared.figures.digits.images import CLASSES, SIDE, a, mosaic, without_frame
from shared.figures.style import PERCENT, colour, panels, styled


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


@styled
def draw_learning_to_see(
    snapshots: Mapping[tuple[int, int], Snapshot], epoch: int = 0, width: int = 16
) -> Figure:
    """Draw a first layer's weights as images, and what the network confuses.

    Parameters
    ----------
    snapshots : dict of (int, int) to Snapshot
        One for each epoch and width.
    epoch : int
        How often the network has seen each training image.
    width : int
        Hidden units.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the weights, one image a unit; the confusion matrix.
    """
    now = snapshots[epoch, width]
    figure, (inside, matrix) = panels(2, bottom=0.48, left=0.5)
    # The same scale at all epochs of a width: weights grow, and that should show.
    spans = [np.quantile(abs(s.weights), 0.99) for (_, w), s in snapshots.items() if w == width]
    columns = int(np.ceil(np.sqrt(width)))
    # Few shades, because a picture of few colours is stored in a third of the bytes.
    shades = np.round(np.clip(now.weights.T / max(spans), -1, 1) * 7)
    inside.imshow(mosaic(shades, columns), vmin=-7, vmax=7, interpolation="nearest")
    inside.set(xticks=[], yticks=[], title="first-layer weights, one image a unit")
    without_frame(inside)
    draw_confusion(matrix, now.confusion)
    matrix.set_title(f"{100 * now.accuracy:.1f}{PERCENT} correct")
    return figure


def draw_confusion(axes: Axes, confusion: np.ndarray) -> None:
    """Draw how many images of each digit are classified as each digit; zeros stay empty."""
    share = confusion / confusion.sum(axis=1, keepdims=True)
    # Transparent, so that the numbers stand out on light pages and on dark ones.
    shades = np.empty((CLASSES, CLASSES, 4))
    shades[..., :3] = to_rgb(colour("forward"))
    shades[..., 3] = 0.55 * np.sqrt(share)
    axes.imshow(shades, interpolation="nearest")
    for row, column in np.argwhere(confusion):
        axes.text(column, row, confusion[row, column], ha="center", va="center", fontsize=8)
    axes.set(xlabel="predicted", ylabel="true digit", xticks=range(CLASSES), yticks=range(CLASSES))
    without_frame(axes)


def describe_learning_to_see(
    snapshots: Mapping[tuple[int, int], Snapshot], epoch: int = 0, width: int = 16
) -> str:
    """Say what `draw_learning_to_see` shows."""
    now = snapshots[epoch, width]
    mistakes = now.confusion - np.diag(np.diag(now.confusion))
    true, predicted = divmod(int(mistakes.argmax()), CLASSES)
    times = mistakes.max()
    likeness = f"{likeness_of_neighbours(now.weights):.2f}".replace("-", "−")
    return (
        f"{width} hidden units, epoch {epoch}: {100 * now.accuracy:.1f}{PERCENT} of the validation "
        f"images are classified correctly. The most frequent confusion is {a(true)} taken for "
        f"{a(predicted)}, {times} time{'s' if times != 1 else ''}. Weights to neighbouring "
        f"pixels correlate with {likeness}."
    )
