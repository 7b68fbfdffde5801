"""JavaScript modules joined into one classic script: a page opened as a file loads no module."""

import re
from collections.abc import Iterable
from pathlib import Path

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|let|class) (\w+))", re.MULTILINE)


def modules(path: Path) -> list[Path]:
    """Return a JavaScript module and all that it imports, each after what it needs.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of Path

    Raises
    ------
    FileNotFoundError
        If a module does not exist.
    ValueError
        If modules import each other in a circle.
    """
    done, waiting = {}, []

    def visit(module, importer):
        if not module.is_file():
            raise FileNotFoundError(
                f"explore: no JavaScript module {module.name}, which {importer} imports"
            )
        if module in waiting:
            raise ValueError(f"explore: {module.name} and {importer} import each other")
        if module in done:
            return
        waiting.append(module)
        source = module.read_text(encoding="utf-8")
        for _, address in _IMPORT.findall(source):
            visit((module.parent / address).resolve(), module.name)
        waiting.remove(module)
        done[module] = True

    visit(Path(path).resolve(), "a figure")
    return list(done)


def joined(paths: Iterable[Path]) -> str:
    """Return modules as statements of one script: each is a constant with what it exports.

    Parameters
    ----------
    paths : iterable of Path
        In an order in which each comes after what it imports, as `modules` returns them.

    Returns
    -------
    str
        Statements that declare constants, to stand in a block. `name_of` says how each is called.

    Notes
    -----
    Understood are ``import { a, b } from "./other.js";`` and ``export`` before a declaration, each
    at the start of a line: as much of the language as small modules need.
    """
    return "".join(map(_wrapped, dict.fromkeys(paths)))


def name_of(path: Path) -> str:
    """Return the constant of a module in a joined script.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
    """
    return re.sub(r"\W", "_", f"{path.parent.name}_{path.stem}")


def _wrapped(path):
    def imported(found):
        names = found[1].replace(" as ", ": ")
        return f"const {names} = {name_of((path.parent / found[2]).resolve())};"

    source = _IMPORT.sub(imported, path.read_text(encoding="utf-8"))
    exported = ", ".join(_EXPORT.findall(source))
    body = _EXPORT.sub("", source)
    return f"const {name_of(path)} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"
