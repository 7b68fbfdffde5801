"""Backpropagation: nodes, recording an operation, topological order, the backward pass."""

import numpy as np

from shared.graph.numpy_protocol import NumPyProtocol, computed, constant, frozen, leaf_value, plain
from shared.graph.operations import Operation
from shared.validation import shown


class Node(NumPyProtocol):
    """An array that records how it was computed: a node of a computation graph.

    Parameters
    ----------
    array : array_like of real numbers, any shape
        The value of a leaf: a parameter, or data. It is copied. Integers become float64, and
        float16 becomes float32: see `shared.validation.number_array`.
    name : str, optional
        The name in error messages and drawings. It can be set later: ``hidden.name = "h"``.

    Attributes
    ----------
    value : ndarray
        Read-only: changing it would make the recorded graph wrong.
    grad : ndarray of the same shape, or None
        The derivative of the output with respect to this value; None before `backward`.
    operation : Operation or None
        The operation that computed the value; None for a leaf.
    operands : tuple of Node, ndarray or number
        The operands of this operation, in order. ``a + a`` has two operands.
    options : dict
        Further arguments of the operation, such as ``axis``.

    References
    ----------
    Griewank, A. & Walther, A. (2008). *Evaluating Derivatives*, 2nd ed., SIAM, chapter 3.

    Examples
    --------
    >>> W = Node([[1.0, 2.0]], name="W")
    >>> out = np.square(W * 3.0).sum()
    >>> out.backward()
    >>> W.grad
    array([[18., 36.]])
    """

    __slots__ = ("_value", "grad", "name", "operands", "operation", "options")

    def __init__(self, array, name: str | None = None):
        self._value, self.name, self.grad = leaf_value(array, name), name, None
        self.operation, self.operands, self.options = None, (), {}

    @classmethod
    def record(cls, operation: Operation, operands, options) -> "Node":
        """Compute an operation; return the result as a node that records its operands."""
        node = cls.__new__(cls)
        node.name, node.grad = None, None
        node.operation, node.options = operation, options
        node.operands = tuple(map(constant, operands))
        node._value = frozen(computed(node))
        return node

    @property
    def value(self) -> np.ndarray:
        """The forward value, read-only."""
        return self._value

    @property
    def parents(self) -> tuple["Node", ...]:
        """The operands that are nodes, in order and with repetition."""
        return tuple(operand for operand in self.operands if isinstance(operand, Node))

    def backward(self) -> None:
        """Fill ``grad`` on every node that leads to this one; see `backward`."""
        backward(self)


def topological_order(node: Node) -> list[Node]:
    """Sort the nodes that lead to `node` so that each comes after all of its operands.

    References
    ----------
    Tarjan, R. E. (1976). Edge-disjoint spanning trees and depth-first search. *Acta Informatica*
    6, 171-185.

    Examples
    --------
    >>> a, b = Node(1.0, name="a"), Node(2.0, name="b")
    >>> topological_order(a * b)
    [<Node a: shape ()>, <Node b: shape ()>, <Node multiply: shape ()>]
    """
    require_node(node, "node")
    order, seen = [], {node}
    # An explicit stack, because a deep graph would exceed Python's recursion limit.
    stack = [(node, iter(node.parents))]
    while stack:
        current, remaining = stack[-1]
        parent = next(remaining, None)
        if parent is None:
            order.append(current)
            stack.pop()
        elif parent not in seen:
            seen.add(parent)
            stack.append((parent, iter(parent.parents)))
    return order


def backward(output: Node) -> None:
    """Compute gradients by backpropagation: fill ``grad`` on every node that leads to `output`.

    Each call starts with zero gradients; a second call does not add to the first.

    The order matters. In ``b = a + a; c = b + b``, the gradient of b is a sum of two parts. It may
    be passed on to a only when both parts are complete. A recursion that passes on the sum so far
    after each part counts the first part twice, and finds 6 for a. A recursion that follows each
    path separately finds 4, which is correct, but the number of paths doubles with each such step.
    In reverse topological order each node comes once, after all nodes that use it.

    Parameters
    ----------
    output : Node with a single entry
        The number to differentiate, usually the loss. Reduce an array first, for example with
        ``.sum()`` or ``.mean()``.

    References
    ----------
    Rumelhart, D. E., Hinton, G. E. & Williams, R. J. (1986). Learning representations by
    back-propagating errors. *Nature* 323, 533-536, eqs. 4-7.

    Examples
    --------
    >>> a = Node(3.0, name="a")
    >>> b = a + a
    >>> backward(b + b)
    >>> float(b.grad), float(a.grad)
    (2.0, 4.0)
    """
    require_node(output, "output")
    if output.size != 1:
        raise ValueError(
            f"output must be a single number, such as a loss, not {output!r}; "
            "reduce it with .sum() or .mean() first"
        )
    order = topological_order(output)
    for node in order:
        node.grad = np.zeros_like(node.value)
    output.grad = np.ones_like(output.value)
    for node in reversed(order):
        for position, operand in enumerate(node.operands):
            if isinstance(operand, Node):
                # Adding, because each use of a node contributes to its gradient.
                operand.grad += vector_jacobian_product(node, position)


def vector_jacobian_product(node: Node, position: int) -> np.ndarray:
    """Return what the gradient of a node contributes to the gradient of one of its operands."""
    operation, shape = node.operation, node.operands[position].shape
    available = {"g": node.grad, "y": node.value, "shape": shape, **node.options}
    available.update(zip("ab", map(plain, node.operands), strict=False))
    asked_for = {name: available[name] for name in operation.arguments[position]}
    return undo_broadcasting(operation.vjps[position](**asked_for), shape)


def undo_broadcasting(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over the axes along which an operand of this shape was repeated."""
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=stretched, keepdims=True)


def require_node(value, argument: str) -> None:
    """Raise a TypeError unless the value is a node."""
    if not isinstance(value, Node):
        raise TypeError(f"{argument} must be a Node, not {shown(value)}")
