"""What networks can represent: affine maps that collapse, kinks on a line, fits and foldings.

A network here is a `shared.mlp.MLP`. Some functions build one whose weights are known in closed
form, the others look at one that is given.
"""

import math
from collections.abc import Callable

import numpy as np

from shared.activations import Activation
from shared.mlp import MLP, require_net
from shared.validation import (
    finite_array,
    number_array,
    positive_integer,
    real_number,
    require_callable,
    shown,
)

__all__ = [
    "collapse",
    "fit_output_layer",
    "kinks",
    "power",
    "relu_interpolant",
    "tent",
    "tent_network",
    "with_parameters",
]


def collapse(params):
    r"""Return the one affine map that equals a stack of affine maps.

    .. math::
        (X W_1 + b_1)&\, W_2 + b_2 \\
        &= X (W_1 W_2) + (b_1 W_2 + b_2)

    Parameters
    ----------
    params : list of (W, b)
        W: (fan_in, fan_out), b: (fan_out,), inputs first, with no activation between them.

    Returns
    -------
    W : ndarray, (d_in, d_out)
        The weights of the one map.
    b : ndarray, (d_out,)
        Its biases.

    Examples
    --------
    >>> double, shift = ([[2.0]], [0.0]), ([[1.0]], [3.0])
    >>> collapse([double, shift, double])
    (array([[4.]]), array([6.]))
    """
    (weights, biases), *others = affine_maps(params)
    for W, b in others:
        weights, biases = weights @ W, biases @ W + b
    return weights, biases


def affine_maps(params) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return a stack of affine maps as pairs of arrays that fit, or say what is wrong with it."""
    try:
        layers = [(W, b) for W, b in params]
    except (TypeError, ValueError) as error:
        # NumPy's own subclasses take other arguments.
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"params must be a list of pairs (W, b), not {shown(params)}") from error
    if not layers:
        raise ValueError("params must hold at least one pair (W, b), not none")
    for i, (W, b) in enumerate(layers):
        fan_in = layers[i - 1][0].shape[1] if i else "fan_in"
        W = finite_array(W, f"params[{i}][0]", shape=(fan_in, "fan_out"))
        layers[i] = W, finite_array(b, f"params[{i}][1]", shape=(W.shape[1],))
    return layers


# --- kinks ------------------------------------------------------------------------------------


def kinks(net, low: float, high: float):
    """Return the inputs at which a piecewise linear network of one input changes its slope.

    Nothing is sampled: between two kinks of the layers below, each pre-activation is linear, and a
    zero of it is where its unit may bend.

    Parameters
    ----------
    net : MLP, sizes [1, ..., 1]
        With ReLU, leaky ReLU or identity in its hidden layers.
    low, high : float
        The interval to look at.

    Returns
    -------
    ndarray, (kinks,)
        Inputs strictly between `low` and `high`, in rising order, at which the output's slope
        changes by more than rounding. There is one linear piece more than there are kinks.

    Raises
    ------
    TypeError, ValueError
        If the net has other than one input and one output, an activation with other than a kink
        at 0, or the interval is empty.

    Examples
    --------
    >>> kinks(tent_network(2), 0, 1)
    array([0.25, 0.5 , 0.75])
    """
    require_net(net)
    if net.sizes[0] != 1 or net.sizes[-1] != 1:
        raise ValueError(f"net must have one input and one output, not the sizes {net.sizes}")
    if net.activation.name not in ("identity", "relu", "leaky_relu"):
        raise ValueError(
            "kinks are counted for identity, relu and leaky_relu, whose pieces are straight; "
            f"not for {net.activation.name!r}"
        )
    low, high = interval(low, high)
    ends = np.array([low, high])
    for layer in range(len(net.params) - 1):
        z = net.propagate(ends[:, np.newaxis]).zs[layer]
        ends = np.unique(np.concatenate([ends, zeros_between(ends, z)]))
    middles = (ends[:-1] + ends[1:]) / 2
    slopes = slope_at(net, middles)
    # Rounding leaves slopes that differ in the last digits; a kink changes the slope by far more.
    bends = abs(np.diff(slopes)) > 1e-9 * max(abs(slopes).max(), 1e-300)
    return ends[1:-1][bends]


def zeros_between(x, z):
    """Return where functions, linear between neighbours of x, cross 0; z: (len(x), functions)."""
    left, right = z[:-1], z[1:]
    piece, unit = np.nonzero(left * right < 0)
    left, right = left[piece, unit], right[piece, unit]
    return x[piece] + (x[piece + 1] - x[piece]) * left / (left - right)


def slope_at(net, x):
    """Return the derivative of the network's output, (len(x),), at inputs that are no kinks."""
    record = net.propagate(np.asarray(x, dtype=float)[:, np.newaxis])
    (W, _), *rest = net.params
    slope = W
    for z, (W, _) in zip(record.zs, rest, strict=False):
        slope = (slope * net.activation.df(z)) @ W
    return np.broadcast_to(slope, (len(x), 1))[:, 0]


def interval(low, high):
    """Return the ends of an interval as floats, or say what is wrong with them."""
    low = real_number(low, "low", "a number")
    high = real_number(high, "high", "a number")
    if low >= high:
        raise ValueError(f"low must be below high, not {low} and {high}")
    return low, high


# --- networks in closed form ------------------------------------------------------------------


def with_parameters(params, activation) -> MLP:
    """Return the network with the given parameters.

    Parameters
    ----------
    params : list of (W, b)
        W: (fan_in, fan_out), b: (fan_out,), inputs first; kept, not copied.
    activation : str or Activation
        As for `MLP`.

    Examples
    --------
    >>> distance = with_parameters(
    ...     [(np.array([[1.0, -1.0]]), np.zeros(2)), (np.ones((2, 1)), np.zeros(1))], "relu"
    ... )
    >>> distance.forward([[-3.0], [2.0]]).output[:, 0]
    array([3., 2.])
    """
    params = affine_maps(params)
    sizes = [params[0][0].shape[0], *(W.shape[1] for W, _ in params)]
    net = MLP(sizes, activation, "zeros", rng=np.random.default_rng(0))
    net.params = params
    return net


def relu_interpolant(target: Callable, low: float, high: float, pieces: int) -> MLP:
    r"""Return the one-hidden-layer ReLU network that interpolates a function at equal steps.

    With knots :math:`x_0 < \dots < x_r` and the slopes :math:`a_i` of the chords between them,

    .. math::
        o(x) = t(x_0) &+ \sum_{i=0}^{r-1} (a_i - a_{i-1}) \max(x - x_i, 0), \\
        a_{-1} &= 0.

    If g is twice continuously differentiable,
    :math:`|t - o| \le \frac{\Delta^2}{8} \max |t''|` with the distance :math:`\Delta` of the knots.
    Left of the interval the network is constant.

    Parameters
    ----------
    target : callable, (points,) -> (points,)
        The function g.
    low, high : float
        The interval.
    pieces : int
        How many linear pieces, and hidden units.

    Returns
    -------
    MLP
        Of sizes [1, pieces, 1]; exact at the pieces + 1 knots, up to rounding.

    References
    ----------
    de Boor, C. (1978). A Practical Guide to Splines, chapter III (error of broken lines).

    Examples
    --------
    >>> net = relu_interpolant(np.square, 0, 1, pieces=2)
    >>> net.forward([[0.0], [0.25], [0.5], [1.0]]).output[:, 0]
    array([0.   , 0.125, 0.25 , 1.   ])
    """
    require_callable(target, "target")
    low, high = interval(low, high)
    pieces = positive_integer(pieces, "pieces")
    knots = np.linspace(low, high, pieces + 1)
    values = finite_array(target(knots), "target(x)", shape=(pieces + 1,), dtype=np.float64)
    slopes = np.diff(values) / np.diff(knots)
    bends = np.diff(slopes, prepend=0.0)
    hidden = np.ones((1, pieces)), -knots[:-1]
    return with_parameters([hidden, (bends[:, np.newaxis], values[:1])], "relu")


def tent(x, depth: int = 1):
    """Return the tent map, 0 to 1 at one half and back to 0 at 1, applied `depth` times.

    Parameters
    ----------
    x : array_like, any shape
        Numbers from 0 to 1.
    depth : int, default 1
        How often to apply the tent map.

    Returns
    -------
    ndarray, same shape as `x`
        The values, from 0 to 1: a saw of 2^depth straight pieces.

    Examples
    --------
    >>> tent([0.0, 0.125, 0.25, 0.5], depth=2)
    array([0. , 0.5, 1. , 0. ])
    """
    folded = number_array(x, "x")
    if folded.dtype.kind == "c" or not ((folded >= 0) & (folded <= 1)).all():
        raise ValueError(f"x must hold real numbers from 0 to 1, not {shown(x)}")
    folded = folded.astype(np.float64)
    for _ in range(positive_integer(depth, "depth")):
        folded = 1 - abs(2 * folded - 1)
    return folded


def tent_network(depth: int) -> MLP:
    """Return the ReLU network, two units a layer, that folds the unit interval `depth` times.

    Parameters
    ----------
    depth : int
        How many hidden layers.

    Returns
    -------
    MLP
        Of sizes [1, 2, ..., 2, 1]; on [0, 1] it equals `tent`.

    References
    ----------
    Telgarsky, M. (2016). Benefits of depth in neural networks. PMLR 49, 1517-1539.

    Examples
    --------
    >>> net = tent_network(3)
    >>> net.sizes, net.forward([[0.125], [0.25]]).output[:, 0]
    ([1, 2, 2, 2, 1], array([1., 0.]))
    """
    # One tent is 2 relu(x) - 4 relu(x - 1/2); the next layer reads that sum, in both its units.
    enter, thresholds, leave = np.ones((1, 2)), np.array([0.0, -0.5]), np.array([[2.0], [-4.0]])
    between = leave @ enter
    first, *others = [enter] + [between] * (positive_integer(depth, "depth") - 1)
    hidden = [(W, thresholds.copy()) for W in (first, *others)]
    return with_parameters([*hidden, (leave, np.zeros(1))], "relu")


# --- fits -------------------------------------------------------------------------------------


def power(exponent: int) -> Activation:
    """Return z to a whole power as an activation: a polynomial, for contrast.

    Parameters
    ----------
    exponent : int
        At least 1.

    Returns
    -------
    Activation
        Accepted wherever the name of an activation is.

    Examples
    --------
    >>> square = power(2)
    >>> square.f(np.array([-3.0])), square.df(np.array([-3.0]))
    (array([9.]), array([-6.]))
    """
    exponent = positive_integer(exponent, "exponent")
    even = exponent % 2 == 0
    return Activation(
        name=f"power_{exponent}",
        title="z" + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
        f=lambda z: multiplied(z, exponent),
        df=lambda z: exponent * multiplied(z, exponent - 1),
        formula=f"z^{{{exponent}}}",
        derivative_formula=f"{exponent} z^{{{exponent - 1}}}",
        range=r"[0, \infty)" if even else r"(-\infty, \infty)",
        bounds=(0.0 if even else -math.inf, math.inf),
    )


def multiplied(z, times: int):
    """Return z to a small whole power; multiplying is many times faster than `z**times`."""
    product = np.ones_like(z)
    for _ in range(times):
        product = product * z
    return product


def fit_output_layer(net, X, y) -> None:
    """Fit the output layer by least squares, with the hidden layers fixed.

    Once the hidden layers are fixed, the output is linear in its last weights and biases, so the
    best of them solve a least-squares problem: no training is needed. Directions in which the
    hidden activations hardly differ (singular values below 1e-10 of the largest) are left out.

    Parameters
    ----------
    net : MLP
        The last pair in its `params` is replaced.
    X : array_like, (n, d_in)
        Samples.
    y : array_like, (n, d_out)
        Targets.

    Examples
    --------
    >>> X = np.linspace(-1, 1, 21)[:, np.newaxis]
    >>> net = MLP([1, 3, 1], power(2), rng=np.random.default_rng(0))
    >>> fit_output_layer(net, X, 5 * X**2 + 1)
    >>> net.forward([[2.0]]).output.round(6)
    array([[21.]])
    """
    require_net(net)
    X = net.as_inputs(number_array(X, "X"))
    y = finite_array(y, "y", shape=(len(X), net.sizes[-1]), dtype=net.dtype)
    hidden = net.propagate(X).activations[-1]
    design = np.column_stack([hidden, np.ones(len(X))])
    solution = np.linalg.lstsq(design, y, rcond=1e-10)[0]
    net.params = [*net.params[:-1], (solution[:-1], solution[-1])]
