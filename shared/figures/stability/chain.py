"""Thirty layers of one unit each: what a weight does to a signal and to a gradient."""

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.stability.signal import LARGEST, SMALLEST
from shared.figures.style import colour, panels, powers_of_ten, styled, written

LAYERS = 30


def chain(weight: float, activation: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the sizes of activations and gradients in thirty layers of one unit each.

    Parameters
    ----------
    weight : float
        Of every layer.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    activations : ndarray, (31,)
        Of the input, which is 1, and of each layer.
    gradients : ndarray, (31,)
        Of the last activation, with respect to the input and to the activation of each layer.

    Examples
    --------
    >>> chain(0.5, "relu")[0][:4].tolist()
    [1.0, 0.5, 0.25, 0.125]
    """
    f, df = ACTIVATIONS[activation].f, ACTIVATIONS[activation].df
    activations, factors = [1.0], []
    for _ in range(LAYERS):
        z = weight * activations[-1]
        activations.append(float(f(z)))
        factors.append(weight * float(df(z)))
    gradients = np.cumprod([1.0, *reversed(factors)])[::-1]
    return np.array(activations), gradients


@styled
def draw_chain(weight: float = 0.8, activation: str = "relu") -> Figure:
    """Draw the sizes of activations and gradients in thirty layers of one unit each.

    Parameters
    ----------
    weight : float
        Of every layer.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for the way forward and one for the way back.
    """
    figure, (forward, backward) = panels(2)
    both = zip((forward, backward), chain(weight, activation), ("forward", "gradient"), strict=True)
    for axes, sizes, meaning in both:
        axes.plot(range(LAYERS + 1), seen(sizes), color=colour(meaning), gid=meaning)
        axes.axhline(1, color=colour("muted"), linewidth=1, linestyle=":")
        axes.text(0.6, 1.6, "size 1", color=colour("muted"))
        powers_of_ten(axes.yaxis, range(-6, 7, 3))
        axes.set(ylim=(SMALLEST, LARGEST), xlim=(0, LAYERS), xticks=range(0, LAYERS + 1, 10))
        axes.set_xlabel("layer (0 is the input)")
    forward.set_title("forward: size of the activation →")
    backward.set_title("← backward: size of the gradient")
    return figure


def seen(sizes: np.ndarray) -> np.ndarray:
    """Return sizes with those that leave the picture just outside of it."""
    return np.clip(sizes, SMALLEST / 10, LARGEST * 10)


def describe_chain(weight: float = 0.8, activation: str = "relu") -> str:
    """Say what `draw_chain` shows."""
    activations, gradients = chain(weight, activation)
    return (
        f"{ACTIVATIONS[activation].title}, weight {written(weight)} in every layer: the input 1 "
        f"arrives at layer {LAYERS} as {written(activations[-1], 2)}, and a gradient of 1 from "
        f"there arrives at the input as {written(gradients[0], 2)}."
    )
