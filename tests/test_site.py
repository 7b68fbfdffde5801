"""The built site in a real browser, with every other host out of reach."""

import re
from html import unescape

import pytest
from fontTools.ttLib import TTFont

from tests.conftest import wait_for_figures, wait_until
from tests.site_pages import (
    EXPLORED,
    MOVES,
    PAGES,
    UNCOVER,
    Explored,
    explored,
    source,
    stored,
)
from tools.serve import SITE

pytestmark = pytest.mark.usefixtures("built")
#: All pages have the same player: where it alone matters, a page at each depth of the site will do.
EITHER_DEPTH = ["index.html", "chapters/activations.html"]


def drawn(name):
    """Return the source of all pictures of a page."""
    page = source(name)
    figures = [stored(address) for address in re.findall(r" data-pictures='([^']*)'", page)]
    return "".join([page, *(panel for figure in figures for panel in figure.get("panels", []))])


def test_there_are_pages_to_look_at():
    assert "index.html" in PAGES
    assert "chapters/activations.html" in EXPLORED


@pytest.mark.parametrize("name", EXPLORED)
def test_what_the_first_figure_waits_for_is_asked_for_at_the_start_of_the_page(name):
    start, _, rest = source(name).partition("first.js")
    asked = re.findall(r"""<link rel=["']preload["'] as=["']\w+["'] href=["']([^"']*)["']""", start)
    needed = re.findall(r'<link rel="stylesheet" href="([^"]*)">', rest)
    needed += re.findall(r"<script src='([^']*)'></script>", rest)  # without defer: with the figure
    assert len(needed) >= 3
    assert set(needed) <= set(asked)


@pytest.mark.parametrize("name", PAGES)
def test_no_code_and_no_style_stands_in_a_page(name):
    text = source(name)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<\w[^<>]*\s(style|on[a-z]+)=", text)
    assert "<style" not in text


def test_pictures_load_when_near_for_readers_who_save_data(visit):
    one = visit(viewport={"width": 1280, "height": 300})
    one.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } })"
    )
    page = one.open_plain("chapters/activations.html")
    page.wait_for_load_state("networkidle")
    page.evaluate(UNCOVER)
    last = page.locator(MOVES).last
    arrived = "[...document.querySelectorAll('script[src*=_pictures]')].filter(s => s.figure)"
    assert page.evaluate(f"{arrived}.length") == page.locator(f"{MOVES}[data-ready]").count()
    assert last.get_attribute("data-ready") is None
    figure = Explored(page, -1)
    figure.step(0)  # goes there, and asks
    last.and_(page.locator("[data-ready]")).wait_for()
    figure.check()


def test_a_picture_that_does_not_arrive_says_so_and_the_next_move_asks_again(browser, site):
    context = browser.new_context()
    context.route("**/_pictures/*", lambda route: route.abort())
    page = context.new_page()
    page.goto(site + "index.html")
    figure = Explored(page, 0)
    figure.step(0)
    words = page.locator(".explore-words", has_text="did not arrive")
    words.wait_for()
    context.unroute("**/_pictures/*")
    held = []
    context.route("**/_pictures/*", lambda route: held.append(route))
    figure.step(0)
    busy = page.locator("figure.explore[aria-busy=true]")
    busy.wait_for()
    for route in held:
        route.continue_()
    busy.wait_for(state="detached")
    figure.check_soon()
    assert words.count() == 0
    context.close()


def test_controls_are_enabled_once_ready_and_keep_earlier_moves(browser, site):
    context = browser.new_context()
    held = []
    context.route("**/explore.js*", lambda route: held.append(route))
    page = context.new_page()
    page.goto(site + "index.html", wait_until="commit")
    figure = page.locator(MOVES, has=page.locator("[type=range]")).first
    slider = figure.locator("[type=range]").first
    slider.wait_for(state="attached")
    assert figure.locator("svg").first.is_visible()
    assert not slider.is_visible()
    slider.evaluate("slider => slider.value = slider.max")  # as a browser does that goes back
    held[0].continue_()
    wait_for_figures(page)
    page.wait_for_load_state()
    assert slider.is_visible()
    next(figure for figure in explored(page) if "range" in figure.kinds).check_soon()
    context.close()


def test_slider_positions_survive_back_navigation(visit):
    page = visit().open("chapters/activations.html")
    for figure in explored(page):
        figure.step(0)
    moved = [figure.position for figure in explored(page)]
    page.wait_for_timeout(300)  # until the history of the page knows of the last move
    page.goto(page.url.partition("#")[0].replace("activations", "digits"))
    for come_back in (page.go_back, page.reload):
        come_back()
        assert [figure.position for figure in explored(page)] == moved
        for figure in explored(page):
            figure.check_soon()


@pytest.mark.parametrize("name", EXPLORED)
def test_controls_go_through_all_their_positions_by_keyboard_and_combine(visit, name):
    for figure in explored(visit().open(name)):
        figure.check()
        for index, size in enumerate(figure.sizes):
            if figure.is_computed:  # of thousands of positions, the next few
                for _ in range(min(size, 12)):
                    figure.step(index)
                    figure.check_soon()
                continue
            seen = set()
            for _ in range(size):
                figure.step(index)
                figure.check()
                seen.add(figure.expected()[1])
            assert len(seen) == size, "each position is told apart in words"
        for index, size in enumerate(figure.sizes):
            for _ in range(min(size // 2, 12) or 1):
                figure.step(index)
        figure.check_soon()


@pytest.mark.parametrize("name", EITHER_DEPTH)
def test_figures_work_offline(visit, name):
    one = visit()
    page = one.open(name)
    page.evaluate(UNCOVER)  # what is folded away loads once it is in sight
    page.wait_for_load_state("networkidle")
    page.locator(f"{MOVES}:not([data-ready])").wait_for(state="detached")
    one.context.set_offline(True)
    for figure in explored(page):
        figure.step(0)
        figure.check()


@pytest.mark.parametrize("name", EITHER_DEPTH)
def test_a_finger_moves_a_slider_on_a_phone(visit, name):
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).open(name)
    slider = page.locator("figure.explore input[type=range]").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert slider.input_value() == slider.get_attribute("max")


@pytest.mark.parametrize("name", EXPLORED)
def test_without_javascript_the_default_picture_and_words_stand_there(visit, name):
    page = visit(java_script_enabled=False).open_plain(name)
    for summary in page.locator("main details:has(figure.explore) > summary").all():
        summary.click()
    for figure in page.locator("figure.explore").all():
        assert figure.locator("[role=img] svg").first.is_visible()
        assert figure.locator("[role=img]").get_attribute("aria-label").strip()
        if figure.locator(".explore-words").count():
            assert figure.locator(".explore-words").is_visible()
            assert not figure.locator("form").is_visible()


def test_a_landing_page_without_javascript_shows_one_of_everything_that_works(visit):
    page = visit(java_script_enabled=False, color_scheme="dark").open_plain("index.html")
    covers = page.locator(".sd-card:has(.chapter-cover)")
    assert covers.count() >= 5
    assert page.locator(".chapter-cover:visible").count() == covers.count()
    assert page.locator(".logo__image:visible").count() == 1
    assert page.locator("button:visible").count() == 0
    ink = "link => getComputedStyle(link).color"
    text, link = (page.locator(f"main {one}").first.evaluate(ink) for one in ("p", "p a"))
    assert text != link  # the theme's colours are there


@pytest.mark.parametrize("name", EITHER_DEPTH)
def test_figures_work_on_a_page_opened_as_a_file(browser, name):
    page = browser.new_page()
    page.goto((SITE / name).as_uri())
    wait_for_figures(page)
    figure = explored(page)[0]
    figure.step(0)
    figure.check()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_its_colours_before_the_script_of_the_theme_runs(browser, site, scheme):
    context = browser.new_context(color_scheme=scheme)
    context.route("**/scripts/pydata-sphinx-theme.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto(site + "reference.html")
    assert page.evaluate("({ ...document.documentElement.dataset })").items() >= {
        ("mode", "auto"),
        ("theme", scheme),
    }
    context.close()


@pytest.mark.parametrize("name", EITHER_DEPTH)
def test_figures_follow_the_dark_page(visit, name):
    colours = {}
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme).open(name)
        text = page.locator("figure.explore svg text[fill*=figure-ink]").first
        colours[scheme] = text.evaluate("text => getComputedStyle(text).fill")
    assert colours == {"light": "rgb(31, 31, 31)", "dark": "rgb(230, 230, 230)"}


@pytest.mark.parametrize("name", EXPLORED)
def test_the_font_of_the_figures_is_the_sites_own_and_complete(visit, name):
    page = visit().open(name)
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert "Explore Figure" in {family.strip("'\"") for family in loaded}
    texts = re.findall(r"<text[^>]*>(.*?)</text>", drawn(name), re.DOTALL)
    written = set(unescape(re.sub(r"<[^>]*>", "", "".join(texts))))
    font = TTFont(SITE / "_static" / "explore-normal.woff")
    assert written - {"\n"} <= set(map(chr, font.getBestCmap()))


@pytest.mark.parametrize("name", EXPLORED)
def test_every_colour_of_a_figure_is_one_that_follows_the_page(name):
    svgs = re.findall(r"<svg viewBox.*?</svg>", drawn(name), re.DOTALL)
    assert svgs
    assert set(re.findall(r"(?:fill|stroke)='(#[^']*)'", "".join(svgs))) == set()


REFUSE = """
for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
  Object.defineProperty(window, name, { get, configurable: true });
}
"""


def test_menus_colours_and_search_work_without_storage(visit):
    one = visit(viewport={"width": 390, "height": 844}, color_scheme="light")
    one.page.add_init_script(REFUSE)
    page = one.open("chapters/activations.html")
    page.locator(".theme-switch-button").first.click()
    wait_until(page, "document.documentElement.dataset.theme === 'dark'")
    page.locator(".primary-toggle").click()
    with page.expect_navigation():
        page.locator("#pst-primary-sidebar-modal a", has_text="Glossary").first.click()
    page.locator(".search-button__button:visible").click()
    page.locator("#pst-search-dialog input").fill("saturate")
    page.keyboard.press("Enter")
    page.locator("ul.search li").first.wait_for()


def test_there_is_nothing_of_another_host_in_the_site():
    for path in [SITE / page for page in PAGES]:
        text = path.read_text(encoding="utf-8")
        for attribute in ("src=", 'rel="stylesheet" href='):
            assert f'{attribute}"http' not in text
            assert f'{attribute}"//' not in text
