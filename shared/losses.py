r"""Loss functions and their gradients: cross-entropy and mean squared error.

All losses are means over the minibatch, not sums, so that the learning rate need not be adapted to
the size of the minibatch. Each gradient is taken with respect to the output of the network. For the
cross-entropy the outputs are the logits: the scores before the softmax, or, with a single output,
the score before the sigmoid.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shared.activations import sigmoid, softplus
from shared.graph import Node
from shared.validation import (
    as_array,
    choose,
    finite_array,
    number_array,
    positive_integer,
    shown,
)

__all__ = [
    "LOSSES",
    "Loss",
    "cross_entropy",
    "cross_entropy_gradient",
    "get_loss",
    "log_softmax",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "one_hot",
    "softmax",
]


def softmax(logits, axis: int = -1):
    r"""Return the softmax of scores, :math:`p_k = \mathrm{e}^{z_k} / \sum_j \mathrm{e}^{z_j}`.

    Parameters
    ----------
    logits : array_like, any shape, usually (n, classes)
        Scores, finite.
    axis : int, default -1
        The axis along which the probabilities sum to 1.

    Returns
    -------
    ndarray, same shape as `logits`
        Probabilities that sum to 1 along `axis`.

    Examples
    --------
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    exponentials = np.exp(below_maximum(scores(logits, axis), axis))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def log_softmax(logits, axis: int = -1):
    r"""Return the logarithm of the softmax, :math:`z_k - \log \sum_j \mathrm{e}^{z_j}`.

    Parameters
    ----------
    logits : array_like, any shape, usually (n, classes)
        Scores, finite.
    axis : int, default -1
        The axis along which the probabilities sum to 1.

    Returns
    -------
    ndarray, same shape as `logits`
        Log-probabilities; finite even where the probability itself underflows to 0.

    Examples
    --------
    >>> log_softmax([0.0, -1000.0])
    array([    0., -1000.])
    """
    return log_probabilities(scores(logits, axis), axis)


def log_probabilities(z, axis=-1):
    """Return the log-softmax of scores that have been checked."""
    shifted = below_maximum(z, axis)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def below_maximum(z, axis):
    """Subtract the largest score, which changes no probability.

    Then no exponent is above zero and one is exactly zero, which avoids overflow and log(0).
    """
    return z - z.max(axis=axis, keepdims=True)


def cross_entropy(logits, targets):
    r"""Return the mean cross-entropy of the softmax of `logits`.

    .. math:: L = -\frac1n \sum_{i=1}^{n} \sum_k t_{ik} \log p_{ik}

    Parameters
    ----------
    logits : array_like, (n, classes)
        Scores, finite.
    targets : array_like of int, (n,), or of float, (n, classes)
        Class labels from 0 to classes - 1, or a row of probabilities for each sample.

    Returns
    -------
    float
        The loss in nats.

    References
    ----------
    Bishop, C. M. (2006). Pattern Recognition and Machine Learning, eq. 4.108.

    Examples
    --------
    >>> float(cross_entropy([[0.0, 0.0], [9999.0, -9999.0]], [0, 1]).round(4))
    9999.3466
    """
    z = score_rows(logits)
    return cross_entropy_value(z, class_targets(targets, z.shape, "targets", real_type(z)))


def cross_entropy_value(z, t):
    """Return the cross-entropy of checked scores, with probabilities as targets."""
    return -(t * log_probabilities(z)).sum() / len(t)


def cross_entropy_gradient(logits, targets):
    r"""Return the gradient of `cross_entropy` with respect to the logits, :math:`(p - t) / n`.

    Parameters
    ----------
    logits : array_like, (n, classes)
        Scores, finite.
    targets : array_like of int, (n,), or of float, (n, classes)
        Class labels from 0 to classes - 1, or a row of probabilities for each sample.

    Returns
    -------
    ndarray, (n, classes)
        The gradient; each row sums to zero.

    References
    ----------
    Bishop, C. M. (2006). Pattern Recognition and Machine Learning, eq. 4.109.

    Examples
    --------
    >>> cross_entropy_gradient([[0.0, 0.0]], [1])
    array([[ 0.5, -0.5]])
    """
    z = score_rows(logits)
    return cross_entropy_with_gradient(z, class_targets(targets, z.shape, "targets", real_type(z)))[
        1
    ]


def cross_entropy_with_gradient(z, t):
    """Return loss and gradient of checked scores, with probabilities as targets."""
    log_p = log_probabilities(z)
    # Softmax and logarithm are differentiated together, so that the factors 1/p of the logarithm,
    # which overflow for small p, cancel. This is exact if the targets of a sample sum to 1.
    return -(t * log_p).sum() / len(t), (np.exp(log_p) - t) / len(t)


def mean_squared_error(outputs, targets):
    r"""Return the mean squared error, a mean over all samples *and* outputs.

    .. math:: L = \frac{1}{n d} \sum_{i=1}^{n} \sum_{k=1}^{d} (z_{ik} - t_{ik})^2

    PyTorch, Keras and the metric of scikit-learn use the same definition. The loss
    :math:`\frac{1}{2n} \sum \lVert z_i - t_i \rVert^2` of some textbooks is :math:`d / 2` times as
    large.

    Parameters
    ----------
    outputs : array_like, (n, d)
        Outputs of the network, finite.
    targets : array_like, (n, d)
        The desired outputs. The shape must be that of `outputs`, because shapes (n,) and (n, 1)
        would broadcast to n times n differences.

    Returns
    -------
    float

    Examples
    --------
    >>> float(mean_squared_error([[1.0, 2.0]], [[1.0, 0.0]]))
    2.0
    """
    z = score_rows(outputs, "outputs")
    return mean_squared_error_value(z, number_targets(targets, z.shape, "targets", real_type(z)))


def mean_squared_error_value(z, t):
    """Return the mean squared error of checked outputs."""
    return np.square(z - t).mean()


def mean_squared_error_gradient(outputs, targets):
    r"""Return the gradient of `mean_squared_error`, :math:`2 (z - t) / (n d)`.

    Parameters
    ----------
    outputs : array_like, (n, d)
        Outputs of the network, finite.
    targets : array_like, (n, d)
        The desired outputs.

    Returns
    -------
    ndarray, (n, d)
        The gradient with respect to the outputs.

    Examples
    --------
    >>> mean_squared_error_gradient([[1.0, 2.0]], [[1.0, 0.0]])
    array([[0., 2.]])
    """
    z = score_rows(outputs, "outputs")
    return mean_squared_error_with_gradient(
        z, number_targets(targets, z.shape, "targets", real_type(z))
    )[1]


def mean_squared_error_with_gradient(z, t):
    """Return loss and gradient of checked outputs."""
    difference = z - t
    return np.square(difference).mean(), 2 * difference / difference.size


def binary_cross_entropy_value(z, t):
    r"""Return the mean of :math:`-t \log p - (1 - t) \log(1 - p)` with p the sigmoid of z."""
    # -log p is softplus(-z), which avoids the logarithm of a probability that rounds to 0.
    return (t * softplus(-z) + (1 - t) * softplus(z)).mean()


def binary_cross_entropy_with_gradient(z, t):
    """Return loss and gradient of checked scores, (n, 1), with probabilities of class 1."""
    return binary_cross_entropy_value(z, t), (sigmoid(z) - t) / len(t)


# --- what is accepted as scores and as targets ------------------------------------------------


def scores(logits, axis):
    """Return the logits as an array, or say what is wrong with them."""
    if isinstance(logits, Node):
        return logits
    z = number_array(logits, "logits")
    if isinstance(axis, (bool, np.bool_)) or not isinstance(axis, (int, np.integer)):
        raise TypeError(f"axis must be a whole number, not {shown(axis)}")
    if not -z.ndim <= axis < z.ndim:
        raise ValueError(f"axis must be one of the {z.ndim} axes of logits, not {axis}")
    return checked(z, "logits")


def score_rows(values, argument="logits"):
    """Return the outputs of a net as an array with one row per sample, or say what is wrong."""
    z = values if isinstance(values, Node) else number_array(values, argument)
    if z.ndim != 2:
        raise ValueError(f"{argument} must have shape (n, d), one row per sample, not {z.shape}")
    return z if isinstance(z, Node) else checked(z, argument)


def checked(z, argument):
    """Return a non-empty array of finite numbers; complex ones pass, for the complex step."""
    if z.size == 0:
        raise ValueError(f"{argument} must not be empty; the shape is {z.shape}")
    if not np.isfinite(z).all():
        raise ValueError(f"{argument} must be finite, not NaN or infinite")
    return z


def real_type(z):
    """Return the real floating type of z, so that float32 outputs give a float32 loss."""
    return np.finfo(z.dtype).dtype


def one_hot(labels, classes: int):
    """Return the one-hot encoding of labels: 1 in the column of the label, 0 elsewhere.

    Parameters
    ----------
    labels : array_like of int, (n,)
        Class labels from 0 to classes - 1.
    classes : int
        The number of classes, and of columns.

    Returns
    -------
    ndarray, (n, classes)
        One row per label.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    y = class_labels(labels, positive_integer(classes, "classes"), "labels")
    rows = np.zeros((len(y), classes))
    rows[np.arange(len(y)), y] = 1
    return rows


def class_labels(labels, classes, argument):
    """Return labels as a vector of whole numbers from 0 to classes - 1, or say what is wrong."""
    y = as_array(labels, argument)
    if y.ndim != 1 or y.size == 0:
        raise ValueError(f"{argument} must have shape (n,) with n > 0, not {y.shape}")
    if y.dtype.kind not in "iu":
        raise TypeError(f"{argument} must be whole numbers, the class labels, not {shown(labels)}")
    if y.min() < 0 or y.max() >= classes:
        wrong = y[(y < 0) | (y >= classes)][0]
        single = "; for two classes, use two outputs, or the loss 'binary_cross_entropy' with one"
        raise ValueError(
            f"{argument} must be class labels from 0 to {classes - 1}, not {wrong}"
            + (single if classes == 1 else "")
        )
    return y


def class_targets(targets, shape, argument, dtype=None):
    """Return labels or probabilities as an array of probabilities of the shape of the logits."""
    n, classes = shape
    t = as_array(targets, argument)
    if t.shape not in ((n,), shape):
        raise ValueError(
            f"{argument} must have shape ({n},), for labels, or {shape}, for probabilities, "
            f"not {t.shape}"
        )
    if t.ndim == 1:
        t = one_hot(class_labels(t, classes, argument), classes)
    t = finite_array(t, argument, shape=shape, dtype=dtype)
    rounding = max(1e-6, np.finfo(t.dtype).eps * classes)
    wrong = (t < 0).any(axis=1) | (abs(t.sum(axis=1) - 1) > rounding)
    if wrong.any():
        raise ValueError(
            f"each row of {argument} must be probabilities from 0 to 1 that sum to 1, "
            f"not {shown(t[wrong][0].tolist())}"
        )
    return t


def binary_targets(targets, shape, argument, dtype=None):
    """Return labels 0 and 1, or the probabilities of class 1, as an array of shape (n, 1)."""
    n, outputs = shape
    if outputs != 1:
        raise ValueError(
            f"the loss 'binary_cross_entropy' of {argument} needs a net with a single output, not "
            f"{outputs}; for one output per class, use 'cross_entropy'"
        )
    t = as_array(targets, argument)
    if t.shape == (n,):
        t = class_labels(t, 2, argument)[:, np.newaxis]
    t = finite_array(t, argument, shape=shape, dtype=dtype)
    wrong = t[(t < 0) | (t > 1)]
    if wrong.size:
        raise ValueError(
            f"{argument} must be probabilities of class 1, from 0 to 1, not {wrong[0]}"
        )
    return t


def number_targets(targets, shape, argument, dtype=None):
    """Return the targets of a regression as an array of exactly the shape of the outputs."""
    return finite_array(targets, argument, shape=shape, dtype=dtype)


# --- the registry -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """A loss function with its gradient and the check of its targets.

    Attributes
    ----------
    name : str
        The key in `LOSSES`.
    formula : str
        The loss of n samples as LaTeX: z is the output, t the target.
    value : callable, (n, d) outputs and targets -> float
        The loss. Its arguments, arrays or traced nodes, are not checked.
    with_gradient : callable, (n, d) outputs and targets -> float, (n, d) gradient
        The loss and its gradient with respect to the outputs. Its arguments are not checked.
    as_targets : callable, (targets, shape of the outputs, name, dtype) -> (n, d) targets
        Checks the targets, once before training rather than at every step.
    is_classification : bool
        Whether an output predicts a class: the index of the largest output, or the sign of a single
        output.

    Examples
    --------
    >>> value, gradient = LOSSES["mean_squared_error"].with_gradient(np.ones((1, 2)), np.zeros(2))
    >>> float(value), gradient
    (1.0, array([[1., 1.]]))
    """

    name: str
    formula: str = field(repr=False)
    value: Callable[..., Any] = field(repr=False)
    with_gradient: Callable[..., Any] = field(repr=False)
    as_targets: Callable[..., np.ndarray] = field(repr=False)
    is_classification: bool = field(repr=False)


LOSSES: dict[str, Loss] = {
    "cross_entropy": Loss(
        name="cross_entropy",
        formula=r"-\frac{1}{n} \sum_{i,k} t_{ik} \log \mathrm{softmax}(z_i)_k",
        value=cross_entropy_value,
        with_gradient=cross_entropy_with_gradient,
        as_targets=class_targets,
        is_classification=True,
    ),
    "binary_cross_entropy": Loss(
        name="binary_cross_entropy",
        formula=r"-\frac{1}{n} \sum_i (t_i \log \sigma(z_i) + (1 - t_i) \log \sigma(-z_i))",
        value=binary_cross_entropy_value,
        with_gradient=binary_cross_entropy_with_gradient,
        as_targets=binary_targets,
        is_classification=True,
    ),
    "mean_squared_error": Loss(
        name="mean_squared_error",
        formula=r"\frac{1}{n d} \sum_{i,k} (z_{ik} - t_{ik})^2",
        value=mean_squared_error_value,
        with_gradient=mean_squared_error_with_gradient,
        as_targets=number_targets,
        is_classification=False,
    ),
}


def get_loss(loss: str | Loss) -> Loss:
    """Look up a loss function by name; a `Loss` is returned unchanged.

    Parameters
    ----------
    loss : str or Loss
        A key of `LOSSES`, or a loss of your own.

    Returns
    -------
    Loss
        The loss with its gradient.

    Examples
    --------
    >>> get_loss("cross_entropy").is_classification
    True
    """
    return loss if isinstance(loss, Loss) else choose(LOSSES, loss, "loss")
