"""Train many networks of the same shape at once, to repeat an experiment over many seeds."""

from itertools import chain

import numpy as np

from shared.mlp import require_net, stacked
from shared.training import OPTIMIZERS, SGD
from shared.validation import (
    choose,
    finite_array,
    number_array,
    positive_integer,
    positive_number,
    shown,
)

__all__ = ["fit_many"]


def fit_many(
    nets,
    X,
    y,
    *,
    rows,
    learning_rate,
    epochs,
    rngs,
    optimizer="sgd",
    batch_size: int = 32,
    validation_rows=None,
) -> np.ndarray:
    """Train many classifiers of the same shape at once, each on its own samples.

    Up to rounding, each net ends with the parameters that `shared.training.fit` would give. All
    nets together need a third of the time, because each matrix product is computed for all nets at
    once.

    Parameters
    ----------
    nets : sequence of MLP
        Networks with the same sizes, activation, dtype and l2. Training replaces their `params`. If
        the training of a net diverges, its `params` are not finite in the end.
    X : array_like, (N, d_in)
        The samples of all nets, one per row.
    y : array_like of int, (N,)
        Class labels of `X`.
    rows : array_like of int, (len(nets), n)
        For each net, the rows of `X` to train on.
    learning_rate : float or sequence of float
        One positive number for all nets, or one for each net.
    epochs : int
        How many times each net is trained on each of its samples.
    rngs : sequence of numpy.random.Generator
        For each net, the generator that shuffles its samples.
    optimizer : str, default "sgd"
        A key of `shared.training.OPTIMIZERS`.
    batch_size : int, default 32
        Samples per minibatch.
    validation_rows : array_like of int, (len(nets), m), optional
        For each net, the rows of `X` on which to measure the accuracy.

    Returns
    -------
    ndarray, (epochs, len(nets))
        The accuracy of each net on its validation rows after each epoch. Without validation rows
        the array is empty, (0, len(nets)).

    Examples
    --------
    >>> from shared.datasets import moons
    >>> from shared.mlp import MLP
    >>> X, y = moons(100, rng=np.random.default_rng(0))
    >>> rngs = [np.random.default_rng(seed) for seed in range(3)]
    >>> nets = [MLP([2, 8, 2], rng=rng) for rng in rngs]
    >>> rows = np.tile(np.arange(100), (3, 1))
    >>> settings = {"learning_rate": 0.5, "epochs": 50, "rngs": rngs}
    >>> accuracy = fit_many(nets, X, y, rows=rows, validation_rows=rows, **settings)
    >>> accuracy.shape
    (50, 3)
    """
    first = same_kind(nets)
    X, y, _ = first.as_minibatch(number_array(X, "X"), y, "cross_entropy")
    rows = row_numbers(rows, "rows", len(nets), len(X))
    if validation_rows is not None:
        validation_rows = row_numbers(validation_rows, "validation_rows", len(nets), len(X))
    rates = learning_rates(learning_rate, len(nets)).astype(first.dtype)
    batch_size = positive_integer(batch_size, "batch_size")
    if not isinstance(rngs, (list, tuple)) or len(rngs) != len(nets):
        raise ValueError(
            f"rngs must be a list of {len(nets)} generators, one per net, not {shown(rngs)}"
        )
    for place, rng in enumerate(rngs):
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rngs[{place}] must be a numpy.random.Generator, not {shown(rng)}")
    settings = {
        "optimizer": choose(OPTIMIZERS, optimizer, "optimizer"),
        "batch_size": batch_size,
        "epochs": positive_integer(epochs, "epochs"),
    }
    accuracies = []
    size = nets_at_once(first)
    for start in range(0, len(nets), size):
        some = slice(start, start + size)
        own = None if validation_rows is None else validation_rows[some]
        accuracies.append(
            fit_some(nets[some], X, y, rows[some], rates[some], rngs[some], own, **settings)
        )
    return np.concatenate(accuracies, axis=1)


def nets_at_once(net):
    """Return how many nets to train at once, so that their parameters fit into the cache."""
    return max(1, 400_000 // sum(W.nbytes + b.nbytes for W, b in net.params))


def fit_some(nets, X, y, rows, rates, rngs, validation_rows, *, optimizer, batch_size, epochs):
    """Train some of the nets on checked arguments, and return their accuracies."""
    together, labels = stacked(nets), y.argmax(axis=1)
    step = step_in_place(optimizer, rates)
    accuracy = []
    # Divergence of one net is visible in its accuracy; the other nets continue.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for _ in range(epochs):
            order = np.stack(
                [r[rng.permutation(len(r))] for r, rng in zip(rows, rngs, strict=True)]
            )
            for start in range(0, order.shape[1], batch_size):
                batch = order[:, start : start + batch_size]
                step(together, X.take(batch, axis=0), y.take(batch, axis=0))
            if validation_rows is not None:
                outputs = together.propagate(X[validation_rows]).output
                accuracy.append((outputs.argmax(axis=2) == labels[validation_rows]).mean(axis=1))
    for place, net in enumerate(nets):
        net.params = [(W[place], b[place, 0]) for W, b in together.params]
    return np.array(accuracy).reshape(-1, len(nets))


def step_in_place(optimizer, rates):
    """Return a function (together, X, y) that changes the parameters of stacked nets."""

    def sgd(together, X, y):
        gradients = gradients_times(rates, together, X, y)
        for p, change in zip(chain(*together.params), chain(*gradients), strict=True):
            p -= change

    of_rate_one = optimizer(1.0)

    def other(together, X, y):  # a step is the rate times a step of rate 1
        stepped = of_rate_one.step(together.params, gradients_times(1, together, X, y))
        for p, target in zip(chain(*together.params), chain(*stepped), strict=True):
            p += rates * (target - p)

    return sgd if optimizer is SGD else other


def gradients_times(factor, net, X, y):
    """Return the gradients of the mean cross-entropy of stacked nets, times a factor for each.

    The gradients are the same as in `MLP.propagate` and `MLP.backward`. Arrays that are not needed
    again are overwritten, because new arrays would take a third of the time. Short axes are summed
    by a product with ones, which is faster than `sum`. Outputs are not checked, because nets may
    diverge.
    """
    row, column = np.ones((1, X.shape[1]), X.dtype), np.ones((y.shape[-1], 1), X.dtype)
    inputs, slopes = [X], []
    for W, b in net.params:
        Z = inputs[-1] @ W
        Z += b
        if len(inputs) < len(net.params):
            slopes.append(net.activation.df(Z))
            inputs.append(net.activation.f(Z))
    Z -= Z.max(axis=-1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z @ column  # the softmax
    Z -= y
    Z *= factor / X.shape[1]
    grads = []
    for (W, _), H in zip(reversed(net.params), reversed(inputs), strict=True):
        dW = H.swapaxes(-1, -2) @ Z
        if net.l2:
            dW += factor * net.l2 * W
        grads.append((dW, row @ Z))
        if slopes:
            Z = Z @ W.swapaxes(-1, -2)
            Z *= slopes.pop()
    return grads[::-1]


def same_kind(nets):
    """Return the first of the nets, or say what is wrong with them."""
    if not isinstance(nets, (list, tuple)) or not nets:
        raise TypeError(f"nets must be a list of at least one MLP, not {shown(nets)}")
    for place, net in enumerate(nets):
        require_net(net, f"nets[{place}]")
    first = nets[0]
    if first.sizes[-1] < 2:
        raise ValueError(
            f"nets must be classifiers with at least two outputs, not {first.sizes[-1]}"
        )
    for place, net in enumerate(nets):
        for name in ("sizes", "activation", "dtype", "l2"):
            if getattr(net, name) != getattr(first, name):
                raise ValueError(
                    f"nets must have the same sizes, activation, dtype and l2, but {name} is "
                    f"{getattr(first, name)} in nets[0] and {getattr(net, name)} in nets[{place}]"
                )
    return first


def row_numbers(rows, argument, nets, samples):
    """Return an array of row numbers, one row per net, or say what is wrong with it."""
    array = finite_array(rows, argument, shape=(nets, "n"), dtype=np.float64)
    whole = array.astype(np.int64)
    if not whole.size or (whole != array).any() or whole.min() < 0 or whole.max() >= samples:
        raise ValueError(
            f"{argument} must be whole numbers from 0 to {samples - 1}, not {shown(rows)}"
        )
    return whole


def learning_rates(learning_rate, nets):
    """Return one learning rate for each net, (nets, 1, 1), or say what is wrong."""
    is_array = isinstance(learning_rate, np.ndarray) and learning_rate.ndim > 0
    if not is_array and not isinstance(learning_rate, (list, tuple)):
        return np.full((nets, 1, 1), positive_number(learning_rate, "learning_rate"))
    rates = [positive_number(rate, f"learning_rate[{i}]") for i, rate in enumerate(learning_rate)]
    if len(rates) != nets:
        raise ValueError(
            f"learning_rate must be one number, or {nets} numbers, one per net, not {len(rates)}"
        )
    return np.array(rates)[:, np.newaxis, np.newaxis]
