"""Automatic differentiation: record a computation as a graph, then backpropagate through it.

A `Node` holds an array. Operators and NumPy's functions accept nodes wherever they accept arrays,
and each call records its operands. These records are the graph. Backpropagation goes through the
graph from the output back to the leaves, and applies the chain rule at every step.

Begin with `shared/graph/engine.py`, which contains the whole method. The table of derivatives is in
`operations.py`, the NumPy protocols are in `numpy_protocol.py`. The values that the backward pass
needs are in `stored.py`, and a layout for drawings is in `placement.py`.
"""

from shared.graph.engine import Node, backward, topological_order
from shared.graph.operations import OPERATIONS, Operation
from shared.graph.placement import layout
from shared.graph.stored import reused

__all__ = ["OPERATIONS", "Node", "Operation", "backward", "layout", "reused", "topological_order"]
