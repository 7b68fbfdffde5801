"""The cover of the chapter on NEW TITLE."""

from matplotlib.figure import Figure

from shared.figures.cover import without_words
from shared.figures.new_module.tangent import draw_tangent


def cover() -> Figure:
    """Draw a curve and its tangent, without words."""  # FILL IN: a panel of the chapter's own
    return without_words(draw_tangent())
