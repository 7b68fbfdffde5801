"""What a line of a page may not part: a formula from its punctuation, a number from its sign."""

import re
import subprocess
import sys
from html import unescape

import pytest

from tests.figure_checks import BOOK

pytestmark = pytest.mark.slow
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
CONFIGURATION = f"""
import sys
sys.path.insert(0, {str(BOOK / "_ext")!r})
extensions = ["myst_parser", "formulas", "no_break_spaces"]
myst_enable_extensions = ["dollarmath"]
html_math_renderer = "typeset"
html_theme = "basic"
"""
FORMULA = re.compile(r"<mjx-container.*?</mjx-container>", re.DOTALL)
TEXT = r"""# A page

The slope is $a$, the height ($b$); $c$ is free, and $d$-dimensional “$e$”.
It reads **97.7** ± 0.5 % of $f$ × 5, at $g = ±1$ or h = ±0.5, in 7.2 × 10⁶ steps of 3 · 4.

<details><summary>Are $p$, $q$ and $r$ above 5 %?</summary>

At `2 % 3` a remainder is 2.

    4 % 3

</details>
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return the text of a small page as HTML, with F for each formula."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "index.md").write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", folder, folder / "html"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    html = FORMULA.sub("F", (folder / "html" / "index.html").read_text(encoding="utf-8"))
    return unescape(html)


def test_punctuation_stays_with_the_formula_it_follows_or_precedes(page):
    unbroken = re.findall(r'<span class="unbroken">(.*?)</span>', page)
    assert unbroken == ["F,", "(F);", "F-", "“F”.", "F,"]
    assert 'slope is <span class="unbroken">F,</span> the height' in page
    assert "F is free" in page
    assert '<summary>Are <span class="unbroken">F,</span> F and F above' in page


def test_a_number_stays_with_its_sign(page):
    text = page.replace(NO_BREAK_SPACE, "~")
    assert "<strong>97.7</strong>~±~0.5~% of F~× 5" in text
    assert "or h =~±0.5, in 7.2~×~10⁶ steps of 3~·~4." in text
    assert "above 5~%?</summary>" in text


def test_code_stays_as_it_was_typed(page):
    assert '<span class="pre">2</span> <span class="pre">%</span>' in page
    assert NO_BREAK_SPACE not in re.search(r"<pre>.*?</pre>", page, re.DOTALL)[0]
