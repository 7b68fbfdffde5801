"""Convert formulas to MathML, which browsers draw without a script, and write their font.

`math-core` translates LaTeX when the book is built. The font is the part of STIX Two Math that the
formulas of the site use.
"""

import re
from html import escape
from html.entities import html5
from importlib.metadata import distribution
from unicodedata import normalize
from xml.etree import ElementTree

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from book.fonts import write_math_subset

LOGGER = logging.getLogger(__name__)
FONT = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
FONT_FILE = "_static/formulas.woff"
#: Italic letters: browsers draw a single letter in MathML with its italic form.
ITALIC = [chr(code) for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))]
#: Characters by their entity names in HTML, which XML does not define.
NAMED = {name.removesuffix(";"): character for name, character in html5.items()}
DOCUMENT_TYPE = '<!DOCTYPE math PUBLIC "-" "-">'
#: Classes for the styles of cells, defined in `_static/formulas.css`: pages have no inline styles.
CELL = {
    "text-align:right": "to-right",
    "text-align:left": "to-left",
    "padding-left:0": "close-left",
    "padding-left:1em": "apart",
    "padding-right:0": "close-right",
}
#: Punctuation before and after a formula, which must stay on its line: browsers would start a line
#: with the full stop after a formula. A line may break after a hyphen.
BEFORE = re.compile(r"[(\[“‘]+$")
AFTER = re.compile(r"^[^\w\s(\[]+")


def keep_punctuation(app, doctree):
    """Keep the punctuation around each formula of a page on its line."""
    for formula in list(doctree.findall(nodes.math)):
        keep_together(formula)


def keep_together(formula):
    """Put a formula and the punctuation around it into an element without line breaks."""
    line, place = formula.parent, formula.parent.index(formula)
    marks = ["", ""]
    for side, beside, pattern in [(0, place - 1, BEFORE), (1, place + 1, AFTER)]:
        text = line[beside] if 0 <= beside < len(line) else None
        found = isinstance(text, nodes.Text) and pattern.search(text)
        if found:
            marks[side] = found[0]
            line[beside] = nodes.Text(pattern.sub("", text))
    if any(marks):
        whole = nodes.inline("", "", classes=["unbroken"])
        line[place] = whole
        whole += [nodes.Text(marks[0]), formula, nodes.Text(marks[1])]


def visit_math(translator, node):
    """Write an inline formula."""
    translator.body.append(mathml(translator.config, node.astext(), False, node))
    raise nodes.SkipNode


def visit_math_block(translator, node):
    """Write a displayed formula; several lines are aligned, as Sphinx documents."""
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
    """Return a formula as MathML; if it has an error, warn and return its LaTeX as code."""
    try:
        text = converter(config).convert_with_local_state(formula, displaystyle=display)
    except LatexError as error:
        LOGGER.warning("formula %r: %s", formula, error, location=location)
        return f"<code>{escape(formula)}</code>"
    parser = ElementTree.XMLParser()
    parser.entity.update(NAMED)
    math = ElementTree.fromstring(DOCUMENT_TYPE + text, parser)
    adapt_to_browsers(math)
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def plain_name(math):
    """Return the characters of a formula in MathML, for screen readers."""
    return "".join(ElementTree.fromstring(math).itertext())


def adapt_to_browsers(math):
    """Add attributes and elements to MathML where browsers would otherwise differ."""
    for parent in list(math.iter()):
        for place, child in enumerate(parent):
            if child.get("minsize"):  # Safari, and Chromium beside an index, need an mrow around it
                parent[place] = ElementTree.Element("mrow")
                parent[place].append(child)
            if child.text == "⊙":
                child.set("largeop", "false")  # Firefox enlarges it
    for root in list(math.iter("msqrt")):  # TeX puts the extra height of the sign above its content
        ElementTree.SubElement(root, "mspace", height="0.65em")
    for part in math.iter():
        styles = part.attrib.pop("style", "").replace(" ", "").strip(";")
        for style in filter(None, styles.split(";")):
            if style.startswith("color:"):
                part.set("mathcolor", style.removeprefix("color:"))
            elif style in CELL:
                part.set("class", f"{part.get('class', '')} {CELL[style]}".strip())
    for row in math.iter("mtr"):
        for cell in row[1:]:  # an operator after "&" is binary, with space on both sides
            if len(cell) > 1 and cell[0].tag == "mo" and not cell[0].keys():
                cell[0].set("form", "infix")


def converter(config):
    """Return a converter from LaTeX to MathML, with the macros of `mathjax3_config`."""
    macros = ((config.mathjax3_config or {}).get("tex") or {}).get("macros") or {}
    # A macro with arguments is a list of its text and the number of arguments.
    texts = {name: text if isinstance(text, str) else text[0] for name, text in macros.items()}
    return LatexToMathML(fancy_error=False, macros=texts)


def write_font(site, characters):
    """Write the font with the given characters only."""
    italic = {one for one in ITALIC if normalize("NFKC", one) in characters}
    write_math_subset(FONT, site / FONT_FILE, characters | italic | {"√"})
