"""otter itself assigns and grades the notebooks of a class: fairly."""

import json
import re
import zipfile

import nbformat
import pytest

from tests.graders import SLUGS, SUBMISSIONS, grade, needs, sheet_of, submission


@needs("otter")
@pytest.mark.parametrize("slug", SLUGS)
def test_otter_grades_fairly(classroom, slug, tmp_path):
    sheet, folder = sheet_of(classroom, slug), classroom / "otter" / slug
    grade("otter", "assign", f"{slug}.ipynb", "made", cwd=folder)
    [autograder] = (folder / "made" / "autograder").glob("*.zip")
    with zipfile.ZipFile(autograder) as archive:  # a container has nothing else of the book
        assert "files/shared/ask/checking.py" in archive.namelist()
        environment = archive.read("environment.yml").decode()
    needed = (folder / "requirements.txt").read_text(encoding="utf-8").split()
    assert needed
    assert all(f"- {one}\n" in environment + "\n" for one in needed)
    released = nbformat.read(folder / "made" / "student" / f"{slug}.ipynb", 4)
    text = "".join(cell.source for cell in released.cells if cell.id != "setup")
    assert not re.search("SOLUTION|HIDDEN", text)
    reference = nbformat.read(folder / "made" / "autograder" / f"{slug}.ipynb", 4)
    handed = [(released, {}), (reference, {one.number: True for one in sheet.exercises})]
    for notebook, right in [*handed, *(submission(sheet, n, released) for n in SUBMISSIONS)]:
        nbformat.write(notebook, tmp_path / f"{slug}.ipynb")
        (tmp_path / "answers.json").write_bytes((folder / "answers.json").read_bytes())
        grade("otter", "run", "-a", str(autograder), f"{slug}.ipynb", cwd=tmp_path)
        results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
        marks = {test["name"]: test["score"] for test in results["tests"] if "score" in test}
        assert marks == {
            f"q{one.number}": one.points * right.get(one.number, False)
            for one in sheet.exercises
            if one.is_graded
        }
