"""Covers of chapters on the landing page."""

from types import SimpleNamespace

from book.covers import ChapterCover
from bs4 import BeautifulSoup

from tests.figure_checks import BOOK


def test_a_cover_has_the_words_of_its_author_whatever_their_characters():
    words = 'A cell says "w < 1", and so does R&D.'
    directive = SimpleNamespace(
        arguments=["digits"],
        content=[words],
        env=SimpleNamespace(srcdir=BOOK, docname="index"),
    )
    [node] = ChapterCover.run(directive)
    images = BeautifulSoup(node.astext(), "html.parser")("img")
    assert [image["alt"] for image in images] == [words, words]
