"""Sphinx extension: the directive `laboratory`, and links to states of the laboratory.

The page carries a sentence for readers without JavaScript, and a script that makes the rest.
"""

import shutil
from pathlib import Path
from zlib import crc32

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from shared.laboratory.script import page_script

HERE = Path(__file__).parent
SCRIPT, SHEET = "laboratory.js", "laboratory.css"
#: How the address of a state begins; no heading has an anchor like this.
STATE = "v=1"
WITHOUT_SCRIPTS = (
    "The laboratory computes in your browser and needs JavaScript, which is switched off here. The"
    " chapters show such networks in pictures that are described in words."
)


def setup(app):
    """Register the directive and what its pages load."""
    app.add_node(LaboratoryNode, html=(write_laboratory, None))
    app.add_directive("laboratory", LaboratoryDirective)
    app.add_post_transform(StateLinks)
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


class StateLinks(SphinxPostTransform):
    """Resolve links to a state: `[words](../laboratory.md#v=1&data=xor)`.

    In a notebook and on GitHub such a link leads to the source of the page.
    """

    default_priority = 8  # before MyST looks for a heading of this name, at 9

    def run(self):
        """Replace them by references."""
        for link in list(self.document.findall(addnodes.pending_xref)):
            if not (link.get("reftargetid") or "").startswith(STATE):
                continue
            page = self.app.builder.get_relative_uri(self.env.docname, link["reftarget"])
            address = f"{page}#{link['reftargetid']}"
            words = nodes.inline("", "", *link[0].children)
            link.replace_self(nodes.reference("", "", words, refuri=address, internal=True))
