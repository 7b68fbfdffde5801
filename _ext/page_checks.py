"""Warn of what a static page cannot show, or a reader cannot see: each is an error of the build.

This is for what authors and the outputs of cells bring; what `explore` makes is sound by itself.
"""

import re

from docutils import nodes
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
IMAGE = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r"\salt\s*=")  # empty, in HTML, it says that an image only adorns the page
WIDGET = "application/vnd.jupyter.widget-view+json"
#: Anything but a link to follow that names another host.
LOADED = re.compile(r"<(?!a\b)\w+\b[^>]*\s(?:src|href)\s*=\s*[\"']?((?:https?:)?//[^\"'\s>]+)")


def setup(app):
    """Look at each page as it is written, with the outputs of its cells."""
    app.connect("doctree-resolved", check_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def check_page(app, doctree, page):
    """Warn of images without words, widgets, other hosts and fold-outs that do not fold."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            warn(image, page, f"this image has no alternative text: {image['uri']}")
    for raw in doctree.findall(nodes.raw):
        html = raw.astext()
        for tag in IMAGE.findall(html):
            if not ALT.search(tag):
                warn(raw, page, f"this image has no alternative text: {tag[:60]}")
        if WIDGET in html:
            warn(raw, page, "a widget needs a kernel, which no page has; show it with explore")
        for address in LOADED.findall(html):
            warn(raw, page, f"pages load nothing from other hosts, but this wants {address}")
    for box in doctree.findall(nodes.Admonition):
        if "dropdown" in box["classes"]:
            warn(box, page, "an admonition does not fold on these pages; write {dropdown} instead")


def warn(node, page, what):
    """Warn of one thing, naming the file and the cell or, where it is known, the line."""
    cell = node
    while cell and cell.get("nb_element") != "cell_code":
        cell = cell.parent
    if cell:
        code = cell.next_node(nodes.literal_block)
        shown = f" ({code.astext().splitlines()[-1]})" if code else ""
        LOGGER.warning("cell %d%s: %s", cell["cell_index"] + 1, shown, what, location=page)
    else:
        LOGGER.warning(what, location=node if node.line else page)
