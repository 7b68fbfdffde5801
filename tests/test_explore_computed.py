"""Figures that the page computes, on arrival, and marks that a reader takes with the pointer."""

import json

import pytest
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from shared.explore import Twin
from shared.explore.controls import read_grid
from shared.explore.page import computed, html
from shared.explore.script import joined, modules
from shared.explore.sphinx import STATIC
from tests.conftest import wait_until

#: A point at x, and another, which follows twice the height; it is not there at the height 0.
MODULE = """
export const twin = () => {
  const say = ({ x, height }) => ({
    marks: { low: [[x], [0]], high: height ? [[x], [2 * height]] : [[], []] },
    words: "Two points.",
  });
  say.taken = { high: (x, y, { height }) => ({ height: height && y / 2 }) };
  return say;
};
"""
START = """() => {
  globalThis.moves = [];
  const data = %s;
  globalThis.picture = new ComputedPicture(
    [...document.querySelectorAll(".explore-panel")], data, twin,
    (control, step) => moves.push([data.values[control][0], data.values[control][1][step]]),
  );
  picture.show([2, 2]);
}"""
HANDLES = """() => {
  const { shadowRoot } = document.querySelector(".explore-panel");
  return [...shadowRoot.querySelectorAll("circle")].map((handle) => {
    const { x, y, width, height } = handle.getBoundingClientRect();
    return [x + width / 2, y + height / 2, handle.getAttribute("visibility")];
  });
}"""


def draw(x=0.0, height=1.0):
    figure = Figure(figsize=(4, 4))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.plot(x, 0, "o", gid="low")
    axes.plot(x, 2 * height, "o", gid="high")
    axes.set(xlim=(-2, 2), ylim=(-4, 4))
    return figure


@pytest.fixture
def page(browser, tmp_path):
    """Return a page with the figure at x = 0 and height 1."""
    path = tmp_path / "points.js"
    path.write_text(MODULE, encoding="utf-8")
    grid = read_grid(draw, {"x": (-2.0, 2.0, 1.0), "height": (-1.0, 1.0, 1.0)}, is_computed=True)
    twin = Twin(path, drag={"low": ("x", None), "high": ("height", None)})
    figure = computed(grid, draw, lambda **values: "Two points.", twin)
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


def take(page, place, by):
    x, y, _ = page.evaluate(HANDLES)[place]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1])
    page.mouse.up()
    return page.evaluate("moves")


def unit(page):
    """Return the length of a unit of both axes, in pixels of the screen."""
    width = page.evaluate("document.querySelector('.explore-panel').getBoundingClientRect().width")
    return 0.8 * width / 4, 0.8 * width / 8


def test_a_control_follows_the_coordinate_of_a_mark(page):
    across, up = unit(page)
    assert take(page, 0, (1.1 * across, -2 * up)) == [["x", 1]]


def test_a_twin_says_which_values_bring_a_mark_to_a_place(page):
    across, up = unit(page)
    assert take(page, 1, (across, 3.9 * up)) == [["height", -1]]


def test_a_mark_that_is_not_there_cannot_be_taken(page):
    assert [visible for *_, visible in page.evaluate(HANDLES)] == ["visible", "visible"]
    page.evaluate("picture.show([2, 1])")
    assert [visible for *_, visible in page.evaluate(HANDLES)] == ["visible", "hidden"]
    page.evaluate("picture.show([2, 0])")
    assert [visible for *_, visible in page.evaluate(HANDLES)] == ["visible", "visible"]


def draw_field(shade=1):
    figure = Figure(figsize=(4, 4))
    shades = {"cmap": ListedColormap(["red", "blue"]), "vmin": -0.5, "vmax": 1.5, "gid": "field"}
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).imshow([[0, shade]], **shades)
    return figure


def test_a_field_is_seen_before_the_first_move(browser, tmp_path):
    path = tmp_path / "field.js"
    said = '{ marks: { field: [[0, shade]] }, words: "A field." }'
    path.write_text(f"export const twin = () => ({{ shade }}) => ({said});", encoding="utf-8")
    grid = read_grid(draw_field, {"shade": (0, 1)}, is_computed=True)
    figure = computed(grid, draw_field, lambda **values: "A field.", Twin(path))
    runtime, module = modules(STATIC / "computed.js"), Twin(path).modules()
    page = browser.new_page()
    page.set_content(html(figure, "pictures.js", "twins.js"))
    data = json.dumps({k: v for k, v in figure["twin"].items() if k != "modules"})
    arrived = f"""
      for (const [address, name, value] of [
        ["pictures.js", "figure", {data}],
        ["twins.js", "compute", (panels, figure, move) =>
          new {list(runtime)[-1]}.ComputedPicture(panels, figure, {list(module)[-1]}.twin, move)],
      ]) {{
        const script = document.createElement("script");
        script.type = "arrived";
        script.src = address;
        script[name] = value;
        document.body.append(script);
      }}
    """
    page.evaluate(joined([runtime, module], arrived))
    page.evaluate(f"() => {{ {(STATIC / 'explore.js').read_text(encoding='utf-8')} }}")
    wait_until(page, "document.querySelector('figure').dataset.ready === ''")
    paths = """[...document.querySelector(".explore-panel").shadowRoot
      .querySelectorAll("[shape-rendering] path")].map((path) => path.getAttribute("d"))"""
    assert [path.count("M") for path in page.evaluate(paths)] == [1, 1]
    page.close()
