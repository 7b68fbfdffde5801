"""Sphinx extension: questions of `ask` on pages, which have no kernel.

`extensions = ["myst_nb", "ask.sphinx"]`. What stands around a cell that asks is joined with it in
`placing.py`. The directive `ask-review` puts the review on a page, `ask-progress NAME` how far the
reader has come in a page. The setting `ask_shorten` may name a function that shortens a
script, `module:function`. The package's metadata names `QuestionRenderer` to MyST-NB.
"""

import json
import os
import posixpath
import re
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from pkgutil import resolve_name

from docutils import nodes
from myst_nb.core.render import MimeData
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from . import MIME_TYPE, STATIC_VARIABLE
from .page import REVIEW, progress
from .placing import AskedCell, Html, faults_of_hints, place_questions

LOGGER = logging.getLogger(__name__)
BUILDERS = ("html", "dirhtml")
STATIC = Path(__file__).with_name("static")
SHEET = "ask.css"
#: The scripts of pages, each with the modules it is made of.
SCRIPTS = {
    "ask.js": ("numbers", "judge", "memory", "asked", "ask"),
    "ask-review.js": ("numbers", "judge", "memory", "asked", "review"),
    "ask-progress.js": ("memory", "progress"),
}
#: All questions of the site, written once all pages are.
QUESTIONS = "_static/ask-questions.js"
_ADDRESS = re.compile(r"""(?<=\s)(href|src)=(["'])(?!\w+:)([^"']*)\2""")


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


class ReviewDirective(SphinxDirective):
    """Put the review here."""

    def run(self):
        """Return its node; it becomes HTML when all questions are known."""
        return [ReviewPlace()]


class ProgressDirective(SphinxDirective):
    """Say here how far the reader has come in a page."""

    required_arguments = 1

    def run(self):
        """Return its node."""
        return [ProgressPlace(page=self.arguments[0])]


class ReviewPlace(nodes.General, nodes.Element):
    """Where the review stands."""


class ProgressPlace(nodes.General, nodes.Element):
    """Where the progress in a page stands."""


def setup(app):
    """Register nodes, directives, files and the step that puts questions together."""
    app.add_config_value("ask_shorten", "builtins:str", "")
    app.add_node(AskedCell)
    app.add_node(Html, html=(open_html, close_html))
    app.add_node(ReviewPlace, html=(write_review, None))
    app.add_node(ProgressPlace, html=(write_progress, None))
    app.add_directive("ask-review", ReviewDirective)
    app.add_directive("ask-progress", ProgressDirective)
    app.connect("builder-inited", prepare)
    app.connect("doctree-read", count_questions)
    app.connect("env-purge-doc", forget_questions)
    app.connect("env-merge-info", join_counts)
    app.connect("doctree-resolved", place, 400)
    app.connect("html-page-context", load_files)
    app.connect("build-finished", write_questions, 500)
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def prepare(app):
    """Tell the kernels to ask for pages, and write what pages with questions share."""
    if app.builder.name not in BUILDERS:
        return
    os.environ[STATIC_VARIABLE] = "1"
    app.builder.ask_written = {}
    shorten = resolve_name(app.config.ask_shorten)
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCRIPTS:
        (folder / name).write_text(shorten(script(name)), encoding="utf-8")
    (folder / SHEET).write_text((STATIC / SHEET).read_text(encoding="utf-8"), encoding="utf-8")


@cache
def script(name):
    """Return modules as one classic script: a page opened as a file loads no module.

    They share one scope, so what they declare has names of its own.
    """
    modules = [(STATIC / f"{one}.js").read_text(encoding="utf-8") for one in SCRIPTS[name]]
    text = re.sub(r"^import .*\n", "", "\n".join(modules), flags=re.MULTILINE)
    return "{\n" + re.sub(r"^export (?=\w)", "", text, flags=re.MULTILINE) + "\n}\n"


def counts_of(env):
    """Return how many questions each page asks, and what tells one state of them from another."""
    if not hasattr(env, "ask_counts"):
        env.ask_counts = {}
    return env.ask_counts


def count_questions(app, doctree):
    """Remember how many questions a page asks."""
    asked = [node["asked"] for node in doctree.findall(AskedCell)]
    if asked:
        digest = sha256(repr(asked).encode() + doctree.astext().encode()).hexdigest()
        counts_of(app.env)[app.env.docname] = len(asked), digest


def forget_questions(app, env, page):
    """Forget those of a page that is read again."""
    counts_of(env).pop(page, None)


def join_counts(app, env, pages, other):
    """Take over what another process has read."""
    counts_of(env).update(
        {page: counts_of(other)[page] for page in pages if page in counts_of(other)}
    )


def place(app, doctree, page):
    """Join each question with what stands around it."""
    if app.builder.name in BUILDERS:
        place_questions(doctree, page, partial(warn, page))
        for fault in faults_of_hints(doctree):
            LOGGER.warning(fault, location=page)


def warn(page, cell, what):
    """Warn of a question, which ends the build; the cell is counted as readers count."""
    LOGGER.warning("cell %d: %s", cell["cell_index"] + 1, what, location=page)


def load_files(app, pagename, templatename, context, doctree):
    """Load script and style on pages that ask, review or tell of progress."""
    if not doctree:
        return
    needed = {
        "ask.js": any("question" in node for node in doctree.findall(Html)),
        "ask-review.js": doctree.next_node(ReviewPlace),
        "ask-progress.js": doctree.next_node(ProgressPlace),
    }
    for name in [name for name, is_needed in needed.items() if is_needed]:
        app.add_css_file(SHEET)
        app.add_js_file(name, loading_method="defer")


def open_html(self, node):
    """Write what stands before the children of an element."""
    node["start"] = len(self.body)
    self.body.append(node["before"])


def close_html(self, node):
    """Write what stands after them; what comes only in the review leaves the page."""
    self.body.append(node["after"])
    if "question" not in node:
        return
    text = "".join(self.body[node["start"] :])
    self.builder.ask_written.setdefault(node["question"], []).append(text)
    if node["number"]:
        del self.body[node["start"] :]


def write_review(self, node):
    """Write the place of the review, and load all questions."""
    page = self.builder.get_target_uri(self.builder.current_docname)
    state = sha256(repr(sorted(counts_of(self.builder.env).items())).encode()).hexdigest()[:8]
    address = relative_uri(page, f"{QUESTIONS}?v={state}")
    self.builder.ask_review = page
    self.body.append(f"{REVIEW}<script defer data-questions src='{address}'></script>\n")
    raise nodes.SkipNode


def write_progress(self, node):
    """Write where the progress in a page is told."""
    count, _ = counts_of(self.builder.env).get(node["page"], (0, ""))
    if count:
        self.body.append(progress(node["page"], count))
    raise nodes.SkipNode


def write_questions(app, exception):
    """Write the questions of all pages for the page of the review."""
    review = getattr(app.builder, "ask_review", None)
    if exception is not None or review is None:
        return
    questions = []
    for key, instances in app.builder.ask_written.items():
        page, _, name = key.partition("#")
        address = relative_uri(review, app.builder.get_target_uri(page))
        moved = [moved_html(text, address, name) for text in instances]
        title = app.env.titles[page].astext()
        questions.append({"key": key, "page": address, "title": title, "instances": moved})
    data = json.dumps(questions, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, QUESTIONS).write_text(
        f"document.currentScript.questions={data}\n", encoding="utf-8"
    )


def moved_html(text, address, name):
    """Return HTML of a page for another one: links lead where they led, and ids stay behind."""

    def moved(found):
        attribute, quote, target = found.groups()
        if target.startswith("#"):
            target = address + target
        elif target:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(address), target))
        return f"{attribute}={quote}{target}{quote}"

    return _ADDRESS.sub(moved, text.replace(f" id='ask-{name}'", "", 1))
