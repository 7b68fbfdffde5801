"""Join JavaScript modules into one classic script: a page opened as a file cannot load modules."""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

from .declarations import without_unused

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|let|class) (\w+))", re.MULTILINE)


def modules(path: Path) -> dict[str, str]:
    """Return a JavaScript module and all its imports as statements of a classic script.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict of str to str
        For each module, the name of a constant that holds its exports, and the statement that
        declares the constant. A module comes after the modules that it imports, so the given
        module is last. The same source has the same name on every machine.

    Raises
    ------
    FileNotFoundError
        If a module does not exist.
    ValueError
        If imports are circular.

    Notes
    -----
    Only two forms are supported, each at the start of a line:
    ``import { a, b } from "./other.js";`` and ``export`` before a declaration.
    """
    found, names, waiting = {}, {}, []

    def visit(path, importer):
        if path in names:
            return names[path]
        if not path.is_file():
            raise FileNotFoundError(f"explore: there is no {path.name}, which {importer} needs")
        if path in waiting:
            circle = " and ".join(each.name for each in waiting[waiting.index(path) :])
            raise ValueError(f"explore: {circle} import each other in a circle")
        waiting.append(path)

        def constant(found):
            name = visit((path.parent / found[2]).resolve(), path.name)
            return f"const {found[1].replace(' as ', ': ')} = {name};"

        source = _IMPORT.sub(constant, path.read_text(encoding="utf-8"))
        exported = ", ".join(_EXPORT.findall(source))
        body = f"(() => {{\n{_EXPORT.sub('', source)}return {{ {exported} }};\n}})();\n"
        stem = re.sub(r"\W", "_", path.stem)
        names[path] = f"{stem}_{crc32(body.encode()):08x}"
        found[names[path]] = f"const {names[path]} = {body}"
        waiting.remove(path)
        return names[path]

    visit(Path(path).resolve(), "the figure")
    return found


def joined(scripts: Iterable[Mapping[str, str]], result: str) -> str:
    """Return one script of several modules and of statements that use them, without global names.

    Parameters
    ----------
    scripts : iterable of mapping of str to str
        Modules, as `modules` returns them. A module that several have in common is written once,
        and unused declarations are left out.
    result : str
        Statements that use the constants of the modules. They may set properties of
        `document.currentScript`.

    Returns
    -------
    str
    """
    statements = {name: text for script in scripts for name, text in script.items()}
    used = without_unused(statements, result)
    # In a function, since minifiers do not shorten names that are declared in a block.
    return f'"use strict";\n(() => {{\n{"".join(used.values())}{{\n{result}}}\n}})();\n'


@cache
def minified(script: str) -> str:
    """Return a script minified by minify-go.

    Parameters
    ----------
    script : str

    Returns
    -------
    str
        The script itself if minify-go is not installed.
    """
    if find_spec("minify") is None:
        return script
    # In a separate process: Go's runtime hangs in a process that was forked after it had started.
    program = "import sys, minify; sys.stdout.buffer.write(minify.string('text/javascript', "
    program += "sys.stdin.buffer.read().decode()).encode())"
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, input=script.encode(), stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()
