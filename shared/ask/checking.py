"""`check`: tells whether a value in a notebook of a class answers an exercise."""

import base64
import json
import zlib
from html import escape
from pathlib import Path

from .question import Question

#: The file beside a notebook of a class by which `check` judges.
ANSWERS = "answers.json"


class Verdict:
    """What `check` says of an answer; a notebook shows it as Markdown.

    Attributes
    ----------
    is_right : bool or None
        None if the value is no answer to the question.
    said : str
        What is said of it, in Markdown.
    """

    def __init__(self, is_right, said):
        self.is_right = is_right
        self.said = said

    def __repr__(self):
        head = {True: "✓ Correct.", False: "✗ Not correct.", None: "No answer yet."}[self.is_right]
        return f"{head} {self.said}".strip()

    def _repr_html_(self):
        return f"<p role=status>{escape(repr(self))}</p>" if "$" not in self.said else None

    def _repr_markdown_(self):
        return repr(self)


def check(name: str, value) -> Verdict:
    """Say whether a value answers an exercise, and if it is a known mistake, what went wrong.

    The right answer is not told. What is judged by lies beside the notebook, in `answers.json`.

    Parameters
    ----------
    name : str
        Number of the chapter and of the exercise, such as "3.1".
    value : float, int, str or collection of int
        The answer: a number, a text, the number of an option, or those of several.

    Returns
    -------
    Verdict

    Raises
    ------
    KeyError
        If the notebook's class has no such exercise.
    FileNotFoundError
        If no `answers.json` lies beside the notebook.
    """
    return verdict(read_answers(Path(ANSWERS)), name, value)


def verdict(questions, name, value):
    """Judge a value by the questions of a class."""
    if name not in questions:
        known = ", ".join(questions) or "none"
        raise KeyError(f"check: 'name' must be one of {known}, not {name!r}")
    question = questions[name]
    is_right, said = question.judge(typed(question, value))
    return Verdict(is_right, question.right if is_right else said)


def typed(question, value):
    """Return a value as `Question.judge` takes it; nothing where it is no answer."""
    if value is ...:
        return "" if question.kind in ("number", "text") else ()
    if question.kind == "text":
        return value if isinstance(value, str) else ""
    if question.kind == "number":
        try:
            return value if isinstance(value, str) else repr(float(value))
        except (TypeError, ValueError):
            return ""
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    if not all(type(one) is int and 1 <= one <= question.options for one in values):
        return ()
    return [one - 1 for one in values]


def seal(questions) -> str:
    """Return named questions as the text of `answers.json`, where a glance shows no answer."""
    sealed = {}
    for name, question in questions.items():
        packed = zlib.compress(json.dumps(vars(question)).encode())
        sealed[name] = base64.b64encode(packed).decode()
    return json.dumps(sealed, indent=1) + "\n"


def read_answers(path) -> dict:
    """Return the questions of an `answers.json`."""
    try:
        sealed = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise FileNotFoundError(
            f"check: {ANSWERS} must lie beside the notebook, in {path.absolute().parent}"
        ) from missing
    questions = {}
    for name, text in sealed.items():
        record = json.loads(zlib.decompress(base64.b64decode(text)))
        if record["kind"] in ("choice", "several"):
            record["answer"] = list(record["answer"])
        record["wrong"] = tuple(map(tuple, record["wrong"]))
        questions[name] = Question(**record)
    return questions
