"""What networks can represent: stacked affine maps, kinks, interpolation and the tent map.

A network here is a `shared.mlp.MLP`. Some functions return a network whose weights are known in
closed form; others analyse or fit a given network.
"""

import math
from collections.abc import Callable

import numpy as np

from shared.activations import Activation, elementwise
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
    r"""Return the single affine map that equals a stack of affine maps.

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
        The weights of the single map.
    b : ndarray, (d_out,)
        The biases of the single map.

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
        # Not type(error): NumPy's subclasses of these errors take other arguments.
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

    The kinks are computed layer by layer, without sampling. Between two kinks of the earlier layers
    each pre-activation is linear, and a unit can have a kink only where its pre-activation is zero.

    Parameters
    ----------
    net : MLP, sizes [1, ..., 1]
        With ReLU, leaky ReLU or identity in its hidden layers.
    low, high : float
        The ends of the interval.

    Returns
    -------
    ndarray, (kinks,)
        Inputs strictly between `low` and `high`, in ascending order, at which the slope of the
        output changes by more than rounding. The number of linear pieces is the number of kinks
        plus one.

    Raises
    ------
    TypeError, ValueError
        If the network does not have one input and one output, if its activation is not ReLU, leaky
        ReLU or identity, or if the interval is empty.

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
            "net must have a piecewise linear activation (identity, relu or leaky_relu), "
            f"not {net.activation.name!r}"
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
    """Return where functions, linear between the points x, cross 0; z: (len(x), functions)."""
    left, right = z[:-1], z[1:]
    piece, unit = np.nonzero(left * right < 0)
    left, right = left[piece, unit], right[piece, unit]
    return x[piece] + (x[piece + 1] - x[piece]) * left / (left - right)


def slope_at(net, x):
    """Return the derivative of the network's output, (len(x),), at inputs that are not kinks."""
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
    """Build an `MLP` from given weights and biases.

    Parameters
    ----------
    params : list of (W, b)
        W: (fan_in, fan_out), b: (fan_out,), inputs first. The arrays are not copied.
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
    r"""Return the ReLU network that interpolates a function linearly at equally spaced knots.

    With knots :math:`x_0 < \dots < x_r` and slopes :math:`a_i` of the chords between the knots,

    .. math::
        o(x) = t(x_0) &+ \sum_{i=0}^{r-1} (a_i - a_{i-1}) \max(x - x_i, 0), \\
        a_{-1} &= 0.

    If t is twice continuously differentiable,
    :math:`|t - o| \le \frac{\Delta^2}{8} \max |t''|` on the interval, with the distance
    :math:`\Delta` between knots. Left of the interval the output is constant.

    Parameters
    ----------
    target : callable, (points,) -> (points,)
        The function t.
    low, high : float
        The ends of the interval.
    pieces : int
        The number of linear pieces, which is also the number of hidden units.

    Returns
    -------
    MLP
        A network with sizes [1, pieces, 1]. It equals t at the pieces + 1 knots, up to rounding.

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
    """Apply the tent map, 1 - abs(2 x - 1), `depth` times.

    Parameters
    ----------
    x : array_like, any shape
        Numbers from 0 to 1.
    depth : int, default 1
        How many times to apply the tent map.

    Returns
    -------
    ndarray, same shape as `x`
        Values from 0 to 1. As a function of `x`, they form a zigzag of 2^depth linear pieces.

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
    """Return the ReLU network that applies the tent map `depth` times.

    Parameters
    ----------
    depth : int
        The number of hidden layers, with two units each.

    Returns
    -------
    MLP
        A network with sizes [1, 2, ..., 2, 1]. On [0, 1] it equals `tent`.

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
    """Return the power z^exponent as an activation, for networks that compute polynomials.

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
        f=elementwise(lambda z: multiplied(z, exponent)),
        df=elementwise(lambda z: exponent * multiplied(z, exponent - 1)),
        formula=f"z^{{{exponent}}}",
        derivative_formula=f"{exponent} z^{{{exponent - 1}}}",
        range=r"[0, \infty)" if even else r"(-\infty, \infty)",
        bounds=(0.0 if even else -math.inf, math.inf),
    )


def multiplied(z, times: int):
    """Return `z**times` for a small power; repeated multiplication is many times faster."""
    product = np.ones_like(z)
    for _ in range(times):
        product = product * z
    return product


def fit_output_layer(net, X, y) -> None:
    """Fit the output layer by least squares, with the hidden layers fixed.

    With fixed hidden layers, the output is linear in the weights and biases of the output layer.
    The best values solve a least-squares problem, so no training is needed. Directions in which the
    hidden activations hardly differ are left out: their singular values are below 1e-10 of the
    largest.

    Parameters
    ----------
    net : MLP
        The last pair in its `params` is replaced.
    X : array_like, (n, d_in)
        One sample per row.
    y : array_like, (n, d_out)
        One target per row.

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
    solution = np.linalg.lstsq(design, y, rcond=1e-10)[0].astype(net.dtype)
    net.params = [*net.params[:-1], (solution[:-1], solution[-1])]
