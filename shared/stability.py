r"""How sizes grow and shrink through depth: products of random matrices, signals and gradients.

A gradient on its way back is a product of matrices, one a layer. This module follows the size of
such products without overflow, and knows what to expect: the mean of the squared norm, and the norm
of a typical product, which are not the same.
"""

import math

import numpy as np

from shared.mlp import require_net
from shared.validation import (
    finite_array,
    number_array,
    positive_integer,
    positive_number,
    random_generator,
    shown,
)

__all__ = [
    "log_product_norms",
    "mean_square_log_norm",
    "signal_scales",
    "typical_log_growth",
]


def log_product_norms(n: int, sigma: float, factors: int, products: int, rng) -> np.ndarray:
    r"""Follow the norms of products of random matrices with N(0, sigma²) entries.

    Each product is divided by its norm after every factor, and the logarithms are added up, so that
    no length of product overflows.

    Parameters
    ----------
    n : int
        Rows, and columns, of each matrix.
    sigma : float
        Standard deviation of an entry, above zero.
    factors : int
        How many matrices are multiplied.
    products : int
        How many such products to draw.
    rng : numpy.random.Generator
        Source of the entries.

    Returns
    -------
    ndarray of float64, (factors + 1, products)
        Base-ten logarithm of the Frobenius norm after 0, 1, ..., `factors` matrices. The product of
        none is the identity, of norm :math:`\sqrt n`.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> norms = log_product_norms(4, 1.0, 100, 50, np.random.default_rng(0))
    >>> norms.shape, bool(20 < np.median(norms[-1]) < 28)
    ((101, 50), True)
    """
    n, factors = positive_integer(n, "n"), positive_integer(factors, "factors")
    products, sigma = positive_integer(products, "products"), positive_number(sigma, "sigma")
    rng = random_generator(rng)
    logs = np.empty((factors + 1, products))
    logs[0] = math.log10(n) / 2
    product = np.broadcast_to(np.eye(n) / math.sqrt(n), (products, n, n))
    for factor in range(factors):
        product = product @ rng.normal(scale=sigma, size=(products, n, n))
        norms = np.sqrt(np.square(product).sum(axis=(1, 2)))
        product = product / norms[:, np.newaxis, np.newaxis]
        logs[factor + 1] = logs[factor] + np.log10(norms)
    return logs


def mean_square_log_norm(n: int, sigma: float, factors) -> np.ndarray:
    r"""Return the logarithm of the root of the mean squared norm of a product.

    Each factor multiplies the mean squared Frobenius norm by exactly :math:`n\sigma^2`, so that
    :math:`\mathrm{E}\lVert M_1 \cdots M_L \rVert_F^2 = n\,(n\sigma^2)^L`.

    Parameters
    ----------
    n : int
        Rows, and columns, of each matrix.
    sigma : float
        Standard deviation of an entry, above zero.
    factors : int or array_like of int, any shape
        How many matrices are multiplied.

    Returns
    -------
    ndarray of float64, of the shape of `factors`
        Base-ten logarithm of the root mean square norm.

    Examples
    --------
    >>> float(mean_square_log_norm(4, 1.0, 100).round(3))
    30.404
    """
    n, sigma = positive_integer(n, "n"), positive_number(sigma, "sigma")
    factors = number_array(factors, "factors")
    if factors.dtype.kind == "c" or not ((factors >= 0) & (factors < math.inf)).all():
        raise ValueError(f"factors must be whole numbers from 0, not {shown(factors)}")
    return math.log10(n) / 2 + factors.astype(np.float64) * math.log10(math.sqrt(n) * sigma)


def typical_log_growth(n: int, sigma: float) -> float:
    r"""Return what a factor adds, in the long run, to the logarithm of the norm of a product.

    For independent normal entries it is known exactly: a factor lengthens any one direction by
    :math:`\sigma` times the root of a chi-squared variable with n degrees of freedom, and so

    .. math:: \lambda = \log \sigma + \tfrac12 \left(\log 2 + \psi(n/2)\right)

    with the digamma function :math:`\psi`. It lies below :math:`\log(\sqrt n\,\sigma)`, what the
    mean of the squared norm gains.

    Parameters
    ----------
    n : int
        Rows, and columns, of each matrix.
    sigma : float
        Standard deviation of an entry, above zero.

    Returns
    -------
    float
        The greatest Lyapunov exponent, as a base-ten logarithm.

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


def root_mean_square(array) -> float:
    """Return the root of the mean of the squared entries."""
    return float(np.sqrt(np.square(array).mean()))
