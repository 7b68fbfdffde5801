"""Build the website from clean: `python tools/build.py`. A few pages: `... chapters/digits ...`."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent
OUTPUT = BOOK / "_build"
DRAFT = OUTPUT / "draft"


def main():
    """Build; outputs of unchanged notebooks come from the execution cache."""
    start = time.perf_counter()
    site, done = build_pages(sys.argv[1:]) if sys.argv[1:] else build_book()
    if not done:
        sys.exit("The book was not built: see the warnings above, each of which is an error.")
    print(f"Built {site} in {time.perf_counter() - start:.0f} s.")


def build_book():
    """Build every page into `_build/html`, with every warning an error."""
    # Sphinx forgets the warnings of pages it does not read again: only clean builds can be judged.
    for remains in (OUTPUT / "html", OUTPUT / ".doctrees"):
        shutil.rmtree(remains, ignore_errors=True)
    return OUTPUT / "html", jupyter_book("-W", "--keep-going")


def build_pages(pages):
    """Build the named pages alone into `_build/draft`, where links to other pages lead nowhere."""
    for page in pages:
        if not any((BOOK / page).with_suffix(kind).is_file() for kind in (".ipynb", ".md")):
            sys.exit(f"There is no page {page}: name it from here, such as chapters/digits.")
    shutil.rmtree(DRAFT, ignore_errors=True)
    DRAFT.mkdir(parents=True)
    contents = DRAFT / "_toc.yml"
    first, *others = (Path(page).with_suffix("").as_posix() for page in pages)
    if not others:  # the theme cannot draw a book of a single page
        others = ["LICENSE-text"]
    lines = ["format: jb-book", f"root: {first}", "chapters:"]
    text = "\n".join(lines + [f"  - file: {page}" for page in others]) + "\n"
    contents.write_text(text, encoding="utf-8")
    return (
        DRAFT / "_build" / "html" / f"{first}.html",
        jupyter_book("--toc", contents, "--path-output", DRAFT),
    )


def jupyter_book(*options):
    """Run Jupyter Book; return whether it succeeded."""
    # Windows calls it jupyter-book.exe.
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    command = [program, "build", BOOK, "-n", "--quiet", *options]
    return subprocess.run(command, cwd=BOOK, check=False).returncode == 0


if __name__ == "__main__":
    main()
