"""Texts of figures in any font and place: none is cut off, lost, or another on the page."""

import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from PIL import Image

from shared.explore import STATIC_VARIABLE, explore, get_look
from shared.explore.page import MIME_TYPE, html
from shared.explore.picture import to_png, to_svg
from shared.explore.sphinx import write_files
from shared.figures.style import panels, styled

FORMULAS = [
    r"$\mathcal{L}(\theta)$",
    r"$\sqrt{\frac{1}{n}\sum_{i=1}^n x_i^2}$",
    r"$\left(\frac{\partial L}{\partial W}\right)^\top$",
    r"$\mathbb{R}^d \ni \mathbf{x} \mapsto \boldsymbol{\hat{y}}$",
    r"half $\mathrm{ReLU}(z)$, half words",
]


def with_text(text, **look):
    figure = Figure()
    figure.text(0.2, 0.5, text, **look)
    return figure


@pytest.mark.parametrize(
    ("text", "look"),
    [("loss ℓ(θ) ≤ 10⁻³", {}), ("step", {"style": "italic"})],
    ids=["plain", "italic"],
)
def test_text_that_the_font_of_the_page_has_stays_text(text, look):
    [svg] = to_svg(with_text(text, **look), "")
    assert f">{text}</text>" in svg


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("$x$", {}),
        ("loss", {"family": "serif"}),
        ("loss", {"family": "monospace"}),
        ("loss", {"weight": "bold"}),
        ("a ⇒ b", {}),
    ],
    ids=["formula", "serif", "monospace", "bold", "character"],
)
def test_text_in_another_font_is_drawn_as_paths(text, look):
    [svg] = to_svg(with_text(text, **look), "a-")
    assert "<text" not in svg
    assert re.search(r"<use [^>]*href='#a-", svg)


@pytest.mark.parametrize("text", ["中文 loss", "$中 + 文$"])
def test_characters_that_no_font_has_are_named(text):
    with pytest.raises(ValueError, match=rf"no 中, 文 for the text '{re.escape(text)}'; name"):
        explore(lambda: with_text(text), alt=lambda: "Words.")


def views(figure):
    return [re.search(r"viewBox='([^']*)'", svg)[1].split() for svg in to_svg(figure, "")]


@pytest.mark.parametrize(
    ("place", "look", "edge"),
    [
        ((1.1, 0.5), {}, "right"),
        ((-0.1, 0.5), {"rotation": 90}, "left"),
        ((0.5, 1.1), {"rotation": 45, "va": "bottom"}, "top"),
        ((0.5, 0.0), {"va": "top"}, "bottom"),
    ],
)
def test_a_picture_grows_where_a_text_leaves_it(place, look, edge):
    figure = Figure(figsize=(3, 2))
    label = figure.text(*place, "label", **look)
    png = Image.open(io.BytesIO(to_png(figure)))
    x, y, width, height = map(float, views(figure)[0])
    figure.dpi = 72
    box = label.get_window_extent()
    assert x <= box.x0
    assert box.x1 <= x + width
    assert y <= 144 - box.y1
    assert 144 - box.y0 <= y + height
    moved = {"left": -x, "top": -y, "right": x + width - 216, "bottom": y + height - 144}
    assert [side for side in moved if moved[side] > 1] == [edge]
    np.testing.assert_allclose(png.size, np.array((width, height)) * 192 / 72, atol=3)


def test_a_panel_grows_by_itself_and_a_picture_without_such_texts_keeps_its_size():
    figure, (_, right) = panels(2)
    right.text(1.2, 0.5, "beyond the panel", transform=right.transAxes)
    first, second = views(figure)
    assert first == ["0", "0", "259.2", "183.6"]
    assert float(second[2]) > 259.2


def test_what_stands_outside_all_panels_is_refused():
    figure, _ = panels(2)
    figure.suptitle("Two panels")
    with pytest.raises(ValueError, match="text outside all subfigures, such as a suptitle"):
        to_svg(figure, "")


def test_the_boxes_of_glyphs_in_the_fonts_of_the_page_are_right(tmp_path):
    write_files(tmp_path)
    for style in get_look().font:
        with TTFont(tmp_path / f"explore-{style}.woff", recalcBBoxes=False) as font:
            glyphs = font["glyf"]
            for name in font.getGlyphOrder():
                stored = box(glyphs[name])
                glyphs[name].recalcBounds(glyphs)
                assert stored == box(glyphs[name]), f"{style} {name}"


def box(glyph):
    return [getattr(glyph, side, 0) for side in ("xMin", "yMin", "xMax", "yMax")]


def draw_in_another_style():
    with plt.style.context("ggplot"):
        figure, axes = plt.subplots(figsize=(416 / 96, 3), layout="constrained")
        axes.plot([0, 1], [0, 1])
        axes.set(xlabel=FORMULAS[0], ylabel=FORMULAS[1], title=FORMULAS[3])
        axes.text(0.1, 0.8, FORMULAS[2])
        axes.text(0.3, 0.2, FORMULAS[4], family="serif")
    plt.close(figure)
    return figure


@styled
def draw_in_black():
    figure = Figure()
    figure.text(0.2, 0.5, "words", color="black")
    return figure


@pytest.fixture
def static(monkeypatch):
    """Return a function that makes a figure's HTML."""
    monkeypatch.setenv(STATIC_VARIABLE, "1")
    return lambda draw: html(explore(draw, alt=lambda: "Words.")._repr_mimebundle_()[MIME_TYPE])


def test_figures_in_another_style_look_on_a_dark_page_as_in_the_notebook(browser, static, tmp_path):
    write_files(tmp_path)
    text = (
        "<!DOCTYPE html><html style='color-scheme: dark'><meta charset='utf-8'>"
        "<link rel='stylesheet' href='explore.css'>"
        "<style>.explore-panel { min-width: 100% }</style>"
        "<body style='margin: 0; width: 416px; background: #121212'>"
        f"{static(draw_in_another_style)}"
    )
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": 416, "height": 400}, device_scale_factor=2)
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    shown = Image.open(io.BytesIO(page.locator(".explore-panel").screenshot())).convert("L")
    page.close()
    there = Image.open(io.BytesIO(to_png(draw_in_another_style()))).convert("L")
    assert shown.size == there.size == (832, 576)
    shown, there = (np.asarray(one.reduce(8), dtype=float) for one in (shown, there))
    assert abs(shown - there).max() < 60  # of 255, in squares of 4 points


def test_figures_in_the_style_of_the_book_follow_the_page(static):
    assert "explore-light" not in static(draw_in_black)
