"""The modules of the laboratory as one script, without what none of them uses."""

import re
from pathlib import Path

from rjsmin import jsmin

from shared.explore.script import joined, modules

HERE = Path(__file__).parent
_EXPORTED = re.compile(r"^return \{ (.*) \};$", re.MULTILINE)
_IMPORTED = re.compile(r"^const \{([^}]*)\} = \w+_[0-9a-f]{8};$", re.MULTILINE)
_METHOD = re.compile(r"^  (\w+)\([^\n]*\{\n(?:    [^\n]*\n|\n)*  \}\n", re.MULTILINE)
_PRIVATE = re.compile(r"this\.(#[a-zA-Z]\w*)")


def page_script() -> str:
    """Return the script of a page, which starts in elements of the class `laboratory`.

    Returns
    -------
    str
    """
    start = 'for (const root of document.querySelectorAll(".laboratory")) START(root);\n'
    return script("in_page.js", start)


def notebook_module() -> str:
    """Return the module that starts the laboratory in the output of a cell.

    Returns
    -------
    str
        An ECMAScript module with `render`, as anywidget takes it.
    """
    return (
        script(
            "in_notebook.js",
            "globalThis.startLaboratory = START;\n",
        )
        + "\nexport default { render: ({ model, el }) => globalThis.startLaboratory(el, model) };\n"
    )


def script(name, statement):
    """Return a module of the laboratory as a script; START in the statement is its function."""
    found = used_parts(modules(HERE / name))
    text = jsmin(joined([found], statement.replace("START", f"{list(found)[-1]}.start")))
    # Nobody outside knows the names of modules and of private members: short ones do.
    private = sorted(set(_PRIVATE.findall(text)))
    short = {long: f"M{_digits(i)}" for i, long in enumerate(found)}
    short |= {long: f"#{_digits(i)}" for i, long in enumerate(private)}
    return re.sub(r"#?\b\w+", lambda match: short.get(match[0], match[0]), text)


def _digits(number):
    """Return letters for a number, few for a small one."""
    return (_digits(number // 26 - 1) if number >= 26 else "") + chr(97 + number % 26)


def used_parts(found: dict[str, str]) -> dict[str, str]:
    """Return modules without the functions, constants and methods that none of them uses.

    Parameters
    ----------
    found : dict of str to str
        As `shared.explore.script.modules` returns it.

    Returns
    -------
    dict of str to str
    """
    names = ", ".join(" ".join(_IMPORTED.findall(text)) for text in found.values())
    imported = set(re.findall(r"[\w$]+", names)) | {"start"}
    text = "".join(found.values())
    unused = {name for name in _METHOD.findall(text) if len(re.findall(rf"\b{name}\b", text)) == 1}
    changed = {
        name: _METHOD.sub(lambda one: "" if one[1] in unused else one[0], without(text, imported))
        for name, text in found.items()
    }
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
