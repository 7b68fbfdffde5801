"""Draw the cover of each chapter when the site is built: `cover()` of its package of figures."""

from html import escape
from importlib import import_module
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from shared.explore.picture import to_svg
from shared.figures.cover import SIZE, package_of
from shared.figures.style import COLOURS

WIDTH, HEIGHT = (round(100 * inches) for inches in SIZE)  # in CSS pixels
MODES = ("light", "dark")


def write_covers(app):
    """Write two SVG files for each chapter into a separate static folder."""
    folder = Path(app.doctreedir).parent / "chapter-covers"
    folder.mkdir(parents=True, exist_ok=True)
    app.config.html_static_path.append(str(folder))
    for chapter in sorted((Path(app.srcdir) / "chapters").glob("*.ipynb")):
        figures = import_module(f"shared.figures.{package_of(chapter.stem)}")
        picture = to_svg(figures.cover(), "")[0]
        for mode in MODES:
            target = folder / file_name(chapter.stem, mode)
            target.write_text(painted(picture, mode), encoding="utf-8")


def file_name(chapter, mode):
    """Return the name of a cover's file."""
    return f"cover-{chapter}-{mode}.svg"


def painted(picture, mode):
    """Return a picture as a complete SVG file, with the colours of light or of dark pages."""
    for meaning, both in COLOURS.items():
        picture = picture.replace(f"var(--figure-{meaning})", getattr(both, mode))
    start = f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}'"
    start += " font-family='DejaVu Sans, Verdana, sans-serif'"
    return start + picture.removeprefix("<svg")


class ChapterCover(SphinxDirective):
    """Show the cover of a chapter, with the directive's content as its alternative text."""

    has_content = True
    required_arguments = 1

    def run(self):
        """Return a light and a dark image; the page shows one of them. Both load lazily."""
        chapter = self.arguments[0]
        if not Path(self.env.srcdir, "chapters", f"{chapter}.ipynb").is_file():
            raise self.error(f"chapter-cover: there is no chapter {chapter!r}")
        root = "../" * self.env.docname.count("/")
        words = escape(" ".join(self.content))
        html = "".join(
            f'<img class="chapter-cover only-{mode}" src="{root}_static/{file_name(chapter, mode)}"'
            f' alt="{words}" width="{WIDTH}" height="{HEIGHT}" loading="lazy">'
            for mode in MODES
        )
        return [nodes.raw("", html, format="html")]
