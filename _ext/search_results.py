"""Let the search show what stands at names with a dot, such as `module-shared.mlp`.

Sphinx looks for the place of a result by a selector in which the dot begins a class; it finds
nothing, shows the top of the page instead, and complains on the reader's console.
"""

from pathlib import Path

from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
SELECTOR = '`[role="main"] ${anchor}`'
ESCAPED = '`[role="main"] #${CSS.escape(anchor.slice(1))}`'


def setup(app):
    """Work on the script as it was copied."""
    app.connect("build-finished", escape_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def escape_names(app, exception):
    """Escape the name in the selector."""
    if exception is not None or app.builder.format != "html":
        return
    script = Path(app.outdir, "_static", "searchtools.js")
    text = script.read_text(encoding="utf-8")
    if SELECTOR not in text:
        LOGGER.warning("searchtools.js has changed: is _ext/search_results.py still needed?")
    script.write_text(text.replace(SELECTOR, ESCAPED), encoding="utf-8", newline="\n")
