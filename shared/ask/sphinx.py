"""Sphinx extension: questions of `ask` on pages, which have no kernel.

`extensions = ["myst_nb", "ask.sphinx"]`. `placing.py` joins each question with the Markdown around
its cell. The directive `ask-review` puts the review on a page. The directive `ask-progress NAME`
shows the reader's progress in a page. The setting `ask_shorten` may name a function that minifies
a script, as `module:function`. MyST-NB finds `QuestionRenderer` in the package's metadata.
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
#: The scripts of pages, each with the modules of which it consists.
SCRIPTS = {
    "ask.js": ("numbers", "judge", "memory", "asked", "ask"),
    "ask-review.js": ("numbers", "judge", "memory", "asked", "review"),
    "ask-progress.js": ("memory", "progress"),
}
#: Script with all questions of the site, written after all pages.
QUESTIONS = "_static/ask-questions.js"
_ADDRESS = re.compile(r"""(?<=\s)(href|src)=(["'])(?!\w+:)([^"']*)\2""")


class QuestionRenderer:
    """Plugin of MyST-NB that renders questions among the outputs of cells."""

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
    """Directive `ask-review`: show the review here."""

    def run(self):
        """Return the node of the review, which becomes HTML when all pages have been read."""
        return [ReviewPlace()]


class ProgressDirective(SphinxDirective):
    """Directive `ask-progress`: show the reader's progress in a page here."""

    required_arguments = 1

    def run(self):
        """Return the node of the progress."""
        return [ProgressPlace(page=self.arguments[0])]


class ReviewPlace(nodes.General, nodes.Element):
    """Placeholder of the review."""


class ProgressPlace(nodes.General, nodes.Element):
    """Placeholder of the progress in a page."""


def setup(app):
    """Register the extension's setting, nodes, directives and event handlers."""
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
    """Tell the kernels to output questions for pages, and write the files that pages share."""
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
    """Return modules as one classic script: a page opened as a file cannot load modules.

    The modules share one scope, so all their names must be different.
    """
    modules = [(STATIC / f"{one}.js").read_text(encoding="utf-8") for one in SCRIPTS[name]]
    text = re.sub(r"^import .*\n", "", "\n".join(modules), flags=re.MULTILINE)
    return "{\n" + re.sub(r"^export (?=\w)", "", text, flags=re.MULTILINE) + "\n}\n"


def counts_of(env):
    """Return for each page the number of its questions, and a hash of them."""
    if not hasattr(env, "ask_counts"):
        env.ask_counts = {}
    return env.ask_counts


def count_questions(app, doctree):
    """Count the questions of a page."""
    asked = [node["asked"] for node in doctree.findall(AskedCell)]
    if asked:
        digest = sha256(repr(asked).encode() + doctree.astext().encode()).hexdigest()
        counts_of(app.env)[app.env.docname] = len(asked), digest


def forget_questions(app, env, page):
    """Remove the count of a page that is read again."""
    counts_of(env).pop(page, None)


def join_counts(app, env, pages, other):
    """Merge the counts of pages that another process has read."""
    counts_of(env).update(
        {page: counts_of(other)[page] for page in pages if page in counts_of(other)}
    )


def place(app, doctree, page):
    """Join each question with the Markdown around it, and warn of mistakes in hints."""
    if app.builder.name in BUILDERS:
        place_questions(doctree, page, partial(warn, page))
        for fault in faults_of_hints(doctree):
            LOGGER.warning(fault, location=page)


def warn(page, cell, what):
    """Warn of a mistake in a question; cells are counted from 1. The warning fails the build."""
    LOGGER.warning("cell %d: %s", cell["cell_index"] + 1, what, location=page)


def load_files(app, pagename, templatename, context, doctree):
    """Load script and style on pages with questions, the review or a progress line."""
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
    """Write the HTML before the children of a node."""
    node["start"] = len(self.body)
    self.body.append(node["before"])


def close_html(self, node):
    """Write the HTML after the children; remove further instances, which only the review shows."""
    self.body.append(node["after"])
    if "question" not in node:
        return
    text = "".join(self.body[node["start"] :])
    self.builder.ask_written.setdefault(node["question"], []).append(text)
    if node["number"]:
        del self.body[node["start"] :]


def write_review(self, node):
    """Write the HTML of the review, with the script of all questions."""
    page = self.builder.get_target_uri(self.builder.current_docname)
    state = sha256(repr(sorted(counts_of(self.builder.env).items())).encode()).hexdigest()[:8]
    address = relative_uri(page, f"{QUESTIONS}?v={state}")
    self.builder.ask_review = page
    self.body.append(f"{REVIEW}<script defer data-questions src='{address}'></script>\n")
    raise nodes.SkipNode


def write_progress(self, node):
    """Write the HTML of the progress in a page, if it has questions."""
    count, _ = counts_of(self.builder.env).get(node["page"], (0, ""))
    if count:
        self.body.append(progress(node["page"], count))
    raise nodes.SkipNode


def write_questions(app, exception):
    """Write the script with the questions of all pages, for the review."""
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
    """Return HTML of a page for use on another page: links are adapted, and the id is removed."""

    def moved(found):
        attribute, quote, target = found.groups()
        if target.startswith("#"):
            target = address + target
        elif target:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(address), target))
        return f"{attribute}={quote}{target}{quote}"

    return _ADDRESS.sub(moved, text.replace(f" id='ask-{name}'", "", 1))
