"""What a caller hands over to `explore`: its colours, style, titles and font show in figures."""

import re
from pathlib import Path

import pytest
from matplotlib import get_data_path
from matplotlib.figure import Figure

from shared.explore import Look, get_look, set_look
from shared.explore.controls import title_of
from shared.explore.picture import to_svg
from shared.explore.sphinx import write_files
from shared.figures import style

SERIF = Path(get_data_path(), "fonts", "ttf", "DejaVuSerif.ttf")
PAGE = {"ink": ("#111111", "#eeeeee"), "paper": ("#ffffff", "#000000")}


@pytest.fixture
def use():
    """Return a function that sets a look until the test ends."""
    before = get_look()
    yield lambda **look: set_look(Look(**look))
    set_look(before)


def draw(colour):
    figure = Figure()
    figure.text(0.1, 0.5, "serif", color=colour, family="DejaVu Serif")
    figure.text(0.5, 0.5, "sans", color="black")
    return figure


def test_the_book_hands_over_its_look():
    assert get_look().colours is style.COLOURS
    assert get_look().style is style.STYLE
    assert title_of("log10_step") == "log₁₀ Δ"


def test_a_page_has_the_colours_and_the_font_of_the_look(use, tmp_path):
    use(colours=PAGE | {"line": ("#aa0000", "#ff8888")}, font={"normal": SERIF})
    [svg] = to_svg(draw("#AA0000"), "")
    assert re.findall(r"<text[^>]* fill='(.*?)'[^>]*>(.*?)<", svg) == [
        ("var(--figure-line)", "serif")
    ]
    assert svg.count("<use ") == len("sans")
    write_files(tmp_path)
    sheet = (tmp_path / "explore.css").read_text(encoding="utf-8")
    assert "--figure-line: #aa0000;" in sheet
    assert "--figure-line: light-dark(#aa0000, #ff8888);" in sheet
    assert {path.name for path in tmp_path.iterdir()} == {
        *("explore.css", "explore.js", "explore-tools.js", "explore-save.js"),
        "explore-normal.woff",
    }


def test_without_a_look_only_black_and_white_follow_the_page(use):
    use()
    [svg] = to_svg(draw("#aa0000"), "")
    assert set(re.findall(r"fill='([^n].*?)'", svg)) == {"#aa0000", "var(--figure-paper)"}
    assert title_of("log10_step") == "log10 step"


@pytest.mark.parametrize(
    ("colours", "message"),
    [
        ({"ink": ("#000000", "#ffffff")}, "'colours' lacks paper"),
        (PAGE | {"line": ("red", "#ff8888")}, "'line': ('red', '#ff8888'); a name"),
        (PAGE | {"a line": ("#aa0000", "#ff8888")}, "'a line'"),
    ],
)
def test_what_is_wrong_with_colours_is_said(colours, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Look(colours=colours)
