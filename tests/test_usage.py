"""Unused code: each part of shared/ serves a chapter, the site or the notebooks of a class.

A test is not a use. Names are followed from the chapters through `shared/`, as Python resolves
them: an import is followed to where the name is defined, an attribute of a module to its part.
"""

import ast
import re
import tomllib

import pytest
import yaml

from tests.figure_checks import BOOK, PAGES, code_cells

SHARED = BOOK / "shared"


class Module:
    """The top-level parts of a module, and what each of them refers to."""

    def __init__(self, tree, package=""):
        self.tree = tree
        self.imports = {}  # name here -> full name of what it is
        self.parts = {}  # name -> the nodes that define it
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                module = ".".join(filter(None, [package if node.level else "", node.module]))
                for alias in node.names:
                    self.imports[alias.asname or alias.name] = f"{module}.{alias.name}"
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    self.imports[alias.asname or alias.name.partition(".")[0]] = alias.name
        for node in tree.body:
            for name in defined(node):
                self.parts.setdefault(name, []).append(node)

    def references(self, node, own):
        """Yield the full name of each part, here or elsewhere, that a node refers to."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name):
                if inner.id in self.parts:
                    yield f"{own}.{inner.id}"
                elif inner.id in self.imports:
                    yield self.imports[inner.id]
            elif isinstance(inner, ast.Attribute):
                of = getattr(inner.value, "id", None)
                if of in self.imports:
                    yield f"{self.imports[of]}.{inner.attr}"


def defined(node):
    """Return the names that a top-level statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [
            inner.id
            for target in targets
            for inner in ast.walk(target)
            if isinstance(inner, ast.Name)
        ]
    return []


@pytest.fixture(scope="module")
def house():
    """Return the modules of shared/ by full name."""
    found = {}
    for path in sorted(SHARED.rglob("*.py")):
        parts = path.relative_to(BOOK).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        package = ".".join(parts[:-1])
        found[name] = Module(ast.parse(path.read_text(encoding="utf-8")), package)
    return found


def loaded_by_sphinx():
    """Return modules of shared/ and what Sphinx and MyST-NB load of them."""
    settings = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
    names = [name for name in settings["sphinx"]["config"]["extensions"] if "shared." in name]
    project = tomllib.loads((BOOK / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    renderers = project["entry-points"]["myst_nb.mime_renderers"].values()
    return [(name, "setup") for name in names] + [tuple(one.split(":")) for one in renderers]


@pytest.fixture(scope="module")
def reached(house):
    """Return what the chapters, the pages and the build lead to: full name -> defining nodes.

    Under the empty name stand the chapters, the pages and the build themselves.
    """
    sources = ["\n".join(cell.source for cell in code_cells(page).values()) for page in PAGES]
    # Code that readers change is a text; of the figures it names them.
    sources = ["\n".join([text, *re.findall(r"\bfigures\.\w+", text)]) for text in sources]
    sources += [path.read_text(encoding="utf-8") for path in BOOK.glob("_ext/**/*.py")]
    # The notebooks of a class import `check`.
    sources += [path.read_text(encoding="utf-8") for path in BOOK.glob("tools/classroom/*.py")]
    sources.append("from shared.ask.checking import check\ncheck")
    laboratory = (BOOK / "laboratory.md").read_text(encoding="utf-8")
    sources += re.findall(r"```python\n(.*?)```", laboratory, re.DOTALL)
    sources += [f"from {module} import {name}\n{name}" for module, name in loaded_by_sphinx()]
    for path in BOOK.glob("shared/figures/*/cover.py"):
        sources.append(f"from shared.figures.{path.parent.name}.cover import cover\ncover")
    found = {"": [ast.parse(source) for source in sources]}
    waiting = [name for tree in found[""] for name in Module(tree).references(tree, "")]
    while waiting:
        name = waiting.pop()
        module, _, part = name.rpartition(".")
        if name in found or module not in house:
            continue
        own = house[module]
        found[name] = own.parts.get(part, [])
        # Who imports a part of a module runs its bare expressions, too.
        bare = [node for node in own.tree.body if isinstance(node, ast.Expr)]
        for node in [*found[name], *bare]:
            waiting += own.references(node, module)
        if not found[name] and part in own.imports:
            waiting.append(own.imports[part])
    return found


def test_every_part_of_shared_serves_a_chapter_or_the_site(house, reached):
    parts = {f"{name}.{part}" for name, own in house.items() for part in own.parts}
    parts = {part for part in parts if not part.endswith(".__all__")}
    unused = sorted(parts - set(reached))
    assert not unused, f"used by no chapter: {unused}"
