"""List the third-party works that the website ships, from the packages that are installed.

The directive `shipped-licences` makes the list, so that no version and no licence is typed by hand.
"""

from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from fontTools.ttLib import TTFont
from sphinx.util.docutils import SphinxDirective

#: Where a font keeps its notices.
COPYRIGHT, LICENCE = 0, 13


class Work(NamedTuple):
    """One work that readers receive parts of."""

    part: str  # what of it the website carries
    package: str  # the installed package that it comes from
    name: str = ""  # what it is called, if it is not the package itself
    licence: str = ""  # its licence, if that is not the package's
    notice: str = "LICENSE"  # the end of the path of its licence's text in the package


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
    """Each work with its licence, what of it is here, and the text that goes with its copies."""

    def run(self):
        """Return the list."""
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
    """Return the name of a work and the version of the package that it comes from."""
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
    """Return the text that a work wants to be passed on with its copies."""
    paths = [
        Path(path.locate())
        for path in distribution(work.package).files
        if path.as_posix().endswith(work.notice)
    ]
    if not paths:
        raise LookupError(f"{work.package} brings no file {work.notice}: see _ext/book/licences.py")
    path = min(paths, key=lambda path: len(path.parts))
    if path.suffix == ".ttf":
        names = TTFont(path)["name"]
        return "\n".join(names.getDebugName(number) for number in (COPYRIGHT, LICENCE))
    text = path.read_text(encoding="utf-8").strip()
    # The notice of a script stands in its first comment.
    return text.partition("*/")[0] + "*/" if text.startswith("/*") else text
