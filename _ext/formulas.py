"""Set formulas while the book is built, so that a page needs no script to show them.

MathJax runs here, in V8 without a browser, and leaves HTML, one style sheet and MathML for screen
readers. In the reader's browser it would be the largest script of a page and keep a phone busy for
seconds.
"""

import atexit
import re
from functools import cache
from html import unescape
from importlib import import_module
from pathlib import Path
from shutil import copyfile

from docutils import nodes
from font_subset import write_subset
from py_mini_racer import MiniRacer
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
MATHJAX = Path(import_module("sphinx-mathjax-offline").__path__[0], "static", "mathjax")
COMPONENTS = [
    "startup.js",
    "core.js",
    "adaptors/liteDOM.js",
    "input/tex-base.js",
    "input/tex/extensions/ams.js",
    "input/tex/extensions/newcommand.js",
    "output/chtml.js",
    "output/chtml/fonts/tex.js",
    "a11y/assistive-mml.js",
]
FONTS = MATHJAX / "output" / "chtml" / "fonts" / "woff-v2"
#: The faces of most letters. Each that comes late moves all formulas once more.
FIRST_FONTS = ["MathJax_Zero.woff", "MathJax_Math-Italic.woff", "MathJax_Main-Regular.woff"]

#: As tall as the letters of the text around, whose fonts are larger at the same size.
SIZE = "mjx-container { font-size: 115%; }\n"

#: A question with a hidden answer is HTML, in which Markdown leaves $...$ alone.
SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)
SUMMARY_FORMULA = re.compile(r"\$([^$]+)\$([^\w\s$<&(\[]*)")

#: What belongs to a formula beside it: a browser would let a line begin with the full stop after
#: it. A break may follow a hyphen.
BEFORE = re.compile(r"[(\[“‘]+$")
AFTER = re.compile(r"^[^\w\s(\[]+")
UNBROKEN = "unbroken"

ERROR = re.compile(r"data-mjx-error=\"([^\"]*)\"")
CONTENT = re.compile(r"content: \"([^\"]*)\"")
CHARACTER = re.compile(r"\\([0-9A-F]+)|(.)")


def setup(app):
    """Offer the renderer; `_config.yml` chooses it by `html_math_renderer: typeset`."""
    app.add_html_math_renderer("typeset", (visit_math, None), (visit_math_block, None))
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", write_assets)
    app.connect("html-page-context", fetch_letters_early)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False}


# --- reading: which formulas there are ------------------------------------------------------------


def collect(app, doctree):
    """Note the formulas of a page, set those of its questions, and keep punctuation with them."""
    formulas = [(node.astext(), False) for node in doctree.findall(nodes.math)]
    formulas += [(aligned(node), True) for node in doctree.findall(nodes.math_block)]
    for raw in list(doctree.findall(nodes.raw)):
        text = raw.astext()
        if raw["format"] == "html" and "<summary>" in text:
            formulas += [
                (unescape(formula), False)
                for summary in SUMMARY.findall(text)
                for formula, _ in SUMMARY_FORMULA.findall(summary)
            ]
            raw.replace_self(nodes.raw("", SUMMARY.sub(set_summary, text), format="html"))
    known = app.env.__dict__.setdefault("formulas", {})
    known[app.env.docname] = formulas
    for formula in list(doctree.findall(nodes.math)):
        keep_together(formula)


def forget(app, env, docname):
    """Drop the formulas of a page that is read again."""
    env.__dict__.setdefault("formulas", {}).pop(docname, None)


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


def set_summary(summary):
    """Return a question with its formulas set, each with the punctuation after it."""

    def set_formula(found):
        html = typeset(unescape(found[1]), False)
        return f'<span class="{UNBROKEN}">{html}{found[2]}</span>' if found[2] else html

    return SUMMARY_FORMULA.sub(set_formula, summary[0])


# --- writing: each formula where it stands --------------------------------------------------------


def visit_math(translator, node):
    """Write a formula of a line."""
    write(translator, node, node.astext(), False)


def visit_math_block(translator, node):
    """Write a formula that stands by itself."""
    write(translator, node, aligned(node), True)


def write(translator, node, formula, display):
    """Write a formula, or say where one stands that MathJax does not understand."""
    html = typeset(formula, display)
    error = ERROR.search(html)
    if error:
        LOGGER.warning("formula %r: %s", formula, unescape(error[1]), location=node)
    translator.body.append(html)
    raise nodes.SkipNode


def aligned(node):
    """Return a block's formula; several lines are aligned, as Sphinx documents."""
    formula = node.astext()
    if r"\\" in formula and not node["nowrap"]:
        formula = rf"\begin{{split}}{formula}\end{{split}}"
    return formula + (rf"\tag{{{node['number']}}}" if node.get("number") else "")


@cache
def engine():
    """Return V8 with MathJax in it."""
    context = MiniRacer()
    atexit.register(context.close)  # left to Python's end, one process in a few never ends
    context.eval("globalThis.MathJax = { loader: { load: [] } }")
    for path in [*(MATHJAX / name for name in COMPONENTS), Path(__file__).with_name("typeset.js")]:
        context.eval(path.read_text(encoding="utf-8"))
    return context


@cache
def typeset(formula, display):
    """Return a formula as HTML."""
    return engine().call("typeset", formula, display)


# --- what the formulas of all pages share ---------------------------------------------------------


def write_assets(app, env):
    """Write the style sheet and the part of each font that the book's formulas use."""
    for formula, display in sorted(set().union(*env.formulas.values())):
        typeset(formula, display)
    sheet = engine().call("styleSheet")
    folder = Path(app.doctreedir).parent / "formula-assets"
    (folder / "formulas").mkdir(parents=True, exist_ok=True)
    characters = {
        int(code, 16) if code else ord(plain)
        for content in CONTENT.findall(sheet)
        for code, plain in CHARACTER.findall(content)
    }
    for font in FONTS.glob("*.woff"):
        target = folder / "formulas" / font.name
        if font.name in sheet and not write_subset(font, target, characters):
            copyfile(font, target)  # MathJax's own trick: a font whose characters have no width
    (folder / "formulas.css").write_text(f"{sheet}\n{SIZE}", encoding="utf-8")
    app.config.html_static_path.append(str(folder))


def fetch_letters_early(app, pagename, templatename, context, doctree):
    """Fetch the first fonts with the page, unless it has sliders, which shall answer first."""
    body = context.get("body", "")
    if "<mjx-container" in body and "<form class='explore-controls'" not in body:
        fonts = [f"_static/formulas/{name}" for name in FIRST_FONTS]
        context["metatags"] = context.get("metatags", "") + "".join(
            "\n<link rel='preload' as='font' type='font/woff' crossorigin "
            f"href='{context['pathto'](font, resource=True)}'>"
            for font in fonts
        )
