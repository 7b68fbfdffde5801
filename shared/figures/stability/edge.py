"""The correlation map as a cobweb, the angle by layer, and the phase diagram."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.stability.scales import fill_range
from shared.figures.style import BEHIND, colour, panels, styled, written


@dataclass(frozen=True)
class Phase:
    """A wide tanh net with one variance of weights and one of biases.

    Attributes
    ----------
    chi : float
        Slope of the correlation map at 1.
    correlations, next_correlations : ndarray, (points,)
        The correlation map: what a layer makes of each correlation.
    theory : dict of int to ndarray, (layers,)
        For each initial angle in degrees, the angle in each layer in an infinitely wide net.
    measured : dict of int to ndarray, (nets, layers)
        The same in finite nets.
    """

    chi: float
    correlations: np.ndarray
    next_correlations: np.ndarray
    theory: Mapping[int, np.ndarray]
    measured: Mapping[int, np.ndarray]


@styled
def draw_edge(
    phases: Mapping[tuple[float, float], Phase],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 0.8,
    sigma_b: float = 0.05**0.5,
    angle: int = 60,
) -> Figure:
    """Draw what layers do to the angle between two inputs, and where the net stands.

    Parameters
    ----------
    phases : dict of (float, float) to Phase
        One for each standard deviation of the weights and of the biases.
    critical : sequence of (float, float)
        Points (sigma_w, sigma_b) of the critical line.
    sigma_w : float
        Standard deviation of a weight times the root of fan_in.
    sigma_b : float
        Standard deviation of a bias.
    angle : int
        Angle between the two inputs' pre-activations in the first layer, degrees.

    Returns
    -------
    matplotlib.figure.Figure
        A panel with the correlation map as a cobweb, one with the angle by layer, and one with the
        phase diagram.
    """
    phase = phases[sigma_w, sigma_b]
    figure, (cobweb, angles, diagram) = panels(3)
    draw_cobweb(cobweb, phase, angle)
    draw_angles(angles, phase, angle)
    draw_diagram(diagram, critical, sigma_w, sigma_b)
    return figure


def draw_cobweb(axes: Axes, phase: Phase, angle: int) -> None:
    """Draw the correlation map, the diagonal, and the stairs from one to the other and back."""
    c = np.cos(np.radians(phase.theory[angle]))
    axes.plot([-0.1, 1], [-0.1, 1], color=colour("muted"), linewidth=1)
    axes.plot(phase.correlations, phase.next_correlations, color=colour("forward"))
    # From (c, c) up or down to the map at (c, c'), then across to the diagonal at (c', c').
    axes.plot(c.repeat(2)[:-1], c.repeat(2)[1:], color=colour("parameter"), linewidth=1)
    axes.plot(c[0], c[0], "D", color=colour("parameter"), markersize=6)
    axes.text(0.97, 0.03, f"slope at 1: χ = {phase.chi:.2f}", ha="right")
    axes.text(0.0, 0.93, "correlation in the next layer ↑", fontsize=8, color=colour("muted"))
    axes.set(title="correlation map and its cobweb", xlabel="correlation in a layer")
    axes.set(xlim=(-0.05, 1.03), ylim=(-0.05, 1.03), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))


def draw_angles(axes: Axes, phase: Phase, angle: int) -> None:
    """Draw the angle by layer, by theory and in all the nets."""
    theory, measured = phase.theory[angle], phase.measured[angle]
    layers = np.arange(1, len(theory) + 1)
    fill_range(axes, layers, measured, color=colour("forward"), label=f"{len(measured)} nets")
    axes.plot(layers, theory, color=colour("forward"), label="theory, infinite width")
    axes.legend(loc="upper right")
    axes.set(title="angle between two inputs, degrees", xlabel="layer", ylim=(-4, 130))
    axes.set(xlim=(0, len(layers) + 1), yticks=(0, 30, 60, 90), xticks=range(0, 31, 10))


def draw_diagram(
    axes: Axes, critical: Sequence[tuple[float, float]], sigma_w: float, sigma_b: float
) -> None:
    """Draw the critical line, the names of the phases, and the net as a marker."""
    weights, biases = np.array(critical).T
    axes.plot(weights, biases, color=colour("gradient"))
    axes.text(0.5, 0.55, "ordered:\ninputs\nbecome\nalike", va="top")
    axes.text(2.0, 0.2, "chaotic:\ninputs part", va="top")
    axes.text(1.45, 0.02, "line: χ = 1", color=colour("gradient"))
    axes.plot(sigma_w, sigma_b, "D", color=colour("parameter"), markersize=8, alpha=BEHIND)
    axes.set(title="σ of the biases", xlabel="σ of the weights")
    axes.set(xlim=(0.4, 3.1), ylim=(0, 0.6), xticks=(0.5, 1, 1.5, 2, 2.5, 3))
    axes.set_yticks((0, 0.2, 0.4, 0.6))


def describe_edge(
    phases: Mapping[tuple[float, float], Phase],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 0.8,
    sigma_b: float = 0.05**0.5,
    angle: int = 60,
) -> str:
    """Say what `draw_edge` shows."""
    phase = phases[sigma_w, sigma_b]
    side = "ordered" if phase.chi < 1 else "chaotic"
    where = "on the edge of chaos" if abs(phase.chi - 1) < 1e-3 else f"in the {side} phase"
    last, measured = phase.theory[angle][-1], phase.measured[angle][:, -1]
    return (
        f"Tanh with σ {written(sigma_w, 4)} of the weights and {written(sigma_b, 3)} of the biases "
        f"is {where}, slope {phase.chi:.2f}: two inputs {angle} degrees apart in the first layer "
        f"are {last:.1f} degrees apart in layer {len(phase.theory[angle])} by theory, and "
        f"{measured.min():.0f} to {measured.max():.0f} degrees in {len(measured)} networks."
    )
