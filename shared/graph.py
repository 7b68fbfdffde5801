r"""The computational graph: the same forward pass, run on nodes, records itself.

A `Node` holds an array. Operators and NumPy's ufuncs accept nodes wherever they accept arrays, and
each call notes what it was given. These notes are the graph. Walking it from the output back to the
leaves, with the chain rule at every step, is backpropagation.

A kink has no derivative. Where both arguments of `numpy.maximum` or `numpy.minimum` are equal, each
gets half of the gradient, in either order, as in PyTorch and JAX; so ``np.maximum(z, 0)`` has slope
1/2 at 0. The ReLU of `shared.activations` is an operation of its own and has slope 0 at 0, like the
ReLU of those libraries. `numpy.absolute` has slope 0 at 0.

Zero times infinity is NaN. The reverse pass multiplies the slope of each operation by the gradient
that arrives, so an infinite slope spoils the gradient even where its result is not used. Give the
operation a harmless argument there; with a second `numpy.where`, the remedy is called double where.

>>> x = Node([0.0, 4.0], name="x")
>>> with np.errstate(invalid="ignore"):
...     np.where(x > 0, np.sqrt(x), 0.0).sum().backward()
>>> x.grad
array([ nan, 0.25])
>>> harmless = np.where(x > 0, x, 1.0)
>>> np.where(x > 0, np.sqrt(harmless), 0.0).sum().backward()
>>> x.grad
array([0.  , 0.25])
"""

import copy
import functools
import inspect
import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.validation import number_array, shown

__all__ = ["OPERATIONS", "Node", "Operation", "backward", "layout", "reused", "topological_order"]


# --- operations and their derivatives ---------------------------------------------------------


@dataclass(frozen=True)
class Operation:
    """A function of arrays beside its vector-Jacobian products.

    A vector-Jacobian product takes the gradient of the output and returns the gradient of one
    operand. It asks, by parameter name, for what it needs and for nothing else: so the table below
    also tells what the backward pass has to remember from the forward pass.

    Attributes
    ----------
    forward : callable, arrays -> ndarray
        The function, such as `numpy.tanh`.
    symbol : str
        What a drawing writes into its circle.
    vjps : tuple of callables
        One for each operand. Their parameters are some of

        - ``g``: the gradient of the output, same shape as the output;
        - ``a``, ``b``: the first and the second operand;
        - ``y``: the output;
        - ``shape``: the shape of the operand whose gradient is asked for;
        - the function's own options, such as ``axis``.

    Examples
    --------
    >>> exp = OPERATIONS[np.exp]
    >>> exp.name, exp.vjps[0](g=2.0, y=3.0)
    ('exp', 6.0)

    What NumPy lacks can be an operation of your own: call it with arrays or with nodes.

    >>> cube = Operation(lambda a: a * a * a, "³", (lambda g, a: 3 * g * a * a,))
    >>> x = Node(2.0)
    >>> cube(x).backward()
    >>> cube(2.0), float(x.grad)
    (8.0, 12.0)
    """

    forward: Callable[..., Any]
    symbol: str
    vjps: tuple[Callable[..., Any], ...]

    def __call__(self, *operands: Any) -> Any:
        """Compute the function; where an operand is a node, record it."""
        if any(isinstance(operand, Node) for operand in operands):
            return record(self, operands)
        return self.forward(*operands)

    @property
    def name(self) -> str:
        """The name of the forward function."""
        return self.forward.__name__


@functools.cache
def parameters(vjp: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of what a vector-Jacobian product asks for."""
    return tuple(inspect.signature(vjp).parameters)


def power_base_vjp(g, a, b):
    """Return g * b * a^(b - 1): 0 where b is 0, also at a = 0."""
    return g * b * np.power(a, np.where(np.equal(b, 0), 1, np.subtract(b, 1)))


def power_exponent_vjp(g, a, y):
    """Return g * a^b * log(a): 0 where a is 0, because 0^b is level for positive b."""
    if np.any(np.less(a, 0)):
        raise ValueError("the exponent of a negative base has no gradient; make it a constant")
    return g * y * np.log(np.where(np.equal(a, 0), 1, a))


def larger(a, b):
    """Return 1 where a > b, 1/2 where both are equal, and 0 elsewhere."""
    return np.greater(a, b) + 0.5 * np.equal(a, b)


def exponential_share(a, b):
    """Return exp(a) / (exp(a) + exp(b)): 1/2 where both are equal, even infinite."""
    with np.errstate(invalid="ignore"):
        behind = np.where(np.equal(a, b), 0, np.subtract(b, a))
    return np.exp(-np.logaddexp(0, behind))


def tanh_vjp(g, a):
    """Return g / cosh(a)^2, in a form that keeps the tails, where 1 - tanh(a)^2 cancels."""
    decay = np.exp(-np.abs(a))
    return g * np.square(2 * decay / (1 + np.square(decay)))


# A vector on the left of @ stands for a matrix of one row, on the right for one of one column.


def matmul_left_vjp(g, b, shape):
    """Return G B^T."""
    if b.ndim == 1:
        g, b = g[..., np.newaxis], b[:, np.newaxis]
    if len(shape) == 1:
        g = g[..., np.newaxis, :]
    return g @ np.swapaxes(b, -1, -2)


def matmul_right_vjp(g, a, shape):
    """Return A^T G."""
    if len(shape) == 1:
        g = g[..., np.newaxis]
    if a.ndim == 1:
        g, a = g[..., np.newaxis, :], a[np.newaxis, :]
    gradient = np.swapaxes(a, -1, -2) @ g
    return gradient[..., 0] if len(shape) == 1 else gradient


def spread(g, shape, axis, keepdims):
    """Return g, repeated along the axes that a reduction removed."""
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape)


def mean_vjp(g, shape, axis, keepdims):
    """Return g divided by how many entries were averaged."""
    # As many as the operand has for each entry of the mean, whose shape g shares.
    count = math.prod(shape) // max(g.size, 1)
    return spread(g / count, shape, axis, keepdims)


def max_vjp(g, a, y, shape, axis, keepdims):
    """Return g where the greatest entry is; several that are equal share it."""
    greatest = np.equal(a, spread(y, shape, axis, keepdims))
    return spread(g, shape, axis, keepdims) * greatest / greatest.sum(axis=axis, keepdims=True)


def getitem(a, index):
    """Return ``a[index]``."""
    return a[index]


def getitem_vjp(g, shape, index):
    """Return zeros with g at the index; an entry that was taken twice gets both gradients."""
    gradient = np.zeros(shape, dtype=g.dtype)
    np.add.at(gradient, index, g)
    return gradient


def reshape(a, new_shape):
    """Return the same entries in another shape."""
    return np.reshape(a, new_shape)


def where(a, b, condition):
    """Return a where the condition holds, and b elsewhere."""
    return np.where(condition, a, b)


def concatenate(a, b, axis):
    """Return a, and b behind it."""
    return np.concatenate([a, b], axis)


def table(*rows: tuple) -> dict[Callable[..., Any], Operation]:
    """Key every operation by its forward function."""
    return {forward: Operation(forward, symbol, tuple(vjps)) for forward, symbol, *vjps in rows}


#: How each function acts, forward and backward. A ufunc that is missing here cannot be traced.
#:
#: :meta hide-value:
OPERATIONS: dict[Callable[..., Any], Operation] = table(
    # Two operands.
    (np.add, "+", lambda g: g, lambda g: g),
    (np.subtract, "−", lambda g: g, lambda g: -g),
    (np.multiply, "×", lambda g, b: g * b, lambda g, a: g * a),
    (np.divide, "÷", lambda g, b: g / b, lambda g, b, y: -g * y / b),
    (np.power, "^", power_base_vjp, power_exponent_vjp),
    (np.matmul, "@", matmul_left_vjp, matmul_right_vjp),
    (np.maximum, "max", lambda g, a, b: g * larger(a, b), lambda g, a, b: g * larger(b, a)),
    (np.minimum, "min", lambda g, a, b: g * larger(b, a), lambda g, a, b: g * larger(a, b)),
    (
        *(np.logaddexp, "lse"),
        lambda g, a, b: g * exponential_share(a, b),
        lambda g, a, b: g * exponential_share(b, a),
    ),
    (
        *(where, "where"),
        lambda g, condition: np.where(condition, g, 0),
        lambda g, condition: np.where(condition, 0, g),
    ),
    (
        *(concatenate, "[ , ]"),
        lambda g, shape, axis: np.split(g, [shape[axis]], axis)[0],
        lambda g, shape, axis: np.split(g, [g.shape[axis] - shape[axis]], axis)[1],
    ),
    # One operand, entry by entry.
    (np.positive, "+", lambda g: g),
    (np.negative, "−", lambda g: -g),
    (np.absolute, "abs", lambda g, a: g * np.sign(a)),
    (np.square, "²", lambda g, a: 2 * g * a),
    (np.sqrt, "√", lambda g, y: g / (2 * y)),
    (np.exp, "exp", lambda g, y: g * y),
    # exp(a) rather than y + 1, which cancels when a is far below zero.
    (np.expm1, "expm1", lambda g, a: g * np.exp(a)),
    (np.log, "log", lambda g, a: g / a),
    (np.log1p, "log1p", lambda g, a: g / (1 + a)),
    (np.tanh, "tanh", tanh_vjp),
    (np.sin, "sin", lambda g, a: g * np.cos(a)),
    (np.cos, "cos", lambda g, a: -g * np.sin(a)),
    # One operand, whole array.
    (np.sum, "Σ", spread),
    (np.mean, "Σ/n", mean_vjp),
    (np.max, "max", max_vjp),
    (np.transpose, "T", lambda g: np.transpose(g)),
    (reshape, "shape", lambda g, shape: np.reshape(g, shape)),
    (getitem, "[ ]", getitem_vjp),
)

TRACED_UFUNCS = {ufunc.__name__: ufunc for ufunc in OPERATIONS if isinstance(ufunc, np.ufunc)}

# Their results are yes or no: a step function has no gradient worth passing on.
DECISIONS = {
    *(np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal),
    *(np.isfinite, np.isinf, np.isnan, np.signbit),
}


# --- nodes ------------------------------------------------------------------------------------


class Node(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that remembers how it was computed.

    Parameters
    ----------
    array : array_like of real numbers, any shape
        The value of a leaf: a parameter, or data. It is copied. Whole numbers become float64, and
        float16 becomes float32: see `shared.validation.number_array`.
    name : str, optional
        What error messages and drawings call it, such as ``"W1"``.

    Attributes
    ----------
    value : ndarray, any shape
        The forward value, read-only: changing it would make the recorded graph wrong.
    grad : ndarray of the same shape, or None
        The derivative of the output with respect to this value, once `backward` has run.
    name : str or None
        May also be given later, as in ``hidden.name = "h"``.
    operation : Operation or None
        What computed the value; None for a leaf.
    operands : tuple of Node, ndarray or number
        What it was computed from, in order. ``a + a`` has two operands.
    options : dict
        Further arguments of the operation, such as ``axis``.

    Raises
    ------
    TypeError
        If the entries are not real numbers, the name is not a string, or a node is changed in place
        or used where it would be lost: as an index, or with a NumPy function that has no rule here.
    ValueError, IndexError
        As for arrays, if shapes or an index do not fit; the message names the nodes.

    References
    ----------
    Griewank, A. & Walther, A. (2008). *Evaluating Derivatives*, 2nd ed., SIAM, sections 3.2-3.3.

    Examples
    --------
    >>> W = Node([[1.0, 2.0]], name="W")
    >>> out = np.square(W * 3.0).sum()
    >>> out.backward()
    >>> W.grad
    array([[18., 36.]])
    """

    __slots__ = ("_value", "grad", "name", "operands", "operation", "options")

    # The mixin defines == entry by entry, as arrays do. A node is still one key in a dict.
    __hash__ = object.__hash__
    # Without this, Python would iterate by __getitem__, and a scalar would look like an empty list.
    __iter__ = None
    # A pandas table on the left of an operator leaves it to the node.
    __pandas_priority__ = 5000

    def __init__(self, array, name: str | None = None):
        if isinstance(array, Node):
            raise TypeError(f"array must hold numbers, not {array!r}, which is a node already")
        if name is not None and not isinstance(name, str):
            raise TypeError(f"name must be a string, not {shown(name)}")
        value = number_array(array, "array")
        if value.dtype.kind == "c":
            raise TypeError(f"array must hold real numbers, not {shown(value)}")
        self._value = frozen(value.copy())
        self.name = name
        self.grad = None
        self.operation = None
        self.operands = ()
        self.options = {}

    @property
    def value(self) -> np.ndarray:
        """The forward value, read-only."""
        return self._value

    @property
    def parents(self) -> tuple["Node", ...]:
        """The operands that are nodes, in order and with repetition."""
        return tuple(operand for operand in self.operands if isinstance(operand, Node))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self._value.shape

    @property
    def ndim(self) -> int:
        """The number of axes of the value."""
        return self._value.ndim

    @property
    def size(self) -> int:
        """The number of entries of the value."""
        return self._value.size

    @property
    def dtype(self) -> np.dtype:
        """The floating type of the value."""
        return self._value.dtype

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        what = self.name or (self.operation.name if self.operation else "leaf")
        return f"<Node {what}: shape {self.shape}>"

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        """Compute a ufunc of nodes and constants; record it."""
        called = f"numpy.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
        if "out" in options or method == "at":
            raise TypeError(
                f"{called} would change a value in place, and the graph with it; write z = z + x, "
                "not z += x"
            )
        if method != "__call__" or options:
            given = ", ".join(options) or method
            raise TypeError(f"{called} cannot be traced with {given}; call it plainly")
        if ufunc in DECISIONS:
            return ufunc(*map(plain, inputs))
        if ufunc not in OPERATIONS:
            supported = ", ".join(TRACED_UFUNCS)
            raise TypeError(f"{called} has no derivative here; a Node supports {supported}")
        return record(OPERATIONS[ufunc], inputs)

    def __array_function__(self, function, types, args, kwargs):
        """Call what records one of NumPy's other functions; see `FUNCTIONS`."""
        if function in (np.shape, np.ndim, np.size):
            return getattr(self, function.__name__)
        if function not in FUNCTIONS:
            raise TypeError(f"numpy.{function.__name__} has no derivative here; {supported()}")
        return FUNCTIONS[function](*args, **kwargs)

    def __array__(self, dtype=None, copy=None):
        """Refuse to become an array, or an entry of one: the graph would not record it."""
        raise TypeError(
            f"{self!r} cannot become an array here: the graph would not record it; {supported()}; "
            "use its value as a constant"
        )

    __float__ = __array__

    def __getattr__(self, name):
        """Say which methods of an array a node has."""
        hint = f"; {supported()}" if hasattr(np.ndarray, name) and name[0] != "_" else ""
        raise AttributeError(f"a Node has no attribute {name!r}{hint}")

    def __getitem__(self, index) -> "Node":
        if any(isinstance(part, Node) for part in (index if type(index) is tuple else (index,))):
            raise TypeError(f"an index must be plain numbers, not {shown(index)}; use node.value")
        return record(OPERATIONS[getitem], (self,), index=copy.deepcopy(index))

    def __setitem__(self, index, value):
        raise TypeError(f"{self!r} cannot be changed in place: the recorded graph would be wrong")

    def sum(self, axis=None, keepdims=False) -> "Node":
        """Sum over one axis, several, or all; as `numpy.sum`."""
        return record(OPERATIONS[np.sum], (self,), axis=axis, keepdims=bool(keepdims))

    def mean(self, axis=None, keepdims=False) -> "Node":
        """Average over one axis, several, or all; as `numpy.mean`."""
        return record(OPERATIONS[np.mean], (self,), axis=axis, keepdims=bool(keepdims))

    def max(self, axis=None, keepdims=False) -> "Node":
        """Take the maximum over one axis, several, or all; equal maxima share the gradient."""
        return record(OPERATIONS[np.max], (self,), axis=axis, keepdims=bool(keepdims))

    @property
    def T(self) -> "Node":
        """The value with its axes in reverse order."""
        return record(OPERATIONS[np.transpose], (self,))

    def reshape(self, *shape) -> "Node":
        """Give the same entries another shape; as `numpy.ndarray.reshape`."""
        new_shape = shape[0] if len(shape) == 1 else shape
        return record(OPERATIONS[reshape], (self,), new_shape=new_shape)

    def backward(self) -> None:
        """Fill ``grad`` on every node that leads to this one; see `backward`."""
        backward(self)


def traced_where(condition, x, y) -> Node:
    """Choose entries of x where the condition holds, and of y elsewhere; as `numpy.where`."""
    if isinstance(condition, Node):
        raise TypeError(f"the condition must be plain, such as z > 0, not {condition!r}")
    return record(OPERATIONS[where], (x, y), condition=np.array(condition))


def traced_concatenate(arrays, axis=0) -> Node:
    """Join arrays along an axis, the second to the first, the third to both, and so on."""
    return functools.reduce(lambda a, b: record(OPERATIONS[concatenate], (a, b), axis=axis), arrays)


def traced_clip(a, a_min=None, a_max=None) -> Node:
    """Limit the entries as a maximum and a minimum, with slope 1/2 at the limits, as in JAX."""
    a = a if a_min is None else np.maximum(a, a_min)
    return a if a_max is None else np.minimum(a, a_max)


#: What records a function of NumPy that is not a ufunc.
#:
#: :meta hide-value:
FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.sum: Node.sum,
    np.mean: Node.mean,
    np.max: Node.max,
    np.reshape: Node.reshape,
    np.transpose: lambda a: a.T,
    np.where: traced_where,
    np.concatenate: traced_concatenate,
    np.clip: traced_clip,
}


def supported() -> str:
    """Say what records an operation on a node."""
    names = [function.__name__ for function in FUNCTIONS]
    return f"a Node supports operators, indexing, ufuncs and numpy's {', '.join(names)}"


def frozen(array: np.ndarray) -> np.ndarray:
    """Make an array read-only."""
    array.flags.writeable = False
    return array


def plain(operand: Any) -> Any:
    """Return the value of a node; anything else as it is."""
    return operand.value if isinstance(operand, Node) else operand


def constant(operand: Any) -> Any:
    """Return an operand so that nobody can change it after it was recorded."""
    if isinstance(operand, Node):
        return operand
    if number_array(operand, "the operand beside a Node").dtype.kind == "c":
        raise TypeError(f"the operand beside a Node must hold real numbers, not {shown(operand)}")
    # A Python number stays one: NumPy lets it take the array's type, so float32 stays float32.
    return operand if isinstance(operand, (int, float)) else frozen(np.array(operand))


def record(operation: Operation, operands: Iterable[Any], **options: Any) -> Node:
    """Compute an operation and return its result as a node that knows its origin."""
    operands = tuple(map(constant, operands))
    try:
        value = np.asarray(operation.forward(*map(plain, operands), **options))
    except (IndexError, OverflowError, TypeError, ValueError) as error:
        given = " and ".join(map(shown, operands))
        kind = ValueError if isinstance(error, OverflowError) else type(error)
        raise kind(f"{operation.name} of {given}: {error}") from error
    node = Node.__new__(Node)
    node._value = frozen(value)
    node.name = None
    node.grad = None
    node.operation, node.operands, node.options = operation, operands, options
    return node


# --- the reverse pass -------------------------------------------------------------------------


def topological_order(node: Node) -> list[Node]:
    """Sort a graph so that every node comes after all of its operands.

    Parameters
    ----------
    node : Node
        The output.

    Returns
    -------
    list of Node
        Every node that leads to the output, once; the output is the last.

    Raises
    ------
    TypeError
        If `node` is not a Node.

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
    # A stack of its own, because Python's recursion ends long before a deep graph does.
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
    """Fill ``grad`` on every node that leads to the output, by the chain rule in reverse order.

    Gradients start anew at each call; a second call does not add to the first.

    The order matters. In ``b = a + a; c = b + b``, the gradient of b has two parts, and b may pass
    it on only when both have come. A recursion that passes on the sum so far after each part counts
    the first part twice, and finds 6 for a. A recursion that follows each path by itself finds 4,
    but the number of paths doubles with each such step. In reverse topological order each node
    comes once, after everything that uses it.

    Parameters
    ----------
    output : Node with a single entry
        The number to differentiate, usually the loss.

    Raises
    ------
    TypeError
        If `output` is not a Node.
    ValueError
        If it has more than one entry: reduce it first, for example with ``.sum()`` or ``.mean()``.

    References
    ----------
    Rumelhart, D. E., Hinton, G. E. & Williams, R. J. (1986). Learning representations by
    back-propagating errors. *Nature* 323, 533-536, eqs. 4-7.

    Examples
    --------
    >>> a = Node(3.0, name="a")
    >>> backward(a * a)
    >>> float(a.grad)
    6.0

    >>> b = a + a
    >>> c = b + b
    >>> backward(c)
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
                # Adding, because a node that is used twice influences the output in two ways.
                operand.grad += vector_jacobian_product(node, position)


def vector_jacobian_product(node: Node, position: int) -> np.ndarray:
    """Return what the gradient of a node contributes to the gradient of one of its operands."""
    vjp = node.operation.vjps[position]
    shape = node.operands[position].shape
    available = {"g": node.grad, "y": node.value, "shape": shape, **node.options}
    available.update(zip("ab", map(plain, node.operands), strict=False))
    contribution = vjp(**{name: available[name] for name in parameters(vjp)})
    return undo_broadcasting(contribution, shape)


def undo_broadcasting(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over the axes along which an operand of this shape was repeated."""
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=stretched, keepdims=True)


def reused(node: Node, operand: Node | None = None) -> list[Node]:
    """Find the values of the forward pass that the backward step at this node reads again.

    Parameters
    ----------
    node : Node
        Any node of a graph.
    operand : Node, optional
        One of its operands: only what the gradient of this one needs. By default, of all.

    Returns
    -------
    list of Node
        Some of its operands, or the node itself. All of these over a graph are what training has to
        keep in memory, and prediction has not.

    Raises
    ------
    TypeError
        If `node` is not a Node.

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
        for name in parameters(node.operation.vjps[position])
    ]
    return list(dict.fromkeys(value for value in read if isinstance(value, Node)))


def require_node(value: Any, argument: str) -> None:
    """Raise a TypeError unless the value is a node."""
    if not isinstance(value, Node):
        raise TypeError(f"{argument} must be a Node, not {shown(value)}")


def layout(node: Node, *, late_leaves: bool = False) -> dict[Node, tuple[int, int]]:
    """Place a graph on a grid, so that it reads from left to right.

    The column of a node is the longest path from the leaves. Its row stays free of other nodes up
    to the column before its last child: an edge runs along its parent's row and turns to the child
    in the last gap, and meets no other node on the way.

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

    Raises
    ------
    TypeError
        If `node` is not a Node.

    References
    ----------
    Sugiyama, K., Tagawa, S. & Toda, M. (1981). Methods for visual understanding of hierarchical
    system structures. *IEEE Transactions on Systems, Man, and Cybernetics* 11, 109-125.

    Examples
    --------
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
    """Return how many operations there are, at most, between a leaf and each node."""
    columns = {}
    for node in order:
        columns[node] = 1 + max((columns[parent] for parent in node.parents), default=-1)
    return columns


def free_rows(
    order: list[Node], children: dict[Node, list[Node]], columns: dict[Node, int]
) -> dict[Node, int]:
    """Give every node the free row nearest to its children's."""
    rows, taken = {}, set()
    # From right to left, so that children come first. Within a column the graph's order decides,
    # which keeps the inputs that are needed early close to the axis and the late ones outside.
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
