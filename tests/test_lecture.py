"""A chapter as a lecture: by keys alone, at the size of a projector, from any address."""

import re
from html import unescape

import pytest

from tests.conftest import wait_until
from tests.site_pages import PAGES
from tools.notebooks import CHAPTERS as NOTEBOOKS

pytestmark = pytest.mark.usefixtures("built")
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
FITS = """() => {
  const [box, bar] = [".bd-article", ".lecture-bar"].map(
    (selector) => document.querySelector(selector).getBoundingClientRect());
  const { scrollHeight, scrollWidth } = document.scrollingElement;
  return box.top >= 0 && box.bottom <= bar.top + 1 && box.left >= 0 && box.right <= innerWidth
    && scrollHeight <= innerHeight && scrollWidth <= innerWidth;
}"""


#: The addresses of slides in the page for instructors, in its order.
LINKS = re.findall(
    r'href="(chapters/[\w-]+\.html)\?lecture(#[^"]+)"',
    unescape((NOTEBOOKS.parent / "instructors.md").read_text(encoding="utf-8")),
)


READY = """() => document.querySelector(".lecture-bar output")?.textContent
  && !document.querySelector("figure.explore[data-pictures]:not([data-ready])")"""
PLACE = "(figure) => document.getElementById(figure).explorable.kept.place"
#: Whether the slide with an id is shown: answers and tables add to the id of their question.
SHOWS = """(id) => {
  const box = document.getElementById(id.replace(/-(answer|shown)$/, ""));
  const kind = document.documentElement.dataset.lecture;
  const due = id.endsWith("-answer") ? "answer" : id.startsWith("fig-") || id.endsWith("-shown")
    ? "figure" : "question";
  return location.hash.startsWith(`#${id}`) && kind === due
    && (id.endsWith("-shown") || box.checkVisibility());
}"""


def begun(visit, name, **context):
    """Return the page of a lecture that has begun."""
    page = visit(**context).open_plain(name.replace(".html", ".html?lecture", 1))
    wait_until(page, READY)
    return page


def number(page):
    """Return which slide is shown, and how many there are."""
    return [int(word) for word in page.locator(".lecture-bar output").inner_text().split(" of ")]


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=str)
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_clicker_goes_through_a_chapter_and_nothing_scrolls(visit, name, size):
    page = begun(visit, name, viewport=dict(zip(("width", "height"), size, strict=True)))
    addresses = []
    _, slides = number(page)
    for place in range(slides):
        assert number(page) == [place + 1, slides]
        wait_until(page, FITS)
        addresses.append(page.evaluate("location.hash"))
        page.keyboard.press("PageDown")
    assert len(set(addresses)) == slides
    assert number(page) == [slides, slides]
    page.keyboard.press("PageUp")
    assert page.evaluate("location.hash") == addresses[-2]


def test_a_question_comes_before_its_figure_and_the_answer_after_it(visit):
    page = begun(visit, "chapters/activations.html#ask-stretched")
    answer = page.locator("#ask-stretched .ask-answer")
    figure = page.locator("#fig-stretched")
    assert page.locator("#ask-stretched").is_visible()
    assert not answer.is_visible()
    assert not figure.is_visible()
    page.keyboard.press("PageDown")
    assert not page.locator("#ask-stretched").is_visible()
    assert figure.is_visible()  # without a guess
    page.keyboard.press(" ")
    assert page.locator("#ask-stretched .ask-why").is_visible()
    assert not figure.is_visible()


def test_a_figure_to_move_or_a_table_stands_between_question_and_answer(visit):
    for name, slides in [
        ("chapters/digits.html", ["#ask-noise", "#fig-noise", "#ask-noise-answer"]),
        ("chapters/propagation.html", ["#ask-cached", "#ask-cached-shown", "#ask-cached-answer"]),
    ]:
        page = begun(visit, name + slides[0])
        for slide in slides:
            assert page.evaluate("location.hash") == slide
            page.keyboard.press("PageDown")
    assert not page.locator("#ask-cached").is_visible()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert page.get_by_text("read for the gradient of", exact=True).is_visible()


def test_a_lecture_goes_on_where_its_address_says_with_its_sliders(visit):
    page = begun(visit, "chapters/activations.html#fig-stretched?c=1.50")
    slider = page.locator("#fig-stretched input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowRight")  # moves the slider, and not the lecture
    page.wait_for_timeout(500)
    assert page.evaluate("location.hash") == "#fig-stretched?c=1.55"
    page.reload()
    wait_until(page, "document.querySelector('.lecture-bar')")
    assert page.locator("#fig-stretched").is_visible()
    assert page.locator("#fig-stretched .explore-words").inner_text().startswith("c = 1.55")
    slider.focus()
    page.keyboard.press("PageDown")  # as a clicker does, whatever has the focus
    assert page.evaluate("location.hash") == "#ask-stretched-answer"


@pytest.mark.parametrize("name", CHAPTERS)
def test_each_link_for_instructors_opens_its_slide_in_its_state(visit, site, name):
    page = begun(visit, name)
    listed = [slide for chapter, slide in LINKS if chapter == name]
    assert len(listed) > 10
    for slide in listed:
        figure, _, state = slide.removeprefix("#").partition("?")
        if state:
            page.goto("about:blank")  # so that the address is followed, and no state is left
            page.goto(f"{site}{name}?lecture{slide}")
            wait_until(page, READY)
            assert page.evaluate(PLACE, figure) == state
        else:
            page.evaluate("(slide) => location.replace(slide)", slide)
        wait_until(page, SHOWS, figure)
        assert number(page)[0] > 1, slide


def test_enter_follows_a_link_and_after_the_way_back_keys_go_on(visit):
    page = begun(visit, "chapters/activations.html")
    link = page.locator("p[data-slide=here] a[href]").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html#term-activation-function")
    page.go_back()
    wait_until(page, READY)
    assert number(page)[0] == 1
    link.focus()
    page.keyboard.press("ArrowRight")
    assert number(page)[0] == 2
    page.keyboard.press("Enter")
    assert number(page)[0] == 3


def test_escape_and_the_buttons_lead_out_of_a_lecture_and_through_it(visit):
    page = begun(visit, "chapters/activations.html")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Back").click()
    assert number(page)[0] == 2
    page.keyboard.press("Escape")
    page.wait_for_url("**/activations.html#fig-*")
    assert page.locator(".bd-header-article").is_visible()
    page.get_by_label("Download this page").click()
    page.get_by_role("link", name="Lecture").click()
    wait_until(page, "document.querySelector('.lecture-bar')")


def test_escape_and_page_down_in_the_search_leave_the_lecture_alone(visit):
    page = begun(visit, "chapters/activations.html")
    address = page.url
    search = page.locator("#pst-search-dialog")
    page.keyboard.press("Control+k")
    search.get_by_role("searchbox").fill("sigmoid")
    page.keyboard.press("PageDown")
    assert number(page)[0] == 1
    page.keyboard.press("Escape")
    wait_until(page, "!document.querySelector('dialog[open]')")
    page.wait_for_timeout(200)  # to leave the lecture would load the page again
    assert page.url == address
    page.keyboard.press("PageDown")
    assert number(page)[0] == 2


def test_the_handout_has_what_is_asked_and_shown_and_no_answer(visit):
    page = begun(visit, "chapters/activations.html")
    page.emulate_media(media="print")
    for shown in ["#ask-stretched", "#fig-stretched"]:
        assert page.locator(shown).is_visible()
    for hidden in ["#ask-stretched .ask-answer", "#exercises", ".lecture-bar"]:
        assert not page.locator(hidden).is_visible()


def test_the_handout_has_no_answer_that_was_given_in_class(visit):
    page = begun(visit, "chapters/activations.html#ask-stretched")
    question = page.locator("#ask-stretched")
    question.locator("input").fill("4")
    question.locator("input").press("Enter")
    verdict = question.locator(".ask-verdict")
    guess = page.locator(".ask-cover[data-for=ask-stretched] .ask-guess")
    assert verdict.is_visible()
    assert guess.text_content().startswith("You guessed:")
    page.emulate_media(media="print")
    assert question.is_visible()
    assert not verdict.is_visible()
    assert not guess.is_visible()


def test_readers_load_nothing_of_it(visit):
    one = visit()
    loaded = []
    one.page.on("request", lambda request: loaded.append(request.url))
    one.open("chapters/activations.html")
    assert not [address for address in loaded if "lecture" in address]
