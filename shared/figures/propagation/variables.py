"""The variables of a graph in a table: shape, value, gradient."""

from collections.abc import Mapping, Set

import numpy as np
from matplotlib.axes import Axes

from shared.figures.graph import written_shape
from shared.figures.propagation.filled_graph import GRAPH_HEIGHT, POINTS, draw_lines
from shared.figures.style import colour
from shared.graph import Node


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
    rules = []
    for name, node in nodes.items():
        rows = len(np.atleast_2d(node.value))
        middle = y - rows * line / 2
        rules.append([(0.1, y + gap / 2), (3.5, y + gap / 2)])
        axes.text(0.3, middle, name, ha="center", va="center", fontsize=9)
        if node in now:
            ring = colour("gradient" if node in gradients else "forward")
            axes.plot([0.08] * 2, [y - rows * line, y], color=ring, linewidth=3)
        if shapes:
            axes.text(0.95, middle, written_shape(node), ha="center", va="center", fontsize=8)
        if node in values:
            x = heads[1][0] if shapes else heads[0][0]
            draw_numbers(axes, x, y, line, node.value, "forward")
        if node in gradients:
            draw_numbers(axes, heads[1][0], y, line, node.grad, "gradient")
        y -= rows * line + gap
    draw_lines(axes, rules, color=colour("grid"), linewidth=0.6)


def draw_numbers(
    axes: Axes, x: float, y: float, line: float, array: np.ndarray, meaning: str
) -> None:
    """Write a small array, its columns aligned."""
    rows = np.atleast_2d(array) + 0.0  # no minus before a zero
    right = x + 0.31 * (rows.shape[1] - 1) + 0.24
    # The spacing of Matplotlib's lines is in units of 1.164 times the font's size.
    spacing = line * POINTS / (8 * 1.164)
    look = {"ha": "right", "va": "center", "fontsize": 8, "linespacing": spacing}
    for j, column in enumerate(rows.T):
        place = right - 0.62 * (rows.shape[1] - 1 - j), y - len(rows) * line / 2
        text = "\n".join(f"{entry:.3f}" for entry in column).replace("-", "−")
        axes.text(*place, text, color=colour(meaning), **look)
