"""The laboratory's modules as one script that is as short as can be without a tool for it."""

import re
from functools import partial
from pathlib import Path

from shared.explore.script import joined, modules

PAGE = Path(__file__).with_name("page.js")
#: Strings, templates up to what they insert, and regular expressions, none of which may change.
_LITERAL = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{))"""
    r"""|((?<=[(,=:!&|?\[])\ ?/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/[a-z]*)"""
    r"""|( *//[^\n]*)|(\{)|(\})"""
)
#: What goes on with the template in which `}` ended an insertion.
_REST = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)")
_EXPORTED = re.compile(r"^return \{ (.*) \};$", re.MULTILINE)
_IMPORTED = re.compile(r"^const \{([^}]*)\} = \w+_[0-9a-f]{8};$", re.MULTILINE)


def script() -> str:
    """Return the script of the laboratory, which looks for elements of the class `laboratory`.

    Returns
    -------
    str
    """
    found = modules(PAGE)
    used = used_parts(found)
    text = joined(
        [used],
        'for (const root of document.querySelectorAll(".laboratory")) {\n'
        f"root.laboratory = new ({list(used)[-1]}.Laboratory)(root);\n}}\n",
    )
    return squeezed(text)


def used_parts(found: dict[str, str]) -> dict[str, str]:
    """Return modules without the functions and constants that none of them uses.

    Parameters
    ----------
    found : dict of str to str
        As `shared.explore.script.modules` returns it.

    Returns
    -------
    dict of str to str
    """
    names = ", ".join(" ".join(_IMPORTED.findall(text)) for text in found.values())
    imported = set(re.findall(r"[\w$]+", names)) | {"Laboratory"}
    changed = {name: without(text, imported) for name, text in found.items()}
    return changed if changed == found else used_parts(changed)


def without(text, imported):
    """Return a module without what it exports and nobody imports, nor uses in the module."""
    exported = _EXPORTED.search(text)
    kept = []
    for name in filter(None, exported[1].split(", ")):
        if name in imported:
            kept.append(name)
            continue
        alone = exported[0].replace(name, "")
        rest = text.replace(exported[0], alone)
        definition = re.search(
            rf"^(?:function\*? {name}\(.*?^\}}\n"
            rf"|(?:const|class) {name} .*?^(?:\}}\)?;?|[^\n]*;)\n)",
            rest,
            re.MULTILINE | re.DOTALL,
        )
        if len(re.findall(rf"\b{name}\b", rest)) == 1 and definition:
            text = text.replace(definition[0], "")
    return text.replace(exported[0], f"return {{ {', '.join(kept)} }};")


def squeezed(text: str) -> str:
    """Return JavaScript without comments, and without spaces and line ends that nothing needs.

    Parameters
    ----------
    text : str
        Code that ends its statements with semicolons; `+` and `-` keep their spaces.

    Returns
    -------
    str
    """
    parts, code, at, open_braces = [], [], 0, []
    for_code = partial(re.sub, r"\s*([=*<>&|?:,;{}()\[\]!])\s*", r"\1")

    while found := _LITERAL.search(text, at):
        code.append(text[at : found.start()])
        at = found.end()
        if found[4]:
            open_braces.append("{")
            code.append("{")
        elif found[5]:
            code.append("}")
            if open_braces.pop() == "${":
                rest = _REST.match(text, at)
                parts += [for_code("".join(code)), rest[0]]
                code, at = [], rest.end()
                if rest[0].endswith("${"):
                    open_braces.append("${")
        elif not found[3]:
            parts += [for_code("".join(code)), found[0]]
            code = []
            if found[0].startswith("`") and found[0].endswith("${"):
                open_braces.append("${")
    return "".join([*parts, for_code("".join([*code, text[at:]]))])
