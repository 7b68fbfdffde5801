"""The cover of the chapter on digits."""

import numpy as np
from matplotlib.figure import Figure

from shared.datasets import digits
from shared.figures.cover import without_words
from shared.figures.digits.samples import draw_samples


def cover() -> Figure:
    """Draw the first images of each digit, without words."""
    split = digits(rng=np.random.default_rng(0))
    return without_words(draw_samples(split.X_train, split.y_train))
