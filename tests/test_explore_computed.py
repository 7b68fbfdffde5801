"""Figures that the page computes: on arrival, where a mark is taken, and where words grow."""

import pytest
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from shared.explore import Twin, explore
from tests.computed_page import opened

#: A point at x, and another, which follows twice the height and is not there at the height 0; a
#: field of two shades.
MODULE = """
export const twin = () => {
  const say = ({ x, height }) => ({
    marks: {
      low: [[x], [0]],
      high: height ? [[x], [2 * height]] : [[], []],
      field: [[0, height > 0 ? 1 : 0]],
    },
    words: `${"High. ".repeat(20 * height + 21)}${x}`,
  });
  say.taken = { high: (x, y, { height }) => ({ height: height && y / 2 }) };
  return say;
};
"""
HANDLES = """() => {
  const { shadowRoot } = document.querySelector(".explore-panel");
  return [...shadowRoot.querySelectorAll("circle")].map((handle) => {
    const { x, y, width, height } = handle.getBoundingClientRect();
    return [x + width / 2, y + height / 2, handle.getAttribute("visibility")];
  });
}"""
RECTANGLES = """() => {
  const { shadowRoot } = document.querySelector(".explore-panel");
  const shades = [...shadowRoot.querySelectorAll("[shape-rendering] path")];
  return shades.map((path) => path.getAttribute("d").split("M").length - 1);
}"""


def draw(x=0.0, height=1.0):
    figure = Figure(figsize=(4, 4))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    look = {"cmap": ListedColormap(["#112233", "#445566"]), "vmin": -0.5, "vmax": 1.5}
    axes.imshow([[0, int(height > 0)]], extent=(-2, 2, -4, 4), aspect="auto", gid="field", **look)
    axes.plot(x, 0, "o", gid="low")
    axes.plot(x, 2 * height, "o", gid="high")
    axes.set(xlim=(-2, 2), ylim=(-4, 4), xticks=(), yticks=())
    return figure


def describe(x, height):
    return f"{'High. ' * int(20 * height + 21)}{x:g}"


@pytest.fixture
def page(browser, tmp_path, monkeypatch):
    """Return a page with the figure at x = 0 and height 1."""
    path = tmp_path / "points.js"
    path.write_text(MODULE, encoding="utf-8")
    twin = Twin(path, drag={"low": ("x", None), "high": ("height", None)})
    controls = {"x": (-2.0, 2.0, 1.0), "height": (-1.0, 1.0, 1.0)}
    figure = explore(draw, alt=describe, twin=twin, **controls)
    viewport = {"width": 600, "height": 900}
    page = opened(browser, tmp_path, monkeypatch, figure, viewport=viewport)
    yield page
    page.close()


def at(page):
    """Return the steps of both sliders, once the picture follows them."""
    page.wait_for_timeout(60)
    return page.locator("[type=range]").evaluate_all("all => all.map((one) => Number(one.value))")


def take(page, place, across, up):
    """Drag a handle by so many units of the axes, and return the steps of both sliders."""
    width = page.locator(".explore-panel svg").bounding_box()["width"]
    x, y, _ = page.evaluate(HANDLES)[place]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across * 0.8 * width / 4, y - up * 0.8 * width / 8)
    page.mouse.up()
    return at(page)


def test_a_control_follows_the_coordinate_of_a_mark(page):
    assert at(page) == [2, 2]
    assert take(page, 0, 1.1, 2) == [3, 2]


def test_a_twin_says_which_values_bring_a_mark_to_a_place(page):
    assert take(page, 1, 1, -3.9) == [2, 0]


def test_a_mark_that_is_not_there_cannot_be_taken(page):
    assert [visible for *_, visible in page.evaluate(HANDLES)] == ["visible", "visible"]
    page.locator("[type=range]").nth(1).press("ArrowLeft")
    at(page)
    assert [visible for *_, visible in page.evaluate(HANDLES)] == ["visible", "hidden"]
    page.locator("[type=range]").nth(1).press("ArrowLeft")
    at(page)
    assert [visible for *_, visible in page.evaluate(HANDLES)] == ["visible", "visible"]


def test_the_first_move_is_answered_at_once_and_others_of_its_frame_by_the_last(page):
    said = page.evaluate("""() => {
      const [slider] = document.querySelectorAll("[type=range]");
      const words = document.querySelector(".explore-words");
      const said = [3, 4, 0].map((step) => {
        slider.value = step;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        return Number(words.textContent.split(" ").at(-1));
      });
      const frame = () => new Promise(requestAnimationFrame);
      return frame().then(frame).then(() => [...said, Number(words.textContent.split(" ").at(-1))]);
    }""")
    assert said == [1, 1, 1, -2]


def test_a_field_is_there_on_arrival_and_drawn_anew(page):
    assert page.evaluate(RECTANGLES) == [1, 1]
    page.locator("[type=range]").nth(1).press("ArrowLeft")
    at(page)
    assert page.evaluate(RECTANGLES) == [1, 0]  # one run of the same shade


def draw_number(number=0):
    figure = Figure(figsize=(4, 4))
    figure.add_subplot(xlim=(0, 20)).plot(number, 0, "o", gid="here")
    return figure


def describe_number(number):
    return str(number)


#: Counts to a number, by at most three in a frame, and fails on the way to 15.
SLOW = """
export const twin = () => {
  let count = 0;
  return ({ number }, until) => {
    if (count > number) count = 0;
    count = until === undefined ? number : Math.min(number, count + 3);
    if (until && number === 15 && count > 5) throw new Error("it was asked to");
    return { marks: { here: [[count], [0]] }, words: String(count), isGoing: count < number };
  };
};
"""
BROKEN = 'export const twin = () => { throw new Error("it was asked to"); };'
#: The words after a slider was moved there, in each frame.
MOVE_AND_LISTEN = """async (steps) => {
  const slider = document.querySelector("[type=range]");
  const words = document.querySelector(".explore-words");
  const said = [];
  for (const step of steps) {
    if (step !== null) {
      slider.value = step;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    said.push(Number(words.textContent));
    await new Promise(requestAnimationFrame);
  }
  return said;
}"""


def test_a_twin_that_takes_long_is_shown_on_its_way(browser, tmp_path, monkeypatch):
    path = tmp_path / "count.js"
    path.write_text(SLOW, encoding="utf-8")
    figure = explore(draw_number, alt=describe_number, twin=Twin(path), number=(0, 20, 1))
    page = opened(browser, tmp_path, monkeypatch, figure)
    assert page.evaluate(MOVE_AND_LISTEN, [0, None, None]) == [0, 0, 0]
    assert page.evaluate(MOVE_AND_LISTEN, [10, *[None] * 5]) == [3, 6, 9, 10, 10, 10]
    # A move on the way leads elsewhere, from the next frame on.
    assert page.evaluate(MOVE_AND_LISTEN, [20, None, 2, None, None]) == [13, 16, 19, 2, 2]
    # A figure that fails on the way is not busy any longer.
    assert page.evaluate(MOVE_AND_LISTEN, [15, None])[0] == 5
    figure = page.locator("figure.explore[aria-busy=false]")
    assert "failed here (it was asked to)" in figure.locator(".explore-words").inner_text()
    assert page.evaluate(MOVE_AND_LISTEN, [2, None])[0] == 2
    page.close()


def test_a_twin_that_cannot_begin_says_so_once_and_in_the_console(browser, tmp_path, monkeypatch):
    path = tmp_path / "broken.js"
    path.write_text(BROKEN, encoding="utf-8")
    figure = explore(draw_number, alt=describe_number, twin=Twin(path), number=(0, 20, 1))
    context, errors = browser.new_context(), []
    context.on("weberror", lambda one: errors.append(str(one.error)))
    page = opened(context, tmp_path, monkeypatch, figure, is_whole=False)
    for key in ("ArrowRight", "End"):
        page.locator("[type=range]").press(key)
        page.evaluate("document.querySelector('.explore').explorable.show()")
        words = page.locator(".explore-words").inner_text()
        assert words == "This picture cannot be computed (it was asked to)."
    [error] = errors
    assert "it was asked to" in error
    assert page.locator(".explore").get_attribute("aria-busy") != "true"
    assert page.locator(".explore-panel svg").is_visible()
    context.close()


#: The height of a line of words, which differs with the fonts of a machine.
LINE = """() => {
  const words = document.createRange();
  words.selectNodeContents(document.querySelector(".explore-words"));
  return words.getClientRects()[0].height;
}"""


def test_a_caption_keeps_the_room_of_its_longest_words(page):
    height = "document.querySelector('figcaption').getBoundingClientRect().height"
    high = page.evaluate(height)
    page.locator("[type=range]").nth(1).press("Home")
    assert at(page) == [2, 0]
    assert page.locator(".explore-words").inner_text().count("High") == 1
    assert page.evaluate(height) == high > 2.5 * page.evaluate(LINE)  # three lines
