"""Change the template context of a page: its buttons, its list of pages and the files it loads."""

from importlib.metadata import version
from pathlib import PurePath

from sphinx.util import logging

from book.formulas import FONT_FILE
from book.style_sheet import remember_sheets

LOGGER = logging.getLogger(__name__)
#: Scripts that extensions add to every page, and the HTML by which a page needs them.
CODE, TABS, TERM = 'class="highlight', "sd-tab-", 'class="term"'
NEEDED_BY = {"clipboard.min.js": CODE, "copybutton.js": CODE, "design-tabs.js": TABS}
NEEDED_BY["terms.js"] = TERM


def set_version_and_files(app, config):
    """Set the version, and the CSS and JS files of all pages instead of everything in `_static`."""
    config.version = config.release = version("mlp-in-motion")
    config.html_css_files = [("book.css", {}), ("formulas.css", {})]
    config.html_js_files = [("page.js", {}), ("accessible_theme.js", {}), ("terms.js", {})]


def correct_buttons(app, pagename, templatename, context, doctree):
    """Show the Binder button on notebooks only, and link to their rendered view on GitHub."""
    is_notebook = str(context.get("sourcename", "")).endswith(".ipynb")
    buttons = context.get("header_buttons", [])
    context["header_buttons"] = [
        button for button in buttons if is_notebook or button.get("label") != "launch-buttons"
    ]
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button.get("label") == "source-file-button" and is_notebook:
                button["url"] = button["url"].removesuffix("?plain=1")


def name_arrows_of_contents(app, pagename, templatename, context, doctree):
    """Label each arrow in the list of pages with the page that it unfolds (axe: summary-name)."""
    generate = context.get("generate_toctree_html")

    def named(*args, **options):
        contents = generate(*args, **options)
        if contents:
            arrows = contents.select("a + details > summary")
            for summary in arrows:
                title = summary.parent.find_previous_sibling("a").get_text(strip=True)
                summary["aria-label"] = f"Pages of {title}"
            inner = contents.select("li ul")
            if len(arrows) != len(inner):
                LOGGER.warning("%d arrows for %d lists of pages", len(arrows), len(inner))
        return contents

    if generate:
        context["generate_toctree_html"] = named


def choose_files(app, pagename, templatename, context, doctree):
    """Choose the files that this page loads; all scripts are deferred."""
    if pagename == app.config.notfound_pagename:
        context["content_root"] = app.config.notfound_urls_prefix
    if not app.config.ogp_site_url:  # Open Graph tags need full addresses
        lines = context.get("metatags", "").splitlines(keepends=True)
        context["metatags"] = "".join(line for line in lines if 'property="og:' not in line)
    context["book_title"] = app.config.html_title
    if pagename == app.config.root_doc:
        context["docstitle"] = None  # the page has the same title
    body = context.get("body", "")
    context["script_files"] = [
        file
        for file in context["script_files"]
        # A script without a file is inline: the menu of versions, which this site does not have.
        if file.filename and NEEDED_BY.get(PurePath(file.filename).name, "") in body
    ]
    for file in context["script_files"]:
        file.attributes["defer"] = "defer"
    remember_sheets(app, context)
    context["formula_font"] = FONT_FILE if "<math" in body else ""
