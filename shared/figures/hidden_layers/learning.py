"""A hidden layer while it learns to separate two classes."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure

from shared.approximation import with_parameters
from shared.figures.hidden_layers.classes import CLASSES, draw_classes, plane
from shared.figures.style import colour, counted, panels, styled, written
from shared.losses import one_hot, softmax
from shared.mlp import MLP, stacked
from shared.training import sgd_step

#: For each width the parameters of networks side by side, as `stacked` has them, after each step.
Ways = Mapping[int, Sequence[list[tuple[np.ndarray, np.ndarray]]]]


class Trainings(dict):
    """Ways of twenty ReLU networks, by width; those of a width are computed when asked for.

    Parameters
    ----------
    X : ndarray, (n, 2)
        Training samples.
    y : ndarray of int, (n,)
        Their classes, 0 or 1.
    """

    def __init__(self, X: np.ndarray, y: np.ndarray):
        super().__init__()
        self.X, self.y = X, y

    def __missing__(self, width: int):
        sizes, rngs = [2, width, 2], map(np.random.default_rng, range(20))
        net = stacked([MLP(sizes, "relu", "he_normal", rng=rng) for rng in rngs])
        classes = one_hot(self.y, 2)
        self[width] = [net.params]
        for _ in range(1000):
            record = net.propagate(self.X)
            gradients = net.backward(record, (softmax(record.output) - classes) / len(self.y))
            net.params = sgd_step(net.params, gradients, learning_rate=0.5)
            self[width].append(net.params)
        return self[width]


#: Where training makes the scores of a region equal, rounding leaves a far smaller difference.
TIE = 1e-6
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


def network(ways: Ways, width: int, seed: int, step: int) -> MLP:
    """Return one of the networks, after so many steps."""
    return with_parameters([(W[seed], b[seed, 0]) for W, b in ways[width][step]], "relu")


def lead(net: MLP, X: np.ndarray) -> np.ndarray:
    """Return the score of class 1 minus that of class 0; a tie is 0, whatever rounding says."""
    scores = net.propagate(X).output
    difference = scores[:, 1] - scores[:, 0]
    return np.where(abs(difference) < TIE, 0, difference)


@styled
def draw_learning(
    ways: Ways, X: np.ndarray, y: np.ndarray, width: int = 2, seed: int = 2, step: int = 0
) -> Figure:
    """Draw what a ReLU network with one hidden layer does to the plane, during training.

    Parameters
    ----------
    ways : dict of int to list
        For each width the parameters of ReLU networks, as `stacked` has them, after each step.
    X : ndarray, (n, 2)
        Training samples.
    y : ndarray of int, (n,)
        Their classes, 0 or 1.
    width : int
        How many hidden units.
    seed : int
        Which of the networks of that width.
    step : int
        How many gradient steps have been taken.

    Returns
    -------
    matplotlib.figure.Figure
        Samples, the regions of the classes, the lines on which units bend; the same samples as
        the output layer sees them.
    """
    net = network(ways, width, seed, step)
    figure, (inputs, space) = panels(2)
    draw_plane(inputs, net, X, y)

    view = hidden_view(net.params, net.propagate(X).activations[-1])
    largest = abs(view).max(axis=0)
    view = np.where(largest < TIE, 0, view / np.where(largest > 0, largest, 1))
    space.axvline(0, color=colour("ink"), linewidth=1.4)
    draw_classes(space, view, y, size=4.2, edge=0.5, gid="hidden")
    space.set(title="hidden space, boundary vertical")
    space.set(xlabel="distance from the decision boundary", ylabel="most variation")
    space.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    return figure


@styled
def draw_regions(net: MLP, X: np.ndarray, y: np.ndarray) -> Figure:
    """Draw the regions of two classes, and the lines on which a network's hidden units bend.

    Parameters
    ----------
    net : MLP
        Of two inputs, one hidden layer and two outputs.
    X : ndarray, (n, 2)
        Samples.
    y : ndarray of int, (n,)
        Their classes, 0 or 1.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (inputs,) = panels()
    draw_plane(inputs, net, X, y)
    return figure


def draw_plane(inputs: Axes, net: MLP, X: np.ndarray, y: np.ndarray) -> None:
    """Draw samples, the regions of the classes, and the lines on which units bend."""
    plane(inputs, 0, HALF_HEIGHT, title="inputs, with a line for each unit")
    extent = (*inputs.get_xlim(), *inputs.get_ylim())
    across = np.linspace(*extent[:2], 2 * FIELD[0] + 1)[1::2]
    up = np.linspace(*extent[2:], 2 * FIELD[1] + 1)[1::2]
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    score = lead(net, grid.reshape(-1, 2)).reshape(grid.shape[:2])
    draw_field(inputs, score, extent)
    # Where no unit is active, both scores are equal: in a region, and not along a line.
    decided = np.ma.masked_where(score == 0, score)
    if score.min() < 0 < score.max():
        look = {"levels": [0], "colors": colour("ink"), "linewidths": 1.4, "corner_mask": False}
        level = inputs.contour(across, up, decided, **look)
        if len(np.concatenate([path.vertices for path in level.get_paths()])):
            level.set_gid("boundary")
    look = {"color": colour("parameter"), "linewidth": 1, "linestyle": "--", "gid": "bends"}
    inputs.plot(*bends(*net.params[0]).T, **look)
    draw_classes(inputs, X, y, size=4.2, edge=0.5)
    inputs.set(xlabel="x₁", ylabel="x₂", xticks=(-1, 0, 1), yticks=(-1, 0, 1))


def bends(W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return points of the lines on which units bend: two of each, and a gap."""
    lines = []
    for w, bias in zip(W.T, b, strict=True):
        foot, along = -bias * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        lines += [foot - 4 * along, foot + 4 * along, (np.nan, np.nan)]
    return np.array(lines)


def draw_field(axes: Axes, score: np.ndarray, extent: tuple) -> None:
    """Shade where each class is predicted, the stronger the surer; a tie stays blank."""
    probability = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
    sureness = np.ceil(abs(2 * probability - 1) * 4).astype(int)
    shade = np.where(score > 0, 6, 1) + sureness
    shades = [(*to_rgb(look["color"]), 0.06 + 0.06 * k) for look in CLASSES for k in range(5)]
    look = {"cmap": ListedColormap([(0, 0, 0, 0), *shades]), "vmin": -0.5, "vmax": 10.5}
    place = {"extent": extent, "origin": "lower", "aspect": "auto", "zorder": 0}
    shade = np.where(score == 0, 0, shade)
    axes.imshow(shade, interpolation="none", gid="regions", **place, **look)


def describe_learning(
    ways: Ways, X: np.ndarray, y: np.ndarray, width: int = 2, seed: int = 2, step: int = 0
) -> str:
    """Say what `draw_learning` shows."""
    net = network(ways, width, seed, step)
    correct = int(((lead(net, X) > 0) == (y == 1)).sum())
    return (
        f"{counted(width, 'hidden unit')}, seed {seed}, step {step:,}: {correct} of {len(y)} "
        f"points are classified correctly; loss {written(net.objective(X, y), 2)}."
    )
