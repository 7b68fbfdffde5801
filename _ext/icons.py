"""Ship the few icons that the pages show, not the two thousand that the theme could show.

The theme brings an icon font, a style rule for each icon, and half a megabyte of script that draws
the same icons once more.
"""

import re
from pathlib import Path

from font_subset import write_subset
from written_pages import is_site

NAME = re.compile(r"\bfa-[a-z][a-z0-9-]*")
RULE = re.compile(r"((?:\.fa-[\w-]+:{1,2}before,?)+)\{content:\"\\([0-9a-f]+) ?\"\}")
FACE = re.compile(r"url\(([^)]*/webfonts/)([\w-]+)\.woff2\) format\(\"woff2\"\),url\([^)]*\) [^}]*")
STYLES = Path("_static", "styles", "pydata-sphinx-theme.css")
FONTS = Path("_static", "vendor", "fontawesome", "webfonts")


def setup(app):
    """Work on the site as it was written: only then is it known which icons it shows."""
    app.connect("build-finished", keep_shown_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def keep_shown_icons(app, exception):
    """Cut the style sheet and the fonts down to the icons of the site; drop the script."""
    if not is_site(app, exception):
        return
    site = Path(app.outdir)
    (site / "_static" / "scripts" / "fontawesome.js").unlink(missing_ok=True)
    sheet = (site / STYLES).read_text(encoding="utf-8")
    names = shown_icons(site)
    characters = {
        int(code, 16) for selectors, code in RULE.findall(sheet) if is_shown(selectors, names)
    }
    for _, font in set(FACE.findall(sheet)):
        write_subset(site / FONTS / f"{font}.ttf", site / FONTS / f"{font}.woff", characters)
    for whole in [*(site / FONTS).glob("*.ttf"), *(site / FONTS).glob("*.woff2")]:
        whole.unlink()
    sheet = RULE.sub(lambda rule: rule[0] if is_shown(rule[1], names) else "", sheet)
    sheet = FACE.sub(r'url(\1\2.woff) format("woff")', sheet)
    (site / STYLES).write_text(sheet, encoding="utf-8")


def shown_icons(site):
    """Return the names of all icons that a page or a script mentions."""
    mentioned = [*site.rglob("*.html"), *(site / "_static").rglob("*.js")]
    return {name for path in mentioned for name in NAME.findall(path.read_text(encoding="utf-8"))}


def is_shown(selectors, names):
    """Say whether a rule is for an icon that is shown."""
    return not names.isdisjoint(NAME.findall(selectors))
