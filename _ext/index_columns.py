"""Set the index in as many columns as the screen has room for, and list each module once.

Sphinx makes a table of two columns, and a second list of all modules below the word "module".
"""

import re

from written_pages import is_site, rewrite_pages

TABLE = re.compile(r"<table [^>]*indextable[^>]*><tr>(.*?)</tr></table>", re.DOTALL)
NEXT_COLUMN = re.compile(r"</ul></td>\s*<td[^>]*><ul>")
CELL = re.compile(r"</?td[^>]*>")


def setup(app):
    """Take the second list before the index is written, and the table after."""
    app.connect("html-page-context", list_modules_once)
    app.connect("build-finished", set_columns)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def list_modules_once(app, pagename, templatename, context, doctree):
    """Drop the entry "module", whose entries stand in the alphabet as well."""
    if pagename == "genindex":
        context["genindexentries"] = [
            (letter, [entry for entry in entries if entry[0] != "module"])
            for letter, entries in context["genindexentries"]
        ]


def set_columns(app, exception):
    """Make one list of each letter."""
    if is_site(app, exception):
        rewrite_pages(app, lambda html: TABLE.sub(one_list, html))


def one_list(table):
    """Return a table's entries as one list, which the style sheet sets in columns."""
    return f'<div class="index-columns">{CELL.sub("", NEXT_COLUMN.sub("", table[1]))}</div>'
