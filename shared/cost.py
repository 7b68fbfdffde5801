r"""Cost of propagation: multiplications in forward and reverse mode, and memory of training.

Everything here is counted, not measured. A multiplication is one product of two numbers inside a
matrix product. Sums, activations and losses are left out; activations and losses need few
operations in comparison. Memory is the number of values stored at the same time: 4 bytes each in
float32, 8 bytes each in float64.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from shared.mlp import layer_sizes
from shared.validation import choose, positive_integer

__all__ = [
    "Work",
    "jacobian_multiplications",
    "memory_timeline",
    "parameter_count",
    "stored_values",
    "work",
]


# --- work -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """Multiplications in the matrix products of one training step.

    Attributes
    ----------
    forward : int
        Multiplications of the forward pass.
    backward : int
        Multiplications of the backward pass that follows.
    """

    forward: int
    backward: int


def work(sizes, batch: int) -> Work:
    """Count the multiplications of one forward and one backward pass.

    A layer's forward product H W costs n * fan_in * fan_out. Its backward pass has two products of
    the same cost: H^T dZ for its weights and dZ W^T for its inputs. The first layer needs only
    H^T dZ, because the data are not trained.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, as for `shared.mlp.MLP`.
    batch : int
        Samples in the minibatch.

    Examples
    --------
    >>> work([2, 3, 1], batch=4)
    Work(forward=36, backward=48)
    """
    batch = positive_integer(batch, "batch")
    products = [batch * fan_in * fan_out for fan_in, fan_out in layers(sizes)]
    return Work(sum(products), 2 * sum(products) - products[0])


def jacobian_multiplications(sizes, mode: str) -> int:
    r"""Count the multiplications for the Jacobian of a net, by forward or reverse mode.

    The Jacobian holds the derivatives of all outputs with respect to all inputs, for one sample. It
    is a product of matrices, one per layer. Forward mode multiplies from the inputs to the outputs
    and carries one column per input. Reverse mode multiplies from the outputs to the inputs and
    carries one row per output. The diagonal factors of the activations are left out.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, at least one of them hidden.
    mode : {"forward", "reverse"}
        Whether the multiplication begins at the inputs or at the outputs.

    References
    ----------
    Griewank, A. & Walther, A. (2008). *Evaluating Derivatives*, 2nd ed., SIAM, chapter 3.

    Examples
    --------
    >>> jacobian_multiplications([100, 8, 8, 1], "forward")
    7200
    >>> jacobian_multiplications([100, 8, 8, 1], "reverse")
    864
    """
    pairs = layers(sizes)
    if len(pairs) < 2:
        raise ValueError(f"sizes must name at least one hidden layer, not {list(sizes)}")
    carried, products = choose(
        {"forward": (pairs[0][0], pairs[1:]), "reverse": (pairs[-1][1], pairs[:-1])}, mode, "mode"
    )
    return carried * sum(fan_in * fan_out for fan_in, fan_out in products)


def layers(sizes) -> list[tuple[int, int]]:
    """Return (fan_in, fan_out) of each layer."""
    return list(pairwise(layer_sizes(sizes)))


# --- memory -----------------------------------------------------------------------------------


def parameter_count(sizes) -> int:
    """Count the parameters of a network: its weights and biases.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, as for `shared.mlp.MLP`.

    Examples
    --------
    >>> parameter_count([2, 3, 1])
    13
    """
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in layers(sizes))


def stored_values(sizes, batch: int) -> int:
    """Count the values that a forward pass stores for the backward pass.

    A `shared.mlp.Record` holds the minibatch, the pre-activations and activations of each hidden
    layer, and the output.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, as for `shared.mlp.MLP`.
    batch : int
        Samples in the minibatch.

    Examples
    --------
    >>> stored_values([2, 3, 1], batch=4)
    36
    """
    first, *hidden, last = layer_sizes(sizes)
    return positive_integer(batch, "batch") * (first + 2 * sum(hidden) + last)


def memory_timeline(sizes, batch: int, mode: str, segment: int | None = None) -> list[int]:
    """Return how many values of a minibatch are in memory at each step.

    Each step computes one array and then frees the arrays that are no longer needed. Parameters and
    their gradients are not counted, because they do not depend on the minibatch. Prediction keeps
    only what the next step reads. Training keeps every value until the backward pass has read it.
    Checkpointing keeps only the inputs of every `segment`-th layer, and recomputes a segment when
    the backward pass reaches it.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, as for `shared.mlp.MLP`.
    batch : int
        Samples in the minibatch.
    mode : {"prediction", "training", "checkpointing"}
        What the network is used for; "checkpointing" is training with
        `shared.checkpointing.checkpointed_gradients`.
    segment : int, optional
        Layers per segment of checkpointing; by default the square root of the number of layers,
        rounded up.

    Returns
    -------
    list of int
        The number of values in memory during each step.

    References
    ----------
    Griewank, A. & Walther, A. (2000). Algorithm 799: revolve. *ACM Transactions on Mathematical
    Software* 26, 19-45. Chen, T. et al. (2016). Training deep nets with sublinear memory cost.
    arXiv:1604.06174, section 4 (segments of the root of the depth).

    Examples
    --------
    >>> max(memory_timeline([8] * 101, 1, "prediction")) / 8
    2.0
    >>> max(memory_timeline([8] * 101, 1, "training")) / 8
    201.0
    >>> max(memory_timeline([8] * 101, 1, "checkpointing")) / 8
    30.0
    """
    sizes, batch = layer_sizes(sizes), positive_integer(batch, "batch")
    depth = len(sizes) - 1
    if segment is None:
        segment = math.ceil(math.sqrt(depth))
    segment = positive_integer(segment, "segment")
    length = choose({"prediction": 0, "training": depth, "checkpointing": segment}, mode, "mode")
    memory = Memory(sizes, batch)
    if mode == "prediction":
        memory.predict()
        return memory.timeline
    starts = range(0, depth, length)
    for start in starts:
        # The values of the last segment are needed immediately, so they stay.
        memory.forward(start, min(start + length, depth), kept=start == starts[-1])
    for start in reversed(starts):
        if start != starts[-1]:
            memory.forward(start, start + length, kept=True)
        memory.backward(start, min(start + length, depth))
    return memory.timeline


class Memory:
    """Simulate the arrays of a minibatch in memory, and count their entries at each step."""

    def __init__(self, sizes: list[int], batch: int):
        self.sizes, self.batch = sizes, batch
        self.depth = len(sizes) - 1
        self.live = {("h", 0): batch * sizes[0]}
        self.timeline = []

    def compute(self, kind: str, layer: int) -> None:
        """Allocate an array of a layer's width, and record the entries now in memory."""
        self.live[kind, layer] = self.batch * self.sizes[layer]
        self.timeline.append(sum(self.live.values()))

    def drop(self, kind: str, layer: int) -> None:
        """Free an array, if it exists."""
        self.live.pop((kind, layer), None)

    def predict(self) -> None:
        """Run a forward pass that keeps no values."""
        for layer in range(1, self.depth + 1):
            self.compute("z", layer)
            self.drop("h", layer - 1)
            if layer < self.depth:
                self.compute("h", layer)
                self.drop("z", layer)

    def forward(self, start: int, stop: int, *, kept: bool) -> None:
        """Run the forward pass through the layers after `start` up to `stop`.

        If `kept`, all values stay in memory for the backward pass that follows immediately.
        Otherwise only the first and the last activations stay.
        """
        for layer in range(start + 1, stop + 1):
            self.compute("z", layer)
            if layer < (stop if kept else self.depth):
                self.compute("h", layer)
            if not kept:
                self.drop("z", layer)
                if layer - 1 > start:
                    self.drop("h", layer - 1)

    def backward(self, start: int, stop: int) -> None:
        """Run the backward pass through the layers from `stop` to the one after `start`."""
        for layer in range(stop, start, -1):
            self.compute("dz", layer)
            # Read for the last time: z for dz itself, the activations below for dW.
            for each in (("dh", layer), ("z", layer), ("h", layer - 1)):
                self.drop(*each)
            if layer > 1:
                self.compute("dh", layer - 1)
            self.drop("dz", layer)
