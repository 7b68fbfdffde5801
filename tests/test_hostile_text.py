"""Text of values, labels and words is shown on a page as it is, and never becomes markup.

What a page holds before it moves is looked at in `test_explore_page.py`, and live widgets in
`test_jupyterlab.py`; this is the player that moves it.
"""

import threading

import pytest

from shared.explore.controls import read_grid
from shared.explore.page import drawn, html, script
from shared.explore.sphinx import write_files
from shared.figures.style import panels
from tests.conftest import Visit
from tools.serve import server

HOSTILE = "<img src='x' onerror='document.title = 1'></text><script>document.title = 1</script>"


def draw(name, value):
    figure, (axes,) = panels()
    axes.set_title(f"{name}: {value}")
    return figure


@pytest.fixture
def page(browser, tmp_path):
    """Open a page whose every text is hostile, put together as the extension does it."""
    grid = read_grid(draw, {"name": ["harmless", HOSTILE], "value": {"one": 1, HOSTILE: 2}})
    figure = drawn(
        grid,
        lambda name="harmless", value=1: draw(name, value),
        lambda name="harmless", value=1: f"{name}, {value}",
    )
    write_files(tmp_path)
    (tmp_path / "pictures.js").write_text(script(figure), encoding="utf-8")
    (tmp_path / "page.html").write_text(
        "<!doctype html><meta charset='utf-8'><link rel='icon' href='data:'><title>as sent</title>"
        f"{html(figure, 'pictures.js')}<script src='explore.js'></script>",
        encoding="utf-8",
    )
    with server(port=0, site=tmp_path) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        visit = Visit(browser, f"http://127.0.0.1:{http.server_port}/")
        yield visit.open("page.html")
        visit.context.close()
        http.shutdown()
    assert visit.complaints == []


def test_every_text_of_a_moved_figure_stays_text(page):
    figure = page.locator("figure.explore")
    figure.locator("input[type=radio]").nth(1).check()
    slider = figure.locator("input[type=range]")
    slider.press("End")
    words = f"{HOSTILE}, 2"
    assert figure.locator(".explore-words").text_content() == words
    assert figure.locator("[role=img]").get_attribute("aria-label") == words
    assert slider.get_attribute("aria-valuetext") == HOSTILE
    assert figure.locator(".explore-value").text_content() == HOSTILE
    assert f"{HOSTILE}: 2" in figure.locator("svg").text_content()
    assert page.locator("img").count() == 0
    assert page.locator("script:not([src])").count() == 0
    assert page.title() == "as sent"
