"""Measure the build time of the book after typical edits: `python -m benchmarks.book_build`."""

import sys
import tempfile
import time
from html import escape
from pathlib import Path

import nbformat

from benchmarks.markdown import table
from shared import training
from tools.book_copy import build_copy, copy_book

CHAPTER = "digits"  # the chapter that takes longest to run
MODULE = "shared/training.py"  # a module that this chapter uses


def report() -> str:
    """Return a Markdown table: a clean build, then a build after each edit."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_book(copy)
        clean = timed_build(copy, "from clean")
        rows = [["from clean: every chapter runs", f"{clean:.0f}", ""]]
        for title, edit, expected in EDITS:
            edit(copy)
            seconds = timed_build(copy, title)
            page = (copy / "_build" / "html" / "chapters" / f"{CHAPTER}.html").read_text("utf-8")
            if expected not in page:
                raise RuntimeError(f"the page is stale: {title}, it does not show {expected}")
            rows.append([title, f"{seconds:.0f}", f"{seconds / clean:.2f}"])
    return table(["build", "s", "share of the clean build"], rows)


def timed_build(copy, title):
    """Build a copy and return the time in seconds."""
    print(f"build: {title} ...", file=sys.stderr, flush=True)
    start = time.perf_counter()
    build_copy(copy)
    return time.perf_counter() - start


def edit_words(copy):
    """Add a sentence to a chapter."""
    append(copy, nbformat.v4.new_markdown_cell("Words by a benchmark.", id="words"))


def edit_code(copy):
    """Add a code cell to a chapter, so that the chapter is executed again."""
    code = "import shared.training\n\nprint(shared.training.__doc__)"
    append(copy, nbformat.v4.new_code_cell(code, id="code"))


def append(copy, cell):
    """Append a cell to a chapter."""
    path = copy / "chapters" / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(cell)
    nbformat.write(notebook, path)


def edit_shared(copy):
    """Change the docstring of a module, which the new code cell prints."""
    path = copy / MODULE
    path.write_text(path.read_text("utf-8").replace('"""', '"""Edited. ', 1), encoding="utf-8")


EDITS = (
    (f"after new words in {CHAPTER}", edit_words, "Words by a benchmark."),
    (f"after new code in {CHAPTER}", edit_code, escape(training.__doc__.splitlines()[0])),
    (f"after an edit of {MODULE}", edit_shared, "Edited. "),
)


if __name__ == "__main__":
    print(report())
