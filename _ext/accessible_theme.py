"""Mend what the theme's HTML keeps from a keyboard or a screen reader.

Each rule names the criterion of WCAG 2.2, or the rule of axe-core, that the page would fail without
it. Pages are mended once written, so that no template of the theme has to be copied.
"""

import re

from docutils import nodes
from written_pages import is_site, rewrite_pages

CLOSE = '<form method="dialog" class="close-dialog"><button class="btn">Close</button></form>'

#: Pairs of a pattern and what stands in its place.
RULES = [
    # 1.3.1: a heading cell says what it heads; an empty one heads nothing.
    (r'<th class="head[^"]*">\s*(?:<p>\s*</p>)?\s*</th>', "<td></td>"),
    (r'<th class="head', '<th scope="col" class="head'),
    (r'<th class="stub', '<th scope="row" class="stub'),
    # axe, region: the title of the book stands in the banner. The theme's own is empty, but its
    # script asks for it.
    (r'<header (class="bd-header [^>]*)>\s*</header>', r"<div \1></div>"),
    (r'<footer class="bd-footer">\s*</footer>', ""),
    (r'(<div) (class="sidebar-primary-items__start)', r'\1 role="banner" \2'),
    # 1.3.1: links to the neighbours are navigation.
    (
        r'<div class="(prev-next-area)">(.*?)</div>(\s*</footer>)',
        r'<nav class="\1" aria-label="Previous and next page">\2</nav>\3',
    ),
    # axe, summary-name: an arrow says whose pages it shows.
    (
        r'(<a class="[^"]*reference internal" href="[^"]*">([^<]*)</a><details[^>]*><summary)>',
        r'\1 aria-label="Pages of \2">',
    ),
    # 2.5.3: a folded cell is called what it shows; it folds as answers do.
    (
        r'<details class="admonition hide [^"]*">\s*<summary aria-label="[^"]*">\s*'
        r'<p class="collapsed[^"]*">([^<]*)</p>.*?</summary>',
        r"<details><summary>\1</summary>",
    ),
    # 1.1.1: an icon stands beside a name and has none itself.
    (r'<(i|span) class="((?:theme-switch )?fa[srb]? |fa-)', r'<\1 aria-hidden="true" class="\2'),
    # 1.4.13: the theme's tooltips do not go away with Escape; the browser's own do.
    (r'\s+data-bs-placement="\w+"\s+data-bs-toggle="tooltip"', ""),
    # 2.4.6 and 4.1.2: names say what a control does, in words that readers use.
    (r'title="Toggle primary sidebar"', 'title="Pages of the book" aria-label="Pages of the book"'),
    (r'title="Toggle secondary sidebar"', 'title="On this page" aria-label="On this page"'),
    (r'title="Fullscreen mode"', 'title="Full screen" aria-label="Full screen"'),
    (r'aria-label="Color mode" data-bs-title="Color mode"', 'aria-label="Colour mode"'),
    (r'<nav aria-label="Page">', '<nav aria-label="Contents, for print">'),
    (r'<form class="bd-search', '<form role="search" class="bd-search'),
    # axe, aria-dialog-name; and a way out for who has neither Escape nor a mouse.
    (r'<dialog id="pst-search-dialog">', '<dialog id="pst-search-dialog" aria-label="Search">'),
    (r"(</form>)(\s*</dialog>)", rf"\1{CLOSE}\2"),
    (r'<dialog (id="pst-primary-sidebar-modal")', r'<dialog aria-label="Pages of the book" \1'),
    (r'<dialog (id="pst-secondary-sidebar-modal")', r'<dialog aria-label="On this page" \1'),
    (r'(<div id="pst-(?:primary|secondary)-sidebar" [^>]*>)', rf"\1{CLOSE}"),
]
COMPILED = [(re.compile(pattern, re.DOTALL), instead) for pattern, instead in RULES]

#: A heading cell with nothing in it but one formula, whose MathML axe-core takes for nothing.
FORMULA_HEADING = re.compile(
    r"(?P<cell><th [^>]*>)\s*(?P<drawn><p>\s*<math[^>]*>"
    r"(?P<mathml>(?:(?!</math>).)*)</math>\s*</p>\s*</th>)",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>")


def setup(app):
    """Mend tables once they are read, and the theme once pages are written."""
    app.connect("config-inited", switch_off_the_slash_key)
    app.connect("doctree-read", let_first_cells_head_their_rows)
    app.connect("build-finished", mend_pages)
    app.add_js_file("accessible_theme.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def switch_off_the_slash_key(app, config):
    """Leave "/" to the browser and to speech input (2.1.4); Ctrl+K opens the search."""
    config.html_theme_options["enable_search_shortcuts"] = False


def let_first_cells_head_their_rows(app, doctree):
    """Take an empty first heading as the sign that the first column names the rows (1.3.1)."""
    for table in doctree.findall(nodes.tgroup):
        head = next(table.findall(nodes.thead), None)
        if head is not None and not next(head.findall(nodes.entry)).astext().strip():
            next(table.findall(nodes.colspec))["stub"] = 1


def mend_pages(app, exception):
    """Apply the rules to every page."""
    if is_site(app, exception):
        rewrite_pages(app, mended)


def mended(html):
    """Return a page after all rules."""
    for pattern, instead in COMPILED:
        html = pattern.sub(instead, html)
    return FORMULA_HEADING.sub(name_formula, html)


def name_formula(cell):
    """Return a heading cell whose formula is drawn for the eye and named in plain characters."""
    name = TAG.sub("", cell["mathml"])
    drawn = cell["drawn"].replace("<p>", '<p aria-hidden="true">', 1)
    return f'{cell["cell"]}<span class="visually-hidden">{name}</span>{drawn}'
