"""Mark only the words of code that a style sheet colours.

Pygments wraps every word, comma and space of a program; most look like the text around them. What
is not marked a phone need not read, style or lay out.
"""

import re
from pathlib import Path

from written_pages import is_site, rewrite_pages

TOKEN = re.compile(r"<span class=\"(\w+)\">([^<]*)</span>")
BASE = re.compile(r"^(.*)\.highlight \{.*\b(color: #\w+) \}", re.MULTILINE)
RULE = re.compile(r"^(.*)\.highlight \.(\w+) \{ (.*?) \}", re.MULTILINE)
CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)


def setup(app):
    """Work on the pages as they were written."""
    app.connect("build-finished", unmark_plain_tokens)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def unmark_plain_tokens(app, exception):
    """Rewrite the code of every page."""
    if not is_site(app, exception):
        return
    sheet = Path(app.outdir, "_static", "pygments.css")
    styled = styled_tokens(sheet.read_text(encoding="utf-8"))

    def unmarked(token):
        return token[0] if token[1] in styled else token[2]

    rewrite_pages(app, lambda html: CODE.sub(lambda code: TOKEN.sub(unmarked, code[0]), html))


def styled_tokens(sheet):
    """Return the classes of the tokens that look different from plain code, on some theme."""
    base = dict(BASE.findall(sheet))
    return {token for theme, token, style in RULE.findall(sheet) if style != base.get(theme)}
