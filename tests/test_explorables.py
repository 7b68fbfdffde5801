"""Every position of everything that can be explored, on every page, drawn here and in the book.

A picture is drawn twice, by the book's build and by these tests: in two processes, one of them a
notebook's kernel. Their bytes must agree, and so must the words.
"""

import json
import re
from itertools import zip_longest

import pytest

from shared.explore.page import static_html
from tests.figure_checks import (
    BOOK,
    PAGES,
    assert_finite,
    assert_legible,
    code_cells,
    explorables,
    explores,
)
from tools.serve import SITE

FIGURE = re.compile(
    r"<figure class='explore'(?: data-pictures='([^']*)')?>(.*?)</figure>", re.DOTALL
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
def test_every_position_is_sound_and_as_the_book_shows_it(page, cell, built):
    explorable = explorables(page)[cell]
    newest = []

    def draw(**values):
        check(newest)
        newest[:] = values, explorable.figure(**values)
        return newest[1]

    html = static_html(explorable.grid, draw, explorable.words)
    check(newest)
    assert_same(html, in_the_book(page, cell))
    assert_told_in_words(explorable, html)


def check(drawn):
    """Check the figure that was drawn, and saved, last."""
    if drawn:
        values, figure = drawn
        try:
            assert_finite(figure)
            assert_legible(figure)
        except AssertionError as error:
            pytest.fail(f"at {values}: {error}")


def in_the_book(page, cell):
    """Return what the built site shows for a cell, with its pictures back in their place."""
    path = SITE / PAGES[page].relative_to(BOOK).with_suffix(".html")
    if not path.is_file():
        pytest.fail(f"There is no {path.relative_to(BOOK)}: run make build first.")
    order = [name for name, one in code_cells(page).items() if explores(one)]
    address, shown = FIGURE.findall(path.read_text(encoding="utf-8"))[order.index(cell)]
    if address:
        script = (path.parent / address).read_text(encoding="utf-8")
        data = script.removeprefix("document.currentScript.figure=").rstrip("\n")
        shown = f"{shown.rstrip()}\n<script type='application/json'>{data}</script>\n"
    return f"<figure class='explore'>{shown}</figure>"


def assert_same(drawn, built):
    """Fail at the first place where what is drawn here differs from the book."""
    if drawn != built:
        pairs = enumerate(zip_longest(drawn, built))
        place = next(place for place, (here, there) in pairs if here != there)
        here, there = (text[max(0, place - 60) : place + 60] for text in (drawn, built))
        pytest.fail(f"drawn here: ...{here}...\nin the book: ...{there}... (is the build older?)")


def assert_told_in_words(explorable, html):
    """Fail if two pictures share their words, or if words do not end as a sentence does."""
    words, states = [explorable.words()], []
    if explorable.grid.controls:
        stored = re.search(r"<script type='application/json'>(.*?)</script>", html, re.DOTALL)
        words, states = map(json.loads(stored[1]).get, ("words", "states"))
    for told in words:
        assert told == told.strip()
        assert told.endswith(".")
    picture_of = {}
    for drawings, told in states:
        assert picture_of.setdefault(told, drawings) == drawings, f"same words: {words[told]}"
