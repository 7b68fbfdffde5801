"""The network that opens the chapter: two inputs, hidden layers of any width, one output."""

from matplotlib.figure import Figure

from shared.figures.network import describe_network, draw_network


def draw_first_network(hidden_units: int = 3, hidden_layers: int = 1) -> Figure:
    """Draw a network with one path highlighted.

    Parameters
    ----------
    hidden_units : int
        Units of each hidden layer.
    hidden_layers : int
        How many hidden layers.

    Returns
    -------
    matplotlib.figure.Figure
        One panel.
    """
    return draw_network(**first_network(hidden_units, hidden_layers))


def describe_first_network(hidden_units: int = 3, hidden_layers: int = 1) -> str:
    """Say what `draw_first_network` shows."""
    return describe_network(**first_network(hidden_units, hidden_layers))


def first_network(hidden_units: int, hidden_layers: int) -> dict:
    """Return its sizes, and a path that alternates between first and last hidden units."""
    ends = (0, hidden_units - 1)
    inner = [ends[layer % 2] for layer in range(hidden_layers)]
    return {"sizes": [2, *[hidden_units] * hidden_layers, 1], "path": [1, *inner, 0]}
