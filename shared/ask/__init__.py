"""Questions that judge the reader's answer and then show the right one, also without a kernel."""

import os
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from .checking import Verdict, check
from .question import Question, draw_question, read_questions

#: Environment variable that `sphinx.py` sets: pages have no kernel, so they judge answers.
STATIC_VARIABLE = "ASK_STATIC"
#: MIME type of a question for pages, among the outputs of a cell.
MIME_TYPE = "application/vnd.ask.question+json"

__all__ = ["Asked", "Verdict", "ask", "check"]


class Asked:
    """A question with its instances, as `ask` returns it; a cell that ends with it shows it.

    Attributes
    ----------
    questions : list of Question
        The question that is asked and, if `again` makes new numbers, more instances for later.
    covers : bool
        Whether the next cell's output is covered until the reader has answered.
    again : callable, optional
        The function that makes the other instances.
    """

    def __init__(self, questions: list[Question], covers: bool, again: Callable | None = None):
        self.questions = questions
        self.covers = covers
        self.again = again

    def drawn(self, rng: np.random.Generator) -> Question:
        """Return an instance with numbers from a random generator, if the question has `again`."""
        first = self.questions[0]
        return draw_question(first.name, self.again, rng) if self.again else first

    def __repr__(self):
        question = self.questions[0]
        return f"Question {question.name!r}: {question.kind}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        question = self.questions[0]
        if os.environ.get(STATIC_VARIABLE):
            return {MIME_TYPE: self._page(), "text/plain": repr(self)}
        bundle = {"text/markdown": question.markdown(), "text/plain": repr(self)}
        from .live import form  # pages need no ipywidgets

        bundle["application/vnd.jupyter.widget-view+json"] = form(
            question, self.covers
        ).get_view_spec()
        return bundle

    def _page(self):
        """Return the data that a page needs to ask and judge, in types that JSON has."""
        first = self.questions[0]
        return {
            "name": first.name,
            "options": first.options,
            "covers": self.covers,
            "instances": [
                {
                    "record": one.record(),
                    "given": one.given,
                    "shown": one.shown(),
                    "unit": one.unit,
                    "right": one.right,
                    "known": [one.shown_wrong(known) for known, _ in one.wrong],
                    "wrong": [sentence for _, sentence in one.wrong],
                }
                for one in self.questions
            ],
        }


def ask(
    name: str,
    again: Callable[[np.random.Generator], Mapping] | None = None,
    *,
    covers: bool = False,
    choice: Sequence[bool] | None = None,
    several: Sequence[bool] | None = None,
    number: float | None = None,
    text: str | Sequence[str] | None = None,
    wrong: Mapping | None = None,
    hint: str = "",
    right: str = "",
    given: str = "",
    unit: str = "",
    tolerance: float | None = None,
) -> Asked:
    """Ask the question in the Markdown cell above, and judge the reader's answer.

    The Markdown cell above contains the question: a paragraph that begins in bold and, if the
    reader has to choose, a numbered list of options at its end. This call says which answers are
    right, with values that cells compute. On a page made by Sphinx the question is a form. With a
    kernel it is a set of `ipywidgets`. Elsewhere it is a folded answer.

    Parameters
    ----------
    name : str
        Name of the question on its page, under which answers are stored: letters, digits and `-`.
    again : callable, optional
        `again(rng)` returns a dict of the arguments below, with numbers that depend on the
        `numpy.random.Generator`. Use it for a question that comes back in the review or differs
        between classes. If arguments below are given too, they are the first instance.
    covers : bool
        Whether the next cell's output is covered until the reader has answered.
    choice : sequence of bool, optional
        For each option whether it is right; exactly one must be.
    several : sequence of bool, optional
        For each option whether it belongs to the answer; at least one must.
    number : float, optional
        The answer. An int must be matched exactly, a float to 1 %.
    text : str or sequence of str, optional
        The answer in words, and other spellings. Case, blanks and punctuation are ignored.
    wrong : mapping, optional
        Known wrong answers, each with a sentence in Markdown that is shown after "Not correct". An
        answer is a number, a text or the number of an option, counted from 1.
    hint : str
        Markdown that is shown for all other wrong answers: what to look at, or how to begin.
    right : str
        Markdown that is shown with the right answer.
    given : str
        Markdown of this instance of the question only: the numbers that `again` chose.
    unit : str
        Unit of a number; the reader may type it or leave it out. If it is "%", the number is in
        percent.
    tolerance : float, optional
        Maximum difference from `number` that is accepted.

    Returns
    -------
    Asked
        A notebook shows it if it is the last expression of a cell.

    Raises
    ------
    TypeError
        If not exactly one of `choice`, `several`, `number` and `text` is given, or if an argument
        is of no accepted type.
    ValueError
        If no answer is right, or if more than one option of a choice is; if a wrong answer is in
        fact right, or names no option; if a number or its tolerance is not finite.

    Examples
    --------
    >>> weight, bias = 2, -4
    >>> ask("kink", number=-bias / weight, wrong={-bias: "That is −b; divide by w."})
    Question 'kink': number
    """
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(
            f"ask: 'name' must be of lower-case letters, digits and single hyphens, not {name!r}"
        )
    if again is not None and not callable(again):
        raise TypeError(
            f"ask {name!r}: 'again' must be a function of a random generator, not {again!r}"
        )
    if not isinstance(covers, bool):
        raise TypeError(f"ask {name!r}: 'covers' must be True or False, not {covers!r}")
    arguments = {
        "choice": choice,
        "several": several,
        "number": number,
        "text": text,
        "wrong": wrong,
        "hint": hint,
        "right": right,
        "given": given,
        "unit": unit,
        "tolerance": tolerance,
    }
    named = {key: value for key, value in arguments.items() if value is not None}
    named = {
        key: value for key, value in named.items() if not (isinstance(value, str) and not value)
    }
    return Asked(read_questions(name, again, np.random.default_rng, named), covers, again)
