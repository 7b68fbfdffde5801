"""A walk through the graph, forward and then backward."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.figure import Figure

from shared.explore.marks import content, marks
from shared.figures.graph import summary
from shared.figures.propagation.filled_graph import (
    BLANK,
    GRAPH_HEIGHT,
    Places,
    State,
    draw_legend,
    draw_nodes,
    graph_panels,
    texts_of,
    weights_of,
)
from shared.figures.propagation.variables import draw_table, table_height
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
    Step((), "data and weights are given"),
    Step(("Z",), "Z = X W₁"),
    Step(("H",), "H = f(Z)"),
    Step(("O",), "O = H W₂"),
    Step(("E",), "E = O − Y"),
    Step(("ℓ",), "ℓ = mean of E²"),
    Step(("R",), "R = λ/2 (∥W₁∥² + ∥W₂∥²)"),
    Step(("J",), "J = ℓ + R"),
    Step(("J",), "∂J/∂J = 1", True),
    Step(("ℓ", "R"), "∂J/∂ℓ = 1, ∂J/∂R = 1", True),
    Step(("E",), "∂J/∂E = 2/(nK) E", True),
    Step(("O",), "∂J/∂O = ∂J/∂E", True),
    Step(("R",), "inside R: ∂J/∂∥W∥² = λ/2", True, True),
    Step(("W₂",), "∂J/∂W₂ = Hᵀ ∂J/∂O + λ W₂", True),
    Step(("H",), "∂J/∂H = ∂J/∂O W₂ᵀ", True),
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


@dataclass(frozen=True)
class Walk:
    """A network whose graph can be traced with several activations.

    Attributes
    ----------
    trace : callable
        Takes the name of an activation and the upper left entry of W₁; returns the variables by
        name, the output last, after its backward pass.
    activations : tuple of str
        Their names.
    """

    trace: Callable[[str, float], Mapping[str, Node]]
    activations: tuple[str, ...]

    @cached_property
    def room(self) -> dict[str, int]:
        """For how many texts of each kind there must be room."""
        graphs = [self.trace(name, 1.0) for name in self.activations]
        found = [texts_of(Places(output_of(nodes))) for nodes in graphs]
        return {kind: max(len(texts[kind]) for texts in found) for kind in found[0]}


@styled
def draw_step(
    walk: Walk,
    step: int = 13,
    activation: str = "tanh",
    weight_1: float = 0.5,
) -> Figure:
    """Draw a graph that fills with values forward, then with gradients backward.

    Parameters
    ----------
    walk : Walk
    step : int
        An index of `STEPS`.
    activation : str
        One of `walk.activations`.
    weight_1 : float
        The upper left entry of W₁.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the graph, and the variables with what is known of them.
    """
    nodes = walk.trace(activation, weight_1)
    taken, state = STEPS[step], state_at(nodes, step)
    figure, (graph, table) = graph_panels(table_height(in_table(nodes)))
    draw_nodes(graph, Places(output_of(nodes)), state, weights_of(nodes), walk.room)
    draw_legend(graph)
    kind = "start" if step == 0 else "backward" if taken.is_backward else "forward"
    title = f"{kind}:  {taken.formula}"
    for meaning, is_shown in (("ink", not taken.is_backward), ("gradient", taken.is_backward)):
        look = {"va": "center", "color": colour(meaning), "gid": f"title-{meaning}"}
        graph.text(0.1, GRAPH_HEIGHT - 0.14, title if is_shown else BLANK, **look)
    draw_table(table, in_table(nodes), state.values, state.gradients, now=state.now)
    return figure


def in_table(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """Return the variables that the table shows."""
    return {name: node for name, node in nodes.items() if name != "Y"}


def describe_step(
    walk: Walk,
    step: int = 13,
    activation: str = "tanh",
    weight_1: float = 0.5,
) -> str:
    """Say what `draw_step` shows."""
    nodes = walk.trace(activation, weight_1)
    before, name, after = words_at(nodes, step, activation)
    if not name:
        return before + after
    is_backward = STEPS[step].is_backward
    return before + summary(nodes[name].grad if is_backward else nodes[name].value) + after


def words_at(nodes: Mapping[str, Node], step: int, activation: str) -> tuple[str, str, str]:
    """Return the words before and after the numbers that a step computes, and their variable."""
    taken = STEPS[step]
    words = f"{activation}, step {step} of {len(STEPS) - 1}"
    if not taken.names:
        return f"{words}: only the data X, Y and the weights W₁, W₂ are known.", "", ""
    words += f", {'backward' if taken.is_backward else 'forward'}: {taken.formula}"
    read = state_at(nodes, step).read
    names = [name for name, node in nodes.items() if node in read]
    if len(read) > len(names):
        names.append(f"{counted(len(read) - len(names), 'unnamed value')} between Z and H")
    end = f". Reads again: {', '.join(names)}." if names else "."
    name = taken.names[0]
    if taken.is_inside:
        return f"{words} = {written(float(nodes[name].operands[0]))}{end}", "", ""
    if taken.is_backward and (nodes[name] is output_of(nodes) or len(taken.names) > 1):
        return f"{words}{end}", "", ""  # the formula has the numbers
    opened, closed = ("[", "]") if nodes[name].value.ndim else ("", "")
    return f"{words} = {opened}", name, f"{closed}{end}"


def step_data(walk: Walk) -> dict[str, object]:
    """Return what the figure's twin has to know.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    dict of str to object
        All that does not depend on the weights, for each activation and step; places of the
        numbers; the arrays. What occurs again is a place in `contents`.
    """
    contents, frames, words = {}, {}, {}
    for activation in walk.activations:
        frames[activation], words[activation] = [], []
        for step in range(len(STEPS)):
            drawn = marks(draw_step(walk, step, activation))
            still = {name: mark for name, mark in drawn.items() if not is_number(name)}
            texts = [json.dumps(plain(content(mark))) for mark in still.values()]
            frames[activation].append([contents.setdefault(t, len(contents)) for t in texts])
            nodes = walk.trace(activation, 0.5)
            words[activation].append(words_at(nodes, step, activation))
    states = [state_at(nodes, step) for step in range(len(STEPS))]
    names = list(in_table(nodes))
    return {
        "arrays": {name: nodes[name].value for name in ("X", "Y", "W₁", "W₂")},
        "penalty": 2 * float(nodes["R"].operands[0]),
        "contents": [json.loads(text) for text in contents],
        "frames": frames,
        "still": list(still),
        "numbers": {name: drawn[name].get_position() for name in drawn if is_number(name)},
        "values": [[name for name in names if nodes[name] in each.values] for each in states],
        "gradients": [[name for name in names if nodes[name] in each.gradients] for each in states],
        "isBackward": [step.is_backward for step in STEPS],
        "words": words,
    }


def is_number(name: str) -> bool:
    """Say whether a mark is a number of the table."""
    return name.startswith(("forward-", "gradient-"))


def plain(shown: object) -> object:
    """Return the content of a mark as JSON has it: rounded to what is seen, and null for a gap."""
    if isinstance(shown, list):
        return [round(each, 9) if isinstance(each, float) else each for each in shown]
    return [[None if np.isnan(each) else round(float(each), 9) for each in row] for row in shown]
