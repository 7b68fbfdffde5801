"""The network that opens the chapter: hidden layers of any width between inputs and outputs."""

from matplotlib.figure import Figure

from shared.figures.network import describe_network, draw_network

#: Inputs and outputs for each task.
ENDS = {"two numbers": (2, 1), "an image": (64, 10)}


def draw_first_network(
    hidden_units: int = 3, hidden_layers: int = 1, inputs: str = "two numbers"
) -> Figure:
    """Draw a network with one path highlighted.

    Parameters
    ----------
    hidden_units : int
        Units of each hidden layer.
    hidden_layers : int
        How many hidden layers.
    inputs : {"two numbers", "an image"}
        Two inputs and one output, or 64 pixels and ten outputs.

    Returns
    -------
    matplotlib.figure.Figure
        One panel.
    """
    return draw_network(**first_network(hidden_units, hidden_layers, inputs))


def describe_first_network(
    hidden_units: int = 3, hidden_layers: int = 1, inputs: str = "two numbers"
) -> str:
    """Say what `draw_first_network` shows."""
    return describe_network(**first_network(hidden_units, hidden_layers, inputs))


def first_network(hidden_units: int, hidden_layers: int, inputs: str) -> dict:
    """Return its sizes, and a path that alternates between first and last hidden units."""
    first, last = ENDS[inputs]
    ends = (0, hidden_units - 1)
    inner = [ends[layer % 2] for layer in range(hidden_layers)]
    return {"sizes": [first, *[hidden_units] * hidden_layers, last], "path": [1, *inner, 0]}
