"""The cover of the chapter on propagation."""

from matplotlib.figure import Figure

from shared.figures.graph import draw_graph
from shared.graph import Node


def cover() -> Figure:
    """Draw the graph of a small calculation, forward and backward; its names are the picture."""
    w, x, y = Node(2.0, "w"), Node(3.0, "x"), Node(5.0, "y")
    z = w * x
    e = z - y
    z.name, e.name = "z", "e"
    e.backward()
    return draw_graph(e, parameters=[w], lit=[x])
