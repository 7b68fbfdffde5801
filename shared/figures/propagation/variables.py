"""The variables of a graph in a table: shape, value, gradient."""

from collections.abc import Mapping, Set

import numpy as np
from matplotlib.axes import Axes

from shared.figures.graph import written_shape
from shared.figures.propagation.filled_graph import BLANK, draw_lines
from shared.figures.style import colour
from shared.graph import Node

# Inches.
LINE, GAP, HEAD = 0.16, 0.07, 0.28
COLUMN = 0.48  # from one column of numbers to the next
#: Of both halves the ends, and by what stands in a column its head and its middle; without and with
#: shapes.
PLACES = {
    False: (
        (0.05, 2.19, {"value": ("value", 0.81), "other": ("gradient", 1.77)}),
        (2.23, 3.57, {"value": ("value", 2.74), "other": ("gradient", 3.27)}),
    ),
    True: (
        (0.05, 1.85, {"other": ("shape", 0.6), "value": ("value", 1.35)}),
        (2.0, 3.55, {"other": ("shape", 2.58), "value": ("value", 3.2)}),
    ),
}


def draw_table(
    axes: Axes,
    nodes: Mapping[str, Node],
    values: Set[Node],
    gradients: Set[Node],
    *,
    now: Set[Node] = frozenset(),
    shapes: bool = False,
) -> None:
    """Write the variables with what is known of each: value and gradient, or shape and value.

    Those with two columns stand on the left, the others on the right.
    """
    wide = {name: node for name, node in nodes.items() if columns(node) > 1}
    narrow = {name: node for name, node in nodes.items() if name not in wide}
    rules, bars = [], {"forward": [], "gradient": []}
    for half, (left, right, shown) in zip((wide, narrow), PLACES[shapes], strict=True):
        y = axes.get_ylim()[1] - 0.14
        for head, x in shown.values():
            axes.text(x, y, head, ha="center", va="center", color=colour("muted"))
        y -= 0.14
        for name, node in half.items():
            height = rows(node) * LINE
            rules.append([(left, y + GAP / 2), (right, y + GAP / 2)])
            axes.text(left + 0.13, y - height / 2, name, ha="center", va="center")
            if node in now:
                bar = [(left, y - height), (left, y)]
                bars["gradient" if node in gradients else "forward"].append(bar)
            place = shown["value"][1], y
            draw_numbers(axes, place, name, node.value, "forward", node in values)
            if shapes:
                look = {"ha": "center", "va": "center"}
                axes.text(shown["other"][1], y - height / 2, written_shape(node), **look)
            elif node.grad is not None:
                place = shown["other"][1], y
                draw_numbers(axes, place, name, node.grad, "gradient", node in gradients)
            y -= height + GAP
    draw_lines(axes, rules, color=colour("grid"), linewidth=0.6)
    for meaning, lines in bars.items():
        draw_lines(axes, lines, gid=f"bar-{meaning}", color=colour(meaning), linewidth=3)


def table_height(nodes: Mapping[str, Node]) -> float:
    """Return how high the higher half of the table is."""
    halves = [
        [node for node in nodes.values() if (columns(node) > 1) == is_wide]
        for is_wide in (True, False)
    ]
    return HEAD + max(sum(rows(node) * LINE + GAP for node in half) for half in halves)


def columns(node: Node) -> int:
    """Return how many numbers stand beside each other."""
    return np.atleast_2d(node.value).shape[1]


def rows(node: Node) -> int:
    """Return how many numbers stand below each other."""
    return len(np.atleast_2d(node.value))


def draw_numbers(
    axes: Axes,
    place: tuple[float, float],
    name: str,
    array: np.ndarray,
    meaning: str,
    is_known: bool,
) -> None:
    """Write a small array, its columns aligned."""
    x, y = place
    entries = np.atleast_2d(array)
    last = entries.shape[1] - 1
    right = x + COLUMN / 2 * last + 0.2
    for (i, j), entry in np.ndenumerate(entries):
        at = right - COLUMN * (last - j), y - (i + 0.5) * LINE
        look = {"ha": "right", "va": "center", "color": colour(meaning)}
        text = two_decimals(entry) if is_known else BLANK
        axes.text(*at, text, gid=f"{meaning}-{name}-{i}-{j}", **look)


def two_decimals(number: float) -> str:
    """Return a number with two decimals, without a minus before a zero."""
    text = f"{number:.2f}".replace("-", "−")
    return text if text.strip("−0.") else text.removeprefix("−")
