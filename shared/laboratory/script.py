"""Join the JavaScript modules of the laboratory into one script."""

from pathlib import Path

from shared.explore.script import joined, minified, modules

HERE = Path(__file__).parent


def page_script() -> str:
    """Return the script for a page, which starts the laboratory in elements of this class.

    Returns
    -------
    str
    """
    start = 'for (const root of document.querySelectorAll(".laboratory")) {\nSTART(root);\n}\n'
    return script("in_page.js", start)


def notebook_module() -> str:
    """Return the module that starts the laboratory in the output of a cell.

    Returns
    -------
    str
        An ECMAScript module with `render`, as anywidget takes it.
    """
    return (
        script("in_notebook.js", "globalThis.startLaboratory = START;\n")
        + "\nexport default { render: ({ model, el }) => globalThis.startLaboratory(el, model) };\n"
    )


def script(name, statement):
    """Return a module as a script with a statement, in which START is replaced by its `start`."""
    found = modules(HERE / name)
    return minified(joined([found], statement.replace("START", f"{list(found)[-1]}.start")))
