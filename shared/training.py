"""Training of networks: minibatches, the optimisers SGD and Adam, and the training loop."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from shared.mlp import classes, require_net
from shared.validation import (
    as_array,
    choose,
    non_negative_number,
    number_array,
    positive_integer,
    positive_number,
    random_generator,
    require_callable,
    shown,
)

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adam",
    "DivergenceError",
    "History",
    "fit",
    "minibatches",
    "sgd_step",
]


def minibatches(X, y, batch_size: int, rng) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield shuffled minibatches that contain each sample exactly once.

    Parameters
    ----------
    X : array_like, (n, ...)
        One sample per row.
    y : array_like, (n, ...)
        The targets, in the order of `X`.
    batch_size : int
        Samples per minibatch; the last minibatch contains the remaining samples.
    rng : numpy.random.Generator
        Source of the order.

    Yields
    ------
    X_batch, y_batch : ndarray, (batch_size, ...)
        Samples and targets that belong together.

    Examples
    --------
    >>> X, y = np.arange(5), np.arange(5)
    >>> [len(batch) for batch, _ in minibatches(X, y, 2, np.random.default_rng(0))]
    [2, 2, 1]
    """
    X, y = as_array(X, "X"), as_array(y, "y")
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y) or len(X) == 0:
        raise ValueError(
            f"X and y must have the same length n > 0; their shapes are {X.shape} and {y.shape}"
        )
    return shuffled(X, y, positive_integer(batch_size, "batch_size"), random_generator(rng))


def shuffled(X, y, batch_size, rng):
    """Yield shuffled minibatches of checked arguments."""
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# --- optimisers: a new list of parameters from the old one and its gradients -------------------


def sgd_step(params, grads, learning_rate: float):
    """Return the parameters after one step of gradient descent.

    Parameters
    ----------
    params : list of (W, b)
        The parameters; the arrays are not changed. float16 becomes float32.
    grads : list of (dW, db)
        The gradients, in the order and shapes of `params`.
    learning_rate : float
        The factor on the gradient, above zero.

    Returns
    -------
    list of (W, b)
        The new parameters.

    Examples
    --------
    >>> sgd_step([(np.ones((1, 1)), np.ones(1))], [(np.ones((1, 1)), np.zeros(1))], 0.25)
    [(array([[0.75]]), array([1.]))]
    """
    learning_rate = positive_number(learning_rate, "learning_rate")
    return [
        (W - learning_rate * dW, b - learning_rate * db)
        for (W, dW), (b, db) in matched(params, grads)
    ]


def matched(params, grads):
    """Return ((W, dW), (b, db)) for each layer, in float32 or float64, or say what does not fit."""
    try:
        layers = [((W, dW), (b, db)) for (W, b), (dW, db) in zip(params, grads, strict=True)]
    except (TypeError, ValueError) as error:
        # Not type(error): NumPy's subclasses of these errors take other arguments.
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(
            f"params and grads must be lists of pairs of arrays, of the same length: {error}"
        ) from error
    return [[matched_arrays(*pair) for pair in layer] for layer in layers]


def matched_arrays(parameter, gradient):
    """Return a parameter and its gradient as arrays of one shape, or say what is wrong."""
    p = number_array(parameter, "an array in params")
    g = number_array(gradient, "an array in grads")
    if p.shape != g.shape:
        raise ValueError(f"grads must have the shapes of params, here {p.shape}, not {g.shape}")
    return p, g


def shapes(layers):
    """Return the shape of each parameter, from ((W, dW), (b, db)) or the like for each layer."""
    return [tuple(p.shape for p, _ in layer) for layer in layers]


class SGD:
    """Stochastic gradient descent (SGD), with or without momentum.

    The velocity is a weighted sum of all gradients so far: the weight of a gradient is `momentum`
    times the weight of the next one. The step is the learning rate times the velocity, as in
    PyTorch. Other definitions include the learning rate in the velocity; their steps differ as soon
    as the learning rate changes.

    Parameters
    ----------
    learning_rate : float
        The factor on the velocity, above zero.
    momentum : float, default 0
        From 0 (no momentum) to below 1.

    References
    ----------
    Sutskever, I. et al. (2013). On the importance of initialization and momentum in deep learning.

    Examples
    --------
    >>> optimizer = SGD(learning_rate=0.25, momentum=0.5)
    >>> params, grads = [(np.ones((1, 1)), np.ones(1))], [(np.ones((1, 1)), np.zeros(1))]
    >>> params = optimizer.step(params, grads)
    >>> optimizer.step(params, grads)
    [(array([[0.375]]), array([1.]))]
    """

    def __init__(self, learning_rate: float, momentum: float = 0.0):
        self.learning_rate = positive_number(learning_rate, "learning_rate")
        self.momentum = non_negative_number(momentum, "momentum", below=1)
        self.velocity = None

    def step(self, params, grads):
        """Return the new parameters; the old arrays are not changed."""
        if not self.momentum:
            return sgd_step(params, grads, self.learning_rate)
        if self.velocity is None:
            velocity = [tuple(g.copy() for _, g in layer) for layer in matched(params, grads)]
        else:
            velocity = [
                (self.momentum * vW + dW, self.momentum * vb + db)
                for (vW, dW), (vb, db) in matched(self.velocity, grads)
            ]
        updated = sgd_step(params, velocity, self.learning_rate)  # or an error, before it is kept
        self.velocity = velocity
        return updated


class Adam:
    r"""Adam: each parameter's step is scaled by a running estimate of its gradient's size.

    .. math::
        m &\leftarrow \beta_1 m + (1 - \beta_1) g \\
        v &\leftarrow \beta_2 v + (1 - \beta_2) g^2 \\
        \theta &\leftarrow \theta - \eta\,
        \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}

    Parameters
    ----------
    learning_rate : float, default 0.001
        About the maximum change of a parameter in one step.
    beta1, beta2 : float, default 0.9 and 0.999
        Decay rates of the running means of the gradient and of its square, from 0 to below 1.
    epsilon : float, default 1e-8
        Added to the denominator, to avoid a division by zero.

    References
    ----------
    Kingma, D. P. & Ba, J. (2015). Adam: a method for stochastic optimization, algorithm 1.
    arXiv:1412.6980.

    Examples
    --------
    >>> params, grads = [(np.ones((1, 1)), np.ones(1))], [(np.full((1, 1), 1e-3), np.zeros(1))]
    >>> (W, b), = Adam(learning_rate=0.25).step(params, grads)
    >>> W.round(4), b
    (array([[0.75]]), array([1.]))
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ):
        self.learning_rate = positive_number(learning_rate, "learning_rate")
        self.beta1 = non_negative_number(beta1, "beta1", below=1)
        self.beta2 = non_negative_number(beta2, "beta2", below=1)
        self.epsilon = positive_number(epsilon, "epsilon")
        self.steps = 0
        self.means = None

    def step(self, params, grads):
        """Return the new parameters; the old arrays are not changed."""
        layers = matched(params, grads)
        if self.means is None:
            self.means = [
                [(np.zeros_like(p), np.zeros_like(p)) for p, _ in pair] for pair in layers
            ]
        of_first, of_this = shapes(self.means), shapes(layers)
        if of_first != of_this:
            raise ValueError(
                f"params must have the shapes of the first step, {of_first}, not {of_this}"
            )
        self.steps += 1
        updated = []
        for layer, pair in enumerate(layers):
            means, new_pair = [], []
            for (p, g), (m, v) in zip(pair, self.means[layer], strict=True):
                m = self.beta1 * m + (1 - self.beta1) * g
                v = self.beta2 * v + (1 - self.beta2) * g * g
                means.append((m, v))
                new_pair.append(p - self.change(m, v))
            self.means[layer] = means
            updated.append(tuple(new_pair))
        return updated

    def change(self, m, v):
        """Return how much to subtract from a parameter, given the means of its gradients."""
        # Both means start at zero, so they are too small at first, by a known factor.
        m_unbiased = m / (1 - self.beta1**self.steps)
        v_unbiased = v / (1 - self.beta2**self.steps)
        return self.learning_rate * m_unbiased / (np.sqrt(v_unbiased) + self.epsilon)


OPTIMIZERS = {"sgd": SGD, "adam": Adam}


def make_optimizer(name, learning_rate, momentum):
    """Create an optimiser by name, or say which argument does not fit it."""
    optimizer = choose(OPTIMIZERS, name, "optimizer")
    if optimizer is SGD:
        return SGD(learning_rate, momentum)
    if non_negative_number(momentum, "momentum", below=1) > 0:
        raise ValueError(
            f"momentum must be 0 for the optimizer {name!r}, not {momentum}; use 'sgd' for momentum"
        )
    return optimizer(learning_rate)


# --- the loop ---------------------------------------------------------------------------------


@dataclass
class History:
    """The history of training: one entry per epoch, measured at the end of the epoch.

    Attributes
    ----------
    loss : list of float
        The loss over all training samples, without the penalty on the weights, so that it can be
        compared with the validation loss.
    accuracy : list of float
        The fraction of training samples classified correctly; empty for a regression.
    validation_loss, validation_accuracy : list of float
        Loss and accuracy on the validation samples; empty if there are none.
    gradient_scale : list of list of float, epochs times layers
        Root mean square of the gradient of each layer's weights, on the last minibatch.
    weight_scale : list of list of float, epochs times layers
        Root mean square of each layer's weights.

    Examples
    --------
    >>> History().loss
    []
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    gradient_scale: list[list[float]] = field(default_factory=list)
    weight_scale: list[list[float]] = field(default_factory=list)


class DivergenceError(FloatingPointError):
    """Raised by `fit` when training diverges: the loss is infinite or NaN.

    Attributes
    ----------
    history : History
        The history up to the last complete epoch.
    """

    def __init__(self, message: str, history: History):
        super().__init__(message)
        self.history = history

    def __reduce__(self):
        """Return how to copy it, since a parallel run sends it from one process to another."""
        return type(self), (self.args[0], self.history)


def fit(
    net,
    X,
    y,
    *,
    loss="cross_entropy",
    optimizer="sgd",
    learning_rate: float,
    batch_size: int = 32,
    epochs: int,
    rng,
    momentum: float = 0.0,
    validation=None,
    keep_history: bool = True,
    progress: bool = False,
    callback: Callable | None = None,
) -> History:
    """Train a net in place by minibatch gradient descent; return the history of losses.

    Parameters
    ----------
    net : MLP
        The network to train. Its `params` are replaced at every step.
    X : array_like, (n, d_in)
        One sample per row.
    y : array_like
        Targets. For "cross_entropy": class labels, (n,), or probabilities, (n, d_out). For
        "binary_cross_entropy", with a single output: labels 0 and 1, (n,), or probabilities of
        class 1, (n, 1). For "mean_squared_error": numbers, (n, d_out).
    loss : str or Loss, default "cross_entropy"
        A key of `shared.losses.LOSSES`, or a loss of your own.
    optimizer : {"sgd", "adam"}
        `SGD` or `Adam`.
    learning_rate : float
        The learning rate of the optimiser, above zero.
    batch_size : int, default 32
        Samples per minibatch.
    epochs : int
        The number of passes through the samples.
    rng : numpy.random.Generator
        Source of the order of the samples.
    momentum : float, default 0
        For "sgd" only: from 0 to below 1.
    validation : (X, y), optional
        Samples to measure loss and accuracy on, but not to train on.
    keep_history : bool, default True
        Whether to record the history at the end of each epoch. If False, a small net trains faster
        and the history stays empty.
    progress : bool, default False
        Whether to show a progress bar; this needs the package tqdm.
    callback : callable, (epoch, net, history) -> None, optional
        Called at the end of each epoch, with the number of the epoch counted from 1. The arrays in
        `net.params` are never changed in place, so a reference to the list `net.params` keeps the
        parameters of that epoch.

    Returns
    -------
    History
        With `loss` and the other records, one entry per epoch.

    Raises
    ------
    DivergenceError
        If the loss is no longer finite. Lower the learning rate, or scale down the data or the
        initial weights. The `history` of the error holds the earlier epochs.
    ImportError
        If `progress` is True and tqdm is not installed.

    Examples
    --------
    >>> from shared.datasets import xor
    >>> from shared.mlp import MLP
    >>> rng = np.random.default_rng(0)
    >>> net = MLP([2, 8, 2], activation="tanh", initializer="glorot_normal", rng=rng)
    >>> history = fit(net, *xor(), learning_rate=0.5, batch_size=4, epochs=200, rng=rng)
    >>> history.accuracy[-1]
    1.0
    """
    require_net(net)
    X, y, loss = net.as_minibatch(number_array(X, "X"), y, loss)
    if validation is not None:
        if not keep_history:
            raise ValueError(f"keep_history must be True with validation, not {keep_history!r}")
        validation = validation_minibatch(net, validation, loss)
    if callback is not None:
        require_callable(callback, "callback")
    optimizer = make_optimizer(optimizer, learning_rate, momentum)
    batch_size = positive_integer(batch_size, "batch_size")
    rng = random_generator(rng)
    epochs = positive_integer(epochs, "epochs")
    history = History()
    for epoch in counted(epochs, progress):
        # A diverging net overflows; instead of NumPy's warnings, one error is raised below.
        with np.errstate(over="ignore", invalid="ignore"):
            value, grads = run_epoch(net, shuffled(X, y, batch_size, rng), loss, optimizer)
            if math.isfinite(value) and (keep_history or epoch == epochs):
                value, accuracy = measure(net, X, y, loss)
            if not math.isfinite(value):
                raise diverged(value, epoch, learning_rate, history)
            if keep_history:
                record(history, net, grads, value, accuracy)
            if validation is not None:
                record_validation(history, *measure(net, *validation, loss))
        if callback is not None:
            callback(epoch, net, history)
    return history


def run_epoch(net, minibatches, loss, optimizer):
    """Train on each minibatch, up to the first whose objective is not finite.

    Returns the last objective and its gradients.
    """
    for X, y in minibatches:
        objective, grads = net.backpropagate(X, y, loss)
        if not math.isfinite(objective):
            break
        net.params = optimizer.step(net.params, grads)
    return objective, grads


def counted(epochs, progress):
    """Return the numbers of the epochs from 1, with a progress bar if wanted."""
    numbers = range(1, epochs + 1)
    if not progress:
        return numbers
    try:
        from tqdm.auto import tqdm
    except ImportError as error:
        raise ImportError("progress=True needs the package tqdm: pip install tqdm") from error
    return tqdm(numbers, desc="epoch")


def validation_minibatch(net, validation, loss):
    """Return validation samples and targets, checked and converted for the loop."""
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TypeError(f"validation must be a pair (X, y), not {shown(validation)}")
    return net.as_minibatch(*validation, loss, arguments=("validation X", "validation y"))[:2]


def measure(net, X, y, loss):
    """Return the loss and, for a classification, the accuracy on checked samples."""
    output = net.propagate(X).output
    accuracy = None
    if loss.is_classification:
        accuracy = float((classes(output) == classes(y, boundary=0.5)).mean())
    return float(loss.value(output, y)), accuracy


def record(history, net, grads, loss, accuracy):
    """Append loss, accuracy and scales at the end of an epoch to the history."""
    history.loss.append(loss)
    if accuracy is not None:
        history.accuracy.append(accuracy)
    history.gradient_scale.append([root_mean_square(dW) for dW, _ in grads])
    history.weight_scale.append([root_mean_square(W) for W, _ in net.params])


def record_validation(history, loss, accuracy):
    """Append loss and accuracy on the validation samples to the history."""
    history.validation_loss.append(loss)
    if accuracy is not None:
        history.validation_accuracy.append(accuracy)


def root_mean_square(array):
    """Return the root mean square of all entries."""
    # In float64, so that the squares of short floats neither overflow nor vanish.
    return math.sqrt(np.square(array, dtype=np.float64).mean())


def diverged(loss, epoch, learning_rate, history):
    """Return the error that names the epoch in which the loss was no longer finite."""
    return DivergenceError(
        f"the loss is {loss} in epoch {epoch}, no longer finite: lower the learning rate "
        f"({learning_rate:g}), or scale down the data or the initial weights",
        history,
    )
