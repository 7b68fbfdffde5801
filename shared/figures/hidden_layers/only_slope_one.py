"""A leaky network becomes a straight line at slope 1 alone."""

import functools
import math

import numpy as np
from matplotlib.figure import Figure

from shared.activations import leaky_relu_with_slope
from shared.approximation import collapse, kinks, with_parameters
from shared.figures.style import colour, counted, panels, styled, written
from shared.mlp import MLP

REACH = 3
LEAKS = tuple(tenths / 10 for tenths in range(11))
HIDDEN_WIDTH = 3
TALLEST = 4  # the maximum output at any slope, so that pictures compare


def leaky_network(slope: float, depth: int) -> MLP:
    """Return a network of one input, `depth` hidden layers of three units and one output.

    Its weights are the same for every slope, and the first layers the same for every depth.
    """
    V, c = leaky_output_layer(depth)
    hidden = leaky_hidden_layers()[:depth]
    return with_parameters([*hidden, (V, c)], leaky_relu_with_slope(slope))


@functools.cache
def leaky_hidden_layers() -> list:
    """Return five layers drawn at random, from a seed whose kinks can be told apart."""
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
    layers = [*hidden, (V, np.zeros(1))]
    nets = (with_parameters(layers, leaky_relu_with_slope(slope)) for slope in LEAKS)
    outputs = np.concatenate([pieces_of(net, -REACH, REACH)[1] for net in nets])
    middle, half = (outputs.max() + outputs.min()) / 2, np.ptp(outputs) / 2
    return V * TALLEST / half, np.array([-middle * TALLEST / half])


def pieces_of(net: MLP, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of a piecewise linear network's graph, ends included: x and output."""
    x = np.array([low, *kinks(net, low, high), high])
    return x, net.propagate(x[:, np.newaxis]).output[:, 0]


@styled
def draw_only_slope_one(slope: float = 0.2, hidden_layers: int = 3) -> Figure:
    """Draw the output of a leaky ReLU network against its input, and its slope.

    Parameters
    ----------
    slope : float
        The slope of the leaky ReLU for negative pre-activations.
    hidden_layers : int
        How many hidden layers of three units.

    Returns
    -------
    matplotlib.figure.Figure
        The output, with its kinks; the slope of each straight piece.
    """
    x, y = pieces_of(leaky_network(slope, hidden_layers), -REACH, REACH)
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


def describe_only_slope_one(slope: float = 0.2, hidden_layers: int = 3) -> str:
    """Say what `draw_only_slope_one` shows."""
    net = leaky_network(slope, hidden_layers)
    pieces = len(kinks(net, -REACH, REACH)) + 1
    text = (
        f"Slope {slope:g}, {counted(hidden_layers, 'hidden layer')}: "
        f"{counted(pieces, 'straight piece')} from x = −{REACH} to {REACH}"
    )
    if slope < 1:
        return text + "."
    W, b = (round(entry.item(), 9) for entry in collapse(net.params))
    return text + f". All layers collapse to one affine map, W = {written(W)}, b = {written(b)}."
