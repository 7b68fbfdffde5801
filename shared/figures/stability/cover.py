"""The cover of the chapter on stability and initialisation."""

from functools import partial

import numpy as np
from matplotlib.figure import Figure

from shared.figures.cover import without_words
from shared.figures.stability.scales import Scales
from shared.figures.stability.signal import draw_signal
from shared.figures.style import colour
from shared.mlp import MLP
from shared.stability import signal_scales


def cover() -> Figure:
    """Draw signals through thirty layers, for weights that are too small, too large and in between."""
    rng = np.random.default_rng(0)
    X, dZ = rng.normal(size=(2, 32, 100))
    scales = {}
    for gain in [*np.arange(5, 30, 2) / 10, np.sqrt(2)]:
        net = MLP([100] * 31, "relu", partial(scaled_normal, gain), rng=np.random.default_rng(0))
        scales["relu", gain] = Scales(*signal_scales(net, X, dZ))
    figure = without_words(draw_signal(scales, np.sqrt(2)))
    for each in scales.values():
        layers = np.arange(1, len(each.forward) + 1)
        figure.axes[0].plot(layers, each.forward, color=colour("forward"), linewidth=1, zorder=1)
    figure.axes[0].set_ylim(1e-13, 1e13)
    return figure


def scaled_normal(gain, rng, shape):
    """Draw normal weights of standard deviation gain / √fan_in."""
    return rng.normal(scale=gain / np.sqrt(shape[0]), size=shape)
