"""A walk through the graph, forward and then backward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from shared.figures.graph import summary
from shared.figures.propagation.filled_graph import (
    GRAPH_HEIGHT,
    Places,
    State,
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
        Whether it computes gradients.
    is_inside : bool
        Whether it computes the gradients of the unnamed operations inside the variables instead.
    """

    names: tuple[str, ...]
    formula: str
    is_backward: bool = False
    is_inside: bool = False


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
    Step(("s",), "inside s: ∂J/∂∥W∥² = λ/2", True, True),
    Step(("W₂",), "∂J/∂W₂ = Hᵀ ∂J/∂P + λ W₂", True),
    Step(("H",), "∂J/∂H = ∂J/∂P W₂ᵀ", True),
    Step(("Z",), "∂J/∂Z = ∂J/∂H ⊙ f′(Z)", True),
    Step(("W₁",), "∂J/∂W₁ = Xᵀ ∂J/∂Z + λ W₁", True),
)


def state_at(nodes: Mapping[str, Node], step: int) -> State:
    """Return what is known, new and read again at a step of `STEPS`.

    Parameters
    ----------
    nodes : dict of str to Node
        The variables by name; the last one is the output.
    step : int
        An index of `STEPS`.

    Returns
    -------
    State
        What `draw_nodes` shows.
    """
    taken = STEPS[step]
    values, gradients = known_after(nodes, STEPS[: step + 1])
    values_before, gradients_before = known_after(nodes, STEPS[:step])
    now = set() if taken.is_inside else {nodes[name] for name in taken.names}
    if not taken.is_backward:
        return State(values, new=values - values_before, now=now)
    new = gradients - gradients_before
    order = topological_order(output_of(nodes))
    uses = [(child, operand) for child in order for operand in child.parents if operand in new]
    read = {value for child, operand in uses for value in reused(child, operand)}
    return State(values, gradients, new, now, read, is_backward=True)


def known_after(nodes: Mapping[str, Node], taken: Sequence[Step]) -> tuple[set[Node], set[Node]]:
    """Return the nodes whose values and those whose gradients are known after some steps."""
    order = topological_order(output_of(nodes))
    values, gradients = {node for node in order if not node.operation}, set()
    for step in taken:
        for node in (nodes[name] for name in step.names):
            leading_to = topological_order(node)
            if not step.is_backward:
                values.update(leading_to)
            elif step.is_inside:
                gradients.update(each for each in leading_to if each.operation)
            else:
                gradients.update(downstream(order, node))
    return values, gradients


def output_of(nodes: Mapping[str, Node]) -> Node:
    """Return the last of the variables."""
    return list(nodes.values())[-1]


def downstream(order: list[Node], source: Node) -> set[Node]:
    """Return a node and all that are computed from it."""
    reached = {source}
    for node in order:
        if not reached.isdisjoint(node.parents):
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
        Two panels: the graph, and the variables with what is known of them.
    """
    nodes = graphs[activation]
    taken, state = STEPS[step], state_at(nodes, step)
    figure, (graph, table) = graph_panels()
    draw_nodes(graph, Places(output_of(nodes)), state, weights_of(nodes))
    draw_legend(graph)
    kind = "start" if step == 0 else "backward" if taken.is_backward else "forward"
    meaning = "gradient" if taken.is_backward else "ink"
    look = {"fontsize": 9, "va": "center", "color": colour(meaning)}
    graph.text(0.1, GRAPH_HEIGHT - 0.14, f"{kind}:  {taken.formula}", **look)
    shown = {name: node for name, node in nodes.items() if name != "Y"}
    draw_table(table, shown, state.values, state.gradients, now=state.now)
    return figure


def describe_step(
    graphs: Mapping[str, Mapping[str, Node]], step: int = 13, activation: str = "tanh"
) -> str:
    """Say what `draw_step` shows."""
    nodes, taken = graphs[activation], STEPS[step]
    words = f"{activation}, step {step} of {len(STEPS) - 1}"
    if not taken.names:
        return f"{words}: only the data X, Y and the weights W₁, W₂ are known."
    direction = "backward" if taken.is_backward else "forward"
    words += f", {direction}: {taken.formula}{computed(nodes, taken)}"
    read = state_at(nodes, step).read
    names = [name for name, node in nodes.items() if node in read]
    if len(read) > len(names):
        names.append(f"{counted(len(read) - len(names), 'unnamed value')} between Z and H")
    return words + (f". Stored values read again: {', '.join(names)}." if names else ".")


def computed(nodes: Mapping[str, Node], step: Step) -> str:
    """Return the numbers that a step computes, where its formula does not give them."""
    first = nodes[step.names[0]]
    if step.is_inside:
        return f"; λ/2 is {written(float(first.operands[0]))}"
    if not step.is_backward:
        return f"; {step.names[0]} = [{summary(first.value)}]"
    if first is output_of(nodes) or len(step.names) > 1:
        return ""
    return f"; ∂J/∂{step.names[0]} = [{summary(first.grad)}]"
