"""Figures that pages compute: their twins in JavaScript say what Python draws and tells.

The chapters' cells run with start values that are a few last bits off (`figure_checks`), and the
twins start from the exact ones. Where that difference grew to what these tests see, a figure would
be chaotic: other browsers, which round otherwise, would show something else.
"""

import json

import numpy as np
import pytest

from shared.explore.marks import content, kind, marks
from shared.explore.picture import to_svg
from shared.explore.script import joined
from tests.figure_checks import (
    PAGES,
    assert_finite,
    assert_legible,
    code_cells,
    explorables,
    explores,
)

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


@pytest.fixture(scope="module")
def javascript(browser):
    """Return a function that runs a twin in the browser."""
    page = browser.new_page()

    def start(twin, name="twin"):
        scripts = twin.modules()
        twin = f"{list(scripts)[-1]}.twin({twin.given()})"
        # Playwright would call a function that is the value of the last statement.
        result = f"globalThis[{json.dumps(name)}] = {twin}; 0;"
        page.evaluate(joined([scripts], result))
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
