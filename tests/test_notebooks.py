"""The committed notebooks are clean, complete and as executed; nbval compares their outputs."""

import ast
import re
from itertools import pairwise

import nbformat
import pytest
from nbconvert.exporters import ScriptExporter
from nbformat.v4 import new_markdown_cell

from tools.new_chapter import BLANK
from tools.notebooks import BOOK, CHAPTERS, normalised

NOTEBOOKS = sorted(CHAPTERS.glob("*.ipynb"))
ALLOWED_TAGS = {"hide-cell", "hide-input", "remove-input"}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_nothing_is_left_to_write():
    written = [
        *NOTEBOOKS,
        *BOOK.glob("*.md"),
        *BOOK.glob("_ext/**/*.py"),
        *BOOK.glob("shared/**/*.py"),
        *BOOK.glob("tests/*.py"),
    ]
    written.remove(BOOK / "CONTRIBUTING.md")  # which tells of the mark
    marks = {path.name: path.read_text(encoding="utf-8").count(BLANK) for path in written}
    left = {name: count for name, count in marks.items() if count}
    assert not left, f"still to be written, marked {BLANK!r}: {left}"


def test_is_committed_as_make_notebooks_leaves_it(notebook):
    assert notebook == normalised(notebook)


def test_metadata_that_people_write_stays_and_that_of_machines_goes():
    written = {"nbgrader": {"grade": True}, "slideshow": {"slide_type": "slide"}, "editable": False}
    cell = nbformat.v4.new_code_cell("1", metadata=written | {"scrolled": True, "execution": {}})
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata = {"jupytext": {"formats": "ipynb,py"}, "rise": {"scroll": True}}
    kept = set(notebook.metadata)
    notebook.metadata |= {"widgets": {}, "language_info": {"name": "python", "version": "3.11.2"}}
    clean = normalised(notebook)
    assert clean.cells[0].metadata == written
    assert set(clean.metadata) == kept | {"kernelspec", "language_info"}
    assert "version" not in clean.metadata.language_info


def test_nbconvert_writes_a_notebook_as_a_script_in_python():
    cells = [nbformat.v4.new_markdown_cell("Prose."), nbformat.v4.new_code_cell("x = 1")]
    notebook = normalised(nbformat.v4.new_notebook(cells=cells))
    script, resources = ScriptExporter().from_notebook_node(notebook)
    assert resources["output_extension"] == ".py"
    assert "# Prose." in script
    compile(script, "script", "exec")


def test_every_code_cell_is_executed_without_error_or_warning(notebook):
    for cell in code(notebook):
        assert cell.source.strip()
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", cell.source


def test_headings_begin_with_one_title_and_skip_no_level(notebook):
    prose = re.sub(r"```.*?```", "", markdown(notebook), flags=re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_code_cells_are_short_enough_to_read_in_one_look(notebook):
    for cell in code(notebook):
        assert len(cell.source.splitlines()) <= 25, cell.source


def test_only_known_tags_are_used(notebook):
    for cell in notebook.cells:
        assert set(cell.metadata.get("tags", [])) <= ALLOWED_TAGS


def test_every_picture_stands_beside_its_words(notebook):
    for cell in code(notebook):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert len(output.data["text/plain"]) > 20, cell.source
                assert "<Figure" not in output.data["text/plain"], cell.source
                assert output.metadata["image/png"]["alt"] == output.data["text/plain"]


def test_hidden_answers_open_and_close(notebook):
    prose = markdown(notebook)
    assert len(re.findall(r"<details\b", prose)) == prose.count("</details>")
    assert len(re.findall(r"<details\b", prose)) == prose.count("<summary>")


def test_imports_stand_in_one_cell(notebook):  # that all are used is for the linter to see
    cells = [cell for cell in code(notebook) if re.search(r"^(import|from) ", cell.source, re.M)]
    assert len(cells) == 1


def test_every_function_of_a_chapter_is_used_there(notebook):
    nodes = [node for cell in code(notebook) for node in ast.walk(ast.parse(cell.source))]
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    for node in nodes:
        # Python itself calls methods such as __add__.
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
            assert node.name in named, f"nothing calls {node.name}"


@pytest.mark.parametrize(
    "path", [*NOTEBOOKS, *sorted(BOOK.glob("*.md"))], ids=lambda path: path.name
)
def test_every_picture_in_the_prose_has_words(path):
    text = path.read_text(encoding="utf-8")
    if path in NOTEBOOKS:
        text = markdown(nbformat.reads(text, as_version=4))
    assert not re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=.[^'\"])", text)


#: "He et al. (2015)", "Glorot and Bengio, 2010".
NAME = r"[A-Z][\w’'-]+"
CITATION = re.compile(rf"\b({NAME})(?:(?:, {NAME})*,? and {NAME}| et al\.)?,? \(?((?:19|20)\d\d)\b")


def test_what_the_text_cites_stands_under_further_reading(notebook):
    prose, reading = markdown(notebook).split("## Further reading")
    entries = reading.splitlines()
    for name, year in CITATION.findall(prose):
        assert any(name in entry and year in entry for entry in entries), f"{name} ({year})"


#: How the paragraph begins that a cell with `ask` stands below.
ASKED = re.compile(r"^\*\*(Predict|Find out|Question \d+|Check your answer)\.\*\* ", re.MULTILINE)


def test_what_the_prose_asks_is_asked_by_the_next_cell(notebook):
    for cell, after in pairwise([*notebook.cells, new_markdown_cell()]):
        is_named = cell.id.startswith(("predict-", "question-"))
        asks = cell.cell_type == "markdown" and ASKED.search(cell.source)
        assert asks or not is_named, f"{cell.id} does not ask"
        is_asked = after.cell_type == "code" and re.search(r"^ask\(", after.source, re.MULTILINE)
        assert bool(is_asked) == bool(asks), f"{cell.id} and {after.id}: one asks alone"


def test_an_exercise_has_two_hints_or_waits_for_them(notebook):
    hints = re.findall(r"<summary>(Hint \d)</summary>", markdown(notebook))
    exercises = re.findall(r"^### Exercise ", markdown(notebook), re.MULTILINE)
    assert hints in ([], ["Hint 1", "Hint 2"] * len(exercises))


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_code_to_mend_fails_its_tests_until_its_solution(notebook):
    cells = code(notebook)
    for place, cell in enumerate(cells):
        if cell.id.startswith("task-"):
            solution = next(each for each in cells[place:] if each.id.startswith("solution-"))
            assert "FAILS" in printed(cell), cell.id
            assert "passes" in printed(solution), cell.id
            assert "FAILS" not in printed(solution), cell.id
