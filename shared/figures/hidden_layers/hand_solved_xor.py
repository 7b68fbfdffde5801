"""XOR solved by hand, in the inputs and in the hidden space."""

import numpy as np
from matplotlib.figure import Figure

from shared.datasets import xor
from shared.figures.hidden_layers.classes import draw_classes, plane
from shared.figures.style import colour, panels, styled
from shared.mlp import MLP


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
        Inputs, with the line of each hidden unit; hidden activations.
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
    plane(inputs, 0.5, 1.0, title="inputs, and where each unit bends", xlabel="x₁", ylabel="x₂")
    inputs.set(xticks=(0, 1), yticks=(0, 1))
    inputs.legend(loc="upper right", borderaxespad=0)
    draw_classes(inputs, X, y, size=9)

    corners = [tuple(f"{value:g}" for value in x) for x in X]
    for point in np.unique(hidden, axis=0):
        here = [i for i in range(4) if np.allclose(hidden[i], point)]
        text = " and ".join(f"({a}, {b})" for a, b in (corners[i] for i in here))
        below = -16 if len(here) > 1 else 9  # the line passes above the two that meet
        space.annotate(text, point, (0, below), textcoords="offset points", ha="center")
    boundary = (0.5 - c[0] - V[0, 0] * across) / V[1, 0]
    space.plot(across, boundary, color=colour("ink"), linewidth=1.4, label="output ½")
    draw_classes(space, hidden, y, size=9)
    space.legend(loc="upper left", borderaxespad=0)
    space.set(title="hidden space: one line is enough", xlabel="h₁", ylabel="h₂")
    space.set(xlim=(-0.6, 2.6), ylim=(-0.55, 1.78), xticks=(0, 1, 2), yticks=(0, 1))
    return figure


def describe_hand_solved_xor(net: MLP) -> str:
    """Say what `draw_hand_solved_xor` shows."""
    X, _ = xor()
    hidden = net.forward(X).activations[-1] + 0.0
    moved = [
        f"({x[0]:g}, {x[1]:g}) to ({h[0]:g}, {h[1]:g})" for x, h in zip(X, hidden, strict=True)
    ]
    return (
        "The four inputs, and two parallel lines on which the pre-activations of the two "
        f"hidden units are 0. The hidden layer sends {', '.join(moved)}. "
        "A straight line now separates the classes."
    )
