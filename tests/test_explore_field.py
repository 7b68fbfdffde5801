"""Fields of a figure that the page computes: an image until then, and paths from then on."""

import json

import numpy as np
import pytest
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from shared.explore import Twin
from shared.explore.controls import read_grid
from shared.explore.page import computed, html
from shared.explore.script import joined, modules
from shared.explore.sphinx import STATIC

MODULE = """
export const twin = () => ({ low }) => ({ marks: { field: [[low, 1], [1, 1]] }, words: "Field." });
"""
START = """() => {
  const panels = [...document.querySelectorAll(".explore-panel")];
  globalThis.picture = new ComputedPicture(panels, %s, twin);
}"""
SHOWN = """() => {
  const { shadowRoot } = document.querySelector(".explore-panel");
  const drawn = [...shadowRoot.querySelectorAll("path[fill-opacity]")];
  return [
    shadowRoot.querySelectorAll("image").length,
    drawn.map((path) => (path.getAttribute("d").match(/M/g) ?? []).length),
  ];
}"""


def draw(low=0):
    figure = Figure(figsize=(4, 4))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    colours = ListedColormap(["#112233", "#445566"])
    numbers = np.array([[1, 1], [low, 1]])
    axes.imshow(numbers, cmap=colours, vmin=-0.5, vmax=1.5, gid="field")
    return figure


@pytest.fixture
def page(browser, tmp_path):
    """Return a page with the figure, on its arrival."""
    path = tmp_path / "field.js"
    path.write_text(MODULE, encoding="utf-8")
    twin = Twin(path)
    grid = read_grid(draw, {"low": [0, 1]}, is_computed=True)
    figure = computed(grid, draw, lambda **values: "Field.", twin)
    page = browser.new_page()
    page.set_content(html(figure, "pictures.js", "twins.js"))
    data = json.dumps({k: v for k, v in figure["twin"].items() if k != "modules"})
    runtime, module = modules(STATIC / "computed.js"), twin.modules()
    names = f"globalThis.ComputedPicture = {list(runtime)[-1]}.ComputedPicture;"
    names += f"globalThis.twin = {list(module)[-1]}.twin; 0;"
    page.evaluate(joined([runtime, module], names))
    page.evaluate(START % data)
    yield page
    page.close()


def test_the_image_stays_until_the_picture_is_computed(page):
    assert page.evaluate(SHOWN) == [1, []]
    page.evaluate("picture.show([0])")
    assert page.evaluate(SHOWN) == [0, [1, 2]]


def test_a_move_draws_the_field_anew(page):
    page.evaluate("picture.show([0])")
    page.evaluate("picture.show([1])")
    assert page.evaluate(SHOWN) == [0, [0, 2]]
