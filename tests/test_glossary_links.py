"""A chapter links each term of the glossary where it first uses it, with its meaning."""

import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from tests.conftest import wait_until
from tests.figure_checks import BOOK
from tests.site_pages import PAGES, source
from tests.test_access import AXE, violations

pytestmark = pytest.mark.slow
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
CONFIGURATION = f"""
import sys
sys.path.insert(0, {str(BOOK / "_ext")!r})
sys.path.insert(0, {str(BOOK)!r})
from book import text
from myst_nb.sphinx_ext import HideCodeCellNode
extensions = ["myst_parser", "glossary_links"]
myst_enable_extensions = ["dollarmath"]
html_theme = "basic"
glossary_links_pages = "chapter"
glossary_links_without = ["Sources"]

def setup(app):
    app.add_node(HideCodeCellNode, html=(text.visit_folded, text.depart_folded))
    app.add_transform(text.DeeperSections)
"""
INDEX = """# A book

A unit is not linked here.

```{toctree}
chapter
words
```
"""
WORDS = """# Words

```{glossary}
unit
  A weighted sum. [Where](chapter.md)
  % forms: units
  % not: unit interval

hidden unit
  A unit that is not seen: $h$.

weight
bias
  A parameter.

depth
  How many layers.
```
"""
CHAPTER = """# A chapter about units

## A hidden unit

In the unit interval, `unit` and [units](words.md) are left alone, and so is $unit$.

Two **units**, and a unit; reunite no sub-unit.
Weight comes before bias.

### Deeper: more

A hidden
unit has depth.

## Back again

This hidden unit comes first, since all see it.

## Sources

On depth and hidden units.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the folder of a small book with a glossary."""
    folder = tmp_path_factory.mktemp("glossary")
    for name, text in {"index": INDEX, "words": WORDS, "chapter": CHAPTER}.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", str(folder), str(folder / "site")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "chapter: 4 terms of the glossary" in said
    return folder / "site"


def links(small, page):
    soup = BeautifulSoup((small / page).read_text(encoding="utf-8"), "html.parser")
    return soup, soup.select("a.term")


def test_the_first_use_in_running_text_is_linked_in_each_of_its_forms(small):
    _, terms = links(small, "chapter.html")
    found = [(" ".join(term.get_text().split()), term["href"]) for term in terms]
    assert found == [
        ("units", "words.html#term-unit"),
        ("Weight", "words.html#term-weight"),
        ("depth", "words.html#term-depth"),
        ("hidden unit", "words.html#term-hidden-unit"),
    ]
    assert terms[0].parent.name == "strong"
    assert terms[-1].find_parent("section").h2.get_text().startswith("Back again")


def test_a_link_is_described_by_what_the_glossary_says(small):
    soup, terms = links(small, "chapter.html")
    told = [soup.find(id=term["aria-describedby"]) for term in terms]
    assert told[0].get_text().strip() == "A weighted sum."
    assert told[-1].get_text().strip().startswith("A unit that is not seen:")
    assert not [box for box in told if box.select("a")]


def test_other_pages_have_no_such_links(small):
    for page in ("index.html", "words.html"):
        assert links(small, page)[1] == []


def test_no_two_terms_have_a_form_in_common():
    text = (BOOK / "glossary.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\{glossary\}\n(.*?)^```", text, re.M | re.S)
    forms = [line for block in blocks for line in block.splitlines() if re.match(r"\w", line)]
    for declared in re.findall(r"^  % forms: (.+)$", text, re.M):
        forms += declared.split(", ")
    assert len(forms) > 150
    assert sorted(forms) == sorted(set(forms))


def test_every_term_is_linked_in_some_chapter_and_once_in_each(built):
    glossary = BeautifulSoup(source("glossary.html"), "html.parser").select("dl.glossary > dt")
    # Of several names of one entry, its address has the first.
    before = {name["id"]: name.find_previous_sibling(True) for name in glossary}
    first = {name for name, above in before.items() if above is None or above.name == "dd"}
    seen = set()
    for page in CHAPTERS:
        addresses = [term["href"].partition("#")[2] for term in links(built, page)[1]]
        assert len(addresses) == len(set(addresses)) > 20, page
        seen |= set(addresses)
    assert seen == first


SHOWN = "document.querySelectorAll(':popover-open').length"
IN_VIEW = """() => {
  const box = document.querySelector(":popover-open").getBoundingClientRect();
  return box.width > 100 && box.left >= 0 && box.right <= innerWidth && box.top >= 0 &&
    box.bottom <= innerHeight;
}"""
CHAPTER_PAGE = "chapters/stability-and-initialization.html"


def test_pointer_and_focus_show_a_meaning_and_escape_hides_it(visit):
    page = visit(viewport={"width": 1280, "height": 800}).open(CHAPTER_PAGE)
    term = page.locator("a.term").first
    term.hover()
    wait_until(page, f"{SHOWN} === 1")
    assert page.evaluate(IN_VIEW)
    page.locator(".term-meaning:popover-open").hover()  # its words can be read, and marked
    page.wait_for_timeout(500)
    assert page.evaluate(SHOWN) == 1
    page.locator(".bd-article h1").hover()
    wait_until(page, f"{SHOWN} === 0")
    term.focus()
    assert page.evaluate(SHOWN) == 1
    assert violations(page, AXE) == []
    page.keyboard.press("Escape")
    assert page.evaluate(SHOWN) == 0
    assert term.evaluate("term => term === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html#term-*")


def test_the_first_tap_shows_and_the_second_goes(visit):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = visit(**phone).open(CHAPTER_PAGE)
    for term in (page.locator("a.term").nth(3), page.locator("a.term").nth(8)):
        term.tap()
        wait_until(page, f"{SHOWN} === 1")
        assert page.evaluate(IN_VIEW)
    page.locator(".bd-article h1").tap()
    wait_until(page, f"{SHOWN} === 0")
    term.tap()
    assert page.url.endswith(CHAPTER_PAGE)
    term.tap()
    page.wait_for_url("**/glossary.html#term-*")


def test_without_scripts_a_term_is_a_link(visit):
    page = visit(java_script_enabled=False).open_plain(CHAPTER_PAGE)
    assert page.locator(".term-meaning:visible").count() == 0
    page.locator("a.term").first.click()
    page.wait_for_url("**/glossary.html#term-*")


def test_meanings_show_offline(visit):
    one = visit()
    page = one.open(CHAPTER_PAGE)
    page.wait_for_load_state("networkidle")
    one.context.set_offline(True)
    page.locator("a.term").first.focus()
    assert page.evaluate(SHOWN) == 1
