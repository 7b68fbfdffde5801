"""Create a chapter: `python -m tools.new_chapter NAME`, for example `weight-decay`.

Creates the notebook, the package of its figures and their tests from the templates in
`tools/chapter/`. Adds the page to `_toc.yml`, and a card with a cover to the landing page. All of
them work immediately. Marks show what the author has to write; tests fail until no mark is left.
"""

import keyword
import re
import sys
from pathlib import Path

import nbformat

from shared.figures.cover import package_of
from tools.notebooks import execute, write

BOOK = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).with_name("chapter")
#: Mark at each place where the author of a chapter has something to write.
BLANK = "FILL IN"
CARD = """
:::{grid-item-card} NEW TITLE
:link: chapters/new-name
:link-type: doc

````{card-header}
```{chapter-cover} new-name
FILL IN: what its picture shows, in words.
```
````
FILL IN: what the reader will be able to do.
:::
"""


def main():
    """Create the files of the named chapter, and print what the author has to fill in."""
    if len(sys.argv) != 2 or not re.fullmatch(r"[a-z]+(-[a-z]+)*", sys.argv[1]):
        sys.exit(
            "Name one chapter in lower-case letters and hyphens, without digits: "
            "make chapter NAME=weight-decay"
        )
    name = sys.argv[1]
    package = package_of(name)
    if keyword.iskeyword(package):
        sys.exit(f"{package} is a keyword of Python, not a name of a package: choose another name.")
    made = targets(name)
    module = BOOK / "shared" / "figures" / f"{package}.py"  # which the package would hide
    for path in [*made.values(), module]:
        if path.exists():
            sys.exit(f"{path.relative_to(BOOK)} exists already: choose another name.")
    for template, path in made.items():
        text = (TEMPLATE / template).read_text(encoding="utf-8")
        path.parent.mkdir(exist_ok=True)
        path.write_text(filled(text, name), encoding="utf-8", newline="\n")
    insert("_toc.yml", r"^ *- file: chapters/.*\n", f"      - file: chapters/{name}\n")
    insert("index.md", r"^```\{chapter-cover\}(?:.*\n)*?:::\n", filled(CARD, name))

    notebook = nbformat.read(made["notebook.ipynb"], as_version=4)
    execute(notebook, made["notebook.ipynb"])
    write(notebook, made["notebook.ipynb"])
    print(f"_toc.yml and index.md name chapters/{name}; these are made:")
    for path in made.values():
        blanks = path.read_text(encoding="utf-8").count(BLANK)
        print(f"  {path.relative_to(BOOK).as_posix()}, {blanks} blanks marked {BLANK!r}")


def targets(name):
    """Return the path of the new file for each template."""
    module = package_of(name)
    package = BOOK / "shared" / "figures" / module
    return {
        "notebook.ipynb": BOOK / "chapters" / f"{name}.ipynb",
        "package.py": package / "__init__.py",
        "tangent.py": package / "tangent.py",
        "cover.py": package / "cover.py",
        "test_figures.py": BOOK / "tests" / f"test_{module}_figures.py",
    }


def filled(template, name):
    """Return a template with its placeholders replaced by the names of the chapter."""
    names = {
        "NEW TITLE": name.replace("-", " ").capitalize(),
        "new-name": name,
        "new_module": package_of(name),
    }
    for placeholder, own in names.items():
        template = template.replace(placeholder, own)
    return template


def insert(page, last, text):
    """Insert a text into a page, after the last match of a pattern."""
    path = BOOK / page
    before = path.read_text(encoding="utf-8")
    *_, place = re.finditer(last, before, re.MULTILINE)
    after = before[: place.end()] + text + before[place.end() :]
    path.write_text(after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
