"""Build the site twice from nothing, in two folders, and compare. `python -m tools.compare_builds`.

The two must be the same to the byte, apart from the lines that tell how long notebooks ran.
"""

import difflib
import re
import sys
import tempfile
from pathlib import Path

from tools.book_copy import build_copy, copy_book

#: Where two builds may differ: the page, and what its lines are like.
MAY_DIFFER = {"times-and-versions.html": re.compile(r"<td><p>[\d.]+</p></td>")}


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
    print(f"Two builds from nothing gave the same {count} files, apart from {[*MAY_DIFFER]}.")


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
    texts = [content.decode("utf-8", "replace").splitlines() for content in (one, other)]
    changed = [
        line
        for line in difflib.unified_diff(*texts, n=0, lineterm="")
        if line[0] in "+-" and not line.startswith(("+++", "---"))
    ]
    allowed = MAY_DIFFER.get(name)
    return [f"{name}: {line[:200]}" for line in changed if not (allowed and allowed.search(line))]


if __name__ == "__main__":
    main()
