"""Build the site twice from nothing, in two folders, and compare. `python -m tools.compare_builds`.

The two must be the same to the byte, apart from the table that tells how long notebooks ran.
"""

import difflib
import sys
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup

from tools.book_copy import build_copy, copy_book

#: The page whose numbers in tables may differ between two builds.
TIMES = "times-and-versions.html"


def main():
    """Build twice; end with the differences, if there are any."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        sites = []
        for folder in (first, second):
            copy_book(Path(folder))
            sites.append(build_copy(Path(folder)))
        different = differences(*sites)
        count = sum(path.is_file() for path in sites[0].rglob("*"))
    if different:
        sys.exit("The two builds differ.\n" + "\n".join(different))
    print(f"Two builds from nothing gave the same {count} files, apart from the times in {TIMES}.")


def differences(first, second):
    """Return what is not the same in two sites, as lines to read."""
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
    """Return the lines of a file that differ and may not."""
    texts = [content.decode("utf-8", "replace") for content in (one, other)]
    if name == TIMES:
        texts = map(without_times, texts)
    return [
        f"{name}: {line[:200]}"
        for line in difflib.unified_diff(*map(str.splitlines, texts), n=0, lineterm="")
        if line[0] in "+-" and not line.startswith(("+++", "---"))
    ]


def without_times(page):
    """Return a page without the numbers in its tables."""
    soup = BeautifulSoup(page, "html.parser")
    for cell in soup("td"):
        if cell.get_text(strip=True).replace(".", "", 1).isdecimal():
            cell.clear()
    return str(soup)


if __name__ == "__main__":
    main()
