"""Links to states of the laboratory: where they lead, and that the laboratory understands them."""

import re
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from shared.laboratory.sphinx import HERE
from tests.figure_checks import BOOK
from tests.javascript import JavaScript

pytestmark = pytest.mark.slow
STATE = re.compile(r"\]\([./]*laboratory\.md(#v=[^)\s]*)\)")


def states():
    """Return the address of every state that a page leads to, with the page's name."""
    for path in [*sorted(BOOK.glob("chapters/*.ipynb")), *sorted(BOOK.glob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            cells = nbformat.reads(text, as_version=4).cells
            text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        yield from ((path.name, address) for address in STATE.findall(text))


@pytest.fixture(scope="module")
def laboratory(browser):
    page = browser.new_page()
    yield JavaScript(page, HERE / "state.js", HERE / "session.js")
    page.close()


def test_the_laboratory_understands_every_state_that_pages_lead_to(laboratory):
    assert len(list(states())) >= 4
    for page, address in states():
        found = laboratory("fromAddress(argument)", address)
        assert found["sentence"] == "", (page, address)
        # Nothing of the address is lost: a slip of the pen would be ignored.
        again = laboratory("toAddress(argument)", found["state"])
        assert set(again[1:].split("&")) == set(address[1:].split("&")), page


PAGES = {
    "conf.py": f"""
import sys
sys.path.insert(0, {str(BOOK)!r})
extensions = ["myst_parser", "shared.laboratory.sphinx"]
""",
    "index.md": "# A page\n\n[Two **units**](lab.md#v=1&hidden=2), [all](lab.md).\n",
    "lab.md": "---\norphan: true\n---\n# Laboratory\n",
    "inner/page.md": "---\norphan: true\n---\n# Inner\n\n"
    "[One](../lab.md#v=1&events=4_weight_0_0_0_-1.5)\n",
}


def test_a_link_leads_to_the_state_and_another_to_the_page(tmp_path):
    for name, text in PAGES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(tmp_path), str(tmp_path / "site")]
    subprocess.run(command, check=True)
    links = {}
    for page in ("index.html", "inner/page.html"):
        text = (tmp_path / "site" / page).read_text(encoding="utf-8")
        for link in BeautifulSoup(text, "html.parser").select("[role=main] a[href*=lab]"):
            links[link.get_text()] = link["href"]
    assert links == {
        "Two units": "lab.html#v=1&hidden=2",
        "all": "lab.html",
        "One": "../lab.html#v=1&events=4_weight_0_0_0_-1.5",
    }
