"""The first images of each digit."""

import numpy as np
from matplotlib.figure import Figure

from shared.figures.digits.images import (
    CLASSES,
    PAPER_AND_INK,
    SIDE,
    middles,
    mosaic,
    without_frame,
)
from shared.figures.style import panels, styled

SAMPLES_OF_A_DIGIT = 5


@styled
def draw_samples(X: np.ndarray, y: np.ndarray) -> Figure:
    """Draw the first few images of every digit.

    Parameters
    ----------
    X : ndarray, (n, 64)
        Images.
    y : ndarray of int, (n,)
        Their labels.

    Returns
    -------
    matplotlib.figure.Figure
        One panel, a column for each digit.
    """
    figure, (axes,) = panels(height=2.15, bottom=0.3, top=0.1, left=0.12)
    chosen = np.array([np.flatnonzero(y == k)[:SAMPLES_OF_A_DIGIT] for k in range(CLASSES)])
    axes.imshow(mosaic(X[chosen.T.ravel()], CLASSES), **PAPER_AND_INK)
    axes.set_xticks(middles(CLASSES), range(CLASSES))
    axes.set_yticks([])
    without_frame(axes)
    return figure


def describe_samples(X: np.ndarray, y: np.ndarray) -> str:
    """Say what `draw_samples` shows."""
    ink = [X[y == k].mean() for k in range(CLASSES)]
    return (
        f"{SAMPLES_OF_A_DIGIT} handwritten images of each digit from 0 to 9, {SIDE} by {SIDE} grey "
        f"pixels each, one column a digit. The most ink is on the {np.argmax(ink)}, "
        f"{max(ink):.2f} a pixel on average, and the least on the {np.argmin(ink)}, {min(ink):.2f}."
    )
