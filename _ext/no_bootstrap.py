"""Let pages do without Bootstrap's script, of which they used one menu.

A phone would read 82 kB for that before it answers. The menu is a `details`, which every browser
opens by itself; `_static/page.js` closes it, and marks the section in view.
"""

import re
from pathlib import Path

from written_pages import is_site, rewrite_pages

SCRIPT = re.compile(r"<script [^>]*/bootstrap\.js[^>]*></script>\s*")
SETTINGS = re.compile(r"(?<=<body) data-bs-[^>]*?(?= data-default-mode)")
MENU = re.compile(
    r'<div (class="dropdown [^"]*")>\s*'
    r'<button (class="[^"]*") type="button" data-bs-toggle="dropdown" aria-expanded="false"'
    r" ([^>]*)>(.*?)</button>(.*?</ul>\s*)</div>",
    re.DOTALL,
)
AS_DETAILS = r"<details \1><summary \2 \3>\4</summary>\5</details>"


def setup(app):
    """Leave out what needs the script, and let pages go without it."""
    app.connect("config-inited", leave_out_the_way_to_the_top)
    app.connect("build-finished", drop_the_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def leave_out_the_way_to_the_top(app, config):
    """Leave the way up to the browser; on a phone the theme's button covers what one reads."""
    config.html_theme_options["back_to_top_button"] = False


def drop_the_script(app, exception):
    """Write menus that open by themselves, and take the script out of pages and site."""
    if is_site(app, exception):
        rewrite_pages(app, without_bootstrap)
        for file in Path(app.outdir, "_static", "scripts").glob("bootstrap.js*"):
            file.unlink()


def without_bootstrap(html):
    """Return a page that does not ask for Bootstrap's script."""
    return SETTINGS.sub("", SCRIPT.sub("", MENU.sub(AS_DETAILS, html)))
