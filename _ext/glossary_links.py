"""Sphinx extension: link each term of a glossary where a page first uses it, with its meaning.

`glossary_links_pages = "chapters/"` says how the names of such pages begin, and
`glossary_links_without = ["Further reading"]` which of their sections are left alone. A comment in
an entry declares how else its term is written, and in which phrases its words mean something else:

    unit
      A weighted sum, a bias and an activation function.
      % forms: units
      % not: unit interval

What is folded away is linked only where there is no other use. The meaning, which describes the
link to a screen reader, stands hidden at the end of the page; `_static/terms.js` shows it.
"""

import re
from html import escape
from typing import NamedTuple

from docutils import nodes
from myst_nb.sphinx_ext import HideCodeCellNode
from sphinx import addnodes
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
#: Elements of running text; headings, code, formulas, cells and questions are none of them.
RUNNING = (
    *(nodes.document, nodes.section, nodes.paragraph, nodes.Sequential, nodes.list_item),
    *(nodes.definition_list_item, nodes.definition, nodes.block_quote, nodes.Admonition),
    *(nodes.table, nodes.tgroup, nodes.tbody, nodes.row, nodes.entry, HideCodeCellNode),
    *(nodes.strong, nodes.emphasis, nodes.inline),
)


class Entry(NamedTuple):
    """What the glossary says of a term."""

    id: str
    page: str
    meaning: nodes.definition
    forms: list[str]
    others: list[str]


class Term(nodes.Inline, nodes.TextElement):
    """A term in the text of a page, with the `id` and the `address` of its entry."""


def setup(app):
    """Register the setting, the node and the steps."""
    app.add_config_value("glossary_links_pages", "", "env")
    app.add_config_value("glossary_links_without", [], "env")
    app.add_node(Term, html=(visit_term, depart_term))
    app.connect("doctree-resolved", link_terms, 600)  # once questions stand in place
    app.connect("html-page-context", append_meanings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_terms(app, doctree, page):
    """Link the first use of each term on a page, and say how many there are."""
    pages = app.config.glossary_links_pages
    if not pages or not page.startswith(pages):
        return
    entries = glossary(app.env)
    meant = {form: entry for entry in entries for form in entry.forms}
    phrases = {*meant, *(phrase for entry in entries for phrase in entry.others)}
    longest_first = sorted(phrases, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    linked = set()
    for text in sorted(running_text(doctree, app.config.glossary_links_without), key=is_folded):
        parts, end = [], 0
        for found in re.finditer(rf"(?<![\w-])(?:{either})(?![\w-])", text):
            entry = meant.get(" ".join(found[0].split()))
            if entry and entry.id not in linked:
                linked.add(entry.id)
                address = f"{app.builder.get_relative_uri(page, entry.page)}#{entry.id}"
                term = Term("", found[0], id=entry.id, address=address)
                parts += [nodes.Text(text[end : found.start()]), term]
                end = found.end()
        if parts:
            place = text.parent.index(text)
            text.parent[place : place + 1] = [*parts, nodes.Text(text[end:])]
    LOGGER.info("%s: %d terms of the glossary", page, len(linked))


def glossary(env):
    """Return the entries of all glossaries."""
    objects = env.domains["std"].get_objects()
    pages = sorted({page for _, _, kind, page, *_ in objects if kind == "term"})
    return [
        entry_of(item, page)
        for page in pages
        for listed in env.get_doctree(page).findall(addnodes.glossary)
        for item in listed.findall(nodes.definition_list_item)
    ]


def entry_of(item, page):
    """Return an entry of the glossary, without the link to where its term is introduced."""
    terms = list(item.findall(nodes.term))
    meaning = next(item.findall(nodes.definition))
    declared = {"forms": [term.astext() for term in terms], "not": []}
    for comment in meaning.findall(nodes.comment):
        for line in comment.astext().splitlines():
            kind, _, phrases = line.strip().partition(": ")
            if kind in declared:
                declared[kind] += phrases.split(", ")
            else:
                LOGGER.warning("glossary: %r is neither forms: nor not:", line, location=comment)
    for link in [*meaning.findall(nodes.reference), *meaning.findall(addnodes.pending_xref)]:
        link.parent.remove(link)
    forms, others = (
        [*phrases, *(phrase[0].upper() + phrase[1:] for phrase in phrases)]
        for phrases in declared.values()
    )
    return Entry(terms[0]["ids"][0], page, meaning, forms, others)


def running_text(element, without):
    """Yield the running text of an element in its order, without sections of some titles."""
    for child in element.children:
        if isinstance(child, nodes.Text):
            yield child
        elif isinstance(child, nodes.section) and child[0].astext() in without:
            continue
        elif isinstance(child, RUNNING):
            yield from running_text(child, without)


def is_folded(text):
    """Say whether a text is folded away."""
    return text.parent is not None and (
        isinstance(text.parent, HideCodeCellNode) or is_folded(text.parent)
    )


def visit_term(translator, term):
    """Begin the link of a term."""
    names = f'class="term" aria-describedby="means-{term["id"]}"'
    translator.body.append(f'<a {names} href="{escape(term["address"])}">')


def depart_term(translator, term):
    """End the link of a term."""
    translator.body.append("</a>")


def append_meanings(app, pagename, templatename, context, doctree):
    """Let a page end with the meanings of its terms."""
    linked = {term["id"] for term in doctree.findall(Term)} if doctree else ()
    for entry in glossary(app.env) if linked else ():
        if entry.id in linked:
            meaning = "".join(app.builder.render_partial(one)["fragment"] for one in entry.meaning)
            box = '<div class="term-meaning" id="means-{}" role="tooltip" popover="manual">'
            context["body"] += f"{box.format(entry.id)}{meaning}</div>\n"
