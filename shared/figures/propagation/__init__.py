"""Pictures of the chapter on propagation, each beside the words that describe it."""

from shared.figures.propagation.bug import EVERY, BugRun, describe_bug, draw_bug
from shared.figures.propagation.cover import cover
from shared.figures.propagation.descent import (
    Valley,
    descent_data,
    describe_descent,
    draw_descent,
)
from shared.figures.propagation.differences import describe_differences, draw_differences
from shared.figures.propagation.layers import describe_layers, draw_layers
from shared.figures.propagation.memory import describe_memory, draw_memory
from shared.figures.propagation.modes import INPUTS, describe_modes, draw_modes
from shared.figures.propagation.small_graph import (
    describe_small_graph,
    draw_small_graph,
    small_graph_data,
)
from shared.figures.propagation.step import Walk, describe_step, draw_step, step_data
from shared.figures.propagation.trace import describe_trace, draw_trace

__all__ = [
    "EVERY",
    "INPUTS",
    "BugRun",
    "Valley",
    "Walk",
    "cover",
    "descent_data",
    "describe_bug",
    "describe_descent",
    "describe_differences",
    "describe_layers",
    "describe_memory",
    "describe_modes",
    "describe_small_graph",
    "describe_step",
    "describe_trace",
    "draw_bug",
    "draw_descent",
    "draw_differences",
    "draw_layers",
    "draw_memory",
    "draw_modes",
    "draw_small_graph",
    "draw_step",
    "draw_trace",
    "small_graph_data",
    "step_data",
]
