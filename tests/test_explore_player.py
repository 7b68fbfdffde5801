"""A figure that the page computes, with its player and its style, as Sphinx writes them."""

import pytest
from matplotlib.figure import Figure

from shared.explore import Slider, Twin
from shared.explore.controls import read_grid
from shared.explore.page import computed, html, script
from shared.explore.script import joined, modules
from shared.explore.sphinx import PLAYER, STATIC

MODULE = """
export const twin = () => ({ height }) => ({
  marks: { point: [[0], [height]] },
  words: "High. ".repeat(20 * height + 1),
});
"""
COMPUTE = """document.currentScript.compute = (panels, figure, move) =>
  new %s.ComputedPicture(panels, figure, %s.twin, move);
"""
#: What a reader types: "change" follows when the field is left.
TYPE = """(text) => {
  const field = document.querySelector(".explore-value");
  field.value = text;
  field.dispatchEvent(new Event("change"));
}"""


def draw(height=0.0):
    figure = Figure(figsize=(3, 3))
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot(0, height, "o", gid="point")
    return figure


@pytest.fixture
def page(browser, tmp_path):
    """Return a page with a figure whose slider has a stop."""
    path = tmp_path / "point.js"
    path.write_text(MODULE, encoding="utf-8")
    grid = read_grid(draw, {"height": Slider((0.0, 1.0), {"½": 0.5})}, is_computed=True)
    figure = computed(grid, draw, lambda **values: "High. ", Twin(path))
    runtime, module = modules(STATIC / "computed.js"), Twin(path).modules()
    files = {
        "pictures.js": script(figure),
        "twins.js": joined([runtime, module], COMPUTE % (list(runtime)[-1], list(module)[-1])),
        PLAYER: (STATIC / PLAYER).read_text(encoding="utf-8"),
        "explore.css": (STATIC / "explore.css").read_text(encoding="utf-8"),
    }
    scripts = "".join(f"<script src='{name}'></script>" for name in files if name.endswith(".js"))
    style = "<meta charset='utf-8'><link rel='stylesheet' href='explore.css'>"
    files["index.html"] = style + html(figure, "pictures.js", "twins.js") + scripts
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": 600, "height": 800})
    page.goto((tmp_path / "index.html").as_uri())
    yield page
    page.close()


def test_play_stands_beside_its_slider_and_stops_below(page):
    boxes = {
        name: page.locator(name).bounding_box()
        for name in ("input[type=range]", ".explore-play", ".explore-stops")
    }
    slider, play, stops = boxes.values()
    assert play["x"] > slider["x"] + slider["width"]
    middles = [each["y"] + each["height"] / 2 for each in (slider, play)]
    assert middles[0] == pytest.approx(middles[1], abs=4)
    assert stops["y"] >= play["y"] + play["height"]


def test_a_caption_keeps_the_room_of_its_longest_words(page):
    def height(typed, count):
        page.evaluate(TYPE, typed)
        said = "document.querySelector('.explore-words').innerText.match(/High/g).length"
        page.wait_for_function(f"{said} === {count}")
        return page.locator("figcaption").bounding_box()["height"]

    low, high = height("0", 1), height("1", 21)
    assert high > low
    assert height("0", 1) == high
