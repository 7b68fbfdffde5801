"""An image in noise, and the probabilities that the network gives."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.digits.images import CLASSES, PAPER_AND_INK, SIDE, a, without_frame
from shared.figures.style import PERCENT, colour, panels, styled, written
from shared.losses import softmax
from shared.mlp import MLP


@styled
def draw_noise(
    net: MLP, images: Mapping, directions: Mapping, noise: float = 0.0, digit: str = "8"
) -> Figure:
    """Draw an image that sinks into noise, and what the network makes of it.

    Parameters
    ----------
    net : MLP
        The network.
    images : dict of str to ndarray, (64,)
        One image a digit.
    directions : dict of str to ndarray, (64,)
        For each the noise that is added to it.
    noise : float
        How much of the noise to add.
    digit : str
        Which image.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the image; the probability of each digit.
    """
    image = images[digit] + noise * directions[digit]
    figure, (picture, bars) = panels(2)
    picture.imshow(image.reshape(SIDE, SIDE), **PAPER_AND_INK)
    picture.set(xticks=[], yticks=[], title=f"{a(int(digit))}, noise {noise:g}")
    without_frame(picture)
    probabilities = softmax(net.forward(image[np.newaxis]).output)[0]
    shades = [colour("forward" if k == int(digit) else "muted") for k in range(CLASSES)]
    bars.bar(range(CLASSES), probabilities, color=shades, width=0.7)
    answer = int(probabilities.argmax())
    remark = "correct" if answer == int(digit) else "wrong"
    bars.text(answer, probabilities[answer] + 0.03, remark, ha="center")
    bars.set(title="probability of each digit", xlabel=f"digit (the true one: {digit})")
    bars.set(
        xlim=(-0.7, 9.7), xticks=range(CLASSES), ylim=(0, 1.18), yticks=(0, 0.25, 0.5, 0.75, 1)
    )
    bars.grid(axis="x", visible=False)
    return figure


def describe_noise(
    net: MLP, images: Mapping, directions: Mapping, noise: float = 0.0, digit: str = "8"
) -> str:
    """Say what `draw_noise` shows."""
    image = images[digit] + noise * directions[digit]
    probabilities = softmax(net.forward(image[np.newaxis]).output)[0]
    answer = int(probabilities.argmax())
    # Not rounded up to 100: no softmax gives all of its probability to one class.
    sure = np.floor(1000 * probabilities[answer]) / 10
    here = f"{a(int(digit)).capitalize()} with noise of standard deviation {noise:g}: classified "
    if answer == int(digit):
        return f"{here}correctly, with probability {sure:.1f}{PERCENT}."
    return (
        f"{here}as {a(answer)}, with probability {sure:.1f}{PERCENT}; the true digit gets "
        f"{written(100 * probabilities[int(digit)], 2)}{PERCENT}."
    )
