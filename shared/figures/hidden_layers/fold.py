"""Depth folds: a tent of tents, deep and shallow."""

import functools

import numpy as np
from matplotlib.figure import Figure

from shared.approximation import fit_output_layer, kinks, relu_interpolant, tent, tent_network
from shared.cost import parameter_count
from shared.figures.hidden_layers.kinks import maximum_error
from shared.figures.hidden_layers.only_slope_one import pieces_of
from shared.figures.style import BEHIND, colour, counted, panels, powers_of_ten, styled, written
from shared.mlp import MLP


@functools.cache
def shallow_fold(depth: int) -> MLP:
    """Return one hidden layer of 2 depth units, fitted to the saw by least squares."""
    units = 2 * depth
    net = relu_interpolant(np.zeros_like, 0, 1, units)
    x = np.linspace(0, 1, 1025)[:, np.newaxis]
    fit_output_layer(net, x, tent(x, depth))
    return net


@styled
def draw_fold(folds: int = 1, network: str = "deep") -> Figure:
    """Draw a saw of 2^folds pieces, and what a deep or a shallow network makes of it.

    Parameters
    ----------
    folds : int
        How often the unit interval is folded.
    network : {"deep", "shallow"}
        `folds` hidden layers of two units, or one hidden layer of as many units in all.

    Returns
    -------
    matplotlib.figure.Figure
        The saw and the network; hidden units that deep and shallow networks need.
    """
    net = tent_network(folds) if network == "deep" else shallow_fold(folds)
    figure, (curves, needs) = panels(2)
    saw = np.linspace(0, 1, 2**folds + 1)
    thin = min(1, 30 / 2**folds)  # or the teeth would run together
    look = {"color": colour("muted"), "linewidth": 4 * thin, "alpha": BEHIND, "label": "saw"}
    curves.plot(saw, tent(saw, folds), **look)
    width = 1.3 * thin if network == "deep" else 1.3
    curves.plot(*pieces_of(net, 0, 1), color=colour("forward"), linewidth=width, label=network)
    curves.set(title=f"{network}: {2 * folds} hidden units", xlabel="input x")
    curves.set(xlim=(-0.03, 1.03), ylim=(-0.08, 1.32), xticks=(0, 0.25, 0.5, 0.75, 1))
    curves.set(yticks=(0, 0.5, 1))
    legend = curves.legend(loc="upper center", ncols=2)
    for line, thickness in zip(legend.get_lines(), (4, 1.3), strict=True):
        line.set_linewidth(thickness)

    depths = np.arange(1, folds + 1)  # the reader predicts those further on
    for kind, units, style in (
        ("one hidden layer", 2**depths, "--"),
        ("r layers of two units", 2 * depths, "-"),
    ):
        is_chosen = style == ("-" if network == "deep" else "--")
        look = {"color": colour("forward" if is_chosen else "muted"), "linestyle": style}
        needs.plot(depths, units, label=kind, **look)
        needs.plot(folds, units[folds - 1], "o", color=look["color"], zorder=3 if is_chosen else 2)
    powers_of_ten(needs.yaxis, range(3))
    needs.set(title="hidden units for r folds", xlabel="folds r", ylim=(0.7, 400))
    needs.set(xlim=(0.7, 7.3), xticks=range(1, 8))
    needs.legend(loc="upper left")
    return figure


def describe_fold(folds: int = 1, network: str = "deep") -> str:
    """Say what `draw_fold` shows."""
    net = tent_network(folds) if network == "deep" else shallow_fold(folds)
    pieces = len(kinks(net, 0, 1)) + 1
    error = maximum_error(net, functools.partial(tent, depth=folds), 0, 1)
    match = "output is exactly the saw" if error < 1e-9 else f"maximum error is {written(error, 2)}"
    return (
        f"{network.capitalize()}, {counted(len(net.sizes) - 2, 'hidden layer')}, "
        f"{sum(net.sizes[1:-1])} hidden units, {parameter_count(net.sizes)} parameters: "
        f"{pieces} straight pieces, and the saw has {2**folds}; the {match}."
    )
