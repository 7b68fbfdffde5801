r"""Sizes of signals and gradients through depth, and products of random matrices.

In the backward pass a gradient is a row vector times a product of matrices, one per layer. This
module computes the expected logarithm of the length of such a row. It also measures the signals and
gradients of a given net.
"""

import math

import numpy as np

from shared.mlp import require_net
from shared.validation import (
    finite_array,
    number_array,
    positive_integer,
    positive_number,
)

__all__ = ["signal_scales", "typical_log_growth"]


def typical_log_growth(width: int, gain: float) -> float:
    r"""Return the Lyapunov exponent of a product of random matrices, as a base-ten logarithm.

    The exponent is the mean logarithm of the factor by which one matrix changes the length of a row
    vector. The matrix is m by m. Its entries are independent and normal, with mean 0 and standard
    deviation :math:`g / \sqrt m`. A row of length 1 times such a matrix is a row of such entries,
    for any direction of the first row. The length of the new row is :math:`g / \sqrt m` times the
    square root of a chi-squared variable with m degrees of freedom. So the mean logarithm is

    .. math:: \log g + \tfrac12 \left(\log(2/m) + \psi(m/2)\right)

    with the digamma function :math:`\psi`. After L such matrices the mean logarithm of the length
    is exactly L times this value. The value is below :math:`\log g`, the growth of the root mean
    square.

    Parameters
    ----------
    width : int
        The number m of rows, and of columns, of each matrix.
    gain : float
        The factor g: standard deviation of an entry times the square root of `width`, above zero.

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
    >>> round(100 * typical_log_growth(4, 1.0), 2)
    -5.87
    """
    width, gain = positive_integer(width, "width"), positive_number(gain, "gain")
    # Digamma at 1/2 or at 1, then up in steps of 1, because the argument is half an integer.
    first = width % 2 / 2 or 1.0
    digamma = -float(np.euler_gamma) - (2 * math.log(2) if width % 2 else 0.0)
    digamma += sum(1 / (first + step) for step in range(round(width / 2 - first)))
    return (math.log(gain) + (math.log(2 / width) + digamma) / 2) / math.log(10)


def signal_scales(net, X, dZ) -> tuple[np.ndarray, np.ndarray]:
    """Measure the root mean square of pre-activations and gradients in every layer of a net.

    Parameters
    ----------
    net : MLP
    X : array_like, (n, d_in)
        One sample per row.
    dZ : ndarray, (n, d_out)
        The gradient with respect to the output, from which the backward pass starts.

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
    """Return the root mean square of all entries."""
    return float(np.sqrt(np.square(array, dtype=np.float64).mean()))
