"""A page with figures that it computes, as Sphinx writes it, opened as a file."""

import json

from shared.explore import STATIC_VARIABLE, page
from shared.explore.sphinx import computing_script, write_files

HEAD = """<!doctype html><html lang=en><meta charset=utf-8><title>A page</title>
<meta http-equiv=Content-Security-Policy content="default-src 'self' file:; img-src data: file:">
<link rel=stylesheet href=explore.css>"""


def opened(browser, folder, monkeypatch, explorable, count=1, is_whole=True, **context):
    """Open a page with a figure, as often as asked, and wait until each has arrived.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    folder : Path
        Where the page is written; in each, one page.
    monkeypatch : pytest.MonkeyPatch
    explorable : Explorable
        A figure with a twin.
    count : int
    is_whole : bool
        Whether the figures arrive; else nothing is waited for.
    **context
        As for `Browser.new_page`.

    Returns
    -------
    playwright.sync_api.Page
    """
    monkeypatch.setenv(STATIC_VARIABLE, "1")
    bundle = explorable._repr_mimebundle_()[page.MIME_TYPE]
    nodes = [{"figure": json.loads(json.dumps(bundle))}] * count
    figures = [page.html(node["figure"], "figure.js", "twins.js") for node in nodes]
    files = {
        "figure.js": page.script(nodes[0]["figure"]),
        "twins.js": computing_script(nodes),
        "index.html": HEAD + "".join(figures) + "<script src=explore.js></script>",
    }
    write_files(folder)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    shown = browser.new_page(**context)
    shown.goto((folder / "index.html").as_uri())
    if is_whole:
        shown.locator("figure:not([data-ready])").first.wait_for(state="detached")
    return shown
