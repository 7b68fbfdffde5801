"""Check arguments, and say clearly what is wrong: which one, what came, what is accepted."""

import difflib
import math
import numbers
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = [
    "choose",
    "finite_array",
    "is_traced",
    "non_negative_number",
    "number_array",
    "positive_integer",
    "positive_number",
    "random_generator",
]


def choose(registry: Mapping[str, Any], name: str, argument: str) -> Any:
    """Look a name up in a registry; for an unknown name, suggest the nearest known one.

    Parameters
    ----------
    registry : mapping of str to object
        What there is to choose from.
    name : str
        The name to look up.
    argument : str
        What the name stands for, as the error message calls it.

    Returns
    -------
    object
        The entry of that name.

    Raises
    ------
    TypeError
        If `name` is not a string: pass one of the names the message lists.
    ValueError
        If no entry has that name: the message names the nearest one, and all of them.

    Examples
    --------
    >>> choose({"relu": max, "tanh": min}, "rleu", "activation")
    Traceback (most recent call last):
    ValueError: unknown activation 'rleu'; did you mean 'relu'? choose from relu, tanh
    """
    choices = "choose from " + ", ".join(registry)
    if not isinstance(name, str):
        raise TypeError(f"{argument} must be a name, not {shown(name)}; {choices}")
    if name in registry:
        return registry[name]
    nearest = difflib.get_close_matches(name.lower(), registry, n=1)
    suggestion = f" did you mean '{nearest[0]}'?" if nearest else ""
    raise ValueError(f"unknown {argument} {shown(name)};{suggestion} {choices}")


def shown(value: Any) -> str:
    """Describe a value in a few words, so that an error message stays one line."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and type {value.dtype}"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}... ({type(value).__name__})"


def number_array(value: Any, argument: str) -> np.ndarray:
    """Return `value` as an array of floating-point or complex numbers.

    A floating type is kept as it came; whole numbers and booleans become float64.

    Parameters
    ----------
    value : array_like
        What came.
    argument : str
        Its name in the error message.

    Returns
    -------
    ndarray, same shape as `value`
        The same numbers; not a copy where none is needed.

    Raises
    ------
    TypeError
        If the entries are not numbers.
    ValueError
        If the rows differ in length.

    Examples
    --------
    >>> number_array([1, 2], "X").dtype
    dtype('float64')
    """
    try:
        array = np.asarray(value)
    except (TypeError, ValueError) as error:  # a TypeError, for a node among the entries
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{argument} must be a rectangular array of numbers; {error}") from error
    if array.dtype.kind in "fc":
        return array
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    raise TypeError(f"{argument} must hold numbers, not {shown(value)}")


def is_traced(value: Any) -> bool:
    """Say whether `value` answers ufuncs itself without being an array, as a graph's node does.

    Making an array of such an object would cut its trace.

    Parameters
    ----------
    value : object
        What came.

    Returns
    -------
    bool
        Whether to hand it on untouched.

    Examples
    --------
    >>> is_traced([1.0]), is_traced(np.ones(3))
    (False, False)
    """
    return hasattr(value, "__array_ufunc__") and not isinstance(value, (np.ndarray, np.generic))


def finite_array(
    value: Any, argument: str, shape: tuple[int | str, ...], dtype: Any = None
) -> np.ndarray:
    """Return `value` as an array of finite real numbers of the given shape, none of it empty.

    Parameters
    ----------
    value : array_like
        What came.
    argument : str
        Its name in the error message.
    shape : tuple of int or str
        A whole number fixes the length of an axis; a letter such as ``"n"`` leaves it free.
    dtype : dtype, optional
        The floating type of the result; by default that of `value`, float64 for whole numbers.

    Returns
    -------
    ndarray of the given shape
        The same numbers; not a copy where none is needed.

    Raises
    ------
    TypeError
        If the entries are not real numbers.
    ValueError
        If the shape does not fit, an axis is empty, or an entry is NaN or infinite.

    Examples
    --------
    >>> finite_array([[1, 2, 3]], "X", shape=("n", 2))
    Traceback (most recent call last):
    ValueError: X must have shape (n, 2), not (1, 3)
    """
    array = number_array(value, argument)
    if array.dtype.kind == "c":
        raise TypeError(f"{argument} must hold real numbers, not {shown(array)}")
    require_shape(array, argument, shape)
    if array.size == 0:
        raise ValueError(f"{argument} must not be empty; its shape is {array.shape}")
    with np.errstate(over="ignore"):  # what does not fit into a shorter type is caught just below
        cast = array.astype(dtype or array.dtype, copy=False)
    if not np.isfinite(cast).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(cast))[0])
        raise ValueError(
            f"{argument} must be finite in {cast.dtype}; entry {where} is {array[where]}"
        )
    return cast


def require_shape(array: Any, argument: str, shape: tuple[int | str, ...]) -> None:
    """Raise a ValueError unless an array or a node has the shape; a letter leaves an axis free."""
    fits = len(array.shape) == len(shape) and all(
        isinstance(wanted, str) or wanted == length
        for wanted, length in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
        raise ValueError(f"{argument} must have shape ({wanted}), not {array.shape}")


def require_callable(value: Any, argument: str) -> None:
    """Raise a TypeError unless the value can be called."""
    if not callable(value):
        raise TypeError(f"{argument} must be callable, not {shown(value)}")


def positive_integer(value: Any, argument: str) -> int:
    """Return a whole number of at least 1 as an int.

    Parameters
    ----------
    value : int
        What came. A boolean or a float is refused, even 2.0: it usually hides a mistake.
    argument : str
        Its name in the error message.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    TypeError
        If it is not a whole number.
    ValueError
        If it is zero, negative, or more than an array can have entries.

    Examples
    --------
    >>> positive_integer(32, "batch_size")
    32
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{argument} must be a positive whole number, not {shown(value)}")
    if not 1 <= value <= sys.maxsize:
        raise ValueError(f"{argument} must be a positive whole number, not {shown(value)}")
    return int(value)


def positive_number(value: Any, argument: str) -> float:
    """Return a finite number above zero as a float.

    Parameters
    ----------
    value : float
        What came.
    argument : str
        Its name in the error message.

    Returns
    -------
    float
        The same number.

    Raises
    ------
    TypeError
        If it is not a real number.
    ValueError
        If it is zero, negative, NaN or infinite.

    Examples
    --------
    >>> positive_number(0.1, "learning_rate")
    0.1
    """
    if real_number(value, argument, "a positive number") <= 0:
        raise ValueError(f"{argument} must be a positive number, not {shown(value)}")
    return float(value)


def non_negative_number(value: Any, argument: str, below: float = math.inf) -> float:
    """Return a finite number from zero up to, but not including, `below`.

    Parameters
    ----------
    value : float
        What came.
    argument : str
        Its name in the error message.
    below : float, default inf
        The number must be less than this.

    Returns
    -------
    float
        The same number.

    Raises
    ------
    TypeError
        If it is not a real number.
    ValueError
        If it is negative, NaN, infinite, or not less than `below`.

    Examples
    --------
    >>> non_negative_number(0.9, "momentum", below=1)
    0.9
    """
    accepted = "zero or a positive number" + (f" below {below}" if below < math.inf else "")
    if not 0 <= real_number(value, argument, accepted) < below:
        raise ValueError(f"{argument} must be {accepted}, not {shown(value)}")
    return float(value)


def real_number(value: Any, argument: str, accepted: str) -> float:
    """Return a finite real number as a float, or say that `argument` must be `accepted`."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{argument} must be {accepted}, not {shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{argument} must be {accepted}, not {shown(value)}")
    return number


def random_generator(rng: Any) -> np.random.Generator:
    """Return `rng` if it is a generator of random numbers; a bare seed is refused.

    Parameters
    ----------
    rng : numpy.random.Generator
        What came.

    Returns
    -------
    numpy.random.Generator
        The same object.

    Raises
    ------
    TypeError
        If it is anything else: pass ``np.random.default_rng(seed)``.

    Examples
    --------
    >>> random_generator(0)
    Traceback (most recent call last):
    TypeError: rng must be a generator such as np.random.default_rng(0), not 0
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a generator such as np.random.default_rng(0), not {shown(rng)}"
        )
    return rng
