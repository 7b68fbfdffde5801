"""What readers receive of other people's work is listed, whole, with its licence."""

import re
from html import unescape
from importlib.metadata import distribution

import pytest
from book import licences

from tests.figure_checks import BOOK

#: What the extensions of this book write, and Pygments, beside the files of its own `_static`.
WRITTEN = re.compile(
    r"ask.*|cover-.*|explore.*|formulas.*|laboratory.*|site\.css|pygments\.css|variants.*"
)
HASH = re.compile(r"\.[0-9a-f]{64}(?=\.)")


def test_every_file_beside_the_pages_is_the_books_own_or_of_a_listed_work(built):
    own = {path.name for path in (BOOK / "_static").iterdir()}
    theirs = {
        re.sub(r"(\.jinja|_t)$", "", path.name)  # templates
        for work in licences.WORKS
        for path in distribution(work.package).files
    }
    unknown = []
    for path in (built / "_static").rglob("*.*"):
        name = HASH.sub("", path.name)
        known = name in own | theirs
        # A font that was cut down to what is shown has another format than the whole one.
        known = known or path.with_suffix(".woff2").name in theirs or WRITTEN.match(path.name)
        unknown += [] if known else [path.name]
    assert unknown == [], "of no work that _ext/book/licences.py lists"


@pytest.mark.parametrize("work", licences.WORKS, ids=licences.title)
def test_each_work_stands_on_the_page_with_its_licence_and_notice(work, built):
    page = (built / "licences.html").read_text(encoding="utf-8")
    text = unescape(re.sub(r"<[^>]*>", "", page))
    assert licences.title(work) in text
    assert f"{licences.licence(work)}: {work.part}." in text
    assert licences.notice(work) in text
    assert re.search(r"MIT|BSD|OFL|Vera", licences.licence(work))
    assert re.search(r"copyright|licen[cs]ed", licences.notice(work), re.IGNORECASE)
