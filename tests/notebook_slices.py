"""The part of a notebook that some of its cells need: what a test runs instead of all of it."""

import ast
import re

#: What does not run at the level of the module.
INNER = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp)
INNER += (ast.GeneratorExp,)


def needed(sources, targets):
    """Return which cells have to run, in order, so that some of them can.

    Parameters
    ----------
    sources : list of str
        The code cells of a notebook.
    targets : collection of int
        The places of the cells that shall run. Every word in their texts may be a name.

    Returns
    -------
    list of int
        The targets, and before them the cells that make the names they use.
    """
    wanted, found = set(), []
    for place in reversed(range(len(sources))):
        tree = ast.parse(sources[place])
        made = set(_made(tree))
        if place in targets:
            wanted |= set(re.findall(r"[^\W\d]\w*", sources[place]))
        elif made & wanted:
            wanted = wanted - made | set(_read(tree))
        else:
            continue
        found.append(place)
    return found[::-1]


def _read(tree):
    """Yield the names whose values a cell reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _made(node):
    """Yield the names that a cell assigns, defines or imports."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield child.name
        elif isinstance(child, ast.alias):
            yield (child.asname or child.name).partition(".")[0]
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.Subscript | ast.Attribute) and isinstance(child.ctx, ast.Store):
            yield from (name.id for name in ast.walk(child) if isinstance(name, ast.Name))
        if not isinstance(child, INNER):
            yield from _made(child)
