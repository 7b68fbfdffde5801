"""`shared/explore` installed alone, where there is no `shared`: figures move in any book.

A stock Jupyter Book 1 and a plain Sphinx project with another theme have a page and a figure each.
They are built with warnings as errors, and opened as files.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import WITHOUT_NETWORK, Visit
from tests.figure_checks import BOOK

pytestmark = pytest.mark.slow
#: Of every Python that takes part: each figure's kernel, and Sphinx itself.
ALONE = 'import importlib.util\nassert importlib.util.find_spec("shared") is None\n'
README = (BOOK / "shared" / "explore" / "README.md").read_text(encoding="utf-8")
CODE = re.search("```python\n(.*?)```", README, re.DOTALL)[1]
CONFIG = """\
title: Another book
only_build_toc_files: true
sphinx:
  extra_extensions: [explore.sphinx]
  config:
    explore_look: look
"""
CONF = """\
project = "Another book"
extensions = ["myst_nb", "explore.sphinx"]
html_theme = "alabaster"
nb_execution_raise_on_error = True
"""
#: A look of the project's own, which it hands over once.
LOOK = """\
from explore import Look, set_look

INK, PAPER = ("#222222", "#eeeeee"), ("#ffffff", "#000000")
TITLES = {"slope": "rise over run"}
set_look(Look(colours={"ink": INK, "paper": PAPER, "line": ("#1f77b4", "#ff8888")}, titles=TITLES))
"""


def notebook(code):
    """Return the text of a notebook of one title and one cell."""
    cells = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# A figure"},
        {"cell_type": "code", "id": "figure", "metadata": {}, "source": code}
        | {"execution_count": None, "outputs": []},
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Install the package alone; return a function that builds a project with it."""
    folder = tmp_path_factory.mktemp("alone")
    shutil.copytree(BOOK / "shared" / "explore", folder / "source")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target"]
    packages = folder / "packages"
    pip = [sys.executable, "-m", "pip", "install", *options, packages, folder / "source"]
    subprocess.run(pip, check=True)
    # The book is installed here, too: it and its metadata are hidden from what is started below.
    site = f"import runpy, sys\nrunpy.run_path({str(WITHOUT_NETWORK / 'sitecustomize.py')!r})\n"
    site += "sys.modules['shared'] = None\n"
    (packages / "sitecustomize.py").write_text(site, encoding="utf-8")
    hidden = packages / "mlp_in_motion-0.dist-info"
    hidden.mkdir()
    (hidden / "METADATA").write_text("Name: mlp-in-motion\nVersion: 0\n", encoding="utf-8")

    def run(project, *command):
        path = os.pathsep.join(map(str, (packages, project)))
        done = subprocess.run(
            command,
            env=os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            cwd=project,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return project / "_build" / "html"

    return run


def write(project, index, imports="", **files):
    """Write a project of a title page, a notebook in a folder, and other files."""
    (project / "part").mkdir()
    files |= {"index.md": index, "part/figure.ipynb": notebook(ALONE + imports + CODE)}
    for name, content in files.items():
        (project / name).write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def jupyter_book(build, tmp_path_factory):
    """Build a stock Jupyter Book, with a look of its own."""
    project = tmp_path_factory.mktemp("jupyter_book")
    toc = "format: jb-book\nroot: index\nchapters:\n  - file: part/figure"
    files = {"_config.yml": CONFIG, "_toc.yml": toc, "look.py": ALONE + LOOK}
    write(project, "# Another book\n\nOf one figure.", "import look\n", **files)
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    return build(project, program, "build", "-W", "-n", "--keep-going", ".")


@pytest.fixture(scope="module")
def alabaster(build, tmp_path_factory):
    """Build a plain Sphinx project with the theme alabaster."""
    project = tmp_path_factory.mktemp("sphinx")
    index = "# Another book\n\n```{toctree}\npart/figure\n```"
    write(project, index, **{"conf.py": ALONE + CONF})
    options = ["-W", "-n", "--keep-going", "-b", "html"]
    return build(project, sys.executable, "-m", "sphinx", *options, ".", "_build/html")


@pytest.fixture(params=["jupyter_book", "alabaster"])
def site(request):
    """Return the folder of a built site."""
    return request.getfixturevalue(request.param)


def test_a_slider_moves_picture_and_words(site, browser):
    visit = Visit(browser, f"{site.as_uri()}/")
    visit.open("index.html")
    of_the_theme = set(visit.complaints)  # a stock Jupyter Book has some
    page = visit.open("part/figure.html")
    figure = page.locator("figure.explore")
    before = figure.locator("svg").inner_html()
    slider = figure.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert figure.locator(".explore-words").inner_text() == "A line of slope 1.5."
    assert figure.locator("[role=img]").get_attribute("aria-label") == "A line of slope 1.5."
    assert figure.locator(".explore-value").inner_text() == "1.5"
    assert figure.locator("svg").inner_html() != before
    assert set(visit.complaints) <= of_the_theme
    visit.context.close()


def ink(browser, site, scheme):
    """Return the colours of a figure's text and line for readers who prefer a scheme."""
    visit = Visit(browser, f"{site.as_uri()}/", color_scheme=scheme)
    page = visit.open("part/figure.html")
    colour = "(one, kind) => getComputedStyle(one)[kind]"
    text = page.locator(".explore-panel text").first.evaluate(colour, "fill")
    line = page.locator(".explore-panel path[clip-path]").evaluate(colour, "stroke")
    visit.context.close()
    return text, line


def test_a_look_that_was_handed_over_follows_a_dark_page(jupyter_book, browser):
    assert ink(browser, jupyter_book, "light") == ("rgb(34, 34, 34)", "rgb(31, 119, 180)")
    assert ink(browser, jupyter_book, "dark") == ("rgb(238, 238, 238)", "rgb(255, 136, 136)")
    html = (jupyter_book / "part" / "figure.html").read_text(encoding="utf-8")
    assert "<span>rise over run</span>" in html


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_look_a_figure_keeps_its_colours(alabaster, browser, scheme):
    assert ink(browser, alabaster, scheme) == ("rgb(0, 0, 0)", "rgb(31, 119, 180)")


def test_only_pages_with_figures_load_their_files(site):
    for name, loads in [("index.html", False), ("part/figure.html", True)]:
        html = (site / name).read_text(encoding="utf-8")
        assert ("explore.css" in html) == ("explore.js" in html) == loads


TWIN = """\
export const twin = () => ({ slope }) => ({
  marks: { line: [[-1, 1], [-slope, slope]] },
  words: `A line of slope ${slope}.`,
});
export const forPad = { half: 0.25 };
"""
PAD = """\
export function pad(place, data, change, { half }) {
  const button = document.createElement("button");
  button.textContent = "Half";
  button.addEventListener("click", () => change(half));
  place.append(button);
  return () => {};
}
"""
PADDED = """
from explore import Twin, explore
from matplotlib.figure import Figure

def draw(slope=1.0):
    figure = Figure()
    figure.add_subplot().plot([-1, 1], [-slope, slope], gid="line")
    return figure

explore(draw, alt=lambda slope: f"A line of slope {slope}.", slope=(0.5, 2.0, 0.5),
        twin=Twin(LINE, drag={"line": (None, "slope")}, pad="slope"))
"""


def test_a_page_loads_twin_and_pad_of_a_figure(build, browser, tmp_path):
    line = tmp_path / "part" / "line.js"
    (tmp_path / "part").mkdir()
    files = {"conf.py": ALONE + CONF, "index.md": "# A book\n\n```{toctree}\npart/figure\n```"}
    code = f"{ALONE}LINE = {str(line)!r}\n{PADDED}"
    files |= {"part/line.js": TWIN, "part/line_pad.js": PAD, "part/figure.ipynb": notebook(code)}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    options = ["-W", "-n", "--keep-going", "-b", "html"]
    site = build(tmp_path, sys.executable, "-m", "sphinx", *options, ".", "_build/html")
    visit = Visit(browser, f"{site.as_uri()}/")
    page = visit.open("part/figure.html")
    figure = page.locator("figure.explore")
    assert page.locator("link[rel=preload]").count() == 4
    assert page.locator("script[src*=_pictures]").count() == 3  # none of them came twice
    figure.get_by_role("button", name="Half", exact=True).click()
    figure.get_by_text("A line of slope 0.25.").wait_for()
    figure.locator("input[type=range]").press("ArrowRight")
    figure.get_by_text("A line of slope 1.5.").wait_for()
    assert visit.complaints == []
    visit.context.close()
