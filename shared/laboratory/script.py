"""The modules of the laboratory as one script."""

from pathlib import Path

from shared.explore.script import joined, minified, modules

PAGE = Path(__file__).with_name("page.js")


def script() -> str:
    """Return the script of the laboratory, which looks for elements of the class `laboratory`.

    Returns
    -------
    str
    """
    found = modules(PAGE)
    text = joined(
        [found],
        'for (const root of document.querySelectorAll(".laboratory")) {\n'
        f"root.laboratory = new ({list(found)[-1]}.Laboratory)(root);\n}}\n",
    )
    return minified(text)
