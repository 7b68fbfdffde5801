"""Check arguments: return them in the type that the book computes with, or raise a clear error.

Each function takes a value and `argument`, its name in the message. A TypeError says that the value
has the wrong type, a ValueError that it is out of range. Both say what was given and what is
accepted.
"""

import difflib
import math
import numbers
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = [
    "as_array",
    "choose",
    "finite_array",
    "non_negative_number",
    "number_array",
    "positive_integer",
    "positive_number",
    "random_generator",
]


#: Names of other libraries and of papers, and the names of the same things in this book.
ALIASES = {
    **dict.fromkeys(["kaiming_normal", "kaiming", "he"], "he_normal"),
    "kaiming_uniform": "he_uniform",
    **dict.fromkeys(["xavier_normal", "xavier", "glorot"], "glorot_normal"),
    "xavier_uniform": "glorot_uniform",
    "lecun": "lecun_normal",
    **dict.fromkeys(["zero", "zeroes"], "zeros"),
    **dict.fromkeys(["eye", "linear", "none"], "identity"),
    "swish": "silu",
    **dict.fromkeys(["logistic", "expit"], "sigmoid"),
    **dict.fromkeys(["lrelu", "leakyrelu"], "leaky_relu"),
    **dict.fromkeys(["heaviside", "threshold"], "step"),
    **dict.fromkeys(["mse", "mse_loss", "squared_error"], "mean_squared_error"),
    **dict.fromkeys(["bce", "bce_with_logits", "binary_crossentropy"], "binary_cross_entropy"),
    **dict.fromkeys(["ce", "nll", "nll_loss", "log_loss", "crossentropyloss"], "cross_entropy"),
    "sparse_categorical_crossentropy": "cross_entropy",
    **dict.fromkeys(["gradient_descent", "momentum"], "sgd"),
}


def choose(registry: Mapping[str, Any], name: str, argument: str) -> Any:
    """Look up an entry of a registry by name; for an unknown name, suggest a similar one.

    The suggestion is the entry that has this name in other libraries, or else the entry with the
    most similar spelling.

    Examples
    --------
    >>> choose({"relu": max, "silu": min}, "Swish", "activation")
    Traceback (most recent call last):
    ValueError: unknown activation 'Swish'; did you mean 'silu'? choose from relu, silu
    """
    choices = "choose from " + ", ".join(registry)
    if not isinstance(name, str):
        raise TypeError(f"{argument} must be a name, not {shown(name)}; {choices}")
    if name in registry:
        return registry[name]
    written = name.lower().strip("_ ").replace("-", "_").replace(" ", "_")
    alias = ALIASES.get(written)
    alike = difflib.get_close_matches(written, registry, n=1)
    nearest = [alias] if alias in registry else alike
    suggestion = f" did you mean '{nearest[0]}'?" if nearest else ""
    raise ValueError(f"unknown {argument} {shown(name)};{suggestion} {choices}")


def shown(value: Any) -> str:
    """Describe a value in a few words, so that an error message stays one line."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and type {value.dtype}"
    text = repr(value)
    if "\n" in text and hasattr(value, "shape"):  # a table, such as a DataFrame
        return f"a {type(value).__name__} of shape {value.shape}"
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}... ({type(value).__name__})"


def as_array(value: Any, argument: str) -> np.ndarray:
    """Return array_like numbers as an array of their own type.

    This function defines array_like for the whole book: arrays of any memory layout, lists and
    tuples of numbers, and objects that NumPy can convert, such as a pandas DataFrame. A node of a
    graph is not array_like, because an array would lose the trace of the node.

    Examples
    --------
    >>> as_array((1, 2), "labels")
    array([1, 2])
    """
    if type(value) is np.ndarray and value.dtype.kind in "fciub":
        return value
    if np.ma.is_masked(value):
        raise ValueError(f"{argument} must not have masked entries; fill them in first")
    if hasattr(value, "toarray"):  # SciPy's sparse arrays; NumPy would wrap one as a single object
        kind = type(value).__name__
        raise TypeError(f"{argument} must be dense, not a {kind}; pass its .toarray()")
    try:
        array = np.asarray(value)
    except Exception as error:  # an __array__ of another library can raise any error
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(f"{argument} must be a rectangular array of numbers; {error}") from error
    if array.dtype.kind not in "fciub":
        raise TypeError(f"{argument} must hold numbers, not {shown(value)}")
    return array


def number_array(value: Any, argument: str) -> np.ndarray:
    """Return `value` as an array of floating-point or complex numbers, at least float32.

    Integers and booleans become float64. float16 becomes float32, because sums of half-precision
    numbers overflow above 65,504, and squares below 6e-8 vanish.

    Examples
    --------
    >>> number_array([1, 2], "X").dtype, number_array(np.float16(0.5), "X").dtype
    (dtype('float64'), dtype('float32'))
    """
    array = as_array(value, argument)
    if array.dtype == np.float16:
        return array.astype(np.float32)
    return array if array.dtype.kind in "fc" else array.astype(np.float64)


def finite_array(
    value: Any, argument: str, shape: tuple[int | str, ...], dtype: Any = None
) -> np.ndarray:
    """Return `value` as a non-empty array of finite real numbers of the given shape.

    Parameters
    ----------
    shape : tuple of int or str
        A whole number fixes the length of an axis; a letter such as ``"n"`` leaves it free.
    dtype : dtype, optional
        The floating type of the result; by default that of `number_array`.

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
    with np.errstate(over="ignore"):  # a value too large for a shorter type is caught just below
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

    Booleans and floats are rejected, even 2.0, because they usually hide a mistake.

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
    below : float, default inf
        The number must be less than this.

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
    """Return `rng` if it is a NumPy random generator; a bare seed is rejected.

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
