"""Pictures of the chapter on hidden layers, each beside the words that describe it."""

from shared.figures.hidden_layers.construction import Fit, describe_construction, draw_construction
from shared.figures.hidden_layers.cover import cover
from shared.figures.hidden_layers.first_network import (
    describe_first_network,
    draw_first_network,
)
from shared.figures.hidden_layers.fold import describe_fold, draw_fold, shallow_fold
from shared.figures.hidden_layers.hand_solved_xor import (
    describe_hand_solved_xor,
    draw_hand_solved_xor,
)
from shared.figures.hidden_layers.image_as_inputs import (
    describe_image_as_inputs,
    draw_image_as_inputs,
)
from shared.figures.hidden_layers.kinks import describe_kinks, draw_kinks, maximum_error
from shared.figures.hidden_layers.learning import (
    Trainings,
    describe_learning,
    draw_learning,
    draw_regions,
)
from shared.figures.hidden_layers.line_meets_xor import describe_line_meets_xor, draw_line_meets_xor
from shared.figures.hidden_layers.one_unit import describe_one_unit, draw_one_unit
from shared.figures.hidden_layers.only_slope_one import (
    describe_only_slope_one,
    draw_only_slope_one,
    leaky_network,
)
from shared.figures.hidden_layers.outcomes import Outcome, describe_outcomes, draw_outcomes
from shared.figures.hidden_layers.three_hinges import describe_three_hinges, draw_three_hinges
from shared.figures.hidden_layers.xor_network import describe_xor_network, draw_xor_network

__all__ = [
    "Fit",
    "Outcome",
    "Trainings",
    "cover",
    "describe_construction",
    "describe_first_network",
    "describe_fold",
    "describe_hand_solved_xor",
    "describe_image_as_inputs",
    "describe_kinks",
    "describe_learning",
    "describe_line_meets_xor",
    "describe_one_unit",
    "describe_only_slope_one",
    "describe_outcomes",
    "describe_three_hinges",
    "describe_xor_network",
    "draw_construction",
    "draw_first_network",
    "draw_fold",
    "draw_hand_solved_xor",
    "draw_image_as_inputs",
    "draw_kinks",
    "draw_learning",
    "draw_line_meets_xor",
    "draw_one_unit",
    "draw_only_slope_one",
    "draw_outcomes",
    "draw_regions",
    "draw_three_hinges",
    "draw_xor_network",
    "leaky_network",
    "maximum_error",
    "shallow_fold",
]
