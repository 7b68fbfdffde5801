"""Pictures of the chapter on activation functions, each beside the words that describe it."""

from shared.figures.activations.born_dead import describe_born_dead, draw_born_dead
from shared.figures.activations.classics import describe_classics, draw_classics
from shared.figures.activations.collapse import FrozenLayers, describe_collapse, draw_collapse
from shared.figures.activations.cover import cover
from shared.figures.activations.family import describe_family, draw_family
from shared.figures.activations.half_precision import (
    describe_half_precision,
    draw_half_precision,
)
from shared.figures.activations.layers import describe_layers, draw_layers
from shared.figures.activations.overflow import describe_overflow, draw_overflow
from shared.figures.activations.slope_and_depth import (
    describe_slope_and_depth,
    draw_slope_and_depth,
)
from shared.figures.activations.stretched_sigmoid import (
    describe_stretched_sigmoid,
    draw_stretched_sigmoid,
)
from shared.figures.activations.training import TrainingRun, describe_training, draw_training
from shared.figures.activations.unit import describe_unit, draw_unit

__all__ = [
    "FrozenLayers",
    "TrainingRun",
    "cover",
    "describe_born_dead",
    "describe_classics",
    "describe_collapse",
    "describe_family",
    "describe_half_precision",
    "describe_layers",
    "describe_overflow",
    "describe_slope_and_depth",
    "describe_stretched_sigmoid",
    "describe_training",
    "describe_unit",
    "draw_born_dead",
    "draw_classics",
    "draw_collapse",
    "draw_family",
    "draw_half_precision",
    "draw_layers",
    "draw_overflow",
    "draw_slope_and_depth",
    "draw_stretched_sigmoid",
    "draw_training",
    "draw_unit",
]
