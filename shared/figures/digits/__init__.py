"""Pictures of the chapter on digits, each beside the words that describe it."""

from shared.figures.digits.comparison import describe_comparison, draw_comparison
from shared.figures.digits.cover import cover
from shared.figures.digits.curves import describe_curves, draw_curves
from shared.figures.digits.images import a, mosaic, written_images
from shared.figures.digits.initialisation import describe_initialisation, draw_initialisation
from shared.figures.digits.learning_to_see import (
    Snapshot,
    describe_learning_to_see,
    draw_learning_to_see,
    learning_data,
    likeness_of_neighbours,
    sheet,
)
from shared.figures.digits.mistakes import describe_mistakes, draw_mistakes, worst_mistakes
from shared.figures.digits.more_data import describe_more_data, draw_more_data
from shared.figures.digits.noise import describe_noise, draw_noise, noise_data, noisy, rounded
from shared.figures.digits.rates import describe_rates, draw_rates
from shared.figures.digits.reliability import binned, describe_reliability, draw_reliability
from shared.figures.digits.samples import describe_samples, draw_samples

__all__ = [
    "Snapshot",
    "a",
    "binned",
    "cover",
    "describe_comparison",
    "describe_curves",
    "describe_initialisation",
    "describe_learning_to_see",
    "describe_mistakes",
    "describe_more_data",
    "describe_noise",
    "describe_rates",
    "describe_reliability",
    "describe_samples",
    "draw_comparison",
    "draw_curves",
    "draw_initialisation",
    "draw_learning_to_see",
    "draw_mistakes",
    "draw_more_data",
    "draw_noise",
    "draw_rates",
    "draw_reliability",
    "draw_samples",
    "learning_data",
    "likeness_of_neighbours",
    "mosaic",
    "noise_data",
    "noisy",
    "rounded",
    "sheet",
    "worst_mistakes",
    "written_images",
]
