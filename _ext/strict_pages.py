"""Leave no code and no style inside the pages, so that a strict content security policy holds.

The theme writes small scripts, handlers and styles into its HTML, which `default-src 'self'`
forbids. Each becomes a file of the site, or a mark that `_static/page.js` answers to.
"""

import re
from pathlib import Path
from zlib import crc32

from sphinx.util import logging
from written_pages import is_site

LOGGER = logging.getLogger(__name__)
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
#: Tells the theme's version switcher, which this book does not have, where it is.
PAGE_NAME = re.compile(r"<script>DOCUMENTATION_OPTIONS\.pagename = '[^']*';</script>\s*")
HANDLERS = {
    'onclick="window.print()"': 'data-action="print"',
    'onclick="toggleFullScreen()"': 'data-action="full-screen"',
}
HANDLER = re.compile(r"<\w[^<>]*\s(on[a-z]+=\"[^\"]*\")")
STYLED_TAG = re.compile(r"<\w[^<>]*?\sstyle=\"[^\"]*\"[^<>]*>")
STYLE = re.compile(r"\sstyle=\"([^\"]*)\"")
CLASS = re.compile(r"(\sclass=\")")
STYLES_FILE = "_static/inline-styles.css"


def setup(app):
    """Work on the pages as they were written, after everything else."""
    app.connect("build-finished", make_pages_strict, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def make_pages_strict(app, exception):
    """Rewrite every page of the site, and write the files that the pages now need."""
    if not is_site(app, exception):
        return
    site = Path(app.outdir)
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    scripts, styles = {}, {}
    rewritten = {
        path: without_inline_code(text, depth(site, path), scripts, styles)
        for path, text in pages.items()
    }
    for name, code in scripts.items():
        (site / name).write_text(code, encoding="utf-8")
    rules = "".join(f".{name}{{{rule}}}\n" for name, rule in sorted(styles.items()))
    (site / STYLES_FILE).write_text(rules, encoding="utf-8")
    version = f"{crc32(rules.encode()):08x}"
    for path, text in rewritten.items():
        for handler in HANDLER.findall(text):
            LOGGER.warning("%s: inline handler %s", path.relative_to(site), handler)
        link = f'<link rel="stylesheet" href="{depth(site, path)}{STYLES_FILE}?v={version}">'
        if text != pages[path]:
            path.write_text(text.replace("</head>", f"{link}\n</head>", 1), encoding="utf-8")


def depth(site, path):
    """Return what leads from a page to the root of the site."""
    return "../" * (len(path.relative_to(site).parts) - 1)


def without_inline_code(text, root, scripts, styles):
    """Return a page whose inline code has been moved into `scripts` and `styles`."""

    def script_file(found):
        name = f"_static/inline-{crc32(found[1].encode()):08x}.js"
        scripts[name] = found[1].strip() + "\n"
        return f'<script src="{root}{name}"></script>'

    def tag_with_class(found):
        declarations = STYLE.search(found[0])[1].strip().rstrip(";")
        name = f"style-{crc32(declarations.encode()):08x}"
        # As an inline style would, it yields to no other rule.
        styles[name] = "; ".join(f"{one.strip()} !important" for one in declarations.split(";"))
        tag = STYLE.sub("", found[0])
        if CLASS.search(tag):
            return CLASS.sub(rf"\1{name} ", tag, count=1)
        return re.sub(r"^<[\w-]+", rf'\g<0> class="{name}"', tag)

    text = PAGE_NAME.sub("", text)
    for handler, mark in HANDLERS.items():
        text = text.replace(handler, mark)
    return STYLED_TAG.sub(tag_with_class, INLINE_SCRIPT.sub(script_file, text))
