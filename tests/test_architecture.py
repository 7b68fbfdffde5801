"""Dependencies between packages, and between locks: they point one way, and agree."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

BOOK = Path(__file__).resolve().parent.parent
SHARED = BOOK / "shared"
MODULES = sorted(path.relative_to(BOOK) for path in SHARED.rglob("*.py"))


#: What each layer may import of the book by name: `ask` and `explore`, which other books can have,
#: nothing.
ALLOWED = {
    "numerics": {"numerics"},
    "figures": {"numerics", "figures", "explore"},
    "laboratory": {"laboratory", "figures", "explore", "numerics"},
    "variants": {"variants", "explore"},
    "explore": set(),
    "ask": set(),
}
#: Packages that may be called otherwise elsewhere, and so import their own modules relatively.
ALONE = ("shared/ask", "shared/explore")


def layer(name):
    """Return the layer of a module: its package, or numerics."""
    package = name.split(".")[1]
    return package if package in ALLOWED else "numerics"


def imported(path):
    """Return every module that a file imports, wherever in the file it does."""
    names = set()
    is_alone = any(path.is_relative_to(package) for package in ALONE)
    for node in ast.walk(ast.parse((BOOK / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= is_alone, f"{path} imports relatively"
            names |= set() if node.level else {node.module}
    return names


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_dependencies_point_from_figures_to_numerics_and_to_explore(path):
    own = ".".join(path.with_suffix("").parts)
    for name in imported(path):
        if name.startswith("shared"):
            assert layer(name) in ALLOWED[layer(own)], f"{own} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_each_library_is_imported_by_one_layer(path):
    names = {name.partition(".")[0] for name in imported(path)}
    own = ".".join(path.with_suffix("").parts)
    assert ("ipywidgets" in names) == own.endswith(".live")
    assert ("sphinx" in names) == own.endswith(".sphinx")
    if layer(own) == "numerics":
        assert "matplotlib" not in names
    assert "torch" not in names


def test_every_text_file_is_read_and_written_with_a_named_encoding():
    """Windows does not assume UTF-8."""
    unnamed = []
    for folder in ("_ext", "benchmarks", "shared", "tests", "tools"):
        for path in (BOOK / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = getattr(getattr(call, "func", None), "attr", None)
                if called in ("read_text", "write_text"):
                    named = len(call.args) > (called == "write_text")
                    if not named and "encoding" not in {word.arg for word in call.keywords}:
                        unnamed.append(f"{path.relative_to(BOOK)}:{call.lineno}")
    assert unnamed == []


def test_numerics_load_neither_pictures_nor_widgets_nor_data():
    modules = [".".join(path.with_suffix("").parts) for path in MODULES]
    numerics = [name for name in modules if layer(name) == "numerics"]
    code = (
        "import sys\n"
        + "".join(f"import {name}\n" for name in numerics)
        + "print([m for m in ('matplotlib', 'ipywidgets', 'sklearn', 'tqdm') if m in sys.modules])"
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
    """Yield the direct dependencies of `pyproject.toml` in the named groups."""
    settings = tomllib.loads((BOOK / "pyproject.toml").read_text(encoding="utf-8"))
    named = {"dependencies": settings["project"]["dependencies"]}
    named |= settings["project"]["optional-dependencies"] | settings["dependency-groups"]
    for group in groups:
        yield from map(Requirement, named[group])


@pytest.mark.parametrize(
    ("locks", "groups"),
    [
        (["requirements.txt"], ["dependencies", "book", "lab"]),
        (["requirements.txt", "requirements-test.txt"], ["test"]),
        (["requirements-install.txt"], ["install"]),
    ],
    ids=["readers", "tests", "installer"],
)
def test_every_direct_dependency_is_locked_within_its_bounds(locks, groups):
    versions = set().union(*map(locked, locks))
    for requirement in direct(*groups):
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
