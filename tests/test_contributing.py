"""CONTRIBUTING.md keeps its word: followed in a copy of the book, it leads to a sound chapter."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from shared.figures.cover import package_of
from tools.book_copy import copy_book
from tools.new_chapter import BLANK, targets

pytestmark = [pytest.mark.slow, pytest.mark.weekly]
BOOK = Path(__file__).resolve().parent.parent
#: Another name than in the guide, for there may be a chapter of that name by now.
NAME = "guided-tour"
PAGE = f"chapters/{NAME}"


class Contributor:
    """Someone with a copy of the book, who runs its commands there."""

    def __init__(self, copy):
        copy_book(copy)
        self.copy = copy
        self.made = {kind: copy / path.relative_to(BOOK) for kind, path in targets(NAME).items()}
        self.made["card"] = copy / "index.md"

    def run(self, *command):
        """Run a Python command of the guide with the copy's own `shared`; return what it said."""
        path = [str(self.copy), *filter(None, [os.environ.get("PYTHONPATH")])]
        result = subprocess.run(
            [sys.executable, *command],
            cwd=self.copy,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return result.returncode, result.stdout + result.stderr

    def succeed(self, *command):
        """Run a command that must succeed."""
        status, said = self.run(*command)
        assert status == 0, said
        return said

    def check(self):
        """Run what tests a chapter, its stored outputs apart; return the names of what failed."""
        paths = [
            "tests/test_notebooks.py",
            "tests/test_ask_chapters.py",
            "tests/test_prose.py",
            "tests/test_usage.py",
            "tests/test_beside_the_chapters.py::test_the_landing_page_shows_every_chapter_in_its_order",
            f"tests/{self.made['test_figures.py'].name}",
        ]
        concerned = "guided or nothing_is_left or test_usage or landing_page"
        options = ["-n0", "-p", "no:cacheprovider", "-q", "-rf", "-k", concerned]
        _, said = self.run("-m", "pytest", *options, *paths)
        assert re.search(r"\d+ passed", said), said
        return re.findall(r"^FAILED \S+::(\w+)", said, re.MULTILINE)

    def edit(self, kind, change):
        """Rewrite one of the chapter's files."""
        text = self.made[kind].read_text(encoding="utf-8")
        changed = change(text)
        assert changed != text
        self.made[kind].write_text(changed, encoding="utf-8", newline="\n")


def example(place):
    """Return the code that the guide shows for a file or a cell."""
    guide = (BOOK / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.search(rf"^```python\n# {re.escape(place)}\n(.*?)^```", guide, re.M | re.S)[1]


@pytest.fixture(scope="module")
def contributor(tmp_path_factory):
    """A contributor who has begun a chapter."""
    someone = Contributor(tmp_path_factory.mktemp("contributor") / "book")
    said = someone.succeed("-m", "tools.new_chapter", NAME)
    assert all(path.name in said for path in someone.made.values())
    return someone


def test_a_chapter_made_from_the_template_lacks_only_what_its_author_writes(contributor):
    assert contributor.check() == ["test_nothing_is_left_to_write"]


def test_the_guide_leads_to_a_chapter_that_passes_and_builds(contributor):
    # What is marked gets written.
    for path in contributor.made.values():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(BLANK, "Written"), encoding="utf-8", newline="\n")

    # The figure of the guide is added, with its check and its test.
    package = f"shared.figures.{package_of(NAME)}"
    names = '"describe_tangent", "draw_tangent"'
    more = '"describe_decay", "describe_tangent", "draw_decay", "draw_tangent"'
    line = f"from {package}.decay import describe_decay, draw_decay\n"
    contributor.edit(
        "package.py",
        lambda text: text.replace(names, more).replace("\n\n__all__", f"\n{line}\n__all__"),
    )
    contributor.made["decay.py"] = contributor.made["tangent.py"].with_name("decay.py")
    decay = example("shared/figures/weight_decay/decay.py")
    contributor.made["decay.py"].write_text(decay, encoding="utf-8", newline="\n")
    contributor.edit(
        "test_figures.py",
        lambda text: text + "\n\n" + example("tests/test_weight_decay_figures.py"),
    )
    path = contributor.made["notebook.ipynb"]
    notebook = nbformat.read(path, as_version=4)
    place = [cell.id for cell in notebook.cells].index("exercises")
    for cell in ("check-decay", "explore-decay"):
        code = example(f"chapters/weight-decay.ipynb, cell {cell}").strip()
        notebook.cells.insert(place, nbformat.v4.new_code_cell(code, id=cell))
    nbformat.write(notebook, path)

    contributor.succeed("tools/notebooks.py", f"{PAGE}.ipynb")
    assert contributor.check() == []
    code = [str(path) for path in contributor.made.values() if path.suffix != ".md"]
    for formatted in (["check", "--fix"], ["format"], ["check"], ["format", "--check"]):
        contributor.succeed("-m", "ruff", *formatted, *code)

    said = contributor.succeed("tools/build.py", PAGE)
    assert "WARNING" not in said
    page = (contributor.copy / f"_build/draft/_build/html/{PAGE}.html").read_text(encoding="utf-8")
    assert page.count("<figure class='explore'") == 2
    assert "after 20 steps 0.122 of the initial weight is left." in page
    assert "after 20 steps 0.122 of the weight is left" in page  # what the cell printed
