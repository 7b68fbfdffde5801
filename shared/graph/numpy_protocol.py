"""The NumPy protocols of a node: operators, ufuncs, functions and methods record their calls.

See https://numpy.org/doc/stable/user/basics.dispatch.html for the protocols.
"""

import copy
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from shared.graph.operations import OPERATIONS, concatenate, getitem, reshape, where
from shared.validation import number_array, shown

TRACED_UFUNCS = [ufunc.__name__ for ufunc in OPERATIONS if isinstance(ufunc, np.ufunc)]

# Their results are booleans, and the gradient of a step function is zero: nothing is recorded.
DECISIONS = {
    *(np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal),
    *(np.isfinite, np.isinf, np.isnan, np.signbit),
}


class NumPyProtocol(np.lib.mixins.NDArrayOperatorsMixin):
    """The methods with which a node behaves like an array in operators and NumPy functions."""

    __slots__ = ()
    # The mixin defines == entry by entry, as arrays do, but a node must also be a key of a dict.
    __hash__ = object.__hash__
    # Without this, Python would iterate by __getitem__, and a scalar would look like an empty list.
    __iter__ = None
    # With a pandas table on the left of an operator, the method of the node is called.
    __pandas_priority__ = 5000

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
            raise TypeError(
                f"{called} cannot be traced with {given}; a Node supports only plain calls, such "
                "as numpy.add(a, b)"
            )
        if ufunc in DECISIONS:
            return ufunc(*map(plain, inputs))
        if ufunc not in OPERATIONS:
            known = ", ".join(TRACED_UFUNCS)
            raise TypeError(f"{called} has no derivative here; a Node supports {known}")
        return self.record(OPERATIONS[ufunc], inputs, {})

    def __array_function__(self, function, types, args, kwargs):
        """Compute a NumPy function that is not a ufunc, and record it; see `FUNCTIONS`."""
        if function in (np.shape, np.ndim, np.size):
            return getattr(self, function.__name__)
        if function not in FUNCTIONS:
            raise TypeError(f"numpy.{function.__name__} has no derivative here; {supported()}")
        return FUNCTIONS[function](*args, **kwargs)

    def __array__(self, dtype=None, copy=None):
        """Raise a TypeError: the graph would not record a conversion to an array."""
        raise TypeError(
            f"{self!r} cannot become an array here: the graph would not record it; {supported()}; "
            "for a constant, pass .value"
        )

    __float__ = __array__

    def __getattr__(self, name):
        """Raise an AttributeError that lists the functions and methods a node supports."""
        hint = f"; {supported()}" if hasattr(np.ndarray, name) and name[0] != "_" else ""
        raise AttributeError(f"a Node has no attribute {name!r}{hint}")

    def __getitem__(self, index):
        parts = index if type(index) is tuple else (index,)
        if any(isinstance(part, NumPyProtocol) for part in parts):
            raise TypeError(f"an index must be plain numbers, not {shown(index)}; use node.value")
        return OPERATIONS[getitem](self, index=copy.deepcopy(index))

    def __setitem__(self, index, value):
        raise TypeError(f"{self!r} cannot be changed in place: the recorded graph would be wrong")

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        what = self.name or (self.operation.name if self.operation else "leaf")
        return f"<Node {what}: shape {self.shape}>"

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """The number of axes of the value."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """The number of entries of the value."""
        return self.value.size

    @property
    def dtype(self) -> np.dtype:
        """The floating type of the value."""
        return self.value.dtype

    def sum(self, axis=None, keepdims=False):
        """Sum over one axis, several, or all; as `numpy.sum`."""
        return OPERATIONS[np.sum](self, axis=axis, keepdims=bool(keepdims))

    def mean(self, axis=None, keepdims=False):
        """Average over one axis, several, or all; as `numpy.mean`."""
        return OPERATIONS[np.mean](self, axis=axis, keepdims=bool(keepdims))

    def max(self, axis=None, keepdims=False):
        """Take the maximum over one axis, several, or all; equal maxima share the gradient."""
        return OPERATIONS[np.max](self, axis=axis, keepdims=bool(keepdims))

    @property
    def T(self):
        """The value with its axes in reverse order."""
        return OPERATIONS[np.transpose](self)

    def reshape(self, *shape):
        """Give the same entries another shape; as `numpy.ndarray.reshape`."""
        return OPERATIONS[reshape](self, new_shape=shape[0] if len(shape) == 1 else shape)


# --- functions of NumPy that are not ufuncs ---------------------------------------------------


def traced_where(condition, x, y):
    """Choose entries of x where the condition holds, and of y elsewhere; as `numpy.where`."""
    if isinstance(condition, NumPyProtocol):
        raise TypeError(
            f"the condition must be an array of booleans, such as z > 0, not {condition!r}"
        )
    return OPERATIONS[where](x, y, condition=np.array(condition))


def traced_concatenate(arrays, axis=0):
    """Join arrays along an axis, the second to the first, the third to both, and so on."""
    return functools.reduce(lambda a, b: OPERATIONS[concatenate](a, b, axis=axis), arrays)


def traced_clip(a, a_min=None, a_max=None):
    """Clip the entries by a maximum and a minimum, with slope 1/2 at the limits, as in JAX."""
    a = a if a_min is None else np.maximum(a, a_min)
    return a if a_max is None else np.minimum(a, a_max)


FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.sum: NumPyProtocol.sum,
    np.mean: NumPyProtocol.mean,
    np.max: NumPyProtocol.max,
    np.reshape: NumPyProtocol.reshape,
    np.transpose: lambda a: a.T,
    np.where: traced_where,
    np.concatenate: traced_concatenate,
    np.clip: traced_clip,
}


def supported() -> str:
    """Return the part of an error message that lists what a node supports."""
    names = [function.__name__ for function in FUNCTIONS]
    return f"a Node supports operators, indexing, ufuncs and numpy's {', '.join(names)}"


# --- values and operands ----------------------------------------------------------------------


def leaf_value(array, name) -> np.ndarray:
    """Return a read-only copy of a leaf's value, or say what is wrong with it or with its name."""
    if isinstance(array, NumPyProtocol):
        raise TypeError(f"array must hold numbers, not {array!r}, which is already a node")
    if name is not None and not isinstance(name, str):
        raise TypeError(f"name must be a string, not {shown(name)}")
    value = number_array(array, "array")
    if value.dtype.kind == "c":
        raise TypeError(f"array must hold real numbers, not {shown(value)}")
    return frozen(value.copy())


def frozen(array: np.ndarray) -> np.ndarray:
    """Make an array read-only."""
    array.flags.writeable = False
    return array


def plain(operand: Any) -> Any:
    """Return the value of a node, and any other operand unchanged."""
    return operand.value if isinstance(operand, NumPyProtocol) else operand


def constant(operand: Any) -> Any:
    """Return a node unchanged; copy any other operand, so that the recorded value cannot change."""
    if isinstance(operand, NumPyProtocol):
        return operand
    if number_array(operand, "the operand beside a Node").dtype.kind == "c":
        raise TypeError(f"the operand beside a Node must hold real numbers, not {shown(operand)}")
    # A Python number is not converted: then NumPy adapts it to the array, and float32 is kept.
    return operand if isinstance(operand, (int, float)) else frozen(np.array(operand))


def computed(node) -> np.ndarray:
    """Compute the value of a node; an error names the operation and its operands."""
    try:
        return np.asarray(node.operation.forward(*map(plain, node.operands), **node.options))
    except (IndexError, OverflowError, TypeError, ValueError) as error:
        given = " and ".join(map(shown, node.operands))
        kind = ValueError if isinstance(error, OverflowError) else type(error)
        raise kind(f"{node.operation.name} of {given}: {error}") from error
