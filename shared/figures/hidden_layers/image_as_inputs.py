"""An image of a digit, and the row of numbers that a network receives of it."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure

from shared.figures.style import colour, panels, styled

SIDE = 8  # pixels
INK = 16  # the most that a pixel can have


@styled
def draw_image_as_inputs(
    X: np.ndarray, y: np.ndarray, digit: str = "8", example: int = 0
) -> Figure:
    """Draw an image with the ink of its pixels, and the same numbers as a row.

    Parameters
    ----------
    X : ndarray, (n, 64)
        Images of 8 times 8 pixels, row by row, from 0 (paper) to 1 (ink).
    y : ndarray of int, (n,)
        Their digits.
    digit : str
        Which digit to show.
    example : int
        Which of its images, counted from 0.

    Returns
    -------
    matplotlib.figure.Figure
        The image; its 64 inputs in their order.
    """
    ink = ink_of(X, y, digit, example)
    figure, (picture, row) = panels(2)
    # Transparent, so that the numbers stand out on light pages and on dark ones.
    shades = [to_rgba(colour("forward"), 0.55 * level / INK) for level in range(INK + 1)]
    look = {"cmap": ListedColormap(shades), "vmin": -0.5, "vmax": INK + 0.5}
    picture.imshow(ink.reshape(SIDE, SIDE), interpolation="none", **look)
    for (down, across), level in np.ndenumerate(ink.reshape(SIDE, SIDE)):
        picture.text(across, down, str(level), ha="center", va="center")
    picture.set(title="ink of each pixel, 0 to 16", xticks=[], yticks=[])
    picture.grid(visible=False)
    picture.spines[:].set_visible(False)
    for end in range(SIDE, SIDE * SIDE, SIDE):
        row.axvline(end + 0.5, color=colour("muted"), linewidth=0.7)
    places = np.arange(SIDE * SIDE + 1) + 0.5
    row.stairs(ink / INK, places, fill=True, color=colour("forward"))
    row.set(title="the same pixels as a row of X", xlabel="input", xlim=(0, SIDE * SIDE + 1))
    row.set(ylim=(0, 1.02), yticks=(0, 0.5, 1), xticks=[1, *range(16, SIDE * SIDE + 1, 16)])
    row.grid(visible=False)
    return figure


def ink_of(X: np.ndarray, y: np.ndarray, digit: str, example: int) -> np.ndarray:
    """Return the ink of an image's pixels as whole numbers up to 16."""
    return np.rint(INK * X[y == int(digit)][example]).astype(int)


def describe_image_as_inputs(
    X: np.ndarray, y: np.ndarray, digit: str = "8", example: int = 0
) -> str:
    """Say what `draw_image_as_inputs` shows."""
    ink = ink_of(X, y, digit, example)
    full = (ink == INK).sum() or "none"
    rows = [
        "ink of row " + f"{k + 1}: {' '.join(map(str, ink[SIDE * k :][:SIDE]))}" for k in (0, 3)
    ]
    return (
        f"Example {example} of the digit {digit}: {(ink > 0).sum()} of 64 pixels have ink, "
        f"{full} of them the maximum; {rows[0]}; {rows[1]}."
    )
