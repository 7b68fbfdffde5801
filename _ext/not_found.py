"""The page for addresses that do not exist, shown at any depth: its links are absolute.

`sphinx-notfound-page` makes it; here it learns in which folder of its host the site lives.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import address

WORDS = """
<h1>This page does not exist</h1>
<p>The address may be mistyped, or the page has moved. The <a href="{root}index.html">first page</a>
lists all chapters, and the search knows every word of the book.</p>
<form action="{root}search.html" method="get">
  <label>Search the book <input type="search" name="q" class="form-control"></label>
  <button type="submit" class="btn btn-primary">Search</button>
</form>
"""


def setup(app):
    """Tell the extension what it would otherwise guess."""
    app.setup_extension("notfound.extension")
    app.connect("config-inited", configure, priority=100)
    app.connect("html-page-context", make_root_absolute)
    app.connect("build-finished", make_files_absolute, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def configure(app, config):
    """Set the folder and the words; where the site's address is not known, it is a host's root."""
    root = urlsplit(address.find(config, os.environ).site).path or "/"
    config.notfound_urls_prefix = root
    config.notfound_context = {"title": "Page not found", "body": WORDS.format(root=root)}


def make_root_absolute(app, pagename, templatename, context, doctree):
    """Let scripts find the site's root from this page, too."""
    if pagename == app.config.notfound_pagename:
        context["content_root"] = app.config.notfound_urls_prefix


def make_files_absolute(app, exception):
    """Catch the files that were added to the page after it was written."""
    page = Path(app.outdir, f"{app.config.notfound_pagename}.html")
    if exception is None and page.is_file():
        root = app.config.notfound_urls_prefix
        text = re.sub(r'((?:src|href)=")(_static/)', rf"\1{root}\2", page.read_text("utf-8"))
        page.write_text(text, encoding="utf-8")
