"""Pictures of the chapter on hidden layers, each beside the words that describe it."""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS, leaky_relu_with_slope
from shared.approximation import (
    collapse,
    fit_output_layer,
    kinks,
    relu_interpolant,
    tent,
    tent_network,
    with_parameters,
)
from shared.cost import parameter_count
from shared.datasets import xor
from shared.figures.style import BEHIND, colour, counted, panels, powers_of_ten, styled, written
from shared.mlp import MLP

__all__ = [
    "Outcome",
    "Snapshot",
    "describe_construction",
    "describe_fold",
    "describe_hand_solved_xor",
    "describe_kinks",
    "describe_learning",
    "describe_line_meets_xor",
    "describe_one_unit",
    "describe_only_slope_one",
    "describe_outcomes",
    "draw_construction",
    "draw_fold",
    "draw_hand_solved_xor",
    "draw_kinks",
    "draw_learning",
    "draw_line_meets_xor",
    "draw_one_unit",
    "draw_only_slope_one",
    "draw_outcomes",
]

CLASSES = (
    {"marker": "o", "color": colour("first_class"), "label": "class 0"},
    {"marker": "s", "color": colour("second_class"), "label": "class 1"},
)


def draw_classes(axes: Axes, X: np.ndarray, y: np.ndarray, size: float = 5, edge: float = 0.8):
    """Draw points of two classes, told apart by marker and colour."""
    for label, look in enumerate(CLASSES):
        axes.plot(
            *X[y == label].T,
            linestyle="none",
            markersize=size,
            markeredgecolor=colour("paper"),
            markeredgewidth=edge,
            **look,
        )


def plane(axes: Axes, middle: float, half_height: float, **properties) -> None:
    """Set limits around (middle, middle) so that both coordinates have the same scale."""
    half_width = half_height * 2.86 / 2.08  # the size of a panel's axes in inches
    axes.set(
        xlim=(middle - half_width, middle + half_width),
        ylim=(middle - half_height, middle + half_height),
        **properties,
    )


# --- a line meets XOR -------------------------------------------------------------------------

ANGLES = range(0, 360, 15)


def sides(angle: float, offset: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the signed distances of XOR's corners from a line, and which are on the right side.

    Parameters
    ----------
    angle : float
        Direction of the line's normal, degrees; class 1 is called on the side it points to.
    offset : float
        Signed distance of the line from the centre of the square.

    Returns
    -------
    distances : ndarray, (4,)
        Along the normal.
    right : ndarray of bool, (4,)
    """
    X, y = xor()
    normal = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    distances = (X - 0.5) @ normal - offset
    # Rounding must not decide on which side of the line a corner lies that is on it.
    return distances, (distances > 1e-12) == (y == 1)


@styled
def draw_line_meets_xor(angle: int = 45, offset: float = -0.3) -> Figure:
    """Draw a straight line among the four points of XOR, and how many it classifies correctly.

    Parameters
    ----------
    angle : int
        Direction of the line's normal, degrees.
    offset : float
        Signed distance of the line from the centre of the square.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the line and the points. Right: the share of correct points for every angle.
    """
    X, y = xor()
    _, right = sides(angle, offset)
    figure, (points, shares) = panels(2)

    normal = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    along, foot = np.array([-normal[1], normal[0]]), 0.5 + offset * normal
    corners = [foot - 4 * along, foot + 4 * along]
    beyond = [corners[1] + 6 * normal, corners[0] + 6 * normal]
    points.fill(*np.transpose([*corners, *beyond]), color=colour("second_class"), alpha=0.13, lw=0)
    points.plot(*np.transpose(corners), color=colour("ink"))
    draw_classes(points, X, y, size=10)
    points.plot(*X[~right].T, "x", color=colour("ink"), markersize=9, label="wrong")
    plane(points, 0.5, 0.85, title="shaded: called class 1")
    points.set(xlabel="x₁", ylabel="x₂", xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    points.legend(loc="center left", handletextpad=0.2, borderaxespad=0)

    share = [100 * sides(each, offset)[1].mean() for each in ANGLES]
    shares.plot(ANGLES, share, "o", color=colour("forward"), markersize=3.5)
    shares.plot(angle, 100 * right.mean(), "o", color=colour("ink"), markersize=8, fillstyle="none")
    shares.axhline(75, color=colour("muted"), linewidth=1, linestyle=":")
    shares.set(title="points right at this offset, %", xlabel="angle of the normal, degrees")
    shares.set(xlim=(-10, 355), ylim=(-5, 105), xticks=range(0, 360, 90))
    shares.set(yticks=range(0, 101, 25))
    return figure


def describe_line_meets_xor(angle: int = 45, offset: float = -0.3) -> str:
    """Say what `draw_line_meets_xor` shows.

    Parameters
    ----------
    angle : int
        Direction of the line's normal, degrees.
    offset : float
        Signed distance of the line from the centre of the square.

    Returns
    -------
    str
    """
    X, _ = xor()
    _, right = sides(angle, offset)
    wrong = [f"({x[0]:g}, {x[1]:g})" for x in X[~right]]
    listed = wrong[0] if len(wrong) == 1 else ", ".join(wrong[:-1]) + " and " + wrong[-1]
    return (
        f"Normal at {angle}°, offset {written(offset)}: {right.sum()} of 4 points are right, "
        f"{100 * right.mean():.0f} %; wrong: {listed}."
    )


# --- only slope 1 collapses -------------------------------------------------------------------

REACH = 3


LEAKS = tuple(tenths / 10 for tenths in range(11))
HIDDEN_WIDTH = 3
TALLEST = 4  # the greatest output at any slope, so that pictures compare


def leaky_network(slope: float, depth: int) -> MLP:
    """Return a network of one input, `depth` hidden layers of three units and one output.

    Its weights are the same for every slope, and the first layers the same for every depth.
    """
    V, c = leaky_output_layer(depth)
    hidden = leaky_hidden_layers()[:depth]
    return with_parameters([*hidden, (V, c)], leaky_relu_with_slope(slope))


@functools.cache
def leaky_hidden_layers() -> list:
    """Return five layers drawn at random, from a start whose kinks can be told apart."""
    rng = np.random.default_rng(423)
    layers = []
    for fan_in in (1, *[HIDDEN_WIDTH] * 4):
        W = rng.normal(scale=1.56 / math.sqrt(fan_in), size=(fan_in, HIDDEN_WIDTH))
        layers.append((W, rng.uniform(-1.5, 1.5, HIDDEN_WIDTH)))
    return layers


@functools.cache
def leaky_output_layer(depth: int):
    """Return weights and bias that let the outputs at all slopes fill the same frame."""
    hidden = leaky_hidden_layers()[:depth]
    V = np.random.default_rng([423, depth]).normal(size=(HIDDEN_WIDTH, 1))
    start = [*hidden, (V, np.zeros(1))]
    nets = (with_parameters(start, leaky_relu_with_slope(slope)) for slope in LEAKS)
    outputs = np.concatenate([pieces_of(net, -REACH, REACH)[1] for net in nets])
    middle, half = (outputs.max() + outputs.min()) / 2, np.ptp(outputs) / 2
    return V * TALLEST / half, np.array([-middle * TALLEST / half])


def pieces_of(net: MLP, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of a piecewise linear network's graph, ends included: x and output."""
    x = np.array([low, *kinks(net, low, high), high])
    return x, net.propagate(x[:, np.newaxis]).output[:, 0]


@styled
def draw_only_slope_one(slope: float = 0.2, depth: int = 3) -> Figure:
    """Draw the output of a leaky ReLU network against its input, and its slope.

    Parameters
    ----------
    slope : float
        The slope of the leaky ReLU for negative pre-activations.
    depth : int
        How many hidden layers of three units.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the output, with its kinks. Right: the slope of each straight piece.
    """
    x, y = pieces_of(leaky_network(slope, depth), -REACH, REACH)
    figure, (output, slopes) = panels(2)
    output.plot(x, y, color=colour("forward"))
    output.plot(x[1:-1], y[1:-1], "o", color=colour("forward"), markersize=4)
    output.set(
        ylim=(-4.4, 4.4),
        yticks=range(-4, 5, 2),
        title=f"output: {counted(len(x) - 1, 'straight piece')}",
    )
    slopes.stairs(
        np.diff(y) / np.diff(x), x, color=colour("gradient"), linewidth=1.8, baseline=None
    )
    slopes.set(title="slope of the output", ylim=(-8.8, 8.8), yticks=range(-8, 9, 4))
    for axes in (output, slopes):
        axes.set(xlim=(-REACH - 0.2, REACH + 0.2), xticks=range(-3, 4), xlabel="input x")
    return figure


def describe_only_slope_one(slope: float = 0.2, depth: int = 3) -> str:
    """Say what `draw_only_slope_one` shows.

    Parameters
    ----------
    slope : float
        The slope of the leaky ReLU for negative pre-activations.
    depth : int
        How many hidden layers of three units.

    Returns
    -------
    str
    """
    net = leaky_network(slope, depth)
    pieces = len(kinks(net, -REACH, REACH)) + 1
    text = (
        f"Slope {slope:g}, {counted(depth, 'hidden layer')}: "
        f"{counted(pieces, 'straight piece')} from x = −{REACH} to {REACH}"
    )
    if slope < 1:
        return text + "."
    W, b = (round(entry.item(), 9) for entry in collapse(net.params))
    return text + f". All layers collapse to one affine map, W = {written(W)}, b = {written(b)}."


# --- one unit ---------------------------------------------------------------------------------


@styled
def draw_one_unit(weight: float = 1.0, bias: int = -1) -> Figure:
    """Draw one ReLU unit: its pre-activation, and its activation with the kink.

    Parameters
    ----------
    weight : float
        The weight w.
    bias : int
        The bias b.

    Returns
    -------
    matplotlib.figure.Figure
        Left: z = w x + b. Right: h = max(z, 0).
    """
    ends = np.array([-4.0, 4.0])
    kink = -bias / weight if weight else math.inf
    x = np.sort(np.append(ends, kink)) if abs(kink) < 4 else ends
    figure, (before, after) = panels(2)
    before.plot(ends, weight * ends + bias, color=colour("forward"), linestyle="--")
    after.plot(x, np.maximum(weight * x + bias, 0), color=colour("forward"))
    for axes in (before, after):
        if abs(kink) <= 4:
            axes.axvline(kink, color=colour("parameter"), linewidth=1, linestyle=":")
            axes.plot(kink, 0, "D", color=colour("parameter"), markersize=6)
        axes.axhline(0, color=colour("muted"), linewidth=0.8, zorder=0)
        axes.set(xlim=(-4, 4), xticks=range(-4, 5, 2), xlabel="input x")
        axes.set(ylim=(-5, 9), yticks=range(-4, 9, 4))
    before.set(title="pre-activation z = wx + b")
    after.set(title="activation h = max(z, 0)")
    return figure


def describe_one_unit(weight: float = 1.0, bias: int = -1) -> str:
    """Say what `draw_one_unit` shows.

    Parameters
    ----------
    weight : float
        The weight w.
    bias : int
        The bias b.

    Returns
    -------
    str
    """
    at = f"w = {written(weight)}, b = {written(bias)}: "
    if weight == 0:
        return at + f"the input does not matter; h is {max(bias, 0)} everywhere, without a kink."
    kink = -bias / weight + 0.0
    outside = ", outside the picture" if abs(kink) > 4 else ""
    flat, steep = ("left", "right") if weight > 0 else ("right", "left")
    return (
        at + f"the kink is at x = −b/w = {written(kink)}{outside}; h is 0 to its {flat}, and has "
        f"slope {written(weight)} to its {steep}."
    )


# --- XOR solved by hand -----------------------------------------------------------------------


@styled
def draw_hand_solved_xor(net: MLP) -> Figure:
    """Draw the inputs of XOR and the space of two hidden units that separates its classes.

    Parameters
    ----------
    net : MLP, sizes [2, 2, 1]
        A ReLU network whose output is above one half for class 1.

    Returns
    -------
    matplotlib.figure.Figure
        Left: inputs, with the line of each hidden unit. Right: hidden activations.
    """
    X, y = xor()
    (W, b), (V, c) = net.params
    hidden = net.forward(X).activations[-1]
    figure, (inputs, space) = panels(2)

    across = np.array([-3.0, 4.0])
    for unit, style in enumerate(("-", "--")):
        line = -(b[unit] + W[0, unit] * across) / W[1, unit]
        label = f"z{'₁₂'[unit]} = 0"
        inputs.plot(across, line, style, color=colour("parameter"), label=label, linewidth=1.4)
    draw_classes(inputs, X, y, size=9)
    plane(inputs, 0.5, 1.0, title="inputs, and where each unit bends", xlabel="x₁", ylabel="x₂")
    inputs.set(xticks=(0, 1), yticks=(0, 1))
    inputs.legend(loc="lower left", borderaxespad=0)

    corners = [tuple(f"{value:g}" for value in x) for x in X]
    for point in np.unique(hidden, axis=0):
        here = [i for i in range(4) if np.allclose(hidden[i], point)]
        text = " and ".join(f"({a}, {b})" for a, b in (corners[i] for i in here))
        below = -16 if len(here) > 1 else 9  # the line passes above the two that meet
        space.annotate(text, point, (0, below), textcoords="offset points", ha="center", fontsize=8)
    boundary = (0.5 - c[0] - V[0, 0] * across) / V[1, 0]
    space.plot(across, boundary, color=colour("ink"), linewidth=1.4, label="output ½")
    space.legend(loc="upper left", borderaxespad=0)
    draw_classes(space, hidden, y, size=9)
    space.set(title="hidden space: one line is enough", xlabel="h₁", ylabel="h₂")
    space.set(xlim=(-0.6, 2.6), ylim=(-0.55, 1.78), xticks=(0, 1, 2), yticks=(0, 1))
    return figure


def describe_hand_solved_xor(net: MLP) -> str:
    """Say what `draw_hand_solved_xor` shows.

    Parameters
    ----------
    net : MLP, sizes [2, 2, 1]
        A ReLU network whose output is above one half for class 1.

    Returns
    -------
    str
    """
    X, _ = xor()
    hidden = net.forward(X).activations[-1] + 0.0
    moved = [
        f"({x[0]:g}, {x[1]:g}) to ({h[0]:g}, {h[1]:g})" for x, h in zip(X, hidden, strict=True)
    ]
    return (
        "Left: the four inputs, and two parallel lines on which the pre-activations of the two "
        f"hidden units are 0. Right: the hidden layer sends {', '.join(moved)}. "
        "A straight line now separates the classes."
    )


# --- watching a hidden layer learn ------------------------------------------------------------


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
        coordinate of greatest variation along that plane.
    """
    V, c = params[-1]
    normal, offset = V[:, 1] - V[:, 0], c[1] - c[0]
    length = np.linalg.norm(normal)
    distance = (hidden @ normal + offset) / length
    flat = hidden - np.outer(hidden @ normal, normal) / length**2
    flat = flat - flat.mean(axis=0)
    direction = np.linalg.svd(flat, full_matrices=False)[2][0]
    along = flat @ direction
    greatest = along[abs(along).argmax()]
    if abs(greatest) < 1e-9:
        along = np.zeros_like(along)
    return np.column_stack([distance, along if greatest > 0 else -along])


@styled
def draw_learning(
    snapshots: Mapping[tuple[int, int], Snapshot],
    X: np.ndarray,
    y: np.ndarray,
    width: int = 3,
    step: int = 1000,
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
        How many steps of gradient descent have been taken.

    Returns
    -------
    matplotlib.figure.Figure
        Left: samples, the regions of the classes, the lines on which units bend. Right: the same
        samples as the output layer sees them.
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
        inputs.contour(across, up, score, levels=[0], colors=colour("ink"), linewidths=1.4)
    for w, bias in zip(params[0][0].T, params[0][1], strict=True):
        foot, along = -bias * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        ends = np.transpose([foot - 4 * along, foot + 4 * along])
        inputs.plot(*ends, color=colour("parameter"), linewidth=1, linestyle="--")
    draw_classes(inputs, X, y, size=4.2, edge=0.5)
    inputs.set(xlabel="x₁", ylabel="x₂", xticks=(-1, 0, 1), yticks=(-1, 0, 1))

    view = hidden_view(params, net.propagate(X).activations[-1])
    greatest = abs(view).max(axis=0)
    view = view / np.where(greatest > 0, greatest, 1)
    space.axvline(0, color=colour("ink"), linewidth=1.4)
    draw_classes(space, view, y, size=4.2, edge=0.5)
    space.set(title="hidden space, the boundary seen edge-on")
    space.set(xlabel="distance from the boundary (scaled)", ylabel="along it (scaled)")
    space.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    return figure


def draw_field(axes: Axes, score: np.ndarray, extent: tuple) -> None:
    """Shade where each class is predicted, the stronger the surer, in a few steps."""
    probability = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
    sureness = np.ceil(abs(2 * probability - 1) * 4) / 4
    field = np.empty((*score.shape, 4))
    for label, look in enumerate(CLASSES):
        field[(score > 0) == (label == 1), :3] = to_rgb(look["color"])
    field[..., 3] = 0.06 + 0.24 * sureness
    axes.imshow(field, extent=extent, origin="lower", aspect="auto", interpolation="none", zorder=0)


def describe_learning(
    snapshots: Mapping[tuple[int, int], Snapshot],
    X: np.ndarray,
    y: np.ndarray,
    width: int = 3,
    step: int = 1000,
) -> str:
    """Say what `draw_learning` shows.

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
        How many steps of gradient descent have been taken.

    Returns
    -------
    str
    """
    snapshot = snapshots[width, step]
    right = int((with_parameters(snapshot.params, "relu").predict(X) == y).sum())
    return (
        f"{counted(width, 'hidden unit')}, step {step}: {right} of {len(y)} points lie in the "
        f"region of their class; loss {written(snapshot.loss, 2)}."
    )


# --- kinks add up -----------------------------------------------------------------------------

STYLES = ("-", "--", ":", "-.")
UNITS_DRAWN = 16


def greatest_error(net: MLP, target: Callable, low: float = -1, high: float = 1) -> float:
    """Return the greatest distance of a network from its target, on 2001 points."""
    x = np.linspace(low, high, 2001)
    return float(abs(net.propagate(x[:, np.newaxis]).output[:, 0] - target(x)).max())


@styled
def draw_kinks(
    fits: Mapping[tuple[str, int], MLP],
    target: Callable,
    units: int = 8,
    activation: str = "relu",
) -> Figure:
    """Draw a network of one input that approximates a target, its units, and its error.

    Parameters
    ----------
    fits : dict of (str, int) to MLP
        For each activation and number of units, the network.
    target : callable
        What to approximate on [-1, 1].
    units : int
        How many hidden units.
    activation : str
        The name of their activation.

    Returns
    -------
    matplotlib.figure.Figure
        Left: target and network above, the hidden units below. Right: greatest error by units.
    """
    net = fits[activation, units]
    figure, (curves, errors) = panels(2)
    x = np.linspace(-1, 1, 121)
    curves.plot(x, target(x), color=colour("muted"), linewidth=5, alpha=BEHIND, label="target")
    y = net.propagate(x[:, np.newaxis]).output[:, 0]
    curves.plot(x, y, color=colour("forward"), label="network")
    draw_units(curves, net)
    curves.set(title="target, network, and its hidden units", xlabel="input x")
    curves.set(xlim=(-1.05, 1.05), xticks=(-1, -0.5, 0, 0.5, 1), ylim=(-3.5, 2.3))
    curves.set(yticks=(-1, 0, 1))
    curves.legend(loc="upper center", ncols=2)

    names = list(dict.fromkeys(name for name, _ in fits))
    for name, style in zip(names, STYLES, strict=True):
        widths = [m for other, m in fits if other == name]
        error = [greatest_error(fits[name, m], target) for m in widths]
        chosen = name == activation
        look = {"color": colour("forward" if chosen else "muted"), "linestyle": style}
        width = 2.2 if chosen else 1.2
        errors.plot(widths, error, label=fits[name, 1].activation.title, linewidth=width, **look)
    errors.plot(units, greatest_error(net, target), "o", color=colour("forward"))
    units_axis(errors, widths, range(-6, 2))
    errors.set(title="greatest error", ylim=(4e-7, 20))
    errors.legend(loc="lower left")
    return figure


def units_axis(axes: Axes, widths: Sequence[int], exponents) -> None:
    """Make both axes logarithmic, with the numbers of units written out."""
    powers_of_ten(axes.yaxis, exponents)
    axes.set_xscale("log", base=2)
    axes.set_xticks(widths, [str(m) for m in widths])
    axes.minorticks_off()
    axes.set(xlabel="hidden units", xlim=(0.85, 76))


def draw_units(axes: Axes, net: MLP) -> None:
    """Draw some hidden units, each scaled to a height of 1, below the curves."""
    width = net.sizes[1]
    chosen = np.unique(np.linspace(0, width - 1, min(width, UNITS_DRAWN)).astype(int))
    x = np.linspace(-1, 1, 41)
    across, up = [], []  # one line with gaps draws faster than many lines
    for unit in chosen:
        here = x
        if net.activation.name == "relu":
            W, b = net.params[0]
            here = np.array([-1, -b[unit] / W[0, unit], 1])
        hidden = net.propagate(here[:, np.newaxis]).activations[1][:, unit]
        low, high = (-1, 1) if hidden.min() < 0 else (0, 1)
        scaled = (hidden / abs(hidden).max() - low) / (high - low)
        across += [here, [np.nan]]
        up += [-3.2 + 1.4 * scaled, [np.nan]]
    across, up = np.concatenate(across), np.concatenate(up)
    axes.plot(across, up, color=colour("forward"), linewidth=0.9, alpha=BEHIND)


def describe_kinks(
    fits: Mapping[tuple[str, int], MLP],
    target: Callable,
    units: int = 8,
    activation: str = "relu",
) -> str:
    """Say what `draw_kinks` shows.

    Parameters
    ----------
    fits : dict of (str, int) to MLP
        For each activation and number of units, the network.
    target : callable
        What to approximate on [-1, 1].
    units : int
        How many hidden units.
    activation : str
        The name of their activation.

    Returns
    -------
    str
    """
    net = fits[activation, units]
    widths = [m for name, m in fits if name == activation]
    best = greatest_error(fits[activation, max(widths)], target)
    text = (
        f"{net.activation.title}, {counted(units, 'hidden unit')}: the network is off by up to "
        f"{written(greatest_error(net, target), 2)}"
    )
    if units == max(widths):
        return text + "."
    return text + f"; with {max(widths)} units by up to {written(best, 2)}."


# --- what the proof builds, and what training finds -------------------------------------------


def error_bound(pieces: int, greatest_curvature: float, low: float = -1, high: float = 1) -> float:
    """Return h^2/8 times the greatest second derivative, for equal pieces of length h."""
    return ((high - low) / pieces) ** 2 / 8 * greatest_curvature


@styled
def draw_construction(
    trained: Mapping[int, MLP], target: Callable, greatest_curvature: float, units: int = 8
) -> Figure:
    """Draw the ReLU network that interpolates a target, beside one that was trained on it.

    Parameters
    ----------
    trained : dict of int to MLP
        A trained ReLU network for each number of hidden units.
    target : callable
        What to approximate on [-1, 1].
    greatest_curvature : float
        The greatest magnitude of the target's second derivative.
    units : int
        How many hidden units both networks have.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the networks, and where they bend. Right: greatest errors, and the proven bound.
    """
    built = relu_interpolant(target, -1, 1, units)
    figure, (curves, errors) = panels(2)
    x = np.linspace(-1, 1, 121)
    curves.plot(x, target(x), color=colour("muted"), linewidth=5, alpha=BEHIND, label="target")
    looks = (
        {"color": colour("forward"), "linestyle": "-", "label": "built"},
        {"color": colour("ink"), "linestyle": "--", "label": "trained", "linewidth": 1.4},
    )
    for net, look, place in zip((built, trained[units]), looks, (-1.95, -2.35), strict=True):
        corners, values = pieces_of(net, -1, 1)
        curves.plot(corners, values, **look)
        where = corners[1:-1]
        height = np.full(len(where), place)
        curves.plot(where, height, "|", color=look["color"], markersize=8, markeredgewidth=1)
    curves.text(-1.02, -1.72, "kinks of the built and of the trained network", fontsize=8)
    curves.set(title="the networks", xlabel="input x", ylim=(-2.6, 2.0), yticks=(-1, 0, 1))
    curves.set(xlim=(-1.05, 1.05), xticks=(-1, -0.5, 0, 0.5, 1))
    curves.legend(loc="upper center", ncols=3, columnspacing=1)

    widths = list(trained)
    bound = [error_bound(m, greatest_curvature) for m in widths]
    errors.plot(widths, bound, ":", color=colour("muted"), label="proven bound")
    for networks, look, marker in (
        ({m: relu_interpolant(target, -1, 1, m) for m in widths}, looks[0], "o"),
        (trained, looks[1], "s"),
    ):
        error = [greatest_error(networks[m], target) for m in widths]
        errors.plot(widths, error, **look)
        errors.plot(units, error[widths.index(units)], marker, color=look["color"])
    units_axis(errors, widths, range(-3, 3))
    errors.set(title="greatest error", ylim=(8e-4, 60))
    errors.legend(loc="upper right")
    return figure


def describe_construction(
    trained: Mapping[int, MLP], target: Callable, greatest_curvature: float, units: int = 8
) -> str:
    """Say what `draw_construction` shows.

    Parameters
    ----------
    trained : dict of int to MLP
        A trained ReLU network for each number of hidden units.
    target : callable
        What to approximate on [-1, 1].
    greatest_curvature : float
        The greatest magnitude of the target's second derivative.
    units : int
        How many hidden units both networks have.

    Returns
    -------
    str
    """
    built = greatest_error(relu_interpolant(target, -1, 1, units), target)
    found = greatest_error(trained[units], target)
    bound = error_bound(units, greatest_curvature)
    return (
        f"{counted(units, 'hidden unit')}: the built network is off by up to {written(built, 4)}, "
        f"under the proven bound {written(bound, 4)}; "
        f"the trained one by up to {written(found, 2)}."
    )


# --- existence is not learning ----------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What many trainings from different random starts came to.

    Attributes
    ----------
    steps : ndarray of int, (times,)
        When the losses were recorded.
    losses : ndarray, (times, runs)
        The loss of each run at each of these times.
    solved : ndarray of bool, (runs,)
        Whether the run ends with every sample classified correctly.
    """

    steps: np.ndarray
    losses: np.ndarray
    solved: np.ndarray


@styled
def draw_outcomes(
    outcomes: Mapping[tuple[str, int], Outcome], width: int = 2, activation: str = "relu"
) -> Figure:
    """Draw the losses of many trainings on XOR, and how many of them succeed.

    Parameters
    ----------
    outcomes : dict of (str, int) to Outcome
        The trainings for each activation and width.
    width : int
        How many hidden units.
    activation : str
        The name of their activation.

    Returns
    -------
    matplotlib.figure.Figure
        Left: loss by step, one line a run. Right: how many runs succeed, by width.
    """
    chosen = outcomes[activation, width]
    figure, (losses, solved) = panels(2)
    looks = {
        True: {"color": colour("forward"), "label": "solved"},
        False: {"color": colour("ink"), "linestyle": "--", "label": "not solved"},
    }
    gap = np.full((1, len(chosen.solved)), np.nan)
    for is_solved, look in looks.items():
        runs = np.concatenate([np.maximum(chosen.losses, 1e-4), gap])[:, chosen.solved == is_solved]
        if runs.size:
            steps = np.tile([*chosen.steps, np.nan], runs.shape[1])
            losses.plot(steps, runs.T.ravel(), linewidth=0.9, alpha=BEHIND, **look)
    powers_of_ten(losses.xaxis, range(4))
    powers_of_ten(losses.yaxis, range(-3, 1))
    losses.set(title=f"{len(chosen.solved)} trainings", xlabel="step", ylabel="loss")
    losses.set(xlim=(0.9, 2300), ylim=(3e-4, 6))
    losses.legend(loc="lower left")

    names = list(dict.fromkeys(name for name, _ in outcomes))
    for name, style in zip(names, STYLES, strict=False):
        widths = [m for other, m in outcomes if other == name]
        number = [int(outcomes[name, m].solved.sum()) for m in widths]
        here = name == activation
        look = {"color": colour("forward" if here else "muted"), "linestyle": style}
        place = range(len(widths))
        label = ACTIVATIONS[name].title
        solved.plot(place, number, linewidth=2.2 if here else 1.2, label=label, **look)
    solved.plot(widths.index(width), chosen.solved.sum(), "o", color=colour("forward"))
    solved.set_xticks(range(len(widths)), [str(m) for m in widths])
    solved.set(title=f"solved, of {len(chosen.solved)}", xlabel="hidden units", ylim=(-2, 53))
    solved.set(yticks=range(0, 51, 10))
    solved.legend(loc="lower right")
    return figure


def describe_outcomes(
    outcomes: Mapping[tuple[str, int], Outcome], width: int = 2, activation: str = "relu"
) -> str:
    """Say what `draw_outcomes` shows.

    Parameters
    ----------
    outcomes : dict of (str, int) to Outcome
        The trainings for each activation and width.
    width : int
        How many hidden units.
    activation : str
        The name of their activation.

    Returns
    -------
    str
    """
    outcome = outcomes[activation, width]
    number, runs = int(outcome.solved.sum()), len(outcome.solved)
    text = (
        f"{ACTIVATIONS[activation].title}, {counted(width, 'hidden unit')}: "
        f"{number} of {runs} trainings solve XOR"
    )
    if number == runs:
        return text + "."
    stuck = outcome.losses[-1][~outcome.solved]
    if len(stuck) == 1:
        return text + f"; the other one ends at the loss {stuck[0]:.2f}."
    return text + f"; the others end at losses from {stuck.min():.2f} to {stuck.max():.2f}."


# --- depth folds ------------------------------------------------------------------------------


@functools.cache
def shallow_fold(depth: int) -> MLP:
    """Return one hidden layer of 2 depth units, fitted to the saw by least squares."""
    units = 2 * depth
    net = relu_interpolant(np.zeros_like, 0, 1, units)
    x = np.linspace(0, 1, 1025)[:, np.newaxis]
    fit_output_layer(net, x, tent(x, depth))
    return net


@styled
def draw_fold(depth: int = 3, network: str = "deep") -> Figure:
    """Draw a saw of 2^depth pieces, and what a deep or a shallow network makes of it.

    Parameters
    ----------
    depth : int
        How often the unit interval is folded.
    network : {"deep", "shallow"}
        `depth` hidden layers of two units, or one hidden layer of as many units in all.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the saw and the network. Right: hidden units that deep and shallow networks need.
    """
    net = tent_network(depth) if network == "deep" else shallow_fold(depth)
    figure, (curves, needs) = panels(2)
    saw = np.linspace(0, 1, 2**depth + 1)
    curves.plot(
        saw, tent(saw, depth), color=colour("muted"), linewidth=4, alpha=BEHIND, label="saw"
    )
    curves.plot(*pieces_of(net, 0, 1), color=colour("forward"), linewidth=1.3, label=network)
    curves.set(title=f"{network}: {2 * depth} hidden units", xlabel="input x")
    curves.set(xlim=(-0.03, 1.03), ylim=(-0.08, 1.32), xticks=(0, 0.25, 0.5, 0.75, 1))
    curves.set(yticks=(0, 0.5, 1))
    curves.legend(loc="upper center", ncols=2)

    depths = np.arange(1, 8)
    for kind, units, style in (
        ("one layer: at least", 2**depths - 1, "--"),
        ("k layers of two units", 2 * depths, "-"),
    ):
        is_chosen = style == ("-" if network == "deep" else "--")
        look = {"color": colour("forward" if is_chosen else "muted"), "linestyle": style}
        needs.plot(depths, units, label=kind, **look)
        needs.plot(depth, units[depth - 1], "o", color=look["color"])
    powers_of_ten(needs.yaxis, range(3))
    needs.set(title="hidden units, to fold k times", xlabel="folds k", ylim=(0.7, 400))
    needs.set(xlim=(0.7, 7.3), xticks=range(1, 8))
    needs.legend(loc="upper left")
    return figure


def describe_fold(depth: int = 3, network: str = "deep") -> str:
    """Say what `draw_fold` shows.

    Parameters
    ----------
    depth : int
        How often the unit interval is folded.
    network : {"deep", "shallow"}
        `depth` hidden layers of two units, or one hidden layer of as many units in all.

    Returns
    -------
    str
    """
    net = tent_network(depth) if network == "deep" else shallow_fold(depth)
    pieces = len(kinks(net, 0, 1)) + 1
    error = greatest_error(net, functools.partial(tent, depth=depth), 0, 1)
    match = "exactly the saw" if error < 1e-9 else f"off the saw by up to {written(error, 2)}"
    return (
        f"{network.capitalize()}, {counted(len(net.sizes) - 2, 'hidden layer')}, "
        f"{sum(net.sizes[1:-1])} hidden units, {parameter_count(net.sizes)} parameters: "
        f"{pieces} straight pieces of the saw's {2**depth}, "
        f"{match}."
    )
