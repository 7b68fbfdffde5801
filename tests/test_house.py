"""The house stands as it was drawn: arrows point one way, numerics stay light, locks agree."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

BOOK = Path(__file__).resolve().parent.parent
SHARED = BOOK / "shared"
MODULES = sorted(path.relative_to(BOOK) for path in SHARED.rglob("*.py"))


def room(name):
    """Return 0 for numerics, 1 for figures, 2 for explore."""
    return 1 if name.startswith("shared.figures") else 2 if name.startswith("shared.explore") else 0


def imported(path):
    """Return every module that a file imports, wherever in the file it does."""
    names = set()
    for node in ast.walk(ast.parse((BOOK / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_arrows_point_from_explore_to_figures_to_numerics(path):
    own = ".".join(path.with_suffix("").parts)
    for name in imported(path):
        if name.startswith("shared"):
            assert room(name) <= room(own), f"{own} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_libraries_stay_in_their_rooms(path):
    names = {name.partition(".")[0] for name in imported(path)}
    own = ".".join(path.with_suffix("").parts)
    assert ("ipywidgets" in names) == (own == "shared.explore.live")
    if room(own) == 0:
        assert "matplotlib" not in names
    assert "torch" not in names


SOURCES = sorted(
    path.relative_to(BOOK)
    for room in ("_ext", "benchmarks", "shared", "tests", "tools")
    for path in (BOOK / room).rglob("*.py")
)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_texts_are_read_and_written_alike_on_every_system(path):
    for call in ast.walk(ast.parse((BOOK / path).read_text(encoding="utf-8"))):
        called = getattr(getattr(call, "func", None), "attr", None)
        if called in ("read_text", "write_text"):
            positional = len(call.args) > (called == "write_text")
            named = positional or "encoding" in {keyword.arg for keyword in call.keywords}
            assert named, f"line {call.lineno}: name the encoding; Windows does not assume UTF-8"


def test_numerics_load_neither_pictures_nor_widgets_nor_data():
    numerics = [
        path.stem for path in SHARED.glob("*.py") if path.stem not in ("__init__", "__main__")
    ]
    code = (
        "import sys\n"
        + "".join(f"import shared.{name}\n" for name in numerics)
        + "print([m for m in ('matplotlib', 'ipywidgets', 'sklearn') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=BOOK, check=True
    )
    assert result.stdout.strip() == "[]"


def locked(name):
    """Return package -> locked version; a package may have one for each range of Pythons."""
    text = (BOOK / name).read_text(encoding="utf-8")
    return {
        (package.lower(), version)
        for package, version in re.findall(
            r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE
        )
    }


def direct(*groups):
    # `tomllib` is in the standard library only from Python 3.11.
    text = (BOOK / "pyproject.toml").read_text(encoding="utf-8")
    for group in groups:
        body = re.search(rf"^{group} = \[(.*?)\]$", text, re.MULTILINE | re.DOTALL)[1]
        yield from (Requirement(entry) for entry in re.findall(r'"([^"]+)"(?:,|$)', body))


@pytest.mark.parametrize(
    ("locks", "groups", "least"),
    [
        (["requirements.txt"], ["dependencies", "book", "lab"], 8),
        (["requirements.txt", "requirements-test.txt"], ["test"], 8),
        (["requirements-install.txt"], ["install"], 1),
    ],
    ids=["readers", "tests", "installer"],
)
def test_every_direct_dependency_is_locked_within_its_bounds(locks, groups, least):
    versions = set().union(*map(locked, locks))
    requirements = list(direct(*groups))
    assert len(requirements) >= least
    for requirement in requirements:
        found = [version for package, version in versions if package == requirement.name.lower()]
        assert any(requirement.specifier.contains(version) for version in found), requirement


def test_no_package_stands_in_both_locks():
    readers, testers = locked("requirements.txt"), locked("requirements-test.txt")
    assert not {"torch", "pytest"} & {name for name, _ in readers}
    text = (BOOK / "requirements.txt").read_text(encoding="utf-8")
    for name in {name for name, _ in readers} & {name for name, _ in testers}:
        # Readers need it on some systems, testers on all.
        assert re.search(rf"^{name}==\S+ ; ", text, re.MULTILINE), name
        assert {one for one in readers if one[0] == name} == {
            one for one in testers if one[0] == name
        }
