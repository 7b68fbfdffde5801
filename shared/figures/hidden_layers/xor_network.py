"""The network that solves XOR by hand, with the numbers of one of the four points in it."""

from matplotlib.figure import Figure

from shared.figures.network import describe_network, draw_network
from shared.mlp import MLP


def draw_xor_network(net: MLP, x1: int = 0, x2: int = 1) -> Figure:
    """Draw a network with its weights and biases, and its values at one of the four points.

    Parameters
    ----------
    net : MLP
        With two inputs and at most three units a layer.
    x1, x2 : int
        The inputs.

    Returns
    -------
    matplotlib.figure.Figure
        One panel.
    """
    return draw_network(net.sizes, params=net.params, values=values_at(net, x1, x2))


def describe_xor_network(net: MLP, x1: int = 0, x2: int = 1) -> str:
    """Say what `draw_xor_network` shows."""
    return describe_network(net.sizes, params=net.params, values=values_at(net, x1, x2))


def values_at(net: MLP, x1: int, x2: int) -> list:
    """Return the values of all units for one sample, layer by layer."""
    record = net.forward([[x1, x2]])
    return [layer[0] + 0.0 for layer in [*record.activations, record.output]]
