"""Pictures of the chapter on activation functions, each beside the words that describe it."""

import numpy as np
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS, sigmoid
from shared.figures.style import colour, panels, powers_of_ten, styled, written

__all__ = [
    "describe_classics",
    "describe_slope_and_depth",
    "describe_stretched_sigmoid",
    "draw_classics",
    "draw_slope_and_depth",
    "draw_stretched_sigmoid",
]

REACH = 8  # pre-activations are drawn from -8 to 8
LAYERS = 10


def pre_activations(reach: float = REACH) -> np.ndarray:
    """Return 161 evenly spaced pre-activations, zero among them."""
    return np.linspace(-reach, reach, 161)


# --- the three classics -----------------------------------------------------------------------

CLASSICS = {
    "relu": {"ylim": (-0.3, 4.2), "yticks": range(5)},
    "sigmoid": {"ylim": (-0.08, 1.12), "yticks": (0, 0.25, 0.5, 1)},
    "tanh": {"ylim": (-1.25, 1.25), "yticks": (-1, 0, 1)},
}


@styled
def draw_classics() -> Figure:
    """Draw ReLU, sigmoid and tanh, each with its derivative.

    Returns
    -------
    matplotlib.figure.Figure
        One panel for each function.
    """
    z = np.linspace(-6, 6, 161)
    figure, axes = panels(len(CLASSICS))
    for each, name in zip(axes, CLASSICS, strict=True):
        activation = ACTIVATIONS[name]
        each.plot(z, activation.f(z), color=colour("forward"), label="f(z)")
        slope = activation.df(z)
        if name == "relu":
            slope = np.where(z == 0, np.nan, slope)  # a jump, not a steep line
        each.plot(z, slope, color=colour("gradient"), linestyle="--", label="f′(z)")
        each.set(title=activation.title, xlabel="pre-activation z", xticks=range(-6, 7, 2))
        each.set(**CLASSICS[name])
        each.legend(loc="upper left")
    return figure


def describe_classics() -> str:
    """Say what `draw_classics` shows.

    Returns
    -------
    str
    """
    greatest = {name: ACTIVATIONS[name].df(pre_activations()).max() for name in CLASSICS}
    return (
        "Three activation functions (solid) and their derivatives (dashed). ReLU is 0 left of "
        f"z = 0 and rises with slope {greatest['relu']:g} right of it. The sigmoid climbs from 0 "
        f"to 1, with a slope of {greatest['sigmoid']:g} at most, at z = 0. Tanh climbs from −1 to "
        f"1, with a slope of {greatest['tanh']:g} at most, at z = 0. Far from 0 the slopes of the "
        "last two fall to 0."
    )


def ticks(low: float, high: float) -> np.ndarray:
    """Return a few round numbers from `low` to `high`, zero among them if it lies between."""
    step = next(step for step in (0.5, 1, 2, 4) if (high - low) / step <= 5)
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step


# --- slope and depth --------------------------------------------------------------------------


@styled
def draw_slope_and_depth(z: float = 0, activation: str = "sigmoid") -> Figure:
    """Draw a function with its tangent, and what that slope does to a gradient over ten layers.

    Parameters
    ----------
    z : float
        The pre-activation at which the tangent touches, the same in all layers.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the curve and its tangent. Right: the product of 0 to 10 slopes, in magnitude.
    """
    chosen = ACTIVATIONS[activation]
    value, slope = float(chosen.f(z)), float(chosen.df(z))
    figure, (curve, product) = panels(2)

    everywhere = pre_activations()
    curve.plot(everywhere, chosen.f(everywhere), color=colour("forward"))
    beside = np.array([z - 2.5, z + 2.5])
    curve.plot(beside, value + slope * (beside - z), color=colour("gradient"), linewidth=1.4)
    curve.plot(z, value, "o", color=colour("gradient"))
    low, high = (bound if np.isfinite(bound) else np.sign(bound) * REACH for bound in chosen.bounds)
    margin = 0.15 * (high - low)
    curve.set(ylim=(low - margin, high + margin), yticks=ticks(low, high))
    curve.set(title="the function and its tangent at z", xlabel="pre-activation z")
    curve.set(xlim=(-REACH - 0.6, REACH + 0.6), xticks=range(-8, 9, 4))

    depth = np.arange(LAYERS + 1)
    factors = abs(slope) ** depth
    drawn = factors > 0
    product.plot(depth[drawn], factors[drawn], "o-", color=colour("gradient"), markersize=4)
    if slope == 0:
        product.text(1.2, 1e-7, "slope 0: nothing passes\neven one layer", color=colour("muted"))
    powers_of_ten(product.yaxis, range(-15, 4, 3))
    product.set(title="share of a gradient left after L layers", xlabel="layers L of this slope")
    product.set(xlim=(-0.5, LAYERS + 0.5), ylim=(1e-16, 1e4), xticks=range(0, LAYERS + 1, 2))
    return figure


def describe_slope_and_depth(z: float = 0, activation: str = "sigmoid") -> str:
    """Say what `draw_slope_and_depth` shows.

    Parameters
    ----------
    z : float
        The pre-activation at which the tangent touches, the same in all layers.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    str
    """
    chosen = ACTIVATIONS[activation]
    value, slope = float(chosen.f(z)), float(chosen.df(z))
    here = f"{chosen.title} at z = {written(z)}: value {written(value)}, slope {written(slope)}. "
    if slope == 0:
        return here + "Nothing of a gradient passes even one layer of this slope."
    if slope == 1:
        return here + f"Through {LAYERS} layers of this slope a gradient keeps its size."
    return (
        here + f"Through {LAYERS} layers of this slope the size of a gradient is multiplied by "
        f"{written(abs(slope) ** LAYERS)}."
    )


# --- tanh is a stretched sigmoid --------------------------------------------------------------


def stretched_sigmoid(z: np.ndarray, k: float) -> np.ndarray:
    """Return the sigmoid of k z, stretched from (0, 1) to (-1, 1)."""
    return 2 * sigmoid(k * z) - 1


@styled
def draw_stretched_sigmoid(k: float = 1.0) -> Figure:
    """Draw 2 sigmoid(k z) - 1 over tanh, and the difference of the two.

    Parameters
    ----------
    k : float
        How much the sigmoid is compressed along z.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the two curves. Right: their difference.
    """
    z = np.linspace(-4, 4, 161)
    stretched = stretched_sigmoid(z, k)
    figure, (both, difference) = panels(2)
    both.plot(z, np.tanh(z), color=colour("muted"), linewidth=6, alpha=0.35, label="tanh z")
    both.plot(z, stretched, color=colour("forward"), label="2 σ(kz) − 1")
    both.set(title="two curves", xlabel="z", ylim=(-1.15, 1.15), yticks=(-1, 0, 1))
    both.legend(loc="upper left")
    difference.plot(z, stretched - np.tanh(z), color=colour("forward"))
    difference.set(title="their difference", xlabel="z", ylim=(-0.72, 0.72))
    difference.set(yticks=(-0.5, 0, 0.5))
    for each in (both, difference):
        each.set(xlim=(-4.2, 4.2), xticks=range(-4, 5, 2))
    return figure


def describe_stretched_sigmoid(k: float = 1.0) -> str:
    """Say what `draw_stretched_sigmoid` shows.

    Parameters
    ----------
    k : float
        How much the sigmoid is compressed along z.

    Returns
    -------
    str
    """
    z = np.linspace(0, 20, 20_001)
    difference = stretched_sigmoid(z, k) - np.tanh(z)
    widest = abs(difference).argmax()
    if abs(difference[widest]) < 1e-12:
        return f"k = {k:g}: the two curves are the same; the difference is 0 everywhere."
    steeper = "steeper" if difference[widest] > 0 else "flatter"
    return (
        f"k = {k:g}: the stretched sigmoid is {steeper} than tanh; they differ by up to "
        f"{abs(difference[widest]):.2f}, at z = ±{z[widest]:.1f}."
    )
