"""`explore` on the website: what a page holds before any script runs."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from matplotlib import pyplot

import shared.explore.page as page
import shared.explore.picture as picture
from shared.explore import STATIC_VARIABLE, explore
from shared.explore.controls import MOST_BUTTONS
from shared.explore.picture import to_png, to_svg
from shared.figures.style import COLOURS, colour, panels, styled


@styled
def draw(gain=1.0, activation="tanh", grid=True):
    figure, (curve, slope) = panels(2)
    z = np.linspace(-2, 2, 21)
    curve.plot(z, np.tanh(gain * z) if activation == "tanh" else z, color=colour("forward"))
    curve.set_xlabel("z < 0 & z > 0")
    curve.grid(grid)
    slope.fill_between(z, gain * z, color=colour("gradient"), hatch="//", alpha=0.5)
    slope.plot(z, gain * z, "o", color=colour("gradient"), markeredgecolor=colour("paper"))
    return figure


def describe(gain, activation, grid):
    return f"<{activation}> & 'gain' {gain}"


@pytest.fixture
def figure(monkeypatch):
    """Return a function that draws a figure for a page, and gives it as a notebook stores it."""
    monkeypatch.setenv(STATIC_VARIABLE, "1")

    def build(draw=draw, alt=describe, **controls):
        bundle = explore(draw, alt=alt, **controls)._repr_mimebundle_()
        assert list(bundle) == [page.MIME_TYPE, "text/plain"]
        return json.loads(json.dumps(bundle[page.MIME_TYPE]))

    return build


@pytest.fixture
def html(figure):
    """Return a function that writes what a page holds of a figure."""
    return lambda **given: page.html(figure(**given), "pictures.js")


CONTROLS = {"gain": (0.5, 2.0, 0.5), "activation": ["tanh", "identity"], "grid": True}


class Elements(HTMLParser):
    """All start tags of a text, as (name, attributes)."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_a_page_shows_the_default_without_any_script(figure):
    data = figure(**CONTROLS)
    text = page.html(data, "pictures.js")
    default = 1 * 4 + 0 * 2 + 1  # gain 1.0, tanh, grid on
    drawings, words = data["states"][default]
    shown = [data["panels"][drawing] for drawing in drawings]
    assert re.findall(r"(?s)<svg .*?</svg>", text.partition("<form")[0]) == shown
    assert len(shown) == 2
    image = next(found for tag, found in Elements(text).found if found.get("role") == "img")
    assert image["aria-label"] == data["words"][words] == "<tanh> & 'gain' 1.0"


def test_screen_readers_meet_the_words_and_no_tick_labels(html):
    found = [found for _, found in Elements(html(**CONTROLS)).found if "class" in found]
    panels = [one for one in found if "explore-panel" in one["class"]]
    assert [panel["aria-hidden"] for panel in panels] == ["true", "true"]


def test_every_position_has_its_own_words_and_picture(figure):
    data = figure(**CONTROLS)
    assert len(data["states"]) == 4 * 2 * 2
    for index, (gain, activation, grid) in enumerate(
        (gain, activation, grid)
        for gain in (0.5, 1.0, 1.5, 2.0)
        for activation in ("tanh", "identity")
        for grid in (False, True)
    ):
        drawings, words = data["states"][index]
        assert data["words"][words] == describe(gain, activation, grid)
        drawn = map(without_prefix, to_svg(draw(gain, activation, grid), "e0-"))
        assert [without_prefix(data["panels"][drawing]) for drawing in drawings] == list(drawn)


def without_prefix(svg):
    return re.sub(r"e[0-9a-f]+-", "", svg)


def test_equal_panels_and_words_are_stored_once(figure):
    def flat(gain, activation, grid):
        return draw(1.0, activation, grid)

    data = figure(draw=flat, alt=lambda **values: "the same", **CONTROLS)
    assert len(data["panels"]) == 4 + 1  # the second panel shows none of the others
    assert data["words"] == ["the same"]


def test_the_number_of_panels_may_not_change(figure):
    with pytest.raises(ValueError, match=r"the same number of panels .* not 1 and 3"):
        figure(draw=lambda n=1: panels(n)[0], alt=lambda n: f"{n} panels.", n=[1, 3])


def test_figures_of_pyplot_are_closed(figure):
    def draw_in_pyplot(n):
        drawn, axes = pyplot.subplots()  # which warns of more than 20 open figures
        axes.plot([0, n])
        return drawn

    own = pyplot.figure().number
    figure(draw=draw_in_pyplot, alt=lambda n: f"up to {n}", n=(1, 21))
    assert pyplot.get_fignums() == [own]
    pyplot.close(own)


def test_controls_are_native_and_labelled(html):
    inputs = [found for tag, found in Elements(html(**CONTROLS)).found if tag == "input"]
    assert [found["type"] for found in inputs] == ["range", "radio", "radio", "checkbox"]
    slider = inputs[0]
    assert (slider["min"], slider["max"], slider["value"]) == ("0", "3", "1")
    assert slider["aria-valuetext"] == "1.0"
    assert json.loads(slider["data-labels"]) == ["0.5", "1.0", "1.5", "2.0"]


def test_a_choice_among_many_is_a_menu(html):
    names = [f"rule {number}" for number in range(MOST_BUTTONS + 1)]
    text = html(draw=lambda rule="rule 2": panels()[0], alt=lambda rule: rule, rule=names)
    options = [found for tag, found in Elements(text).found if tag == "option"]
    assert len(options) == len(names)
    assert [index for index, found in enumerate(options) if "selected" in found] == [2]
    assert "type='radio'" not in text


def test_no_text_of_an_author_becomes_markup(figure):
    hostile = "</script><script>alert('x')</script><!--"
    data = figure(
        draw=lambda name: panels()[0], alt=lambda name: name, name=[hostile, '"><img src=x>']
    )
    assert {tag for tag, _ in Elements(page.html(data, "'>")).found} <= {
        *("figure", "div", "svg", "path", "g", "defs", "use", "text", "form", "fieldset"),
        *("legend", "label", "input", "span", "figcaption", "output", "clippath", "rect"),
    }
    assert data["words"][0] == hostile
    shown = json.loads(page.script(data).removeprefix("document.currentScript.figure="))
    parts = shown.pop("parts")
    shown["panels"] = ["\n".join(parts[part] for part in panel) for panel in shown["panels"]]
    assert shown == {part: data[part] for part in ("panels", "words", "states")}


def test_a_plain_figure_has_words_and_no_controls(html):
    text = html(alt=lambda: "Two panels.")
    assert "aria-label='Two panels.'" in text
    assert "<form" not in text
    assert "pictures.js" not in text


def test_without_the_variable_a_plain_figure_is_png_and_words(monkeypatch):
    monkeypatch.delenv(STATIC_VARIABLE, raising=False)
    bundle, metadata = explore(draw, alt=lambda: "Two panels.")._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    assert bundle["text/plain"] == "Two panels."
    # What nbconvert and nbviewer read: figures of 7.2 by 2.9 inches at 96 pixels an inch.
    assert metadata == {"image/png": {"alt": "Two panels.", "width": 691, "height": 244}}


def test_svg_needs_no_inline_style_and_keeps_to_the_palette():
    svgs = to_svg(draw(), "a-")
    assert [svg.count("<svg") for svg in svgs] == [1, 1]
    svg = "".join(svgs)
    assert "style" not in svg
    for both in COLOURS.values():
        assert both.light not in svg
    assert not re.search(r"#[0-9a-f]{6}\b", svg)
    assert "var(--figure-forward)" in svg
    assert "z &lt; 0 &amp; z &gt; 0" in svg


def test_each_panel_defines_what_it_refers_to_and_shares_no_id():
    svgs = to_svg(draw(), "a-")
    defined = [re.findall(r" id='([^']+)'", svg) for svg in svgs]
    for svg, own in zip(svgs, defined, strict=True):
        assert len(own) == len(set(own))
        assert set(re.findall(r"#(a-[\w-]+)", svg)) == set(own)
        assert svg.count("<clipPath") == 1
    assert not set(defined[0]) & set(defined[1])
    assert [svg.count("<pattern") for svg in svgs] == [0, 1]


def test_what_only_a_definition_refers_to_is_defined_too():
    figure, (axes,) = panels()
    axes.plot([0, 1], [0, 1], "o", clip_on=True)
    bars = axes.bar([0, 1], [1, 2], hatch="xx")
    bars[0].set_clip_path(bars[1])
    [svg] = to_svg(figure, "a-")
    assert set(re.findall(r"#(a-[\w-]+)", svg)) == set(re.findall(r" id='([^']+)'", svg))


def test_the_same_position_gives_the_same_bytes():
    assert to_svg(draw(), "a-") == to_svg(draw(), "a-")
    assert to_png(draw()) == to_png(draw())


def test_a_picture_over_the_byte_budget_is_refused_live_and_static(monkeypatch):
    monkeypatch.setattr(picture, "MAX_PICTURE_BYTES", 2000)
    with pytest.raises(ValueError, match=r"a picture of [\d,]+ bytes as SVG, but at most 2,000"):
        explore(draw, alt=lambda: "Two panels.")


def test_a_figure_over_the_byte_budget_says_how_many_positions(monkeypatch, figure):
    monkeypatch.setattr(page, "MAX_TRANSFERRED_BYTES", 1000)
    with pytest.raises(
        ValueError, match=r"gain 4 × activation 2 × grid 2 positions are [\d,]+ bytes"
    ):
        figure(**CONTROLS)
