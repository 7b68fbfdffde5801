"""Run one variant like a cell, and return what it printed, drew or raised."""

import ast
import io
import traceback
import warnings
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field

import numpy as np
from IPython.lib.pretty import pretty
from matplotlib.figure import Figure

from shared.explore.capture import no_stray_figures

#: File name of the code in tracebacks and warnings.
FILE = "<variant>"
#: Maximum number of characters that a variant prints; the rest is cut off.
MOST_CHARACTERS = 4000


@dataclass
class Outcome:
    """The result of a variant.

    Attributes
    ----------
    text : str
        The printed text, with the value of the last expression or the traceback, as below a cell.
    figure : matplotlib.figure.Figure or None
        The value of the last expression, if it is a figure.
    error : Exception or None
        The exception that the code raised.
    names : dict of str to object
        All names and their values after the run.
    right : bool or None
        Whether the variant meets the check; None if there is no check.
    said : list of str
        The sentences of the chosen options.
    alt : str
        Alternative text of the figure.
    """

    text: str
    figure: Figure | None
    error: Exception | None
    names: dict
    right: bool | None = None
    said: list[str] = field(default_factory=list)
    alt: str = ""


def run(code: str, names: dict) -> Outcome:
    r"""Run code like a cell, in a given namespace.

    Warnings are added to the printed text. NumPy's error state and print options are restored
    afterwards. A traceback contains only lines of the code, no lines of libraries.

    Parameters
    ----------
    code : str
    names : dict of str to object
        The namespace, as `namespace.copied` returns it; the code changes it.

    Returns
    -------
    Outcome

    Examples
    --------
    >>> run("x = y + 1\nx", {"y": 1}).text
    '2'
    >>> print(run("x = 0\n1 / x", {}).text)
    line 2: 1 / x
    ZeroDivisionError: division by zero
    """
    printed, figure, error = io.StringIO(), None, None
    try:
        body, last = _compiled(code)
        with _surroundings(printed, code):
            exec(body, names)
            value = eval(last, names) if last else None
            if isinstance(value, Figure):
                figure = value
            elif value is not None:
                print(pretty(value))
    except Exception as raised:  # the reader sees every error
        error = raised
        printed.write(told(raised, code))
    text = printed.getvalue().rstrip()
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rpartition("\n")[0] + "\n..."
    return Outcome(text, figure, error, names)


def told(error: Exception, code: str) -> str:
    """Return a traceback with the lines of the code only, and the error.

    Parameters
    ----------
    error : Exception
    code : str

    Returns
    -------
    str
    """
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return f"line {error.lineno}: {_line(code, error.lineno)}\n{_named(error)}"
    lines = [
        f"line {frame.lineno}: {_line(code, frame.lineno)}\n"
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == FILE
    ]
    return "".join(lines) + _named(error)


def _named(error):
    *_, named = traceback.format_exception_only(type(error), error)
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    return named.strip()


def _line(code, number):
    return code.splitlines()[number - 1].strip()


def _compiled(code):
    """Return the compiled code without its last expression, and the last expression or None."""
    tree = ast.parse(code, FILE)
    is_value = tree.body and isinstance(tree.body[-1], ast.Expr)
    last = ast.Expression(tree.body.pop().value) if is_value else None
    return compile(tree, FILE, "exec"), last and compile(last, FILE, "eval")


def _surroundings(printed, code):
    """Redirect output and warnings to `printed`, and restore the settings that code may change."""
    stack = ExitStack()

    def show(message, category, filename, lineno, file=None, line=None):
        place = f"line {lineno}: " if filename == FILE else ""
        printed.write(f"{place}{category.__name__}: {message}\n")

    stack.enter_context(no_stray_figures())
    stack.enter_context(redirect_stdout(printed))
    stack.enter_context(redirect_stderr(printed))
    stack.enter_context(warnings.catch_warnings())
    warnings.simplefilter("default")
    warnings.showwarning = show
    stack.enter_context(np.errstate())
    stack.enter_context(np.printoptions())
    return stack
