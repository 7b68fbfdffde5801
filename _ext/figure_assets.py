"""Make what the figures on a page share: their colours as CSS variables, and their font.

Both come from the one place that Matplotlib also draws with, so that they cannot drift apart.
"""

from pathlib import Path

from font_subset import write_subset
from matplotlib import get_data_path

from shared.explore.canvas import PAGE_CHARACTERS, PAGE_FONT
from shared.figures.style import COLOURS


def setup(app):
    """Write the files into a static folder of their own once the builder knows where to write."""
    app.connect("builder-inited", write_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_assets(app):
    """Write `figure-colours.css` and the fonts it names."""
    folder = Path(app.doctreedir).parent / "figure-assets"
    folder.mkdir(parents=True, exist_ok=True)
    faces = "\n".join(write_font(folder, style, name) for style, name in PAGE_FONT.items())
    (folder / "figure-colours.css").write_text(f"{faces}\n{colours_css()}", encoding="utf-8")
    app.config.html_static_path.append(str(folder))


def colours_css():
    """Return every colour of the book as a CSS variable, for light and for dark pages.

    Paper is light, whatever the screen showed, and so is the ground of figures in another style.
    """
    light, dark = (
        "".join(
            f"  --figure-{meaning}: {getattr(both, mode)};\n" for meaning, both in COLOURS.items()
        )
        for mode in ("light", "dark")
    )
    dark = f'html[data-theme="dark"] {{\n{dark}}}'
    return f"html,\n.explore-light {{\n{light}}}\n\n@media not print {{\n{dark}\n}}\n"


def write_font(folder, style, name):
    """Write the part of a face that figures use, and return the rule that loads it."""
    target = folder / f"figure-sans-{style}.woff"
    write_subset(Path(get_data_path(), "fonts", "ttf", name), target, PAGE_CHARACTERS)
    return (
        f"@font-face {{\n  font-family: 'Figure Sans';\n  font-style: {style};\n"
        f"  font-display: swap;\n  src: url('{target.name}') format('woff');\n}}\n"
    )
