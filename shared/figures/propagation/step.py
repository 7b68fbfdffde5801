"""A walk through the graph, forward and then backward."""

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.figure import Figure

from shared.figures.graph import summary
from shared.figures.propagation.filled_graph import (
    GRAPH_HEIGHT,
    Places,
    draw_legend,
    draw_nodes,
    graph_panels,
    weights_of,
)
from shared.figures.propagation.variables import draw_table
from shared.figures.style import colour, counted, styled, written
from shared.graph import Node, reused, topological_order


@dataclass(frozen=True)
class Step:
    """One position of the walk through the graph.

    Attributes
    ----------
    names : tuple of str
        The variables whose value or gradient this step computes.
    formula : str
        How, in the notation of the chapter.
    is_backward : bool
    """

    names: tuple[str, ...]
    formula: str
    is_backward: bool = False


STEPS = (
    Step((), "given: data and weights"),
    Step(("Z",), "Z = X W₁"),
    Step(("H",), "H = f(Z)"),
    Step(("P",), "P = H W₂"),
    Step(("E",), "E = P − Y"),
    Step(("L",), "L = mean of E²"),
    Step(("s",), "s = λ/2 (∥W₁∥² + ∥W₂∥²)"),
    Step(("J",), "J = L + s"),
    Step(("J",), "∂J/∂J = 1", True),
    Step(("L", "s"), "∂J/∂L = 1, ∂J/∂s = 1", True),
    Step(("E",), "∂J/∂E = 2/(nk) E", True),
    Step(("P",), "∂J/∂P = ∂J/∂E", True),
    Step(("s",), "inside s: ∂J/∂∥W∥² = λ/2", True),
    Step(("W₂",), "∂J/∂W₂ = Hᵀ ∂J/∂P + λ W₂", True),
    Step(("H",), "∂J/∂H = ∂J/∂P W₂ᵀ", True),
    Step(("Z",), "∂J/∂Z = ∂J/∂H ⊙ f′(Z)", True),
    Step(("W₁",), "∂J/∂W₁ = Xᵀ ∂J/∂Z + λ W₁", True),
)
FIRST_BACKWARD = next(i for i, step in enumerate(STEPS) if step.is_backward)


def state_at(nodes: Mapping[str, Node], step: int) -> dict[str, set[Node]]:
    """Return which nodes have a value, which a gradient, which are new, and which are read again.

    Parameters
    ----------
    nodes : dict of str to Node
        The variables by name; the last one is the output.
    step : int
        An index of `STEPS`.

    Returns
    -------
    dict of str to set of Node
        Keyword arguments of `draw_nodes`.
    """
    order = topological_order(list(nodes.values())[-1])
    values = {node for node in order if not node.operation}
    gradients, new, now, lit = set(), set(), set(), set()
    for taken in STEPS[: step + 1]:
        now = {nodes[name] for name in taken.names}
        known = values
        if not taken.is_backward:
            values = values.union(*(topological_order(node) for node in now))
            new = values - known
            continue
        known = gradients
        gradients = known | downstream(order, now)
        if taken.formula.startswith("inside"):
            gradients |= {node for node in topological_order(nodes["s"]) if node.operation}
            now = set()
        new = gradients - known
        lit = {
            value
            for child in order
            for operand in child.parents
            if operand in new
            for value in reused(child, operand)
        }
    return {"values": values, "gradients": gradients, "new": new, "now": now, "lit": lit}


def downstream(order: list[Node], sources: set[Node]) -> set[Node]:
    """Return some nodes and all that are computed from them."""
    reached = set(sources)
    for node in order:
        if any(parent in reached for parent in node.parents):
            reached.add(node)
    return reached


@styled
def draw_step(
    graphs: Mapping[str, Mapping[str, Node]], step: int = 13, activation: str = "tanh"
) -> Figure:
    """Draw a graph that fills with values forward, then with gradients backward.

    Parameters
    ----------
    graphs : dict of str to dict of str to Node
        For each activation the variables by name, the output last, after its backward pass.
    step : int
        An index of `STEPS`.
    activation : str
        A key of `graphs`.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the graph. Right: the variables with what is known of them.
    """
    nodes = graphs[activation]
    taken, state = STEPS[step], state_at(nodes, step)
    figure, (graph, table) = graph_panels()
    places = Places(list(nodes.values())[-1])
    draw_nodes(graph, places, parameters=weights_of(nodes), **state)
    kind = "start" if step == 0 else "backward" if taken.is_backward else "forward"
    draw_legend(graph)
    meaning = "gradient" if taken.is_backward else "ink"
    look = {"fontsize": 9, "va": "center", "color": colour(meaning)}
    graph.text(0.1, GRAPH_HEIGHT - 0.14, f"{kind}:  {taken.formula}", **look)
    shown = {name: node for name, node in nodes.items() if name != "Y"}
    draw_table(table, shown, state["values"], state["gradients"], now=state["now"])
    return figure


def describe_step(
    graphs: Mapping[str, Mapping[str, Node]], step: int = 13, activation: str = "tanh"
) -> str:
    """Say what `draw_step` shows.

    Parameters
    ----------
    graphs : dict of str to dict of str to Node
        As for `draw_step`.
    step : int
        An index of `STEPS`.
    activation : str
        A key of `graphs`.

    Returns
    -------
    str
    """
    nodes, taken = graphs[activation], STEPS[step]
    state = state_at(nodes, step)
    direction = "backward" if taken.is_backward else "forward"
    words = f"{activation}, step {step} of {len(STEPS) - 1}"
    if not taken.names:
        return f"{words}: only the data X, Y and the weights W₁, W₂ are known."
    words += f", {direction}: {taken.formula}"
    if taken.formula.startswith("inside"):
        words += f"; λ/2 is {written(float(nodes['s'].operands[0]))}"
    elif taken.is_backward:
        values = [f"∂J/∂{name} = [{summary(nodes[name].grad)}]" for name in taken.names]
        words += "; " + ", ".join(values) if len(values) == 1 and step > FIRST_BACKWARD else ""
    else:
        words += f"; {taken.names[0]} = [{summary(nodes[taken.names[0]].value)}]"
    names = [name for name, node in nodes.items() if node in state["lit"]]
    others = len(state["lit"]) - len(names)
    if others:
        names.append(f"{counted(others, 'unnamed value')} between Z and H")
    if names:
        words += f". Stored values read again: {', '.join(names)}"
    return words + "."
