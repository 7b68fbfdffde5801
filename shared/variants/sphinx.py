"""Sphinx extension: variants of code on pages, which have no kernel.

`extensions = ["myst_nb", "shared.explore.sphinx", "shared.variants.sphinx"]`. When Sphinx executes
the cells for HTML, they execute every variant. The page itself contains the worked code and its
result. The results of all variants are in a script beside the page. MyST-NB finds `CodeRenderer` in
the package's metadata.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from shared.explore.script import minified
from shared.variants import CACHE_VARIABLE, STATIC_VARIABLE
from shared.variants.page import MIME_TYPE, html, script

LOGGER = logging.getLogger(__name__)
#: Sphinx's builders for websites; with other builders, the worked code is plain text.
BUILDERS = ("html", "dirhtml")
HERE = Path(__file__).parent
PLAYER, SHEET = "variants.js", "variants.css"
FOLDER = "_variants"


class VariantsNode(nodes.General, nodes.Element):
    """The variants of a cell; its attribute `variants` is returned by `page.page_data`."""


class CodeRenderer:
    """Plugin of MyST-NB that renders variants among the outputs of cells."""

    mime_priority_overrides = [(builder, MIME_TYPE, 1) for builder in BUILDERS]  # noqa: RUF012

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the node of some variants, or None for any other output."""
        return [VariantsNode(variants=data.content)] if data.mime_type == MIME_TYPE else None


def setup(app):
    """Register the extension's node and event handlers."""
    app.add_node(VariantsNode, html=(write_variants, None))
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", load_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app):
    """Tell the kernels to execute all variants, and write the files that pages share."""
    if app.builder.name not in BUILDERS:
        return
    os.environ[STATIC_VARIABLE] = "1"
    if app.config.nb_execution_cache_path:  # both caches become invalid together
        os.environ[CACHE_VARIABLE] = str(Path(app.config.nb_execution_cache_path, "variants"))
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PLAYER).write_text(player_script(), encoding="utf-8")
    (folder / SHEET).write_text((HERE / SHEET).read_text(encoding="utf-8"), encoding="utf-8")


def write_variants(self, node):
    """Write the code into its page, and the results of its variants beside the page."""
    data, builder = node["variants"], self.builder
    page = builder.get_target_uri(builder.current_docname)
    written = script(data)
    name = f"{FOLDER}/{sha256(written.encode()).hexdigest()[:12]}.js"
    path = Path(builder.outdir, name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(written, encoding="utf-8")
    all_of_page = self.document.findall(VariantsNode)
    titles = [nodes.make_id(one["variants"]["title"]) for one in all_of_page]
    title = nodes.make_id(data["title"])
    if titles.count(title) > 1:
        LOGGER.warning("variants: two cells have the title %r", data["title"], location=page)

    def highlight(code):
        return self.highlighter.highlight_block(code, "python", location=page)

    address = relative_uri(page, name)
    self.body.append(html(data, address, f"variants-{title}", highlight))
    raise nodes.SkipNode


def load_files(app, pagename, templatename, context, doctree):
    """Load script and style on pages with variants; their pictures use the style of `explore`."""
    if doctree and doctree.next_node(VariantsNode):
        app.add_css_file("explore.css")
        app.add_css_file(SHEET)
        app.add_js_file(PLAYER, loading_method="defer")  # it needs all cells whole


@cache
def player_script():
    """Return variants.js, minified."""
    return minified(f"{{{(HERE / PLAYER).read_text(encoding='utf-8')}}}")
