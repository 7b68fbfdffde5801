"""Formulas as MathML, and the punctuation that stays on their line."""

import re
import subprocess
import sys
from html import unescape
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from tests.figure_checks import BOOK

pytestmark = pytest.mark.slow
MACROS = {"tex": {"macros": {"R": r"\mathbb{R}", "norm": [r"\lVert #1 \rVert", 1]}}}
CONFIGURATION = f"""
import sys
sys.path.insert(0, {str(BOOK / "_ext")!r})
from pathlib import Path
from book import formulas
from book.style_sheet import Shown
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
html_math_renderer = "mathml"
html_theme = "basic"
mathjax3_config = {MACROS!r}

def setup(app):
    app.add_html_math_renderer(
        "mathml", (formulas.visit_math, None), (formulas.visit_math_block, None)
    )
    app.connect("doctree-read", formulas.keep_punctuation, 500)
    app.connect("build-finished", write_font)

def write_font(app, exception):
    shown, site = Shown(), Path(app.outdir)
    shown.feed((site / "index.html").read_text(encoding="utf-8"))
    formulas.write_font(site, shown.formula_characters)
"""
FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)
TEXT = r"""# A page

The slope is $a$, the height ($b$); $c$ is free, and $d$-dimensional “$e$”.
It reads **97.7** ± 0.5 % of $f$ × 5, at $g = ±1$ or h = ±0.5, in 7.2 × 10⁶ steps of 3 · 4.

$$\boldsymbol{x}$$

$$\color{red} x$$

$$x \in \R$$

$$\norm{x}$$

$$
a &= b \\
&+ \sum_i c \sqrt{d}
$$

$$\operatorname{ReLU}(z) < 1$$

$$x_i y_i$$

$$x^2 f^2$$

$$\sqrt n \sqrt D$$

$$\hat p$$
"""


def build(folder, text):
    """Build a small page; return the process and the page."""
    (folder / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "index.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", folder, folder / "html"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of a small site."""
    folder = tmp_path_factory.mktemp("book")
    result = build(folder, TEXT)
    assert result.returncode == 0, result.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def page(site):
    """Return the text of its page as HTML, with F for each formula."""
    return unescape(FORMULA.sub("F", (site / "index.html").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def formulas(site):
    """Return the formulas of its page that stand by themselves."""
    html = (site / "index.html").read_text(encoding="utf-8")
    found = [ElementTree.fromstring(one) for one in FORMULA.findall(html)]
    return [math for math in found if math.get("display") == "block"]


def shown(math):
    return "".join(math.itertext())


def test_bold_symbols_colours_and_configured_macros_are_understood(formulas):
    bold, red, numbers, norm = formulas[:4]
    assert shown(bold) == "𝒙"
    assert [one.get("mathcolor") for one in red.iter() if one.get("mathcolor")] == ["#FF0000"]
    assert shown(numbers) == "x∈ℝ"
    assert shown(norm) == "‖x‖"


def test_characters_that_html_names_are_written_as_they_are(formulas):
    assert shown(formulas[5]) == "ReLU\N{FUNCTION APPLICATION}(z)<1"


def test_no_formula_has_a_style_inside_which_pages_forbid(site):
    assert " style=" not in "".join(FORMULA.findall((site / "index.html").read_text("utf-8")))


def test_a_sign_that_begins_an_aligned_line_keeps_its_space(formulas):
    (sign,) = [one for one in formulas[4].iter("mo") if one.text == "+"]
    assert sign.get("form") == "infix"


def test_the_font_draws_every_formula_and_carries_its_licence(site, formulas):
    font = TTFont(site / "_static" / "formulas.woff")
    needed = set("".join(map(shown, formulas))) | {"√", "\N{MATHEMATICAL ITALIC SMALL A}"}
    assert {one for one in needed if ord(one) not in font.getBestCmap()} <= {" ", "\u2061"}
    assert "Open Font License" in font["name"].getDebugName(13)


@pytest.fixture(scope="module")
def drawn(site, browser):
    """Return a function that asks for the box of a part of a formula, in em; 0 is the top."""
    math = "".join(FORMULA.findall((site / "index.html").read_text(encoding="utf-8"))[-4:])
    style = (BOOK / "_static" / "formulas.css").read_text(encoding="utf-8")
    folder = site / "_static"
    (folder / "drawn.html").write_text(
        "<!DOCTYPE html><meta charset=utf-8>"
        f"<style>{style} math {{ font-size: 100px }}</style>{math}",
        encoding="utf-8",
    )
    page = browser.new_page()
    page.goto((folder / "drawn.html").as_uri())
    page.evaluate("document.fonts.ready.then(() => 0)")
    box = (
        "(one) => [one.getBoundingClientRect().top / 100, one.getBoundingClientRect().bottom / 100]"
    )
    yield lambda selector: page.locator(selector).evaluate(box)
    page.close()


def test_an_index_stands_as_high_whatever_letter_it_belongs_to(drawn):
    tops = [drawn(f"msub:nth-of-type({place}) > :last-child")[0] for place in (1, 2)]
    assert tops[0] == pytest.approx(tops[1], abs=0.05), "y reaches below the line, x does not"
    bottoms = [drawn(f"msup:nth-of-type({place}) > :last-child")[1] for place in (1, 2)]
    assert bottoms[0] == pytest.approx(bottoms[1], abs=0.06), "f reaches higher than x"


def test_a_root_stands_as_clear_of_a_low_letter_as_of_a_high_one(drawn):
    low, high = drawn("msqrt:nth-of-type(1)"), drawn("msqrt:nth-of-type(2)")
    assert low == pytest.approx(high, abs=0.05)
    assert drawn("msqrt:nth-of-type(2) > mi")[0] - high[0] > 0.15


def test_an_accent_touches_no_letter(drawn):
    assert drawn("mover > mo")[1] < drawn("mover > mi")[0] - 0.01


def test_an_unknown_command_is_an_error_that_names_file_and_formula(tmp_path):
    result = build(tmp_path, "# A page\n\nHere $\\wrong{a}$.")
    assert result.returncode == 1
    assert re.search(r"index\.md.*WARNING: formula '\\\\wrong.*Unknown command", result.stderr)


def test_punctuation_stays_with_the_formula_it_follows_or_precedes(page):
    unbroken = re.findall(r'<span class="unbroken">(.*?)</span>', page)
    assert unbroken == ["F,", "(F);", "F-", "“F”."]
    assert 'slope is <span class="unbroken">F,</span> the height' in page
    assert "F is free" in page
