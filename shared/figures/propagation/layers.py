"""The network of any number of layers, with one path from an input to the output."""

from matplotlib.figure import Figure

from shared.figures.network import describe_network, draw_network

WIDTH = 3  # units of each hidden layer


def draw_layers(hidden_layers: int = 2) -> Figure:
    """Draw a network whose layers have the names that the equations give them.

    Parameters
    ----------
    hidden_layers : int
        How many hidden layers, from 1 to 3.

    Returns
    -------
    matplotlib.figure.Figure
        One panel.
    """
    return draw_network(**layers(hidden_layers))


def describe_layers(hidden_layers: int = 2) -> str:
    """Say what `draw_layers` shows."""
    return describe_network(**layers(hidden_layers))


def layers(hidden_layers: int) -> dict:
    """Return sizes and names of the layers, and a path between first and last units."""
    hidden = [f"H{'₁₂₃'[layer]}" for layer in range(hidden_layers)]
    inner = [(0, WIDTH - 1)[layer % 2] for layer in range(hidden_layers)]
    return {
        "sizes": [2, *[WIDTH] * hidden_layers, 1],
        "names": ["X", *hidden, "O"],
        "path": [1, *inner, 0],
    }
