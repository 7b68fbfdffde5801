"""The variants of all chapters, executed anew: the site shows what each of them does."""

import contextlib
import io
import re

import nbformat
import pytest

from shared.variants import CACHE_VARIABLE, STATIC_VARIABLE, Variants, page
from tests.site_pages import source
from tools.notebook_slices import needed
from tools.notebooks import CHAPTERS
from tools.serve import SITE

NOTEBOOKS = sorted(CHAPTERS.glob("*.ipynb"))
CALL = re.compile(r"^variants\(", re.MULTILINE)


def code(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def test_a_slice_is_what_its_cells_need():
    cells = ["import math", "a = 1", "b = a", "def f(x):\n    c = x", "d = 2", "f(b)", "a = 3"]
    assert needed(cells, {5}) == [1, 2, 3, 5]
    assert needed(cells, {6}) == [6]
    assert needed(cells, {6}, in_texts=True) == [1, 6]  # its words may be names
    assert needed(["x = 1", "for x in range(2):\n    print(x)"], {1}) == [1]
    assert needed(["h = 1", "def f(x):\n    return x + h", "f(2)"], {2}) == [0, 1, 2]
    assert needed(["a = 1", "b = 2", "a += 1", "a"], {3}) == [0, 2, 3]
    assert needed(["a = []", "a[0] = b", "b = 1", "a"], {3}) == [0, 1, 3]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_each_chapter_lets_the_reader_change_code(path):
    cells = [cell for cell in code(path) if CALL.search(cell.source)]
    assert len(cells) >= 3
    for cell in cells:
        assert cell.id.startswith("variants-")
        assert cell.metadata.tags == ["remove-input"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_the_page_shows_what_every_variant_does_now(built, monkeypatch, path):
    monkeypatch.setenv(STATIC_VARIABLE, "1")
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    monkeypatch.chdir(CHAPTERS)
    cells = code(path)
    sources = [cell.source for cell in cells]
    targets = {place for place, text in enumerate(sources) if CALL.match(text)}
    notebook, made = {"__name__": "__main__"}, []
    for place in needed(sources, targets, in_texts=True):
        with contextlib.redirect_stdout(io.StringIO()):
            if place in targets:
                made.append(eval(sources[place], notebook))
                stored = cells[place].outputs[0].data["text/plain"]
                assert repr(made[-1]) == stored
            else:
                exec(sources[place], notebook)
    shown = re.findall(r"data-variants='([^']+)'", source(f"chapters/{path.stem}.html"))
    assert len(shown) == len(made) >= 3
    for address, variants in zip(shown, made, strict=True):
        assert isinstance(variants, Variants)
        data = variants._repr_mimebundle_()[page.MIME_TYPE]
        script = (SITE / address.removeprefix("../")).read_text(encoding="utf-8")
        assert script == page.script(data)
        assert len(data["states"]) == len(list(variants.template.ways()))
