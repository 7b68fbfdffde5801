"""Directive `shipped-licences`: list third-party works, with data of the installed packages."""

from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from fontTools.ttLib import TTFont
from sphinx.util.docutils import SphinxDirective

#: Name IDs of the notices in a font.
COPYRIGHT, LICENCE = 0, 13


class Work(NamedTuple):
    """A work of which the website distributes a part."""

    part: str  # the part that the website distributes
    package: str  # the installed package that contains it
    name: str = ""  # its name, if it is not the package itself
    licence: str = ""  # its licence, if it differs from the licence of the package
    notice: str = "LICENSE"  # the end of the path of the licence text in the package


PYDATA, ICONS = "pydata-sphinx-theme", "SIL OFL 1.1 (font), CC BY 4.0 (icons), MIT (code)"
SCRIPTS = "scripts/{}.js.LICENSE.txt"
SANS = "Bitstream Vera and Arev licences"
WORKS = [
    Work("layout, style and scripts of the pages", "sphinx-book-theme"),
    Work("layout, style and scripts of the pages", PYDATA),
    Work("style of columns", PYDATA, "Bootstrap", "MIT", SCRIPTS.format("bootstrap")),
    Work("icons, as a font", PYDATA, "Font Awesome Free", ICONS, SCRIPTS.format("fontawesome")),
    Work("search, and style of the text", "sphinx", notice="LICENSE.rst"),
    Work("colours of code", "Pygments"),
    Work("buttons that copy code", "sphinx-copybutton"),
    Work("the clipboard", "sphinx-copybutton", "clipboard.js", "MIT", "clipboard.min.js"),
    Work("style of cards and tabs", "sphinx-design"),
    Work("style of cells and outputs", "myst-nb"),
    Work("font of the figures", "matplotlib", "DejaVu Sans", SANS, "LICENSE_DEJAVU"),
    Work("font of the formulas", "ziamath", "STIX Two Math", "SIL OFL 1.1", "Math-Regular.ttf"),
]


class ShippedLicences(SphinxDirective):
    """List each work with its licence, the distributed part and the text of the licence."""

    def run(self):
        """Return the nodes of the list."""
        found = []
        for work in WORKS:
            text = notice(work)
            found += [
                nodes.rubric("", title(work)),
                nodes.paragraph("", f"{licence(work)}: {work.part}."),
                nodes.literal_block(text, text, language="none"),
            ]
        return found


def title(work):
    """Return the name of a work, with the name and version of its package."""
    package = distribution(work.package)
    known = f"{package.name} {package.version}"
    return f"{work.name} (from {known})" if work.name else known


def licence(work):
    """Return the name of a work's licence, as its package declares it."""
    if work.licence:
        return work.licence
    metadata = distribution(work.package).metadata
    classifiers = metadata.get_all("Classifier", [])
    named = [name.split(" :: ")[-1] for name in classifiers if name.startswith("License ::")]
    return metadata.get("License-Expression") or ", ".join(named) or metadata["License"]


def notice(work):
    """Return the licence text that must accompany copies of a work."""
    paths = [
        Path(path.locate())
        for path in distribution(work.package).files
        if path.as_posix().endswith(work.notice)
    ]
    if not paths:
        raise LookupError(f"{work.package} has no file {work.notice}; see _ext/book/licences.py")
    path = min(paths, key=lambda path: len(path.parts))
    if path.suffix == ".ttf":
        names = TTFont(path)["name"]
        return "\n".join(names.getDebugName(number) for number in (COPYRIGHT, LICENCE))
    text = path.read_text(encoding="utf-8").strip()
    # The notice of a script is its first comment.
    return text.partition("*/")[0] + "*/" if text.startswith("/*") else text
