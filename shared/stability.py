r"""Sizes through depth: products of random matrices, signals and gradients, many nets at a time.

A gradient on its way back is a row vector times a product of matrices, one a layer. This module
gives the expected logarithm of such a row's length, measures signals and gradients of a net, and
trains many nets of one shape together, so that a comparison of initialisers has its twenty seeds.
"""

import math

import numpy as np

from shared.losses import get_loss
from shared.mlp import require_net
from shared.training import OPTIMIZERS
from shared.validation import (
    as_array,
    choose,
    finite_array,
    number_array,
    positive_integer,
    positive_number,
    random_generator,
    shown,
)

__all__ = ["signal_scales", "train_together", "typical_log_growth"]


def typical_log_growth(n: int, sigma: float) -> float:
    r"""Return the mean logarithm of the factor by which a random matrix lengthens a row vector.

    A row of length 1 times an n by n matrix of independent N(0, sigma²) entries is a row of such
    entries, whatever its direction. Its length is :math:`\sigma` times the root of a chi-squared
    variable with n degrees of freedom, and so

    .. math:: \lambda = \log \sigma + \tfrac12 \left(\log 2 + \psi(n/2)\right)

    with the digamma function :math:`\psi`. After L such matrices the mean logarithm of the length
    is exactly L times this. It lies below :math:`\log(\sqrt n\,\sigma)`, the growth of the root
    mean square.

    Parameters
    ----------
    n : int
        Rows, and columns, of each matrix.
    sigma : float
        Standard deviation of an entry, above zero.

    Returns
    -------
    float
        The largest Lyapunov exponent, as a base-ten logarithm.

    References
    ----------
    Newman, C. M. (1986). The distribution of Lyapunov exponents: exact results for random matrices.
    *Communications in Mathematical Physics* 103, 121-126. doi:10.1007/BF01464284.

    Examples
    --------
    >>> round(100 * typical_log_growth(4, 0.5), 2)
    -5.87
    """
    n, sigma = positive_integer(n, "n"), positive_number(sigma, "sigma")
    # Digamma at 1/2 or at 1, and then up in steps of 1: the argument is half a whole number.
    first = n % 2 / 2 or 1.0
    digamma = -float(np.euler_gamma) - (2 * math.log(2) if n % 2 else 0.0)
    digamma += sum(1 / (first + step) for step in range(round(n / 2 - first)))
    return (math.log(sigma) + (math.log(2) + digamma) / 2) / math.log(10)


def signal_scales(net, X, dZ) -> tuple[np.ndarray, np.ndarray]:
    """Measure the pre-activations and the gradients of every layer of a net.

    Parameters
    ----------
    net : MLP
        A net of any sizes.
    X : array_like, (n, d_in)
        Samples.
    dZ : ndarray, (n, d_out)
        The gradient to send back from the output, which is the last layer's pre-activations.

    Returns
    -------
    forward, backward : ndarray, (layers,)
        Root mean square of each layer's pre-activations, and of the gradient with respect to them,
        over samples and units.

    Examples
    --------
    >>> from shared.mlp import MLP
    >>> net = MLP([2, 2, 2], "relu", "identity", rng=np.random.default_rng(0))
    >>> forward, backward = signal_scales(net, np.ones((1, 2)), np.ones((1, 2)))
    >>> forward.tolist(), backward.tolist()
    ([1.0, 1.0], [1.0, 1.0])
    """
    require_net(net)
    record = net.forward(number_array(X, "X"))
    dZ = finite_array(dZ, "dZ", shape=record.output.shape, dtype=net.dtype)
    forward = [root_mean_square(Z) for Z in record.zs]
    backward = [root_mean_square(dZ)]
    for (W, _), Z in zip(net.params[:0:-1], record.zs[-2::-1], strict=True):
        dZ = dZ @ W.T * net.activation.df(Z)
        backward.append(root_mean_square(dZ))
    return np.array(forward), np.array(backward[::-1])


def train_together(
    nets, X, y, *, learning_rate: float, optimizer="sgd", batch_size: int = 32, epochs: int, rngs
) -> np.ndarray:
    """Train nets of one shape on samples of their own, all in the same matrix products.

    Each net learns what `fit` would teach it alone, with the cross-entropy; Python's loop runs once
    instead of once a net. A net that diverges does not disturb the others.

    Parameters
    ----------
    nets : sequence of MLP
        Nets of equal sizes, activation and type; their `params` are replaced.
    X : array_like, (nets, n, d_in)
        Samples of each net.
    y : array_like of int, (nets, n)
        Their class labels.
    learning_rate : float
        Above zero.
    optimizer : {"sgd", "adam"}
        How gradients become steps.
    batch_size : int, default 32
        Samples in a minibatch; the last one takes what is left.
    epochs : int
        How often each sample is seen.
    rngs : sequence of numpy.random.Generator
        For each net, the source of the order of its samples.

    Returns
    -------
    ndarray of bool, (nets,)
        Whether the parameters of a net are still finite.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described: the message names it and what is accepted.

    Examples
    --------
    >>> from shared.datasets import xor
    >>> from shared.mlp import MLP
    >>> rngs = [np.random.default_rng(seed) for seed in range(3)]
    >>> nets = [MLP([2, 8, 2], "tanh", "glorot_normal", rng=rng) for rng in rngs]
    >>> X, y = (np.stack([part] * 3) for part in xor())
    >>> train_together(nets, X, y, learning_rate=0.5, batch_size=4, epochs=200, rngs=rngs)
    array([ True,  True,  True])
    >>> [net.accuracy(*xor()) for net in nets]
    [1.0, 1.0, 1.0]
    """
    first, rngs = one_shape(nets), [random_generator(rng) for rng in rngs]
    if len(rngs) != len(nets):
        raise ValueError(f"rngs must be one for each of the {len(nets)} nets, not {len(rngs)}")
    X = finite_array(X, "X", shape=(len(nets), "n", first.sizes[0]), dtype=first.dtype)
    targets = one_hot(y, X.shape[:2], first)
    optimizer = choose(OPTIMIZERS, optimizer, "optimizer")(learning_rate)
    batch_size = positive_integer(batch_size, "batch_size")
    params = [
        (np.stack([W for W, _ in layer]), np.stack([b for _, b in layer])[:, np.newaxis])
        for layer in zip(*(net.params for net in nets), strict=True)
    ]
    each = np.arange(len(nets))[:, np.newaxis]
    with np.errstate(over="ignore", invalid="ignore"):  # of nets that diverge
        for _ in range(positive_integer(epochs, "epochs")):
            order = np.stack([rng.permutation(X.shape[1]) for rng in rngs])
            for start in range(0, X.shape[1], batch_size):
                batch = each, order[:, start : start + batch_size]
                grads = stacked_gradients(params, first.activation, X[batch], targets[batch])
                params = optimizer.step(params, grads)
    for i, net in enumerate(nets):
        net.params = [(W[i], b[i, 0]) for W, b in params]
    finite = [np.isfinite(p).all(axis=(1, 2)) for layer in params for p in layer]
    return np.all(finite, axis=0)


def stacked_gradients(params, activation, X, targets):
    """Return the gradients of the cross-entropy of each net on its own minibatch."""
    inputs, zs = [X], []
    for W, b in params:
        if zs:
            inputs.append(activation.f(zs[-1]))
        zs.append(inputs[-1] @ W + b)
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=-1, keepdims=True))
    probabilities = exponentials / exponentials.sum(axis=-1, keepdims=True)
    dZ = (probabilities - targets) / X.shape[1]
    grads = []
    for layer in reversed(range(len(params))):
        grads.append((inputs[layer].swapaxes(1, 2) @ dZ, dZ.sum(axis=1, keepdims=True)))
        if layer > 0:
            dZ = dZ @ params[layer][0].swapaxes(1, 2) * activation.df(zs[layer - 1])
    return grads[::-1]


def one_shape(nets):
    """Return the first of some nets that all have its shape, or say that they have not."""
    if not isinstance(nets, (list, tuple)) or not nets:
        raise TypeError(f"nets must be a list of nets, not {shown(nets)}")
    for net in nets:
        require_net(net, "each of nets")
    shapes = {(tuple(net.sizes), net.activation.name, net.dtype, net.l2) for net in nets}
    if len(shapes) > 1 or nets[0].l2:
        raise ValueError("nets must have equal sizes, activations and types, and no penalty (l2)")
    return nets[0]


def one_hot(y, shape, net):
    """Return class labels as rows of probabilities, or say what is wrong with them."""
    y = as_array(y, "y")
    if y.shape != shape:
        raise ValueError(f"y must be labels of the shape {shape}, not {y.shape}")
    outputs = y.size, net.sizes[-1]
    as_targets = get_loss("cross_entropy").as_targets
    return as_targets(y.ravel(), outputs, "y", net.dtype).reshape(*shape, -1)


def root_mean_square(array) -> float:
    """Return the root of the mean of the squared entries."""
    return float(np.sqrt(np.square(array).mean()))
