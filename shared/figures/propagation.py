"""Pictures of the chapter on propagation, each beside the words that describe it."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from shared.cost import jacobian_multiplications, memory_timeline, parameter_count
from shared.figures.graph import constant_label, is_named_result, summary
from shared.figures.style import (
    BEHIND,
    colour,
    counted,
    panels,
    power_of_ten,
    powers_of_ten,
    styled,
    written,
)
from shared.graph import Node, layout, reused, topological_order

__all__ = [
    "BugRun",
    "Descent",
    "describe_bug",
    "describe_descent",
    "describe_differences",
    "describe_memory",
    "describe_modes",
    "describe_step",
    "describe_trace",
    "draw_bug",
    "draw_descent",
    "draw_differences",
    "draw_memory",
    "draw_modes",
    "draw_step",
    "draw_trace",
]

# --- the traced graph, from top to bottom -----------------------------------------------------

# Inches.
MARKER = 0.27
SPACING = 0.68  # from one column of nodes to the next
GRAPH_HEIGHT = 4.7
POINTS = 72


class Places:
    """Where the nodes of a graph stand in a panel, the leaves at the top, the output below.

    A result that has a name is a pair: the circle that computes it, and the square that holds it.
    """

    def __init__(self, output: Node):
        self.nodes = topological_order(output)
        grid = layout(output, late_leaves=True)
        leftmost = min(row for _, row in grid.values())
        last = max(column for column, _ in grid.values())
        top, bottom = GRAPH_HEIGHT - 0.52, 0.24
        self.step = (top - bottom) / last
        self.centre = {
            node: (0.36 + (row - leftmost) * SPACING, top - column * self.step)
            for node, (column, row) in grid.items()
        }

    def circle(self, node: Node) -> tuple[float, float]:
        """Return where the operator of a node is."""
        x, y = self.centre[node]
        return x - MARKER / 2 * is_named_result(node), y

    def square(self, node: Node) -> tuple[float, float]:
        """Return where the result of a node is: its square, if it has one."""
        x, y = self.centre[node]
        return x + MARKER / 2 * is_named_result(node), y

    def beside(self, node: Node) -> tuple[float, float, str]:
        """Return a place for a remark and how to align it: right of the node, if that is free."""
        x, y = self.centre[node]
        reach = MARKER * (1 if is_named_result(node) else 0.5) + 0.05
        others = [other for other in self.centre.values() if other[1] == y and other[0] > x]
        if others and min(others)[0] < x + 1.5 * SPACING:
            return x - reach, y, "right"
        return x + reach, y, "left"

    def edge(self, parent: Node, child: Node) -> list[tuple[float, float]]:
        """Return the corners of an edge: straight down beside other nodes, then to the child.

        It crosses to another column only between two rows, so that it passes no node on its way.
        """
        (x, y), (to_x, to_y) = self.centre[parent], self.centre[child]
        half = MARKER / 2
        start, above, end = (x, y - half), (x, to_y + self.step - half), (to_x, to_y + half)
        return [start, above, end] if above[1] < start[1] - 1e-9 else [start, end]


def draw_marks(axes: Axes, kind: str, places: Sequence[tuple[float, float]], **look) -> None:
    """Draw squares or circles of the graph in one go."""
    if places:
        x, y = zip(*places, strict=True)
        look = {"markersize": MARKER * POINTS, "linestyle": "none", "zorder": 3} | look
        axes.plot(x, y, "s" if kind == "square" else "o", **look)


def draw_edges(axes: Axes, edges: Sequence[list[tuple[float, float]]], **look) -> None:
    """Draw many edges as one line with gaps."""
    if edges:
        points = [point for edge in edges for point in [*edge, (np.nan, np.nan)]]
        axes.plot(*zip(*points, strict=True), **({"linewidth": 0.9, "zorder": 1} | look))


def draw_nodes(
    axes: Axes,
    places: Places,
    *,
    values: Set[Node],
    gradients: Set[Node] = frozenset(),
    new: Set[Node] = frozenset(),
    now: Set[Node] = frozenset(),
    lit: Set[Node] = frozenset(),
    parameters: Set[Node] = frozenset(),
) -> None:
    """Draw a graph: filled where a value is known, with a badge where a gradient is."""
    edges = [(p, child) for child in places.nodes for p in dict.fromkeys(child.parents)]
    draw_edges(axes, [places.edge(*edge) for edge in edges], color=colour("muted"), alpha=BEHIND)
    is_backward = bool(new & gradients)
    flow = colour("gradient" if is_backward else "forward")
    if is_backward:
        active = [(p, child) for p, child in edges if p in new and child in gradients]
    else:
        active = [(p, child) for p, child in edges if child in new]
    draw_edges(axes, [places.edge(*edge) for edge in active], color=flow, linewidth=2.2)

    marks = {}
    for node in places.nodes:
        if node.operation:
            holds = node.name is None
            look = look_of("circle", node in values, holds, holds and node in lit, False)
            marks.setdefault(look, []).append(places.circle(node))
        if not node.operation or node.name:
            look = look_of("square", node in values, True, node in lit, node in parameters)
            marks.setdefault(look, []).append(places.square(node))
    for (kind, face, alpha, rim), where in marks.items():
        draw_marks(axes, kind, where, color=colour("paper"), markeredgewidth=0)
        look = {"color": colour(face), "alpha": alpha, "markeredgewidth": 0}
        draw_marks(axes, kind, where, **look)
        look = {"fillstyle": "none", "color": colour(rim), "markeredgewidth": 1.1, "zorder": 4}
        draw_marks(axes, kind, where, **look)
    rings = [places.square(node) for node in places.nodes if node in now]
    look = {"fillstyle": "none", "color": flow, "markersize": 26, "markeredgewidth": 2}
    draw_marks(axes, "square", rings, **look)
    badges = [places.square(node) for node in places.nodes if node in gradients]
    badges = [(x + MARKER / 2, y + MARKER / 2) for x, y in badges]
    draw_marks(axes, "circle", badges, color=colour("gradient"), markersize=6, zorder=6)
    for node in places.nodes:
        draw_labels(axes, places, node, node in values, node in lit)


def look_of(
    kind: str, is_known: bool, holds_value: bool, is_lit: bool, is_parameter: bool
) -> tuple[str, str, float, str]:
    """Return kind, fill, opacity and rim of a mark."""
    fill = ("forward", 1.0 if is_lit else 0.22) if is_known and holds_value else ("paper", 1.0)
    return kind, *fill, "parameter" if is_parameter else "ink" if is_known else "muted"


def draw_labels(axes: Axes, places: Places, node: Node, is_known: bool, is_lit: bool) -> None:
    """Write the operator, the name and the constants of a node."""
    ink = colour("ink" if is_known else "muted")
    middle = {"ha": "center", "va": "center_baseline", "zorder": 5}
    name_ink = colour("paper") if is_lit else ink
    if node.operation:
        symbol = node.operation.symbol
        look = {"color": ink if node.name else name_ink, "fontsize": 9 if len(symbol) < 3 else 6.5}
        axes.text(*places.circle(node), symbol, **look, **middle)
        constants = [constant_label(c) for c in node.operands if not isinstance(c, Node)]
        if constants:
            x, y, side = places.beside(node)
            look = {"ha": side, "va": "center", "fontsize": 7.5, "color": colour("muted")}
            axes.text(x, y, f"with {', '.join(constants)}", **look)
    if node.name:
        axes.text(*places.square(node), node.name, color=name_ink, fontsize=9, **middle)


LEGEND = (
    ("square", "forward", 0.22, "value known"),
    ("square", "forward", 1.0, "read again now"),
    ("circle", "gradient", 1.0, "gradient known"),
)


def draw_legend(axes: Axes) -> None:
    """Say what fills and badges mean, where every graph of the chapter leaves room."""
    for row, (kind, meaning, alpha, text) in enumerate(LEGEND):
        place = 2.4, 0.9 - 0.22 * row
        size = 10 if kind == "square" else 6
        draw_marks(axes, kind, [place], color=colour(meaning), alpha=alpha, markersize=size)
        axes.text(place[0] + 0.14, place[1], text, va="center", fontsize=8, color=colour("muted"))


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
        Left: the graph. Right: the variables, in the order of `nodes`.
    """
    output = list(nodes.values())[-1]
    figure, (graph, table) = graph_panels()
    places = Places(output)
    draw_nodes(graph, places, values=set(places.nodes), parameters=weights_of(nodes))
    look = {"fontsize": 9, "va": "center"}
    graph.text(0.1, GRAPH_HEIGHT - 0.14, "squares: variables, circles: operators", **look)
    draw_table(table, nodes, set(places.nodes), set(), shapes=True)
    return figure


def describe_trace(nodes: Mapping[str, Node]) -> str:
    """Say what `draw_trace` shows.

    Parameters
    ----------
    nodes : dict of str to Node
        The variables by name; the last one is the output.

    Returns
    -------
    str
    """
    output = list(nodes.values())[-1]
    order = topological_order(output)
    leaves = [node.name for node in order if not node.operation]
    results = [node.name for node in order if node.operation and node.name]
    return (
        f"The traced graph, from the leaves {', '.join(leaves)} at the top to {output.name} at "
        f"the bottom: {len(order) - len(leaves)} operators, of which {len(results)} compute a "
        f"named variable ({', '.join(results)}). {output.name} is {written(float(output.value))}."
    )


def graph_panels() -> tuple[Figure, list[Axes]]:
    """Return two high panels without axes."""
    figure, axes = panels(2, height=GRAPH_HEIGHT, left=0, right=0, bottom=0, top=0)
    for each in axes:
        each.set(xlim=(0, 3.6), ylim=(0, GRAPH_HEIGHT))
        each.set_axis_off()
    return figure, axes


def weights_of(nodes: Mapping[str, Node]) -> set[Node]:
    """Return the nodes whose name begins with W."""
    return {node for name, node in nodes.items() if name.startswith("W")}


def draw_table(
    axes: Axes,
    nodes: Mapping[str, Node],
    values: Set[Node],
    gradients: Set[Node],
    *,
    now: Set[Node] = frozenset(),
    shapes: bool = False,
) -> None:
    """Write the variables with what is known of each: value and gradient, or shape and value."""
    heads = [(0.95, "shape"), (2.3, "value")] if shapes else [(1.35, "value"), (2.75, "gradient")]
    top = GRAPH_HEIGHT - 0.14
    for x, head in heads:
        axes.text(x, top, head, ha="center", va="center", color=colour("muted"), fontsize=8)
    lines = sum(len(np.atleast_2d(node.value)) for node in nodes.values())
    gap = 0.075
    line = (top - 0.2 - gap * len(nodes)) / lines
    y = top - 0.14
    for name, node in nodes.items():
        rows = len(np.atleast_2d(node.value))
        middle = y - rows * line / 2
        axes.plot([0.1, 3.5], [y + gap / 2] * 2, color=colour("grid"), linewidth=0.6)
        axes.text(0.3, middle, name, ha="center", va="center", fontsize=9)
        if node in now:
            ring = colour("gradient" if node in gradients else "forward")
            axes.plot([0.08] * 2, [y - rows * line, y], color=ring, linewidth=3)
        if shapes:
            shape = str(node.shape) if node.shape else "scalar"
            axes.text(0.95, middle, shape, ha="center", va="center", fontsize=8)
        if node in values:
            x = heads[1][0] if shapes else heads[0][0]
            draw_numbers(axes, x, y, line, node.value, "forward")
        if node in gradients:
            draw_numbers(axes, heads[1][0], y, line, node.grad, "gradient")
        y -= rows * line + gap


def draw_numbers(
    axes: Axes, x: float, y: float, line: float, array: np.ndarray, meaning: str
) -> None:
    """Write a small array, its columns aligned."""
    rows = np.atleast_2d(array) + 0.0  # no minus before a zero
    right = x + 0.31 * (rows.shape[1] - 1) + 0.24
    # The spacing of Matplotlib's lines is in units of 1.164 times the font's size.
    spacing = line * POINTS / (7.5 * 1.164)
    look = {"ha": "right", "va": "center", "fontsize": 7.5, "linespacing": spacing}
    for j, column in enumerate(rows.T):
        place = right - 0.62 * (rows.shape[1] - 1 - j), y - len(rows) * line / 2
        text = "\n".join(f"{entry:.3f}" for entry in column).replace("-", "−")
        axes.text(*place, text, color=colour(meaning), **look)


# --- step through it --------------------------------------------------------------------------


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
    Step(("E",), "∂J/∂E = 2/n E", True),
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


# --- how small is small? ----------------------------------------------------------------------

EXACT = 1e-17  # an error of zero has no place on a logarithmic axis


@styled
def draw_differences(
    function: Callable[[np.ndarray], np.ndarray],
    at: float,
    slope: float,
    errors: Mapping[str, Sequence[float]],
    exponents: Sequence[float],
    log10_h: int = -4,
    method: str = "forward",
) -> Figure:
    """Draw the error of difference quotients against the step, and the function near the point.

    Parameters
    ----------
    function : callable
        What was differentiated, of one number.
    at : float
        Where.
    slope : float
        The derivative there.
    errors : dict of str to sequence of float
        For each method the absolute errors.
    exponents : sequence of float
        The logarithms of their steps.
    log10_h : int
        The logarithm of the step to look at, one of `exponents`.
    method : {"forward", "central", "complex step"}
        A key of `errors`.

    Returns
    -------
    matplotlib.figure.Figure
        Left: error against step. Right: the function in a window as wide as the step.
    """
    figure, (error, window) = panels(2)
    steps = 10.0 ** np.array(exponents)
    for (name, values), style in zip(errors.items(), ("-", "--", ":"), strict=True):
        look = {"color": colour("muted"), "linewidth": 1, "label": name, "linestyle": style}
        if name == method:
            look |= {"color": colour("gradient"), "linewidth": 2}
        error.plot(steps, np.maximum(values, EXACT), **look)
    here = list(exponents).index(log10_h)
    error.plot(steps[here], max(errors[method][here], EXACT), "o", color=colour("gradient"))
    powers_of_ten(error.xaxis, range(-16, 0, 3))
    powers_of_ten(error.yaxis, range(-17, 2, 3))
    error.set(xlim=(4e-17, 0.25), ylim=(3e-18, 3e5))
    error.set(title="error of the derivative", xlabel="step h")
    error.legend(loc="upper right")

    h = 10.0**log10_h
    reach = np.linspace(-1.6, 1.6, 81)
    if method == "complex step":
        seen = np.array([function(at + 1j * h * t).imag for t in reach])
        label, name = "Im J(w + i t h), in units of h", "complex"
        ends = np.array([0.0, 1.0])
    else:
        seen = np.array([function(at + h * t) - function(at) for t in reach])
        label, name = "J(w + t h) − J(w), in units of h", method
        ends = np.array([0.0, 1.0]) if method == "forward" else np.array([-1.0, 1.0])
    window.plot(
        reach, slope * reach, color=colour("muted"), linewidth=5, alpha=BEHIND, label="true"
    )
    window.plot(reach, seen / h, color=colour("forward"), linewidth=1.4)
    heights = np.interp(ends, reach, seen / h)
    window.plot(ends, heights, "o", color=colour("gradient"), label=f"used: {name}")
    extended = np.array([-1.6, 1.6])
    secant = np.diff(heights)[0] / np.diff(ends)[0]
    line = heights[0] + secant * (extended - ends[0])
    window.plot(extended, line, "--", color=colour("gradient"), linewidth=1.2)
    window.set(xlim=(-1.7, 1.7), ylim=(-1.5, 1.5), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    window.set(title=label, xlabel="t")
    window.legend(loc="upper left")
    return figure


def describe_differences(
    function: Callable[[np.ndarray], np.ndarray],
    at: float,
    slope: float,
    errors: Mapping[str, Sequence[float]],
    exponents: Sequence[float],
    log10_h: int = -4,
    method: str = "forward",
) -> str:
    """Say what `draw_differences` shows.

    Parameters
    ----------
    function, at, slope, errors, exponents, log10_h, method
        As for `draw_differences`.

    Returns
    -------
    str
    """
    here = errors[method][list(exponents).index(log10_h)]
    best = min(zip(errors[method], exponents, strict=True))
    size = f"the error is {written(here, 2)}" if here else "the error is exactly 0"
    words = f"h = {power_of_ten(log10_h)}, {method}: {size}."
    if method == "complex step":
        return f"{words} Nothing is subtracted, so a smaller step never hurts."
    if at + 10.0**log10_h == at:
        return f"{words} The step is lost in rounding: w + h is w, and the quotient is 0."
    too = "rounding" if log10_h < best[1] else "the bend of the function between the points"
    return f"{words} Most of it comes from {too}."


# --- find the bug -----------------------------------------------------------------------------


@dataclass(frozen=True)
class BugRun:
    """What one backward pass, right or wrong, led to.

    Attributes
    ----------
    errors : dict of str to float
        The relative error of each parameter's gradient, before training.
    passed : dict of str to bool
        Whether the check accepts it.
    loss : sequence of float
        The objective at every step of training.
    accuracy : float
        The share of samples that are classified correctly at the end.
    """

    errors: Mapping[str, float]
    passed: Mapping[str, bool]
    loss: Sequence[float]
    accuracy: float


@styled
def draw_bug(runs: Mapping[tuple[int, int], BugRun], bug: int = 2, layer: int = 2) -> Figure:
    """Draw what a gradient check says about each parameter, and how training goes all the same.

    Parameters
    ----------
    runs : dict of (int, int) to BugRun
        For each bug and layer; bug 0 is a correct backward pass.
    bug : int
    layer : int

    Returns
    -------
    matplotlib.figure.Figure
        Left: relative error by parameter, outputs at the top. Right: objective by step.
    """
    run, right = runs[bug, layer], runs[0, layer]
    figure, (errors, losses) = panels(2)
    names = list(run.errors)
    for passed, mark, meaning, label in (
        (True, "o", "ink", "right"),
        (False, "X", "gradient", "wrong"),
    ):
        rows = [i for i, name in enumerate(names) if run.passed[name] == passed]
        values = [max(run.errors[names[i]], 1e-12) for i in rows]
        errors.plot(
            values, rows, mark, color=colour(meaning), markersize=7, label=label, clip_on=False
        )
    errors.axvline(1e-7, color=colour("muted"), linestyle=":", linewidth=1)
    powers_of_ten(errors.xaxis, range(-12, 1, 3))
    errors.set(xlim=(3e-13, 10), ylim=(-0.6, len(names) + 0.6))
    errors.set_yticks(range(len(names)), [subscripted(name) for name in names])
    errors.set(title="gradient check, inputs below", xlabel="relative error")
    errors.legend(loc="upper left", ncols=2)

    losses.plot(right.loss, color=colour("muted"), linewidth=4, alpha=BEHIND, label="correct")
    label = "correct" if bug == 0 else f"bug {bug}"
    losses.plot(run.loss, color=colour("gradient"), linewidth=1.4, label=label)
    losses.set(title="training with it", xlabel="step", ylim=(0, 1), yticks=(0, 0.25, 0.5, 0.75, 1))
    losses.set_xticks(range(0, len(run.loss), 100))
    losses.set_ylabel("objective")
    losses.legend(loc="upper right")
    return figure


def subscripted(name: str) -> str:
    """Write W1 as W₁."""
    return name.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def describe_bug(runs: Mapping[tuple[int, int], BugRun], bug: int = 2, layer: int = 2) -> str:
    """Say what `draw_bug` shows.

    Parameters
    ----------
    runs : dict of (int, int) to BugRun
        For each bug and layer; bug 0 is a correct backward pass.
    bug : int
    layer : int

    Returns
    -------
    str
    """
    run = runs[bug, layer]
    wrong = [name for name in run.errors if not run.passed[name]]
    right = runs[0, layer]
    end = (
        f"Training ends at {100 * run.accuracy:.0f} % correct, with an objective of "
        f"{written(run.loss[-1], 2)}; the correct gradient reaches {written(right.loss[-1], 2)}."
    )
    if not wrong:
        return f"Bug {bug}, layer {layer}: every gradient passes the check. {end}"
    told = ", ".join(f"{subscripted(name)} by {written(run.errors[name], 2)}" for name in wrong)
    return f"Bug {bug}, layer {layer}: wrong relative to their size are {told}. {end}"


# --- why backwards? ---------------------------------------------------------------------------

INPUTS = (1, 4, 16, 64, 256, 1024, 4096, 16384)


@styled
def draw_modes(hidden: int, inputs: int = 1024, outputs: int = 1) -> Figure:
    """Draw what the derivatives of all outputs by all inputs cost, in either order.

    Parameters
    ----------
    hidden : int
        Width of both hidden layers.
    inputs, outputs : int
        Widths of the ends.

    Returns
    -------
    matplotlib.figure.Figure
        Left: multiplications against the number of inputs. Right: the three matrices, and which
        product is formed first.
    """
    figure, (costs, matrices) = panels(2)
    for mode, meaning, style in (("forward", "forward", "-"), ("reverse", "gradient", "--")):
        curve = [jacobian_multiplications([n, hidden, hidden, outputs], mode) for n in INPUTS]
        costs.plot(INPUTS, curve, style, color=colour(meaning), label=f"{mode} mode")
        here = jacobian_multiplications([inputs, hidden, hidden, outputs], mode)
        costs.plot(inputs, here, "o", color=colour(meaning))
    costs.axvline(outputs, color=colour("muted"), linewidth=1, linestyle=":")
    powers_of_ten(costs.xaxis, range(5))
    powers_of_ten(costs.yaxis, range(3, 14, 2))
    costs.set(xlim=(0.7, 25_000), ylim=(1e3, 1e13))
    costs.set(title="multiplications", xlabel="inputs n   (dotted: n = m)")
    costs.legend(loc="upper left")

    matrices.set(xlim=(0, 10), ylim=(0, 10), title="the first product, and what it leaves")
    matrices.set_axis_off()
    draw_chain(matrices, 7.4, (inputs, hidden, hidden, outputs), 0, "forward")
    draw_chain(matrices, 2.4, (inputs, hidden, hidden, outputs), 1, "gradient")
    return figure


def draw_chain(
    axes: Axes, y: float, sizes: tuple[int, int, int, int], first: int, meaning: str
) -> None:
    """Draw three matrices, the two that are multiplied first in full colour."""
    x = 0.0
    for i, (rows, columns) in enumerate(pairwise(sizes)):
        width, height = drawn_length(columns), drawn_length(rows)
        is_first = i in (first, first + 1)
        look = {"facecolor": colour(meaning), "alpha": 0.45 if is_first else 0.12}
        axes.add_patch(Rectangle((x, y - height / 2), width, height, **look))
        axes.add_patch(
            Rectangle((x, y - height / 2), width, height, fill=False, edgecolor=colour(meaning))
        )
        x += width + (1.0 if i != 2 else 0.0)
        if i < 2:
            axes.text(x - 0.5, y, "·", ha="center", va="center", fontsize=14)
    left = (sizes[first], sizes[first + 2])
    name = "forward" if first == 0 else "reverse"
    text = f"{name}: {left[0]:,} × {left[1]:,} left"
    axes.text(0, y + 2.05, text, va="center", color=colour(meaning))


def drawn_length(entries: int) -> float:
    """Return a length that grows with the logarithm, so that 1 and 16384 fit one picture."""
    return 0.22 + 0.2 * float(np.log2(entries))


def describe_modes(hidden: int, inputs: int = 1024, outputs: int = 1) -> str:
    """Say what `draw_modes` shows.

    Parameters
    ----------
    hidden : int
        Width of both hidden layers.
    inputs, outputs : int
        Widths of the ends.

    Returns
    -------
    str
    """
    sizes = [inputs, hidden, hidden, outputs]
    forward, reverse = (jacobian_multiplications(sizes, mode) for mode in ("forward", "reverse"))
    ends = f"{counted(inputs, 'input')}, {counted(outputs, 'output')}"
    words = f"{ends}: forward mode needs {forward:,} multiplications, reverse mode {reverse:,}. "
    if inputs == outputs:
        return words + "They cost the same."
    worse, ratio = (
        ("Forward", forward / reverse) if reverse < forward else ("Reverse", reverse / forward)
    )
    return words + f"{worse} mode takes {written(ratio, 3)} times as many."


# --- what training remembers ------------------------------------------------------------------

MEBIBYTE = 2**20
NUMBER = 4  # bytes, in float32
MODES = {
    "prediction": (":", "ink"),
    "training": ("-", "forward"),
    "checkpointing": ("--", "forward"),
}
#: The parts of a bar, from left to right.
PARTS = {"parameter": "parameters", "gradient": "gradients", "forward": "values"}


@dataclass(frozen=True)
class Footprint:
    """What one way of computing keeps in memory, in MiB."""

    parameters: float
    gradients: float
    timeline: np.ndarray

    @property
    def values(self) -> float:
        """Return the peak of the values of the minibatch."""
        return float(self.timeline.max())

    @property
    def total(self) -> float:
        """Return everything at the peak."""
        return self.parameters + self.gradients + self.values


def footprint(width: int, depth: int, batch: int, mode: str) -> Footprint:
    """Return what a net of equally wide layers needs, in MiB of float32."""
    sizes = [width] * (depth + 1)
    unit = NUMBER / MEBIBYTE
    parameters = parameter_count(sizes) * unit
    timeline = np.array(memory_timeline(sizes, batch, mode)) * unit
    return Footprint(parameters, 0.0 if mode == "prediction" else parameters, timeline)


@styled
def draw_memory(width: int, depth: int = 16, batch: int = 256) -> Figure:
    """Draw the memory of prediction, of training and of training with checkpointing.

    Parameters
    ----------
    width : int
        Of all layers.
    depth : int
        Number of layers.
    batch : int
        Samples in the minibatch.

    Returns
    -------
    matplotlib.figure.Figure
        Left: values of the minibatch in memory, step by step. Right: peaks, with parameters and
        gradients.
    """
    prints = {mode: footprint(width, depth, batch, mode) for mode in MODES}
    figure, (timeline, bars) = panels(2)
    for mode, (style, meaning) in MODES.items():
        values = prints[mode].timeline
        thin = max(1, len(values) // 160)
        steps = np.arange(len(values))
        timeline.plot(
            steps[::thin], values[::thin], style, color=colour(meaning), linewidth=1.5, label=mode
        )
    peak = prints["training"].values
    length = max(len(each.timeline) for each in prints.values())
    timeline.set(title="values of the minibatch, MiB", xlabel="arrays computed so far")
    timeline.set(xlim=(-0.02 * length, 1.02 * length), ylim=(0, 1.5 * peak))
    timeline.set_xticks([0, length])
    timeline.set_yticks([0, peak], ["0", written(peak, 3)])
    timeline.legend(loc="upper right")

    for row, (mode, each) in enumerate(prints.items()):
        left = 0.0
        parts = (each.parameters, each.gradients, each.values)
        for amount, meaning in zip(parts, PARTS, strict=True):
            look = {"facecolor": colour(meaning), "alpha": BEHIND, "edgecolor": colour("paper")}
            look["hatch"] = "///" if meaning == "gradient" else None
            bars.barh(-row, amount, left=left, height=0.42, **look)
            left += amount
        bars.text(0, -row + 0.36, f"{mode}: {written(each.total, 3)} MiB", va="center")
    most = max(each.total for each in prints.values())
    bars.set(title="peak memory", xlim=(0, 1.04 * most), ylim=(-2.9, 0.65), yticks=[])
    bars.set_xticks([0, most], ["0", f"{written(most, 3)} MiB"])
    bars.get_xticklabels()[1].set_ha("right")
    bars.grid(visible=False)
    for x, (meaning, text) in zip((0.02, 0.42, 0.77), PARTS.items(), strict=True):
        look = {"color": colour(meaning), "transform": bars.transAxes}
        bars.plot(x, 0.06, "s", markersize=6, **look)
        bars.text(x + 0.03, 0.06, text, fontsize=8, va="center", **look)
    return figure


def describe_memory(width: int, depth: int = 16, batch: int = 256) -> str:
    """Say what `draw_memory` shows.

    Parameters
    ----------
    width : int
        Of all layers.
    depth : int
        Number of layers.
    batch : int
        Samples in the minibatch.

    Returns
    -------
    str
    """
    prints = {mode: footprint(width, depth, batch, mode) for mode in MODES}
    totals = [f"{mode} {written(each.total, 3)} MiB" for mode, each in prints.items()]
    values = [written(each.values, 3) for each in prints.values()]
    more = len(prints["checkpointing"].timeline) / len(prints["training"].timeline)
    return (
        f"{depth} layers, {counted(batch, 'sample')}: at their peaks {', '.join(totals)}. The "
        f"values of the minibatch take {values[0]}, {values[1]} and {values[2]} MiB of that; "
        f"checkpointing computes {more:.2f} times as many arrays as training without it."
    )


# --- one step of descent ----------------------------------------------------------------------


@dataclass(frozen=True)
class Descent:
    """A loss over two weights, and gradient descent on it.

    Attributes
    ----------
    extent : (float, float)
        The least and the greatest value of both weights in the picture.
    surface : ndarray, (rows, columns)
        The loss, with the second weight by row and the first by column.
    minimum : (float, float)
        Where the loss is least.
    paths : dict of float to ndarray, (steps + 1, 3)
        For each learning rate both weights and the loss at every step.
    """

    extent: tuple[float, float]
    surface: np.ndarray
    minimum: tuple[float, float]
    paths: Mapping[float, np.ndarray]


@styled
def draw_descent(descent: Descent, learning_rate: float = 0.2, step: int = 8) -> Figure:
    """Draw a path of gradient descent on the loss of two weights, and the loss along it.

    Parameters
    ----------
    descent : Descent
    learning_rate : float
        One of those in `descent`.
    step : int
        How many steps have been taken.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the loss by colour, with the path. Right: the loss by step.
    """
    figure, (plane, losses) = panels(2)
    low, high = descent.extent
    plane.imshow(
        np.log10(descent.surface),
        extent=(low, high, low, high),
        origin="lower",
        aspect="auto",
        interpolation="none",
    )
    path = descent.paths[learning_rate][: step + 1, :2]
    near = np.clip(path, low - 9, high + 9)  # far points would only make the picture heavy
    # In ink and in paper at once, because the field stays the same on light and on dark pages.
    for meaning, wider in (("ink", 1.8), ("paper", 0.0)):
        look = {"color": colour(meaning), "markeredgewidth": 1.8 + wider}
        plane.plot(*near.T, "-", color=colour(meaning), linewidth=1.2 + wider)
        plane.plot(*near[:-1].T, "o", color=colour(meaning), markersize=3.5 + wider)
        plane.plot(*near[-1], "o", color=colour(meaning), markersize=9 + wider)
        plane.plot(*descent.minimum, "+", markersize=11 + wider, **look)
    plane.plot(*near[-1], "o", color=colour("gradient"), markersize=7)
    plane.set(xlim=(low, high), ylim=(low, high), xlabel="weight w₁")
    plane.set(title="loss (dark: low), minimum +", xticks=range(3), yticks=range(3))
    plane.set_ylabel("weight w₂")
    plane.grid(visible=False)

    steps = np.arange(len(descent.paths[learning_rate]))
    for rate, path in descent.paths.items():
        if rate != learning_rate:
            losses.plot(steps, path[:, 2], color=colour("muted"), linewidth=0.8, alpha=BEHIND)
    taken = descent.paths[learning_rate][: step + 1, 2]
    losses.plot(steps[: step + 1], taken, "o-", color=colour("gradient"), markersize=4)
    powers_of_ten(losses.yaxis, range(-2, 4))
    losses.set(title="loss along the path", xlabel="step", xticks=range(0, 17, 4))
    losses.set(xlim=(-0.5, len(steps) - 0.5), ylim=(4e-3, 2e3))
    return figure


def describe_descent(descent: Descent, learning_rate: float = 0.2, step: int = 8) -> str:
    """Say what `draw_descent` shows.

    Parameters
    ----------
    descent : Descent
    learning_rate : float
        One of those in `descent`.
    step : int
        How many steps have been taken.

    Returns
    -------
    str
    """
    w1, w2, loss = descent.paths[learning_rate][step]
    words = (
        f"Learning rate {learning_rate:g}, {counted(step, 'step')}: the weights are "
        f"{written(w1, 3)} and {written(w2, 3)}, the loss is {written(loss, 2)}."
    )
    low, high = descent.extent
    is_outside = not (low <= w1 <= high and low <= w2 <= high)
    return words + (" They are outside the picture." if is_outside else "")
