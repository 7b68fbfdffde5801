"""The variables of a graph in a table: shape, value, gradient."""

from collections.abc import Mapping, Set

import numpy as np
from matplotlib.axes import Axes

from shared.figures.graph import written_shape
from shared.figures.propagation.filled_graph import BLANK, GRAPH_HEIGHT, draw_lines
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
        axes.text(x, top, head, ha="center", va="center", color=colour("muted"))
    lines = sum(len(np.atleast_2d(node.value)) for node in nodes.values())
    gap = 0.07
    line = (top - 0.2 - gap * len(nodes)) / lines
    y = top - 0.14
    rules, bars = [], {"forward": [], "gradient": []}
    for name, node in nodes.items():
        rows = len(np.atleast_2d(node.value))
        middle = y - rows * line / 2
        rules.append([(0.1, y + gap / 2), (3.5, y + gap / 2)])
        axes.text(0.3, middle, name, ha="center", va="center")
        if node in now:
            bar = [(0.08, y - rows * line), (0.08, y)]
            bars["gradient" if node in gradients else "forward"].append(bar)
        value = heads[1][0] if shapes else heads[0][0]
        draw_numbers(axes, (value, y), line, name, node.value, "forward", node in values)
        if shapes:
            axes.text(0.95, middle, written_shape(node), ha="center", va="center")
        elif node.grad is not None:
            place = heads[1][0], y
            draw_numbers(axes, place, line, name, node.grad, "gradient", node in gradients)
        y -= rows * line + gap
    draw_lines(axes, rules, color=colour("grid"), linewidth=0.6)
    for meaning, lines in bars.items():
        draw_lines(axes, lines, gid=f"bar-{meaning}", color=colour(meaning), linewidth=3)


def draw_numbers(
    axes: Axes,
    place: tuple[float, float],
    line: float,
    name: str,
    array: np.ndarray,
    meaning: str,
    is_known: bool,
) -> None:
    """Write a small array, its columns aligned."""
    x, y = place
    rows = np.atleast_2d(array)
    right = x + 0.31 * (rows.shape[1] - 1) + 0.24
    for (i, j), entry in np.ndenumerate(rows):
        at = right - 0.62 * (rows.shape[1] - 1 - j), y - (i + 0.5) * line
        look = {"ha": "right", "va": "center", "color": colour(meaning)}
        text = three_decimals(entry) if is_known else BLANK
        axes.text(*at, text, gid=f"{meaning}-{name}-{i}-{j}", **look)


def three_decimals(number: float) -> str:
    """Return a number with three decimals, without a minus before a zero."""
    text = f"{number:.3f}".replace("-", "−")
    return text if text.strip("−0.") else text.removeprefix("−")
