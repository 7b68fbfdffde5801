"""Sphinx extension: questions of `ask` on pages, which have no kernel.

`extensions = ["myst_nb", "ask.sphinx"]`. The Markdown above a cell that asks becomes a part of the
question: back to the paragraph that begins in bold, and a list at its end the options. A folded
answer in the Markdown below becomes a part of its answer. The package's metadata names
`QuestionRenderer` to MyST-NB.
"""

import os
import re
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import MimeData
from rjsmin import jsmin
from sphinx.util import logging

from . import MIME_TYPE, STATIC_VARIABLE
from .page import ANSWER, BUTTONS, VERDICT, cover, field, opening, option

LOGGER = logging.getLogger(__name__)
BUILDERS = ("html", "dirhtml")
STATIC = Path(__file__).with_name("static")
SCRIPT, SHEET = "ask.js", "ask.css"
FOLDED = re.compile(r"<details>\s*<summary>\s*(Answer|Why)\s*</summary>", re.IGNORECASE)


class AskedCell(nodes.General, nodes.Element):
    """What a cell asks, with its sentences as children, before `place_questions`."""


class Html(nodes.General, nodes.Element):
    """An element of a page: HTML before its children and after them."""


class QuestionRenderer:
    """MyST-NB's plugin for questions among the outputs of cells."""

    mime_priority_overrides = [(builder, MIME_TYPE, 1) for builder in BUILDERS]  # noqa: RUF012

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the node of a question, or None for any other output."""
        if data.mime_type != MIME_TYPE:
            return None
        asked = AskedCell(asked=data.content)
        for instance in data.content["instances"]:
            for sentence in (instance["given"], instance["right"], *instance["wrong"]):
                part = nodes.container()
                markdown = MimeData("text/markdown", sentence, data.cell_metadata, line=data.line)
                part += renderer.render_markdown(markdown) if sentence else []
                asked += part
        return [asked]


def setup(app):
    """Register nodes, files and the step that puts questions together."""
    app.add_node(AskedCell)
    app.add_node(Html, html=(open_html, close_html))
    app.connect("builder-inited", prepare)
    app.connect("doctree-resolved", place_questions, 400)
    app.connect("html-page-context", load_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app):
    """Tell the kernels to ask for pages, and write what pages with questions share."""
    if app.builder.name not in BUILDERS:
        return
    os.environ[STATIC_VARIABLE] = "1"
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SCRIPT).write_text(
        script("numbers.js", "judge.js", "memory.js", "ask.js"), encoding="utf-8"
    )
    (folder / SHEET).write_text((STATIC / SHEET).read_text(encoding="utf-8"), encoding="utf-8")


def script(*names):
    """Return modules as one classic script: a page opened as a file loads no module.

    They share one scope, so what they declare has names of its own.
    """
    text = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
    text = re.sub(r"^import .*\n", "", text, flags=re.MULTILINE)
    return jsmin("{\n" + re.sub(r"^export (?=\w)", "", text, flags=re.MULTILINE) + "\n}\n")


def load_files(app, pagename, templatename, context, doctree):
    """Load script and style on pages that ask."""
    if doctree and any("ask" in node["classes"] for node in doctree.findall(Html)):
        app.add_css_file(SHEET)
        app.add_js_file(SCRIPT, loading_method="defer")


def open_html(self, node):
    """Write what stands before the children of an element."""
    self.body.append(node["before"])


def close_html(self, node):
    """Write what stands after them."""
    self.body.append(node["after"])


def html(before, after="", children=(), classes=()):
    """Return an element of a page."""
    return Html("", *children, before=before, after=after, classes=list(classes))


def place_questions(app, doctree, page):
    """Join each question with its Markdown, its form and its answer."""
    names = set()
    for asked in list(doctree.findall(AskedCell)):
        cell, question = cell_of(asked), question_above(cell_of(asked))
        if fault := fault_of(asked["asked"], question, names):
            warn(cell, page, f"ask({asked['asked']['name']!r}) {fault}")
            asked.parent.remove(asked)
            continue
        names.add(asked["asked"]["name"])
        folded = folded_below(cell)
        cover_next(asked["asked"], cell, page)
        parent = cell.parent
        for node in [*question, *folded]:
            parent.remove(node)
        parent.replace(cell, whole(asked, question, folded[1:-1], page))


def fault_of(asked, question, names):
    """Say what is wrong with a question, given what stands above it and the names so far."""
    if asked["name"] in names:
        return "is the second of this name, by which answers are remembered"
    if not question:
        return "finds no question: above it begins a paragraph in bold"
    options = question[-1] if isinstance(question[-1], nodes.enumerated_list) else []
    if asked["options"] != len(options):
        return f"judges {asked['options']} options, and the list above has {len(options)}"
    return ""


def cell_of(node):
    """Return the code cell that a node is an output of."""
    while node.get("nb_element") != "cell_code":
        node = node.parent
    return node


def question_above(cell):
    """Return the nodes above a cell, from the paragraph that begins in bold."""
    siblings, found = cell.parent.children, []
    for node in reversed(siblings[: siblings.index(cell)]):
        if isinstance(node, nodes.section) or node.get("nb_element"):
            return []
        found.insert(0, node)
        if isinstance(node, nodes.paragraph) and begins_in_bold(node):
            return found
    return []


def begins_in_bold(paragraph):
    """Say whether the first words of a paragraph are bold."""
    first = next((child for child in paragraph if child.astext()), None)
    return isinstance(first, nodes.strong)


def folded_below(cell):
    """Return the nodes of a folded answer that follows a cell: its start, its parts and its end."""
    siblings = cell.parent.children
    after = siblings[siblings.index(cell) + 1 :]
    if not after or not is_raw(after[0]) or not FOLDED.search(after[0].astext()):
        return []
    for place, node in enumerate(after):
        if is_raw(node) and "</details>" in node.astext():
            return after[: place + 1]
    return []


def is_raw(node):
    """Say whether a node is HTML that an author wrote."""
    return isinstance(node, nodes.raw) and node["format"] == "html"


def cover_next(asked, cell, page):
    """Put the output of the next cell behind a curtain."""
    if not asked["covers"]:
        return
    siblings = cell.parent.children
    after = siblings[siblings.index(cell) + 1 :]
    below = next((node for node in after if node.get("nb_element") == "cell_code"), None)
    outputs = below and [one for one in below if one.get("nb_element") == "cell_code_output"]
    if not outputs:
        warn(cell, page, f"ask({asked['name']!r}) covers nothing: the next cell has no output")
        return
    covered = html(*cover(asked["name"]))
    below.replace(outputs[0], covered)
    covered += outputs[0]


def warn(cell, page, what):
    """Warn of a question, which ends the build; the cell is counted as readers count."""
    LOGGER.warning("cell %d: %s", cell["cell_index"] + 1, what, location=page)


def whole(asked, question, folded, page):
    """Return a question with its form and its answer."""
    parts = iter(asked.children)
    instances = []
    for instance in asked["asked"]["instances"]:
        given, right = next(parts), next(parts)
        wrong = [next(parts) for _ in instance["wrong"]]
        instances.append((instance, given, right, wrong))
    return element(asked["asked"]["name"], *instances[0], question, folded, page)


def element(name, instance, given, right, wrong, question, folded, page):
    """Return the element of one instance."""
    record, kind = instance["record"], instance["record"]["kind"]
    prompt = [node.deepcopy() for node in question]
    options = list(prompt.pop()) if kind in ("choice", "several") else []
    words = [option_words(one) for one in options]
    return html(
        opening(name, record, page),
        "</div>\n",
        [
            html("<div class='ask-question'>\n", "</div>\n", [*prompt, *given]),
            html("<form class='ask-form'>\n", "</form>\n", form_parts(kind, name, instance, words)),
            html(VERDICT),
            html(ANSWER, "</details>\n", answer_parts(instance, right, wrong, words, folded)),
        ],
        ["ask"],
    )


def option_words(item):
    """Return the nodes of an option's words."""
    first = item[0] if len(item) == 1 else None
    return list(first) if isinstance(first, nodes.paragraph) else list(item)


def form_parts(kind, name, instance, words):
    """Return the inputs of a form and its button."""
    if not words:
        return [html(field(kind, instance["unit"]) + BUTTONS)]
    options = [
        html(option(kind, name, place), "</span></label></li>\n", copies(each))
        for place, each in enumerate(words)
    ]
    legend = "Your answer" if kind == "choice" else "Your answer, all that apply"
    start = f"<fieldset><legend>{legend}</legend><ol>\n"
    return [html(start, "</ol></fieldset>\n", options), html(BUTTONS)]


def answer_parts(instance, right, wrong, words, folded):
    """Return the right answer, what is said with it, and with each known wrong one."""
    answer, known = instance["record"]["answer"], instance["record"]["wrong"]
    if words:
        shown = [html("<li>", "</li>\n", copies(words[place])) for place in answer]
        parts = [html("<ul class='ask-right'>\n", "</ul>\n", shown)]
    else:
        parts = [html("<p class='ask-right'>", "</p>\n", [nodes.Text(instance["shown"])])]
    parts += [html("<div class='ask-why'>\n", "</div>\n", [*right, *folded])]
    if wrong:
        said = []
        for value, shown, sentence in zip(known, instance["known"], wrong, strict=True):
            term = copies(words[value]) if words else [nodes.Text(shown)]
            said += [html("<dt>", "</dt>\n", term), html("<dd>", "</dd>\n", list(sentence))]
        parts.append(html("<dl class='ask-wrong'>\n", "</dl>\n", said))
    return parts


def copies(words):
    """Return copies of the nodes of an option's words."""
    return [node.deepcopy() for node in words]
