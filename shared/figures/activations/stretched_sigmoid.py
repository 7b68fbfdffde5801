"""The sigmoid, stretched until it is tanh."""

import numpy as np
from matplotlib.figure import Figure

from shared.activations import sigmoid
from shared.figures.style import BEHIND, NO_BREAK, colour, panels, styled


def stretched_sigmoid(z: np.ndarray, c: float) -> np.ndarray:
    """Return the sigmoid of c z, stretched from (0, 1) to (-1, 1)."""
    return 2 * sigmoid(c * z) - 1


@styled
def draw_stretched_sigmoid(c: float = 1.0) -> Figure:
    """Draw 2 sigmoid(c z) - 1 over tanh, and the difference of the two.

    Parameters
    ----------
    c : float
        How much the sigmoid is compressed along z.

    Returns
    -------
    matplotlib.figure.Figure
        The two curves; their difference.
    """
    z = np.linspace(-4, 4, 161)
    stretched = stretched_sigmoid(z, c)
    figure, (both, difference) = panels(2)
    both.plot(z, np.tanh(z), color=colour("muted"), linewidth=6, alpha=BEHIND, label="tanh z")
    look = {"color": colour("forward"), "gid": "stretched"}
    both.plot(z, stretched, label="2 σ(cz) − 1", **look)
    both.set(title="two curves", xlabel="z", ylim=(-1.15, 1.6), yticks=(-1, 0, 1))
    both.legend(loc="upper left", ncols=2)
    difference.plot(z, stretched - np.tanh(z), color=colour("forward"), gid="difference")
    difference.set(title="2 σ(cz) − 1 − tanh z", xlabel="z", ylim=(-0.8, 0.8))
    difference.set(yticks=(-0.5, 0, 0.5))
    for each in (both, difference):
        each.set(xlim=(-4.2, 4.2), xticks=range(-4, 5, 2))
    return figure


def describe_stretched_sigmoid(c: float = 1.0) -> str:
    """Say what `draw_stretched_sigmoid` shows."""
    z = np.linspace(0, 20, 20_001)
    difference = stretched_sigmoid(z, c) - np.tanh(z)
    widest = abs(difference).argmax()
    if abs(difference[widest]) < 1e-12:
        return f"c = {c:g}: the two curves are the same; the difference is 0 everywhere."
    steeper = "steeper" if difference[widest] > 0 else "flatter"
    return (
        f"c = {c:g}: the stretched sigmoid is {steeper} than tanh; their maximum difference is "
        f"{abs(difference[widest]):.2f}, at z{NO_BREAK}={NO_BREAK}±{z[widest]:.1f}."
    )
