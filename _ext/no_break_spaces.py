"""Keep a number in one line with what belongs to it: 97.7 ± 0.5 %, 7.2 × 10⁶.

The source has plain spaces, which everybody can type and see.
"""

import re

from docutils import nodes
from formulas import SUMMARY

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
#: A formula, or a number in another face, may end before the text begins.
SPACE = re.compile(r"(?:(?<=\d)|^) (?=[%×·])|(?<=\d [×·]) (?=\d)| (?=±)|(?<=±) (?=\d)")
KEPT = (nodes.literal, nodes.math, nodes.FixedTextElement)


def setup(app):
    """Work on each page once its text stands."""
    app.connect("doctree-read", join)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def join(app, doctree):
    """Join the numbers of a page, and those of its questions, which are HTML."""
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, nodes.raw):
            html = text.parent["format"] == "html"
            joined = SUMMARY.sub(lambda summary: joined_numbers(summary[0]), text) if html else text
        elif isinstance(text.parent, KEPT):
            joined = text
        else:
            joined = joined_numbers(text)
        if joined != text:
            text.parent.replace(text, nodes.Text(joined))


def joined_numbers(text):
    """Return a text whose numbers are not parted from their signs.

    >>> joined_numbers("97.7 ± 0.5 %, or 7.2 × 10⁶ of it").replace(NO_BREAK_SPACE, "~")
    '97.7~±~0.5~%, or 7.2~×~10⁶ of it'
    """
    return SPACE.sub(NO_BREAK_SPACE, text)
