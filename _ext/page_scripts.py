"""Load on each page only what the page uses."""

import re
from pathlib import Path

#: Draws icons that a theme's user adds; the theme's own come from its style sheet and icon font.
ICON_SCRIPT = re.compile(r"<script src=\"[^\"]*scripts/fontawesome\.js[^\"]*\"></script>\s*")


def setup(app):
    """Take over from Jupyter Book, which puts all of `_static` on every page."""
    app.connect("config-inited", load_only_the_prose_style, priority=900)
    app.connect("html-page-context", load_figures)
    app.connect("build-finished", drop_icon_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def load_only_the_prose_style(app, config):
    """Forget the other files that Jupyter Book found in `_static`."""
    config.html_css_files = [("book.css", {})]
    config.html_js_files = []


def load_figures(app, pagename, templatename, context, doctree):
    """Load the player of figures, and their colours, on the pages that have figures."""
    if "<figure class='explore'" in context.get("body", ""):
        app.add_css_file("figure-colours.css")
        app.add_css_file("explore.css")
        # Once the page is read, but before the formulas are set: sliders are waited for.
        app.add_js_file("explore.js", priority=1, loading_method="defer")


def drop_icon_script(app, exception):
    """Remove half a megabyte that blocks each page; the theme's layout names it unconditionally."""
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(ICON_SCRIPT.sub("", text), encoding="utf-8")
    (Path(app.outdir) / "_static" / "scripts" / "fontawesome.js").unlink(missing_ok=True)
