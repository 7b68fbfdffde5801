"""Sphinx extension: the directive `laboratory`, and links to states of the laboratory.

The HTML of the page has a sentence for readers without JavaScript. A script makes all the rest.
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
#: The start of a state's address, after #; no heading has an anchor like this.
STATE = "v=1"
WITHOUT_SCRIPTS = (
    "The laboratory computes in your browser and needs JavaScript, which is switched off here. The"
    " chapters show such networks in pictures that are described in words."
)


def setup(app):
    """Register the directive, its node, the links and the event handlers."""
    app.add_node(LaboratoryNode, html=(write_laboratory, None))
    app.add_directive("laboratory", LaboratoryDirective)
    app.add_post_transform(StateLinks)
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", load_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class LaboratoryNode(nodes.General, nodes.Element):
    """Placeholder of the laboratory on a page."""


class LaboratoryDirective(SphinxDirective):
    """Directive `laboratory`: show the laboratory here."""

    def run(self):
        """Return the node of the laboratory."""
        return [LaboratoryNode()]


def write_files(app):
    """Write the script and the style sheet of the laboratory."""
    if app.builder.format == "html":
        folder = Path(app.outdir, "_static")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SCRIPT).write_text(page_script(), encoding="utf-8")
        shutil.copy(HERE / SHEET, folder)


def write_laboratory(self, node):
    """Write the element of the laboratory and load its script."""
    page = self.builder.get_target_uri(self.builder.current_docname)
    address = relative_uri(page, f"_static/{SCRIPT}?v={crc32(page_script().encode()):08x}")
    self.body.append(
        f"<div class='laboratory'><noscript><p>{WITHOUT_SCRIPTS}</p></noscript></div>\n"
        f"<script defer src='{address}'></script>\n"
    )
    raise nodes.SkipNode


def load_files(app, pagename, templatename, context, doctree):
    """Load the style on pages with a laboratory; explore.css has its colours."""
    if doctree and doctree.next_node(LaboratoryNode):
        app.add_css_file("explore.css")
        app.add_css_file(SHEET)


class StateLinks(SphinxPostTransform):
    """Resolve links to a state: `[words](../laboratory.md#v=1&data=xor)`.

    In a notebook and on GitHub such a link leads to the source of the page.
    """

    default_priority = 8  # before MyST looks for a heading with this anchor, at 9

    def run(self):
        """Replace links to states by references."""
        for link in list(self.document.findall(addnodes.pending_xref)):
            if not (link.get("reftargetid") or "").startswith(STATE):
                continue
            page = self.app.builder.get_relative_uri(self.env.docname, link["reftarget"])
            address = f"{page}#{link['reftargetid']}"
            words = nodes.inline("", "", *link[0].children)
            link.replace_self(nodes.reference("", "", words, refuri=address, internal=True))
