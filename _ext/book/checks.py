"""Warn of content that a static page cannot show or a reader cannot see; a warning fails the build.

These checks apply to the HTML of authors and of cell outputs; `explore` checks its own figures.
"""

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
WIDGET = "application/vnd.jupyter.widget-view+json"
#: Elements that load a resource from another host when the page opens; ordinary links do not.
LOADING = "[src*='//'], link[href*='//'], use[href*='//'], image[href*='//']"
#: Inline code and styles, which the page's content security policy forbids.
INLINE = "script:not([src]):not([type$=json]), style, [style], [onclick], [onload]"


def check_page(app, doctree, page):
    """Warn of images without alternative text, widgets, other hosts, inline code and dropdowns."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            warn(image, page, f"this image has no alternative text: {image['uri']}")
    for raw in doctree.findall(nodes.raw):
        if raw["format"] == "html":
            check_html(raw, page)
    for box in doctree.findall(nodes.Admonition):
        if "dropdown" in box["classes"]:
            warn(box, page, "an admonition cannot fold on these pages; write {dropdown} instead")


def check_html(raw, page):
    """Warn of mistakes in HTML that an author wrote or a cell displayed."""
    soup = BeautifulSoup(raw.astext(), "html.parser")
    for image in soup.select("img:not([alt])"):
        warn(raw, page, f"this image has no alternative text: {str(image)[:60]}")
    for summary in soup.select("summary:-soup-contains('$')"):
        warn(raw, page, f"Markdown does not render a formula in HTML: {str(summary)[:60]}")
    if soup.find("script", type=WIDGET):
        warn(raw, page, "a widget needs a kernel, which pages do not have; use explore instead")
    for tag in soup.select(LOADING):
        address = tag.get("src") or tag.get("href")
        if not address.startswith("data:"):
            warn(raw, page, f"pages must not load files from other hosts, but this loads {address}")
    for tag in soup.select(INLINE):
        warn(raw, page, f"pages must not have inline code or styles, but: {str(tag)[:60]}")


def warn(node, page, what):
    """Log a warning with the file and the cell or, if it is known, the line."""
    cell = node
    while cell and cell.get("nb_element") != "cell_code":
        cell = cell.parent
    if cell:
        code = cell.next_node(nodes.literal_block)
        shown = f" ({code.astext().splitlines()[-1]})" if code else ""
        LOGGER.warning("cell %d%s: %s", cell["cell_index"] + 1, shown, what, location=page)
    else:
        LOGGER.warning(what, location=node if node.line else page)
