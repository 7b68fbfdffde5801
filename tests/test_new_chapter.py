"""Names of new chapters: each is refused, or fits the files and the import of its cover."""

import sys
from pathlib import Path

import pytest

from tools import new_chapter
from tools.new_chapter import filled, targets


@pytest.fixture
def begin(monkeypatch):
    """Return a function that begins a chapter and fails as soon as it writes."""

    def stop(path, *arguments, **options):
        pytest.fail(f"{path} would be written")

    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["new_chapter", *arguments])
        monkeypatch.setattr(Path, "mkdir", stop)
        monkeypatch.setattr(Path, "write_text", stop)
        new_chapter.main()

    return called


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "make chapter NAME=weight-decay"),
        (["Weight decay"], "lower-case letters and hyphens"),
        (["chapter-6"], "without digits"),
        (["digits"], r"digits\.ipynb exists already: choose another name"),
        (["digits-and-letters"], r"digits.__init__\.py exists already: choose another name"),
        (["network"], r"network\.py exists already: choose another name"),
        (["graph"], r"graph\.py exists already: choose another name"),
        (["class"], "class is a keyword of Python"),
        (["lambda-and-its-uses"], "lambda is a keyword of Python"),
    ],
)
def test_a_name_that_would_break_the_book_is_refused(begin, arguments, message):
    with pytest.raises(SystemExit, match=message):
        begin(*arguments)


def test_the_package_of_a_new_chapter_is_the_one_that_its_cover_is_taken_from():
    name = "loss-and-regularisation"
    made = targets(name)
    assert made["notebook.ipynb"].name == f"{name}.ipynb"
    assert made["cover.py"].parent.name == "loss"
    assert made["test_figures.py"].name == "test_loss_figures.py"
    assert (
        filled("from shared.figures import new_module", name) == "from shared.figures import loss"
    )
