"""Sections for the curious, which pages fold."""

import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from tests.figure_checks import BOOK

CONFIGURATION = f"""
import sys
sys.path.insert(0, {str(BOOK / "_ext")!r})
from book import text
from myst_nb.sphinx_ext import HideCodeCellNode
extensions = ["myst_parser"]
html_theme = "basic"

def setup(app):
    app.add_node(HideCodeCellNode, html=(text.visit_folded, text.depart_folded))
    app.add_transform(text.DeeperSections)
"""
pytestmark = pytest.mark.slow
PAGE = f"""# A page

## One line

All see this.

### Deeper: many lines

{"word " * 400}

#### With a part

This one is folded too.

## Deeper waters

All see this again.
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return a page with one such section."""
    folder = tmp_path_factory.mktemp("deeper")
    (folder / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "index.md").write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(folder), str(folder / "site")]
    subprocess.run(command, check=True)
    return BeautifulSoup((folder / "site/index.html").read_text(encoding="utf-8"), "html.parser")


def test_a_deeper_section_is_folded_below_its_heading(page):
    [box] = page.select("details")
    assert box.find_parent("section").h3.get_text().startswith("Deeper: many lines")
    assert not box.find("h3")
    assert "This one is folded too." in box.get_text()


def test_nothing_else_is_folded(page):
    for words in page.find_all("p", string=lambda text: "All see this" in text):
        assert not words.find_parent("details")


def test_the_reader_is_told_how_long_it_takes(page):
    assert page.summary.get_text() == "Read on (about 3 min)"
