"""Automatic differentiation: record a calculation as a graph, then walk back through it.

A `Node` holds an array. Operators and NumPy's functions accept nodes wherever they accept arrays,
and each call records what it was given. These records are the graph. Walking it from the output
back to the leaves, with the chain rule at every step, is backpropagation.

Begin with `shared/graph/engine.py`, which is the whole method. Beside it are the table of
derivatives (`operations.py`), NumPy's side of a node (`numpy_protocol.py`), what the backward pass
has to keep (`stored.py`), and a layout for drawings (`placement.py`).
"""

from shared.graph.engine import Node, backward, topological_order
from shared.graph.operations import OPERATIONS, Operation
from shared.graph.placement import layout
from shared.graph.stored import reused

__all__ = ["OPERATIONS", "Node", "Operation", "backward", "layout", "reused", "topological_order"]
