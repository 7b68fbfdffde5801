r"""Check gradients by central differences or by the complex step.

A gradient that was derived by hand may be wrong and training may work all the same, only worse. A
difference quotient needs nothing but the function, so it is an independent witness; and the complex
step is one without the quotient's cancellation, for functions that accept complex numbers.

Where a check fails although the gradient is right, or passes although it is wrong, look for one of
these:

- **A kink within the step.** At z = 0 a ReLU has no derivative; the central difference is the mean
  of both sides. Check at another point, or with a smooth activation.
- **A random function.** Dropout, noise or a new minibatch changes the value between two calls. Make
  the generator anew, from the same seed, inside the function.
- **A state.** The function counts its calls, keeps running means, or changes its argument in place.
- **Single precision.** Near 1, neighbouring float32 numbers differ by 1e-7, and a step of 6e-6 is
  lost between them. Compute all of the function in float64, the data included.
- **The edge of a domain.** The step leads to where the function is not defined, as below 0 under a
  root. Check at a point inside.
- **Another function.** The gradient is that of a sum and the function is a mean, or only one of
  them has the penalty on the weights.
- **A flat point.** Where all gradients vanish, as with saturated units or with all weights zero, a
  wrong factor changes nothing. Check at random weights, before training.
- **Scales.** One step does not fit entries of size 1e-6 and of size 1e6. Scale the parameters.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.validation import (
    as_array,
    choose,
    number_array,
    positive_number,
    require_callable,
    shown,
)

__all__ = [
    "GradientReport",
    "ParameterCheck",
    "check_gradient",
    "complex_step_gradient",
    "numerical_gradient",
    "relative_error",
]


# --- two witnesses ----------------------------------------------------------------------------

# The formula's error grows as the step squared, rounding's as its inverse: here they are alike.
CENTRAL_STEP = float(np.cbrt(np.finfo(float).eps))

# Nothing is subtracted, so the step need not be moderate: its square underflows beside the value.
COMPLEX_STEP = 1e-30


def numerical_gradient(function: Callable[[np.ndarray], float], x, step: float | None = None):
    r"""Return the gradient by central differences, :math:`(f(x + h) - f(x - h)) / 2h`.

    Parameters
    ----------
    function : callable, ndarray of the shape of `x` -> float
        What to differentiate. It must not change its argument.
    x : array_like of real numbers, any shape
        Where.
    step : float, optional
        The step h. By default :math:`6 \cdot 10^{-6} \max(1, |x|)`, which balances the error of the
        formula, :math:`O(h^2)`, against that of rounding, :math:`O(\varepsilon / h)`.

    Returns
    -------
    ndarray of float64, same shape as `x`
        The gradient, good to about ten digits for a smooth function of moderate size. Across a kink
        it is a mean of both sides.

    Raises
    ------
    TypeError, ValueError
        If the function does not return one finite real number: reduce its result, for example with
        ``.sum()``.

    References
    ----------
    Press, W. H. et al. (2007). *Numerical Recipes*, 3rd ed., Cambridge, section 5.7.

    Examples
    --------
    >>> numerical_gradient(lambda x: np.sum(x**3), [1.0, 2.0]).round(8)
    array([ 3., 12.])
    """
    require_callable(function, "function")
    x = real_array(x, "x")
    steps = (
        CENTRAL_STEP * np.maximum(1, np.abs(x))
        if step is None
        else np.full(x.shape, positive_number(step, "step"))
    )
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        above, below = moved(x, index, steps[index]), moved(x, index, -steps[index])
        # As it comes out in floating point, which is rarely twice the step.
        distance = above[index] - below[index]
        if distance == 0:
            raise ValueError(f"step must change x, but {x[index]} + {steps[index]} rounds back")
        gradient[index] = (real_result(function, above) - real_result(function, below)) / distance
    return gradient


def complex_step_gradient(function: Callable[[np.ndarray], complex], x, step: float = COMPLEX_STEP):
    r"""Return the gradient by the complex step, :math:`\operatorname{Im} f(x + ih) / h`.

    Parameters
    ----------
    function : callable, complex ndarray of the shape of `x` -> complex
        What to differentiate: analytic, and written so that complex numbers pass through. ``abs``,
        ``.real`` and casts stop them.
    x : array_like of real numbers, any shape
        Where.
    step : float, default 1e-30
        The step h.

    Returns
    -------
    ndarray of float64, same shape as `x`
        The gradient, to nearly all digits that the function itself has.

    Raises
    ------
    TypeError, ValueError
        If the function does not return one finite complex number: use `numerical_gradient` where
        complex numbers cannot pass.

    References
    ----------
    Squire, W. & Trapp, G. (1998). Using complex variables to estimate derivatives of real
    functions. *SIAM Review* 40, 110-112.

    Examples
    --------
    >>> complex_step_gradient(lambda x: np.exp(x).sum(), [0.0, 1.0]) - np.exp([0.0, 1.0])
    array([0., 0.])
    """
    require_callable(function, "function")
    x = real_array(x, "x")
    step = positive_number(step, "step")
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = complex_result(function, moved(x, index, 1j * step)).imag / step
    return gradient


def moved(x: np.ndarray, index: tuple[int, ...], step: complex) -> np.ndarray:
    """Return a copy of x with a step added to one entry."""
    copy = x.astype(np.result_type(x, step))
    copy[index] += step
    return copy


def real_array(value: Any, argument: str) -> np.ndarray:
    """Return finite real numbers as float64, or say what is wrong."""
    array = number_array(value, argument)
    if array.dtype.kind == "c":
        raise TypeError(f"{argument} must hold real numbers, not {shown(array)}")
    if array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{argument} must be finite and not empty, not {shown(value)}")
    return array.astype(np.float64)


def single_result(function: Callable[[Any], Any], x: Any) -> np.ndarray:
    """Return what the function makes of x: one finite number, or an error that says so."""
    result = number_array(function(x), "the function's result")
    if result.size != 1:
        raise ValueError(f"the function must return a single number, not the shape {result.shape}")
    if not np.isfinite(result).all():
        raise ValueError(
            f"the function must return a finite number, not {result.item()}; x, or x moved by a "
            "step, may lie at the edge of its domain, as 0 does for a logarithm"
        )
    return result.reshape(())


def real_result(function: Callable[[Any], Any], x: Any) -> float:
    """Return one finite real number."""
    result = single_result(function, x)
    if result.dtype.kind == "c":
        raise TypeError(f"the function must return a real number, not {result.item()}")
    return float(result)


def complex_result(function: Callable[[Any], Any], x: Any) -> complex:
    """Return one finite complex number."""
    result = single_result(function, x)
    if result.dtype.kind != "c":
        raise TypeError(
            f"the function must return a complex number for complex x, not {result.item()}: "
            "something in it, such as abs or a cast, dropped the imaginary part"
        )
    return complex(result)


# --- the comparison ---------------------------------------------------------------------------


def relative_error(gradient, reference) -> float:
    r"""Return :math:`\lVert g - r \rVert / \max(\lVert g \rVert, \lVert r \rVert)`.

    The norm is taken over all entries together. Entry by entry, a tiny entry whose digits are all
    rounding would raise an alarm.

    Parameters
    ----------
    gradient, reference : array_like of real numbers, any shape, the same for both
        What is compared; the order does not matter.

    Returns
    -------
    float
        0 if both are equal, also if both are zero; at most 2, but infinite if an entry of either is
        NaN or infinite.

    Examples
    --------
    >>> relative_error([3.0, 4.0], [3.0, 3.0])
    0.2
    """
    gradient, reference = number_array(gradient, "gradient"), number_array(reference, "reference")
    if gradient.shape != reference.shape:
        raise ValueError(f"gradient must have the shape {reference.shape}, not {gradient.shape}")
    if not (np.isfinite(gradient).all() and np.isfinite(reference).all()):
        return math.inf
    larger = max(norm(gradient), norm(reference))
    return norm(gradient - reference) / larger if larger else 0.0


def norm(array: np.ndarray) -> float:
    """Return the root of the sum of squares, without overflow or underflow."""
    largest = float(np.abs(array).max(initial=0))
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(array / largest))


@dataclass(frozen=True)
class ParameterCheck:
    """How the gradient of one parameter compares with its witness.

    Attributes
    ----------
    name : str
        The parameter.
    shape : tuple of int
        Its shape.
    relative_error : float
        Of the whole array; see `relative_error`.
    worst : tuple of int
        Index of the entry that differs most.
    given, witness : float
        That entry of the gradient, and what it should be.
    passed : bool
        Whether the difference is within the tolerance, or within the witness's own rounding.
    """

    name: str
    shape: tuple[int, ...]
    relative_error: float
    worst: tuple[int, ...]
    given: float
    witness: float
    passed: bool


@dataclass(frozen=True)
class GradientReport:
    """The outcome of `check_gradient`, one entry a parameter; prints as a table.

    Attributes
    ----------
    checks : tuple of ParameterCheck
        One a parameter, in their order.
    method : str
        Which witness was asked.
    tolerance : float
        The maximum relative error that passes.

    Examples
    --------
    >>> report = check_gradient(lambda x: np.sum(x**2), np.array([1.0, 2.0]), np.array([2.0, 5.0]))
    >>> report.passed, report["x"].worst
    (False, (1,))
    """

    checks: tuple[ParameterCheck, ...]
    method: str
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether the gradient of every parameter passed."""
        return all(check.passed for check in self.checks)

    @property
    def errors(self) -> dict[str, float]:
        """The relative error of each parameter."""
        return {check.name: check.relative_error for check in self.checks}

    def __getitem__(self, name: str) -> ParameterCheck:
        return choose({check.name: check for check in self.checks}, name, "parameter")

    def __str__(self) -> str:
        table = [("", "parameter", "shape", "relative error", "worst entry", "given", "should be")]
        for check in self.checks:
            where = f"{check.name}[{', '.join(map(str, check.worst))}]" if check.shape else ""
            error, given = f"{check.relative_error:.1e}", f"{check.given:.8g}"
            row = (check.name, str(check.shape), error, where, given, f"{check.witness:.8g}")
            table.append(("ok" if check.passed else "WRONG", *row))
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
        wrong = [check.name for check in self.checks if not check.passed]
        verdict = f"wrong: {', '.join(wrong)}" if wrong else "every gradient is correct"
        witness = self.method.replace("_", " ")
        return "\n".join(
            [*lines, f"{verdict} ({witness}, relative error up to {self.tolerance:.0e})"]
        )

    __repr__ = __str__


@dataclass(frozen=True)
class Witness:
    """A way to differentiate, how far it is to be trusted, and its rounding at values of size 1."""

    gradient: Callable[..., np.ndarray]
    tolerance: float
    rounding: float


WITNESSES = {
    "central_difference": Witness(numerical_gradient, 1e-7, np.finfo(float).eps / CENTRAL_STEP),
    "complex_step": Witness(complex_step_gradient, 1e-13, np.finfo(float).eps),
}


def check_gradient(
    function: Callable[[Any], Any],
    params,
    gradients,
    *,
    method: str = "central_difference",
    tolerance: float | None = None,
) -> GradientReport:
    """Compare gradients with central differences or the complex step of their function.

    Parameters
    ----------
    function : callable, params -> float
        The loss as a function of its parameters, which it gets in the structure of `params`.
    params : array, or list, tuple or dict of these, nested as deep as need be
        Where. A list of pairs (W, b), as in ``MLP.params``, is reported as W1, b1, W2, b2, ...
    gradients : the same structure and shapes as `params`
        What is to be checked.
    method : {"central_difference", "complex_step"}
        The witness. The complex step is sharper, but the function must be analytic and pass
        complex numbers through.
    tolerance : float, optional
        The maximum relative error that passes. By default 1e-7 for the central difference, 1e-13
        for the complex step, and no less than 450 rounding errors of the gradients' floating type.

    Returns
    -------
    GradientReport
        With `passed`, `errors` and a table to print. To stop where a gradient is wrong:
        ``assert report.passed, report``.

    Raises
    ------
    TypeError, ValueError
        If the function returns anything but one finite number in float64, the same at each call,
        or a gradient is float16.

    Examples
    --------
    >>> def loss(params):
    ...     [(W, b)] = params
    ...     return np.square(np.ones((2, 3)) @ W + b).mean()
    >>> W, b = np.ones((3, 1)), np.zeros(1)
    >>> print(check_gradient(loss, [(W, b)], [(np.full((3, 1), 6.0), np.full(1, 3.0))]))
           parameter  shape   relative error  worst entry  given  should be
    ok     W1         (3, 1)  ...
    WRONG  b1         (1,)    5.0e-01         b1[0]        3      6
    wrong: b1 (central difference, relative error up to 1e-07)
    """
    require_callable(function, "function")
    witness = choose(WITNESSES, method, "method")
    names, points = zip(*named_arrays(params), strict=True)
    points = [
        real_array(point, f"params {name}") for name, point in zip(names, points, strict=True)
    ]
    given = matching_arrays(names, points, gradients)
    allowed = smallest_tolerance(witness, given) if tolerance is None else tolerance
    allowed = positive_number(allowed, "tolerance")

    def along(position: int) -> Callable[[np.ndarray], Any]:
        """Return the function of one parameter, the others held."""
        return lambda point: function(
            rebuilt(params, iter([*points[:position], point, *points[position + 1 :]]))
        )

    precise = single_result(function, rebuilt(params, iter(points)))
    if np.finfo(precise.dtype).bits < 64:
        raise TypeError(
            f"the function must compute in float64, not {precise.dtype}, in whose rounding the "
            "witness's step is lost; turn all its data into float64"
        )
    # Tables, such as a DataFrame, are handed on as the arrays that they were turned into.
    arrays = all(isinstance(p, (np.ndarray, float)) for _, p in named_arrays(params))
    own = params if arrays else rebuilt(params, iter(points))
    first = real_result(function, own)
    expected = [witness.gradient(along(i), point) for i, point in enumerate(points)]
    # Asked last, and with the caller's own arrays: a function that keeps what it is given, such as
    # one that sets a net's parameters, ends where it began.
    last = real_result(function, own)
    if last != first:
        raise ValueError(
            f"the function must return the same number for the same params, not {first} and then "
            f"{last}: is it random, or does it keep a state or change its argument?"
        )
    size = abs(last)
    checks = tuple(
        compare(name, mine, theirs, allowed, 4 * witness.rounding * size)
        for name, mine, theirs in zip(names, given, expected, strict=True)
    )
    return GradientReport(checks, method, allowed)


def smallest_tolerance(witness: Witness, gradients: Sequence[np.ndarray]) -> float:
    """Return a relative error that neither the witness nor the gradients' type can stay below."""
    return max(witness.tolerance, *(450 * float(np.finfo(g.dtype).eps) for g in gradients))


def compare(
    name: str, given: np.ndarray, witness: np.ndarray, tolerance: float, rounding: float
) -> ParameterCheck:
    """Compare the gradient of one parameter with its witness."""
    difference = np.abs(given - witness)
    worst = np.unravel_index(np.argmax(difference), difference.shape)
    # A gradient of zero has no digits to compare; the witness's rounding is then all there is.
    bound = tolerance * max(norm(given), norm(witness)) + rounding * math.sqrt(given.size)
    return ParameterCheck(
        name=name,
        shape=given.shape,
        relative_error=relative_error(given, witness),
        worst=tuple(map(int, worst)),
        given=float(given[worst]),
        witness=float(witness[worst]),
        passed=norm(difference) <= bound,
    )


# --- parameters in their structure ------------------------------------------------------------


def named_arrays(params: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Go through a structure of arrays in order, with a name for each."""
    if isinstance(params, Mapping):
        parts = {f"{name}.{key}" if name else str(key): value for key, value in params.items()}
    elif is_list_of_pairs(params):
        parts = {}
        for layer, (W, b) in enumerate(params, start=1):
            parts |= {f"{name}W{layer}": W, f"{name}b{layer}": b}
    elif isinstance(params, (list, tuple)):
        parts = {f"{name}[{i}]": value for i, value in enumerate(params)}
    else:
        yield name or "x", params
        return
    if not parts:
        raise ValueError(f"params{name} must not be empty")
    for part, value in parts.items():
        yield from named_arrays(value, part)


def is_list_of_pairs(params: Any) -> bool:
    """Say whether this looks like the parameters of a net, a (W, b) for each layer."""
    return isinstance(params, list) and all(isinstance(p, tuple) and len(p) == 2 for p in params)


def rebuilt(params: Any, arrays: Iterator[np.ndarray]) -> Any:
    """Return the same structure, filled with other arrays."""
    if isinstance(params, Mapping):
        return {key: rebuilt(value, arrays) for key, value in params.items()}
    if isinstance(params, (list, tuple)):
        return type(params)([rebuilt(value, arrays) for value in params])
    return next(arrays)


def matching_arrays(
    names: Sequence[str], points: Sequence[np.ndarray], gradients: Any
) -> list[np.ndarray]:
    """Return the gradients one for one with the parameters, or say which does not fit."""
    found = dict(named_arrays(gradients))
    if sorted(found) != sorted(names):
        raise ValueError(
            f"gradients must have the structure of params, {', '.join(names)}, "
            f"not {', '.join(found)}"
        )
    arrays = [as_array(found[name], f"the gradient of {name}") for name in names]
    for name, point, array in zip(names, points, arrays, strict=True):
        if array.dtype == np.float16:
            raise TypeError(
                f"the gradient of {name} must be float32 or float64, not float16, whose three "
                "digits cannot tell a wrong gradient from rounding"
            )
        if array.shape != point.shape or array.dtype.kind == "c":
            raise ValueError(
                f"the gradient of {name} must be real, with the shape {point.shape}, "
                f"not {shown(array)}"
            )
    return [number_array(array, "gradients") for array in arrays]
