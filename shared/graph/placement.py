"""Layout of a graph: a column and a row for each node of a drawing."""

import itertools
from collections.abc import Iterable

from shared.graph.engine import Node, topological_order


def layout(node: Node, *, late_leaves: bool = False) -> dict[Node, tuple[int, int]]:
    """Return a column and a row for each node, to draw the graph from left to right.

    The column of a node is the length of the longest path from the leaves. The row of a node stays
    free of other nodes up to the column before its last child. So an edge runs along the row of its
    parent, turns to the child in the last gap, and crosses no other node.

    Parameters
    ----------
    node : Node
        The output, placed in row 0.
    late_leaves : bool, default False
        Move each leaf to the column before its first child, where a deep graph is easier to read.

    Returns
    -------
    dict of Node to (column, row)
        Whole numbers; columns start at 0, rows may be negative. Equal graphs get equal coordinates.

    References
    ----------
    Sugiyama, K., Tagawa, S. & Toda, M. (1981). Methods for visual understanding of hierarchical
    system structures. *IEEE Transactions on Systems, Man, and Cybernetics* 11, 109-125.

    Examples
    --------
    >>> import numpy as np
    >>> a, b = Node(1.0, name="a"), Node(2.0, name="b")
    >>> list(layout(np.tanh(a * b)).values())
    [(0, 0), (0, 1), (1, 0), (2, 0)]
    """
    order = topological_order(node)
    children = {each: [] for each in order}
    for child in order:
        for parent in dict.fromkeys(child.parents):
            children[parent].append(child)
    columns = longest_paths(order)
    if late_leaves:
        for leaf in order:
            if not leaf.parents and children[leaf]:
                columns[leaf] = min(columns[child] for child in children[leaf]) - 1
    rows = free_rows(order, children, columns)
    return {each: (columns[each], rows[each]) for each in order}


def longest_paths(order: list[Node]) -> dict[Node, int]:
    """Return the number of operations on the longest path from a leaf to each node."""
    columns = {}
    for node in order:
        columns[node] = 1 + max((columns[parent] for parent in node.parents), default=-1)
    return columns


def free_rows(
    order: list[Node], children: dict[Node, list[Node]], columns: dict[Node, int]
) -> dict[Node, int]:
    """Give every node the free row nearest to its children's."""
    rows, taken = {}, set()
    # From right to left, so that children come first. Within a column the order of the graph keeps
    # inputs that are used early close to the axis, and inputs that are used late outside.
    for node in sorted(order, key=lambda node: -columns[node]):
        below = sorted(rows[child] for child in children[node])
        wanted = below[len(below) // 2] if below else 0
        last = max((columns[child] for child in children[node]), default=columns[node] + 1)
        row = next(
            row
            for row in nearest(wanted)
            if all((column, row) not in taken for column in range(columns[node], last))
        )
        rows[node] = row
        taken.update((column, row) for column in range(columns[node], last))
    return rows


def nearest(wanted: int) -> Iterable[int]:
    """Count outwards from a whole number: 0, 1, -1, 2, -2, ..."""
    outwards = ((wanted + distance, wanted - distance) for distance in itertools.count(1))
    return itertools.chain([wanted], itertools.chain.from_iterable(outwards))
