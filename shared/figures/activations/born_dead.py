"""ReLU networks that are constant before training."""

import functools
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, PERCENT, colour, panels, styled
from shared.mlp import MLP

NETS_DRAWN = 24
NETS_IN_A_ROW = 6


@functools.cache
def initial_outputs(width: int, hidden_layers: int) -> np.ndarray:
    """Return the outputs of untrained ReLU nets with one input and one output at -1, 0 and 1.

    Parameters
    ----------
    width : int
        Units in each hidden layer.
    hidden_layers : int

    Returns
    -------
    ndarray, (NETS_DRAWN, 3)
        One net a row. With zero biases a net is linear on each side of 0, so these three values
        determine it everywhere.
    """
    rng = np.random.default_rng([width, hidden_layers])
    sizes = [1, *[width] * hidden_layers, 1]
    X = np.array([[-1.0], [0.0], [1.0]])
    nets = (MLP(sizes, "relu", "he_normal", rng=rng) for _ in range(NETS_DRAWN))
    return np.array([net.propagate(X).output[:, 0] for net in nets])


def dead_by_one_input(width: int, hidden_layers: int | np.ndarray) -> float | np.ndarray:
    """Return the probability that a ReLU net's last hidden layer is 0 at one given input."""
    return 1 - (1 - 0.5**width) ** hidden_layers


@styled
def draw_born_dead(
    shares: Mapping[int, np.ndarray], width: int = 16, hidden_layers: int = 2
) -> Figure:
    """Draw how often untrained ReLU nets are constant, and some of them.

    Parameters
    ----------
    shares : dict of int to ndarray
        For each width the measured share of constant nets with 1, 2, ... hidden layers.
    width : int
        Units in each hidden layer.
    hidden_layers : int

    Returns
    -------
    matplotlib.figure.Figure
        The share of constant nets by depth, one line a width; outputs against inputs.
    """
    figure, (curves, nets) = panels(2)
    share = shares[width]
    depth = np.arange(1, len(share) + 1)
    for other in shares:
        if other != width:
            curves.plot(depth, shares[other], color=colour("muted"), linewidth=1, alpha=BEHIND)
    bound = dead_by_one_input(width, depth)
    curves.plot(depth, bound, color=colour("ink"), linewidth=1, linestyle=":", label="upper bound")
    curves.plot(depth, share, color=colour("forward"), label=f"width {width}")
    curves.plot(hidden_layers, share[hidden_layers - 1], "o", color=colour("forward"))
    curves.set(
        title="share of nets born dead (grey: other widths)",
        xlabel="hidden layers",
        xticks=range(0, 41, 10),
    )
    curves.set(xlim=(0, 41), ylim=(-0.03, 1.32), yticks=(0, 0.25, 0.5, 0.75, 1))
    curves.legend(loc="upper left", ncols=2, columnspacing=1, handlelength=1)
    draw_nets(nets, initial_outputs(width, hidden_layers))
    return figure


def draw_nets(axes: Axes, outputs: np.ndarray) -> None:
    """Draw the graph of each net in a cell of its own, scaled to its largest value."""
    largest = abs(outputs).max(axis=1)
    is_dead = largest == 0
    # The fourth point breaks the line, so that one line can draw all nets of a colour.
    x = np.array([-0.36, 0, 0.36, np.nan])
    y = 0.36 * outputs / np.where(is_dead, 1, largest)[:, np.newaxis]
    y = np.pad(y, ((0, 0), (0, 1)), constant_values=np.nan)
    for chosen, meaning in ((~is_dead, "forward"), (is_dead, "ink")):
        row, column = np.divmod(np.flatnonzero(chosen)[:, np.newaxis], NETS_IN_A_ROW)
        axes.plot((x + column).ravel(), (y[chosen] - row).ravel(), color=colour(meaning))
    rows, dead = len(outputs) // NETS_IN_A_ROW, count_dead(outputs)
    axes.set(title=f"{len(outputs)} such networks, output against input")
    axes.set(
        xlim=(-0.5, NETS_IN_A_ROW - 0.5),
        ylim=(0.5 - rows, 0.5),
        xlabel=f"{dead} of these {len(outputs)} {'is' if dead == 1 else 'are'} constant",
    )
    axes.set_xticks(np.arange(NETS_IN_A_ROW + 1) - 0.5, [])
    axes.set_yticks(np.arange(rows + 1) - rows + 0.5, [])
    axes.tick_params(length=0)


def count_dead(outputs: np.ndarray) -> int:
    """Return how many of the nets output 0 everywhere."""
    return int((outputs == 0).all(axis=1).sum())


def describe_born_dead(
    shares: Mapping[int, np.ndarray], width: int = 16, hidden_layers: int = 2
) -> str:
    """Say what `draw_born_dead` shows."""
    measured = shares[width][hidden_layers - 1]
    bound = dead_by_one_input(width, hidden_layers)
    dead = count_dead(initial_outputs(width, hidden_layers))
    some = {0: "none", NETS_DRAWN: "all"}.get(dead, dead)
    return (
        f"{hidden_layers} hidden layers of {width} units: {percent(measured)} of the networks "
        f"measured are constant before training; the upper bound is {percent(bound)}. "
        f"Of the {NETS_DRAWN} networks drawn, {some} {'is' if dead == 1 else 'are'} constant."
    )


def percent(share: float) -> str:
    """Write a share as prose does, with as few digits as tell it from 0 and from 1."""
    if share in (0, 1):
        return "all" if share else "none"
    texts = (f"{100 * share:.{decimals}f}" for decimals in range(17))
    return next(text for text in texts if 0 < float(text) < 100) + PERCENT
