"""Check that builds are reproducible: `python -m tools.compare_builds`.

The site is built twice from scratch, in two folders. Both must be equal byte for byte, except for
the table with the times that notebooks ran.
"""

import difflib
import re
import sys
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup

from tools.book_copy import build_copy, copy_book

#: The page on which dates and numbers in tables may differ between two builds.
TIMES = "times-and-versions.html"
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d|\d+\.?\d*")


def main():
    """Build twice; exit with the differences, if there are any."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        sites = []
        for folder in (first, second):
            copy_book(Path(folder))
            sites.append(build_copy(Path(folder)))
        different = differences(*sites)
        count = sum(path.is_file() for path in sites[0].rglob("*"))
    if different:
        sys.exit("The two builds differ.\n" + "\n".join(different))
    print(f"Two builds from scratch gave the same {count} files, except the times in {TIMES}.")


def differences(first, second):
    """Return the differences between two sites, as lines of text."""
    names = [
        {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
        for site in (first, second)
    ]
    found = [f"only in one of them: {name}" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1]):
        one, other = (site.joinpath(name).read_bytes() for site in (first, second))
        if one != other:
            found += different_lines(name, one, other)
    return found


def different_lines(name, one, other):
    """Return the lines of a file that differ although they must not, or that its bytes differ."""
    texts = [content.decode("utf-8", "replace") for content in (one, other)]
    if name == TIMES:
        texts = [without_times(text) for text in texts]
        if texts[0] == texts[1]:
            return []
    lines = [
        f"{name}: {line[:200]}"
        for line in difflib.unified_diff(*map(str.splitlines, texts), n=0, lineterm="")
        if line[0] in "+-" and not line.startswith(("+++", "---"))
    ]
    return lines or [f"{name}: bytes differ"]


def without_times(page):
    """Return a page without the dates and numbers in its tables."""
    soup = BeautifulSoup(page, "html.parser")
    for cell in soup("td"):
        if TIME.fullmatch(cell.get_text(strip=True)):
            cell.clear()
    return str(soup)


if __name__ == "__main__":
    main()
