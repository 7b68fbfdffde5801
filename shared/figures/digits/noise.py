"""An image in noise, and the probabilities that the network gives."""

import copy
from collections.abc import Iterable, Mapping

import matplotlib
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from shared.figures.digits.images import (
    CLASSES,
    SIDE,
    a,
    whole_numbers,
    without_frame,
    written_images,
)
from shared.figures.style import PERCENT, colour, panels, styled, written
from shared.losses import softmax
from shared.mlp import MLP

LEVELS = 16  # of ink
ENDS = 0.004, 0.99  # of the greys from white to black
WIDTH = 0.7  # of a bar
UNIT = 1000  # parameters are rounded to so many parts of 1


def rounded(net: MLP) -> MLP:
    """Return a network with parameters of three decimals, which are short to write."""
    found = copy.copy(net)
    found.params = [tuple(np.rint(UNIT * array) / UNIT for array in layer) for layer in net.params]
    return found


def noise_data(net: MLP, images: Mapping) -> dict:
    """Return what the twin of `draw_noise` needs.

    Parameters
    ----------
    net : MLP
        A network with ReLU that `rounded` returned.
    images : dict of str to ndarray, (64,)
        One image a digit.

    Returns
    -------
    dict
        The parameters as whole numbers, and the images as text.
    """
    params = [[np.rint(UNIT * array).astype(int) for array in layer] for layer in net.params]
    letters = {digit: written_images(image) for digit, image in images.items()}
    return {"params": params, "unit": UNIT, "images": letters}


@styled
def draw_noise(
    net: MLP, images: Mapping, noise: float = 0.0, digit: str = "8", seed: int = 0
) -> Figure:
    """Draw an image that sinks into noise, and what the network makes of it.

    Parameters
    ----------
    net : MLP
        The network.
    images : dict of str to ndarray, (64,)
        One image a digit.
    noise : float
        The standard deviation of the noise.
    digit : str
        Which image.
    seed : int
        Which noise.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the image; the probability of each digit.
    """
    image = noisy(images[digit], noise, seed)
    figure, (picture, bars) = panels(2, bottom=0.58)
    levels = np.floor(LEVELS * np.clip(image, 0, 1) + 0.5).astype(int).reshape(SIDE, SIDE)
    # None is a colour of the look, which dark pages would change: white and black stay as they are.
    greys = matplotlib.colormaps["gray_r"](np.linspace(*ENDS, LEVELS + 1))
    whole_numbers(picture, levels, ListedColormap(greys), gid="image")
    picture.set(xticks=[], yticks=[], title="the image with noise")
    without_frame(picture)
    probabilities = softmax(net.forward(image[np.newaxis]).output)[0]
    others = [k for k in range(CLASSES) if k != int(digit)]
    bars.fill(*outline(probabilities, others), color=colour("muted"), linewidth=0, gid="others")
    true = outline(probabilities, [int(digit)])
    bars.fill(*true, color=colour("forward"), linewidth=0, gid="true")
    # Below the tick's label: beside a bar it would meet the verdict.
    below = {"ha": "center", "va": "top", "color": colour("forward")}
    bars.text(int(digit), -0.2, "true digit", gid="true digit", **below)
    answer = int(probabilities.argmax())
    verdict = "correct" if answer == int(digit) else "wrong"
    bars.text(answer, probabilities[answer] + 0.03, verdict, ha="center", gid="verdict")
    bars.set(title="probability of each digit")
    bars.set(
        xlim=(-1.2, 9.8), xticks=range(CLASSES), ylim=(0, 1.18), yticks=(0, 0.25, 0.5, 0.75, 1)
    )
    bars.grid(axis="x", visible=False)
    return figure


def noisy(image: np.ndarray, noise: float, seed: int) -> np.ndarray:
    """Return an image with normal noise of some standard deviation added to each pixel."""
    return image + noise * np.random.default_rng(seed).standard_normal(image.size)


def outline(heights: np.ndarray, places: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of the outline of bars on one base line."""
    x = [[k - WIDTH / 2, k - WIDTH / 2, k + WIDTH / 2, k + WIDTH / 2] for k in places]
    y = [[0, heights[k], heights[k], 0] for k in places]
    return np.ravel(x), np.ravel(y)


def describe_noise(
    net: MLP, images: Mapping, noise: float = 0.0, digit: str = "8", seed: int = 0
) -> str:
    """Say what `draw_noise` shows."""
    probabilities = softmax(net.forward(noisy(images[digit], noise, seed)[np.newaxis]).output)[0]
    answer = int(probabilities.argmax())
    # Not rounded up to 100: no softmax gives all of its probability to one class.
    sure = min(np.floor(1000 * probabilities[answer]), 999) / 10
    drawn = f"noise of standard deviation {noise:g} (seed {seed})" if noise else "no noise"
    here = f"{a(int(digit)).capitalize()} with {drawn}: classified "
    if answer == int(digit):
        return f"{here}correctly, with probability {sure:.1f}{PERCENT}."
    return (
        f"{here}as {a(answer)}, with probability {sure:.1f}{PERCENT}; the true digit gets "
        f"{written(100 * probabilities[int(digit)], 2)}{PERCENT}."
    )
