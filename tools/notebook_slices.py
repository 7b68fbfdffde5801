"""Find the cells of a notebook that some of its cells need."""

import ast
import re
import symtable


def needed(sources, targets, in_texts=False):
    """Return the cells that have to run, in order, so that the target cells can run.

    Parameters
    ----------
    sources : list of str
        The code cells of a notebook.
    targets : collection of int
        The indices of the target cells.
    in_texts : bool
        Whether words in strings of a target may be names, as in cells that contain code as text.

    Returns
    -------
    list of int
        The indices of the targets, and of the cells before them that define the names they use.
    """
    wanted, found = set(), []
    for place in reversed(range(len(sources))):
        if place not in targets and not wanted & made(sources[place]):
            continue
        wanted = wanted - made(sources[place]) | read(sources[place])
        if place in targets and in_texts:
            wanted |= set(re.findall(r"[^\W\d]\w*", sources[place]))
        found.append(place)
    return found[::-1]


def read(source):
    """Return the names that a cell reads before it defines them itself."""
    names, own = set(), set()
    for statement in _in_order(ast.parse(source).body):
        text = ast.unparse(statement)
        names |= set(_globals(symtable.symtable(text, "<cell>", "exec"))) - own
        if isinstance(statement, ast.AugAssign):  # reads what it assigns
            names |= made(text) - own
        own |= made(text) - _changed(statement)
    return names


def _in_order(statements):
    """Yield statements in the order in which they run; compound statements are split."""
    for statement in statements:
        if isinstance(statement, ast.For):
            yield ast.Assign([statement.target], statement.iter, lineno=0)
        elif isinstance(statement, ast.With):
            for item in statement.items:
                targets = [item.optional_vars or ast.Name("_", ast.Store())]
                yield ast.Assign(targets, item.context_expr, lineno=0)
        elif isinstance(statement, ast.If | ast.While):
            yield ast.Expr(statement.test)
        else:
            yield statement
            continue
        yield from _in_order([*statement.body, *getattr(statement, "orelse", [])])


def made(source):
    """Return the names that a cell assigns, defines or imports, or whose values it changes."""
    tree = ast.parse(source)
    table = symtable.symtable(source, "<cell>", "exec")
    bound = {
        one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()
    }
    return bound | {name for statement in tree.body for name in _changed(statement)}


def _changed(statement):
    """Return the names whose items or attributes a statement changes."""
    return {
        name.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)
        for name in ast.walk(node.value)
        if isinstance(name, ast.Name)
    }


def _globals(table):
    """Yield the global names that a scope and its nested scopes read."""
    for one in table.get_symbols():
        if one.is_referenced() and (table.get_type() == "module" or one.is_global()):
            yield one.get_name()
    for child in table.get_children():
        yield from _globals(child)
