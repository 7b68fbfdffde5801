"""The phase diagram, the correlation map as a cobweb, and the difference by layer."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.style import (
    BEHIND,
    NO_BREAK,
    colour,
    framed,
    panels,
    powers_of_ten,
    styled,
    written,
)

LAYERS = 30
SMALLEST = 1e-6
HEIGHT = 2.2  # inches


@dataclass(frozen=True)
class Phase:
    """A wide net with one variance of weights and one of biases.

    Attributes
    ----------
    chi : float
        Slope of the correlation map at 1.
    edge : float
        The sigma_w that is critical with these biases.
    mapped : callable
        The correlation map: what a layer makes of a correlation, or of an array of them.
    measured : callable
        Of the correlation in the first layer, returns that in each layer of a finite net.
    """

    chi: float
    edge: float
    mapped: Callable
    measured: Callable


@cache
def curve(phase: Phase) -> tuple[np.ndarray, np.ndarray]:
    """Return correlations from below 0 to 1, denser towards 1, and what a layer makes of them."""
    c = np.cos(np.radians(np.arange(0, 95, 2)))
    return c, phase.mapped(c)


@cache
def by_layer(phase: Phase, correlation: float) -> np.ndarray:
    """Return the correlation in each layer, of which the first has `correlation`."""
    c = [correlation]
    while len(c) < LAYERS:
        c.append(phase.mapped(c[-1]))
    return np.array(c)


@styled
def draw_edge(
    phase: Callable[[float, float], Phase],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 0.8,
    sigma_b: float = 0.05**0.5,
    correlation: float = 0.5,
    depth: int = 30,
) -> Figure:
    """Draw what layers do to the correlation of two inputs, and where the net stands.

    Parameters
    ----------
    phase : callable
        `phase(sigma_w, sigma_b)` returns a `Phase`.
    critical : sequence of (float, float)
        Points (sigma_w, sigma_b) of the critical line.
    sigma_w : float
        Standard deviation of a weight times the root of fan_in.
    sigma_b : float
        Standard deviation of a bias.
    correlation : float
        Correlation of the two inputs' pre-activations in the first layer.
    depth : int
        The last layer that is drawn.

    Returns
    -------
    matplotlib.figure.Figure
        A panel with the phase diagram beside the correlation map as a cobweb, and one with the
        difference by layer.
    """
    chosen = phase(sigma_w, sigma_b)
    c, measured = by_layer(chosen, correlation), chosen.measured(correlation)
    # A phone is as high as two panels with the controls and words, so two axes share the first.
    figure, (whole, differences) = panels(2, height=HEIGHT)
    whole.remove()
    diagram = framed(figure.subfigs[0], height=HEIGHT, left=0.43, right=1.97)
    cobweb = framed(figure.subfigs[0], height=HEIGHT, left=2.09, right=0.1, edge=1.74)
    draw_diagram(diagram, critical, sigma_w, sigma_b)
    draw_cobweb(cobweb, chosen, c[:depth])
    draw_differences(differences, chosen.chi, c[:depth], measured[:depth])
    return figure


def draw_cobweb(axes: Axes, phase: Phase, c: np.ndarray) -> None:
    """Draw the correlation map, the diagonal, and the stairs from one to the other and back."""
    axes.plot([-0.1, 1], [-0.1, 1], color=colour("muted"), linewidth=1)
    tangent = np.array([0.75, 1.0])
    rising = 1 - phase.chi * (1 - tangent)
    axes.plot(tangent, rising, ":", color=colour("gradient"), gid="tangent")
    axes.plot(*curve(phase), color=colour("forward"), gid="map")
    # From (c, c) up or down to the map at (c, c'), then across to the diagonal at (c', c').
    stairs = c.repeat(2)[:-1], c.repeat(2)[1:]
    axes.plot(*stairs, color=colour("parameter"), linewidth=1, gid="stairs")
    axes.plot(c[:1], c[:1], "D", color=colour("parameter"), markersize=6, gid="start")
    slope = f"slope χ = {phase.chi:.2f}"
    axes.text(0.22, 0.0, slope, color=colour("gradient"), gid="slope")
    axes.set(title="ρ′ in the next layer", xlabel="ρ in a layer")
    axes.set(xlim=(-0.05, 1.03), ylim=(-0.05, 1.03), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))


def draw_differences(axes: Axes, chi: float, c: np.ndarray, measured: np.ndarray) -> None:
    """Draw by how much the correlation differs from 1 in each layer, and what χ alone would do."""
    layers = np.arange(1, LAYERS + 1)
    rate = (1 - c[0]) * chi ** (layers - 1.0)
    rate[rate > 1] = np.nan  # such differences are not small
    look = {"color": colour("gradient"), "label": "factor χ per layer"}
    axes.plot(layers, seen(rate), ":", **look, gid="rate")
    look = {"color": colour("forward"), "label": "infinite width"}
    axes.plot(layers[: len(c)], seen(1 - c), "-", **look, gid="difference")
    look = {"color": colour("parameter"), "markersize": 4, "label": "width 100"}
    axes.plot(layers[: len(c)], seen(1 - measured), ".", **look, gid="measured")
    powers_of_ten(axes.yaxis, range(-6, 1, 2))
    axes.set(title="1 − correlation, by layer", xlabel="layer", ylim=(SMALLEST, 3e3))
    axes.set(xlim=(0, LAYERS + 1), xticks=range(0, 31, 10))
    axes.legend(loc="upper right", ncols=2)


def seen(differences: np.ndarray) -> np.ndarray:
    """Return differences that leave the picture not far outside it."""
    return np.clip(differences, SMALLEST / 10, 10)


def draw_diagram(
    axes: Axes, critical: Sequence[tuple[float, float]], sigma_w: float, sigma_b: float
) -> None:
    """Draw the critical line, the names of the phases, and the net as a marker."""
    weights, biases = np.array(critical).T
    axes.plot(weights, biases, color=colour("gradient"))
    axes.text(0.72, 0.45, "ordered", rotation=90, ha="center", va="center")
    axes.text(3.05, 0.45, "chaotic", ha="right", va="center")
    axes.text(1.45, 0.03, "χ = 1", color=colour("gradient"))
    look = {"color": colour("parameter"), "markersize": 8, "alpha": BEHIND}
    axes.plot([sigma_w], [sigma_b], "D", **look, gid="net")
    axes.set(title="σ of the biases", xlabel="σ of the weights")
    axes.set(xlim=(0.4, 3.1), ylim=(0, 0.63), xticks=(1, 2, 3))
    axes.set_yticks((0, 0.2, 0.4, 0.6))


def describe_edge(
    phase: Callable[[float, float], Phase],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 0.8,
    sigma_b: float = 0.05**0.5,
    correlation: float = 0.5,
    depth: int = 30,
) -> str:
    """Say what `draw_edge` shows."""
    chosen = phase(sigma_w, sigma_b)
    words = (
        f"With σ {written(sigma_w, 4)} of the weights and {written(sigma_b, 3)} of the biases, the "
        f"tanh network is {_placed(chosen)} Two inputs have the correlation {written(correlation)} "
        "in layer 1"
    )
    if depth == 1:
        return f"{words}."
    last = by_layer(chosen, correlation)[depth - 1]
    measured = chosen.measured(correlation)[depth - 1]
    return (
        f"{words} and {_correlation(last)} in layer {depth} ({_correlation(measured)} in a network "
        "of width 100)."
    )


def _placed(phase):
    """Say in which phase a net is."""
    if abs(phase.chi - 1) < 1e-6:
        return "on the edge of chaos, with χ = 1: small differences keep their size longest."
    edge = f"With these biases the edge of chaos is at σ {written(phase.edge, 4)}."
    if phase.chi > 1:
        return f"in the chaotic phase: χ = {phase.chi:.3f}, so small differences grow. {edge}"
    xi = written(-1 / math.log(phase.chi), 2)
    return (
        f"in the ordered phase: χ = {phase.chi:.3f}, and the depth scale in layers is ξ = {xi}. "
        f"{edge}"
    )


def _correlation(c):
    """Write a correlation, or by how much it is below 1 if that is little."""
    if 1 - c > 1e-3:
        return written(c)
    below = f"1{NO_BREAK}−{NO_BREAK}"
    return below + written(1 - c, 2) if 1 - c > 1e-9 else f"at least {below}10⁻⁹"
