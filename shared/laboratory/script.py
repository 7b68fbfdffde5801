"""The modules of the laboratory as one script, without what none of them uses."""

import re
from pathlib import Path

from rjsmin import jsmin

from shared.explore.script import joined, modules

PAGE = Path(__file__).with_name("page.js")
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
    return jsmin(text)


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
