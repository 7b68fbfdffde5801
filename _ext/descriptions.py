"""Say of each page, to those who list pages, what it says of itself in its first sentence."""

from html import escape

from docutils import nodes

#: What search engines show of a description, give or take.
LONGEST = 200
ENDS = (". ", "; ", "? ")


def setup(app):
    """Add the description before other extensions look for one."""
    app.connect("html-page-context", describe, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def describe(app, pagename, templatename, context, doctree):
    """Put the description among a page's metadata, and the book's title once into its title."""
    if pagename == app.config.root_doc:
        context["docstitle"] = None
    description = "" if doctree is None else shortened(first_paragraph(doctree))
    context["description"] = description
    if description:
        context["metatags"] += f'<meta name="description" content="{escape(description)}">\n'


def first_paragraph(doctree):
    """Return the text of the first paragraph that stands in a section by itself."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section):
            return " ".join(paragraph.astext().split())
    return ""


def shortened(text):
    """Return as many sentences, or else clauses or words, as a description may hold.

    >>> shortened("One sentence. Another.")
    'One sentence. Another.'
    >>> shortened("A clause; " + "and so on " * 30)
    'A clause.'
    >>> shortened("word " * 100)[-6:]
    'word …'
    """
    if len(text) <= LONGEST:
        return text
    start = text[:LONGEST]
    end = max(start.rfind(each) for each in ENDS)
    if end > 0:
        return start[:end] + start[end].replace(";", ".")
    return start.rpartition(" ")[0] + " …"
