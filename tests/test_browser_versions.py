"""The README names the oldest browsers that have all that the website uses."""

import re

from tests.figure_checks import BOOK

#: What the site uses, as in its sources, and the first Chrome or Edge, Firefox and Safari with it.
#: Source: https://github.com/mdn/browser-compat-data, 8.1.9.
FIRST = {
    r"^math \{": (109, 4, 5.1),
    r":has\(": (105, 121, 15.4),
    r"@container": (105, 110, 16),
    r"@media.*\(scripting:": (120, 113, 17),
    r"^ +> :not": (112, 117, 16.5),  # nested rules
    r"light-dark\(": (123, 120, 17.5),
    r"color-mix\(": (111, 113, 16.2),
    r"\bmask-image:": (120, 53, 15.4),
    r"\.style\.zoom\b": (1, 126, 3.1),
    r"\.showPopover\(": (114, 125, 17),
    r"\breportError\(": (95, 93, 15.4),
    r"\bObject\.hasOwn\(": (93, 92, 15.4),
    r"\.at\(-1\)": (92, 90, 15.4),
    r"\bthis\.#\w+\(": (84, 90, 15),
}


def sources(*kinds):
    """Return the style sheets and scripts of the site, by path."""
    folders = (BOOK / "_static", BOOK / "shared")
    paths = [path for folder in folders for kind in kinds for path in folder.rglob(f"*.{kind}")]
    return {path: path.read_text(encoding="utf-8") for path in paths}


def test_the_readme_names_the_first_versions_with_all_that_the_site_uses():
    text = "\n".join(sources("css", "js").values())
    assert [what for what in FIRST if not re.search(what, text, re.MULTILINE)] == []
    read_me = (BOOK / "README.md").read_text(encoding="utf-8")
    named = re.search(r"Chrome or Edge (\S+), Firefox (\S+), Safari (\S+) or newer", read_me)
    first = [max(versions) for versions in zip(*FIRST.values(), strict=True)]
    assert [float(version) for version in named.groups()] == first


def test_scripts_set_aria_by_attributes():
    """Firefox before 119 ignores properties such as `ariaLabel`."""
    scripts = sources("js").items()
    assert [path for path, text in scripts if re.search(r"\.aria[A-Z]", text)] == []
