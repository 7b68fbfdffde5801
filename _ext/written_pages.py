"""Mend pages once they are written, so that no template of the theme has to be copied."""

from pathlib import Path


def is_site(app, exception):
    """Say whether a build has come to its end, and to a site."""
    return exception is None and app.builder.format == "html"


def rewrite_pages(app, mend):
    """Replace the HTML of every page by what a function makes of it."""
    for page in sorted(Path(app.outdir).rglob("*.html")):
        page.write_text(mend(page.read_text(encoding="utf-8")), encoding="utf-8")
