"""Every explorable of every page: sound where it is moved, and in the book as it is drawn here.

The build draws it in a notebook's kernel; these tests draw it again, from random numbers that
differ in their last bits, as on another processor. Words must agree, and pictures byte for byte:
they hold hundredths of a point, which survive another order of summation unless a training is
chaotic. Such a run would show readers something that is not there on the next machine.
"""

import re
from html import unescape

import pytest

from shared.explore.marks import marks
from shared.explore.picture import to_svg
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
    r"<figure class='explore'(?: data-pictures='([^']*)')?[^>]*>(.*?)</figure>", re.DOTALL
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
