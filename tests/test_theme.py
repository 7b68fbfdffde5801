"""What the book changes of its theme is still there to be changed, also after an update."""

from importlib.resources import files
from types import SimpleNamespace

import jinja2
import pytest
from book import page_context
from bs4 import BeautifulSoup
from jinja2 import nodes
from jinja2.meta import find_referenced_templates

from tests.figure_checks import BOOK

TEMPLATES = BOOK / "_templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
#: Where Sphinx looks for a template that the book does not bring, the nearest first.
THEMES = [
    files("sphinx_book_theme") / "theme/sphinx_book_theme",
    files("pydata_sphinx_theme") / "theme/pydata_sphinx_theme",
    files("sphinx") / "themes/basic",
]
JINJA = jinja2.Environment(extensions=["jinja2.ext.i18n"])


def of_the_themes(name):
    """Return the files of a name that the themes bring."""
    places = [theme / part / name for theme in THEMES for part in ("", "components")]
    return [place for place in places if place.is_file()]


def parsed(path):
    return JINJA.parse(path.read_text(encoding="utf-8"))


def blocks(tree):
    return {block.name for block in tree.find_all(nodes.Block)}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_overrides_one_of_the_theme_or_is_named_by_the_configuration(name):
    configuration = (BOOK / "_config.yml").read_text(encoding="utf-8")
    assert of_the_themes(name) or name in configuration


@pytest.mark.parametrize("name", NAMES)
def test_each_block_that_a_template_overrides_is_one_of_the_theme(name):
    tree = parsed(TEMPLATES / name)
    parents = [extends.template.value.removeprefix("!") for extends in tree.find_all(nodes.Extends)]
    known = set()
    while parents:
        for path in of_the_themes(parents.pop()):
            known |= blocks(parsed(path))
            bases = [extends.template.value for extends in parsed(path).find_all(nodes.Extends)]
            parents += [
                base.removeprefix("!") for base in bases if base.removeprefix("!") != path.name
            ]
    assert blocks(tree) <= known or not list(tree.find_all(nodes.Extends))


@pytest.mark.parametrize("name", NAMES)
def test_each_template_that_a_template_includes_is_there(name):
    for other in find_referenced_templates(parsed(TEMPLATES / name)):
        assert of_the_themes(other.removeprefix("!")) or other in NAMES, other


def named(contents, monkeypatch):
    """Return a list of pages with the names of its arrows, and what was warned of."""
    warnings = []
    monkeypatch.setattr(
        page_context.LOGGER, "warning", lambda text, *values: warnings.append(text % values)
    )
    context = {"generate_toctree_html": lambda: BeautifulSoup(contents, "html.parser")}
    page_context.name_arrows_of_contents(SimpleNamespace(), "page", "page.html", context, None)
    return context["generate_toctree_html"](), warnings


def test_an_arrow_of_the_list_of_pages_is_named(monkeypatch):
    inner = "<details><summary>&gt;</summary><ul><li><a>A part</a></li></ul></details>"
    contents, warnings = named(f"<ul><li><a> A page </a>{inner}</li></ul>", monkeypatch)
    assert contents.summary["aria-label"] == "Pages of A page"
    assert warnings == []


def test_a_list_of_pages_of_another_shape_is_a_warning(monkeypatch):
    inner = "<button>&gt;</button><ul><li><a>A part</a></li></ul>"
    _, warnings = named(f"<ul><li><a>A page</a>{inner}</li></ul>", monkeypatch)
    assert warnings == ["0 arrows for 1 lists of pages"]
