"""Backward passes with one bug each, to practise gradient checking. Do not train with these."""

import numpy as np

from shared.mlp import MLP
from shared.validation import positive_integer, positive_number

__all__ = ["BUGS", "BuggyMLP"]

#: The number of each bug, and what is wrong in one layer's part of the backward pass.
#:
#: :meta hide-value:
BUGS = {
    0: "nothing is wrong",
    1: "the bias gradient is a mean over the minibatch, not a sum",
    2: "the slope of the activation is taken at its output h, not at z",
    3: "the weights above were updated before the gradient passed through them",
    4: "the slope of the activation is left out",
    5: "the weight gradient has the wrong sign",
}


class BuggyMLP(MLP):
    """An `MLP` whose backward pass has one bug in one hidden layer.

    Parameters
    ----------
    *args, **kwargs
        As for `shared.mlp.MLP`.
    bug : int
        A key of `BUGS`.
    layer : int
        The hidden layer with the bug, counted from 1 at the inputs.
    learning_rate : float
        The learning rate of the step that bug 3 takes too early; ignored by the other bugs.

    Examples
    --------
    >>> net = BuggyMLP([2, 4, 3], bug=5, layer=1, rng=np.random.default_rng(0))
    >>> X, y = [[1.0, 2.0], [0.5, -1.0]], [2, 0]
    >>> _, wrong = net.gradients(X, y)
    >>> net.bug = 0
    >>> _, right = net.gradients(X, y)
    >>> np.array_equal(wrong[0][0], -right[0][0]), np.array_equal(wrong[0][1], right[0][1])
    (True, True)
    """

    def __init__(self, *args, bug: int, layer: int, learning_rate: float = 1.0, **kwargs):
        super().__init__(*args, **kwargs)
        if not isinstance(bug, int) or isinstance(bug, bool) or bug not in BUGS:
            raise ValueError(f"bug must be one of {', '.join(map(str, BUGS))}, not {bug!r}")
        if positive_integer(layer, "layer") >= len(self.params):
            raise ValueError(
                f"layer must be a hidden layer, 1 to {len(self.params) - 1}, not {layer}"
            )
        self.bug, self.layer = bug, layer
        self.learning_rate = positive_number(learning_rate, "learning_rate")

    def backward(self, record, dZ):
        """Run the backward pass of `MLP.backward`, with the bug.

        Parameters
        ----------
        record : Record
            The result of `forward`.
        dZ : ndarray, (n, d_out)
            The gradient of the loss with respect to `record.output`.

        Returns
        -------
        list of (dW, db)
            The wrong gradients, in the order and shapes of `params`.
        """
        grads = []
        for layer in reversed(range(len(self.params))):
            H, (W, _) = record.activations[layer], self.params[layer]
            # The layer with the bug, counted from 1, computes its gradients here ...
            bug = self.bug if layer + 1 == self.layer else 0
            dW = H.swapaxes(-1, -2) @ dZ + self.l2 * W
            dW = -dW if bug == 5 else dW
            reduce = np.mean if bug == 1 else np.sum
            db = reduce(dZ, axis=-2, keepdims=W.ndim > 2)
            grads.append((dW, db))
            if layer > 0:
                # ... and the gradient of its pre-activations here.
                bug = self.bug if layer == self.layer else 0
                W = W - self.learning_rate * dW if bug == 3 else W
                dH = dZ @ W.swapaxes(-1, -2)
                z = record.zs[layer - 1]
                slope = self.activation.df(self.activation.f(z) if bug == 2 else z)
                dZ = dH if bug == 4 else dH * slope
        return grads[::-1]
