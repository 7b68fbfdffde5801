r"""What propagation costs: multiplications of the two modes, and memory of prediction and training.

Everything here is counted, not measured. A multiplication is one product of two numbers inside a
matrix product; sums, activations and losses come on top, and are few beside them. Memory is counted
in numbers kept at the same time: 4 bytes each in float32, 8 in float64.
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
        Of the forward pass.
    backward : int
        Of the backward pass that follows.
    """

    forward: int
    backward: int


def work(sizes, batch: int) -> Work:
    """Count the multiplications of one forward and one backward pass.

    A layer's forward product H W costs n * fan_in * fan_out. Its backward pass has two products of
    the same cost: H^T dZ for its weights and dZ W^T for its inputs. The first layer needs only the
    former, because data are not trained.

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
    r"""Count the multiplications of all derivatives of a net's outputs by its inputs, one sample.

    The Jacobian is a product of one matrix a layer. Forward mode multiplies from the inputs on, and
    carries one column for each input; reverse mode multiplies from the outputs on, and carries
    one row for each output. The diagonal factors of the activations are left out.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, at least one of them hidden.
    mode : {"forward", "reverse"}
        Where the multiplication begins.

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
    """Count weights and biases.

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
    """Count what a forward pass keeps for the backward pass: the entries of a `shared.mlp.Record`.

    These are the minibatch, each hidden layer's pre-activations and activations, and the output.

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

    Each step computes one array, and then drops what is not needed any more. Parameters and their
    gradients are not counted here, since they do not depend on the minibatch. Prediction keeps
    only what the next step reads. Training keeps every value until the backward pass has read it.
    Checkpointing keeps the inputs of every `segment`-th layer only, and computes a segment anew
    when the backward pass arrives there.

    Parameters
    ----------
    sizes : sequence of int
        Widths of all layers, as for `shared.mlp.MLP`.
    batch : int
        Samples in the minibatch.
    mode : {"prediction", "training", "checkpointing"}
        What is done.
    segment : int, optional
        For checkpointing, the layers in a segment; by default the root of the number of layers,
        rounded up.

    Returns
    -------
    list of int
        Numbers in memory while each step computes.

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
        # The values of the last segment are needed at once, so they stay.
        memory.forward(start, min(start + length, depth), kept=start == starts[-1])
    for start in reversed(starts):
        if start != starts[-1]:
            memory.forward(start, start + length, kept=True)
        memory.backward(start, min(start + length, depth))
    return memory.timeline


class Memory:
    """The arrays of a minibatch that exist, and how many numbers they hold at each step."""

    def __init__(self, sizes: list[int], batch: int):
        self.sizes, self.batch = sizes, batch
        self.depth = len(sizes) - 1
        self.live = {("h", 0): batch * sizes[0]}
        self.timeline = []

    def compute(self, kind: str, layer: int) -> None:
        """Make an array of a layer's width, and write down what is in memory now."""
        self.live[kind, layer] = self.batch * self.sizes[layer]
        self.timeline.append(sum(self.live.values()))

    def drop(self, kind: str, layer: int) -> None:
        """Free an array, if it is there."""
        self.live.pop((kind, layer), None)

    def predict(self) -> None:
        """Go through all layers and keep nothing."""
        for layer in range(1, self.depth + 1):
            self.compute("z", layer)
            self.drop("h", layer - 1)
            if layer < self.depth:
                self.compute("h", layer)
                self.drop("z", layer)

    def forward(self, start: int, stop: int, *, kept: bool) -> None:
        """Go through the layers after `start` up to `stop`.

        Either all values are kept, for a backward pass that follows at once, or only the first
        and the last activations, for later.
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
        """Go back through the layers from `stop` to the one after `start`."""
        for layer in range(stop, start, -1):
            self.compute("dz", layer)
            # Read for the last time: z for dz itself, the activations below for dW.
            for each in (("dh", layer), ("z", layer), ("h", layer - 1)):
                self.drop(*each)
            if layer > 1:
                self.compute("dh", layer - 1)
            self.drop("dz", layer)
