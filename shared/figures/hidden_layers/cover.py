"""The cover of the chapter on hidden layers."""

import numpy as np
from matplotlib.figure import Figure

from shared.datasets import circles
from shared.figures.cover import without_words
from shared.figures.hidden_layers.learning import draw_learning
from shared.mlp import MLP, stacked
from shared.training import fit


def cover() -> Figure:
    """Train three units to fence in one class of points, and draw them without words."""
    X, y = circles(100, noise=0.08, rng=np.random.default_rng(0))
    rng = np.random.default_rng(2)
    net = MLP([2, 3, 2], "relu", "he_normal", rng=rng)
    fit(net, X, y, learning_rate=0.5, batch_size=100, epochs=1000, rng=rng)
    return without_words(draw_learning({3: [stacked([net]).params]}, X, y, width=3, seed=0))
