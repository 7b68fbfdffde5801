"""Questions of the chapters: computed answers, folded cells, hints before solutions."""

import ast
import re

import nbformat
import pytest

from tools.notebooks import CHAPTERS

NOTEBOOKS = sorted(CHAPTERS.glob("*.ipynb"))
KINDS = {"choice", "several", "number", "text"}
#: Where a question is about words, which no cell computes, a comment names the place that answers.
STATED = re.compile(r"# stated: \S+")
SUMMARY = re.compile(r"<summary>(Hint \d|Solution)")


def asking():
    """Yield chapter, cell and call of each question."""
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                for call in calls(cell.source):
                    yield pytest.param(cell, call, id=f"{path.stem}:{cell.id}")


def calls(source):
    """Return the calls of `ask` in a cell."""
    nodes = ast.walk(ast.parse(source))
    return [
        node
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "ask"
    ]


def answers(call):
    """Return what says which answers are right."""
    return [keyword.value for keyword in call.keywords if keyword.arg in KINDS]


def is_computed(answer):
    """Say whether an answer depends on a value that a cell has computed."""
    names = {node.id for node in ast.walk(answer) if isinstance(node, ast.Name)}
    return bool(names - {"True", "False"})


@pytest.mark.parametrize(("cell", "call"), list(asking()))
def test_an_answer_is_computed_or_says_where_it_is_stated(cell, call):
    if len(call.args) == 2:
        assert isinstance(call.args[1], ast.Name)  # a function that makes instances
        return
    [answer] = answers(call)
    assert is_computed(answer) or STATED.search(cell.source), ast.unparse(answer)


@pytest.mark.parametrize(("cell", "call"), list(asking()))
def test_a_cell_that_asks_is_folded_and_named_like_its_question(cell, call):
    assert cell.id == f"ask-{call.args[0].value}"
    assert cell.metadata == {"tags": ["remove-input"], "jupyter": {"source_hidden": True}}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_wrong_number_is_told_something_that_teaches(path):
    above = ""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            above = cell.source
            continue
        asks_for_number = any(one in cell.source for one in ("number=", '"number":'))
        if calls(cell.source) and asks_for_number and "Hint 2" not in above:
            assert re.search(r"hint=|\"hint\":", cell.source), f"{cell.id}: hint='...' is missing"


@pytest.mark.parametrize("source", ["ask('a', number=3)", "ask('a', choice=[True, False])"])
def test_a_typed_answer_is_noticed(source):
    [call] = calls(source)
    assert not is_computed(answers(call)[0])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_exercise_has_two_hints_between_question_and_solution(path):
    for cell in nbformat.read(path, as_version=4).cells:
        found = SUMMARY.findall(cell.source) if cell.cell_type == "markdown" else []
        hints = [one for one in found if one != "Solution"]
        if hints:
            assert cell.id.startswith("exercise-"), f"{cell.id} has hints and is no exercise"
            assert hints == ["Hint 1", "Hint 2"], cell.id
            assert found in (hints, [*hints, "Solution"]), cell.id
