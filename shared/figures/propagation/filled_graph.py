"""A traced graph from top to bottom, filled with what is known of each node."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.graph import constant_label, is_named_result
from shared.figures.style import BEHIND, colour, panels
from shared.graph import Node, layout, topological_order

# Inches.
MARKER = 0.29
DIAMETERS = {"square": MARKER, "circle": MARKER, "wide circle": 0.34}
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
            node: (0.4 + (row - leftmost) * SPACING, top - column * self.step)
            for node, (column, row) in grid.items()
        }

    def circle(self, node: Node) -> tuple[float, float]:
        """Return where the operator of a node is."""
        x, y = self.centre[node]
        wider = DIAMETERS[circle_of(node)] - MARKER
        return x - (MARKER + wider) / 2 * is_named_result(node), y

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


@dataclass(frozen=True)
class State:
    """What is known of a graph at one step of a walk, as sets of its nodes.

    Attributes
    ----------
    values, gradients : set of Node
        Whose value and whose gradient are known.
    new : set of Node
        Whose value, or in a backward step whose gradient, this step computes.
    now : set of Node
        The variables that the step is about.
    read : set of Node
        Whose stored value a backward step reads again.
    is_backward : bool
        Whether gradients flow, rather than values.
    """

    values: Set[Node]
    gradients: Set[Node] = frozenset()
    new: Set[Node] = frozenset()
    now: Set[Node] = frozenset()
    read: Set[Node] = frozenset()
    is_backward: bool = False


def draw_nodes(
    axes: Axes, places: Places, state: State, parameters: Set[Node] = frozenset()
) -> None:
    """Draw a graph: filled where a value is known, with a badge where a gradient is."""
    flow = colour("gradient" if state.is_backward else "forward")
    draw_edges(axes, places, state, flow)
    draw_marks(axes, [m for n in places.nodes for m in marks_of(n, places, state, parameters)])
    for node in places.nodes:
        draw_constants(axes, places, node)
    squares = {node: places.square(node) for node in places.nodes}
    rings = [squares[node] for node in places.nodes if node in state.now]
    look = {"fillstyle": "none", "color": flow, "markersize": 26, "markeredgewidth": 2}
    draw_alike(axes, "square", rings, **look)
    badges = [squares[node] for node in places.nodes if node in state.gradients]
    badges = [(x + MARKER / 2, y + MARKER / 2) for x, y in badges]
    look = {"color": colour("gradient"), "markersize": 7.2, "zorder": 6, "markeredgewidth": 1.2}
    draw_alike(axes, "circle", badges, markeredgecolor=colour("paper"), **look)


def draw_edges(axes: Axes, places: Places, state: State, flow: str) -> None:
    """Draw all edges, those along which this step sends something in a colour."""
    edges = [(p, child) for child in places.nodes for p in dict.fromkeys(child.parents)]
    if state.is_backward:
        active = [(p, child) for p, child in edges if p in state.new and child in state.gradients]
    else:
        active = [(p, child) for p, child in edges if child in state.new]
    draw_lines(axes, [places.edge(*edge) for edge in edges], color=colour("muted"), alpha=BEHIND)
    draw_lines(axes, [places.edge(*edge) for edge in active], color=flow, linewidth=2.2)


def draw_lines(axes: Axes, lines: Sequence[list[tuple[float, float]]], **look) -> None:
    """Draw many lines as one with gaps."""
    if lines:
        points = [point for line in lines for point in [*line, (np.nan, np.nan)]]
        axes.plot(*zip(*points, strict=True), **({"linewidth": 0.9, "zorder": 1} | look))


# --- marks ------------------------------------------------------------------------------------

#: The colour of a fill, by its meaning, and its opacity.
FILLS = {
    "empty": ("paper", 1.0),
    "known": ("forward", 0.22),
    "read": ("forward", 1.0),
    "gradient": ("gradient", 1.0),
}


@dataclass(frozen=True)
class Mark:
    """A square or a circle with a text; colours by their meaning."""

    kind: str
    place: tuple[float, float]
    text: str
    fill: str
    rim: str
    ink: str


def marks_of(node: Node, places: Places, state: State, parameters: Set[Node]) -> list[Mark]:
    """Return the circle of a node's operator, the square of its value, or both."""
    is_known, is_read = node in state.values, node in state.read
    fill = "read" if is_read else "known" if is_known else "empty"
    rim = "ink" if is_known else "muted"
    marks = []
    if node.operation:
        # The circle holds the value only where no square does.
        fill_here = "empty" if node.name else fill
        ink = "paper" if fill_here == "read" else rim
        symbol = node.operation.symbol
        marks.append(Mark(circle_of(node), places.circle(node), symbol, fill_here, rim, ink))
    if node.name or not node.operation:
        ink = "paper" if is_read else rim
        rim = "parameter" if node in parameters else rim
        marks.append(Mark("square", places.square(node), node.name or "", fill, rim, ink))
    return marks


def circle_of(node: Node) -> str:
    """Return the kind of circle in which the operator of a node has room."""
    return "wide circle" if node.operation and len(node.operation.symbol) > 2 else "circle"


def draw_marks(axes: Axes, marks: Sequence[Mark]) -> None:
    """Draw marks, those that look alike in one go: a picture is then a third as large."""
    grounds, looks = {}, {}
    for mark in marks:
        grounds.setdefault(mark.kind, []).append(mark.place)
        looks.setdefault((mark.kind, mark.fill, mark.rim), []).append(mark.place)
        size = 9 if mark.kind == "square" or len(mark.text) < 3 else 8
        middle = {"ha": "center", "va": "center_baseline", "zorder": 5}
        axes.text(*mark.place, mark.text, color=colour(mark.ink), fontsize=size, **middle)
    for kind, places in grounds.items():
        draw_alike(axes, kind, places, color=colour("paper"), markeredgewidth=0)
    for (kind, fill, rim), places in looks.items():
        draw_alike(axes, kind, places, zorder=4, **painted(fill, rim))


def draw_alike(axes: Axes, kind: str, places: Sequence[tuple[float, float]], **look) -> None:
    """Draw squares or circles in one go."""
    if places:
        look = {"markersize": DIAMETERS[kind] * POINTS, "linestyle": "none", "zorder": 3} | look
        axes.plot(*zip(*places, strict=True), "s" if kind == "square" else "o", **look)


def painted(fill: str, rim: str) -> dict[str, object]:
    """Return the look of marks by the meanings of their fill and of their rim."""
    meaning, opacity = FILLS[fill]
    return {
        "markerfacecolor": (colour(meaning), opacity),
        "markeredgecolor": colour(rim),
        "markeredgewidth": 1.1,
    }


def draw_constants(axes: Axes, places: Places, node: Node) -> None:
    """Write the constant operands beside an operator."""
    constants = [constant_label(c) for c in node.operands if not isinstance(c, Node)]
    if constants:
        x, y, side = places.beside(node)
        look = {"ha": side, "va": "center", "fontsize": 8, "color": colour("muted")}
        axes.text(x, y, f"with {', '.join(constants)}", **look)


LEGEND = (
    ("square", 10, "known", "ink", "value known"),
    ("square", 10, "read", "ink", "read again now"),
    ("circle", 6, "gradient", "gradient", "gradient known"),
)


def draw_legend(axes: Axes) -> None:
    """Say what fills and badges mean, where every graph of the chapter leaves room."""
    for row, (kind, size, fill, rim, text) in enumerate(LEGEND):
        place = 2.4, 0.9 - 0.22 * row
        draw_alike(axes, kind, [place], markersize=size, **painted(fill, rim))
        axes.text(place[0] + 0.14, place[1], text, va="center", fontsize=8, color=colour("muted"))


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
