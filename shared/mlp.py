"""The multilayer perceptron (MLP): forward pass, backward pass, gradients and predictions.

An MLP is a sequence of affine maps with an activation function between them. All arrays are batch
first: a minibatch X is (n, d_in), the weights W of a layer are (d_in, d_out), and the biases b are
(d_out,). The pre-activations are ``Z = X @ W + b``.
"""

import copy
from dataclasses import dataclass

import numpy as np

from shared.activations import get_activation
from shared.graph import Node
from shared.initializers import get_initializer
from shared.losses import get_loss
from shared.validation import (
    finite_array,
    non_negative_number,
    positive_integer,
    random_generator,
    require_shape,
    shown,
)

__all__ = ["MLP", "Record", "stacked"]


@dataclass(frozen=True)
class Record:
    """The values of a forward pass, stored because the backward pass uses them again.

    Attributes
    ----------
    activations : list of ndarray, (n, fan_in) each
        The input of each layer: first the minibatch X, then the output of each hidden layer.
    zs : list of ndarray, (n, fan_out) each
        The pre-activations of each layer, in the order of the parameters.
    """

    activations: list
    zs: list

    @property
    def output(self):
        """The output of the last layer, (n, d_out): logits, or predictions of a regression."""
        return self.zs[-1]


class MLP:
    r"""A multilayer perceptron with one activation function for all hidden layers.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, inputs first, outputs last; [2, 3] is a linear map without a hidden
        layer.
    activation : str or Activation, default "relu"
        A key of `shared.activations.ACTIVATIONS`, or an activation of your own. The last layer has
        none: its output goes to the loss.
    initializer : str or callable, default "he_normal"
        A key of `shared.initializers.INITIALIZERS`, or a function (rng, (fan_in, fan_out)) -> W.
        Biases start at zero.
    rng : numpy.random.Generator
        Source of the initial weights.
    dtype : {"float64", "float32"}
        The floating type of parameters and results. Not float16: sums in it overflow above 65,504,
        and small gradients vanish. Frameworks that train in half precision keep the parameters in
        float32, sum in float32, and scale the loss.
    l2 : float, default 0
        Weight decay :math:`\lambda`: the objective is the loss plus
        :math:`\frac{\lambda}{2} \sum_l \lVert W^{(l)} \rVert_F^2`. Biases are not penalised.

    Attributes
    ----------
    params : list of (W, b)
        The parameters, W: (fan_in, fan_out), b: (fan_out,), inputs first.

    References
    ----------
    Zhang, A. et al. (2023). Dive into Deep Learning, section 5.3 (objective and gradients).

    Examples
    --------
    >>> net = MLP([2, 16, 3], activation="tanh", rng=np.random.default_rng(0))
    >>> [(W.shape, b.shape) for W, b in net.params]
    [((2, 16), (16,)), ((16, 3), (3,))]
    >>> net.forward(np.zeros((5, 2))).output.shape
    (5, 3)
    """

    def __init__(
        self, sizes, activation="relu", initializer="he_normal", *, rng, dtype=np.float64, l2=0.0
    ):
        self.sizes = layer_sizes(sizes)
        self.activation = get_activation(activation)
        self.l2 = non_negative_number(l2, "l2")
        self.dtype = floating_type(dtype)
        draw, rng = get_initializer(initializer), random_generator(rng)
        self.params = [
            (draw(rng, (fan_in, fan_out)).astype(self.dtype), np.zeros(fan_out, self.dtype))
            for fan_in, fan_out in zip(self.sizes[:-1], self.sizes[1:], strict=True)
        ]

    def forward(self, X) -> Record:
        """Run the forward pass; return its pre-activations, activations and output.

        Parameters
        ----------
        X : array_like, (n, d_in)
            One sample per row.

        Returns
        -------
        Record
            With `zs`, `activations` and `output`.

        Examples
        --------
        >>> net = MLP([2, 4, 1], rng=np.random.default_rng(0))
        >>> [z.shape for z in net.forward([[0.0, 1.0]]).zs]
        [(1, 4), (1, 1)]
        """
        return self.propagate(self.as_inputs(X))

    def propagate(self, X) -> Record:
        """Run the forward pass on checked inputs."""
        activations, zs = [X], []
        for W, b in self.params:
            if zs:
                activations.append(self.activation.f(zs[-1]))
            zs.append(activations[-1] @ W + b)
        return Record(activations, zs)

    def gradients(self, X, y, loss="cross_entropy"):
        """Return the objective on a minibatch and its gradients, by backpropagation.

        Parameters
        ----------
        X : array_like, (n, d_in)
            One sample per row.
        y : array_like
            Targets. For "cross_entropy": class labels, (n,), or probabilities, (n, d_out). For
            "binary_cross_entropy", with a single output: labels 0 and 1, (n,), or probabilities of
            class 1, (n, 1). For "mean_squared_error": numbers, (n, d_out).
        loss : str or Loss, default "cross_entropy"
            A key of `shared.losses.LOSSES`, or a loss of your own.

        Returns
        -------
        objective : float
            The loss plus the penalty on the weights.
        grads : list of (dW, db)
            In the order and shapes of `params`.

        Examples
        --------
        >>> net = MLP([2, 4, 3], initializer="zeros", rng=np.random.default_rng(0))
        >>> objective, grads = net.gradients([[1.0, 2.0]], [2])
        >>> round(float(objective), 6), grads[-1][1].round(3).tolist()
        (1.098612, [0.333, 0.333, -0.667])
        """
        X, y, loss = self.as_minibatch(X, y, loss)
        return self.backpropagate(X, y, loss)

    def backpropagate(self, X, y, loss):
        """Return objective and gradients on a checked minibatch."""
        record = self.propagate(X)
        value, dZ = loss.with_gradient(record.output, y)
        return value + self.penalty(), self.backward(record, dZ)

    def backward(self, record, dZ):
        """Run the backward pass; return the gradient of every parameter.

        Parameters
        ----------
        record : Record
            The result of `forward`.
        dZ : ndarray, (n, d_out)
            The gradient of the loss with respect to `record.output`.

        Returns
        -------
        list of (dW, db)
            The gradients of the objective, in the order and shapes of `params`.

        Examples
        --------
        >>> net = MLP([2, 4, 1], rng=np.random.default_rng(0))
        >>> grads = net.backward(net.forward([[0.0, 1.0]]), np.ones((1, 1)))
        >>> grads[-1][1]
        array([1.])
        """
        grads = []
        for layer in reversed(range(len(self.params))):
            H, (W, _) = record.activations[layer], self.params[layer]
            dW = H.swapaxes(-1, -2) @ dZ
            if self.l2:
                dW += self.l2 * W
            db = dZ.sum(axis=-2, keepdims=W.ndim > 2)
            grads.append((dW, db))
            if layer > 0:
                dH = dZ @ W.swapaxes(-1, -2)
                dZ = dH * self.activation.df(record.zs[layer - 1])
        return grads[::-1]

    def objective(self, X, y, loss="cross_entropy"):
        """Return the objective of training: the loss on a minibatch plus the penalty.

        Parameters
        ----------
        X : array_like, (n, d_in)
            One sample per row.
        y : array_like
            Targets, as in `gradients`.
        loss : str or Loss, default "cross_entropy"
            A key of `shared.losses.LOSSES`, or a loss of your own.

        Returns
        -------
        float

        Examples
        --------
        >>> net = MLP([2, 4, 3], initializer="zeros", rng=np.random.default_rng(0))
        >>> round(float(net.objective([[1.0, 2.0]], [2])), 6)
        1.098612
        """
        X, y, loss = self.as_minibatch(X, y, loss)
        return loss.value(self.propagate(X).output, y) + self.penalty()

    def penalty(self):
        """Return the penalty on the weights: l2 / 2 times the sum of their squares."""
        if not self.l2:
            return 0.0
        return self.l2 / 2 * sum((W * W).sum() for W, _ in self.params)

    def predict(self, X):
        """Return the class of each sample: the index of its largest output.

        With a single output, as for "binary_cross_entropy", the class is 1 if the output is above
        0, and 0 otherwise.

        Parameters
        ----------
        X : array_like, (n, d_in)
            One sample per row.

        Returns
        -------
        ndarray of int, (n,)
            Class labels.

        Examples
        --------
        >>> net = MLP([2, 2], initializer="identity", rng=np.random.default_rng(0))
        >>> net.predict([[5.0, 1.0], [0.0, 1.0]])
        array([0, 1])
        """
        return classes(self.forward(X).output)

    def accuracy(self, X, y) -> float:
        """Return the accuracy: the fraction of samples whose class is predicted correctly.

        Parameters
        ----------
        X : array_like, (n, d_in)
            One sample per row.
        y : array_like of int, (n,), or of float, (n, d_out)
            Class labels, or a row of probabilities for each sample. With a single output the
            probabilities are those of class 1.

        Returns
        -------
        float
            From 0 to 1.

        Examples
        --------
        >>> net = MLP([2, 2], initializer="identity", rng=np.random.default_rng(0))
        >>> net.accuracy([[5.0, 1.0], [0.0, 1.0]], [0, 0])
        0.5
        """
        loss = "cross_entropy" if self.sizes[-1] > 1 else "binary_cross_entropy"
        X, y, _ = self.as_minibatch(X, y, loss)
        return float((self.predict(X) == classes(y, boundary=0.5)).mean())

    def as_inputs(self, X, argument="X"):
        """Return samples as an array of this net's width and type, or say what is wrong."""
        if isinstance(X, Node):
            require_shape(X, argument, ("n", self.sizes[0]))
            return X
        return finite_array(X, argument, shape=("n", self.sizes[0]), dtype=self.dtype)

    def as_minibatch(self, X, y, loss, arguments=("X", "y")):
        """Return samples, targets and loss, checked and converted for training."""
        X, loss = self.as_inputs(X, arguments[0]), get_loss(loss)
        shape = (X.shape[0], self.sizes[-1])
        return X, loss.as_targets(y, shape, arguments[1], self.dtype), loss


def stacked(nets) -> MLP:
    """Stack networks of the same sizes into one, to train all of them at once.

    The parameters of the result have a leading axis with one entry per network:
    W: (nets, fan_in, fan_out), b: (nets, 1, fan_out). Only `propagate` and `backward` accept such
    parameters; their results have the same leading axis.

    Parameters
    ----------
    nets : list of MLP
        At least one network. The activation and `l2` of the first are used for all.

    Returns
    -------
    MLP

    Raises
    ------
    TypeError, ValueError
        If there is no network, or their sizes differ.

    Examples
    --------
    >>> nets = [MLP([2, 4, 1], rng=np.random.default_rng(seed)) for seed in range(20)]
    >>> record = stacked(nets).propagate(np.zeros((5, 2)))
    >>> record.output.shape
    (20, 5, 1)
    """
    if not isinstance(nets, (list, tuple)):
        raise TypeError(f"nets must be a list of MLP, not {shown(nets)}")
    for net in nets:
        require_net(net, "each of nets")
    if not nets:
        raise ValueError("nets must hold at least one MLP, not none")
    if any(net.sizes != nets[0].sizes for net in nets):
        raise ValueError(f"nets must have the same sizes, not {[net.sizes for net in nets]}")
    together = copy.copy(nets[0])
    together.params = [
        (np.stack([W for W, _ in layer]), np.stack([b[np.newaxis] for _, b in layer]))
        for layer in zip(*(net.params for net in nets), strict=True)
    ]
    return together


def classes(scores, boundary=0.0):
    """Return the class of each sample: the index of its largest score, or score > boundary."""
    return scores.argmax(axis=1) if scores.shape[1] > 1 else (scores[:, 0] > boundary).astype(int)


def require_net(value, argument="net") -> None:
    """Raise a TypeError unless the value is a net."""
    if not isinstance(value, MLP):
        raise TypeError(f"{argument} must be an MLP, not {shown(value)}")


def layer_sizes(sizes) -> list[int]:
    """Return the widths of the layers as a list of int, or say what is wrong with them."""
    try:
        widths = None if isinstance(sizes, (str, bytes)) else list(sizes)
    except TypeError:
        widths = None
    if widths is None:
        raise TypeError(f"sizes must be a list of whole numbers, not {shown(sizes)}")
    widths = [positive_integer(size, f"sizes[{i}]") for i, size in enumerate(widths)]
    if len(widths) < 2:
        raise ValueError(f"sizes must name at least inputs and outputs, not {shown(sizes)}")
    return widths


def floating_type(dtype) -> np.dtype:
    """Return a NumPy floating type, or say what is accepted."""
    accepted = f"dtype must be float64 or float32, not {shown(dtype)}"
    try:
        wanted = np.dtype(dtype)
    except TypeError as error:
        raise TypeError(accepted) from error
    if wanted == np.float16:
        accepted += ", whose sums overflow above 65504 and whose small gradients vanish"
    if dtype is None or wanted not in (np.float64, np.float32):
        raise ValueError(accepted)
    return wanted
