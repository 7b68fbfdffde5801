"""What every picture of the book must be: legible, the same twice, and said in words."""

import ast
from itertools import combinations
from pathlib import Path

import matplotlib
import nbformat
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from shared.explore import Explorable
from shared.explore.picture import to_svg
from shared.figures.style import STYLE

CHAPTERS = Path(__file__).resolve().parent.parent / "chapters"


def explorables(chapter: str) -> dict[str, Explorable]:
    """Run a chapter's cells, its solutions apart, and return what can be explored by cell id."""
    notebook = nbformat.read(CHAPTERS / f"{chapter}.ipynb", as_version=4)
    namespace, found = {}, {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or "hide-cell" in cell.metadata.get("tags", []):
            continue
        *statements, last = ast.parse(cell.source).body
        exec(compile(ast.Module(statements, []), cell.id, "exec"), namespace)
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), cell.id, "eval"), namespace)
            if isinstance(shown, Explorable):
                found[cell.id] = shown
        else:
            exec(compile(ast.Module([last], []), cell.id, "exec"), namespace)
    return found


def assert_legible(figure: Figure) -> None:
    """Fail if a text leaves its panel, or two texts of a panel overlap."""
    FigureCanvasAgg(figure)
    with matplotlib.rc_context(STYLE):
        figure.draw_without_rendering()
    for panel in figure.subfigs or [figure]:
        boxes = {text: text.get_window_extent() for text in visible_texts(panel)}
        for text, box in boxes.items():
            edge = panel.bbox
            inside = edge.x0 <= box.x0 and box.x1 <= edge.x1
            inside = inside and edge.y0 <= box.y0 and box.y1 <= edge.y1
            assert inside, f"{text.get_text()!r} leaves its panel"
        for one, other in combinations(boxes, 2):
            apart = not boxes[one].overlaps(boxes[other])
            assert apart, f"{one.get_text()!r} and {other.get_text()!r} overlap"


def visible_texts(panel):
    """Yield every text that a panel shows."""
    for axes in panel.axes:
        texts = [axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts]
        if axes.get_legend():
            texts += axes.get_legend().get_texts()
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            texts += [tick.label1 for tick in ticks]
        yield from (text for text in texts if text.get_visible() and text.get_text().strip())


def assert_sound(explorable: Explorable) -> None:
    """Fail if a position is illegible, or if the same words stand for different pictures."""
    picture_of = {}
    for position in explorable.grid.positions():
        values = explorable.grid.values(position)
        figure, words = explorable.figure(**values), explorable.words(**values)
        assert_legible(figure)
        picture = to_svg(figure, "")
        assert words == words.strip()
        assert words.endswith(".")
        assert picture_of.setdefault(words, picture) == picture, f"same words at {values}: {words}"


def assert_reproducible(explorable: Explorable) -> None:
    """Fail if drawing a position again, in any corner of the grid, gives another picture."""
    positions = list(explorable.grid.positions())
    for position in {positions[0], positions[-1], explorable.grid.default}:
        values = explorable.grid.values(position)
        once, again = (to_svg(explorable.figure(**values), "") for _ in range(2))
        assert once == again
