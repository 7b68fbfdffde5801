r"""Fifteen weight initializers: He (Kaiming), Glorot (Xavier), LeCun, orthogonal and others.

An initializer is a distribution of the initial weights of a layer. Most of the fifteen are special
cases of `variance_scaling`, which draws weights with mean zero and variance scale / fan. With a
scale that fits the activation, signals keep their size through depth. The shape of a weight matrix
is (fan_in, fan_out) throughout the book; PyTorch stores the transpose.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shared.propagation import variance_map
from shared.validation import (
    choose,
    finite_array,
    positive_integer,
    positive_number,
    random_generator,
    real_number,
    shown,
)

__all__ = [
    "INITIALIZERS",
    "Initializer",
    "calculate_gain",
    "fans",
    "get_initializer",
    "variance_scaling",
]


def fans(shape) -> tuple[int, int]:
    """Return fan_in and fan_out of a weight matrix: the layer's numbers of inputs and outputs.

    Parameters
    ----------
    shape : tuple of two int
        Shape of the weight matrix, (fan_in, fan_out).

    Returns
    -------
    fan_in, fan_out : int
        The number of inputs of each unit, and the number of units that each input feeds.

    Examples
    --------
    >>> fans((784, 256))
    (784, 256)
    """
    if not isinstance(shape, (tuple, list)) or len(shape) != 2:
        raise TypeError(f"shape must be (fan_in, fan_out), not {shown(shape)}")
    return positive_integer(shape[0], "fan_in"), positive_integer(shape[1], "fan_out")


def moment_gain(activation):
    """Return the gain that keeps the second moment 1, as a function of an unused slope."""
    return lambda slope: 1 / math.sqrt(variance_map(activation, 1.0, sigma_w2=1.0, sigma_b2=0.0))


GAINS: dict[str, Callable[[float], float]] = {
    "identity": lambda slope: 1.0,
    "linear": lambda slope: 1.0,
    "sigmoid": lambda slope: 1.0,
    "tanh": lambda slope: 5 / 3,
    "relu": lambda slope: math.sqrt(2),
    "leaky_relu": lambda slope: math.sqrt(2 / (1 + slope**2)),
    "selu": lambda slope: 3 / 4,
    "elu": moment_gain("elu"),
    "silu": moment_gain("silu"),
    "gelu": moment_gain("gelu"),
    "mish": moment_gain("mish"),
}


def calculate_gain(activation: str, slope: float = 0.01) -> float:
    r"""Return the gain for an activation: the recommended factor on the standard deviation.

    For ReLU and leaky ReLU the gain is :math:`1 / \sqrt{\mathrm{E}[f(z)^2]}` with
    :math:`z \sim N(0, 1)`, which keeps the second moment of the signal. ELU, SiLU, GELU and Mish,
    for which PyTorch recommends no gain, use the same formula. The other gains are conventions of
    PyTorch. For tanh the formula gives 1.5925, not 5/3. For the sigmoid the formula would ignore
    that the outputs are not centred.

    Parameters
    ----------
    activation : str
        One of identity, linear (the same), sigmoid, tanh, relu, leaky_relu, selu, elu, silu, gelu,
        mish.
    slope : float, default 0.01
        The slope of the leaky ReLU for negative z; ignored for the other activations.

    Returns
    -------
    float
        The gain: the standard deviation of a weight times the square root of fan.

    References
    ----------
    He, K. et al. (2015). Delving deep into rectifiers, eq. 15. doi:10.1109/ICCV.2015.123.
    PyTorch, ``torch.nn.init.calculate_gain``.

    Examples
    --------
    >>> round(calculate_gain("relu"), 6)
    1.414214
    >>> round(calculate_gain("gelu"), 4)
    1.5335
    """
    return choose(GAINS, activation, "activation")(real_number(slope, "slope", "a number"))


# --- distributions of mean 0 and variance 1 ---------------------------------------------------

# The standard deviation of a standard normal variable that is truncated at -2 and 2.
TRUNCATED_STANDARD_DEVIATION = 0.87962566103423978


def standard_normal(rng, shape):
    """Draw from N(0, 1)."""
    return rng.standard_normal(shape)


def standard_uniform(rng, shape):
    """Draw from the uniform distribution of variance 1, which ends at the square root of 3."""
    return rng.uniform(-math.sqrt(3), math.sqrt(3), shape)


def standard_truncated_normal(rng, shape):
    """Draw from a normal distribution truncated at two standard deviations, with variance 1."""
    return cut_off_normal(rng, shape) / TRUNCATED_STANDARD_DEVIATION


def cut_off_normal(rng, shape):
    """Draw from N(0, 1), and redraw values outside [-2, 2]."""
    values = rng.standard_normal(shape)
    while (beyond := np.abs(values) > 2).any():
        values[beyond] = rng.standard_normal(np.count_nonzero(beyond))
    return values


DISTRIBUTIONS = {
    "normal": standard_normal,
    "uniform": standard_uniform,
    "truncated_normal": standard_truncated_normal,
}
FANS = {
    "fan_in": lambda fan_in, fan_out: fan_in,
    "fan_out": lambda fan_in, fan_out: fan_out,
    "fan_avg": lambda fan_in, fan_out: (fan_in + fan_out) / 2,
}


def variance_scaling(rng, shape, scale=1.0, mode="fan_in", distribution="normal"):
    r"""Draw weights of mean 0 and variance :math:`\text{scale} / \text{fan}`.

    A pre-activation is a sum of fan_in products, so with fan_in its variance does not depend on the
    width of the layer. With fan_out the same holds for the gradient in the backward pass.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : tuple of two int
        Shape of the weight matrix, (fan_in, fan_out).
    scale : float, default 1.0
        1 for LeCun and Glorot, 2 for He; in general the gain squared.
    mode : {"fan_in", "fan_out", "fan_avg"}
        The fan that divides the variance; "fan_avg" is the mean of both.
    distribution : {"normal", "uniform", "truncated_normal"}
        The shape of the distribution; the variance is the same for all. The truncated normal is
        truncated at two standard deviations *before* it is scaled, as in Keras and JAX.

    Returns
    -------
    ndarray of float64, (fan_in, fan_out)
        The weights W of ``Z = X @ W + b``.

    References
    ----------
    Glorot, X. & Bengio, Y. (2010). Understanding the difficulty of training deep feedforward
    neural networks, eq. 12 and 16. The general form is that of Keras, ``VarianceScaling``.

    Examples
    --------
    >>> W = variance_scaling(np.random.default_rng(0), (400, 100), scale=2.0)
    >>> W.shape, round(float(W.var() * 400), 1)
    ((400, 100), 2.0)
    """
    fan = choose(FANS, mode, "mode")(*fans(shape))
    draw = choose(DISTRIBUTIONS, distribution, "distribution")
    standard_deviation = math.sqrt(positive_number(scale, "scale") / fan)
    return standard_deviation * draw(random_generator(rng), shape)


# --- the initializers -------------------------------------------------------------------------


@dataclass(frozen=True)
class Initializer:
    """An initializer of the weights of a layer, with its formula and source.

    Attributes
    ----------
    name : str
        The key in `INITIALIZERS`.
    title : str
        The name for text and tables, such as ``He (Kaiming) normal``.
    draw : callable, (rng, (fan_in, fan_out)) -> ndarray, (fan_in, fan_out)
        Draws the weights. Calling the initializer checks the arguments, then calls `draw`.
    formula : str
        The distribution of a weight as LaTeX.
    source : str
        The origin: a publication, a library or a purpose.
    default_in : str
        The layers and libraries that use it by default, or an empty string.

    Examples
    --------
    >>> he_normal = INITIALIZERS["he_normal"]
    >>> he_normal(np.random.default_rng(0), (2, 3)).shape
    (2, 3)
    """

    name: str
    title: str
    draw: Callable[..., np.ndarray] = field(repr=False)
    formula: str = field(repr=False)
    source: str = field(repr=False)
    default_in: str = field(default="", repr=False)

    def __call__(self, rng, shape) -> np.ndarray:
        """Draw a weight matrix of shape (fan_in, fan_out) as float64."""
        return self.draw(random_generator(rng), fans(shape))


def scaled(**parameters):
    """Return `variance_scaling` with fixed parameters."""
    return lambda rng, shape: variance_scaling(rng, shape, **parameters)


def orthogonal(rng, shape):
    """Draw uniformly a matrix with orthonormal columns (or rows, if there are fewer)."""
    fan_in, fan_out = shape
    tall = rng.standard_normal((max(shape), min(shape)))
    Q, R = np.linalg.qr(tall)
    # Without this line the signs would follow a convention of the factorisation: not random.
    Q *= np.sign(np.diag(R))
    return Q if fan_in >= fan_out else Q.T


CONNECTIONS = 15


def sparse(rng, shape):
    """Draw N(0, 1) weights for 15 random inputs of each unit; the others are zero."""
    fan_in, fan_out = shape
    kept = min(CONNECTIONS, fan_in)
    inputs = rng.permuted(np.tile(np.arange(fan_in), (fan_out, 1)), axis=1)[:, :kept]
    W = np.zeros(shape)
    W[inputs, np.arange(fan_out)[:, np.newaxis]] = rng.standard_normal((fan_out, kept))
    return W


LECUN = "LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, eq. 16, doi:10.1007/3-540-49430-8_2"
GLOROT = "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward networks"
HE = "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, doi:10.1109/ICCV.2015.123"

INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in [
        Initializer(
            name="zeros",
            title="Zeros",
            draw=lambda rng, shape: np.zeros(shape),
            formula=r"0",
            source="linear and softmax regression, whose loss is convex",
            default_in="biases in Keras and Flax; LogisticRegression in scikit-learn",
        ),
        Initializer(
            name="constant",
            title="Constant",
            draw=lambda rng, shape: np.full(shape, 0.1),
            formula=r"0.1",
            source="a demonstration of symmetry: all units of a layer stay twins",
        ),
        Initializer(
            name="normal",
            title="Normal",
            draw=lambda rng, shape: 0.01 * rng.standard_normal(shape),
            formula=r"N(0,\ 0.01^2)",
            source="Krizhevsky, Sutskever & Hinton 2012, NeurIPS 25, section 5",
            default_in="Dive into Deep Learning",
        ),
        Initializer(
            name="uniform",
            title="Uniform",
            draw=lambda rng, shape: rng.uniform(-0.05, 0.05, shape),
            formula=r"U(\pm 0.05)",
            source="Keras, RandomUniform",
            default_in="Embedding in Keras",
        ),
        Initializer(
            name="truncated_normal",
            title="Truncated normal",
            draw=lambda rng, shape: 0.05 * cut_off_normal(rng, shape),
            formula=r"N(0,\ 0.05^2)\ \mathrm{within}\ \pm 0.1",
            source="Keras, TruncatedNormal",
        ),
        Initializer(
            name="identity",
            title="Identity",
            draw=lambda rng, shape: np.eye(*shape),
            formula=r"1\ \mathrm{on\ the\ diagonal,\ else}\ 0",
            source="Le, Jaitly & Hinton 2015, arXiv:1504.00941",
        ),
        Initializer(
            name="lecun_normal",
            title="LeCun normal",
            draw=scaled(scale=1, mode="fan_in", distribution="normal"),
            formula=r"N(0,\ 1/n_\mathrm{in})",
            source=LECUN,
            default_in="Dense in Flax (truncated at two standard deviations)",
        ),
        Initializer(
            name="lecun_uniform",
            title="LeCun uniform",
            draw=scaled(scale=1, mode="fan_in", distribution="uniform"),
            formula=r"U(\pm\sqrt{3/n_\mathrm{in}})",
            source=LECUN,
        ),
        Initializer(
            name="glorot_normal",
            title="Glorot (Xavier) normal",
            draw=scaled(scale=1, mode="fan_avg", distribution="normal"),
            formula=r"N(0,\ 2/(n_\mathrm{in} + n_\mathrm{out}))",
            source=GLOROT,
        ),
        Initializer(
            name="glorot_uniform",
            title="Glorot (Xavier) uniform",
            draw=scaled(scale=1, mode="fan_avg", distribution="uniform"),
            formula=r"U(\pm\sqrt{6/(n_\mathrm{in} + n_\mathrm{out})})",
            source=f"{GLOROT}, eq. 16",
            default_in="Dense in Keras; MLPClassifier in scikit-learn (biases too)",
        ),
        Initializer(
            name="he_normal",
            title="He (Kaiming) normal",
            draw=scaled(scale=2, mode="fan_in", distribution="normal"),
            formula=r"N(0,\ 2/n_\mathrm{in})",
            source=f"{HE}, eq. 10",
        ),
        Initializer(
            name="he_uniform",
            title="He (Kaiming) uniform",
            draw=scaled(scale=2, mode="fan_in", distribution="uniform"),
            formula=r"U(\pm\sqrt{6/n_\mathrm{in}})",
            source=HE,
        ),
        Initializer(
            name="orthogonal",
            title="Orthogonal",
            draw=orthogonal,
            formula=r"W^{\mathsf{T}} W = I\ \mathrm{or}\ W W^{\mathsf{T}} = I",
            source="Saxe, McClelland & Ganguli 2014, arXiv:1312.6120",
            default_in="recurrent weights in Keras and Flax",
        ),
        Initializer(
            name="sparse",
            title="Sparse",
            draw=sparse,
            formula=r"15\ \mathrm{inputs\ a\ unit}\ N(0,\ 1),\ \mathrm{else}\ 0",
            source="Martens 2010, Deep learning via Hessian-free optimization, section 5",
        ),
        Initializer(
            name="pytorch_linear",
            title="PyTorch's Linear",
            draw=scaled(scale=1 / 3, mode="fan_in", distribution="uniform"),
            formula=r"U(\pm 1/\sqrt{n_\mathrm{in}})",
            source="PyTorch, torch.nn.Linear.reset_parameters",
            default_in="Linear in PyTorch (biases too)",
        ),
    ]
}


def get_initializer(initializer: Any) -> Callable[..., np.ndarray]:
    """Look up an initializer by name; the result of a callable of your own is checked.

    Parameters
    ----------
    initializer : str or callable, (rng, (fan_in, fan_out)) -> (fan_in, fan_out)
        A key of `INITIALIZERS`, or a function of your own.

    Returns
    -------
    callable, (rng, (fan_in, fan_out)) -> ndarray, (fan_in, fan_out)
        The initializer.

    Examples
    --------
    >>> get_initializer("he_normal").title
    'He (Kaiming) normal'
    """
    if isinstance(initializer, Initializer):
        return initializer
    if callable(initializer):
        return lambda rng, shape: finite_array(
            initializer(rng, shape), "what the initializer returns", shape=shape
        )
    return choose(INITIALIZERS, initializer, "initializer")
