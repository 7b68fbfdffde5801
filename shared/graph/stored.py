"""Find the values of the forward pass that the backward pass reads again."""

from shared.graph.engine import Node, require_node


def reused(node: Node, operand: Node | None = None) -> list[Node]:
    """Return the nodes whose forward values the backward step at this node reads again.

    Over a whole graph, training must keep these values in memory; prediction need not.

    Parameters
    ----------
    node : Node
        Any node of a graph.
    operand : Node, optional
        Return only the values for the gradient of this operand. By default all operands count.

    Returns
    -------
    list of Node
        Operands of the node, or the node itself.

    Examples
    --------
    >>> a, b = Node(2.0, name="a"), Node(3.0, name="b")
    >>> reused(a * b), reused(a * b, a), reused(a + b)
    ([<Node b: shape ()>, <Node a: shape ()>], [<Node b: shape ()>], [])
    """
    require_node(node, "node")
    stored = {"y": node, **dict(zip("ab", node.operands, strict=False))}
    read = [
        stored.get(name)
        for position, each in enumerate(node.operands)
        if isinstance(each, Node) and (operand is None or each is operand)
        for name in node.operation.arguments[position]
    ]
    return list(dict.fromkeys(value for value in read if isinstance(value, Node)))
