"""A picture for each chapter's card: a panel of one of its own figures, without words.

Drawn when the site is built, in the colours of light pages and in those of dark ones, so that no
cover shows what its chapter no longer does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from importlib import import_module
from pathlib import Path

import numpy as np
from docutils import nodes
from matplotlib.figure import Figure
from sphinx.util.docutils import SphinxDirective

from shared.datasets import circles, digits
from shared.explore.picture import to_svg
from shared.figures import activations, hidden_layers, stability
from shared.figures.digits import draw_samples
from shared.figures.graph import draw_graph
from shared.figures.style import COLOURS, colour
from shared.graph import Node
from shared.mlp import MLP
from shared.stability import signal_scales
from shared.training import fit

#: Size of a cover in CSS pixels; the pictures are drawn in this shape.
WIDTH, HEIGHT = 360, 240
MODES = ("light", "dark")


def setup(app):
    """Draw the covers once the builder knows where to write; add the directive that shows one."""
    app.connect("builder-inited", write_covers)
    app.add_directive("chapter-cover", ChapterCover)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_covers(app):
    """Write two SVG files for each chapter into a static folder of their own."""
    folder = Path(app.doctreedir).parent / "chapter-covers"
    folder.mkdir(parents=True, exist_ok=True)
    for chapter, cover in COVERS.items():
        picture = svg(cover.draw(), cover.panel)
        for mode in MODES:
            (folder / file_name(chapter, mode)).write_text(painted(picture, mode), encoding="utf-8")
    app.config.html_static_path.append(str(folder))


class ChapterCover(SphinxDirective):
    """Show the cover of a chapter: `{chapter-cover} hidden-layers`."""

    required_arguments = 1

    def run(self):
        """Return two images, of which the page's mode shows one; they load when they are near."""
        chapter = self.arguments[0]
        if chapter not in COVERS:
            raise self.error(f"chapter-cover: no chapter {chapter!r}; choose from {list(COVERS)}")
        root = "../" * self.env.docname.count("/")
        alt = escape(COVERS[chapter].alt)
        images = "".join(
            f'<img class="chapter-cover only-{mode}" src="{root}_static/{file_name(chapter, mode)}"'
            f' alt="{alt}" width="{WIDTH}" height="{HEIGHT}" loading="lazy">'
            for mode in MODES
        )
        return [nodes.raw("", images, format="html")]


def file_name(chapter, mode):
    """Return the name of a cover's file."""
    return f"cover-{chapter}-{mode}.svg"


# --- from a figure to a picture ---------------------------------------------------------------


def svg(figure: Figure, panel: int) -> str:
    """Return one panel of a figure as SVG, its colours still as CSS variables."""
    attributes = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}'"
        " font-family='DejaVu Sans, Verdana, sans-serif'"
    )
    return to_svg(figure, "")[panel].replace("<svg", attributes, 1)


def painted(picture: str, mode: str) -> str:
    """Return a picture with the colours of light or dark pages in the place of CSS variables."""
    return re.sub(
        r"var\(--figure-(\w+)\)", lambda meaning: getattr(COLOURS[meaning[1]], mode), picture
    )


def without_words(figure: Figure, panel: int) -> Figure:
    """Take titles, labels and frame from a panel, and let its axes fill the shape of a cover."""
    figure.set_size_inches(3.6 * len(figure.subfigs), 3.6 * HEIGHT / WIDTH)
    (axes,) = figure.subfigs[panel].axes
    axes.set_title("")
    axes.set(xlabel="", ylabel="", aspect="auto", position=(0, 0, 1, 1))
    axes.tick_params(length=0, labelbottom=False, labelleft=False)
    axes.spines[:].set_visible(False)
    if axes.get_legend():
        axes.get_legend().remove()
    return figure


# --- the figures ------------------------------------------------------------------------------


def draw_hidden_layers() -> Figure:
    """Train three units to fence in one class of points."""
    X, y = circles(100, noise=0.08, rng=np.random.default_rng(0))
    rng = np.random.default_rng(2)
    net = MLP([2, 3, 2], "relu", "he_normal", rng=rng)
    fit(net, X, y, learning_rate=0.5, batch_size=100, epochs=1000, rng=rng)
    snapshot = hidden_layers.Snapshot(net.params, net.objective(X, y))
    return without_words(hidden_layers.draw_learning({(3, 1000): snapshot}, X, y), 0)


def draw_activations() -> Figure:
    """Draw tanh and its slope."""
    return without_words(activations.draw_classics(), 2)


def draw_propagation() -> Figure:
    """Trace a small calculation, forward and backward; here the names are the picture."""
    w, x, y = Node(2.0, "w"), Node(3.0, "x"), Node(5.0, "y")
    z = w * x
    e = z - y
    z.name, e.name = "z", "e"
    e.backward()
    return draw_graph(e, parameters=[w], lit=[x])


def draw_stability() -> Figure:
    """Send signals through thirty layers whose weights are too small, right and too large."""
    rng = np.random.default_rng(0)
    X, dZ = rng.normal(size=(2, 32, 100))
    scales = {}
    for gain in [*np.arange(5, 30, 2) / 10, np.sqrt(2)]:
        net = MLP([100] * 31, "relu", partial(scaled_normal, gain), rng=np.random.default_rng(0))
        scales["relu", gain] = stability.Scales(*signal_scales(net, X, dZ))
    figure = without_words(stability.draw_signal(scales, np.sqrt(2)), 0)
    for each in scales.values():
        layers = np.arange(1, len(each.forward) + 1)
        figure.axes[0].plot(layers, each.forward, color=colour("forward"), linewidth=1, zorder=1)
    figure.axes[0].set_ylim(1e-13, 1e13)
    return figure


def scaled_normal(gain, rng, shape):
    """Draw normal weights of standard deviation gain / √fan_in."""
    return rng.normal(scale=gain / np.sqrt(shape[0]), size=shape)


def draw_digits() -> Figure:
    """Draw the first images of each digit."""
    split = digits(rng=np.random.default_rng(0))
    return without_words(draw_samples(split.X_train, split.y_train), 0)


def draw_first(module: str) -> Figure:
    """Draw the first picture that a module of figures offers."""
    figures = import_module(f"shared.figures.{module}")
    draw = next(name for name in figures.__all__ if name.startswith("draw_"))
    return without_words(getattr(figures, draw)(), 0)


@dataclass(frozen=True)
class Cover:
    """How a chapter's picture is drawn, which panel it is, and what it shows in words."""

    draw: Callable[[], Figure]
    panel: int
    alt: str


COVERS = {
    "hidden-layers": Cover(draw_hidden_layers, 0, "Three lines fence in one class of points."),
    "activations": Cover(draw_activations, 2, "An S-shaped curve, and the hill of its slope."),
    "propagation": Cover(
        draw_propagation, 0, "A graph of a small calculation, with values and gradients."
    ),
    "stability-and-initialization": Cover(
        draw_stability, 0, "Signals through thirty layers: some explode, some vanish, one stays."
    ),
    "digits": Cover(draw_digits, 0, "Handwritten digits from 0 to 9, five of each."),
}
