"""A figure with a twin: what the page gets of it, what is refused, how it answers in a browser."""

import math
from functools import partial

import numpy as np
import pytest
from matplotlib.figure import Figure

from shared.explore import STATIC_VARIABLE, Slider, Twin, explore
from shared.explore.declarations import without_unused
from shared.explore.marks import content, kind, marks, record
from shared.explore.picture import to_svg
from shared.explore.script import joined, minified, modules
from tests import computed_page

#: The twin of `draw`: y = a x + b on [0, 1], with the point (a, b), a field and a text.
LINE = """
export const twin = ({ shift }) => ({ a, b, fails }) => {
  if (fails) throw new Error("it was asked to");
  return {
    marks: {
      line: [[0, 1], [b + shift, a + b + shift]],
      point: [[a], [b]],
      area: [[0, 1, 1], [0, 0, a]],
      field: [[a > 0 ? 1 : 0, 1], [0, 1]],
      name: [a, b, `a = ${a}`],
    },
    words: `a is ${a}, b is ${b}.`,
  };
};
"""


def draw(a=0.5, b=0.0, fails=False):
    figure = Figure(figsize=(3, 3))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.plot([0, 1], [b, a + b], gid="line")
    axes.plot([a], [b], "o", gid="point")
    axes.fill([0, 1, 1], [0, 0, a], gid="area")
    look = {"extent": (0, 1, 0, 1), "origin": "lower", "vmin": 0, "vmax": 1, "gid": "field"}
    axes.imshow([[int(a > 0), 1], [0, 1]], cmap="viridis", **look)
    axes.text(a, b, f"a = {a:g}", gid="name")
    axes.set(xlim=(-1, 1), ylim=(-1, 1), xticks=(), yticks=())
    return figure


def describe(a, b, fails):
    return f"a is {a:g}, b is {b:g}."


CONTROLS = {"a": Slider((-1.0, 1.0, 0.01), {"third": 1 / 3}), "b": (-1.0, 1.0, 0.5), "fails": False}


@pytest.fixture
def line(tmp_path):
    """Return a function that makes the twin."""
    source = tmp_path / "line.js"
    source.write_text(LINE, encoding="utf-8")
    return partial(Twin, source, {"shift": 0})


# --- modules -------------------------------------------------------------------------------------


def write(folder, **sources):
    for name, source in sources.items():
        (folder / f"{name}.js").write_text(source, encoding="utf-8")
    return folder


def test_modules_come_after_what_they_import_and_once(tmp_path):
    write(
        tmp_path,
        first="export const one = 1;\n",
        second='import { one } from "./first.js";\n'
        "export function two() {\n  return one + one;\n}\n",
        third='import { one as unit } from "./first.js";\nimport { two } from "./second.js";\n'
        "export const three = two() + unit;\n",
    )
    found = modules(tmp_path / "third.js")
    assert [name.rpartition("_")[0] for name in found] == ["first", "second", "third"]
    both = joined([modules(tmp_path / "second.js"), found], f"{list(found)[-1]}.three;\n")
    assert both.count("const one = 1") == 1
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in tmp_path.glob("*.js"):
        (elsewhere / path.name).write_bytes(path.read_bytes())
    assert modules(elsewhere / "third.js") == found


def test_a_missing_module_is_named_with_who_needs_it(tmp_path):
    write(tmp_path, one='import { two } from "./two.js";\n')
    with pytest.raises(FileNotFoundError, match=r"there is no two\.js, which one\.js needs"):
        modules(tmp_path / "one.js")


def test_a_circle_of_modules_is_named(tmp_path):
    write(tmp_path, one='import { a } from "./two.js";\n', two='import { b } from "./one.js";\n')
    with pytest.raises(ValueError, match=r"one\.js and two\.js import each other in a circle"):
        modules(tmp_path / "one.js")


USED = """
import { Shape, unit, lone as alone } from "./shapes.js";
const scaled = (s) => s * unit;
const [first, second] = [1, 2], third = 3;
const spare = scaled(4);
// whole is not used
export function area(s) {
  const inner = s;
  return new Shape(scaled(s)).whole + third;
}
export const nowhere = alone;
"""
SHAPES = """
export const unit = 10, half = 5;
export const lone = 7;
export class Shape {
  size = 0;

  // its own
  constructor(size) {
    this.size = size;
  }

  get whole() {
    return this.#squared();
  }

  perimeter() {
    return 4 * this.#side();
  }

  #squared() {
    return this.size ** 2;
  }

  #side() {
    return this.size;
  }
}
globalThis.loads = (globalThis.loads ?? 0) + 1;
"""


@pytest.fixture
def small(tmp_path):
    """Return modules of which a part is used."""
    write(tmp_path, shapes=SHAPES, used=USED)
    return modules(tmp_path / "used.js")


def test_what_nothing_uses_is_left_out(small, browser):
    last = list(small)[-1]
    kept = "".join(without_unused(small, f"{last}.area(2).inner").values())
    for name in ("spare", "nowhere", "alone", "lone", "perimeter", "#side", "//"):
        assert name not in kept
    for name in ("third", "half", "constructor", "size = 0", "#squared", "loads"):
        assert name in kept
    page = browser.new_page()
    result = f"globalThis.found = {last}.area(2); 0;"
    for script in (joined([small], result), minified(joined([small], result))):
        page.evaluate(script)
        assert page.evaluate("[found, loads]") == [403, 1]
        page.evaluate("globalThis.loads = 0")
    page.close()


def test_a_name_in_what_follows_keeps_a_function_and_a_method(small):
    last = list(small)[-1]
    kept = "".join(without_unused(small, f"{last}.nowhere").values())
    assert "lone = 7" in kept
    assert "class Shape" not in kept
    kept = "".join(without_unused(small, f"{last}.area(1).perimeter").values())
    assert "#side()" in kept
    first = next(iter(small))  # whose class any other script may then have
    assert "perimeter" in "".join(without_unused(small, f"give({first}.Shape)").values())
    assert without_unused(small, "nothing") == {}


# --- what is refused -----------------------------------------------------------------------------


def test_two_artists_with_one_name_are_refused(line):
    def twice(a):
        figure = Figure()
        for _ in range(2):
            figure.add_subplot().plot([0, a], gid="line")
        return figure

    with pytest.raises(ValueError, match="two artists have the gid 'line'"):
        explore(twice, alt=lambda a: f"{a}.", twin=line(), a=(0.0, 1.0))


def test_an_artist_that_no_page_draws_is_refused(line):
    def scatter(a):
        figure = Figure()
        figure.add_subplot().scatter([0], [a], gid="points")
        return figure

    with pytest.raises(TypeError, match=r"PathCollection has the gid 'points', but .* Line2D"):
        explore(scatter, alt=lambda a: f"{a}.", twin=line(), a=(0.0, 1.0))


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"data": {"x": np.array([1, math.nan])}}, ValueError, "'data' of the twin has nan or inf"),
        ({"data": {"x": object()}}, TypeError, "'data' of the twin has a object; accepted are"),
        ({"drag": {"lines": ("a", None)}}, ValueError, "'drag' names the mark 'lines'"),
        ({"drag": {"line": ("c", None)}}, ValueError, "'drag' names the control 'c'"),
        ({"pad": "fails"}, ValueError, r"'pad' is 'fails', which is not a slider: \['a', 'b'\]"),
        ({"source": "nowhere.js"}, FileNotFoundError, "there is no nowhere.js"),
        ({"source": describe}, FileNotFoundError, "there is no test_explore_twin.js"),
    ],
)
def test_a_twin_that_does_not_fit_is_refused(line, given, error, message):
    twin = Twin(**{"source": line().source, "data": {"shift": 0}} | given)
    with pytest.raises(error, match=message):
        explore(draw, alt=describe, twin=twin, **CONTROLS)


def test_a_figure_without_marks_cannot_be_computed(line):
    def still(a):
        figure = Figure()
        figure.add_subplot().plot([0, a])
        return figure

    with pytest.raises(ValueError, match="no artist of the figure has a gid"):
        explore(still, alt=lambda a: f"{a}.", twin=line(), a=(0.0, 1.0))


def test_values_that_javascript_does_not_know_are_refused(line):
    with pytest.raises(TypeError, match="'b' has the value <function"):
        explore(
            draw,
            alt=describe,
            twin=line(),
            a=(0.0, 1.0),
            b={"a function": draw, "0": 0.0},
            fails=False,
        )


def test_what_is_no_twin_is_refused():
    with pytest.raises(TypeError, match=r"'twin' must be a Twin, not 'line\.js'"):
        explore(draw, alt=describe, twin="line.js", **CONTROLS)


def test_a_mark_that_is_not_seen_at_first_is_refused(line, monkeypatch):
    def late(a, b, fails):
        figure = draw(a, b, fails)
        marks(figure)["line"].set_visible(a > 0.9)
        return figure

    monkeypatch.setenv(STATIC_VARIABLE, "1")
    figure = explore(late, alt=describe, twin=line(), **CONTROLS)
    with pytest.raises(ValueError, match="the mark 'line' is not drawn at the default position"):
        figure._repr_mimebundle_()


# --- marks ---------------------------------------------------------------------------------------


def test_marks_are_found_recorded_and_left_in_the_drawing():
    figure = draw()
    svg = "".join(to_svg(figure, "", set(marks(figure))))
    recorded = record(figure)
    kinds = {"line": "line", "point": "line", "area": "area", "field": "field", "name": "text"}
    assert {name: each["kind"] for name, each in recorded.items()} == kinds
    for name, artist in marks(figure).items():
        assert svg.count(f"data-mark='{name}'") == 1
        assert kind(artist) == kinds[name]
    assert recorded["line"]["frame"][4:] == [[-1.0, 1.0, False]] * 2
    assert len(recorded["field"]["shades"]) == 256
    assert "data-mark" not in "".join(to_svg(draw(), ""))


def test_the_content_of_marks_is_in_the_units_of_the_axes():
    found = {name: content(artist) for name, artist in marks(draw(a=-0.5, b=0.25)).items()}
    assert found["line"].tolist() == [[0, 1], [0.25, -0.25]]
    assert found["area"][:, :3].tolist() == [[0, 1, 1], [0, 0, -0.5]]
    assert found["field"].tolist() == [[0, 1], [0, 1]]
    assert found["name"] == [-0.5, 0.25, "a = -0.5"]


def test_with_a_kernel_a_twin_changes_nothing(line, monkeypatch):
    monkeypatch.delenv(STATIC_VARIABLE, raising=False)
    with_twin, _ = explore(draw, alt=describe, twin=line(), **CONTROLS)._repr_mimebundle_()
    assert set(with_twin) == {
        "image/png",
        "text/plain",
        "application/vnd.jupyter.widget-view+json",
    }


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def opened(line, tmp_path, monkeypatch, browser):
    """Return a function that opens a page with figures, each with the twin, as a file."""
    pages = []

    def open_page(count=1, **context):
        figure = explore(draw, alt=describe, twin=line(drag={"point": ("a", "b")}), **CONTROLS)
        pages.append(computed_page.opened(browser, tmp_path, monkeypatch, figure, count, **context))
        return pages[-1]

    yield open_page
    for each in pages:
        each.close()


def words(opened, place=0):
    opened.wait_for_timeout(60)  # two frames and more
    return opened.locator(".explore-words").nth(place).text_content()


def test_a_move_by_key_shows_what_the_twin_says(opened):
    one = opened()
    one.locator("input[type=range]").nth(0).focus()
    one.keyboard.press("Home")
    assert words(one) == "a is -1, b is 0."
    parts = "name => document.querySelector('.explore-panel').shadowRoot.querySelector(name)"
    text = f"({parts})('[data-mark=name] text').textContent"
    assert one.evaluate(text) == "a = -1"
    # In a figure of 3 inches, 216 points, the axes take the middle 0.8: -1 is 21.6, 1 is 194.4.
    place = f"({parts})('[data-mark=line] path').getAttribute('d')"
    assert one.evaluate(place) == "M108 108L194.4 194.4"
    shades = "[...document.querySelector('.explore-panel').shadowRoot.querySelectorAll('path')]"
    is_seen = "p => p.matches('[shape-rendering] path') && p.getAttribute('d')"
    seen = f"{shades}.filter({is_seen}).length"
    assert one.evaluate(seen) == 2


def test_a_mark_is_dragged_and_its_controls_follow(opened):
    one = opened()
    box = one.locator("circle[part=handle]").bounding_box()
    scale = one.locator(".explore-panel svg").bounding_box()["width"] / 216
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    one.mouse.move(x, y)
    one.mouse.down()
    one.mouse.move(x - 0.25 * 86.4 * scale, y - 0.5 * 86.4 * scale, steps=4)
    one.mouse.up()
    assert words(one) == "a is 0.25, b is 0.5."
    one.mouse.move(x, y)
    assert words(one) == "a is 0.25, b is 0.5."
    touch = one.evaluate(
        "getComputedStyle(document.querySelector('.explore-panel').shadowRoot"
        ".querySelector('circle')).touchAction"
    )
    assert touch == "none"  # a finger drags and does not scroll


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0,25", 0.25),
        ("0,333", 0.33),  # no thousands
        ("−0,333", -0.33),
        ("-0,333", -0.33),
        ("−0.5", -0.5),
        ("1e-1", 0.1),
        ("-7", -1),
        ("-1,000", -1),
        ("third", 1 / 3),
        ("0.333", 0.33),
    ],
)
def test_a_value_can_be_typed(opened, typed, expected):
    one = opened()
    field = one.locator("input.explore-value").nth(0)
    field.fill(typed)
    field.press("Enter")
    assert words(one).startswith(f"a is {expected}, ")


def test_what_is_no_number_is_told_and_changes_nothing(opened):
    one = opened()
    field = one.locator("input.explore-value").nth(0)
    field.fill("much")
    field.press("Tab")
    assert words(one) == "a is 0.5, b is 0."
    assert field.evaluate("field => field.validationMessage") == "Type a number from −1.00 to 1.00."


def test_a_stop_is_one_press_away(opened):
    one = opened()
    one.get_by_role("button", name="third", exact=True).click()
    assert words(one) == f"a is {1 / 3}, b is 0."


def test_play_moves_on_until_the_reader_moves(opened):
    one = opened()
    one.get_by_role("button", name="Play: a").click()
    assert one.locator(".explore-words").get_attribute("aria-live") == "off"
    first, _ = words(one), one.wait_for_timeout(300)
    assert words(one) != first
    one.locator("input[type=range]").nth(1).focus()
    one.keyboard.press("ArrowRight")
    stopped, _ = words(one), one.wait_for_timeout(200)
    assert words(one) == stopped
    assert one.get_by_role("button", name="Play: a").count() == 1
    assert one.locator(".explore-words").get_attribute("aria-live") is None


# A frame that comes a day after the one before; by how many steps it moves the slider.
ASLEEP = """async () => {
  const slider = document.querySelector("input[type=range]");
  const { requestAnimationFrame } = window, now = performance.now.bind(performance);
  const frame = await new Promise((resolve) => (window.requestAnimationFrame = resolve));
  window.requestAnimationFrame = requestAnimationFrame;
  performance.now = () => now() + 86_400_000;
  const before = Number(slider.value);
  frame(performance.now());
  return Number(slider.value) - before;
}"""


def test_play_after_a_day_asleep_moves_on_by_less_than_a_second(opened):
    one = opened()
    one.locator("input[type=range]").nth(0).press("Home")
    one.get_by_role("button", name="Play: a", exact=True).click()
    assert 0 < one.evaluate(ASLEEP) < 20  # of 200 in twelve seconds
    assert one.get_by_role("button", name="Pause: a", exact=True).count() == 1


def test_play_goes_to_the_end_and_then_from_the_start(opened):
    one = opened()
    slider = one.locator("input[type=range]").nth(1)  # five values: two and a half seconds
    slider.focus()
    one.keyboard.press("End")
    one.get_by_role("button", name="Play: b").click()
    assert words(one) == "a is 0.5, b is -1."
    one.wait_for_selector("[aria-label='Play: b']", timeout=10_000)
    assert words(one) == "a is 0.5, b is 1."


def test_who_asks_for_less_motion_sees_four_pictures_a_second(opened):
    one = opened(reduced_motion="reduce")
    one.evaluate(
        "globalThis.changes = 0; new MutationObserver(() => changes++).observe("
        "document.querySelector('.explore-words'), { subtree: true, characterData: true })"
    )
    one.get_by_role("button", name="Play: a").click()
    one.wait_for_timeout(1100)
    assert 2 <= one.evaluate("changes") <= 5


#: Gives frames large ids, and collects the ids of frames and of timeouts that are cancelled.
WATCH_IDS = """() => {
  const { requestAnimationFrame, cancelAnimationFrame, clearTimeout } = window;
  window.cancelled = { frames: [], timeouts: [] };
  window.requestAnimationFrame = (act) => 1e6 + requestAnimationFrame(act);
  window.cancelAnimationFrame = (id) => {
    cancelled.frames.push(id);
    cancelAnimationFrame(id - 1e6);
  };
  window.clearTimeout = (id) => {
    cancelled.timeouts.push(id);
    clearTimeout(id);
  };
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_pause_cancels_a_frame_and_no_timeout_of_its_number(opened, motion):
    one = opened(reduced_motion=motion)
    one.evaluate(WATCH_IDS)
    one.get_by_role("button", name="Play: a", exact=True).click()
    one.get_by_role("button", name="Pause: a", exact=True).click()
    frames, timeouts = one.evaluate("[cancelled.frames, cancelled.timeouts]")
    assert len(frames) == 1
    assert min(frames) > 1e6
    assert max(timeouts, default=0) < 1e6


def test_a_twin_that_throws_says_so_and_the_next_move_recovers(opened):
    one = opened()
    errors = []
    one.on("pageerror", lambda error: errors.append(error))
    one.locator("input[type=checkbox]").check()
    assert "failed here (it was asked to)" in words(one)
    assert len(errors) == 1
    one.locator("input[type=checkbox]").uncheck()
    assert words(one) == "a is 0.5, b is 0."


def test_two_figures_with_one_twin_move_apart(opened):
    one = opened(count=2)
    one.locator("input[type=range]").nth(2).focus()
    one.keyboard.press("End")
    assert words(one, 0) == "a is 0.5, b is 0."
    assert words(one, 1) == "a is 1, b is 0."


def test_without_javascript_the_default_picture_stands(opened, tmp_path, browser):
    opened()
    with browser.new_context(java_script_enabled=False) as context:
        one = context.new_page()
        one.goto((tmp_path / "index.html").as_uri())
        assert one.locator(".explore-panel svg path").count() > 3
        assert one.locator(".explore-words").text_content() == "a is 0.5, b is 0."
        assert not one.locator(".explore-controls").is_visible()
