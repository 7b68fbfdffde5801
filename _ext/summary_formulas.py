"""Set formulas in the questions of hidden answers.

A `<summary>` is HTML, in which Markdown leaves $...$ alone; JupyterLab sets it all the same, and
on the website this does.
"""

import re

from docutils import nodes

SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)
FORMULA = re.compile(r"\$([^$]+)\$")


def setup(app):
    """Look at each page once it is read."""
    app.connect("doctree-read", mark_formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mark_formulas(app, doctree):
    """Wrap each formula as MathJax expects it."""
    for raw in list(doctree.findall(nodes.raw)):
        text = raw.astext()
        if raw["format"] == "html" and "<summary>" in text:
            raw.replace_self(nodes.raw("", SUMMARY.sub(marked, text), format="html"))


def marked(summary):
    """Return a summary with its formulas marked."""
    return FORMULA.sub(r'<span class="math">\\(\1\\)</span>', summary[0])
