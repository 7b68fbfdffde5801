"""Every explorable of every page: sound where it is moved, and in the book as it is drawn here.

The build draws it in a notebook's kernel; these tests draw it again, from random numbers that
differ in their last bits, as on another processor. Words must agree, and pictures byte for byte:
they hold hundredths of a point, which survive another order of summation unless a training is
chaotic. Such a run would show readers something that is not there on the next machine.
"""

import json
import re
from html import unescape

import numpy as np
import pytest

from shared.explore.marks import content, kind, marks
from shared.explore.picture import to_svg
from shared.explore.script import joined, minified
from tests.figure_checks import (
    BOOK,
    PAGES,
    assert_finite,
    assert_legible,
    code_cells,
    explorables,
    explores,
)
from tests.site_pages import stored

pytestmark = pytest.mark.slow  # runs the cells of the chapters, which train networks
FIGURE = re.compile(
    r"<figure class='explore'(?: id='[^']*')?(?: data-pictures='([^']*)')?[^>]*>(.*?)</figure>",
    re.DOTALL,
)
EXPLORABLES = [
    (page, name) for page in PAGES for name, cell in code_cells(page).items() if explores(cell)
]


@pytest.mark.no_cover  # traced, training takes three times as long; it has its own tests
@pytest.mark.parametrize("page", PAGES)
def test_no_explorable_is_overlooked(page):
    expected = [name for name, cell in code_cells(page).items() if explores(cell)]
    assert list(explorables(page)) == expected
    assert expected


@pytest.mark.parametrize(("page", "cell"), EXPLORABLES)
def test_the_position_shown_first_is_drawn_and_told(page, cell):
    explorable = explorables(page)[cell]
    assert explorable.figure().subfigs
    assert explorable.words()


@pytest.mark.no_cover  # tracing nearly doubles the time; the test above draws each once
@pytest.mark.parametrize(("page", "cell"), EXPLORABLES)
def test_moved_by_each_control_it_is_sound_and_as_the_book_shows_it(page, cell, built):
    explorable = explorables(page)[cell]
    grid = explorable.grid
    shown = in_the_book(page, cell, built)
    everywhere = [grid.default] if explorable.twin else list(grid.positions())
    assert len(shown) == len(everywhere)
    for position, (panels, words) in zip(everywhere, shown, strict=True):
        if not is_tried(grid, position):
            continue
        values = grid.values(position)
        assert explorable.words(**values) == words
        figure = explorable.figure(**values)
        try:
            svg = to_svg(figure, "", marks(figure) if explorable.twin else ())
            assert svg == panels, "the book shows another picture: is it older?"
            assert_finite(figure)
            assert_legible(figure)
        except AssertionError as error:
            pytest.fail(f"at {values}: {error}")


@pytest.mark.parametrize(("page", "cell"), EXPLORABLES)
def test_each_picture_has_words_of_its_own(page, cell, built):
    picture_of = {}
    for panels, words in in_the_book(page, cell, built):
        assert words == words.strip()
        assert words.endswith(".")
        assert picture_of.setdefault(words, panels) == panels, f"same words: {words}"


def is_tried(grid, position):
    """Say whether a position is one control away from the first one, or all controls at an end."""
    moved = [at for at, first in zip(position, grid.default, strict=True) if at != first]
    ends = [
        at in (0, len(control.values) - 1)
        for at, control in zip(position, grid.controls, strict=True)
    ]
    return len(moved) <= 1 or all(ends)


def in_the_book(page, cell, built):
    """Return the panels and the words of every position that the built site shows for a cell."""
    path = built / PAGES[page].relative_to(BOOK).with_suffix(".html")
    order = [name for name, one in code_cells(page).items() if explores(one)]
    text = path.read_text(encoding="utf-8")
    address, shown = FIGURE.findall(text)[order.index(cell)]
    data = stored(address) if address else {}
    if "states" not in data:
        panels = re.findall(r"<div class='explore-panel'[^>]*>(.*?)</div>", shown, re.DOTALL)
        words = re.search(r"aria-label='([^']*)'", shown)[1]
        return [(list(map(without_prefix, panels)), unescape(words))]
    panels = list(map(without_prefix, data["panels"]))
    return [
        ([panels[drawing] for drawing in drawings], data["words"][words])
        for drawings, words in data["states"]
    ]


def without_prefix(svg):
    """Return a panel with its ids as they are before each explorable gets its own."""
    return re.sub(r"\be[0-9a-f]{1,8}-", "", svg)


# --- twins ---------------------------------------------------------------------------------------
# A twin starts from the exact numbers, Python here from some that are a few last bits off. Where
# that difference grew to what these tests see, other browsers, which round otherwise, would show
# something else.

TWINS = [
    (page, name)
    for page in PAGES
    for name, cell in code_cells(page).items()
    if explores(cell) and "twin=" in cell.source
]
#: How many places at random are compared, besides the default and the ends of every control.
PLACES = 25
#: JSON has no numbers that are not finite; a NaN lifts the pen.
ASK = """([twin, values]) => JSON.stringify(globalThis[twin](values), (key, value) =>
  ArrayBuffer.isView(value) ? [...value] : value)"""


def defined(twin, name):
    """Return a script that makes a twin a global function."""
    scripts = twin.modules()
    twin = f"{list(scripts)[-1]}.twin({twin.given()})"
    # Playwright would call a function that is the value of the last statement.
    return minified(joined([scripts], f"globalThis[{json.dumps(name)}] = {twin}; 0;"))


@pytest.fixture(scope="module")
def javascript(browser):
    """Return a function that runs a twin in the browser."""
    page = browser.new_page()

    def start(twin, name="twin"):
        page.evaluate(defined(twin, name))
        return lambda values: json.loads(page.evaluate(ASK, [name, values]))

    yield start
    page.close()


def places(grid):
    """Yield values at the default, at both ends of each control, at all ends, and at random."""
    yield grid.values(grid.default)
    ends = [(0, len(control.values) - 1) for control in grid.controls]
    for index, both in enumerate(ends):
        for end in both:
            yield grid.values((*grid.default[:index], end, *grid.default[index + 1 :]))
    yield from (grid.values(position) for position in zip(*ends, strict=True))
    rng = np.random.default_rng(0)
    for _ in range(PLACES):
        yield grid.values(tuple(rng.integers(len(control.values)) for control in grid.controls))


def is_empty(said):
    return not len(said) or (len(said) == 2 and not len(said[0]))


def assert_same_mark(how, expected, said):
    if how == "text":
        assert said[2] == expected[2]
        np.testing.assert_allclose(said[:2], expected[:2], rtol=1e-8, atol=1e-9)
    elif how == "field":
        np.testing.assert_array_equal(said, expected)
    elif how == "segments":  # the same points in another order
        said = np.reshape(said, (-1, 2))
        apart = np.linalg.norm(said[:, np.newaxis] - expected, axis=2)
        assert max(apart.min(axis=0).max(), apart.min(axis=1).max()) < 1e-8
    else:
        said = np.array(said, dtype=float)  # JSON's null is NaN
        np.testing.assert_allclose(said, expected, rtol=1e-8, atol=1e-9)


def unmoved(svg):
    """Return the parts of a drawing that are no marks; definitions may serve marks alone."""
    kept = []
    for panel in svg:
        before, _, rest = panel.partition("<defs>")
        after = (rest or before).partition("</defs>")[2] if rest else before
        kept.append([part for part in after.splitlines() if "data-mark=" not in part])
    return kept


@pytest.mark.no_cover  # tracing doubles the time of drawing
@pytest.mark.parametrize(("page", "cell"), TWINS)
def test_a_twin_says_what_python_draws_and_tells(page, cell, javascript):
    explorable = explorables(page)[cell]
    assert explorable.twin, "a cell with twin= shows a figure with a twin"
    say = javascript(explorable.twin)
    names = set(marks(explorable.figure()))
    still = unmoved(to_svg(explorable.figure(), "", names))
    for values in places(explorable.grid):
        figure = explorable.figure(**values)
        svg = to_svg(figure, "", names)
        said, drawn = say(values), marks(figure)
        try:
            assert said["words"] == explorable.words(**values)
            assert set(said["marks"]) == names
            assert set(drawn) <= names
            for name in names:
                if name in drawn:
                    assert_same_mark(kind(drawn[name]), content(drawn[name]), said["marks"][name])
                else:
                    assert is_empty(said["marks"][name]), f"{name} is drawn in the page alone"
            assert unmoved(svg) == still, "something moves that has no gid"
            assert_finite(figure)
            assert_legible(figure)
        except AssertionError as error:
            pytest.fail(f"at {values}: {error}")


#: In steps of a millisecond, and at once: in how many steps, and whether both say the same.
IN_STEPS = """([inSteps, atOnce, values]) => {
  let said, steps = 0;
  do {
    said = globalThis[inSteps](values, performance.now() + 1);
    steps++;
  } while (said.isGoing);
  return [steps, JSON.stringify(said) === JSON.stringify(globalThis[atOnce](values))];
}"""


@pytest.mark.parametrize("page_and_cell", [("hidden-layers", "learn"), ("digits", "learning")])
def test_a_training_that_stops_for_frames_arrives_at_the_same_network(page_and_cell, browser):
    chapter, cell = page_and_cell
    explorable = explorables(chapter)[f"explore-{cell}"]
    page = browser.new_page()
    for name in ("inSteps", "atOnce"):
        page.evaluate(defined(explorable.twin, name))
    last = explorable.grid.values(tuple(len(each.values) - 1 for each in explorable.grid.controls))
    steps, is_same = page.evaluate(IN_STEPS, ["inSteps", "atOnce", last])
    page.close()
    assert steps > 1
    assert is_same
