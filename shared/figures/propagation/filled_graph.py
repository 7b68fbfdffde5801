"""A traced graph from top to bottom, filled with what is known of each node."""

from collections.abc import Mapping, Sequence, Set

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


def circle_of(node: Node) -> str:
    """Return the kind of circle in which the operator of a node has room."""
    return "wide circle" if node.operation and len(node.operation.symbol) > 2 else "circle"


def draw_marks(axes: Axes, kind: str, places: Sequence[tuple[float, float]], **look) -> None:
    """Draw squares or circles of the graph in one go."""
    if places:
        x, y = zip(*places, strict=True)
        look = {"markersize": DIAMETERS[kind] * POINTS, "linestyle": "none", "zorder": 3} | look
        axes.plot(x, y, "s" if kind == "square" else "o", **look)


def draw_lines(axes: Axes, lines: Sequence[list[tuple[float, float]]], **look) -> None:
    """Draw many lines as one with gaps."""
    if lines:
        points = [point for line in lines for point in [*line, (np.nan, np.nan)]]
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
    draw_lines(axes, [places.edge(*edge) for edge in edges], color=colour("muted"), alpha=BEHIND)
    is_backward = bool(new & gradients)
    flow = colour("gradient" if is_backward else "forward")
    if is_backward:
        active = [(p, child) for p, child in edges if p in new and child in gradients]
    else:
        active = [(p, child) for p, child in edges if child in new]
    draw_lines(axes, [places.edge(*edge) for edge in active], color=flow, linewidth=2.2)

    marks = {}
    for node in places.nodes:
        if node.operation:
            holds = node.name is None
            look = look_of(circle_of(node), node in values, holds, holds and node in lit, False)
            marks.setdefault(look, []).append(places.circle(node))
        if not node.operation or node.name:
            look = look_of("square", node in values, True, node in lit, node in parameters)
            marks.setdefault(look, []).append(places.square(node))
    for kind in DIAMETERS:
        where = [place for look, alike in marks.items() if look[0] == kind for place in alike]
        draw_marks(axes, kind, where, color=colour("paper"), markeredgewidth=0)
    for (kind, *paint), where in marks.items():
        draw_marks(axes, kind, where, zorder=4, **painted(*paint))
    rings = [places.square(node) for node in places.nodes if node in now]
    look = {"fillstyle": "none", "color": flow, "markersize": 26, "markeredgewidth": 2}
    draw_marks(axes, "square", rings, **look)
    badges = [places.square(node) for node in places.nodes if node in gradients]
    badges = [(x + MARKER / 2, y + MARKER / 2) for x, y in badges]
    look = {"color": colour("gradient"), "markersize": 7.2, "zorder": 6}
    draw_marks(axes, "circle", badges, markeredgecolor=colour("paper"), markeredgewidth=1.2, **look)
    for node in places.nodes:
        draw_labels(axes, places, node, node in values, node in lit)


def look_of(
    kind: str, is_known: bool, holds_value: bool, is_lit: bool, is_parameter: bool
) -> tuple[str, str, float, str]:
    """Return kind, fill, opacity and rim of a mark."""
    fill = ("forward", 1.0 if is_lit else 0.22) if is_known and holds_value else ("paper", 1.0)
    return kind, *fill, "parameter" if is_parameter else "ink" if is_known else "muted"


def painted(fill: str, opacity: float, rim: str) -> dict[str, object]:
    """Return the look of marks by the meanings of their fill and of their rim."""
    return {
        "markerfacecolor": (colour(fill), opacity),
        "markeredgecolor": colour(rim),
        "markeredgewidth": 1.1,
    }


def draw_labels(axes: Axes, places: Places, node: Node, is_known: bool, is_lit: bool) -> None:
    """Write the operator, the name and the constants of a node."""
    ink = colour("ink" if is_known else "muted")
    middle = {"ha": "center", "va": "center_baseline", "zorder": 5}
    name_ink = colour("paper") if is_lit else ink
    if node.operation:
        symbol = node.operation.symbol
        look = {"color": ink if node.name else name_ink, "fontsize": 9 if len(symbol) < 3 else 8}
        axes.text(*places.circle(node), symbol, **look, **middle)
        constants = [constant_label(c) for c in node.operands if not isinstance(c, Node)]
        if constants:
            x, y, side = places.beside(node)
            look = {"ha": side, "va": "center", "fontsize": 8, "color": colour("muted")}
            axes.text(x, y, f"with {', '.join(constants)}", **look)
    if node.name:
        axes.text(*places.square(node), node.name, color=name_ink, fontsize=9, **middle)


LEGEND = (
    ("square", 10, painted("forward", 0.22, "ink"), "value known"),
    ("square", 10, painted("forward", 1.0, "ink"), "read again now"),
    ("circle", 6, painted("gradient", 1.0, "gradient"), "gradient known"),
)


def draw_legend(axes: Axes) -> None:
    """Say what fills and badges mean, where every graph of the chapter leaves room."""
    for row, (kind, size, look, text) in enumerate(LEGEND):
        place = 2.4, 0.9 - 0.22 * row
        draw_marks(axes, kind, [place], markersize=size, **look)
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
