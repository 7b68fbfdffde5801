"""What a script of several modules declares, and what it uses of that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# The form of `script.modules`: imports, what the module declares, and what it exports. Code is
# indented as formatters do it: the first line of a statement not at all, that of a method by two.
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
        As `script.modules` returns it.
    rest : str
        What follows the modules in the script. A module that it names is used for all that it
        exports under a name that the text has, too.

    Returns
    -------
    dict of str to str

    Notes
    -----
    What is used keeps what it names, be it in a string; a method is kept if anything that is used
    has its name, or if `rest` names its class, which other scripts may then be given. The value of
    a constant must do nothing but be: what that of an unused one would have called is not called.
    All other statements stay where anything of their module does.
    """
    modules = {name: _Module(text) for name, text in statements.items()}
    said = set(_WORD.findall(rest))  # the words of all that is kept
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
    """Return the modules as statements, of which most declare for all what they declare.

    What is in a scope of its own has to name what it takes from elsewhere, and what it gives. That
    is left to modules that what follows refers to, and to those with a name that another has.
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
    """A statement, or a method of the class before it."""

    text: str
    names: frozenset
    is_method: bool = False


class _Module:
    """Parts of a module, of which some are kept."""

    def __init__(self, text):
        self.start, body, exports, self.end = _MODULE.fullmatch(text).groups()
        self.exports = set(exports.split(", "))
        self.imports = {}  # from where, and as what, by the name in this module
        for names, source in _IMPORT.findall(body):
            for name in filter(None, map(str.strip, names.split(","))):
                theirs, _, own = name.partition(": ")
                self.imports[own or theirs] = (source, theirs)
        self.parts = list(_parts(_COMMENT.sub("", _IMPORT.sub("", body))))
        self.exported, self.kept, self.own, self.given = set(), set(), set(), set()

    def keep(self, said):
        """Keep what is used, add its words, and yield for each part what it needs of others."""
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
        """Return the names that its code brings into the scope in which it stands."""
        imported = {
            own for own, (of, _) in self.imports.items() if own in self.own and of in closed
        }
        return imported.union(*(part.names for part in self.kept if not part.is_method))

    def text(self, closed, is_closed):
        """Return what is kept as statements, or as one."""
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
    """Yield the parts of a module's code."""
    for statement in filter(str.strip, _STATEMENT.split(body)):
        if named := _NAMED.match(statement):
            names = {named[1]}
        elif statement.startswith(("const ", "let ")):  # of these perhaps some more
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
