"""nbgitpuller itself brings changes of a chapter to students, and keeps theirs."""

import os
import shutil
import subprocess

import nbformat

from tests.graders import GRADERS, needs
from tools.notebooks import CHAPTERS

NOTEBOOK = "hidden-layers.ipynb"

pytestmark = needs("gitpuller")


def run(*command, folder):
    """Run a command in a folder, as somebody whom Git knows."""
    who = {
        f"GIT_{role}_{what}": "a" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    subprocess.run(
        command, cwd=folder, env=os.environ | who, check=True, capture_output=True, encoding="utf-8"
    )


class Book:
    """A repository with one chapter, whose cells can be changed, and a student's copy of it."""

    def __init__(self, folder):
        self.folder, self.origin, self.account = folder, folder / "origin", folder / "account"
        self.origin.mkdir()
        run("git", "init", "--quiet", "--initial-branch=main", folder=self.origin)
        shutil.copy(CHAPTERS / NOTEBOOK, self.origin)
        self.publish()
        self.pull()

    def publish(self):
        run("git", "add", "--all", folder=self.origin)
        run("git", "commit", "--quiet", "--message", "Change", folder=self.origin)

    def pull(self):
        run(
            GRADERS / "gitpuller",
            self.origin.as_uri(),
            "main",
            str(self.account),
            folder=self.folder,
        )

    def sources(self):
        return {cell.id: cell.source for cell in nbformat.read(self.account / NOTEBOOK, 4).cells}


def change(folder, **sources):
    """Give cells of the chapter other sources, as Jupyter writes them."""
    notebook = nbformat.read(folder / NOTEBOOK, 4)
    for cell in notebook.cells:
        cell.source = sources.get(cell.id.replace("-", "_"), cell.source)
    nbformat.write(notebook, folder / NOTEBOOK)


def test_a_pull_keeps_what_the_student_has_changed_and_brings_the_rest(tmp_path):
    book = Book(tmp_path)
    change(book.account, solution_1="mine = 1", solution_2="mine = 2")
    (book.account / "notes.txt").write_text("mine", encoding="utf-8")
    change(book.origin, solution_2="theirs = 2", exercise_3="### Exercise 3: another one")
    book.publish()
    book.pull()
    sources = book.sources()
    assert sources["solution-1"] == "mine = 1"
    assert sources["solution-2"] == "mine = 2"  # both changed it
    assert sources["exercise-3"] == "### Exercise 3: another one"
    assert (book.account / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_that_the_student_deleted_comes_back(tmp_path):
    book = Book(tmp_path)
    (book.account / NOTEBOOK).unlink()
    book.pull()
    assert book.sources()
