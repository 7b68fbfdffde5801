"""Images of digits in rows, and what the pictures of them share."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.image import AxesImage

SIDE = 8  # pixels
CLASSES = 10
PAPER_AND_INK = {"cmap": "gray_r", "vmin": 0, "vmax": 1, "interpolation": "nearest"}


def mosaic(images: np.ndarray, columns: int) -> np.ndarray:
    """Lay images out in rows, a pixel of nothing around each.

    Parameters
    ----------
    images : ndarray, (n, 64)
        Images of 8 times 8 pixels, row by row.
    columns : int
        Images in a row.

    Returns
    -------
    ndarray, (9 rows + 1, 9 columns + 1)
        One array to draw at once; NaN where there is no image.

    Examples
    --------
    >>> mosaic(np.zeros((3, 64)), columns=2).shape
    (19, 19)
    """
    rows = -(-len(images) // columns)
    step = SIDE + 1
    sheet = np.full((rows * step + 1, columns * step + 1), np.nan)
    for index, image in enumerate(images):
        top, left = (step * place + 1 for place in divmod(index, columns))
        sheet[top : top + SIDE, left : left + SIDE] = image.reshape(SIDE, SIDE)
    return sheet


def whole_numbers(axes: Axes, numbers: np.ndarray, colours: ListedColormap, gid: str) -> AxesImage:
    """Draw whole numbers from 0 on, each in its colour, as a mark that a page can compute."""
    ends = {"vmin": -0.5, "vmax": colours.N - 0.5}
    return axes.imshow(numbers, cmap=colours, interpolation="nearest", gid=gid, **ends)


def written_images(images: np.ndarray) -> str:
    """Write images as text, a letter a pixel, which a twin of this chapter reads.

    Parameters
    ----------
    images : ndarray, (..., 64)
        Of pixels that are sixteenths from 0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> written_images(np.array([0, 0.5, 1]))
    'aiq'
    """
    letters = np.array(list("abcdefghijklmnopq"))
    return "".join(letters[np.ravel(16 * images).astype(int)])


def middles(count: int) -> np.ndarray:
    """Return where in a mosaic the images of a row, or of a column, have their middles."""
    return (SIDE + 1) * np.arange(count) + (SIDE + 1) / 2


def a(digit: int) -> str:
    """Return a digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def without_frame(axes: Axes) -> None:
    """Leave an axes nothing but its content, title and tick labels."""
    axes.spines[:].set_visible(False)
    axes.grid(visible=False)
    axes.tick_params(length=0)
