r"""Activation functions and their derivatives: ReLU, sigmoid, tanh, GELU and others.

A layer first computes weighted sums of its inputs, the pre-activations :math:`z`. The activation
function is then applied to each pre-activation. Every derivative is a function of :math:`z`, not of
the output h. Where the sigmoid rounds to 1, the form h (1 - h) of its derivative loses all digits.

The formulas are written for floating-point numbers. Far from zero they neither overflow nor lose
small values, unlike the textbook forms of the same functions. The formulas use only operators and
ufuncs, so they accept arrays and nodes of a traced graph. All except the GELU also accept complex
arrays, which the complex step needs. At infinity each function returns its limit.

Only this module computes in float16: its functions act on each entry separately, so the rounding of
half precision can be studied here.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shared.graph import Node, Operation
from shared.validation import as_array, choose, real_number, shown

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "gelu_tanh",
    "gelu_tanh_derivative",
    "get_activation",
    "leaky_relu_with_slope",
    "maximum_slope",
    "sigmoid",
]


@dataclass(frozen=True)
class Activation:
    r"""An activation function with its derivative, formulas and range.

    Attributes
    ----------
    name : str
        The key in `ACTIVATIONS`.
    title : str
        The name for text and tables, such as ``Leaky ReLU``.
    f : callable, array_like of any shape -> ndarray of the same shape
        The function of the pre-activation :math:`z`.
    df : callable, array_like of any shape -> ndarray of the same shape
        Its derivative with respect to the pre-activation :math:`z`, as a function of :math:`z`.
    formula : str
        :math:`f(z)` as LaTeX.
    derivative_formula : str
        :math:`f'(z)` as LaTeX.
    range : str
        The set of all values of :math:`f`, as LaTeX.
    bounds : tuple of two floats
        The lower and the upper bound of :math:`f` as numbers. In floating point the values can
        reach a bound that :math:`f` only approaches: the sigmoid is exactly 1.0 from about
        :math:`z = 37`.

    Notes
    -----
    Floating types are kept (float32 stays float32), integers become float64, and the argument is
    never changed. At plus and minus infinity both functions return their limits.

    Examples
    --------
    >>> tanh = ACTIVATIONS["tanh"]
    >>> float(tanh.f(0.0)), float(tanh.df(0.0))
    (0.0, 1.0)
    """

    name: str
    title: str
    f: Callable[..., Any] = field(repr=False)
    df: Callable[..., Any] = field(repr=False)
    formula: str = field(repr=False)
    derivative_formula: str = field(repr=False)
    range: str
    bounds: tuple[float, float] = field(repr=False)


def elementwise(formula: Callable[..., Any]) -> Callable[..., Any]:
    """Make a formula for floating-point arrays accept lists, integers and scalars as well."""

    @functools.wraps(formula)
    def apply(z, **parameters):
        if not isinstance(z, Node):
            z = as_array(z, "z")
            z = z if z.dtype.kind in "fc" else z.astype(np.float64)
        return formula(z, **parameters)

    return apply


def magnitude(z):
    """Return |z| in a form that the complex step can differentiate.

    NumPy orders complex numbers by their real part, so `maximum` picks the right branch, whereas
    `abs` would return the modulus and drop the imaginary part.
    """
    return np.maximum(z, -z)


def positive_part(z):
    """Return max(z, 0)."""
    return np.maximum(z, 0)


def negative_part(z):
    """Return min(z, 0)."""
    return np.minimum(z, 0)


# Operations of their own, because a traced maximum has slope 1/2 at 0. Here the slopes at 0 are 0
# and 1, as in the derivatives below and in frameworks.
POSITIVE_PART = Operation(positive_part, "max", (lambda g, a: g * (a > 0),))
NEGATIVE_PART = Operation(negative_part, "min", (lambda g, a: g * (a <= 0),))


def above_minus_infinity(z):
    """Replace minus infinity by the lowest finite float, whose product with 0 is 0 and not NaN."""
    return np.maximum(z, np.finfo(z.dtype).min)


def finite(z):
    """Replace infinity and minus infinity by the largest and the lowest finite float."""
    return np.minimum(above_minus_infinity(z), np.finfo(z.dtype).max)


# --- identity and step ------------------------------------------------------------------------


@elementwise
def identity(z):
    """Return z itself: a layer without an activation."""
    return z.copy() if isinstance(z, np.ndarray) else z


@elementwise
def identity_derivative(z):
    """Return 1 everywhere."""
    return np.ones_like(z)


@elementwise
def step(z):
    """Return 1 where z > 0 and 0 elsewhere: the threshold unit of McCulloch & Pitts (1943)."""
    return JUMP(z)


def jump(z):
    """Return 1 where z > 0 and 0 elsewhere."""
    return (z > 0).astype(z.dtype)


# An operation of its own, with gradient 0, because a comparison would end the trace.
JUMP = Operation(jump, "step", (lambda g: np.zeros_like(g),))


@elementwise
def step_derivative(z):
    """Return 0 everywhere, so gradient descent cannot train a step function.

    At 0, where the step jumps, there is no derivative; 0 is returned by convention.
    """
    return np.zeros_like(z)


# --- ReLU and its variants --------------------------------------------------------------------


@elementwise
def relu(z):
    """Return max(z, 0) (Fukushima 1969; Nair & Hinton 2010)."""
    return POSITIVE_PART(z)


@elementwise
def relu_derivative(z):
    """Return 1 where z > 0 and 0 elsewhere, also at 0.

    At 0 there is no derivative, and any value in [0, 1] is a subgradient. This function returns 0,
    as frameworks do. In float32 the choice can matter (Bertoin et al. 2021, arXiv:2106.12915).
    """
    return (z > 0).astype(z.dtype)


@elementwise
def leaky_relu(z, slope=0.01):
    """Return z where z > 0 and slope * z elsewhere (Maas, Hannun & Ng 2013)."""
    return POSITIVE_PART(z) + (slope * NEGATIVE_PART(z) if slope else 0)


@elementwise
def leaky_relu_derivative(z, slope=0.01):
    """Return 1 where z > 0 and slope elsewhere, also at 0, as frameworks do."""
    return np.where(z > 0, 1.0, slope).astype(z.dtype)


@elementwise
def elu(z):
    """Return z where z > 0 and exp(z) - 1 elsewhere (Clevert, Unterthiner & Hochreiter 2016)."""
    # expm1 keeps the digits that exp(z) - 1 cancels near zero.
    return POSITIVE_PART(z) + np.expm1(NEGATIVE_PART(z))


@elementwise
def elu_derivative(z):
    """Return 1 where z > 0 and exp(z) elsewhere: continuous, 1 at 0."""
    return np.exp(negative_part(z))


# These two make zero mean and unit variance a fixed point (Klambauer et al. 2017).
SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


@elementwise
def selu(z):
    """Return the self-normalising ELU: an ELU of height alpha, scaled (Klambauer et al. 2017)."""
    return SELU_SCALE * POSITIVE_PART(z) + SELU_SCALE * SELU_ALPHA * np.expm1(NEGATIVE_PART(z))


@elementwise
def selu_derivative(z):
    """Return scale where z > 0 and scale * alpha * exp(z) elsewhere, also at 0.

    The slope jumps at 0 from 1.758 down to 1.051; the value at 0 is the left one, as in frameworks.
    """
    left = SELU_SCALE * SELU_ALPHA * np.exp(negative_part(z))
    return np.where(z > 0, SELU_SCALE, left).astype(z.dtype)


# --- the sigmoid and its relatives ------------------------------------------------------------


@elementwise
def sigmoid(z):
    """Return 1 / (1 + exp(-z)), accurate in both tails and without overflow.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, same shape as `z`
        Values between 0 and 1; far from zero they round to exactly 0 or 1.

    Examples
    --------
    >>> sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    # The softmax of the two scores z and 0. Numerator and denominator are divided by the larger of
    # the two exponentials, so that no exponent is above zero.
    return np.exp(negative_part(z)) / (1 + np.exp(-magnitude(z)))


@elementwise
def sigmoid_derivative(z):
    """Return sigmoid(z) * sigmoid(-z), at most 1/4."""
    # In terms of exp(-|z|) nothing cancels; sigmoid * (1 - sigmoid) would lose the right tail.
    decay = np.exp(-magnitude(z))
    return decay / np.square(1 + decay)


@elementwise
def tanh(z):
    """Return the hyperbolic tangent, 2 sigmoid(2 z) - 1."""
    return np.tanh(z)


@elementwise
def tanh_derivative(z):
    """Return 1 - tanh(z)^2, written as 1 / cosh(z)^2 so that nothing cancels in the tails."""
    decay = np.exp(-magnitude(z))
    return np.square(2 * decay / (1 + np.square(decay)))


@elementwise
def softplus(z):
    """Return log(1 + exp(z)), a smooth ReLU (Dugas et al. 2001)."""
    return np.maximum(z, 0) + np.log1p(np.exp(-magnitude(z)))


@elementwise
def softplus_derivative(z):
    """Return sigmoid(z)."""
    return sigmoid(z)


@elementwise
def softsign(z):
    """Return z / (1 + |z|), which saturates far more slowly than tanh (Turian et al. 2009)."""
    z = finite(z)
    return z / (1 + magnitude(z))


@elementwise
def softsign_derivative(z):
    """Return 1 / (1 + |z|)^2."""
    # The quotient is squared, not the sum: squaring a large sum would overflow.
    return np.square(1 / (1 + magnitude(z)))


# --- gated activations: z times a gate from 0 to 1 that grows with z --------------------------


@elementwise
def silu(z):
    """Return z * sigmoid(z), also called swish (Elfwing, Uchibe & Doya 2018)."""
    return above_minus_infinity(z) * sigmoid(z)


@elementwise
def silu_derivative(z):
    """Return sigmoid(z) * (1 + z * sigmoid(-z))."""
    z = finite(z)
    return sigmoid(z) * (1 + z * sigmoid(-z))


@elementwise
def gelu(z):
    """Return z * Phi(z) with the normal distribution function Phi (Hendrycks & Gimpel 2016).

    This is the exact form; `gelu_tanh` is the paper's approximation of it.
    """
    return above_minus_infinity(z) * NORMAL_DISTRIBUTION(z)


@elementwise
def gelu_derivative(z):
    """Return Phi(z) + z * phi(z) with the normal density phi."""
    return NORMAL_DISTRIBUTION(z) + finite(z) * normal_density(z)


def normal_distribution(z):
    """Return Phi(z), the probability that a standard normal variable is below z."""
    if z.dtype.kind != "f":
        raise TypeError(f"z must be real for gelu, not {shown(z)}; use gelu_tanh for complex z")
    # The complement erfc keeps the left tail, where 1 + erf cancels to 0. NumPy lacks both.
    return (0.5 * complementary_error_function(-math.sqrt(0.5) * z.astype(float))).astype(z.dtype)


complementary_error_function = np.vectorize(math.erfc, otypes=[float])


def normal_density(z):
    """Return phi(z), the density of a standard normal variable."""
    # Beyond 40 the density is 0 in every floating type, and the square could overflow.
    return np.exp(-np.square(np.minimum(magnitude(z), 40)) / 2) / math.sqrt(2 * math.pi)


# An operation of its own, with its derivative, so that Phi can be traced like a ufunc.
NORMAL_DISTRIBUTION = Operation(normal_distribution, "Φ", (lambda g, a: g * normal_density(a),))


@elementwise
def gelu_tanh(z):
    r"""Return the tanh approximation of the GELU, an option in several frameworks.

    .. math::
        & z \cdot \tfrac12 \bigl(1 + \tanh u\bigr), \\
        & u = \sqrt{2/\pi}\, (z + 0.044715 z^3)

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, same shape as `z`
        Within 5e-4 of the exact GELU.

    References
    ----------
    Hendrycks, D. & Gimpel, K. (2016). Gaussian error linear units. arXiv:1606.08415, section 2.

    Examples
    --------
    >>> float(abs(gelu_tanh(1.0) - ACTIVATIONS["gelu"].f(1.0)).round(6))
    0.000153
    """
    # Beyond 22 the sigmoid of 2 u is 0 or 1 in every floating type, and the cube could overflow.
    near = np.maximum(np.minimum(z, 22), -22)
    u, _ = gelu_tanh_argument(near)
    # (1 + tanh u) / 2 is sigmoid(2 u), which keeps the left tail.
    return above_minus_infinity(z) * sigmoid(2 * u)


@elementwise
def gelu_tanh_derivative(z):
    """Return the derivative of `gelu_tanh`.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, same shape as `z`
        Slopes; the largest is 1.128993.

    Examples
    --------
    >>> float(gelu_tanh_derivative(0.0))
    0.5
    """
    near = np.maximum(np.minimum(z, 22), -22)
    u, du = gelu_tanh_argument(near)
    opened, shut = sigmoid(2 * u), sigmoid(-2 * u)
    return opened * (1 + near * (2 * du * shut))


def gelu_tanh_argument(near):
    """Return the argument u of the tanh in `gelu_tanh`, and its derivative."""
    scale, square = math.sqrt(2 / math.pi), near * near
    return scale * near * (1 + 0.044715 * square), scale * (1 + 3 * 0.044715 * square)


@elementwise
def mish(z):
    """Return z * tanh(softplus(z)) (Misra 2020, arXiv:1908.08681)."""
    return above_minus_infinity(z) * np.tanh(softplus(z))


@elementwise
def mish_derivative(z):
    """Return tanh(s) + z * sigmoid(z) / cosh(s)^2 with s = softplus(z)."""
    z = finite(z)
    s = softplus(z)
    return np.tanh(s) + z * sigmoid(z) * tanh_derivative(s)


# --- the registry -----------------------------------------------------------------------------


def leaky_relu_with_slope(slope: float) -> Activation:
    """Return the leaky ReLU with a given slope for z < 0, from 0 (ReLU) to 1 (identity).

    The parametric ReLU (PReLU) is this function with a slope that is trained (He et al. 2015,
    doi:10.1109/ICCV.2015.123).

    Parameters
    ----------
    slope : float
        The slope for negative pre-activations, in [0, 1].

    Returns
    -------
    Activation
        It is not in `ACTIVATIONS`, but is accepted wherever a name from `ACTIVATIONS` is.

    Examples
    --------
    >>> leaky_relu_with_slope(0.25).f([-4, 4])
    array([-1.,  4.])
    """
    if not 0 <= real_number(slope, "slope", "a number in [0, 1]") <= 1:
        raise ValueError(f"slope must be a number in [0, 1], not {slope}")
    return with_slope(float(slope))


@functools.cache  # so that two with the same slope are equal
def with_slope(slope):
    """Return the leaky ReLU of `leaky_relu_with_slope`."""
    return Activation(
        name="leaky_relu",
        title="Leaky ReLU",
        f=functools.partial(leaky_relu, slope=slope),
        df=functools.partial(leaky_relu_derivative, slope=slope),
        formula=rf"\max(z, {slope:g} z)",
        derivative_formula=rf"1 \ \mathrm{{if}}\ z > 0,\ \mathrm{{else}}\ {slope:g}",
        range=r"(-\infty, \infty)" if slope else r"[0, \infty)",
        bounds=(-math.inf if slope else 0.0, math.inf),
    )


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in [
        Activation(
            name="identity",
            title="Identity",
            f=identity,
            df=identity_derivative,
            formula=r"z",
            derivative_formula=r"1",
            range=r"(-\infty, \infty)",
            bounds=(-math.inf, math.inf),
        ),
        Activation(
            name="relu",
            title="ReLU",
            f=relu,
            df=relu_derivative,
            formula=r"\max(z, 0)",
            derivative_formula=r"1 \ \mathrm{if}\ z > 0,\ \mathrm{else}\ 0",
            range=r"[0, \infty)",
            bounds=(0.0, math.inf),
        ),
        leaky_relu_with_slope(0.01),
        Activation(
            name="elu",
            title="ELU",
            f=elu,
            df=elu_derivative,
            formula=r"z \ \mathrm{if}\ z > 0,\ \mathrm{else}\ \mathrm{e}^z - 1",
            derivative_formula=r"1 \ \mathrm{if}\ z > 0,\ \mathrm{else}\ \mathrm{e}^z",
            range=r"(-1, \infty)",
            bounds=(-1.0, math.inf),
        ),
        Activation(
            name="selu",
            title="SELU",
            f=selu,
            df=selu_derivative,
            formula=r"c z \ \mathrm{if}\ z > 0,\ \mathrm{else}\ c\,\alpha (\mathrm{e}^z - 1)",
            derivative_formula=r"c \ \mathrm{if}\ z > 0,\ \mathrm{else}\ c\,\alpha\,\mathrm{e}^z",
            range=r"(-c\,\alpha, \infty), \ c\,\alpha \approx 1.7581",
            bounds=(-SELU_SCALE * SELU_ALPHA, math.inf),
        ),
        Activation(
            name="sigmoid",
            title="Sigmoid",
            f=sigmoid,
            df=sigmoid_derivative,
            formula=r"\frac{1}{1 + \mathrm{e}^{-z}}",
            derivative_formula=r"\sigma(z)\,(1 - \sigma(z))",
            range=r"(0, 1)",
            bounds=(0.0, 1.0),
        ),
        Activation(
            name="tanh",
            title="Tanh",
            f=tanh,
            df=tanh_derivative,
            formula=r"\tanh z",
            derivative_formula=r"1 - \tanh^2 z",
            range=r"(-1, 1)",
            bounds=(-1.0, 1.0),
        ),
        Activation(
            name="softplus",
            title="Softplus",
            f=softplus,
            df=softplus_derivative,
            formula=r"\log(1 + \mathrm{e}^z)",
            derivative_formula=r"\sigma(z)",
            range=r"(0, \infty)",
            bounds=(0.0, math.inf),
        ),
        Activation(
            name="softsign",
            title="Softsign",
            f=softsign,
            df=softsign_derivative,
            formula=r"\frac{z}{1 + |z|}",
            derivative_formula=r"\frac{1}{(1 + |z|)^2}",
            range=r"(-1, 1)",
            bounds=(-1.0, 1.0),
        ),
        Activation(
            name="silu",
            title="SiLU (swish)",
            f=silu,
            df=silu_derivative,
            formula=r"z\,\sigma(z)",
            derivative_formula=r"\sigma(z)\,(1 + z\,\sigma(-z))",
            range=r"[-0.2785, \infty)",
            bounds=(-0.27846454276107380, math.inf),
        ),
        Activation(
            name="gelu",
            title="GELU",
            f=gelu,
            df=gelu_derivative,
            formula=r"z\,\Phi(z)",
            derivative_formula=r"\Phi(z) + z\,\varphi(z)",
            range=r"[-0.1700, \infty)",
            bounds=(-0.16997120747990366, math.inf),
        ),
        Activation(
            name="mish",
            title="Mish",
            f=mish,
            df=mish_derivative,
            formula=r"z \tanh(\log(1 + \mathrm{e}^z))",
            derivative_formula=r"\tanh s + z\,\sigma(z)\,(1 - \tanh^2 s),\ "
            r"s = \log(1 + \mathrm{e}^z)",
            range=r"[-0.3088, \infty)",
            bounds=(-0.30884341301725041, math.inf),
        ),
        Activation(
            name="step",
            title="Step",
            f=step,
            df=step_derivative,
            formula=r"1 \ \mathrm{if}\ z > 0,\ \mathrm{else}\ 0",
            derivative_formula=r"0 \ \mathrm{(none\ at\ 0)}",
            range=r"\{0, 1\}",
            bounds=(0.0, 1.0),
        ),
    ]
}


def get_activation(activation: str | Activation) -> Activation:
    """Look up an activation function by name; an `Activation` is returned unchanged.

    Parameters
    ----------
    activation : str or Activation
        A key of `ACTIVATIONS`, or an activation of your own.

    Returns
    -------
    Activation
        The function with its derivative.

    Examples
    --------
    >>> get_activation("relu").title
    'ReLU'
    """
    if isinstance(activation, Activation):
        return activation
    return choose(ACTIVATIONS, activation, "activation")


def maximum_slope(activation: str | Activation) -> tuple[float, float]:
    """Return the maximum derivative on [-50, 50], and the pre-activation that has it.

    Parameters
    ----------
    activation : str or Activation
        A key of `ACTIVATIONS`, or an activation of your own.

    Returns
    -------
    slope : float
        The maximum derivative, accurate to about 1e-15.
    where : float
        The pre-activation nearest zero with this derivative. It is accurate to about 1e-7 at a
        smooth maximum, where the slope hardly changes. If the slope only approaches its maximum at
        infinity, `where` is the point nearest zero whose slope rounds to the limit.

    Examples
    --------
    >>> slope, where = maximum_slope("sigmoid")
    >>> slope, where
    (0.25, 0.0)
    """
    df = get_activation(activation).df
    where, reach = 0.0, 50.0
    # Each grid is 2000 times finer than the one before, around the best point found so far.
    while reach > 1e-9:
        z = where + reach * np.linspace(-1, 1, 4001)
        slope = df(z)
        largest = z[slope >= slope.max() - 1e-15]  # smaller differences are rounding error
        where = float(largest[np.argmin(np.abs(largest))])
        reach /= 2000
    return float(df(where)), where
