"""Warn of what a static page cannot show, or a reader cannot see: each is an error of the build.

This is for what authors and the outputs of cells bring; what `explore` makes is sound by itself.
"""

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
WIDGET = "application/vnd.jupyter.widget-view+json"
#: What loads something as soon as it stands on a page; a link is only followed.
LOADING = "[src*='//'], link[href*='//'], use[href*='//'], image[href*='//']"
#: Code and style inside a page, which its own content policy forbids.
INLINE = "script:not([src]):not([type$=json]), style, [style], [onclick], [onload]"


def check_page(app, doctree, page):
    """Warn of images without words, widgets, other hosts, inline code and boxes that stay open."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            warn(image, page, f"this image has no alternative text: {image['uri']}")
    for raw in doctree.findall(nodes.raw):
        if raw["format"] == "html":
            check_html(raw, page)
    for box in doctree.findall(nodes.Admonition):
        if "dropdown" in box["classes"]:
            warn(box, page, "an admonition does not fold on these pages; write {dropdown} instead")


def check_html(raw, page):
    """Warn of what is wrong in HTML that an author wrote or a cell displayed."""
    soup = BeautifulSoup(raw.astext(), "html.parser")
    for image in soup.select("img:not([alt])"):
        warn(raw, page, f"this image has no alternative text: {str(image)[:60]}")
    for summary in soup.select("summary:-soup-contains('$')"):
        warn(raw, page, f"Markdown leaves a formula in HTML as it is: {str(summary)[:60]}")
    if soup.find("script", type=WIDGET):
        warn(raw, page, "a widget needs a kernel, which no page has; show it with explore")
    for tag in soup.select(LOADING):
        address = tag.get("src") or tag.get("href")
        if not address.startswith("data:"):
            warn(raw, page, f"pages load nothing from other hosts, but this wants {address}")
    for tag in soup.select(INLINE):
        warn(raw, page, f"pages have no code and no style inside them, but: {str(tag)[:60]}")


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
