"""Let the search quote the text that it found, and nothing else of a page.

Sphinx looks for the place of a result by a selector in which the dot of a name, such as
`module-shared.mlp`, begins a class; it finds nothing, shows the top of the page instead, and
complains on the reader's console. The top of a page, for Sphinx, are the buttons of its header and
its contents; and a term and its explanation are one word.
"""

from pathlib import Path

from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
#: Pairs of what the script says and what it should say.
CORRECTIONS = [
    ('`[role="main"] ${anchor}`', '`[role="main"] #${CSS.escape(anchor.slice(1))}`'),
    ("querySelector('[role=\"main\"]')", 'querySelector(".bd-article")'),
    ("parseFromString(htmlString,", 'parseFromString(htmlString.replaceAll("</dt>", "</dt> "),'),
]


def setup(app):
    """Work on the script as it was copied."""
    app.connect("build-finished", correct_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def correct_script(app, exception):
    """Make the corrections."""
    if exception is not None or app.builder.format != "html":
        return
    script = Path(app.outdir, "_static", "searchtools.js")
    text = script.read_text(encoding="utf-8")
    for said, correct in CORRECTIONS:
        if said not in text:
            LOGGER.warning("searchtools.js has changed: it no longer says %s", said)
        text = text.replace(said, correct)
    script.write_text(text, encoding="utf-8", newline="\n")
