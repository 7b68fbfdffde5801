"""The angle between two inputs through layers, and the phase diagram."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.style import BEHIND, colour, panels, styled

BIAS_VARIANCE = 0.05


@styled
def draw_edge(
    angles: Mapping[tuple[str, float], tuple[np.ndarray, np.ndarray]],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 1.3,
    activation: str = "tanh",
) -> Figure:
    """Draw the angle between two inputs through layers, and where the net stands in the diagram.

    Parameters
    ----------
    angles : dict of (str, float) to (ndarray, ndarray), (layers,) each
        Degrees, by theory and measured in a net.
    critical : sequence of (float, float)
        Points (variance of weights, variance of biases) of tanh's critical line.
    sigma_w : float
        Standard deviation of a weight times the root of fan_in.
    activation : str
        "tanh" or "relu".

    Returns
    -------
    matplotlib.figure.Figure
        Left: angle by layer. Right: the phase diagram, the net as a marker.
    """
    theory, measured = angles[activation, sigma_w]
    layers = np.arange(1, len(theory) + 1)
    figure, (angle, diagram) = panels(2)
    angle.plot(layers, theory, color=colour("forward"), label="theory, infinite width")
    label = "measured in one net"
    angle.plot(layers[::2], measured[::2], "o", color=colour("forward"), alpha=BEHIND, label=label)
    angle.legend(loc="upper right")
    angle.set(title="angle between two inputs, degrees", xlabel="layer", ylim=(-4, 150))
    angle.set(xlim=(0, len(layers) + 1), yticks=(0, 30, 60, 90), xticks=range(0, 31, 10))

    if activation == "tanh":
        weights, biases = np.array(critical).T
        diagram.plot(np.sqrt(weights), biases, color=colour("gradient"))
        names = ("ordered:\ninputs\nbecome\nalike", "chaotic:\ninputs part")
    else:
        diagram.axvline(np.sqrt(2), color=colour("gradient"))
        names = ("sizes\nsettle", "sizes explode")
    diagram.text(0.55, 0.175, names[0], va="top")
    diagram.text(2.05, 0.175, names[1], va="top")
    diagram.text(1.98, 0.012, "line: χ = 1", color=colour("gradient"))
    diagram.plot(sigma_w, BIAS_VARIANCE, "D", color=colour("parameter"), markersize=8)
    diagram.set(title="variance of the biases", xlabel="σ of the weights")
    diagram.set(xlim=(0.4, 3.05), ylim=(0, 0.2), xticks=(0.5, 1, 1.5, 2, 2.5, 3))
    diagram.set_yticks((0, 0.05, 0.1, 0.15, 0.2))
    return figure


def describe_edge(
    angles: Mapping[tuple[str, float], tuple[np.ndarray, np.ndarray]],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 1.3,
    activation: str = "tanh",
) -> str:
    """Say what `draw_edge` shows."""
    theory, measured = angles[activation, sigma_w]
    if activation == "tanh":
        weights, biases = np.array(critical).T
        is_left = sigma_w < np.sqrt(np.interp(BIAS_VARIANCE, biases, weights))
        side = "in the ordered phase" if is_left else "in the chaotic phase"
    else:
        side = "where sizes settle" if sigma_w**2 < 2 else "where sizes explode"
    return (
        f"{ACTIVATIONS[activation].title} with {sigma_w:g} as σ of the weights is {side}: two "
        f"inputs {theory[0]:.0f} degrees apart in the first layer are {theory[-1]:.1f} "
        f"degrees apart in layer {len(theory)} by theory, {measured[-1]:.1f} measured."
    )
