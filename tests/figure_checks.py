"""What every picture of the book must be: of finite numbers, legible, and said in words."""

import ast
import contextlib
import functools
import io
import os
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import matplotlib
import nbformat
import numpy as np
from matplotlib.figure import Figure, FigureBase
from matplotlib.text import Text
from myst_nb.core.read import read_myst_markdown_notebook
from numpy.random import default_rng

from shared.explore import Explorable
from shared.explore.look import get_look

BOOK = Path(__file__).resolve().parent.parent
SHOWN = 330  # CSS pixels across a panel at the least, as test_figures_on_pages.py measures
SMALLEST = 13  # CSS pixels that a letter may measure there
PAGES = {path.stem: path for path in [*sorted(BOOK.glob("chapters/*.ipynb")), BOOK / "index.md"]}


class LastBitsOff(np.random.Generator):
    """`numpy.random.default_rng`, but for a factor that is 1 to 14 digits.

    It stands for all other processors at once: what grows from here to what a picture or its words
    show is chaotic, and would show something else wherever sums are rounded in another order.
    """

    FACTOR = 1 + 1e-15

    def __init__(self, seed):
        super().__init__(default_rng(seed).bit_generator)

    def normal(self, *args, **kwargs):
        """Return what `Generator.normal` returns, a few last bits off."""
        return self.FACTOR * super().normal(*args, **kwargs)

    def standard_normal(self, *args, **kwargs):
        """Return what `Generator.standard_normal` returns, a few last bits off."""
        return self.FACTOR * super().standard_normal(*args, **kwargs)

    def uniform(self, *args, **kwargs):
        """Return what `Generator.uniform` returns, a few last bits off."""
        return self.FACTOR * super().uniform(*args, **kwargs)


def code_cells(page: str) -> dict[str, nbformat.NotebookNode]:
    """Return the code cells of a page by id; those of a Markdown page are counted from 1."""
    text = PAGES[page].read_text(encoding="utf-8")
    if PAGES[page].suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        return {cell.id: cell for cell in cells if cell.cell_type == "code"}
    cells = read_myst_markdown_notebook(text).cells
    code = (cell for cell in cells if cell.cell_type == "code")
    return {f"cell-{count}": cell for count, cell in enumerate(code, start=1)}


def explores(cell: nbformat.NotebookNode) -> bool:
    """Say whether a cell shows something that `explore` made."""
    return "explore(" in cell.source


@functools.cache
def explorables(page: str) -> dict[str, Explorable]:
    """Run a page's cells, in an empty folder, and return what can be explored by cell id.

    Solutions are left out unless they explore something: nbval runs them. Random numbers differ
    from the book's by a few last bits, because on another processor they soon would.
    """
    namespace, found = {"__name__": "__main__"}, {}  # as a kernel does
    for name, cell in code_cells(page).items():
        if "hide-cell" in cell.metadata.get("tags", []) and not explores(cell):
            continue
        quiet = contextlib.redirect_stdout(io.StringIO())
        with working_in_an_empty_folder(), quiet, patch("numpy.random.default_rng", LastBitsOff):
            shown = run(cell.source, f"{page}: {name}", namespace)
        if isinstance(shown, Explorable):
            found[name] = shown
    return found


def run(source: str, name: str, namespace: dict) -> object:
    """Run a cell and return the value of its last line, if it has one, as a notebook shows it."""
    *statements, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        exec(compile(source, name, "exec"), namespace)
        return None
    exec(compile(ast.Module(statements, []), name, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval"), namespace)


@contextlib.contextmanager
def working_in_an_empty_folder():
    """Work where no file of the book lies: notebooks run from anywhere."""
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        try:
            yield
        finally:
            os.chdir(home)


def assert_legible(figure: Figure) -> None:
    """Fail if a text of a saved figure is small on a page, leaves its panel or meets another."""
    # Saving laid the texts out, and a second layout would take as long as all checks together.
    figure.dpi = 72  # points, in which SVG is written
    with matplotlib.rc_context(get_look().style):  # ticks that nobody asked for so far have it, too
        assert_texts_are_legible(figure)


def assert_texts_are_legible(figure: Figure) -> None:
    """Fail if a text is small, leaves its panel or meets another."""
    for panel in figure.subfigs or [figure]:
        boxes = {text: text.get_window_extent() for text in visible_texts(panel)}
        for text, box in boxes.items():
            edge = panel.bbox
            size = text.get_fontsize() * SHOWN / edge.width
            assert size >= SMALLEST, f"{text.get_text()!r} is {size:.1f} pixels high on a page"
            inside = edge.x0 <= box.x0 and box.x1 <= edge.x1
            inside = inside and edge.y0 <= box.y0 and box.y1 <= edge.y1
            assert inside, f"{text.get_text()!r} leaves its panel"
        for one, other in combinations(boxes, 2):
            apart = not boxes[one].overlaps(boxes[other])
            assert apart, f"{one.get_text()!r} and {other.get_text()!r} overlap"


def visible_texts(panel: FigureBase) -> Iterator[Text]:
    """Yield every text that a panel shows."""
    texts = [*panel.texts]
    for axes in panel.axes:
        texts += [child for child in axes.get_children() if isinstance(child, Text)]
        if axes.get_legend():
            texts += axes.get_legend().get_texts()
        for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
            texts += [axis.label, *axis.get_ticklabels()]
    yield from (text for text in texts if text.get_visible() and text.get_text().strip())


def assert_finite(figure: Figure) -> None:
    """Fail if a figure draws an infinite number, or something that is nowhere a number.

    A NaN between numbers is how Matplotlib is told to lift the pen.
    """
    for panel in figure.subfigs or [figure]:
        for axes in panel.axes:
            drawn = [axes.viewLim.get_points()]
            drawn += [line.get_xydata() for line in axes.lines]
            drawn += [patch.get_path().vertices for patch in axes.patches]
            drawn += [np.asarray(patch.get_transform()) for patch in axes.patches]
            drawn += [np.ma.compressed(image.get_array()) for image in axes.images]
            for collection in axes.collections:
                drawn += [path.vertices for path in collection.get_paths()]
                drawn += [np.ma.compressed(collection.get_offsets())]
            for numbers in drawn:
                assert not np.isinf(numbers).any(), "an infinite number is drawn"
                assert not numbers.size or not np.isnan(numbers).all(), "nothing but NaN is drawn"
