"""Warn of every image that does not say in words what it shows.

Figures that `explore` makes cannot be without words; this is for all other images: those of prose,
those in HTML, and those that a cell leaves as its output.
"""

import re

from docutils import nodes
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
IMAGE = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r"\salt\s*=")  # empty, in HTML, it says that an image only adorns the page


def setup(app):
    """Look at each page as it is written, with the outputs of its cells."""
    app.connect("doctree-resolved", warn_of_silent_images)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def warn_of_silent_images(app, doctree, page):
    """Warn of the images of a page that have no alternative text."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            warn(image, page, image["uri"])
    for raw in doctree.findall(nodes.raw):
        for tag in IMAGE.findall(raw.astext()):
            if not ALT.search(tag):
                warn(raw, page, tag[:60])


def warn(node, page, what):
    """Warn of one image, naming the file and, where it is known, the line."""
    LOGGER.warning(
        "this image has no alternative text: %s", what, location=node if node.line else page
    )
