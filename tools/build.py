"""Build the website: `python tools/build.py`. A few pages: `python tools/build.py chapters/digits`.

The website is built in a separate folder, and replaces the previous one only when it is complete.
A build that fails or is interrupted changes nothing.
"""

import argparse
import errno
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent
#: The folders of a build: the website, and the executed notebooks.
RESULTS = ("html", "jupyter_execute")
#: Messages of the operating system when it cannot write a file.
REFUSALS = [
    os.strerror(number)
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)
]
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def main():
    """Build the website or some pages; unchanged notebooks come from the execution cache."""
    sys.stdout.reconfigure(errors="backslashreplace")  # as stderr: a path may have any character
    start = time.perf_counter()
    parser = argparse.ArgumentParser(description="Build the website from clean.")
    parser.add_argument("pages", nargs="*", help="build only these, into _build/draft")
    parser.add_argument("--book", type=Path, default=BOOK, help="folder of another book")
    options = parser.parse_args()
    book = options.book.resolve()
    try:
        site = build_pages(book, options.pages) if options.pages else build_book(book)
    except OSError as error:
        sys.exit(f"The book was not built: {error.filename} cannot be written, {error.strerror}.")
    except KeyboardInterrupt:
        sys.exit("The book was not built: interrupted.")
    print(f"Built {site} in {time.perf_counter() - start:.0f} s.")


def build_book(book):
    """Build all pages into `_build/html`; a warning is an error."""
    output = book / "_build"
    unfinished = output / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        # A clean build, since Sphinx repeats no warnings for pages that it does not read again.
        jupyter_book(book, "-W", "--keep-going", "--path-output", unfinished)
        for name in RESULTS:
            shutil.rmtree(output / name, ignore_errors=True)
            if (unfinished / "_build" / name).exists():  # not if there are no notebooks
                (unfinished / "_build" / name).replace(output / name)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return output / "html"


def build_pages(book, pages):
    """Build only the named pages into `_build/draft`; links to other pages do not work there."""
    for page in pages:
        if not any((book / page).with_suffix(kind).is_file() for kind in (".ipynb", ".md")):
            sys.exit(f"There is no page {page}: give its path here, such as chapters/digits.")
    draft = book / "_build" / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    contents = draft / "_toc.yml"
    first, *others = (Path(page).with_suffix("").as_posix() for page in pages)
    if not others:  # the theme cannot build a book of a single page
        others = ["LICENSE-text"]
    lines = ["format: jb-book", f"root: {first}", "chapters:"]
    text = "\n".join(lines + [f"  - file: {page}" for page in others]) + "\n"
    contents.write_text(text, encoding="utf-8")
    jupyter_book(book, "--toc", contents, "--path-output", draft)
    return draft / "_build" / "html" / f"{first}.html"


def jupyter_book(book, *options):
    """Run Jupyter Book and print its messages; exit if it fails."""
    # On Windows it is jupyter-book.exe.
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    if program is None:
        sys.exit(
            f"The book was not built: {sys.executable} has no Jupyter Book. Run make setup, then "
            ".venv/bin/python tools/build.py."
        )
    result = subprocess.run(
        [program, "build", book, "-n", "--quiet", *options],
        cwd=book,
        # Outputs depend on the number of threads, as the Makefile says. Without the encoding,
        # Windows would write into a pipe in its own code page.
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    said = COLOUR.sub("", result.stdout)
    into = options[-1]
    if result.returncode and (refusal := next((one for one in REFUSALS if one in said), None)):
        sys.exit(f"The book was not built: {into} cannot be written, {refusal}.")
    print(said, file=sys.stderr)
    if result.returncode:
        for report in sorted(into.rglob("reports/**/*.err.log")):  # a failed cell's traceback
            *_, error = report.read_text(encoding="utf-8").strip().splitlines()
            print(
                f"{report.name.removesuffix('.err.log')}: {COLOUR.sub('', error)}", file=sys.stderr
            )
        sys.exit("The book was not built: see the warnings above, each of which is an error.")


if __name__ == "__main__":
    main()
