"""The zip of the site, unpacked into a folder with an odd name and opened without a server."""

import subprocess
import sys
import zipfile

import pytest

from tests.conftest import IN_CI, wait_for_figures, wait_until
from tests.engines import ENGINES

FIGURE = "document.querySelector('figure.explore[data-pictures]:has([type=range])')"
MOVE = f"""() => {{
  const slider = {FIGURE}.querySelector("[type=range]");
  slider.value = Number(slider.value) + 3;
  slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
}}"""
ANSWER = """(place) => {
  const box = document.querySelector("#ask-stack");
  box.querySelectorAll("[type=radio]")[place].click();
  box.querySelector("button").click();
}"""
VERDICT = "document.querySelector('#ask-stack [role=status]').textContent"


@pytest.fixture(scope="module")
def stick(built, tmp_path_factory):
    """Return the address of the unpacked site: a zip has kept its files, and its folder a name."""
    place = tmp_path_factory.mktemp("stick")
    command = [sys.executable, "-m", "zipfile", "-c", str(place / "site.zip"), str(built)]
    subprocess.run(command, check=True)
    folder = place / "Bücher & Übungen, 2. Auflage"
    with zipfile.ZipFile(place / "site.zip") as archive:
        archive.extractall(folder)
    return (folder / built.name).as_uri() + "/"


@pytest.fixture(scope="module", params=["Chromium", *ENGINES])
def page(request):
    """Return the page of a browser; a person without it skips, a CI run on Linux fails."""
    if request.param == "Chromium":
        browser = request.getfixturevalue("browser")
        context = browser.new_context(offline=True)
        yield context.new_page()
        context.close()
        return
    try:
        engine = ENGINES[request.param]()
    except FileNotFoundError as missing:
        (pytest.fail if IN_CI and sys.platform == "linux" else pytest.skip)(str(missing))
    yield engine
    engine.close()


def test_figures_move(stick, page):
    page.goto(stick + "chapters/hidden-layers.html")
    wait_for_figures(page)
    words = f"{FIGURE}.querySelector('.explore-words').textContent"
    before = page.evaluate(words)
    page.evaluate(MOVE)
    wait_until(page, f"{words} !== {before!r}")


def test_questions_judge(stick, page):
    page.goto(stick + "chapters/hidden-layers.html")
    page.evaluate(ANSWER, 0)
    wait_until(page, f"{VERDICT}.includes('Not correct')")
    page.evaluate(ANSWER, 1)
    wait_until(page, f"{VERDICT}.includes('✓ Correct')")


def test_a_lecture_and_the_laboratory_open(stick, page):
    page.goto(stick + "chapters/hidden-layers.html?lecture=#ask-stack")
    wait_until(page, "document.documentElement.dataset.lecture === 'question'")
    page.goto(stick + "laboratory.html")
    wait_until(page, "document.querySelectorAll('main svg, main canvas').length > 1")


def test_search_finds_pages(stick, page):
    page.goto(stick + "search.html?q=kink")
    found = "document.querySelectorAll('#search-results a').length"
    wait_until(page, f"{found} > 2")


def test_nothing_is_asked_of_the_network(stick, page):
    page.goto(stick + "chapters/digits.html")
    wait_for_figures(page)
    asked = "performance.getEntriesByType('resource').map((one) => one.name)"
    assert [one for one in page.evaluate(asked) if not one.startswith(("file:", "data:"))] == []
