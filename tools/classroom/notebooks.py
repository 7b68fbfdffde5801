"""Make the notebooks for a class: for students, and for instructors who use nbgrader or otter."""

import re
import textwrap
from dataclasses import replace

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from .exercises import Exercise, Sheet

WORDS = "Write your answer here."
#: File beside the master notebooks of otter that lists the packages they need.
REQUIREMENTS = "requirements.txt"
CODE = "# Write your code here."
#: Tests must print nothing, since otter compares the printed text.
QUIET = """\
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()):
    passed = {}
assert passed"""
KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def opening(sheet: Sheet) -> list:
    """Return the cells before the first exercise."""
    words = (
        f"# Exercises of chapter {sheet.chapter}: {sheet.title}\n\n"
        "Below each exercise are two hints, and a place for your answer. If the answer is a "
        "value, the cell after it tells you whether the value is right."
    )
    checking = "from shared.ask import check  # last: a chapter may have a function of this name"
    setup = "\n\n\n".join([*sheet.setup, checking])
    return [
        new_markdown_cell(words, id="title"),
        new_markdown_cell("The next cell has definitions from the chapter.", id="setup-words"),
        new_code_cell(setup, id="setup"),
    ]


def blank(exercise: Exercise) -> str:
    """Return the line in which a student writes a value."""
    kinds = {
        "number": "a number",
        "text": "a text, in quotes",
        "choice": "the number of an option",
        "several": "the numbers of the options, as in {1, 3}",
    }
    return f"{variable(exercise)} = ...  # {kinds[exercise.question.kind]}"


def variable(exercise: Exercise) -> str:
    """Return the name of the variable for an answer."""
    return f"answer_{exercise.number}"


def answer(exercise: Exercise) -> str:
    """Return the right answer as a student would write it."""
    question = exercise.question
    if question.kind == "text":
        return repr(question.answer[0])
    if question.kind == "number":
        return repr(question.answer)
    places = [place + 1 for place in question.answer]
    return str(places[0]) if question.kind == "choice" else str(set(places))


def test(exercise: Exercise) -> str:
    """Return the hidden test of a value, which judges as `check` does and needs no file."""
    name, question = exercise.name, replace(exercise.question, wrong=(), given="", right="")
    return f"""\
from shared.ask.checking import verdict
from shared.ask.question import Question
questions = {{"{name}": {question}}}
assert verdict(questions, "{name}", {variable(exercise)}).is_right"""


def checking(exercise: Exercise) -> str:
    """Return the line of code that tells a student whether a value is right."""
    return f'check("{exercise.name}", {variable(exercise)})'


def solution(exercise: Exercise, kind: str) -> str:
    """Return the code of a solution, or its text without the fold."""
    sources = [source for one, source in exercise.solution if one == kind]
    folds = r"</?details>|<summary>.*?</summary>"
    return "\n\n\n".join(re.sub(folds, "", source).strip() for source in sources)


def code_of(exercise: Exercise) -> tuple:
    """Return the code in the student's cell, and the code that solves the exercise."""
    if exercise.task:
        return exercise.faulty, exercise.mended
    return CODE, solution(exercise, "code") + note(exercise)


def note(exercise: Exercise) -> str:
    """Return a comment with the answer for the class, since the code has the book's numbers."""
    if not exercise.given:
        return ""
    words = f"The code has the numbers of the book. {exercise.given} {exercise.question.right}"
    lines = textwrap.wrap(f"{words} So the answer is {exercise.question.shown()}.", 74)
    return "\n".join(["", "", *(f"# {line}" for line in lines)])


def figure(exercise: Exercise) -> list:
    """Return a list with the cell that draws the figure of an exercise, or an empty list."""
    code = exercise.figure
    return [new_code_cell(code, id=f"figure-{exercise.number}")] if code else []


def student(sheet: Sheet) -> nbformat.NotebookNode:
    """Return the notebook for students: questions, hints, blanks and visible checks."""
    cells = opening(sheet)
    for exercise in sheet.exercises:
        n = exercise.number
        cells += [new_markdown_cell(exercise.posed, id=f"exercise-{n}"), *figure(exercise)]
        if exercise.task:
            cells.append(new_code_cell(exercise.tests, id=f"tests-{n}"))
            cells.append(new_code_cell(exercise.faulty, id=f"code-{n}"))
            cells.append(new_code_cell(f"assert {exercise.trial}", id=f"check-{n}"))
            continue
        if not exercise.ask:
            cells.append(new_markdown_cell(WORDS, id=f"words-{n}"))
        cells.append(new_code_cell(CODE, id=f"code-{n}"))
        if exercise.ask:
            cells.append(new_code_cell(blank(exercise), id=f"answer-{n}"))
            cells.append(new_code_cell(checking(exercise), id=f"check-{n}"))
    return made(cells)


def made(cells) -> nbformat.NotebookNode:
    """Return a notebook with the given cells."""
    return new_notebook(cells=cells, metadata=KERNEL)


def nbgrader(sheet: Sheet) -> nbformat.NotebookNode:
    """Return the source notebook for `nbgrader generate_assignment`."""

    def marked(cell, **roles):
        flags = {"grade": False, "locked": False, "solution": False, "task": False}
        cell.metadata["nbgrader"] = flags | roles | {"grade_id": cell.id, "schema_version": 3}
        return cell

    cells = [marked(cell, locked=True) for cell in opening(sheet)]
    for exercise in sheet.exercises:
        n, points = exercise.number, exercise.points
        text = new_markdown_cell(exercise.posed, id=f"exercise-{n}")
        cells += [marked(cell, locked=True) for cell in [text, *figure(exercise)]]
        begun, done = code_of(exercise)
        lines = [begun, "### BEGIN SOLUTION", done, "### END SOLUTION"]
        code = new_code_cell("\n".join(lines), id=f"code-{n}")
        code = marked(code, solution=True)
        if exercise.task:
            tests = marked(new_code_cell(exercise.tests, id=f"tests-{n}"), locked=True)
            trial = new_code_cell(f"assert {exercise.trial}", id=f"check-{n}")
            cells += [tests, code, marked(trial, grade=True, locked=True, points=points)]
            continue
        if not exercise.ask:
            words = new_markdown_cell(solution(exercise, "markdown"), id=f"words-{n}")
            cells += [marked(words, grade=True, solution=True, points=points), code]
            continue
        solved = f"{variable(exercise)} = {answer(exercise)}"
        lines = [blank(exercise), "### BEGIN SOLUTION", solved, "### END SOLUTION"]
        solved = new_code_cell("\n".join(lines), id=f"answer-{n}")
        hidden = ["### BEGIN HIDDEN TESTS", test(exercise), "### END HIDDEN TESTS"]
        tests = new_code_cell("\n".join([checking(exercise), *hidden]), id=f"check-{n}")
        cells += [code, marked(solved, solution=True)]
        cells.append(marked(tests, grade=True, locked=True, points=points))
    return made(cells)


def otter(sheet: Sheet) -> nbformat.NotebookNode:
    """Return the master notebook for `otter assign`."""

    def mark(words, n=0):
        name = words.partition("\n")[0].lower().replace(" ", "-")
        return new_raw_cell(f"# {words}", id=f"{name}-{n}")

    settings = "ASSIGNMENT CONFIG\nexport_cell: false\nfiles:\n- answers.json\n- shared\n"
    settings += f"requirements: {REQUIREMENTS}"
    cells = [mark(settings), *opening(sheet)]
    for exercise in sheet.exercises:
        n = exercise.number
        manual = "" if exercise.is_graded else "\nmanual: true"
        begin = mark(f"BEGIN QUESTION\nname: q{n}\npoints: {exercise.points}{manual}", n)
        text = new_markdown_cell(exercise.posed, id=f"exercise-{n}")
        begun, done = code_of(exercise)
        if exercise.task:
            cells += [text, new_code_cell(exercise.tests, id=f"tests-{n}"), begin]
            lines = [begun, "# BEGIN SOLUTION NO PROMPT", done, "# END SOLUTION"]
        else:
            cells += [begin, text, *figure(exercise)]
            lines = [begun, "# BEGIN SOLUTION", done, "# END SOLUTION"]
        cells.append(mark("BEGIN SOLUTION", n))
        if not exercise.is_graded:
            cells.append(new_markdown_cell(solution(exercise, "markdown"), id=f"words-{n}"))
        cells.append(new_code_cell("\n".join(lines), id=f"code-{n}"))
        if exercise.ask:
            solved = f"{variable(exercise)} = {answer(exercise)} # SOLUTION"
            cells.append(new_code_cell(f"{solved}\n{checking(exercise)}", id=f"answer-{n}"))
        cells.append(mark("END SOLUTION", n))
        if exercise.is_graded:
            trial = QUIET.format(exercise.trial) if exercise.task else test(exercise)
            tests = new_code_cell(f"# HIDDEN\n{trial}", id=f"test-{n}")
            cells += [mark("BEGIN TESTS", n), tests, mark("END TESTS", n)]
        cells.append(mark("END QUESTION", n))
    return made(cells)
