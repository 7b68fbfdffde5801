"""The notebooks of a class, and `check`: what is stripped, what is kept, and what is told."""

import ast
import json
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest

from shared.ask import check
from shared.ask.checking import read_answers, seal, verdict
from tests.graders import mistakes, spellings
from tools.classroom.exercises import BOOK, chapters, read_sheet
from tools.classroom.notebooks import answer, code_of, student
from tools.classroom.notebooks import test as hidden

SHEETS = {slug: read_sheet(slug) for slug in chapters()}
EXERCISES = [one for sheet in SHEETS.values() for one in sheet.exercises]
ASKED = [one for one in EXERCISES if one.ask]


OWN = [one for one in ASKED if one.given]
#: The exercises as two other classes have them.
OTHERS = [
    {one.name: one for slug in chapters() for one in read_sheet(slug, seed).exercises}
    for seed in (7, 10)
]


def run(*arguments):
    """Run the command, and return what it said and whether it was content."""
    command = [sys.executable, "-m", "tools.classroom", *map(str, arguments)]
    done = subprocess.run(command, cwd=BOOK, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def named(exercise):
    return exercise.name


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_exercise_of_the_chapter_is_on_its_sheet(sheet):
    notebook = nbformat.read(BOOK / "chapters" / f"{sheet.slug}.ipynb", as_version=4)
    headings = [
        heading
        for cell in notebook.cells
        for heading in re.findall(r"^### Exercise (\d+): (.+)$", cell.source, re.MULTILINE)
    ]
    assert [(str(one.number), one.title) for one in sheet.exercises] == headings
    assert len(headings) >= 6


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_student_gets_questions_and_hints_and_no_solution(sheet):
    notebook = student(sheet)
    nbformat.validate(notebook)
    text = "\n\n".join(cell.source for cell in notebook.cells)
    for exercise in sheet.exercises:
        assert exercise.posed in text
        for kind, source in exercise.solution:
            assert source not in text, (exercise.name, kind)
    assert text.count("<summary>Hint 1</summary>") == len(sheet.exercises)
    assert "<summary>Solution" not in text
    assert not [cell for cell in notebook.cells if cell.get("outputs")]


@pytest.mark.parametrize("exercise", ASKED, ids=named)
def test_check_knows_the_answer_and_the_mistakes_and_gives_nothing_away(exercise):
    questions = {exercise.name: exercise.question}
    right = verdict(questions, exercise.name, ast.literal_eval(answer(exercise)))
    assert right.is_right is True
    assert verdict(questions, exercise.name, ...).is_right is None
    for known, sentence in exercise.question.wrong:
        if known is None:  # what is said of all other answers
            continue
        value = known + 1 if exercise.question.options else known
        told = verdict(questions, exercise.name, value)
        assert (told.is_right, told.said) == (False, sentence)


def test_each_chapter_has_two_exercises_with_numbers_of_the_class():
    assert [sum(one.chapter == n for one in OWN) for n in range(1, 6)] == [2] * 5


@pytest.mark.parametrize("exercise", OWN, ids=named)
def test_another_seed_makes_other_numbers_and_its_own_answer(exercise):
    first, second = (other[exercise.name] for other in OTHERS)
    texts = {one.posed for one in (exercise, first, second)}
    assert len(texts) == 3
    for one, other in [(first, second), (second, first), (first, exercise), (exercise, first)]:
        assert one.given in one.posed
        own = {one.name: one.question}
        assert verdict(own, one.name, ast.literal_eval(answer(one))).is_right
        assert not verdict(own, one.name, ast.literal_eval(answer(other))).is_right
        assert hidden_test_accepts(one, answer(one))
        assert not hidden_test_accepts(one, answer(other))


@pytest.mark.parametrize("exercise", ASKED, ids=named)
def test_the_hidden_test_accepts_what_check_calls_correct(exercise):
    questions, question = {exercise.name: exercise.question}, exercise.question
    right = [answer(exercise), *spellings(exercise)]
    wrong = [*mistakes(exercise), "None", "...", "[]", "float('nan')", "'much'"]
    if question.kind == "number":
        margin = 1.01 * question.tolerance + 1e-6
        wrong += [repr(question.answer - margin), repr(question.answer + margin)]
    for values, is_right in [(right, True), (wrong, False)]:
        for value in values:
            told = verdict(questions, exercise.name, eval(value)).is_right
            assert (value, told is True) == (value, is_right)
            assert (value, hidden_test_accepts(exercise, value)) == (value, is_right)


@pytest.mark.parametrize("exercise", OWN, ids=named)
def test_the_solution_of_a_class_says_what_comes_of_its_numbers(exercise):
    of_class = OTHERS[0][exercise.name]
    _, solved = code_of(of_class)
    words = re.sub(r"\s*\n# ", " ", solved)
    assert of_class.given in words
    assert f"So the answer is {of_class.question.shown()}." in words
    compile(solved, "<solution>", "exec")


def hidden_test_accepts(exercise, value):
    """Say whether the hidden test of an exercise accepts a value."""
    try:
        exec(hidden(exercise), {f"answer_{exercise.number}": eval(value)})
    except AssertionError:
        return False
    return True


def test_a_question_below_a_figure_stays_with_both():
    patients = next(one for one in ASKED if one.name == "2.10")
    assert "1. A\n2. B" in patients.posed
    cells = {cell.id: cell for cell in student(SHEETS["activations"]).cells}
    assert "explore(" in cells["figure-10"].source


def test_check_understands_what_students_hand_over():
    questions = {one.name: one.question for one in ASKED}
    number = next(one for one in ASKED if one.question.kind == "number")
    choice = next(one for one in ASKED if one.question.kind == "choice")
    for value in (np.float64(number.question.answer), str(number.question.answer)):
        assert verdict(questions, number.name, value).is_right
    for nothing in ("", None, [], {}, "many", float("nan"), np.zeros(2)):
        assert not verdict(questions, number.name, nothing).is_right
    right = choice.question.answer[0] + 1
    for value in (right, [right], np.int64(right), np.array([right])):
        assert verdict(questions, choice.name, value).is_right
    for nothing in (0, 4.5, "1", True, [0], None, 100, np.True_, np.array([0.5])):
        assert verdict(questions, choice.name, nothing).is_right is None
    with pytest.raises(KeyError, match=r"check: 'name' must be one of 1\.1, .*, not '9.9'"):
        verdict(questions, "9.9", 1)


@pytest.mark.parametrize("exercise", ASKED, ids=named)
def test_where_a_notebook_shows_html_no_markdown_is_left_in_it(exercise):
    questions, question = {exercise.name: exercise.question}, exercise.question
    values = [ast.literal_eval(answer(exercise)), ...]
    values += [
        known + 1 if question.options else known for known, _ in question.wrong if known is not None
    ]
    for value in values:
        told = verdict(questions, exercise.name, value)
        assert told._repr_markdown_() == repr(told)
        shown = told._repr_html_()
        if shown is None:  # Markdown is shown
            assert set("$`*") & set(told.said)
        else:
            assert not set("$`*") & set(shown)


def test_check_reads_the_answers_beside_the_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"check: there is no answers\.json beside"):
        check("1.1", 0)
    text = seal({one.name: one.question for one in ASKED})
    (tmp_path / "answers.json").write_text(text, encoding="utf-8")
    for exercise in ASKED:
        value = ast.literal_eval(answer(exercise))
        assert check(exercise.name, value).is_right
        assert str(value) not in json.loads(text).values()
    assert "✗ Not correct." in repr(check(ASKED[0].name, -1))


def test_a_class_has_the_exercises_that_were_chosen(tmp_path):
    folder = tmp_path / "class"
    assert run(folder, "--exercises", "1.1", "3.2", "3.8")[0] == 0
    made = sorted(path.name for path in (folder / "student").iterdir())
    assert made == ["hidden-layers", "propagation"]
    notebook = nbformat.read(folder / "student" / "propagation" / "propagation.ipynb", 4)
    assert [cell.id for cell in notebook.cells if cell.id.startswith("exercise")] == [
        "exercise-2",
        "exercise-8",
    ]
    assert set(read_answers(folder / "student" / "propagation" / "answers.json")) == {"3.2"}
    read_me = (folder / "README.md").read_text(encoding="utf-8")
    for form in ("student", "otter"):  # whose notebooks run where the book is not installed
        assert (folder / form / "propagation" / "shared" / "ask" / "checking.py").is_file()
    assert "| Forward and backward propagation | 3.2, 3.8 | 1 | 4 |" in read_me


def test_a_command_that_cannot_be_meant_makes_nothing(tmp_path):
    (tmp_path / "old").mkdir()
    for arguments, said in [
        ([tmp_path / "old"], "exists already: name a new folder"),
        ([tmp_path / "new", "--exercises", "1.1", "9.1"], "--exercises names 9.1, which"),
        ([tmp_path / "new", "--seed", "-1"], "--seed must be at least 0, not -1"),
    ]:
        code, told = run(*arguments)
        assert code == 2
        assert said in told
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
