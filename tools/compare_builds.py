"""Build the site twice from nothing, in two folders, and compare. `python -m tools.compare_builds`.

The two must be the same to the byte, apart from the lines that tell how long notebooks ran.
"""

import difflib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent
#: Where two builds may differ: the page, and what its lines are like.
MAY_DIFFER = {"times-and-versions.html": re.compile(r"<td><p>[\d.]+</p></td>")}


def main():
    """Build twice; end with the differences, if there are any."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        sites = [build(Path(folder)) for folder in (first, second)]
        different = differences(*sites)
        count = sum(path.is_file() for path in sites[0].rglob("*"))
    if different:
        sys.exit("The two builds differ.\n" + "\n".join(different))
    print(f"Two builds from nothing gave the same {count} files, apart from {[*MAY_DIFFER]}.")


def build(folder):
    """Build a copy of the book in a folder; return where its site is."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=BOOK, text=True).splitlines():
        if (BOOK / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BOOK / name, folder / name)
    subprocess.run([sys.executable, "tools/build.py"], cwd=folder, check=True)
    return folder / "_build" / "html"


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
