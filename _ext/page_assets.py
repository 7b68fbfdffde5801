"""Load on each page only what the page uses, and run no script before the text is there."""

import re

from written_pages import is_site, rewrite_pages

#: Files that extensions put on every page, and what only the pages that need them contain.
NEEDED_BY = {
    "clipboard.min.js": 'class="highlight',
    "copybutton.css": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "design-tabs.js": "sd-tab-",
    "formulas.css": "<math",
    "mystnb": 'class="cell',
    "sphinx-design.min.css": 'class="sd-',
}
FILE = re.compile("|".join(map(re.escape, NEEDED_BY)))


def setup(app):
    """Take over from Jupyter Book, which puts all of `_static` on every page."""
    app.connect("config-inited", load_only_the_prose, priority=900)
    app.connect("html-page-context", forget_what_is_not_needed, priority=900)
    app.connect("build-finished", let_text_come_first)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def load_only_the_prose(app, config):
    """Forget the other files that Jupyter Book found in `_static`."""
    config.html_css_files = [("book.css", {}), ("formulas.css", {})]
    config.html_js_files = [("page.js", {})]


def forget_what_is_not_needed(app, pagename, templatename, context, doctree):
    """Drop the files that this page does not need."""
    body = context.get("body", "")
    for files in ("css_files", "script_files"):
        context[files] = [file for file in context[files] if is_needed(file.filename, body)]


def is_needed(address, body):
    """Say whether a page with this body needs a file."""
    file = FILE.search(str(address or ""))
    return not file or NEEDED_BY[file[0]] in body


def let_text_come_first(app, exception):
    """Let a page be read before the theme's scripts run; they keep their order."""
    if is_site(app, exception):
        rewrite_pages(app, lambda html: html.replace('<script src="', '<script defer src="'))
