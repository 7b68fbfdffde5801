"""nbgrader itself releases and grades the notebooks of a class: fairly."""

import re
import sqlite3
from collections import defaultdict

import nbformat
import pytest

from tests.graders import (
    SLUGS,
    SUBMISSIONS,
    errors,
    grade,
    needs,
    sheet_of,
    submission,
)
from tools.classroom.notebooks import student


@needs("nbgrader")
@pytest.mark.parametrize("slug", SLUGS)
def test_nbgrader_grades_fairly(classroom, slug):
    sheet, course = sheet_of(classroom, slug), classroom / "nbgrader"
    database = f"--db=sqlite:///{course}/{slug}.db"
    grade("nbgrader", "generate_assignment", slug, database, cwd=course)
    released = nbformat.read(course / "release" / slug / f"{slug}.ipynb", 4)
    text = "\n".join(cell.source for cell in released.cells if cell.id != "setup")
    assert not re.search("SOLUTION|HIDDEN|raise NotImplementedError", text)
    own = {cell.id: cell.source for cell in student(sheet).cells}
    assert {cell.id: cell.source.rstrip("\n") for cell in released.cells} == own

    handed = {"empty": (released, dict.fromkeys(own, False))}
    source = nbformat.read(course / "source" / slug / f"{slug}.ipynb", 4)
    handed["reference"] = (source, {one.number: True for one in sheet.exercises})
    handed |= {f"student-{n}": submission(sheet, n, released) for n in SUBMISSIONS}
    for name, (notebook, _) in handed.items():
        place = course / "submitted" / name / slug
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{slug}.ipynb")
    grade("nbgrader", "autograde", slug, database, cwd=course)

    marks = defaultdict(dict)
    with sqlite3.connect(course / f"{slug}.db") as connection:
        for name, cell, mark in connection.execute(MARKS):
            marks[name][cell] = mark
    for name, (_, right) in handed.items():
        assert marks[name] == {
            f"check-{one.number}": one.points * right.get(one.number, False)
            for one in sheet.exercises
            if one.is_graded
        }
    graded = course / "autograded" / "reference" / slug / f"{slug}.ipynb"
    assert errors(nbformat.read(graded, 4)) == []


MARKS = """
SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
WHERE grade.auto_score IS NOT NULL AND base_cell.name LIKE 'check-%'
"""
