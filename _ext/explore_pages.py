"""Give `explore` its life on pages, where no kernel answers.

Cells that run for the book draw every position; a page then carries the default picture of each
figure, and all its pictures wait in a script beside the page until a reader comes near.
"""

import os
import re
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from shared.explore import STATIC_VARIABLE

FIGURE = re.compile(r"<figure class='explore'>(.*?)</figure>", re.DOTALL)
PICTURES = re.compile(r"\n<script type='application/json'>(.*?)</script>", re.DOTALL)
FOLDER = "_pictures"


def setup(app):
    """Set the variable that every notebook kernel of this build inherits."""
    os.environ[STATIC_VARIABLE] = "1"
    app.connect("html-page-context", move_pictures_beside_the_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def move_pictures_beside_the_page(app, pagename, templatename, context, doctree):
    """Write the pictures of each figure into a script of their own, and name it in the page."""

    def moved(figure):
        pictures = PICTURES.search(figure[1])
        if not pictures:
            return figure[0]
        address = context["pathto"](write_pictures(app.outdir, pictures[1]), resource=True)
        content = PICTURES.sub("", figure[1])
        return f"<figure class='explore' data-pictures='{address}'>{content}</figure>"

    body = FIGURE.sub(moved, context.get("body", ""))
    before, moving, after = body.partition("<figure class='explore' data-pictures=")
    if moving:
        first, end, after = after.partition("</figure>")
        player = context["pathto"](f"_static/explore.js?v={player_version(app)}", resource=True)
        pictures = re.match("'(.*?)'", first)[1]
        # Both come while the page is still on its way to the figure ...
        context["metatags"] = context.get("metatags", "") + "".join(
            f"\n<link rel='preload' as='script' href='{script}'>" for script in (player, pictures)
        )
        # ... which answers as soon as it is there, and not only when the rest has been read.
        scripts = "".join(f"\n<script src='{script}'></script>" for script in (pictures, player))
        after = first + end + scripts + after
    context["body"] = before + moving + after


def player_version(app):
    """Return what changes with the player, so that no browser keeps an old one."""
    return f"{crc32(Path(app.confdir, '_static', 'explore.js').read_bytes()):08x}"


def write_pictures(site, data):
    """Write a figure's data as a script named by its content; return its address in the site."""
    name = f"{FOLDER}/{sha256(data.encode()).hexdigest()[:12]}.js"
    path = Path(site, name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"document.currentScript.figure={data}\n", encoding="utf-8")
    return name
