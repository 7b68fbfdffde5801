"""Write formulas as MathML, which browsers draw themselves, and the font they are drawn in.

`math-core` translates LaTeX while the book is built; nothing is left to do in the reader's browser.
The font is the part of STIX Two Math that the formulas of the site use.
"""

import re
from functools import partial
from html import escape, unescape
from html.parser import HTMLParser
from importlib.metadata import distribution
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree

from docutils import nodes
from font_subset import write_math_subset
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from written_pages import is_site

LOGGER = logging.getLogger(__name__)
FONT = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
FONT_FILE = "_static/formulas.woff"
#: Browsers draw a letter that stands alone by its italic twin.
ITALIC = [chr(code) for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))]
#: A character by its name in HTML, which XML does not know.
NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot);)\w+;")

#: A question with a hidden answer is HTML, in which Markdown leaves $...$ alone.
SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)
SUMMARY_FORMULA = re.compile(r"\$([^$]+)\$([^\w\s$<&(\[]*)")

#: What belongs to a formula beside it: a browser would let a line begin with the full stop after
#: it. A break may follow a hyphen.
BEFORE = re.compile(r"[(\[“‘]+$")
AFTER = re.compile(r"^[^\w\s(\[]+")
UNBROKEN = "unbroken"


def setup(app):
    """Offer the renderer; `_config.yml` chooses it by `html_math_renderer: mathml`."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.connect("doctree-read", convert_questions)
    app.connect("html-page-context", preload_font)
    app.connect("build-finished", write_font)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}


# --- reading --------------------------------------------------------------------------------------


def convert_questions(app, doctree):
    """Convert the formulas of a page's questions, and keep punctuation with all formulas."""
    for raw in list(doctree.findall(nodes.raw)):
        text = raw.astext()
        if raw["format"] == "html" and "<summary>" in text:
            replace = partial(summary_html, app.config, raw)
            raw.replace_self(nodes.raw("", SUMMARY.sub(replace, text), format="html"))
    for formula in list(doctree.findall(nodes.math)):
        keep_together(formula)


def summary_html(config, location, summary):
    """Return a question with its formulas as MathML, each with the punctuation after it."""

    def formula_html(found):
        html = mathml(config, unescape(found[1]), False, location)
        return f'<span class="{UNBROKEN}">{html}{found[2]}</span>' if found[2] else html

    return SUMMARY_FORMULA.sub(formula_html, summary[0])


def keep_together(formula):
    """Put a formula and the punctuation around it into an element that no line breaks."""
    line, place = formula.parent, formula.parent.index(formula)
    marks = ["", ""]
    for side, beside, pattern in [(0, place - 1, BEFORE), (1, place + 1, AFTER)]:
        text = line[beside] if 0 <= beside < len(line) else None
        found = isinstance(text, nodes.Text) and pattern.search(text)
        if found:
            marks[side] = found[0]
            line[beside] = nodes.Text(pattern.sub("", text))
    if any(marks):
        whole = nodes.inline("", "", classes=[UNBROKEN])
        line[place] = whole
        whole += [nodes.Text(marks[0]), formula, nodes.Text(marks[1])]


# --- writing --------------------------------------------------------------------------------------


def visit_math(translator, node):
    """Write a formula of a line."""
    translator.body.append(mathml(translator.config, node.astext(), False, node))
    raise nodes.SkipNode


def visit_math_block(translator, node):
    """Write a formula that stands by itself; several lines are aligned, as Sphinx documents."""
    formula = node.astext()
    if r"\\" in formula and not node["nowrap"] and r"\begin{" not in formula:
        formula = rf"\begin{{aligned}}{formula}\end{{aligned}}"
    translator.body.append(translator.starttag(node, "div", CLASS="formula"))
    translator.body.append(mathml(translator.config, formula, True, node))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def mathml(config, formula, display, location):
    """Return a formula as MathML, or warn, with its place, that it is not understood."""
    try:
        text = converter(config).convert_with_local_state(formula, displaystyle=display)
    except LatexError as error:
        LOGGER.warning("formula %r: %s", formula, error, location=location)
        return f"<code>{escape(formula)}</code>"
    math = ElementTree.fromstring(NAMED.sub(lambda name: unescape(name[0]), text))
    adapt_to_browsers(math)
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def adapt_to_browsers(math):
    """Say outright what browsers make out differently."""
    for parent in list(math.iter()):
        for place, child in enumerate(parent):
            if child.get("minsize"):  # Safari, and Chromium beside an index, want a row around it
                parent[place] = ElementTree.Element("mrow")
                parent[place].append(child)
            if child.text == "⊙":
                child.set("largeop", "false")  # Firefox enlarges it
    for row in math.iter("mtr"):
        for cell in row[1:]:  # a sign after "&" stands between two terms, with space on both sides
            if len(cell) > 1 and cell[0].tag == "mo" and not cell[0].keys():
                cell[0].set("form", "infix")


def converter(config):
    """Return what understands LaTeX, and the macros that `mathjax3_config` defines."""
    macros = ((config.mathjax3_config or {}).get("tex") or {}).get("macros") or {}
    # With arguments, MathJax takes a list of the text and their number.
    texts = {name: text if isinstance(text, str) else text[0] for name, text in macros.items()}
    return LatexToMathML(fancy_error=False, macros=texts)


# --- the font -------------------------------------------------------------------------------------


def preload_font(app, pagename, templatename, context, doctree):
    """Fetch the font with the pages that have formulas: it moves them when it comes late."""
    if "<math" in context.get("body", ""):
        context["metatags"] = context.get("metatags", "") + (
            "\n<link rel='preload' as='font' type='font/woff' crossorigin "
            f"href='{context['pathto'](FONT_FILE, resource=True)}'>"
        )


class Shown(HTMLParser):
    """Collects the characters of a page's formulas."""

    def __init__(self):
        super().__init__()
        self.characters = set()
        self._is_in_formula = False

    def handle_starttag(self, tag, attributes):
        """Notice where a formula begins."""
        self._is_in_formula |= tag == "math"

    def handle_endtag(self, tag):
        """Notice where it ends."""
        self._is_in_formula &= tag != "math"

    def handle_data(self, data):
        """Keep what stands in it."""
        if self._is_in_formula:
            self.characters.update(data)


def write_font(app, exception):
    """Write the part of the font that the formulas of all pages use."""
    if not is_site(app, exception):
        return
    shown = Shown()
    for page in Path(app.outdir).rglob("*.html"):
        shown.feed(page.read_text(encoding="utf-8"))
    italic = {one for one in ITALIC if normalize("NFKC", one) in shown.characters}
    write_math_subset(FONT, Path(app.outdir, FONT_FILE), shown.characters | italic | {"√"})
