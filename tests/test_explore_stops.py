"""A slider with stops, as the player of pages lays it out."""

import pytest
from matplotlib.figure import Figure

from shared.explore import Slider, Twin
from shared.explore.controls import read_grid
from shared.explore.page import computed, html
from shared.explore.sphinx import STATIC

MIDDLES = """() => ["input[type=range]", ".explore-play", ".explore-stops"].map((selector) => {
  const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
  return (top + bottom) / 2;
})"""


def draw(step=0):
    figure = Figure(figsize=(4, 4))
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot(step, 0, "o", gid="point")
    return figure


@pytest.mark.parametrize("width", [390, 1280])
def test_play_stands_beside_its_slider_and_stops_below(browser, tmp_path, width):
    path = tmp_path / "point.js"
    path.write_text("export const twin = () => () => ({});\n", encoding="utf-8")
    stops = {f"epoch {epoch}": 36 * epoch for epoch in (1, 5, 20)}
    grid = read_grid(draw, {"step": Slider((0, 720), stops)}, is_computed=True)
    figure = computed(grid, draw, lambda **values: "A point.", Twin(path))
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(html(figure, "pictures.js", "twins.js"))
    page.add_style_tag(path=STATIC / "explore.css")
    page.add_script_tag(path=STATIC / "explore.js")
    slider, play, below = page.evaluate(MIDDLES)
    page.close()
    assert abs(play - slider) < 4
    assert below - slider > 20
