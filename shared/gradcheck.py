r"""Check gradients by central differences or by the complex step.

A network with a wrong gradient may still learn, only worse. A difference quotient needs only the
function, so it is an independent check of the gradient. The complex step is another check, without
the cancellation of the difference quotient, for functions that accept complex numbers.

If a check fails although the gradient is correct, or passes although the gradient is wrong, look
for one of these causes:

- **A kink within the step.** At z = 0 a ReLU has no derivative; the central difference is the mean
  of the slopes on both sides. Check at another point, or with a smooth activation.
- **A random function.** Dropout, noise or a new minibatch changes the value between two calls.
  Create the generator inside the function, from the same seed each time.
- **A state.** The function counts its calls, keeps running means, or changes its argument in place.
- **Single precision.** Near 1, neighbouring float32 numbers differ by 1e-7. A step of 6e-6 then
  leaves hardly two correct digits. Compute the whole function in float64, including the data.
- **The edge of a domain.** The step leads to a point where the function is not defined, such as
  below 0 for a square root. Check at a point inside the domain.
- **A different function.** The gradient is that of a sum and the function is a mean. Or only one of
  the two includes the penalty on the weights.
- **A flat point.** Where all gradients vanish, as with saturated units or with all weights zero, a
  wrong factor changes nothing. Check at random weights, before training.
- **Scales.** One step size does not fit both entries of size 1e-6 and entries of size 1e6. Scale
  the parameters.
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


# --- numerical gradients ----------------------------------------------------------------------

# The error of the formula grows as step**2, the rounding error as 1 / step: here both are equal.
CENTRAL_STEP = float(np.cbrt(np.finfo(float).eps))

# Nothing is subtracted, so the step can be so small that its square is lost in rounding.
COMPLEX_STEP = 1e-30


def numerical_gradient(function: Callable[[np.ndarray], float], x, step: float | None = None):
    r"""Return the gradient by central differences, :math:`(f(x + h) - f(x - h)) / 2h`.

    Parameters
    ----------
    function : callable, ndarray of the shape of `x` -> float
        What to differentiate. It must not change its argument.
    x : array_like of real numbers, any shape
        The point at which to differentiate.
    step : float, optional
        The step h. By default :math:`6 \cdot 10^{-6} \max(1, |x|)`, which balances the error of the
        formula, :math:`O(h^2)`, against the rounding error, :math:`O(\varepsilon / h)`.

    Returns
    -------
    ndarray of float64, same shape as `x`
        The gradient, accurate to about ten digits for a smooth function of moderate size. Across a
        kink it is a mean of the slopes on both sides.

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
        # The distance after rounding, which is rarely exactly twice the step.
        distance = above[index] - below[index]
        if distance == 0:
            raise ValueError(
                f"step must be large enough to change x, but {x[index]} + {steps[index]} rounds to "
                f"{x[index]}"
            )
        gradient[index] = (real_result(function, above) - real_result(function, below)) / distance
    return gradient


def complex_step_gradient(function: Callable[[np.ndarray], complex], x, step: float = COMPLEX_STEP):
    r"""Return the gradient by the complex step, :math:`\operatorname{Im} f(x + ih) / h`.

    Parameters
    ----------
    function : callable, complex ndarray of the shape of `x` -> complex
        What to differentiate. It must be analytic and accept complex numbers; ``abs``, ``.real``
        and casts drop the imaginary part.
    x : array_like of real numbers, any shape
        The point at which to differentiate.
    step : float, default 1e-30
        The step h.

    Returns
    -------
    ndarray of float64, same shape as `x`
        The gradient, accurate to nearly as many digits as the function itself.

    Raises
    ------
    TypeError, ValueError
        If the function does not return one finite complex number. Use `numerical_gradient` for
        functions that do not accept complex numbers.

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
    """Return the value of the function at x, or raise an error unless it is one finite number."""
    result = number_array(function(x), "the function's result")
    if result.size != 1:
        raise ValueError(f"the function must return a single number, not shape {result.shape}")
    if not np.isfinite(result).all():
        raise ValueError(
            f"the function must return a finite number, not {result.item()}; x may lie at the edge "
            "of its domain, such as 0 for a logarithm"
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
    r"""Return the relative error of a gradient against a reference.

    .. math:: \frac{\lVert g - r \rVert}{\max(\lVert g \rVert, \lVert r \rVert)}

    The norm is taken over all entries together. A comparison entry by entry would report tiny
    entries that differ only by rounding.

    Parameters
    ----------
    gradient, reference : array_like of real numbers, any shape, the same for both
        The gradients g and r to compare; their order does not matter.

    Returns
    -------
    float
        From 0 to 2; it is 0 if both are equal, also if both are zero. If an entry of either is NaN
        or infinite, the result is infinity.

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
    """The result of `check_gradient` for one parameter.

    Attributes
    ----------
    name : str
        The name of the parameter.
    shape : tuple of int
        The shape of the parameter.
    relative_error : float
        The relative error of the whole array; see `relative_error`.
    worst : tuple of int
        The index of the entry that differs most.
    given, witness : float
        The entry at this index in the given gradient, and in the numerical one.
    passed : bool
        Whether the difference is within the tolerance, or within the rounding error of the
        numerical gradient.
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
    """The result of `check_gradient`, one entry per parameter; prints as a table.

    Attributes
    ----------
    checks : tuple of ParameterCheck
        One per parameter, in the order of the parameters.
    method : str
        How the numerical gradient was computed.
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
    """A numerical gradient, its default tolerance, and its rounding error for values of size 1."""

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
    """Check gradients against central differences or the complex step.

    Parameters
    ----------
    function : callable, params -> float
        The loss as a function of the parameters. Its argument has the structure of `params`.
    params : array, or list, tuple or dict of these, nested to any depth
        The point at which to check. A list of pairs (W, b), as in ``MLP.params``, is reported as
        W1, b1, W2, b2, ...
    gradients : the same structure and shapes as `params`
        The gradients to check.
    method : {"central_difference", "complex_step"}
        How to compute the numerical gradient. The complex step is more accurate, but the function
        must be analytic and accept complex numbers.
    tolerance : float, optional
        The maximum relative error that passes. By default 1e-7 for the central difference and 1e-13
        for the complex step, but at least 450 times the machine epsilon of the gradients.

    Returns
    -------
    GradientReport
        With `passed`, `errors` and a table to print. To raise an error if a gradient is wrong:
        ``assert report.passed, report``.

    Raises
    ------
    TypeError, ValueError
        If the function does not return one finite number in float64, if it returns different
        numbers for the same `params`, or if a gradient is float16.

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
        """Return the function of one parameter, with the others fixed."""
        return lambda point: function(
            rebuilt(params, iter([*points[:position], point, *points[position + 1 :]]))
        )

    precise = single_result(function, rebuilt(params, iter(points)))
    if np.finfo(precise.dtype).bits < 64:
        raise TypeError(
            f"the function must compute in float64, not {precise.dtype}, which is too coarse for "
            "the step of a numerical gradient; convert all its data to float64"
        )
    # Tables, such as a DataFrame, are passed to the function as arrays.
    arrays = all(isinstance(p, (np.ndarray, float)) for _, p in named_arrays(params))
    own = params if arrays else rebuilt(params, iter(points))
    first = real_result(function, own)
    expected = [witness.gradient(along(i), point) for i, point in enumerate(points)]
    # Called last with the caller's own arrays: a function that stores its argument, such as one
    # that sets the parameters of a net, then ends in its initial state.
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
    """Return the default tolerance: that of the method, or more for gradients in float32."""
    return max(witness.tolerance, *(450 * float(np.finfo(g.dtype).eps) for g in gradients))


def compare(
    name: str, given: np.ndarray, witness: np.ndarray, tolerance: float, rounding: float
) -> ParameterCheck:
    """Compare the gradient of one parameter with the numerical gradient."""
    difference = np.abs(given - witness)
    worst = np.unravel_index(np.argmax(difference), difference.shape)
    # If the gradient is zero, the numerical gradient consists of rounding errors only.
    bound = tolerance * max(norm(given), norm(witness)) + rounding * math.sqrt(given.size)
    return ParameterCheck(
        name=name,
        shape=given.shape,
        relative_error=relative_error(given, witness),
        worst=tuple(map(int, worst)),
        given=float(given[worst]),
        witness=float(witness[worst]),
        passed=bool(np.isfinite(given).all()) and norm(difference) <= bound,
    )


# --- nested parameters ------------------------------------------------------------------------


def named_arrays(params: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name and the value of each array in a nested structure, in order."""
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
    """Return the gradients in the order of the parameters, or say which does not fit."""
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
