"""Print the section of CHANGELOG.md for a version: `python -m tools.release_notes v1.2.0`.

Exits with an error unless the tag, the version of the package and the changelog agree, so that no
release has the wrong version.
"""

import re
import sys
from importlib.metadata import version
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


def main():
    """Print the notes of the version that is named on the command line."""
    sys.stdout.reconfigure(encoding="utf-8")
    tag = sys.argv[1] if len(sys.argv) == 2 else sys.exit("Name one tag, such as v1.2.0.")
    print(notes(tag, version("mlp-in-motion"), CHANGELOG.read_text(encoding="utf-8")))


def notes(tag, packaged, changelog):
    """Return the section of a tag's version, without its heading."""
    if tag != f"v{packaged}":
        sys.exit(f"The tag is {tag}, but pyproject.toml says {packaged}: one of them is wrong.")
    heading = rf"^## \[{re.escape(packaged)}\] - \d{{4}}-\d\d-\d\d\n"
    section = re.search(rf"{heading}(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if not section:
        sys.exit(f"CHANGELOG.md has no section headed '## [{packaged}] - ' and a date.")
    return section[1].strip()


if __name__ == "__main__":
    main()
