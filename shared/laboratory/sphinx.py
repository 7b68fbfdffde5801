"""Sphinx extension: the directive `laboratory`, which puts the laboratory on a page.

The page carries a sentence for readers without JavaScript, and a script that makes the rest.
"""

import shutil
from pathlib import Path
from zlib import crc32

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from shared.laboratory.script import page_script

HERE = Path(__file__).parent
SCRIPT, SHEET = "laboratory.js", "laboratory.css"
WITHOUT_SCRIPTS = (
    "The laboratory computes in your browser and needs JavaScript, which is switched off here. The"
    " chapters show the same networks in pictures with words."
)


def setup(app):
    """Register the directive and what its pages load."""
    app.add_node(LaboratoryNode, html=(write_laboratory, None))
    app.add_directive("laboratory", LaboratoryDirective)
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", load_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class LaboratoryNode(nodes.General, nodes.Element):
    """The laboratory on a page."""


class LaboratoryDirective(SphinxDirective):
    """Put the laboratory here."""

    def run(self):
        """Return its node."""
        return [LaboratoryNode()]


def write_files(app):
    """Write script and style, which the pages share."""
    if app.builder.format == "html":
        folder = Path(app.outdir, "_static")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SCRIPT).write_text(page_script(), encoding="utf-8")
        shutil.copy(HERE / SHEET, folder)


def write_laboratory(self, node):
    """Write the place of the laboratory and load its script."""
    page = self.builder.get_target_uri(self.builder.current_docname)
    address = relative_uri(page, f"_static/{SCRIPT}?v={crc32(page_script().encode()):08x}")
    self.body.append(
        f"<div class='laboratory'><noscript><p>{WITHOUT_SCRIPTS}</p></noscript></div>\n"
        f"<script defer src='{address}'></script>\n"
    )
    raise nodes.SkipNode


def load_files(app, pagename, templatename, context, doctree):
    """Load the style on pages with a laboratory; its colours are those of figures."""
    if doctree and doctree.next_node(LaboratoryNode):
        app.add_css_file("explore.css")
        app.add_css_file(SHEET)
