"""Make the notebooks for a class from the chapters: for students, for nbgrader and for otter."""

import argparse
import shutil
import tomllib
from itertools import product
from pathlib import Path

import nbformat

from shared.ask.checking import ANSWERS, seal

from .exercises import BOOK, POINTS, Sheet, chapters, read_sheet
from .notebooks import REQUIREMENTS, nbgrader, otter, student

CONFIGURATION = '''"""Configuration of nbgrader for this course."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "multilayer-perceptrons"
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = "Write your answer here."
c.Execute.timeout = 300  # seconds for a cell, also on a slow or busy machine
'''
READ_ME = """# Notebooks for a class

{seed}

| chapter | exercises | points by program | points by hand |
|:--|--:|--:|--:|
{rows}

- `student/` is for students who do not hand in their notebooks: questions, hints, blanks, and cells
  that check values. The folder of a notebook is complete: it has `answers.json` and a copy of the
  book's package `shared`. Python needs NumPy, Matplotlib, scikit-learn and ipywidgets.
- `nbgrader/` is a course of nbgrader: `nbgrader generate_assignment hidden-layers`, and later
  `nbgrader autograde hidden-layers`, in this folder. Both need `shared` to be installed.
  `nbgrader export` writes the grades as a table.
- `otter/` has a master notebook for each chapter: `otter assign hidden-layers.ipynb made`, in its
  folder, and later `otter run -a made/autograder/hidden-layers-autograder_….zip notebook.ipynb`.
  The zip is complete for Gradescope and other containers: it contains the book's package `shared`,
  and a list of the packages that `shared` needs.

In the book's folder, `make graders` installs both graders: put `.venv/graders/bin` on your `PATH`.

A warm-up counts {Warm-up} point, practice {Practice}, code to fix {Coding}, a hard exercise
{Hard}, an investigation {Investigation}. Exercises with neither a single value nor tests are
graded by hand.
"""

BOOKS = "The numbers are the same as in the book, so the answers are on its pages."
OWN = """Seed of the class: {0}. To make the same notebooks again, run `make class SEED={0}` with
the same exercises. Another seed draws other numbers in {1}."""


def main():
    """Create the folder that is named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.classroom", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--seed", type=int, help="draw numbers; without it, as in the book")
    parser.add_argument(
        "--exercises", nargs="+", metavar="3.1", help="chapter and number; without it, all"
    )
    given = parser.parse_args()
    if given.seed is not None and given.seed < 0:
        parser.error(f"--seed must be at least 0, not {given.seed}")
    if given.folder.exists():
        parser.error(f"{given.folder} exists already: name a new folder; no file is overwritten")
    sheets = read(given.exercises, given.seed, parser)
    seed = BOOKS if given.seed is None else OWN.format(given.seed, ", ".join(own_numbers(sheets)))
    read_me = READ_ME.format(seed=seed, rows="\n".join(map(row, sheets)), **POINTS)
    files = {"README.md": read_me, "nbgrader/nbgrader_config.py": CONFIGURATION}
    for sheet in sheets:
        print(f"{sheet.title}: {len(sheet.exercises)} exercises", flush=True)
        files |= files_of(sheet)
    for name, text in files.items():
        path = given.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for form, sheet in product(("student", "otter"), sheets):  # used where the book may be missing
        copy = given.folder / form / sheet.slug / "shared"
        shutil.copytree(BOOK / "shared", copy, ignore=shutil.ignore_patterns("__pycache__"))
    print(f"{given.folder} has notebooks for {len(sheets)} chapters; its README.md lists them.")


def read(names, seed, parser) -> list[Sheet]:
    """Return the sheets that have chosen exercises, with these exercises."""
    sheets = [read_sheet(slug, seed, names and set(names)) for slug in chapters()]
    found = {exercise.name for sheet in sheets for exercise in sheet.exercises}
    unknown = sorted(set(names or ()) - found)
    if unknown:
        parser.error(f"--exercises names {', '.join(unknown)}, which the chapters do not have")
    return [sheet for sheet in sheets if sheet.exercises]


def files_of(sheet) -> dict:
    """Return the files of a sheet by name: its three forms, each with its `answers.json`."""
    answers = seal({one.name: one.question for one in sheet.exercises if one.ask})
    forms = {"student": student, "nbgrader/source": nbgrader, "otter": otter}
    files = {}
    for folder, form in forms.items():
        files[f"{folder}/{sheet.slug}/{sheet.slug}.ipynb"] = nbformat.writes(form(sheet)) + "\n"
        files[f"{folder}/{sheet.slug}/{ANSWERS}"] = answers
    needs = tomllib.loads((BOOK / "pyproject.toml").read_text(encoding="utf-8"))
    files[f"otter/{sheet.slug}/{REQUIREMENTS}"] = "\n".join([*needs["project"]["dependencies"], ""])
    return files


def own_numbers(sheets) -> list[str]:
    """Return the names of the exercises whose numbers were drawn for the class."""
    return [one.name for sheet in sheets for one in sheet.exercises if one.given] or ["none"]


def row(sheet) -> str:
    """Return the row of a sheet in the table of points."""
    by_program = sum(one.points for one in sheet.exercises if one.is_graded)
    by_hand = sum(one.points for one in sheet.exercises if not one.is_graded)
    numbers = ", ".join(one.name for one in sheet.exercises)
    return f"| {sheet.title} | {numbers} | {by_program} | {by_hand} |"


if __name__ == "__main__":
    main()
