"""The forward pass, as it was traced."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from shared.figures.propagation.filled_graph import (
    GRAPH_HEIGHT,
    Places,
    State,
    draw_nodes,
    graph_panels,
    weights_of,
)
from shared.figures.propagation.variables import draw_table, table_height
from shared.figures.style import styled, written
from shared.graph import Node, topological_order


@styled
def draw_trace(nodes: Mapping[str, Node]) -> Figure:
    """Draw a traced forward pass: its graph, and the shape and value of each variable.

    Parameters
    ----------
    nodes : dict of str to Node
        The variables by name; the last one is the output.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the graph, and the variables in the order of `nodes`.
    """
    output = list(nodes.values())[-1]
    figure, (graph, table) = graph_panels(table_height(nodes))
    places = Places(output)
    draw_nodes(graph, places, State(values=set(places.nodes)), weights_of(nodes))
    look = {"va": "center"}
    graph.text(0.1, GRAPH_HEIGHT - 0.14, "squares: variables, circles: operators", **look)
    draw_table(table, nodes, set(places.nodes), set(), shapes=True)
    return figure


def describe_trace(nodes: Mapping[str, Node]) -> str:
    """Say what `draw_trace` shows."""
    output = list(nodes.values())[-1]
    order = topological_order(output)
    leaves = [node.name for node in order if not node.operation]
    results = [node.name for node in order if node.operation and node.name]
    return (
        f"The traced graph, from the leaves {', '.join(leaves)} down to {output.name} "
        f"at the bottom: {len(order) - len(leaves)} operators, of which {len(results)} compute a "
        f"named variable ({', '.join(results)}). {output.name} is {written(float(output.value))}."
    )
