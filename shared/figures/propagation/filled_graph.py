"""A traced graph from top to bottom, filled with what is known of each node."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.explore.quick_axes import QuickAxes
from shared.figures.graph import constant_label, is_named_result
from shared.figures.style import BEHIND, NO_BREAK, colour
from shared.graph import Node, layout, topological_order

# Inches.
MARKER = 0.29
DIAMETERS = {"square": MARKER, "circle": MARKER, "wide circle": 0.34}
SPACING = 0.68  # from one column of nodes to the next
WIDTH, GRAPH_HEIGHT = 3.6, 4.0  # of a panel
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
        top, bottom = GRAPH_HEIGHT - 0.48, 0.19
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
    axes: Axes,
    places: Places,
    state: State,
    parameters: Set[Node] = frozenset(),
    room: Mapping[str, int] | None = None,
) -> None:
    """Draw a graph: filled where a value is known, with a badge where a gradient is.

    All that looks alike is one mark with a name, so that a page can move it; where there is nothing
    to draw, the mark is beside the picture. For texts there is `room`, how many of each kind.
    """
    edges = [(p, child) for child in places.nodes for p in dict.fromkeys(child.parents)]
    lines = [places.edge(*edge) for edge in edges]
    draw_lines(axes, lines, gid="edges", color=colour("muted"), alpha=BEHIND)
    for meaning in ("forward", "gradient"):
        active = [places.edge(*edge) for edge in edges if is_active(*edge, state, meaning)]
        draw_lines(axes, active, gid=f"flow-{meaning}", color=colour(meaning), linewidth=2.2)
    draw_marks(axes, [m for n in places.nodes for m in marks_of(n, places, state, parameters)])
    draw_texts(axes, places, room or {})
    squares = {node: places.square(node) for node in places.nodes}
    for meaning in ("forward", "gradient"):
        is_shown = state.is_backward == (meaning == "gradient")
        rings = [squares[node] for node in places.nodes if node in state.now and is_shown]
        look = {"fillstyle": "none", "markersize": 26, "markeredgewidth": 2}
        draw_alike(axes, "square", rings, gid=f"ring-{meaning}", color=colour(meaning), **look)
    badges = [squares[node] for node in places.nodes if node in state.gradients]
    badges = [(x + MARKER / 2, y + MARKER / 2) for x, y in badges]
    look = {"color": colour("gradient"), "markersize": 7.2, "zorder": 6, "markeredgewidth": 1.2}
    draw_alike(axes, "circle", badges, gid="badges", markeredgecolor=colour("paper"), **look)


def is_active(parent: Node, child: Node, state: State, meaning: str) -> bool:
    """Say whether a step sends a value or a gradient along an edge."""
    if state.is_backward:
        return meaning == "gradient" and parent in state.new and child in state.gradients
    return meaning == "forward" and child in state.new


def draw_lines(axes: Axes, lines: Sequence[list[tuple[float, float]]], **look) -> None:
    """Draw many lines as one with gaps."""
    points = [point for line in lines for point in [*line, (np.nan, np.nan)]] or [ASIDE, ASIDE]
    axes.plot(*zip(*points, strict=True), **({"linewidth": 0.9, "zorder": 1} | look))


# --- marks ------------------------------------------------------------------------------------

#: Beside the picture, where nothing is seen.
ASIDE = (5.0, 1.0)
#: What is written where there is nothing to write; inside, because a panel grows with its texts.
BLANK, UNUSED = NO_BREAK, (1.8, 1.0)
#: Fill with its opacity, rim with its width, by what is known of a node.
LOOKS = {
    "unknown": ("paper", 1.0, "muted", 1.1),
    "known": ("forward", 0.22, "ink", 1.1),
    "parameter": ("forward", 0.22, "parameter", 1.1),
    "operator": ("paper", 1.0, "ink", 1.1),  # of which a square has the value
    "read": ("paper", 0.0, "forward", 2.8),
    "gradient": ("gradient", 1.0, "gradient", 1.1),
}
KINDS = ("square", "circle", "wide circle")


@dataclass(frozen=True)
class Mark:
    """A square or a circle, and how it looks."""

    kind: str
    place: tuple[float, float]
    look: str


def marks_of(node: Node, places: Places, state: State, parameters: Set[Node]) -> list[Mark]:
    """Return the circle of a node's operator, the square of its value, or both."""
    look = "known" if node in state.values else "unknown"
    found = []
    if node.operation:
        # The circle holds the value only where no square does.
        own = "operator" if node.name and look == "known" else look
        found.append(Mark(circle_of(node), places.circle(node), own))
    if node.name or not node.operation:
        own = "parameter" if node in parameters else look
        found.append(Mark("square", places.square(node), own))
    if node in state.read:
        found.append(Mark(found[-1].kind, found[-1].place, "read"))
    return found


def circle_of(node: Node) -> str:
    """Return the kind of circle in which the operator of a node has room."""
    return "wide circle" if node.operation and len(node.operation.symbol) > 2 else "circle"


def draw_marks(axes: Axes, found: Sequence[Mark]) -> None:
    """Draw marks, those that look alike in one go."""
    for kind in KINDS:
        grounds = [mark.place for mark in found if mark.kind == kind]
        look = {"color": colour("paper"), "markeredgewidth": 0}
        draw_alike(axes, kind, grounds, gid=f"{kind}-ground", **look)
        for look in LOOKS:
            alike = [mark.place for mark in found if (mark.kind, mark.look) == (kind, look)]
            if look != "gradient":
                draw_alike(axes, kind, alike, zorder=4, gid=f"{kind}-{look}", **painted(look))


def draw_alike(axes: Axes, kind: str, places: Sequence[tuple[float, float]], **look) -> None:
    """Draw squares or circles in one go."""
    look = {"markersize": DIAMETERS[kind] * POINTS, "linestyle": "none", "zorder": 3} | look
    axes.plot(*zip(*places, ASIDE, strict=True), "s" if kind == "square" else "o", **look)


def painted(look: str) -> dict[str, object]:
    """Return how marks look, by a key of `LOOKS`."""
    fill, opacity, rim, width = LOOKS[look]
    return {
        "markerfacecolor": (colour(fill), opacity),
        "markeredgecolor": colour(rim),
        "markeredgewidth": width,
    }


#: How texts look, by their kind: names and short symbols, longer symbols, remarks on either side.
TEXTS = {
    "name": {"ha": "center", "va": "center_baseline"},
    "symbol": {"ha": "center", "va": "center_baseline"},
    "left": {"ha": "left", "va": "center"},
    "right": {"ha": "right", "va": "center"},
}


def texts_of(places: Places) -> dict[str, list[tuple[float, float, str]]]:
    """Return the texts of a graph and their places, by their kind."""
    found = {kind: [] for kind in TEXTS}
    for node in places.nodes:
        if node.operation:
            kind = "name" if len(node.operation.symbol) < 3 else "symbol"
            found[kind].append((*places.circle(node), node.operation.symbol))
        if node.name or not node.operation:
            found["name"].append((*places.square(node), node.name or ""))
        constants = [constant_label(c) for c in node.operands if not isinstance(c, Node)]
        if constants:
            x, y, side = places.beside(node)
            found[side].append((x, y, f"with {', '.join(constants)}"))
    return found


def draw_texts(axes: Axes, places: Places, room: Mapping[str, int]) -> None:
    """Write the texts of a graph, and nothing where there is room for more."""
    for kind, texts in texts_of(places).items():
        meaning = "muted" if kind in ("left", "right") else "ink"
        unused = [(*UNUSED, BLANK)] * (room.get(kind, 0) - len(texts))
        for place, (x, y, text) in enumerate([*texts, *unused]):
            look = {"color": colour(meaning), "zorder": 5, "gid": f"{kind}-{place}"}
            axes.text(x, y, text, **TEXTS[kind], **look)


LEGEND = (
    ("square", 10, "known", "value known"),
    ("square", 10, "read", "read again now"),
    ("circle", 6, "gradient", "gradient known"),
)


def draw_legend(axes: Axes) -> None:
    """Say what fills and badges mean, where every graph of the chapter leaves room."""
    for row, (kind, size, look, text) in enumerate(LEGEND):
        place = 2.32, 0.9 - 0.22 * row
        if look == "read":
            draw_alike(axes, kind, [place], markersize=size, **painted("known"))
        draw_alike(axes, kind, [place], markersize=size, **painted(look))
        axes.text(place[0] + 0.14, place[1], text, va="center", color=colour("muted"))


def graph_panels(table_height: float) -> tuple[Figure, list[Axes]]:
    """Return a high panel for a graph and a lower one for a table, without axes."""
    figure = Figure(figsize=(2 * WIDTH, GRAPH_HEIGHT))
    rows = (table_height, GRAPH_HEIGHT - table_height)
    grid = figure.add_gridspec(2, 2, height_ratios=rows)
    drawn = []
    for place, height in ((grid[:, 0], GRAPH_HEIGHT), (grid[0, 1], table_height)):
        axes = figure.add_subfigure(place).add_axes((0, 0, 1, 1), axes_class=QuickAxes)
        axes.set(xlim=(0, WIDTH), ylim=(0, height))
        axes.set_axis_off()
        drawn.append(axes)
    return figure, drawn


def weights_of(nodes: Mapping[str, Node]) -> set[Node]:
    """Return the nodes whose name begins with W."""
    return {node for name, node in nodes.items() if name.startswith("W")}
