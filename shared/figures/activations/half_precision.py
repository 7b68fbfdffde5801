"""Gradients in sixteen bits: what becomes zero, and what loss scaling rescues."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from shared.figures.activations.layers import listed
from shared.figures.style import PERCENT, colour, panels, styled

SHOWN = 60  # sizes are drawn from 2 to the power -60 on


@styled
def draw_half_precision(
    gradients: Sequence[np.ndarray],
    formats: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    precision: str = "float16",
    doublings: int = 0,
) -> Figure:
    """Draw how large gradients are, and what share of each layer's is lost in sixteen bits.

    Parameters
    ----------
    gradients : sequence of ndarray, any shape
        The gradient of each layer's weights; none is 0.
    formats : dict of str to callable
        Functions that round an array to a floating-point format.
    precision : str
        The format to show.
    doublings : int
        The loss is multiplied by 2 to this power.

    Returns
    -------
    matplotlib.figure.Figure
        Sizes by layer beside the range of the format; the share that becomes 0 or infinite.
    """
    to_format = formats[precision]
    figure, (sizes, lost) = panels(2)
    layer = np.arange(1, len(gradients) + 1)
    low, middle, high = np.array(
        [np.log2(np.quantile(abs(g), [0.05, 0.5, 0.95])) + doublings for g in gradients]
    ).T
    sizes.fill_between(layer, low, high, color=colour("gradient"), alpha=0.3, linewidth=0)
    sizes.plot(layer, middle, color=colour("gradient"))
    smallest, largest = limits(to_format)
    if abs(smallest) < SHOWN:  # else outside the picture
        for limit in (smallest, largest):
            sizes.axhline(limit, color=colour("ink"), linewidth=1, linestyle="--")
        # Short enough that no position of the gradients crosses them.
        sizes.text(layer[-1], smallest - 8, "0 below", ha="right")
        sizes.text(1, largest + 3, "∞ above")
    sizes.set(title="log₂ of the size: median, 5 to 95 %", ylim=(-SHOWN, 40))
    sizes.set_yticks((-60, -40, -20, 0, 20, 40))

    for values, look, label in zip(
        shares(gradients, to_format, doublings), ("o-", "s--"), ("0", "infinite"), strict=True
    ):
        meaning = "gradient" if label == "0" else "ink"
        lost.plot(layer, 100 * values, look, color=colour(meaning), markersize=4, label=label)
    lost.set(title=f"become 0 or infinite in {precision}, %", ylim=(-4, 128))
    lost.set(yticks=(0, 25, 50, 75, 100))
    lost.legend(loc="upper right", ncols=2)
    for axes in (sizes, lost):
        axes.set(xlabel="layer", xlim=(0.5, len(gradients) + 0.5))
        axes.set_xticks(layer[:: max(1, len(layer) // 5)])
    return figure


def limits(to_format: Callable) -> tuple[float, float]:
    """Return the base-two logarithms of the smallest and the largest power of two of a format."""
    powers = np.arange(-140, 128)
    with np.errstate(over="ignore", under="ignore"):
        kept = np.asarray(to_format(2.0**powers), float)
    fits = (kept > 0) & np.isfinite(kept)
    return float(powers[fits].min()), float(powers[fits].max())


def shares(gradients: Sequence[np.ndarray], to_format: Callable, doublings: int) -> np.ndarray:
    """Return for each layer what share of the scaled gradients becomes 0, and what infinite."""
    with np.errstate(over="ignore", under="ignore"):
        kept = [np.asarray(to_format(g * 2.0**doublings)) for g in gradients]
    zeros = np.array([(k == 0).mean() for k in kept])
    return np.array([zeros, [np.isinf(k).mean() for k in kept]])


def describe_half_precision(
    gradients: Sequence[np.ndarray],
    formats: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    precision: str = "float16",
    doublings: int = 0,
) -> str:
    """Say what `draw_half_precision` shows."""
    zeros, infinite = shares(gradients, formats[precision], doublings)
    scaled = "as they are" if not doublings else f"times 2 to the power {doublings}"
    words = f"{precision}, gradients {scaled}: "
    if not zeros.any() and not infinite.any():
        words += "none becomes 0 or infinite."
    else:
        words += f"{lost_share(zeros, '0')}, and {lost_share(infinite, 'infinite')}."
    if abs(limits(formats[precision])[0]) >= SHOWN:
        words += f" The limits of {precision} are outside the picture."
    return words


def lost_share(by_layer: np.ndarray, what: str) -> str:
    """Say what share of the gradients becomes 0, say, in the first, middle and last layer."""
    if not by_layer.any():
        return f"none becomes {what}"
    if by_layer.max() < 0.005:
        return f"less than 1{PERCENT} become {what} in each layer"
    shown = sorted({0, len(by_layer) // 2, len(by_layer) - 1})
    percentages = listed(f"{100 * by_layer[layer]:.0f}{PERCENT}" for layer in shown)
    return f"{percentages} become {what} in layers {listed(f'{layer + 1}' for layer in shown)}"
