"""Hands in notebooks of a class, as good and as bad students would, to real graders."""

import ast
import difflib
import os
import re
import subprocess
import sys

import nbformat
import pytest

from shared.ask.checking import read_answers
from tools.classroom.exercises import BOOK, chapters, read_sheet

SLUGS = chapters()
GRADERS = BOOK / ".venv" / "graders" / "bin"


def needs(program):
    """Mark tests that are skipped without a program of the graders; in CI on Linux they fail."""
    must_run = os.environ.get("CI") == "true" and sys.platform == "linux"
    is_missing = not (GRADERS / program).exists()
    return pytest.mark.skipif(is_missing and not must_run, reason=f"{program}: `make graders`")


#: Of each submission, which mistake stands in exercise n: the place (n + it) % 4 of three mistakes
#: and the right answer. So each mistake is made once, beside neighbours with others.
SUBMISSIONS = range(4)


def mistakes(exercise):
    """Return three wrong answers: the known ones first."""
    question = exercise.question
    known = [
        repr(one + 1 if question.options else one) for one, _ in question.wrong if one is not None
    ]
    known = [one.replace("inf", "float('inf')") for one in known]
    others = [str(place + 1) for place in range(question.options) if place not in question.answer]
    if question.kind == "number":
        others = [repr(-question.answer - 1), repr(2 * question.answer + 1), "'much'"]
    return list(dict.fromkeys([*known, *others, "None", "[]"]))[:3]


def spellings(exercise):
    """Return other spellings of the right answer, and for a number also the limits accepted."""
    question = exercise.question
    if question.kind == "text":
        return [repr(f" {word.upper()}.") for word in question.answer]
    if question.kind != "number":
        places = [place + 1 for place in question.answer]
        return [repr(form(places)) for form in (list, tuple, set)]
    number = question.answer
    texts = [f"{number}", f"{number}".replace(".", ","), f" {number:+.15g} {question.unit}"]
    texts += [f"{number}".replace("-", "\N{MINUS SIGN}"), f"{number:_}".replace("_", " ")]
    if question.unit != "%":
        texts.append(f"{100 * number:.15g}%")
    limits = [number - question.tolerance, number + question.tolerance]
    return [*map(repr, [*texts, *limits])]


def half_mended(exercise):
    """Return three versions of the code to mend that still have a fault."""
    begun, done = plain_lines(exercise.faulty), plain_lines(exercise.mended)
    changes = difflib.SequenceMatcher(None, begun, done).get_opcodes()
    versions = []
    for left in [change for change in changes if change[0] != "equal"]:
        lines = []
        for change in changes:
            _, a, b, c, d = change
            lines += begun[a:b] if change == left else done[c:d]
        versions.append("\n".join(lines))
    names = [
        one.name for one in ast.parse(exercise.faulty).body if isinstance(one, ast.FunctionDef)
    ]
    nothing = "\n".join(f"def {name}(*_): return None" for name in names)
    unmended = "\n".join(begun)
    return list(dict.fromkeys([*versions[:2], unmended, nothing, "pass"]))[:3]


def plain_lines(source):
    """Return the lines of functions without documentation and comments."""
    tree = ast.parse(source)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and ast.get_docstring(function):
            del function.body[0]
    return ast.unparse(tree).splitlines()


def submission(sheet, place, blank):
    """Return a notebook as handed in, and which of its exercises are right."""
    notebook, right = nbformat.from_dict(blank), {}
    cells = {cell.id: cell for cell in notebook.cells}
    for exercise in sheet.exercises:
        if exercise.question:
            values = [*mistakes(exercise), spellings(exercise)[exercise.number % 3]]
            which = (exercise.number + place) % 4
            right[exercise.number] = which == 3
            cell = cells[f"answer-{exercise.number}"]
            line = f"answer_{exercise.number} = {values[which]}"
            cell.source = re.sub(r"^answer_\d+ = .*$", line, cell.source, flags=re.MULTILINE)
            assert line in cell.source
        elif exercise.task:
            codes = [*half_mended(exercise), exercise.mended]
            which = (exercise.number + place) % 4
            right[exercise.number] = which == 3
            cells[f"code-{exercise.number}"].source = codes[which]
    return notebook, right


def grade(*command, cwd):
    """Run a command of a grader."""
    path = os.pathsep.join([str(GRADERS), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(BOOK), "MPLBACKEND": "agg"}
    return subprocess.run(
        [GRADERS / command[0], *command[1:]],
        cwd=cwd,
        env=environment,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )


#: Of the class that is graded: its numbers are not those of the book.
SEED = 7


def make_class(folder):
    """Make a class with all exercises."""
    command = [sys.executable, "-m", "tools.classroom", folder, "--seed", str(SEED)]
    subprocess.run(command, cwd=BOOK, check=True, capture_output=True)
    return folder


def sheet_of(folder, slug):
    """Return the exercises of a chapter with the questions of a class that was made."""
    sheet = read_sheet(slug, SEED)
    questions = read_answers(folder / "student" / slug / "answers.json")
    for exercise in sheet.exercises:
        exercise.question = questions.get(exercise.name)
    assert len(questions) == sum(bool(one.ask) for one in sheet.exercises)
    return sheet


def errors(notebook):
    """Return the errors that a notebook shows."""
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    return [one.evalue for one in outputs if one.output_type == "error"]
