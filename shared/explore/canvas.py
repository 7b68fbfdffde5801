"""Matplotlib canvases for `explore`: no text is cut off or shown in another font."""

import cmath
import codecs
import math
from collections import defaultdict
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import BinaryIO

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure, FigureBase
from matplotlib.font_manager import findfont, fontManager, get_font
from matplotlib.mathtext import MathTextParser

from .look import get_look

#: Characters that the font of pages keeps, where the whole font has them: Latin, Greek,
#: superscripts and subscripts, arrows, mathematical signs.
PAGE_CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *range(0x391, 0x3CA),
    *range(0x2010, 0x2027),
    0x2032,
    *range(0x2070, 0x209D),
    *range(0x215B, 0x215F),  # eighths
    *range(0x2190, 0x2195),
    *map(ord, "ℓ∂∇∈∏∑−∘√∞∥≈≠≤≥⊙⋅ᵀ"),
]

_DUMMY = "¤"  # mathtext draws this for a character that none of its fonts has


class _TextMeasuring:
    """A renderer that records the corners of all texts, by the (sub)figure they belong to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.corners = defaultdict(list)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Draw one line of text; (x, y) is its start, in pixels from the top left."""
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        if mtext is None or gc.get_clip_rectangle() is not None:
            return
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        turn = cmath.rect(1, -math.radians(angle))
        self.corners[mtext.figure] += [
            complex(x, y) + turn * complex(across, down)
            for across in (0, width)
            for down in (descent - height, descent)
        ]


class _AggRenderer(_TextMeasuring, RendererAgg):
    pass


class _SVGRenderer(_TextMeasuring, RendererSVG):
    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Write a text as text if the page's font can show it; otherwise draw it as paths."""
        as_text = not ismath and _is_on_page(s, findfont(prop))
        if not as_text:
            _check_glyphs(s, prop, ismath)
        with nullcontext() if as_text else rc_context({"svg.fonttype": "path"}):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)


class AggCanvas(FigureCanvasAgg):
    """Matplotlib's canvas for PNG, with a renderer that records the corners of texts."""

    def get_renderer(self):
        """Return a new renderer."""
        size = self.get_width_height(physical=True)
        self.renderer = _AggRenderer(*size, self.figure.dpi)
        return self.renderer


class SVGCanvas(FigureCanvasSVG):
    """Matplotlib's canvas for SVG, with a renderer that records the corners of texts."""

    def print_svg(self, file, *, bbox_inches_restore=None, metadata=None, **_):
        """Draw the figure into a binary file, as Matplotlib does."""
        figure, dpi = self.figure, self.figure.dpi
        figure.dpi = self.fixed_dpi
        width, height = figure.get_size_inches() * self.fixed_dpi
        text = codecs.getwriter("utf-8")(file)
        self.renderer = _SVGRenderer(width, height, text, image_dpi=dpi, metadata=metadata)
        mixed = MixedModeRenderer(
            figure, width, height, dpi, self.renderer, bbox_inches_restore=bbox_inches_restore
        )
        figure.draw(mixed)
        mixed.finalize()


def print_figure(
    figure: Figure, canvas_class: type, file: BinaryIO, **options
) -> dict[FigureBase, list[complex]]:
    """Save a figure and return the corners of its texts.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure; it keeps its own canvas.
    canvas_class : type
        `AggCanvas` or `SVGCanvas`.
    file : binary file object
        File into which the picture is written.
    **options
        As for `Figure.savefig`.

    Returns
    -------
    dict of matplotlib.figure.FigureBase to list of complex
        Corners of the texts of the figure and of each subfigure, as x + iy: x is the distance from
        the left edge of the figure, y the distance from its upper edge, both in points.

    Raises
    ------
    ValueError
        If the picture is SVG and a text has characters that none of its fonts has.
    """
    own = figure.canvas
    canvas = canvas_class(figure)
    try:
        canvas.print_figure(file, **options)
    finally:
        figure.set_canvas(own)
    points = figure.get_figheight() * 72 / canvas.renderer.height
    corners = canvas.renderer.corners
    return {part: [points * corner for corner in corners[part]] for part in corners}


def _is_on_page(text, file):
    """Return whether a page can show a text in the font of this file."""
    names = {Path(path).name for path in get_look().font.values()}
    return Path(file).name in names and _page_characters(file).issuperset(text)


@cache
def _page_characters(file):
    return {chr(code) for code in PAGE_CHARACTERS if code in get_font(file).get_charmap()}


def _check_glyphs(text, prop, is_math):
    """Raise ValueError for a character that no font has: Matplotlib would draw a box for it."""
    if is_math == "TeX":
        return
    if is_math:
        drawn = {chr(glyph[2]) for glyph in MathTextParser("path").parse(text, 72, prop)[3]}
        missing = {one for one in text if not one.isascii() and one not in drawn}
        missing = missing if _DUMMY in drawn else set()
    else:
        files = fontManager._find_fonts_by_props(prop)
        missing = set(text).difference(*(map(chr, get_font(file).get_charmap()) for file in files))
    if missing:
        raise ValueError(
            f"explore: the font has no {', '.join(sorted(missing))} for the text {text!r}; name "
            "a font that has these characters, as in fontfamily=['DejaVu Sans', 'Noto Sans CJK "
            "SC'], or in the setting 'font.family' of the style in which the figure is drawn"
        )
