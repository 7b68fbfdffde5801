"""Copy the variables of a notebook that some code uses, so that running it changes none of them."""

import ast
import builtins
import pickle
from collections.abc import Iterable, Mapping
from copy import deepcopy
from hashlib import sha256
from io import BytesIO
from types import CodeType, FunctionType, ModuleType


def used(codes: Iterable[str], names: Mapping) -> dict:
    """Return the names of a notebook that some code uses, directly or through its functions.

    Parameters
    ----------
    codes : iterable of str
        Pieces of code; a piece with a syntax error uses no names.
    names : mapping of str to object
        All names of the notebook.

    Returns
    -------
    dict of str to object
        The used names in alphabetical order, with their values.
    """
    waiting = {name for code in codes for name in _names_in(code)}
    found = {}
    while waiting:
        name = waiting.pop()
        if name in found or name not in names:
            continue
        found[name] = names[name]
        if is_of_notebook(names[name]):
            waiting.update(_names_of(names[name].__code__))
    return dict(sorted(found.items()))


def is_of_notebook(value: object) -> bool:
    """Return whether a value is a function that a cell of the notebook defines."""
    return isinstance(value, FunctionType) and value.__globals__.get("__name__") == "__main__"


def copied(names: Mapping) -> dict:
    """Return a namespace with copies of values; copied functions use the copies of other names.

    Parameters
    ----------
    names : mapping of str to object
        Names and their values, as `used` returns them.

    Returns
    -------
    dict of str to object

    Raises
    ------
    TypeError
        If a value cannot be copied.
    """
    namespace = {"__name__": "__main__", "__builtins__": builtins}
    memo = {}
    for value in names.values():
        if is_of_notebook(value):
            memo[id(value)] = _rebuilt(value, namespace)
        elif isinstance(value, ModuleType):
            memo[id(value)] = value
    for name, value in names.items():
        try:
            # Since Python 3.14, `deepcopy` does not look up functions in `memo`.
            namespace[name] = memo[id(value)] if id(value) in memo else deepcopy(value, memo)
        except Exception as error:
            raise TypeError(
                f"the code uses {name}, a {type(value).__name__}, which cannot be copied ({error})"
            ) from None
    return namespace


def fingerprint(names: Mapping) -> str | None:
    """Return a hash of the values of names, or None if a value cannot be pickled.

    Functions and classes of modules are hashed by their names only. A cache that uses this hash
    must therefore be cleared when a module changes.

    Parameters
    ----------
    names : mapping of str to object

    Returns
    -------
    str or None
    """
    buffer = BytesIO()
    try:
        _ContentPickler(buffer).dump(dict(names))
    except Exception:  # an object that cannot be pickled may raise anything
        return None
    return sha256(buffer.getvalue()).hexdigest()


class _ContentPickler(pickle.Pickler):
    """Pickles functions of the notebook and lambdas by their code, and modules by name."""

    def __init__(self, file):
        super().__init__(file, protocol=5)
        self._written = set()

    def reducer_override(self, value):
        """Return how to pickle a function or module; `pickle` handles all other values."""
        if isinstance(value, ModuleType):
            return str, (value.__name__,)
        if not is_of_notebook(value) and not _is_nameless(value):
            return NotImplemented
        if id(value) in self._written:  # a function that calls itself
            return str, (value.__name__,)
        self._written.add(id(value))
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        content = (_content(value.__code__), value.__defaults__, value.__kwdefaults__, cells)
        return tuple, (content,)


def _is_nameless(value):
    """Return whether a value is a function without a name in its module, such as a lambda."""
    return isinstance(value, FunctionType) and "<" in value.__qualname__


def _content(code):
    """Return the content of a code object, without its file name and line numbers."""
    constants = [_content(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars


def _names_in(code):
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _names_of(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names_of(constant)
    return names


def _rebuilt(function, namespace):
    """Return a copy of a function whose global names are looked up in another namespace."""
    code, defaults, closure = function.__code__, function.__defaults__, function.__closure__
    copy = FunctionType(code, namespace, function.__name__, defaults, closure)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__doc__ = function.__doc__
    return copy
