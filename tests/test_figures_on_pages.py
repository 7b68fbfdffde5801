"""Figures as pages show them: their text is legible, and a phone shows a figure as a whole."""

import pytest
from bs4 import BeautifulSoup

from tests.figure_checks import SHOWN, SMALLEST
from tests.site_pages import EXPLORED, UNCOVER, source

MEASURE = """() => [...document.querySelectorAll("figure.explore")].map((figure) => {
  const texts = [...figure.querySelectorAll(".explore-panel")].flatMap((panel) =>
    [...(panel.shadowRoot ?? panel).querySelectorAll("text")]
      .filter((text) => text.textContent.trim())
      .map((text) => {
        const { c, d } = text.getScreenCTM();
        return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(c, d), text.textContent];
      }));
  const height = (part) => part?.getBoundingClientRect().height ?? 0;
  const panels = [...figure.querySelectorAll(".explore-panel")];
  return {
    name: figure.id,
    texts,
    widths: panels.map((panel) => panel.getBoundingClientRect().width),
    height: height(figure) - height(figure.querySelector(".explore-tools")),
  };
})"""


@pytest.fixture(scope="module", params=EXPLORED)
def name(request):
    """Return the name of a page with figures."""
    return request.param


def measured(visit, name, **context):
    page = visit(**context).open(name)
    page.evaluate(UNCOVER)
    page.wait_for_timeout(300)  # what opened is laid out
    return page.evaluate(MEASURE)


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDE = {"viewport": {"width": 1280, "height": 800}}


@pytest.mark.parametrize("context", [WIDE, PHONE], ids=["wide", "phone"])
def test_text_of_figures_is_as_high_as_the_text_around_it_needs(visit, name, context):
    for figure in measured(visit, name, **context):
        assert min(figure["widths"]) >= SHOWN - 1, figure["name"]
        small = [text for size, text in figure["texts"] if size < SMALLEST]
        assert small == [], figure["name"]


def test_a_figure_with_its_controls_and_words_fits_a_phone(visit, name):
    high = {one["name"]: round(one["height"]) for one in measured(visit, name, **PHONE)}
    assert {each: height for each, height in high.items() if height > 844} == {}


# Of a figure with a pad, the pad is what moves it, and it comes first.
IN_VIEW = """() =>
  [...document.querySelectorAll(".explore-picture:first-child")].map((picture) => {
    const figure = picture.parentElement;
    figure.scrollIntoView({ behavior: "instant", block: "start" });
    const box = figure.querySelector(".explore-controls")?.getBoundingClientRect();
    return [figure.id, !box || box.bottom <= innerHeight + 1];
  })"""


def test_what_moves_a_figure_stays_in_view_on_a_phone(visit, name):
    page = visit(**PHONE).open(name)
    page.evaluate(UNCOVER)
    page.wait_for_timeout(300)
    assert [figure for figure, is_in_view in page.evaluate(IN_VIEW) if not is_in_view] == []


@pytest.mark.parametrize("name", EXPLORED)
def test_a_figure_stands_before_its_folded_call(name):
    calls = BeautifulSoup(source(name), "html.parser").select(".cell:has(figure.explore) > details")
    assert calls or name == "index.html"
    assert not [after for call in calls for after in call.find_next_siblings() if after.figure]
