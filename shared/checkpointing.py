"""Gradient checkpointing: store few values of the forward pass and recompute the others."""

import copy
from collections.abc import Callable

from shared.losses import get_loss
from shared.mlp import MLP, Record, require_net
from shared.validation import number_array, positive_integer

__all__ = ["checkpointed_gradients"]


def checkpointed_gradients(net: MLP, X, y, loss="cross_entropy", *, segment: int):
    """Return the objective and its gradients with less memory, by gradient checkpointing.

    The forward pass stores the inputs of every `segment`-th layer. The backward pass repeats the
    forward pass of one segment at a time, starting from the stored inputs of the segment.

    Parameters
    ----------
    net : MLP
    X : array_like, (n, d_in)
        One sample per row.
    y : array_like
        Targets, as for `MLP.gradients`.
    loss : str or Loss, default "cross_entropy"
        A key of `shared.losses.LOSSES`, or a loss of your own.
    segment : int
        Layers per segment. About the least memory is needed with the square root of half the number
        of layers.

    Returns
    -------
    objective : float
        The loss plus the penalty on the weights.
    grads : list of (dW, db)
        In the order and shapes of `net.params`.

    References
    ----------
    Chen, T. et al. (2016). Training deep nets with sublinear memory cost. arXiv:1604.06174.

    Examples
    --------
    >>> import numpy as np
    >>> net = MLP([2, 4, 4, 4, 3], rng=np.random.default_rng(0))
    >>> X, y = [[1.0, 2.0], [0.0, -1.0]], [2, 0]
    >>> _, grads = checkpointed_gradients(net, X, y, segment=2)
    >>> _, expected = net.gradients(X, y)
    >>> all(np.array_equal(dW, same) for (dW, _), (same, _) in zip(grads, expected))
    True
    """
    require_net(net)
    X, y, loss = net.as_minibatch(number_array(X, "X"), y, get_loss(loss))
    record = CheckpointedRecord(net, X, positive_integer(segment, "segment"))
    value, dZ = loss.with_gradient(record.output, y)
    return value + net.penalty(), net.backward(record, dZ)


class CheckpointedRecord:
    """A `shared.mlp.Record` that holds the values of one segment at a time.

    Attributes
    ----------
    checkpoints : list of ndarray
        The inputs of every segment.
    activations, zs : sequence of ndarray
        As in `shared.mlp.Record`.
    output : ndarray, (n, d_out)
        Always kept, because the loss reads it.
    """

    def __init__(self, net: MLP, X, segment: int):
        self.net, self.length = net, segment
        self.checkpoints = [X]
        self.start, self.record = 0, self.run(0)
        while self.start + segment < len(net.params):
            self.checkpoints.append(net.activation.f(self.record.output))
            self.start += segment
            self.record = None  # free the old segment before the next one is computed
            self.record = self.run(self.start)
        self.output = self.record.output
        self.activations = LazySequence(self.activation)
        self.zs = LazySequence(self.z)

    def run(self, start: int) -> Record:
        """Compute the values of the segment that begins with layer `start`."""
        part = copy.copy(self.net)
        part.params = self.net.params[start : start + self.length]
        return part.propagate(self.checkpoints[start // self.length])

    def segment(self, layer: int) -> Record:
        """Return the values of a layer's segment, recomputed if they were freed."""
        start = layer // self.length * self.length
        if start != self.start:
            self.record = None
            self.start, self.record = start, self.run(start)
        return self.record

    def activation(self, layer: int):
        """Return the input of a layer."""
        return self.segment(layer).activations[layer % self.length]

    def z(self, layer: int):
        """Return the pre-activations of a layer."""
        return self.segment(layer).zs[layer % self.length]


class LazySequence:
    """A sequence whose entries are computed by a function when they are accessed."""

    def __init__(self, compute: Callable):
        self.compute = compute

    def __getitem__(self, index: int):
        return self.compute(index)
