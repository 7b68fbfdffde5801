"""The book's Sphinx extension: what the site needs and Jupyter Book has no setting for.

Templates in `_templates/` change the HTML of the theme. Visitors of docutils nodes change the HTML
of pages. No step rewrites the finished HTML of a page.
"""

from docutils import nodes
from myst_nb.sphinx_ext import HideCodeCellNode
from sphinx.highlighting import PygmentsBridge

from book import (
    checks,
    covers,
    execution,
    formulas,
    licences,
    page_context,
    repository,
    style_sheet,
    text,
)

#: All steps of a build, in their order: (event, step, priority). In the same event, the step with
#: the lower priority number runs first. Jupyter Book and the theme use 500.
EVENTS = [
    ("config-inited", page_context.set_version_and_files, 900),  # after Jupyter Book's
    ("config-inited", repository.set_addresses, 901),
    ("builder-inited", execution.use_cache_of_this_code, 1),  # before MyST-NB reads its settings
    ("builder-inited", covers.write_covers, 500),
    ("env-before-read-docs", execution.run_changed_notebooks, 500),
    ("doctree-read", formulas.keep_punctuation, 500),
    ("doctree-read", text.name_rows_of_tables, 500),
    ("doctree-resolved", checks.check_page, 500),
    ("html-page-context", page_context.correct_buttons, 502),  # the theme makes them at 501
    ("html-page-context", page_context.name_arrows_of_contents, 503),
    ("html-page-context", page_context.choose_files, 900),  # after all extensions have added files
    ("build-finished", style_sheet.write_style_sheet, 900),
]


def setup(app):
    """Register the steps, directives, nodes and the renderer of formulas."""
    for event, step, priority in EVENTS:
        app.connect(event, step, priority)
    app.setup_extension("notfound.extension")
    app.setup_extension("sphinxext.opengraph")
    app.add_directive("chapter-cover", covers.ChapterCover)
    app.add_directive("shipped-licences", licences.ShippedLicences)
    app.add_html_math_renderer(
        "mathml", (formulas.visit_math, None), (formulas.visit_math_block, None)
    )
    app.add_node(nodes.entry, override=True, html=(text.visit_entry, text.depart_entry))
    app.add_node(HideCodeCellNode, override=True, html=(text.visit_folded, text.depart_folded))
    app.add_transform(text.DeeperSections)
    app.add_transform(text.PlainTypes)
    PygmentsBridge.html_formatter = text.PlainFormatter
    return {"version": "3", "parallel_read_safe": True, "parallel_write_safe": False}
