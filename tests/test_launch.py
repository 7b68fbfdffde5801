"""What the site says of its own address: all of it where it is known, nothing where it is not."""

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

import pytest
from book import repository as addresses
from PIL import Image
from sphinx.errors import ConfigError
from sphinx_book_theme.header_buttons import update_context_with_repository_info

from tools.notebooks import CHAPTERS

pytestmark = pytest.mark.slow
BOOK = CHAPTERS.parent
RUNNER = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "Some-Body/some.book",
    "GITHUB_REF": "refs/heads/trunk",
}


def found(environment, repository="", branch="main", site=""):
    options = {"repository_url": repository, "repository_branch": branch}
    config = SimpleNamespace(html_theme_options=options, html_baseurl=site)
    return addresses.find(config, environment)


# --- the address ------------------------------------------------------------------------------


def test_a_book_that_is_told_nothing_knows_nothing():
    book = found({})
    assert (book.repository, book.site, book.is_on_github) == ("", "", False)


def test_a_runner_tells_repository_branch_and_site():
    book = found(RUNNER)
    assert book.repository == "https://github.com/Some-Body/some.book"
    assert book.branch == "trunk"
    assert book.site == "https://some-body.github.io/some.book/"
    assert book.is_on_github


def test_one_line_of_configuration_is_enough_and_goes_first():
    book = found(RUNNER, "https://github.com/another/book/")
    assert book.repository == "https://github.com/another/book"
    assert (book.branch, book.site) == ("main", "https://another.github.io/book/")


def test_a_pull_request_keeps_to_the_branch_that_readers_can_open():
    assert found(RUNNER | {"GITHUB_REF": "refs/pull/7/merge"}).branch == "main"


@pytest.mark.parametrize(
    ("repository", "site", "expected"),
    [
        ("https://github.com/one/one.github.io", "", "https://one.github.io/"),
        ("https://gitlab.com/one/book", "", ""),
        ("https://gitlab.com/one/book", "https://books.example/mlp", "https://books.example/mlp/"),
        ("https://github.com/one/book", "https://books.example/", "https://books.example/"),
    ],
)
def test_where_the_site_is(repository, site, expected):
    assert found({}, repository, site=site).site == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"repository": "github.com/one/book"}, r"'github.com/one/book'.*https://HOST/OWNER/NAME"),
        ({"repository": "https://github.com/one"}, "expected https://HOST/OWNER/NAME"),
        ({"site": "books.example"}, r"'books.example'.*expected https://HOST/"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(given, message):
    with pytest.raises(ConfigError, match=message):
        found({}, **given)


@pytest.mark.parametrize(
    ("repository", "server", "buttons"),
    [
        ("https://github.com/one/book", "", ["github"]),
        ("https://gitlab.com/one/book", "", ["gitlab"]),
        ("https://git.example/one/book", "https://git.example", ["github"]),
        ("https://codeberg.org/one/book", "", []),
        ("https://codeberg.org/github/book", "", []),
    ],
)
def test_pages_link_to_their_source_on_each_host_that_the_theme_knows(
    monkeypatch, repository, server, buttons
):
    monkeypatch.setenv("GITHUB_SERVER_URL", server)
    config = SimpleNamespace(
        html_theme_options={"repository_url": repository},
        html_context={},
        html_baseurl="",
        myst_substitutions={},
    )
    addresses.set_addresses(None, config)
    update_context_with_repository_info(SimpleNamespace(config=config, builder=None))
    known = [name.removesuffix("_url") for name in config.html_context if name.endswith("_url")]
    assert known == buttons
    assert config.html_theme_options["use_source_button"] == bool(buttons)
    assert repository in config.myst_substitutions["repository"]


# --- a small book, built where its address is known; test_findable looks at the book itself -----


def build(folder, environment):
    """Build a book of two pages and one notebook with the settings of the real one."""
    settings = (BOOK / "_config.yml").read_text(encoding="utf-8")
    settings = re.sub(r"^  (url|baseurl): .*", r'  \1: ""', settings, flags=re.MULTILINE)
    (folder / "_config.yml").write_text(settings, encoding="utf-8")
    shutil.copy(BOOK / "references.bib", folder)
    for name in ("_ext", "_static", "_templates"):
        shutil.copytree(BOOK / name, folder / name)
    (folder / "chapters").mkdir()
    cells = [("markdown", "# Digits\n\nRead digits; then look."), ("markdown", "## Look")]
    notebook = {
        "cells": [
            {"cell_type": kind, "id": f"c{i}", "metadata": {}, "source": source}
            for i, (kind, source) in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "chapters" / "digits.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "requirements.txt").write_text("", encoding="utf-8")
    (folder / "index.md").write_text(
        "# A book\n\nIts first sentence.\n\n{{ binder }} {{ pull }}\n", encoding="utf-8"
    )
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: chapters/digits\n", encoding="utf-8"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    jupyter_book = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    result = subprocess.run(
        [jupyter_book, "build", folder, "-W", "-n", "--keep-going", "--quiet"],
        env=clean | {"PYTHONPATH": str(BOOK)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Return the site of the small book."""
    return build(tmp_path_factory.mktemp("book"), RUNNER)


def links(page, attribute="href"):
    return [
        unescape(link)
        for link in re.findall(rf'\s{attribute}="([^"]*)"', page.read_text(encoding="utf-8"))
    ]


def meta(page):
    """Return what a page says of itself."""
    found = re.findall(
        r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page.read_text(encoding="utf-8")
    )
    return {name: unescape(content) for name, content in found}


def test_buttons_point_to_the_notebook_where_the_repository_is_known(known):
    page = links(known / "chapters" / "digits.html")
    binder = "https://mybinder.org/v2/gh/Some-Body/some.book/trunk?urlpath=lab/tree/chapters/digits.ipynb"
    assert page.count(binder) == 1
    assert "https://github.com/Some-Body/some.book/blob/trunk/chapters/digits.ipynb" in page
    assert "https://github.com/Some-Body/some.book" in page


def test_a_page_that_is_no_notebook_has_its_source_but_no_launch_button(known):
    page = links(known / "index.html")
    assert "https://github.com/Some-Body/some.book/blob/trunk/index.md?plain=1" in page
    assert [link for link in page if "index" in link and "mybinder" in link] == []


def test_pages_say_how_links_are_composed(known):
    text = unescape((known / "index.html").read_text(encoding="utf-8"))
    assert "git-pull?repo=https%3A%2F%2Fgithub.com%2FSome-Body%2Fsome.book&branch=trunk" in text
    assert (
        "https://mybinder.org/v2/gh/Some-Body/some.book/trunk?urlpath=lab/tree/chapters"
        in links(known / "index.html")
    )


def test_a_shared_page_has_a_card_of_its_own(known):
    site = "https://some-body.github.io/some.book/"
    for name, title in {"index": "A book", "chapters/digits": "Digits"}.items():
        said = meta(known / f"{name}.html")
        assert said["og:title"] == title
        assert said["og:url"] == f"{site}{name}.html"
        assert said["og:description"] == said["description"]
        assert said["og:image"].startswith(site)
        assert said["og:image:alt"]
        with Image.open(known / said["og:image"].removeprefix(site)) as card:
            assert card.size == (int(said["og:image:width"]), int(said["og:image:height"]))
            assert len(card.convert("RGB").getcolors(1 << 20)) > 50, "an empty card"
        assert said["twitter:card"] == "summary_large_image"
    assert (
        meta(known / "index.html")["og:image"] != meta(known / "chapters/digits.html")["og:image"]
    )


def test_a_page_is_described_by_its_first_sentence(known):
    assert meta(known / "index.html")["description"].startswith("Its first sentence. ")
    assert meta(known / "chapters/digits.html")["description"].startswith("Read digits; then look.")


def test_the_page_for_lost_readers_works_from_any_depth(known):
    page, root = known / "404.html", "/some.book/"
    targets = links(page) + links(page, "src") + links(page, "action")
    inside = [link for link in targets if not urlsplit(link).netloc and not link.startswith("#")]
    assert len(inside) > 15
    for link in inside:
        at = urlsplit(urljoin("https://host/a/b/c.html", link)).path
        assert at.startswith(root), link
        assert (known / at.removeprefix(root)).is_file(), link
    assert f'data-content_root="{root}"' in page.read_text(encoding="utf-8")


# --- Binder -----------------------------------------------------------------------------------


def pins(path):
    """Return package -> version."""
    text = (BOOK / path).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE))


def test_binder_installs_what_the_book_is_locked_to():
    binder, book = pins(".binder/requirements.txt"), pins("requirements.txt")
    assert {name: version for name, version in binder.items() if book.get(name) != version} == {}
    for package in ("numpy", "matplotlib", "ipywidgets", "scikit-learn", "jupyterlab", "ipykernel"):
        assert package in binder
    lines = (BOOK / ".binder/requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"#|[\w.-]+==", line) for line in lines), "flat pins, and nothing else"


def test_binder_runs_a_python_that_the_book_supports():
    from packaging.specifiers import SpecifierSet

    supported = re.search(
        r'requires-python = "(.+)"', (BOOK / "pyproject.toml").read_text(encoding="utf-8")
    )[1]
    version = (
        (BOOK / ".binder/runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    )
    assert SpecifierSet(supported).contains(version)
