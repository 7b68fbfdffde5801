"""A reader's drawing in the form of the data: 8 by 8 counts of ink, each from 0 to 16.

A drawing is a text: strokes such as "16 2 16 30/8 9 16 2", each the coordinates of points on a pad
of 32 by 32; with "=" before them, strokes that stay where they were drawn; or "#" and 64 letters
from a to q, the counts themselves. Only the points count: a browser's canvas smooths lines in its
own way, and some browsers blur what is read back from it.
"""

import math

import numpy as np

from shared.figures.digits.images import written_images

PAD = 32  # the side of the pad, and of the bitmap in which ink is counted
#: Half the width of a line. Drawings then have about as much ink as the data, 0.3 a pixel.
PEN = 2.7
#: NIST's programs brought each digit to this width and height.
BOX = (20.0, 32.0)
#: What is smaller than this is not made larger than as if it were so large: a dot remains a dot.
SMALLEST = 4.0
LEVELS = "abcdefghijklmnopq"  # those of `written_images`


def strokes_of(drawing: str) -> list[np.ndarray]:
    """Return the strokes of a drawing.

    Parameters
    ----------
    drawing : str
        Strokes as this module's text.

    Returns
    -------
    list of ndarray, each (n, 2)
        Points as (x, y), y downwards. Those that are no numbers are left out; those outside the pad
        are moved to its edge.

    Examples
    --------
    >>> strokes_of("16 2 16 40/nan 3")
    [array([[16.,  2.],
           [16., 32.]])]
    """
    strokes = []
    for stroke in drawing.split("/"):
        numbers = [_number(each) for each in stroke.split()]
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        points = [pair for pair in pairs if all(map(math.isfinite, pair))]
        if points:
            strokes.append(np.clip(np.array(points), 0, PAD))
    return strokes


def _number(text):
    try:
        return float(text)
    except ValueError:
        return math.nan


def placed(strokes: list[np.ndarray]) -> list[np.ndarray]:
    """Return strokes centred, and as high as the data; their width follows, up to the data's."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = high - low
    across, up = (side - 2 * PEN for side in BOX)
    scale_y = up / max(height, width / 3, SMALLEST)
    scale_x = min(scale_y, across / max(width, SMALLEST))
    scale = np.array([scale_x, scale_y])
    return [(stroke - (low + high) / 2) * scale + PAD / 2 for stroke in strokes]


def bitmap_of(strokes: list[np.ndarray]) -> np.ndarray:
    """Return which pixels have their middle no farther from a stroke than `PEN`.

    Parameters
    ----------
    strokes : list of ndarray, each (n, 2)

    Returns
    -------
    ndarray of bool, (32, 32)
    """
    y, x = np.indices((PAD, PAD)).reshape(2, -1, 1) + 0.5
    is_ink = np.zeros(PAD * PAD, dtype=bool)
    for stroke in strokes:
        starts, ends = (stroke[:-1], stroke[1:]) if len(stroke) > 1 else (stroke, stroke)
        for first in range(0, len(starts), 512):  # a thousand points at once would be much memory
            (x1, y1), (x2, y2) = starts[first : first + 512].T, ends[first : first + 512].T
            dx, dy = x2 - x1, y2 - y1
            length = dx * dx + dy * dy
            share = ((x - x1) * dx + (y - y1) * dy) / np.where(length > 0, length, 1)
            share = np.clip(share, 0, 1)
            to_x, to_y = x - x1 - share * dx, y - y1 - share * dy
            is_ink |= (to_x * to_x + to_y * to_y <= PEN * PEN).any(axis=1)
    return is_ink.reshape(PAD, PAD)


def counts_of(drawing: str) -> np.ndarray:
    """Return how much ink each block of 4 by 4 pixels has.

    Parameters
    ----------
    drawing : str
        Strokes, which are centred and scaled as the data are, "=" and strokes, or "#" and counts.

    Returns
    -------
    ndarray of int, (64,)
        From 0 to 16, row by row.

    Examples
    --------
    >>> counts_of("16 2 16 30")[[3, 4, 7]]
    array([10, 10,  0])
    """
    if drawing.startswith("#"):
        counts = [LEVELS.find(level) for level in drawing[1:65].ljust(64, LEVELS[0])]
        return np.maximum(counts, 0)
    strokes = strokes_of(drawing.removeprefix("="))
    if not strokes:
        return np.zeros(64, dtype=int)
    bitmap = bitmap_of(strokes if drawing.startswith("=") else placed(strokes))
    return bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3)).ravel()


def text_of(counts: np.ndarray) -> str:
    """Return counts as a drawing.

    Examples
    --------
    >>> text_of(np.arange(64) % 17)[:20]
    '#abcdefghijklmnopqab'
    """
    return "#" + written_images(counts / 16)
