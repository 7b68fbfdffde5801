"""Read the exercises of the chapters, with everything that a class needs."""

import ast
import contextlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import nbformat
import numpy as np
import yaml

from shared.ask import Asked
from shared.ask.question import Question
from tools.notebook_slices import needed

BOOK = Path(__file__).resolve().parents[2]
#: Points of an exercise by its level.
POINTS = {"Warm-up": 1, "Practice": 2, "Coding": 3, "Hard": 4, "Investigation": 4}
#: The start of the question of an exercise, below its hints.
CHECKED = "**Check your answer.**"
HEADING = re.compile(r"### Exercise (\d+): (.+)\n+\*([\w-]+)\.\*\s")


@dataclass
class Exercise:
    """One exercise of a chapter.

    Attributes
    ----------
    chapter, number : int
        Numbers of the chapter and of the exercise, such as 3 and 1 for exercise 3.1.
    title, level : str
        Title in the heading, and a key of `POINTS`.
    text : str
        The question and its hints, in Markdown, with the numbers of the book.
    figure : str
        The code of the figure that the question is about, if the exercise has a figure.
    solution : list of (str, str)
        The types and sources of the cells of the solution.
    ask : callable, optional
        Function that runs the cell with `ask` and returns its question, if the answer is one value.
    tests, task : str
        For an exercise with code to fix: the function that tests the code, and the faulty code.
    """

    chapter: int
    number: int
    title: str
    level: str
    text: str
    figure: str = ""
    solution: list = field(default_factory=list)
    ask: Callable | None = None
    tests: str = ""
    task: str = ""

    @cached_property
    def question(self) -> Question | None:
        """The question that judges the answer; some take seconds, since they train networks."""
        return self.ask and self.ask()

    @property
    def given(self) -> str:
        """The numbers of the question, if they depend on the seed of the class."""
        return self.question.given if self.ask else ""

    @property
    def posed(self) -> str:
        """The text, with the numbers of the class after the question that is checked."""
        if not self.given:
            return self.text
        before, mark, asked = self.text.rpartition(CHECKED)
        sentence, *options = asked.split("\n\n")
        return before + mark + "\n\n".join([f"{sentence} {self.given}", *options])

    @property
    def is_graded(self) -> bool:
        """Whether a program can grade it."""
        return bool(self.ask or self.task)

    @property
    def trial(self) -> str:
        """The call that tests the code; its value is true if all tests pass."""
        return self.task.rpartition("passed = ")[2]

    @property
    def faulty(self) -> str:
        """The code to fix, without the call that tests it."""
        return self.task.rpartition("passed = ")[0].rstrip()

    @property
    def mended(self) -> str:
        """The fixed code, without the assertions of the chapter."""
        code = "\n\n\n".join(source for kind, source in self.solution if kind == "code")
        return re.split(r"^assert ", code, maxsplit=1, flags=re.MULTILINE)[0].rstrip()

    @property
    def name(self) -> str:
        """Name of the exercise from chapter and number, as in `check("3.1", answer)`."""
        return f"{self.chapter}.{self.number}"

    @property
    def points(self) -> int:
        """Points of the exercise."""
        return POINTS[self.level]


@dataclass
class Sheet:
    """The exercises of one chapter, and the cells of the chapter that they need."""

    slug: str
    chapter: int
    title: str
    setup: list
    exercises: list


def chapters() -> list[str]:
    """Return the names of the chapters, in the order of `_toc.yml`."""
    contents = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))
    files = [page["file"] for part in contents["parts"] for page in part["chapters"]]
    return [Path(file).name for file in files if file.startswith("chapters/")]


def read_sheet(slug: str, seed: int | None = None, chosen: set | None = None) -> Sheet:
    """Read the exercises of a chapter.

    Parameters
    ----------
    slug : str
        Name of the chapter, as in `_toc.yml`.
    seed : int, optional
        Seed from which questions draw their numbers; without it, the numbers are as in the book.
    chosen : set of str, optional
        Names of the exercises to keep, such as 3.1; without it, all.

    Returns
    -------
    Sheet
    """
    chapter = chapters().index(slug) + 1
    notebook = nbformat.read(BOOK / "chapters" / f"{slug}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    places = {cell.id: place for place, cell in enumerate(code)}
    sources = [cell.source for cell in code]
    exercises, targets, asking, inside = [], [], {}, False
    for cell in notebook.cells:
        heading = HEADING.match(cell.source)
        if heading:
            number, title, level = heading.groups()
            text, fold, words = cell.source.partition("\n\n<details><summary>Solution")
            exercise = Exercise(chapter, int(number), title, level, text)
            if fold:
                exercise.solution.append(("markdown", fold.strip() + words))
            inside = chosen is None or exercise.name in chosen
            exercises += [exercise] * inside
        elif cell.cell_type == "markdown" and cell.source.startswith("## "):
            inside = False
        elif inside and cell.id.startswith("ask-"):
            own = None if seed is None else (seed, chapter, exercise.number)
            exercise.ask = partial(asked, sources, places[cell.id], own)
            asking[places[cell.id]] = exercise
        elif inside and cell.id.startswith("question-"):
            exercise.text += f"\n\n{cell.source}"
            exercise.figure = "\n\n\n".join(source for _, source in exercise.solution)
            exercise.solution.clear()
        elif inside and cell.id.startswith("tests-"):
            exercise.tests = cell.source
            targets.append(places[cell.id])
        elif inside and cell.id.startswith("task-"):
            exercise.task = cell.source
            targets.append(places[cell.id])
        elif inside:
            exercise.solution.append((cell.cell_type, cell.source))
            if cell.cell_type == "code":
                targets.append(places[cell.id])
    first = min(places[cell.id] for cell in notebook.cells[after(notebook) :] if cell.id in places)
    used = needed(sources, targets) if targets else []
    for place in used:
        if place in asking:  # the solution uses names that the cell with the question defines
            asking[place].solution.insert(0, ("code", without_last(sources[place])))
    used = [place for place in used if place < first]
    title = re.match(r"# (.+)", notebook.cells[0].source)[1]
    return Sheet(slug, chapter, title, [sources[place] for place in used], exercises)


def after(notebook):
    """Return the index of the cell with the heading of the exercises."""
    return next(place for place, cell in enumerate(notebook.cells) if cell.id == "exercises")


def without_last(source):
    """Return a cell without its last statement."""
    last = ast.parse(source).body[-1]
    return "\n".join(source.splitlines()[: last.lineno - 1]).rstrip()


def asked(sources, place, seed):
    """Run a cell with `ask` and the cells that it needs; return its question for a class."""
    namespace = {"__name__": "__main__"}
    *before, last = (sources[one] for one in needed(sources, [place]))
    tree = ast.parse(last)
    call = ast.Expression(tree.body.pop().value)
    with contextlib.redirect_stdout(io.StringIO()):
        for source in before:
            exec(source, namespace)
        exec(compile(tree, "<cell>", "exec"), namespace)
        asking = eval(compile(call, "<cell>", "eval"), namespace)
    if not isinstance(asking, Asked):
        raise TypeError(f"a cell named ask-... must end with a call of ask, not with {asking!r}")
    if seed is None:
        return asking.questions[0]
    return asking.drawn(np.random.default_rng(seed))
