"""The cover of the chapter on activation functions."""

from matplotlib.figure import Figure

from shared.figures.activations.classics import draw_classics
from shared.figures.cover import without_words


def cover() -> Figure:
    """Draw tanh and its slope, without words."""
    return without_words(draw_classics(), panel=2)
