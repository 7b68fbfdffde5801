"""More hidden units, more kinks, a smaller error."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, colour, counted, panels, powers_of_ten, styled, written
from shared.mlp import MLP

STYLES = ("-", "--", ":", "-.")
UNITS_DRAWN = 16


def maximum_error(net: MLP, target: Callable, low: float = -1, high: float = 1):
    """Return the maximum error of a network, or of each network of a stack, on 2001 points."""
    x = np.linspace(low, high, 2001)
    return abs(net.propagate(x[:, np.newaxis]).output[..., 0] - target(x)).max(axis=-1)


@styled
def draw_kinks(
    fits: Mapping[tuple[str, int], MLP],
    target: Callable,
    units: int = 8,
    activation: str = "relu",
) -> Figure:
    """Draw a network of one input that approximates a target, its units, and its error.

    Parameters
    ----------
    fits : dict of (str, int) to MLP
        For each activation and number of units, the network.
    target : callable
        What to approximate on [-1, 1].
    units : int
        How many hidden units.
    activation : str
        The name of their activation.

    Returns
    -------
    matplotlib.figure.Figure
        Target and network, with the hidden units below; the maximum error by units.
    """
    net = fits[activation, units]
    figure, (curves, errors) = panels(2)
    x = np.linspace(-1, 1, 121)
    curves.plot(x, target(x), color=colour("muted"), linewidth=5, alpha=BEHIND, label="target")
    y = net.propagate(x[:, np.newaxis]).output[:, 0]
    curves.plot(x, y, color=colour("forward"), label="network")
    draw_units(curves, net)
    curves.set(title="target, network, and its hidden units", xlabel="input x")
    curves.set(xlim=(-1.05, 1.05), xticks=(-1, -0.5, 0, 0.5, 1), ylim=(-3.5, 2.3))
    curves.set(yticks=(-1, 0, 1))
    curves.legend(loc="upper center", ncols=2)

    names = list(dict.fromkeys(name for name, _ in fits))
    for name, style in zip(names, STYLES, strict=True):
        widths = [m for other, m in fits if other == name]
        error = [maximum_error(fits[name, m], target) for m in widths]
        chosen = name == activation
        look = {"color": colour("forward" if chosen else "muted"), "linestyle": style}
        width = 2.2 if chosen else 1.2
        errors.plot(widths, error, label=fits[name, 1].activation.title, linewidth=width, **look)
    errors.plot(units, maximum_error(net, target), "o", color=colour("forward"))
    units_axis(errors, widths, range(-6, 2))
    errors.set(title="maximum error", ylim=(4e-7, 20))
    errors.legend(loc="lower left")
    return figure


def units_axis(axes: Axes, widths: Sequence[int], exponents) -> None:
    """Make both axes logarithmic, with the numbers of units written out."""
    powers_of_ten(axes.yaxis, exponents)
    axes.set_xscale("log", base=2)
    axes.set_xticks(widths, [str(m) for m in widths])
    axes.minorticks_off()
    axes.set(xlabel="hidden units", xlim=(0.85, 76))


def draw_units(axes: Axes, net: MLP) -> None:
    """Draw some hidden units, each scaled to a height of 1, below the curves."""
    width = net.sizes[1]
    chosen = np.unique(np.linspace(0, width - 1, min(width, UNITS_DRAWN)).astype(int))
    x = np.linspace(-1, 1, 41)
    across, up = [], []  # one line with gaps draws faster than many lines
    for unit in chosen:
        here = x
        if net.activation.name == "relu":
            W, b = net.params[0]
            here = np.array([-1, -b[unit] / W[0, unit], 1])
        hidden = net.propagate(here[:, np.newaxis]).activations[1][:, unit]
        low, high = (-1, 1) if hidden.min() < 0 else (0, 1)
        scaled = (hidden / abs(hidden).max() - low) / (high - low)
        across += [here, [np.nan]]
        up += [-3.2 + 1.4 * scaled, [np.nan]]
    across, up = np.concatenate(across), np.concatenate(up)
    axes.plot(across, up, color=colour("forward"), linewidth=0.9, alpha=BEHIND)


def describe_kinks(
    fits: Mapping[tuple[str, int], MLP],
    target: Callable,
    units: int = 8,
    activation: str = "relu",
) -> str:
    """Say what `draw_kinks` shows."""
    net = fits[activation, units]
    widths = [m for name, m in fits if name == activation]
    best = maximum_error(fits[activation, max(widths)], target)
    text = (
        f"{net.activation.title}, {counted(units, 'hidden unit')}: the maximum error is "
        f"{written(maximum_error(net, target))}"
    )
    if units < max(widths):
        text += f"; with {max(widths)} units it is {written(best)}"
    if units > UNITS_DRAWN:
        text += f". Of the units, {UNITS_DRAWN} are drawn"
    return text + "."
