"""Draw the graph of a traced computation: squares are variables, circles are operators.

*Dive into Deep Learning* uses the same convention. A result with a name, as in
``hidden.name = "h"``, has its own square after the circle that computes it.
"""

import math
from collections.abc import Collection

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, Rectangle

from shared.figures.style import colour, panels, styled, written
from shared.graph import Node, layout, topological_order

__all__ = ["draw_graph"]

# Inches.
MARKER = 0.3
COLUMN = 0.5  # from the last marker of one column to the first of the next, at least
STEP = 0.36  # from a circle to the square of its result
TURN = 0.27  # from the last marker of a column to where edges may turn, at least
SLANT = 0.25  # how far above or below a node edges begin to lean towards it
LINE = 0.17
CHARACTER = 0.078  # a digit at the size of the notes
GAP = 0.1

# Of larger arrays only the norm is shown.
ROWS, COLUMNS = 3, 2


@styled
def draw_graph(
    output: Node, *, lit: Collection[Node] = (), parameters: Collection[Node] = ()
) -> Figure:
    """Draw the computation graph of a node, from left to right.

    Below each node are its shape, its value and, after a backward pass, its gradient. For an array
    of more than 3 rows or 2 columns, only the norm is shown.

    Parameters
    ----------
    output : Node
        The result of the computation, drawn last.
    lit : collection of Node, optional
        Nodes to fill with colour, such as those whose value a backward step reads again; see
        `shared.graph.reused`.
    parameters : collection of Node, optional
        Leaves that training changes, drawn in the colour of parameters.

    Returns
    -------
    matplotlib.figure.Figure
        One panel, as large as the graph needs.

    Examples
    --------
    >>> from shared.graph import Node
    >>> w, x = Node(2.0, name="w"), Node(3.0, name="x")
    >>> figure = draw_graph(w * x, parameters=[w])
    """
    places = Places(output)
    figure, [axes] = panels(
        width=places.width, height=places.height, left=0, right=0, bottom=0, top=0
    )
    axes.set(xlim=(0, places.width), ylim=(0, places.height))
    axes.set_axis_off()
    for child in places.nodes:
        # An operand that is used twice has two edges, which would coincide.
        for parent in dict.fromkeys(child.parents):
            draw_edge(axes, *places.edge(parent, child))
    # Sets, because a list would compare nodes entry by entry.
    lit, parameters = set(lit), set(parameters)
    for node in places.nodes:
        rim, fill = "parameter" if node in parameters else "ink", node in lit
        draw_node(axes, node, places.first_marker(node), rim=rim, is_filled=fill)
        draw_notes(axes, node, places.last_marker(node))
    return figure


# --- places -----------------------------------------------------------------------------------


class Places:
    """The layout of a graph in inches, from the lower left corner."""

    def __init__(self, output: Node):
        self.nodes = topological_order(output)
        self.coordinates = layout(output, late_leaves=True)
        self.circles, self.exits, self.turns, self.width = self._columns()
        self.rows, self.height = self._rows()

    def _columns(self) -> tuple[list[float], list[float], list[float], float]:
        """Return each column's first markers, last markers and turns, and the width of all."""
        columns = [[] for _ in range(1 + max(column for column, _ in self.coordinates.values()))]
        for node, (column, _) in self.coordinates.items():
            columns[column].append(node)
        circles, exits, turns, end = [], [], [], 0.0
        for inside in columns:
            notes = max(map(note_width, inside))
            step = STEP * any(map(is_named_result, inside))
            circles.append(max(end + COLUMN / 2, end + notes / 2 - step))
            exits.append(circles[-1] + step)
            turns.append(exits[-1] + max(TURN, notes / 2))
            end = exits[-1] + max(COLUMN, notes) / 2
        return circles, exits, turns, end

    def _rows(self) -> tuple[dict[int, float], float]:
        """Return the height of each row's markers, and of all rows together."""
        heights, bottom = {}, GAP
        for row in sorted({row for _, row in self.coordinates.values()}):
            inside = [node for node, (_, at) in self.coordinates.items() if at == row]
            heights[row] = bottom + max(map(note_lines, inside)) * LINE + GAP + MARKER / 2
            # Above the markers there is room for constants.
            bottom = heights[row] + MARKER / 2 + LINE
        return heights, bottom + GAP

    def first_marker(self, node: Node) -> tuple[float, float]:
        """Return where edges enter a node."""
        column, row = self.coordinates[node]
        return self.circles[column], self.rows[row]

    def last_marker(self, node: Node) -> tuple[float, float]:
        """Return the marker where edges leave a node; its notes are below this marker."""
        x, y = self.first_marker(node)
        return x + STEP * is_named_result(node), y

    def edge(self, parent: Node, child: Node) -> tuple[list[tuple[float, float]], ...]:
        """Return the corners of an edge, and where its arrow ends.

        An edge stays in the row of its parent and changes rows between columns, away from notes.
        """
        x, y = self.last_marker(parent)
        (column, row), (_, parent_row) = self.coordinates[child], self.coordinates[parent]
        # Edges from different rows must not coincide.
        turn = self.turns[column - 1] + 0.04 * (parent_row % 3)
        corners = [(x, y)]
        if row != parent_row:
            corners += [(turn, y), (turn, self.rows[row] + math.copysign(SLANT, parent_row - row))]
        return corners, self.first_marker(child)


def note_lines(node: Node) -> int:
    """Return how many lines the shape, the value and the gradient take."""
    return 1 + 2 * len(written_array(node.value))


def note_width(node: Node) -> float:
    """Return the width of the longest line below a node, and of the space around it."""
    numbers = [node.value] if node.grad is None else [node.value, node.grad]
    lines = [written_shape(node), *(line for array in numbers for line in written_array(array))]
    return CHARACTER * (max(map(len, lines)) + 1)


def is_named_result(node: Node) -> bool:
    """Say whether a circle is followed by a square."""
    return node.operation is not None and node.name is not None


# --- marks ------------------------------------------------------------------------------------


def draw_edge(axes: Axes, corners: list[tuple[float, float]], end: tuple[float, float]) -> None:
    """Draw an edge along its corners, with an arrow into the child."""
    axes.plot(*zip(*corners, strict=True), color=colour("muted"), linewidth=0.9, zorder=1)
    arrow = {
        "arrowstyle": "-|>,head_width=0.12,head_length=0.25",
        "color": colour("muted"),
        "linewidth": 0.9,
        "shrinkA": 0,
        "shrinkB": 72 * MARKER / 2,
    }
    axes.annotate("", end, corners[-1], arrowprops=arrow, zorder=1)


def draw_node(
    axes: Axes, node: Node, place: tuple[float, float], *, rim: str, is_filled: bool
) -> None:
    """Draw a leaf as a square, a result as a circle, and a named result as both."""
    x, y = place
    half = MARKER / 2
    if node.operation:
        # Where there is a square as well, the stored value is the square.
        circle = Circle(place, max(half, 0.045 * len(node.operation.symbol)))
        draw_marker(axes, circle, place, node.operation.symbol, rim, is_filled and not node.name)
        constants = [constant_label(c) for c in node.operands if not isinstance(c, Node)]
        draw_note(axes, x, y + half + LINE / 2, ", ".join(constants), "muted")
    if is_named_result(node):
        axes.plot([x + half, x + STEP], [y, y], color=colour("muted"), linewidth=0.9, zorder=1)
        x += STEP
    if node.name or not node.operation:
        square = Rectangle((x - half, y - half), MARKER, MARKER)
        draw_marker(axes, square, (x, y), node.name or "", rim, is_filled)


def draw_marker(
    axes: Axes, patch: Patch, place: tuple[float, float], text: str, rim: str, is_filled: bool
) -> None:
    """Draw a marker with a text in its middle."""
    patch.set(edgecolor=colour(rim), facecolor=colour("forward" if is_filled else "paper"))
    patch.set(linewidth=1.1, zorder=3)
    axes.add_patch(patch)
    look = {"ha": "center", "va": "center", "zorder": 4}
    axes.text(*place, text, color=colour("paper" if is_filled else "ink"), **look)


def draw_notes(axes: Axes, node: Node, place: tuple[float, float]) -> None:
    """Write shape, value and gradient below a node."""
    x, y = place
    lines = [(written_shape(node), "muted")]
    lines += [(line, "forward") for line in written_array(node.value)]
    if node.grad is not None:
        lines += [(line, "gradient") for line in written_array(node.grad)]
    for i, (text, meaning) in enumerate(lines):
        draw_note(axes, x, y - MARKER / 2 - (i + 0.5) * LINE - 0.02, text, meaning)


def draw_note(axes: Axes, x: float, y: float, text: str, meaning: str) -> None:
    """Write one line of text, whose background hides the edges below."""
    ground = {"facecolor": colour("paper"), "edgecolor": "none", "pad": 0.4}
    if text:
        at = {"ha": "center", "va": "center", "zorder": 2, "bbox": ground}
        axes.text(x, y, text, color=colour(meaning), **at)


# --- numbers and words ------------------------------------------------------------------------


def written_shape(node: Node) -> str:
    """Return the shape of a node's value."""
    return str(node.shape) if node.shape else "scalar"


def written_array(array: np.ndarray) -> list[str]:
    """Return the rows of a small array, or the norm of a large one."""
    rows = np.atleast_2d(array) + 0.0  # no minus before a zero
    if rows.ndim > 2 or rows.shape[0] > ROWS or rows.shape[1] > COLUMNS:
        return [f"norm {written(float(np.linalg.norm(array)), 2)}"]
    return ["  ".join(written(float(entry), 2) for entry in row) for row in rows]


def summary(array: np.ndarray) -> str:
    """Return a small array, or the norm of a large one, as one line of text."""
    return ", ".join(written_array(array)).replace("  ", " ")


def constant_label(constant) -> str:
    """Return the label of a constant operand: the number, or the shape of an array."""
    return written(float(constant)) if np.ndim(constant) == 0 else str(np.shape(constant))
