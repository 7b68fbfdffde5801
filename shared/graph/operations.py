r"""Operations on arrays and their derivatives: the table for backpropagation.

At a kink there is no derivative. If both arguments of `numpy.maximum` or `numpy.minimum` are equal,
each gets half of the gradient, in either order, as in PyTorch and JAX. So ``np.maximum(z, 0)`` has
slope 1/2 at 0. The ReLU of `shared.activations` is an operation of its own and has slope 0 at 0,
like the ReLU of those libraries. `numpy.absolute` has slope 0 at 0.

Zero times infinity is NaN. The backward pass multiplies the slope of each operation by the gradient
of its output. An infinite slope therefore makes the gradient NaN even where the output is not used.
Replace the argument of the operation there by a harmless number, with a second `numpy.where`. This
remedy is known as double where.

>>> from shared.graph import Node
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

import functools
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Operation:
    """A function of arrays and its vector-Jacobian products (VJPs).

    A vector-Jacobian product takes the gradient of the output and returns the gradient of one
    operand. The names of its parameters say which values it needs. So the table below also shows
    which values of the forward pass must be stored for the backward pass.

    Attributes
    ----------
    forward : callable, arrays -> ndarray
        The function, such as `numpy.tanh`.
    symbol : str
        The symbol of the operation in a drawing.
    vjps : tuple of callables
        One for each operand. Their parameters are some of

        - ``g``: the gradient of the output, same shape as the output;
        - ``a``, ``b``: the first and the second operand;
        - ``y``: the output;
        - ``shape``: the shape of the operand whose gradient is computed;
        - the options of the function, such as ``axis``.

    Examples
    --------
    >>> exp = OPERATIONS[np.exp]
    >>> exp.name, exp.vjps[0](g=2.0, y=3.0)
    ('exp', 6.0)

    You can define an operation that NumPy lacks, and call it with arrays or with nodes.

    >>> from shared.graph import Node
    >>> cube = Operation(lambda a: a * a * a, "³", (lambda g, a: 3 * g * a * a,))
    >>> x = Node(2.0)
    >>> cube(x).backward()
    >>> cube(2.0), float(x.grad)
    (8.0, 12.0)
    """

    forward: Callable[..., Any]
    symbol: str
    vjps: tuple[Callable[..., Any], ...]

    def __call__(self, *operands: Any, **options: Any) -> Any:
        """Compute the function; if an operand is a node, record the call."""
        for operand in operands:
            if hasattr(operand, "record"):  # a Node: the engine imports this table, not the reverse
                return operand.record(self, operands, options)
        return self.forward(*operands, **options)

    @property
    def name(self) -> str:
        """The name of the forward function."""
        return self.forward.__name__

    @functools.cached_property
    def arguments(self) -> list[tuple[str, ...]]:
        """The parameter names of each vector-Jacobian product."""
        return [tuple(inspect.signature(vjp).parameters) for vjp in self.vjps]


def power_base_vjp(g, a, b):
    """Return g * b * a^(b - 1): 0 where b is 0, also at a = 0."""
    return g * b * np.power(a, np.where(np.equal(b, 0), 1, np.subtract(b, 1)))


def power_exponent_vjp(g, a, y):
    """Return g * a^b * log(a): 0 where a is 0, because 0^b is constant for positive b."""
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


# A vector on the left of @ acts as a matrix with one row, on the right as one with one column.


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
    """Return g divided by the number of entries that were averaged."""
    # The number of entries of the operand per entry of the mean, which has the shape of g.
    count = math.prod(shape) // max(g.size, 1)
    return spread(g / count, shape, axis, keepdims)


def max_vjp(g, a, y, shape, axis, keepdims):
    """Return g at the largest entry and 0 elsewhere; equal maxima share g."""
    largest = np.equal(a, spread(y, shape, axis, keepdims))
    return spread(g, shape, axis, keepdims) * largest / largest.sum(axis=axis, keepdims=True)


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
    """Return a followed by b along an axis."""
    return np.concatenate([a, b], axis)


def table(*rows: tuple) -> dict[Callable[..., Any], Operation]:
    """Key every operation by its forward function."""
    return {forward: Operation(forward, symbol, tuple(vjps)) for forward, symbol, *vjps in rows}


#: Each function that can be traced, with its derivatives.
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
