"""A hidden layer while it learns to separate two classes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from shared.approximation import with_parameters
from shared.figures.hidden_layers.classes import CLASSES, draw_classes, plane
from shared.figures.style import colour, counted, panels, styled, written


@dataclass(frozen=True)
class Snapshot:
    """A network during training.

    Attributes
    ----------
    params : list of (W, b)
        Its parameters at that step.
    loss : float
        Its loss on the training samples.
    """

    params: list
    loss: float


FIELD = (48, 34)  # columns and rows of the coloured field
HALF_HEIGHT = 1.35


def hidden_view(params, hidden: np.ndarray) -> np.ndarray:
    """Look at hidden activations so that the separating plane is seen edge-on.

    Parameters
    ----------
    params : list of (W, b)
        A network with two outputs and one hidden layer.
    hidden : ndarray, (n, width)
        Its hidden activations.

    Returns
    -------
    ndarray, (n, 2)
        First the signed distance from the plane on which both outputs are equal, then the
        coordinate of most variation along that plane.
    """
    V, c = params[-1]
    normal, offset = V[:, 1] - V[:, 0], c[1] - c[0]
    length = np.linalg.norm(normal)
    distance = (hidden @ normal + offset) / length
    flat = hidden - np.outer(hidden @ normal, normal) / length**2
    flat = flat - flat.mean(axis=0)
    direction = np.linalg.svd(flat, full_matrices=False)[2][0]
    along = flat @ direction
    furthest = along[abs(along).argmax()]
    if abs(furthest) < 1e-9:
        along = np.zeros_like(along)
    return np.column_stack([distance, along if furthest > 0 else -along])


@styled
def draw_learning(
    snapshots: Mapping[tuple[int, int], Snapshot],
    X: np.ndarray,
    y: np.ndarray,
    width: int = 1,
    step: int = 0,
) -> Figure:
    """Draw what a ReLU network with one hidden layer does to the plane, during training.

    Parameters
    ----------
    snapshots : dict of (int, int) to Snapshot
        For each width and step, the network.
    X : ndarray, (n, 2)
        Training samples.
    y : ndarray of int, (n,)
        Their classes, 0 or 1.
    width : int
        How many hidden units.
    step : int
        How many gradient steps have been taken.

    Returns
    -------
    matplotlib.figure.Figure
        Samples, the regions of the classes, the lines on which units bend; the same samples as
        the output layer sees them.
    """
    params = snapshots[width, step].params
    net = with_parameters(params, "relu")
    figure, (inputs, space) = panels(2)

    plane(inputs, 0, HALF_HEIGHT, title="inputs: regions, and the units' lines")
    extent = (*inputs.get_xlim(), *inputs.get_ylim())
    across = np.linspace(*extent[:2], 2 * FIELD[0] + 1)[1::2]
    up = np.linspace(*extent[2:], 2 * FIELD[1] + 1)[1::2]
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    output = net.propagate(grid.reshape(-1, 2)).output
    score = (output[:, 1] - output[:, 0]).reshape(grid.shape[:2])
    draw_field(inputs, score, extent)
    if score.min() < 0 < score.max():
        # Where no unit is active, both scores are equal: in a region, and not along a line.
        decided = np.ma.masked_where(score == 0, score)
        inputs.contour(across, up, decided, levels=[0], colors=colour("ink"), linewidths=1.4)
    for w, bias in zip(params[0][0].T, params[0][1], strict=True):
        foot, along = -bias * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        ends = np.transpose([foot - 4 * along, foot + 4 * along])
        inputs.plot(*ends, color=colour("parameter"), linewidth=1, linestyle="--")
    draw_classes(inputs, X, y, size=4.2, edge=0.5)
    inputs.set(xlabel="x₁", ylabel="x₂", xticks=(-1, 0, 1), yticks=(-1, 0, 1))

    view = hidden_view(params, net.propagate(X).activations[-1])
    largest = abs(view).max(axis=0)
    view = view / np.where(largest > 0, largest, 1)
    space.axvline(0, color=colour("ink"), linewidth=1.4)
    draw_classes(space, view, y, size=4.2, edge=0.5)
    space.set(title="hidden space: boundary, seen edge-on")
    space.set(xlabel="distance from the decision boundary", ylabel="direction of most variation")
    space.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    return figure


def draw_field(axes: Axes, score: np.ndarray, extent: tuple) -> None:
    """Shade where each class is predicted, the stronger the surer; a tie stays blank."""
    probability = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
    sureness = np.ceil(abs(2 * probability - 1) * 4) / 4
    field = np.empty((*score.shape, 4))
    for label, look in enumerate(CLASSES):
        field[(score > 0) == (label == 1), :3] = to_rgb(look["color"])
    field[..., 3] = np.where(score == 0, 0, 0.06 + 0.24 * sureness)
    axes.imshow(field, extent=extent, origin="lower", aspect="auto", interpolation="none", zorder=0)


def describe_learning(
    snapshots: Mapping[tuple[int, int], Snapshot],
    X: np.ndarray,
    y: np.ndarray,
    width: int = 1,
    step: int = 0,
) -> str:
    """Say what `draw_learning` shows."""
    snapshot = snapshots[width, step]
    correct = int((with_parameters(snapshot.params, "relu").predict(X) == y).sum())
    return (
        f"{counted(width, 'hidden unit')}, step {step:,}: {correct} of {len(y)} points are "
        f"classified correctly; loss {written(snapshot.loss, 2)}."
    )
