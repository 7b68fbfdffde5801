"""The variants of all chapters, executed anew: the site shows what each of them does."""

import contextlib
import io
import re
import threading
import time

import nbformat
import pytest

from shared.variants import CACHE_VARIABLE, STATIC_VARIABLE, Variants, page
from tests.conftest import StrictHandler, Visit, wait_until
from tests.site_pages import source
from tools.notebook_slices import needed
from tools.notebooks import CHAPTERS
from tools.serve import SITE, server

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


class SlowHandler(StrictHandler):
    """Sends a page up to the first menu of its last cell, and the rest half a second later."""

    def copyfile(self, source, outputfile):
        """Send a file; a page in two parts."""
        whole = source.read()
        if self.path.endswith(".html"):
            cut = whole.index(b"<option", whole.rindex(b"variants-code"))
            outputfile.write(whole[:cut])
            outputfile.flush()
            time.sleep(0.5)
            whole = whole[cut:]
        outputfile.write(whole)


def test_a_cell_that_arrives_in_two_parts_is_complete(browser, built):
    with server(port=0, site=built, handler=SlowHandler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        one = Visit(browser, f"http://127.0.0.1:{http.server_port}/")
        page = one.open_plain("chapters/stability-and-initialization.html")
        cell = page.locator(".variants").last
        before = cell.locator(".variants-outcome").inner_html()
        for menu in cell.locator("select").all():
            menu.select_option(index=1)
        shown = "[...document.querySelectorAll('.variants-outcome')].at(-1).innerHTML"
        wait_until(page, f"before => {shown} !== before", before)
        one.context.close()
        http.shutdown()
    assert one.complaints == []
