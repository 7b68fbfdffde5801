"""The built site can be found, walked through, taken along and printed."""

import json
import os
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
import yaml
from book import repository
from packaging.version import Version

from tests.conftest import POLICY, wait_until
from tools.notebooks import CHAPTERS
from tools.serve import SITE

pytestmark = pytest.mark.usefixtures("built")
BOOK = CHAPTERS.parent
TITLE = "Multilayer Perceptrons in Motion"
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if not {"_static", "_sources"} & set(path.relative_to(SITE).parts)
)


class Page(HTMLParser):
    """What a page says of itself, where its links lead, and what can be linked to."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.ids, self.targets, self.links, self.meta, self.headings = [], [], {}, {}, []
        self.text = (SITE / name).read_text(encoding="utf-8")
        self._heading = None
        self.feed(self.text)

    def handle_starttag(self, tag, attributes):
        attributes = {key: value or "" for key, value in attributes}
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.targets += [attributes[key] for key in ("href", "src", "action") if key in attributes]
        if tag == "link":
            self.links[attributes.get("rel")] = attributes["href"]
        if tag == "meta" and "content" in attributes:
            self.meta[attributes.get("name") or attributes.get("property")] = attributes["content"]
        if re.fullmatch("h[1-6]", tag):
            self._heading = [tag, ""]
        if self._heading and "headerlink" in attributes.get("class", ""):
            self._heading.append(attributes["href"])

    def handle_data(self, data):
        if self._heading:
            self._heading[1] += data

    def handle_endtag(self, tag):
        if self._heading and tag == self._heading[0]:
            self.headings.append(self._heading)
            self._heading = None

    @property
    def title(self):
        return unescape(re.search(r"<title>(.*?)</title>", self.text, re.DOTALL)[1]).strip()


@cache
def page(name):
    return Page(name)


def contents(part=None):
    """Return the names of all pages, or of a part's, in reading order."""
    toc = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))
    names = [] if part else [toc["root"]]
    for each in toc["parts"]:
        for chapter in each["chapters"] if part in (None, each["caption"]) else []:
            names += [chapter["file"], *(inner["file"] for inner in chapter.get("sections", []))]
    return [f"{name}.html" for name in names]


# --- links ------------------------------------------------------------------------------------


def test_every_internal_link_leads_to_a_file_and_to_a_place_in_it():
    for name in PAGES:
        for target in page(name).targets:
            address, fragment = urldefrag(urljoin(f"https://book/{name}", target))
            if urlsplit(address).netloc != "book" or urlsplit(target).scheme:
                continue
            path = unquote(urlsplit(address).path).lstrip("/") or "index.html"
            if name == "404.html":
                path = path.removeprefix(root_of_the_site().lstrip("/"))
            assert (SITE / path).is_file(), f"{name}: {target}"
            # States of the laboratory and slides are no places: see test_laboratory_links.py and
            # test_lecture.py, which open them.
            is_state = path == "laboratory.html" and fragment.startswith("v=")
            is_place = fragment and not is_state and urlsplit(address).query != "lecture"
            if is_place and path.endswith(".html"):
                assert unquote(fragment) in page(path).ids, f"{name}: {target}"


def known_address():
    settings = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
    options = {
        "repository_url": settings["repository"]["url"],
        "repository_branch": settings["repository"]["branch"],
    }
    config = SimpleNamespace(
        html_theme_options=options, html_baseurl=settings["html"].get("baseurl", "")
    )
    return repository.find(config, os.environ)


def root_of_the_site():
    return urlsplit(known_address().site).path or "/"


def test_buttons_are_there_exactly_where_they_lead_somewhere():
    book = known_address()
    for name in contents():
        binder = [link for link in page(name).targets if "mybinder.org/v2/gh/" in link]
        launched = [link for link in binder if link.endswith(".ipynb")]
        notebook = f"chapters/{name.removesuffix('.html').rpartition('/')[2]}.ipynb"
        is_launched = book.is_on_github and name.startswith("chapters/")
        assert len(launched) == is_launched, name
        assert all(link.endswith(f"lab/tree/{notebook}") for link in launched)
        if book.provider:
            assert book.repository in page(name).targets, name
        else:
            assert not any("//github.com" in link for link in page(name).targets), name


def test_the_site_gives_full_addresses_exactly_where_it_knows_its_own():
    is_known = bool(known_address().site)
    for name in contents():
        assert ("og:url" in page(name).meta) == is_known
        assert ("canonical" in page(name).links) == is_known


def test_every_page_states_the_policy_that_the_tests_serve_it_under():
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    assert [name for name in PAGES if policy not in page(name).text] == []


@pytest.mark.parametrize("name", contents("Chapters"))
def test_the_notebook_of_a_chapter_can_be_taken_along(name):
    (target,) = {link for link in page(name).targets if "_sources" in link}
    source = SITE / urlsplit(urljoin(f"/{name}", target)).path.lstrip("/")
    assert source.suffix == ".ipynb"
    assert json.loads(source.read_text(encoding="utf-8")) == json.loads(
        (CHAPTERS / source.name).read_text(encoding="utf-8")
    )


# --- what pages say of themselves -------------------------------------------------------------


def test_titles_tell_pages_apart_and_name_the_book():
    titles = {name: page(name).title for name in PAGES}
    assert titles["index.html"] == TITLE
    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith(TITLE) for title in titles.values())


def test_every_page_describes_itself_in_its_own_words():
    descriptions = {name: page(name).meta.get("description", "") for name in contents()}
    assert {name for name, text in descriptions.items() if not 20 <= len(text) <= 200} == set()
    assert len(set(descriptions.values())) == len(descriptions)
    for name in contents("Chapters"):
        promise = CHAPTERS / name.replace("chapters/", "").replace(".html", ".ipynb")
        cells = json.loads(promise.read_text(encoding="utf-8"))["cells"]
        said = descriptions[name].rstrip(" .")
        opening = " ".join("".join(cells[0]["source"][1:]).split()).rstrip(".")
        assert said.startswith(opening) or opening.startswith(said)


@pytest.mark.parametrize("name", contents())
def test_headings_have_anchors_that_stay(name):
    own = [heading for heading in page(name).headings if len(heading) == 3]
    assert own[0][0] == "h1"
    for _, text, anchor in own:
        assert not re.fullmatch(r"#id\d+", anchor), text
        words = [*re.findall(r"[a-z]+", text.lower()), "module-"]
        assert any(word in anchor.lower() for word in words), (text, anchor)


# --- the landing page and the record of the build ---------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_landing_page_shows_one_cover_for_each_chapter(visit, scheme):
    opened = visit(color_scheme=scheme, viewport={"width": 1280, "height": 3000}).open("index.html")
    covers = opened.locator("img.chapter-cover:visible")
    assert covers.count() == len(contents("Chapters"))
    for cover in covers.all():
        cover.scroll_into_view_if_needed()
        wait_until(opened, "image => image.complete", cover.element_handle())
        assert cover.evaluate("image => image.naturalWidth") > 0
        assert f"-{scheme}.svg" in cover.get_attribute("src")


def test_the_record_has_every_notebook_and_the_versions_in_use():
    import numpy as np

    text = page("times-and-versions.html").text
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", text, re.DOTALL)
    cells = [re.findall(r"<p>(.*?)</p>", row, re.DOTALL) for row in rows]
    times = {re.search(r'href="([^"]+)"', row[0])[1]: row[3] for row in cells if "href" in row[0]}
    assert set(contents("Chapters")) < set(times)
    assert all(float(seconds) > 0 for seconds in times.values())
    versions = dict(re.findall(r"^(\S+) +(\d\S+)$", re.sub(r"<[^>]*>", "\n", text), re.MULTILINE))
    assert Version(versions["numpy"]) == Version(np.__version__)
    assert {"Python", "ipywidgets", "jupyter-book"} <= set(versions)
    assert "pytest" not in versions


# --- search, lost readers, paper --------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "where"),
    [
        ("vanishing gradient", "Activation functions"),
        ("confusion matrix", "An MLP reads digits"),
        ("tent map", "Glossary"),
        ("shared.checkpointing", "Cost and memory"),
        ("Frobenius", "Notation"),
        ("Leshno", "Bibliography"),
        ("nbgitpuller", "For instructors"),
    ],
)
def test_search_finds_what_the_book_speaks_of(visit, term, where):
    opened = visit().open(f"search.html?q={term}")
    opened.locator("ul.search li", has_text=where).first.wait_for()


def test_the_list_of_pages_shows_the_page_and_the_way_home(visit):
    opened = visit(viewport={"width": 1280, "height": 700}).open("licences.html")
    for part in (".logo__title", ".search-button-field", "a.current"):
        box = opened.locator(f"#pst-primary-sidebar {part}").first.bounding_box()
        assert 0 <= box["y"] < box["y"] + box["height"] <= 700, part


def test_the_404_page_leads_back_to_the_book(browser, site):
    root = root_of_the_site()
    if root != "/":
        pytest.skip(f"this site was built for {root}, and is served here at /")
    opened = browser.new_page()
    failed = []
    opened.on("response", lambda response: failed.append(response.url) if not response.ok else 0)
    opened.goto(f"{site}no/such/place.html")
    assert failed == [f"{site}no/such/place.html"]
    assert opened.locator("h1:visible").count() == 1
    assert opened.locator("img.logo__image:visible").evaluate("image => image.naturalWidth") > 0
    opened.get_by_label("Search the book").fill("saturation")
    opened.keyboard.press("Enter")
    opened.locator("ul.search li").first.wait_for()
    opened.go_back()
    opened.get_by_role("link", name="first page").click()
    assert opened.url == f"{site}index.html"
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_pages_show_text_and_figures_in_dark_ink(visit, scheme):
    opened = visit(color_scheme=scheme).open("chapters/activations.html")
    opened.emulate_media(media="print", color_scheme=scheme)
    for part in (".bd-sidebar-primary", ".bd-header-article", ".explore-controls", ".headerlink"):
        assert opened.locator(f"{part}:visible").count() == 0, part
    assert opened.locator("figure.explore svg:visible").count() > 3
    parts = (".bd-article p", ".bd-article h2", "figure.explore svg text", ".highlight pre", "p a")
    for part in parts:
        kind = "fill" if "svg" in part else "color"
        style = f"one => getComputedStyle(one).{kind}"
        ink = opened.locator(f"{part}:visible").first.evaluate(style)
        assert max(map(int, re.findall(r"\d+", ink)[:3])) < 80, (part, ink)


@pytest.mark.parametrize("name", ["chapters/activations.html", "performance.html"])
def test_printed_pages_cut_nothing_off_and_keep_lines_of_code(visit, name):
    opened = visit(viewport={"width": 718, "height": 1000}).open(name)  # A4 within its margins
    opened.emulate_media(media="print")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 718
    for kind in ("table", "pre", "figure.explore"):
        for part in opened.locator(f".bd-article {kind}:visible").all():
            box = part.bounding_box()
            assert 0 <= box["x"] < box["x"] + box["width"] <= 719, part.text_content()
    code = "pre => pre.scrollHeight / parseFloat(getComputedStyle(pre).lineHeight)"
    for pre in opened.locator(".cell_input pre:visible").all():
        assert pre.evaluate(code) < pre.text_content().count("\n") + 3, pre.text_content()


def test_printed_figures_have_two_panels_side_by_side(visit):
    opened = visit(viewport={"width": 718, "height": 1000}).open("chapters/activations.html")
    opened.emulate_media(media="print")
    for picture in opened.locator(".explore-picture").all():
        tops = picture.locator(".explore-panel").evaluate_all(
            "panels => panels.map((panel) => panel.getBoundingClientRect().top)"
        )
        assert len(tops) != 2 or tops[0] == tops[1]


def test_all_answers_can_be_opened_and_folded_for_paper(visit):
    opened = visit().open("chapters/activations.html")
    answers = "[...document.querySelectorAll('main details:not([class]), .ask-answer')]"
    named = f"{answers}.filter((answer) => answer.name).length"
    among_others = opened.evaluate(named)
    assert opened.evaluate(f"{answers}.length") > 10
    for verb, is_open in [("Open", True), ("Fold", False)]:
        opened.locator("details.dropdown summary").first.click()
        opened.get_by_role("button", name=f"{verb} all answers").click()
        assert set(opened.evaluate(f"{answers}.map((answer) => answer.open)")) == {is_open}
    assert opened.evaluate(named) == among_others  # of one question one alone is open again
    assert "Open all answers" not in page("notation.html").text
