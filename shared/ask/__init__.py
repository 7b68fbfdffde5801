"""Questions that show their answer once the reader has answered, with a kernel or without."""

import os
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from .checking import Verdict, check
from .question import Question, draw_question, read_questions

#: Set by `sphinx.py`: pages have no kernel, so a question carries what judges its answers.
STATIC_VARIABLE = "ASK_STATIC"
#: Under which a cell outputs a question for pages.
MIME_TYPE = "application/vnd.ask.question+json"

__all__ = ["Asked", "Verdict", "ask", "check"]


class Asked:
    """What `ask` returns; it shows itself by a MIME bundle when a cell ends with it.

    Attributes
    ----------
    questions : list of Question
        The one that is asked and, where the cell makes new numbers, others for later.
    covers : bool
        Whether the next cell's output stays covered until there is an answer.
    again : callable, optional
        What makes the other instances.
    """

    def __init__(self, questions: list[Question], covers: bool, again: Callable | None = None):
        self.questions = questions
        self.covers = covers
        self.again = again

    def drawn(self, rng: np.random.Generator) -> Question:
        """Return the question with numbers from a random generator, where the cell makes some."""
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
        """Return all that a page shows and needs, of JSON's types."""
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
    """Ask the question of the Markdown cell above; show the answer after the reader has answered.

    The Markdown cell above asks: a paragraph that begins in bold, and for options a numbered list
    at its end. This call says, by values that cells compute, which answers are right. On Sphinx's
    pages it is a form, with a kernel a set of `ipywidgets`, elsewhere a folded answer.

    Parameters
    ----------
    name : str
        Name of the question on its page, by which answers are kept: letters, digits and `-`.
    again : callable, optional
        `again(rng)` returns a dict of the arguments below, with other numbers for another
        `numpy.random.Generator`, for a question that may come back or differ between classes.
        The arguments below are the first instance then, where there are any.
    covers : bool
        Whether the next cell's output stays covered until there is an answer.
    choice : sequence of bool, optional
        For each option whether it is right: exactly one is.
    several : sequence of bool, optional
        For each option whether it belongs to the answer: at least one does.
    number : float, optional
        The answer. An int is to be met exactly, a float to one percent.
    text : str or sequence of str, optional
        The answer in words, and other spellings. Case, blanks and punctuation do not count.
    wrong : mapping, optional
        What to say about known wrong answers, in Markdown: a number, a text or an option, counted
        from 1, to a sentence, which "Not correct" stands before.
    hint : str
        What to say about all other wrong answers, in Markdown: what to look at, or to begin with.
    right : str
        What to say with the right answer, in Markdown.
    given : str
        What belongs to this instance of the question, in Markdown: the numbers that `again` chose.
    unit : str
        Unit of a number, which may be typed or left out. With "%" the number counts percent.
    tolerance : float, optional
        By how much a number may be off.

    Returns
    -------
    Asked
        Shows itself as the last expression of a cell.

    Raises
    ------
    TypeError
        If not exactly one kind of answer is given, or it is of no accepted form.
    ValueError
        If no answer is right, or more than one option of a choice; if a wrong answer is a right
        one or no option; if a number or its tolerance is not finite.

    Examples
    --------
    >>> weight, bias = 2, -4
    >>> ask("kink", number=-bias / weight, wrong={-bias: "That is −b; divide by w."})
    Question 'kink': number
    """
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(
            f"ask: 'name' must consist of small letters, digits and single hyphens, not {name!r}"
        )
    if again is not None and not callable(again):
        raise TypeError(
            f"ask {name!r}: after the name comes a function of a random generator, not {again!r}"
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
