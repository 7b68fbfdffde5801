"""The cover of the chapter on stability and initialisation."""

import numpy as np
from matplotlib.figure import Figure

from shared.figures.cover import without_words
from shared.figures.style import colour, panels, styled

LAYERS, WIDTH, SAMPLES = 30, 100, 32


@styled
def cover() -> Figure:
    """Draw signals through thirty ReLU layers: some explode, some vanish, one keeps its size."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(SAMPLES, WIDTH))
    Ws = rng.normal(scale=1 / np.sqrt(WIDTH), size=(LAYERS, WIDTH, WIDTH))
    figure, (axes,) = panels()
    for gain in np.sqrt(2) * 1.2 ** np.arange(-5, 6):
        H, sizes = X, []
        for W in Ws:
            Z = gain * H @ W
            sizes.append(np.sqrt(np.square(Z).mean()))
            H = np.maximum(Z, 0)
        thick = 2.4 if np.isclose(gain, np.sqrt(2)) else 1
        axes.semilogy(range(LAYERS), sizes, color=colour("forward"), linewidth=thick)
    axes.set(xlim=(0, LAYERS - 1), ylim=(1e-10, 1e10))
    axes.set_yticks(10.0 ** np.arange(-8, 9, 4))
    axes.minorticks_off()
    return without_words(figure)
