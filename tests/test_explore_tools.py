"""What a reader can do with a state of a figure: send it, return to it, pin, copy, save, print it.

One page with three figures, opened as a file: one computed, one drawn beforehand that has controls
of the same names, and one without controls.
"""

import io
import json
import re
from html import escape
from shutil import copytree
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from shared.explore import STATIC_VARIABLE, Slider, Twin, explore, get_look, page
from shared.explore.sphinx import computing_script, write_files
from tests.computed_page import HEAD
from tests.conftest import wait_until
from tests.test_access import AXE, violations

MODULE = """
const digits = (x) => x.toFixed(2).replace("-", "\u2212");
export const twin = () => {
  let frames = 0;
  return ({ x: wanted, kind, grid }, until) => {
    // 1.5 takes many frames, unless it has to be complete.
    const isGoing = wanted === 1.5 && until < Infinity && ++frames < 400;
    const x = isGoing ? 0 : wanted;
    return {
      marks: { line: [[0, 1], [0, x]] },
      words: `Computed: x ${digits(x)}, ${kind}, ${grid ? "grid" : "plain"}.`,
      isGoing,
    };
  };
};
"""
CONTROLS = {
    "x": Slider((0.0, 1000.0, 0.5), stops={"√2": 2**0.5}),
    "kind": {"a line": "line", "dots & more": "dots"},
    "grid": True,
}
FEW = CONTROLS | {"x": [-1, 0, 1 / 3, 1500]}
CODE = {
    "computed": "explore(\n    draw, alt=describe,\n    twin=twin, **CONTROLS)",
    "drawn": "explore(\n    draw,\n    alt=describe,\n    **FEW,\n)",
    "plain": "explore(draw, alt=describe)",
}


def draw(x=0.5, kind="line", grid=True):
    figure = Figure(figsize=(4, 3))
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, x], "-" if kind == "line" else "o", gid="line")
    axes.set(xlim=(0, 1), ylim=(-2, 2), xticks=[], yticks=[], xlabel="of <x> & y")
    return figure


def draw_few(x=-1, kind="line", grid=True):
    return draw(x, kind, grid)


def describe(x, kind="line", grid=True):
    number = f"{x:.2f}".replace("-", "−")
    return f"Computed: x {number}, {kind}, {'grid' if grid else 'plain'}."


def describe_few(x, kind="line", grid=True):
    return describe(x, kind, grid).replace("Computed", "Drawn")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the page, index.html."""
    folder = tmp_path_factory.mktemp("tools")
    (folder / "line.js").write_text(MODULE, encoding="utf-8")
    explorables = {
        "computed": explore(draw, alt=describe, twin=Twin(folder / "line.js"), **CONTROLS),
        "drawn": explore(draw_few, alt=describe_few, **FEW),
        "plain": explore(draw, alt=lambda: "Words < & of a plain picture."),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATIC_VARIABLE, "1")
        bundles = {name: one._repr_mimebundle_() for name, one in explorables.items()}
    figures = {name: json.loads(json.dumps(each[page.MIME_TYPE])) for name, each in bundles.items()}
    write_files(folder)
    nodes = [{"figure": figure} for figure in figures.values()]
    (folder / "twins.js").write_text(computing_script(nodes), encoding="utf-8")
    parts = [HEAD, "<body><main><h1>A page</h1>"]
    for name, figure in figures.items():
        (folder / f"{name}.js").write_text(page.script(figure), encoding="utf-8")
        twins = "twins.js" if "twin" in figure else ""
        html = page.html(figure, f"{name}.js", twins, f"fig-{name}")
        code = f"<div class=cell_input><pre tabindex=0>{escape(CODE[name])}\n</pre></div>"
        parts += [f"<div class=cell>{code}{html}</div>", "<p>Text." + "<br>" * 60]
    link = "#fig-drawn?x=1500&amp;kind=dots+%26+more&amp;grid=off"
    parts += [
        f"<p><a href='{link}'>a state</a> <a href=#end>the end</a><p id=end>End.",
        "<script src=explore.js></script>",
        "<script defer src=explore-tools.js data-credit='A Book, CC BY 4.0'></script>",
    ]
    (folder / "index.html").write_text("".join(parts), encoding="utf-8")
    return folder


class Page:
    """The page in a browser, and what should not have happened there."""

    def __init__(self, browser, folder, **context):
        self.context = browser.new_context(accept_downloads=True, **context)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.address = (folder / "index.html").as_uri()

    def open(self, hash_=""):
        """Open the page at an address, as from a link elsewhere."""
        self.page.goto("about:blank")
        self.page.goto(self.address + hash_)
        self.settle()
        return self

    def settle(self):
        """Wait until all figures have their pictures, and the history knows of the last move."""
        wait_until(self.page, "document.querySelectorAll('figure[data-ready]').length === 2")
        self.page.wait_for_timeout(700)

    def figure(self, name):
        """Return a figure."""
        return self.page.locator(f"#fig-{name}")

    def press(self, name, *keys):
        """Press keys on the slider of a figure."""
        self.figure(name).locator("input[type=range]").focus()
        for key in keys:
            self.page.keyboard.press(key)
        self.page.wait_for_timeout(400)

    def click(self, name, text):
        """Press a button below a figure."""
        self.figure(name).hover()
        self.figure(name).locator(".explore-tools").get_by_text(text, exact=True).click()
        self.page.wait_for_timeout(100)

    def words(self, name):
        """Return what a figure says."""
        return self.figure(name).locator(".explore-words").inner_text()

    @property
    def hash(self):
        """The end of the page's address."""
        return self.page.evaluate("location.hash")

    @property
    def told(self):
        """What the reader was told last."""
        return self.page.locator(".explore-told").inner_text()


@pytest.fixture
def start(browser, folder):
    """Return a function that opens the page; at its end nothing was complained of."""
    pages = []

    def opened(hash_="", **context):
        pages.append(Page(browser, folder, **context))
        return pages[-1].open(hash_)

    yield opened
    for one in pages:
        one.context.close()
    assert [one.complaints for one in pages] == [[]] * len(pages)


# --- Addresses --------------------------------------------------------------------------


def test_moving_writes_the_address_and_makes_no_entry_of_the_history(start):
    one = start()
    entries = one.page.evaluate("history.length")
    assert one.hash == ""
    one.press("computed", "ArrowRight", "ArrowRight")
    assert one.hash == "#fig-computed?x=%E2%88%9A2&kind=a+line&grid=on"
    one.press("drawn", "End")
    assert one.hash == "#fig-drawn?x=1500&kind=a+line&grid=on"
    assert one.page.evaluate("history.length") == entries


def test_reload_and_back_bring_back_all_figures_and_the_address(start):
    one = start()
    one.press("computed", "Home")
    one.press("drawn", "ArrowRight")
    one.figure("drawn").locator("input[type=checkbox]").uncheck()
    one.page.wait_for_timeout(400)
    expected = "Computed: x 0.00, line, grid.", "Drawn: x 0.00, line, plain."
    for leave_and_return in (
        one.page.reload,
        lambda: (one.page.goto("about:blank"), one.page.go_back()),
    ):
        leave_and_return()
        one.settle()
        assert (one.words("computed"), one.words("drawn")) == expected
        assert one.hash == "#fig-drawn?x=0&kind=a+line&grid=off"


@pytest.mark.parametrize("leave", ["reload", "link"])
def test_who_leaves_right_after_a_move_finds_it_again(start, leave):
    one = start()
    one.figure("drawn").locator("input[type=range]").focus()
    for key in ("ArrowRight", "End"):
        one.page.keyboard.press(key)
    if leave == "reload":
        one.page.reload()
    else:
        one.page.evaluate("location.href = 'about:blank'")
        one.page.wait_for_url("about:blank")
        one.page.go_back()
    one.settle()
    assert one.words("drawn") == "Drawn: x 1500.00, line, grid."
    assert one.hash == "#fig-drawn?x=1500&kind=a+line&grid=on"


def test_a_link_makes_an_entry_and_back_and_forward_go_between_the_states(start):
    one = start()
    one.press("computed", "Home")
    one.press("drawn", "ArrowRight")
    before, after = "Drawn: x 0.00, line, grid.", "Drawn: x 1500.00, dots, plain."
    one.page.get_by_text("a state").click()
    wait_until(one.page, "document.querySelector('#fig-drawn').getBoundingClientRect().top < 500")
    assert one.words("drawn") == after
    assert one.told == ""
    one.page.get_by_text("the end").click()
    one.page.wait_for_timeout(300)
    assert (one.hash, one.words("drawn")) == ("#end", after)
    one.page.reload()
    one.settle()
    assert (one.hash, one.words("drawn")) == ("#end", after)
    one.press("computed", "End")
    one.page.go_back()
    one.page.go_back()
    one.page.wait_for_timeout(300)
    assert one.words("drawn") == before
    assert one.words("computed") == "Computed: x 0.00, line, grid."
    one.page.go_forward()
    one.page.wait_for_timeout(300)
    assert one.words("drawn") == after
    one.page.go_forward()
    one.page.wait_for_timeout(300)
    assert one.words("computed") == "Computed: x 1000.00, line, grid."


@pytest.mark.parametrize(
    ("hash_", "words"),
    [
        ("#fig-computed?x=999.5&kind=dots+%26+more&grid=off", "Computed: x 999.50, dots, plain."),
        ("#fig-computed?x=%E2%88%9A2", "Computed: x 1.41, line, grid."),  # the rest as it came
        ("#fig-computed?x=0.7&kind=a%20line", "Computed: x 0.50, line, grid."),  # a step of old
        ("#fig-drawn?x=0.333333", "Drawn: x 0.33, line, grid."),
        ("#fig-drawn?x=1500&grid=off", "Drawn: x 1500.00, line, plain."),
    ],
)
def test_a_new_address_shows_its_state_and_brings_the_figure_into_view(start, hash_, words):
    name = hash_[5:].partition("?")[0]
    one = start(hash_, viewport={"width": 390, "height": 600})
    assert one.words(name) == words
    assert one.figure(name).locator("[role=img]").get_attribute("aria-label") == words
    assert -1 <= one.figure(name).evaluate("one => one.getBoundingClientRect().top") < 300
    assert one.told == ""


IGNORED = "The address asks for a state that is not here. It is ignored."


@pytest.mark.parametrize(
    ("hash_", "told"),
    [
        ("#fig-computed?x=1001", IGNORED),
        ("#fig-computed?x=NaN", IGNORED),
        ("#fig-computed?x=", IGNORED),
        ("#fig-computed?kind=line", IGNORED),  # a value, not the label
        ("#fig-computed?kind=dots&x=1", IGNORED),
        ("#fig-computed?X=1", IGNORED),
        ("#fig-computed?x=1&constructor=1", IGNORED),
        ("#fig-plain?x=1", IGNORED),
        ("#fig-of-old?x=1", IGNORED),
        ("#fig-%E0%A4%A?%E0%A4%A", IGNORED),
    ],
)
def test_an_address_of_nothing_is_ignored_with_a_sentence(start, hash_, told):
    one = start(hash_)
    assert one.told == told
    assert one.words("computed") == "Computed: x 0.50, line, grid."
    one.press("computed", "ArrowRight")  # goes on
    assert one.told == ""
    assert one.words("computed") == "Computed: x 1.00, line, grid."


HERE = """async (hash) => {
  location.hash = hash;
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  const words = (name) => document.querySelector(`#fig-${name} .explore-words`).textContent;
  return [words("computed"), words("drawn"), document.querySelector(".explore-told").textContent];
}"""
VALID = r"(Computed|Drawn): x −?\d+\.\d\d, (line|dots), (grid|plain)\."
NAMES = st.sampled_from(["x", "kind", "grid", "", "X", "__proto__"])
VALUES = st.one_of(
    st.sampled_from(["a line", "on", "off", "1500", "−1", "1e9", "-0", "Infinity", "0x10", "√2"]),
    st.floats().map(str),
    st.text(max_size=8),
)
PLACES = st.lists(st.tuples(NAMES, VALUES), max_size=4)


@pytest.fixture(scope="module")
def fuzzed(browser, folder):
    """Return the page that many addresses are tried on."""
    one = Page(browser, folder).open()
    yield one
    one.context.close()


@given(
    figure=st.sampled_from(["computed", "drawn", "plain", "", "x"]),
    place=st.one_of(
        PLACES.map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)),
        st.text(max_size=30),
    ),
)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_address_breaks_a_page(fuzzed, figure, place):
    computed, drawn, _ = fuzzed.page.evaluate(HERE, f"#fig-{figure}?{place}")
    assert re.fullmatch(VALID, computed)
    assert re.fullmatch(VALID, drawn)
    assert fuzzed.complaints == []


@given(
    x=st.integers(0, 3),
    kind=st.integers(0, 1),
    grid=st.booleans(),
)
@settings(max_examples=12, deadline=None)
def test_every_address_that_a_figure_writes_leads_back_to_its_state(fuzzed, x, kind, grid):
    move = """([x, kind, grid]) => {
      const figure = document.querySelector("#fig-drawn");
      figure.querySelector("[type=range]").value = x;
      figure.querySelectorAll("[type=radio]")[kind].checked = true;
      figure.querySelector("[type=checkbox]").checked = grid;
      figure.querySelector("[type=range]").dispatchEvent(new Event("input", { bubbles: true }));
      return figure.explorable.address;
    }"""
    address = fuzzed.page.evaluate(move, [x, kind, grid])
    fuzzed.page.evaluate(HERE, "#fig-drawn?")  # as it came
    shown = fuzzed.page.evaluate(HERE, address)
    expected = describe_few(FEW["x"][x], ["line", "dots"][kind], grid)
    assert shown[1:] == [expected, ""]


# --- The row ----------------------------------------------------------------------------


def test_the_row_is_seen_once_the_figure_is_in_use_and_nothing_jumps(start):
    one = start()
    row = one.figure("computed").locator(".explore-tools")
    seen = "row => [getComputedStyle(row).opacity, getComputedStyle(row).pointerEvents]"
    below = "document.querySelector('#fig-drawn').getBoundingClientRect().top + scrollY"
    before = one.page.evaluate(below)
    assert row.evaluate(seen) == ["0", "none"]
    one.press("computed", "ArrowRight")
    assert row.evaluate(seen) == ["1", "auto"]
    one.page.mouse.move(1, 1)
    one.page.evaluate("document.activeElement.blur()")
    assert row.evaluate(seen) == ["1", "auto"]  # it was moved
    assert one.page.evaluate(below) == before
    other = one.figure("drawn").locator(".explore-tools")
    assert other.evaluate(seen) == ["0", "none"]
    one.figure("drawn").hover()
    assert other.evaluate(seen) == ["1", "auto"]


def test_every_button_is_reached_by_keyboard_and_has_a_name(start):
    one = start()
    one.figure("computed").locator("input[type=checkbox]").focus()
    names = []
    for _ in range(8):
        one.page.keyboard.press("Tab")
        names.append(one.page.evaluate("document.activeElement.ariaLabel"))
    assert names == [
        "One step back: x",
        "One step on: x",
        "Speed of play",
        "Pin: keep this state beside the moving one",
        "Link: copy the address of this state",
        "Code: copy this state as code",
        "SVG: save the picture with its words",
        "PNG: save the picture with its words",
    ]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_wrong_and_targets_are_large_enough(start, width):
    one = start(viewport={"width": width, "height": 800})
    one.press("computed", "ArrowRight")
    one.click("computed", "Pin")
    assert violations(one.page, AXE) == []
    boxes = [
        each.bounding_box() for each in one.page.locator(".explore-tools :is(button, select)").all()
    ]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 36
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width


def test_steps_move_the_slider_that_was_used_and_stay_in_range(start):
    one = start()
    one.click("computed", "›")
    assert one.words("computed") == "Computed: x 1.00, line, grid."
    one.press("computed", "Home")
    one.click("computed", "‹")
    assert one.words("computed") == "Computed: x 0.00, line, grid."


def test_a_figure_plays_at_the_speed_that_was_chosen(start):
    one = start()
    at = "document.querySelector('#fig-computed [type=range]').valueAsNumber"
    passed = {}
    for speed in ("0.25", "4"):
        one.press("computed", "Home")
        one.figure("computed").get_by_label("Speed of play").select_option(speed)
        one.figure("computed").locator(".explore-play").click()
        one.page.wait_for_timeout(1000)
        passed[speed] = one.page.evaluate(at)
        one.figure("computed").locator(".explore-play").click()
    assert passed["4"] > 4 * passed["0.25"] > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_colours_are_the_readers_own_all_that_can_be_used_is_seen(start, scheme):
    one = start()
    one.page.emulate_media(forced_colors="active", color_scheme=scheme)
    ground = one.page.evaluate(
        "document.documentElement.style.background = 'canvas', "
        "getComputedStyle(document.documentElement).backgroundColor"
    )
    colour = "(one, [part, name]) => getComputedStyle(one, part)[name]"
    play = one.figure("computed").locator(".explore-play")
    one.press("computed", "Home")
    for verb in ("Play", "Pause"):
        assert play.get_attribute("data-verb") == verb
        assert play.evaluate(colour, ["::before", "backgroundColor"]) != ground
        play.click()
    one.click("computed", "Pin")
    told = one.page.locator(".explore-told")
    assert told.evaluate(colour, [None, "borderTopColor"]) not in (ground, "rgba(0, 0, 0, 0)")
    row = one.figure("computed").locator(":is(.explore-tools, .explore-pinned) button")
    for button in row.all():
        assert button.evaluate(colour, [None, "color"]) != ground


# --- Pins -------------------------------------------------------------------------------


def drawings(one, name):
    """Return the words and lines of the pictures of a figure: what moves, then what is pinned."""
    return one.figure(name).evaluate(
        """figure => [...figure.querySelectorAll("[role=img]")].map((picture) => [
          picture.ariaLabel, picture.querySelector(".explore-panel").shadowRoot.innerHTML])"""
    )


@pytest.mark.parametrize("name", ["computed", "drawn"])
def test_a_pinned_state_stays_while_the_figure_moves(start, name):
    one = start()
    one.press(name, "ArrowRight")
    one.click(name, "Pin")
    [moving, pinned] = drawings(one, name)
    assert pinned == moving
    assert (
        one.told == f"Pinned: x = {'1.0' if name == 'computed' else '0'}, kind = a line, grid = on."
    )
    one.press(name, "End")
    [moved, still] = drawings(one, name)
    assert still == pinned
    assert moved != pinned
    assert moved[0] == one.words(name)
    one.click(name, "Pin")
    assert [words for words, _ in drawings(one, name)] == [moved[0], pinned[0], moved[0]]
    one.click(name, "Pin")
    assert one.told == "This state is pinned already."
    for left in (2, 1):
        one.figure(name).get_by_text("Unpin").first.click()
        assert len(drawings(one, name)) == left
        assert one.page.evaluate("document.activeElement.textContent") == "Pin"


@pytest.mark.parametrize("name", ["computed", "drawn"])
def test_pins_come_back_with_the_page_and_go_where_they_were_taken_off(start, name):
    one = start()
    for key in ("ArrowRight", "End"):
        one.press(name, key)
        one.click(name, "Pin")
    one.press(name, "Home")
    before, told = drawings(one, name), one.words(name)
    assert len(before) == 3
    for leave_and_return in (
        one.page.reload,
        lambda: (one.page.goto("about:blank"), one.page.go_back()),
    ):
        leave_and_return()
        one.settle()
        assert drawings(one, name) == before
        assert one.words(name) == told
        assert one.told == ""
    one.figure(name).get_by_text("Unpin").first.click()
    one.page.reload()
    one.settle()
    assert drawings(one, name) == [before[0], before[2]]


def test_a_pinned_state_that_a_figure_no_longer_has_is_left_out(start):
    one = start()
    one.press("drawn", "End")
    one.click("drawn", "Pin")
    one.page.evaluate(
        """() => {
          const state = structuredClone(history.state);
          state.explore["fig-drawn"].pins.unshift({ place: "x=7000" }, { place: "speed=1" });
          history.replaceState(state, "");
        }"""
    )
    one.page.reload()
    one.settle()
    assert len(drawings(one, "drawn")) == 2


def test_a_link_takes_the_pins_along_and_back_leaves_them_as_they_were(start):
    one = start()
    one.press("drawn", "ArrowRight")
    one.click("drawn", "Pin")
    one.page.get_by_text("a state").click()
    one.page.wait_for_timeout(700)
    one.click("drawn", "Pin")
    assert len(drawings(one, "drawn")) == 3
    one.page.wait_for_timeout(300)
    one.page.go_back()
    one.page.wait_for_timeout(300)
    assert len(drawings(one, "drawn")) == 2
    one.page.go_forward()
    one.page.wait_for_timeout(300)
    assert len(drawings(one, "drawn")) == 3


def test_a_pinned_state_is_beside_the_moving_one_and_above_it_on_a_phone(start):
    for width, is_beside in [(1280, True), (390, False)]:
        one = start(viewport={"width": width, "height": 800})
        one.press("drawn", "ArrowRight")
        one.click("drawn", "Pin")
        first, second = [
            each.bounding_box() for each in one.figure("drawn").locator("[role=img]").all()
        ]
        assert (second["x"] >= first["x"] + first["width"]) == is_beside
        assert (first["y"] >= second["y"] + second["height"]) != is_beside


# --- Copies -----------------------------------------------------------------------------


def copied(one, name, text):
    """Return what a button copies."""
    one.page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    one.click(name, text)
    return one.page.evaluate("window.copied")


def test_the_code_begins_where_the_figure_was(start, folder):
    one = start()
    names = {"draw": draw, "describe": describe, "explore": explore}
    names |= {"CONTROLS": CONTROLS, "FEW": FEW, "twin": Twin(folder / "line.js")}
    one.press("computed", "ArrowRight", "ArrowRight")
    one.figure("computed").locator("input[type=radio]").last.check()
    code = copied(one, "computed", "Code")
    assert one.told == "The code is copied."
    grid = eval(code, names).grid
    assert grid.values(grid.default) == {"x": 2**0.5, "kind": "dots", "grid": True}
    one.press("drawn", "ArrowRight", "ArrowRight")
    one.figure("drawn").locator("input[type=checkbox]").uncheck()
    code = copied(one, "drawn", "Code")
    assert code == CODE["drawn"].replace(
        ")", '    at={"x": 0.333333, "kind": "a line", "grid": "off"},\n)\n'
    )
    grid = eval(code, names | {"draw": draw_few}).grid
    assert grid.values(grid.default) == {"x": 1 / 3, "kind": "line", "grid": False}


def test_a_call_that_says_where_to_begin_is_not_copied(start, folder, tmp_path):
    copytree(folder, tmp_path, dirs_exist_ok=True)
    index = tmp_path / "index.html"
    text = index.read_text(encoding="utf-8")
    with_at = text.replace("**FEW,", "**FEW,\n    at={&quot;x&quot;: 1 / 3},")
    assert with_at != text
    index.write_text(with_at, encoding="utf-8")
    one = start()
    names = ("computed", "drawn")
    buttons = [one.figure(name).locator("button", has_text="Code") for name in names]
    assert [each.count() for each in buttons] == [1, 1]
    one.page.goto(index.as_uri())
    one.settle()
    assert [each.count() for each in buttons] == [1, 0]


def test_the_address_that_is_copied_leads_to_the_state(start):
    one = start()
    one.press("drawn", "End")
    address = copied(one, "drawn", "Link")
    words = one.words("drawn")
    one.page.goto("about:blank")
    one.page.goto(address)
    one.settle()
    assert one.words("drawn") == words
    assert copied(one, "plain", "Link").endswith("#fig-plain")


def test_where_a_page_may_not_copy_the_text_is_selected(start):
    one = start()
    one.page.evaluate(
        """() => {
          navigator.clipboard.writeText = () => Promise.reject(new DOMException("no"));
          document.execCommand = () => false;
        }"""
    )
    one.press("drawn", "End")
    one.click("drawn", "Link")
    text = one.page.evaluate("getSelection().toString()")
    assert text == one.page.evaluate("location.href")
    assert one.told.startswith("The address is selected: copy it with Ctrl C.")


# --- Pictures ---------------------------------------------------------------------------


def saved(one, name, kind):
    """Return the name of the file that a button saves, and what it holds."""
    with one.page.expect_download() as download:
        one.click(name, kind)
    return download.value.suggested_filename, download.value.path().read_bytes()


SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_svg_has_the_picture_its_words_and_where_it_is_from(start, scheme):
    one = start(color_scheme=scheme)
    one.press("computed", "End")
    name, content = saved(one, "computed", "SVG")
    assert name == "fig-computed-x=1000.0-kind=a-line-grid=on.svg"
    root = ElementTree.fromstring(content)
    texts = [text.text for text in root.findall(f"{SVG}text")]
    said = " ".join(texts)
    assert one.words("computed") in said
    assert "x = 1,000.0, kind = a line, grid = on" in said
    address = "index.html#fig-computed?x=1000.0&kind=a+line&grid=on"
    assert f"A Book, CC BY 4.0. {address}".replace(" ", "") in "".join(texts).replace(" ", "")
    assert root.find(f"{SVG}title").text == one.words("computed")
    assert "of <x> & y" in [text.text for text in root.iter(f"{SVG}text")]
    drawn = content.decode().partition("</style>")[2]
    assert "var(" not in drawn
    colours = get_look().colours
    assert root.find(f"{SVG}rect").get("fill") == colours["paper"][0]  # papers are light
    assert root.get("fill") == colours["ink"][0]
    shown = one.page.evaluate(
        "document.querySelector('#fig-computed .explore-panel').shadowRoot"
        ".querySelector('[data-mark=line] path').getAttribute('d')"
    )
    lines = [path.get("d") for path in root.iter(f"{SVG}path")]
    assert shown in lines
    assert "data:font/woff;base64," in content.decode()


def test_a_png_is_the_svg_in_print_quality(start):
    one = start(color_scheme="dark")
    one.press("drawn", "End")
    _, content = saved(one, "drawn", "SVG")
    root = ElementTree.fromstring(content)
    name, content = saved(one, "drawn", "PNG")
    assert name.endswith(".png")
    image = Image.open(io.BytesIO(content)).convert("L")
    assert image.size == (4 * int(root.get("width")), 4 * int(root.get("height")))
    assert image.getpixel((2, 2)) == 255
    words = image.crop((0, image.height - 4 * 40, image.width, image.height))
    dark = sum(words.histogram()[:100]) / (words.width * words.height)
    assert 0.005 < dark < 0.2


def test_a_picture_without_controls_is_saved_and_sent_too(start):
    one = start()
    one.figure("plain").hover()
    name, content = saved(one, "plain", "SVG")
    assert name == "fig-plain.svg"
    assert "Words &lt; &amp; of a plain picture." in content.decode()
    assert "index.html#fig-plain" in content.decode()
    assert one.figure("plain").locator(".explore-tools button").all_inner_texts() == [
        "Link",
        "SVG",
        "PNG",
    ]


# --- What is not complete yet ------------------------------------------------------------


def test_what_is_still_computed_is_pinned_and_saved_complete(start):
    one = start()
    complete = "Computed: x 1.50, line, grid."
    one.press("computed", "ArrowRight", "ArrowRight", "ArrowRight")
    assert one.words("computed") == "Computed: x 0.00, line, grid."
    assert one.figure("computed").get_attribute("aria-busy") == "true"
    _, content = saved(one, "computed", "SVG")
    assert ElementTree.fromstring(content).find(f"{SVG}title").text == complete
    one.click("computed", "Pin")
    assert one.told == "Pinned: x = 1.5, kind = a line, grid = on."
    _, pinned = drawings(one, "computed")
    assert pinned[0] == complete
    wait_until(one.page, "!document.querySelector('#fig-computed[aria-busy=true]')")
    assert one.words("computed") == complete
    assert drawings(one, "computed") == [pinned, pinned]


@pytest.fixture
def slow(browser, folder):
    """Return the page, whose pictures have not arrived, and the requests for them."""
    one, held = Page(browser, folder), []
    for name in CODE:
        one.context.route(f"**/{name}.js", lambda route: held.append(route))
    one.page.goto(one.address, wait_until="domcontentloaded")
    yield one, held
    one.context.close()


@pytest.mark.parametrize("name", ["computed", "drawn"])
def test_who_does_not_wait_for_a_picture_gets_that_of_the_state_they_asked_for(slow, name):
    one, held = slow
    one.press(name, "End")
    one.click(name, "Pin")
    one.click(name, "Pin")
    with one.page.expect_download() as download:
        one.click(name, "SVG")
        one.press(name, "Home")
        for route in held:
            route.continue_()
    wait_until(one.page, f"document.querySelector('#fig-{name}[data-ready]')")
    one.page.wait_for_timeout(100)
    moving, pinned = drawings(one, name)
    svg = ElementTree.fromstring(download.value.path().read_bytes())
    assert svg.find(f"{SVG}title").text == pinned[0]
    one.press(name, "End")
    assert drawings(one, name) == [pinned, pinned]
    assert pinned[0] == one.words(name) != moving[0]
    assert one.complaints == []


def test_what_cannot_be_pinned_or_saved_is_told(slow):
    one, held = slow
    one.press("drawn", "End")
    for button, told in [
        ("Pin", "This state could not be pinned here."),
        ("SVG", "The SVG could not be made here."),
    ]:
        one.click("drawn", button)
        for route in held:
            route.abort()
        held.clear()
        wait_until(one.page, "document.querySelector('.explore-told').textContent")
        assert one.told == told
    assert len(one.figure("drawn").locator("[role=img]").all()) == 1


# --- Paper ------------------------------------------------------------------------------


def test_paper_shows_the_present_and_the_pinned_states_with_their_values(start):
    one = start()
    one.press("computed", "ArrowRight")
    one.click("computed", "Pin")
    one.press("computed", "End")
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    one.page.emulate_media(media="print")
    figure = one.figure("computed")
    assert [picture.is_visible() for picture in figure.locator("[role=img]").all()] == [True] * 2
    assert figure.locator(".explore-pinned p").inner_text().strip() == (
        "Pinned: x = 1.0, kind = a line, grid = on"
    )
    values = "getComputedStyle(document.querySelector('{} .explore-tools'), '::before').content"
    shown = one.page.evaluate(values.replace("{}", "#fig-computed"))
    assert shown == '"x = 1,000.0, kind = a line, grid = on"'
    assert one.page.locator(":is(.explore-tools, .explore-pinned) button:visible").count() == 0


def test_without_javascript_there_is_no_row(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto((folder / "index.html").as_uri())
    assert shown.locator(".explore-tools").count() == 3
    assert shown.locator(".explore-tools:visible").count() == 0
    context.close()
