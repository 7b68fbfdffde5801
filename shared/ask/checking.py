"""`check`: judge a value as the answer to an exercise, in a notebook for a class."""

import base64
import json
import zlib
from html import escape
from pathlib import Path

from .question import Question

#: File beside a notebook for a class, with the answers by which `check` judges.
ANSWERS = "answers.json"


class Verdict:
    """The result of `check`; a notebook shows it as Markdown.

    Attributes
    ----------
    is_right : bool or None
        Whether the answer is right; None if the value cannot be read as an answer.
    said : str
        Explanation of the result, in Markdown.
    """

    def __init__(self, is_right, said):
        self.is_right = is_right
        self.said = said

    def __repr__(self):
        head = {True: "✓ Correct.", False: "✗ Not correct.", None: "No answer yet."}[self.is_right]
        return f"{head} {self.said}".strip()

    def _repr_html_(self):
        if set("$`*") & set(self.said):
            return None  # front ends prefer HTML, and would not show the Markdown
        return f"<p role=status>{escape(repr(self))}</p>"

    def _repr_markdown_(self):
        return repr(self)


def check(name: str, value) -> Verdict:
    """Return whether a value is the right answer to an exercise, with advice on known mistakes.

    The right answer is not revealed. The answers are stored beside the notebook, in `answers.json`.

    Parameters
    ----------
    name : str
        Number of the chapter and of the exercise, such as "3.1".
    value : float, int, str or collection of int
        The answer: a number, a text, the number of an option, or the numbers of several options.

    Returns
    -------
    Verdict

    Raises
    ------
    KeyError
        If there is no exercise of this name.
    FileNotFoundError
        If there is no `answers.json` beside the notebook.
    """
    return verdict(read_answers(Path(ANSWERS)), name, value)


def verdict(questions, name, value):
    """Judge a value as the answer to one of the given questions."""
    if name not in questions:
        known = ", ".join(questions) or "none"
        raise KeyError(f"check: 'name' must be one of {known}, not {name!r}")
    question = questions[name]
    is_right, said = question.judge(typed(question, value))
    return Verdict(is_right, question.right if is_right else said)


def typed(question, value):
    """Return a value in the form that `Question.judge` takes; empty if it is no answer."""
    if value is ...:
        return "" if question.kind in ("number", "text") else ()
    if question.kind == "text":
        return value if isinstance(value, str) else ""
    if question.kind == "number":
        try:
            return value if isinstance(value, str) else repr(float(value))
        except (TypeError, ValueError):
            return ""
    value = value.tolist() if hasattr(value, "tolist") else value  # from NumPy
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    if not all(type(one) is int and 1 <= one <= question.options for one in values):
        return ()
    return [one - 1 for one in values]


def seal(questions) -> str:
    """Return the text of `answers.json`, encoded so that nobody reads an answer by accident."""
    sealed = {}
    for name, question in questions.items():
        packed = zlib.compress(json.dumps(vars(question)).encode())
        sealed[name] = base64.b64encode(packed).decode()
    return json.dumps(sealed, indent=1) + "\n"


def read_answers(path) -> dict:
    """Return the questions in an `answers.json`, by name."""
    try:
        sealed = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise FileNotFoundError(
            f"check: there is no {ANSWERS} beside the notebook, in {path.absolute().parent}"
        ) from missing
    questions = {}
    for name, text in sealed.items():
        record = json.loads(zlib.decompress(base64.b64decode(text)))
        if record["kind"] in ("choice", "several"):
            record["answer"] = list(record["answer"])
        record["wrong"] = tuple(map(tuple, record["wrong"]))
        questions[name] = Question(**record)
    return questions
