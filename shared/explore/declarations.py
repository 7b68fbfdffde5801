"""Remove unused declarations from a script that is joined from several modules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# A module in the form that `script.modules` writes: imports, declarations, exports. The code must
# be indented as formatters do it: the first line of a statement by 0 spaces, of a method by 2.
_MODULE = re.compile(
    r"(const \w+ = \(\(\) => \{\n)(.*)return \{ (.*) \};\n(\}\)\(\);\n)", re.DOTALL
)
_IMPORT = re.compile(r"^const \{([^}]*)\} = (\w+_[0-9a-f]{8});\n", re.MULTILINE)
_COMMENT = re.compile(r"^(?:  )?//.*\n", re.MULTILINE)
_STATEMENT = re.compile(r"^(?=[^\s)}\]])", re.MULTILINE)
_NAMED = re.compile(r"(?:async )?(?:function\*?|class) (\w+)")
_MEMBER = re.compile(r"^(?=  [^\s)}\]])|^(?=\})", re.MULTILINE)
_METHOD = re.compile(r"  (?!constructor)(?:[gs]et |async |\*)?(#?\w+)\(")
_WORD = re.compile(r"#?[\w$]+")


def without_unused(statements: Mapping[str, str], rest: str) -> dict[str, str]:
    """Return modules without the functions, classes, methods and constants that nothing uses.

    Parameters
    ----------
    statements : mapping of str to str
        The modules, as `script.modules` returns them.
    rest : str
        Code that follows the modules in the script. Where it names a module, all exports of this
        module whose names are in the code are used.

    Returns
    -------
    dict of str to str

    Notes
    -----
    Every name in a used part counts as used, even in a string. A method is kept if its name occurs
    in any used part. All methods of a class are kept if `rest` names the class, since other scripts
    may receive it. The value of a constant must have no side effects: an unused constant is removed
    together with the calls in its value. All other statements are kept if anything of their module
    is kept.
    """
    modules = {name: _Module(text) for name, text in statements.items()}
    said = set(_WORD.findall(rest))  # all words of the parts that are kept
    for name in said & set(modules):
        modules[name].given = said & modules[name].exports
        modules[name].exported |= modules[name].given
    changed = True
    while changed:
        changed = [each for module in modules.values() for each in module.keep(said)]
        for source, word in changed:
            if source:
                modules[source].exported.add(word)
    kept = {name: module for name, module in modules.items() if module.kept}
    return _opened(kept, _WORD.findall(rest))


def _opened(modules, named):
    """Return the modules as statements, most of them in one common scope.

    A module with a scope of its own needs code for its imports and exports. A module keeps its
    scope only for one of three reasons: the rest of the script names the module, one of its names
    is imported under another name, or one of its names is already taken.
    """
    closed, taken, found = set(named), set(), {}
    for module in modules.values():
        closed |= {of for own, (of, theirs) in module.imports.items() if own != theirs}
    for name, module in modules.items():
        names = module.declared(closed)
        if taken.isdisjoint(names):
            taken |= names if name not in closed else set()
        else:
            closed.add(name)
        found[name] = module.text(closed, name in closed)
    return found


@dataclass(frozen=True)
class _Part:
    """A statement, or a method of the class that precedes it."""

    text: str
    names: frozenset
    is_method: bool = False


class _Module:
    """A module, split into parts that are kept or removed."""

    def __init__(self, text):
        self.start, body, exports, self.end = _MODULE.fullmatch(text).groups()
        self.exports = set(exports.split(", "))
        self.imports = {}  # name in this module: (source module, name there)
        for names, source in _IMPORT.findall(body):
            for name in filter(None, map(str.strip, names.split(","))):
                theirs, _, own = name.partition(": ")
                self.imports[own or theirs] = (source, theirs)
        self.parts = list(_parts(_COMMENT.sub("", _IMPORT.sub("", body))))
        self.exported, self.kept, self.own, self.given = set(), set(), set(), set()

    def keep(self, said):
        """Keep the used parts, add their words to `said`, and yield the imports that they need."""
        holder = None
        for part in self.parts:
            if not part.is_method:
                holder = part
            if part in self.kept or not self._is_used(part, holder, said):
                continue
            self.kept.add(part)
            words = set(_WORD.findall(part.text))
            said |= words
            self.own |= words
            yield None, None
            yield from (self.imports[word] for word in words if word in self.imports)

    def _is_used(self, part, holder, said):
        if part.is_method:
            is_given = not holder.names.isdisjoint(self.given)
            return holder in self.kept and (is_given or not part.names.isdisjoint(said))
        if not part.names:
            return bool(self.exported)
        return not part.names.isdisjoint(self.exported | self.own)

    def declared(self, closed):
        """Return the names that this module declares in its scope, with imports from `closed`."""
        imported = {
            own for own, (of, _) in self.imports.items() if own in self.own and of in closed
        }
        return imported.union(*(part.names for part in self.kept if not part.is_method))

    def text(self, closed, is_closed):
        """Return the kept parts as statements, or as one statement if it has its own scope."""
        body = "".join(part.text for part in self.parts if part in self.kept)
        sources = {}
        for own, (source, theirs) in self.imports.items():
            if own in self.own and source in closed:
                name = own if own == theirs else f"{theirs}: {own}"
                sources.setdefault(source, []).append(name)
        lines = (f"const {{ {', '.join(names)} }} = {of};\n" for of, names in sources.items())
        if not is_closed:
            return "".join([*lines, body])
        exported = f"return {{ {', '.join(sorted(self.exported))} }};\n"
        return "".join([self.start, *lines, body, exported, self.end])


def _parts(body):
    """Yield the statements of a module; a class is split into its head and its methods."""
    for statement in filter(str.strip, _STATEMENT.split(body)):
        if named := _NAMED.match(statement):
            names = {named[1]}
        elif statement.startswith(("const ", "let ")):  # may declare several names
            _, *pattern = _WORD.findall(statement.partition("=")[0])
            names = {*pattern, *re.findall(r"(\w+) =[^=>]", statement)}
        else:
            names = set()
        if not statement.startswith("class "):
            yield _Part(statement, frozenset(names))
            continue
        for piece in _MEMBER.split(statement):
            method = _METHOD.match(piece)
            own = frozenset([method[1]] if method else names)
            yield _Part(piece, own, bool(method))
