"""Cards for those who share a page, and a map of the site for those who list it.

Both consist of full addresses, so they are made only where the site's address is known.
"""

import io
import os
import textwrap
from pathlib import Path

import address
import numpy as np
from chapter_covers import COVERS
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import Rectangle

from shared.figures.style import colour, styled

WIDTH, HEIGHT, DPI = 1200, 630, 100  # the shape that social networks show whole


def setup(app):
    """Decide once the configuration is read."""
    app.connect("config-inited", share)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def share(app, config):
    """Load the two extensions, and tell them the address."""
    site = address.find(config, os.environ).site
    if not site:
        return
    app.setup_extension("sphinxext.opengraph")
    app.setup_extension("sphinx_sitemap")
    config.html_baseurl = site
    config.ogp_site_url = site
    config.ogp_site_name = config.html_title
    config.ogp_custom_meta_tags = ['<meta name="twitter:card" content="summary_large_image">']
    config.sitemap_url_scheme = "{link}"
    config.sitemap_excludes = ["404.html", "search.html", "genindex.html", "py-modindex.html"]
    app.connect("html-page-context", add_card, priority=450)


def add_card(app, pagename, templatename, context, doctree):
    """Draw a page's card, and name it among what the page says of itself."""
    if doctree is None:
        return
    chapter = Path(pagename).name if Path(pagename).name in COVERS else None
    title = context["title"] if chapter else app.config.html_title
    cover = COVERS[chapter or "hidden-layers"]
    name = f"card-{chapter or 'book'}.png"
    target = Path(app.outdir, "_static", name)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draw_card(app.config.html_title, title, cover, target)
    context["meta"] |= {
        "og:description": context["description"],
        "og:image": f"{app.config.ogp_site_url}_static/{name}",
        "og:image:alt": f"{title}. {cover.alt}",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
    }


@styled
def draw_card(book, title, cover, target):
    """Draw a title beside a chapter's cover, and write it to a file."""
    card = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI))
    card.add_artist(Rectangle((0, 0), 1, 0.03, color=colour("forward")))
    words = {"transform": card.transFigure, "va": "top", "linespacing": 1.25}
    if title != book:
        card.text(0.06, 0.9, book, fontsize=19, color=colour("muted"), **words)
    card.text(0.06, 0.74, textwrap.fill(title, 14), fontsize=38, **words)
    axes = card.add_axes((0.52, 0.13, 0.44, 0.74))
    axes.imshow(pixels(cover), interpolation="antialiased")
    axes.set_axis_off()
    card.savefig(target, dpi=DPI, metadata={"Software": None})


def pixels(cover):
    """Return a cover as an image."""
    figure = cover.draw()
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=200)
    buffer.seek(0)
    image = imread(buffer)
    left, right = (np.array([0, 1]) + cover.panel) * image.shape[1] // len(figure.subfigs)
    return image[:, left:right]
