"""A question: its right answers, the sentences for wrong answers, and how answers are judged."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real

from .numbers import readings

KINDS = ("choice", "several", "number", "text")
#: Maximum relative error of a float: the accuracy with which a value is read from a figure.
TOLERANCE = 0.01


@dataclass(frozen=True)
class Question:
    """A question with its answers; `ask` makes it.

    Attributes
    ----------
    name : str
        Name of the question on its page.
    kind : str
        One of `KINDS`.
    answer : tuple or float
        The indices of the right options, from 0; the number; or the accepted texts.
    options : int
        Number of options to choose from.
    wrong : tuple of (object, str)
        Known wrong answers, each with a sentence in Markdown: an index, a number or a text; None
        for all others.
    given : str
        Markdown of this instance of the question only.
    right : str
        Explanation of the right answer, in Markdown.
    unit : str
        Unit of a number.
    tolerance : float
        Maximum difference from a number that is accepted.
    """

    name: str
    kind: str
    answer: object
    options: int = 0
    wrong: tuple = ()
    given: str = ""
    right: str = ""
    unit: str = ""
    tolerance: float = 0.0

    def record(self) -> dict:
        """Return the data that a page needs to judge an answer, in types that JSON has."""
        record = {"kind": self.kind, "answer": self.answer, "wrong": [one for one, _ in self.wrong]}
        if self.kind == "number":
            # JSON has no infinity, but JavaScript's Number reads it from a text.
            texts = {math.inf: "Infinity", -math.inf: "-Infinity"}
            known = [texts.get(one, one) for one in record["wrong"]]
            record |= {"wrong": known, "unit": self.unit, "tolerance": self.tolerance}
        return record

    def judge(self, answer) -> tuple[bool | None, str]:
        """Judge an answer, in the same way as the page does.

        Parameters
        ----------
        answer : str or collection of int
            The typed text, or the indices of the chosen options.

        Returns
        -------
        bool or None
            Whether the answer is right; None if it cannot be read as an answer.
        str
            Sentence about the answer, in Markdown.
        """
        if self.kind in ("choice", "several"):
            return self._judge_options(sorted(set(answer)))
        if self.kind == "text":
            return self._judge_text(plain(answer))
        values = readings(answer, self.unit)
        if not values:
            return None, NO_NUMBER if answer.strip() else NO_TEXT
        return self._judge_number(values)

    def _judge_options(self, chosen):
        if not chosen:
            return None, NO_OPTION
        if chosen == list(self.answer):
            return True, ""
        for place, sentence in self.wrong:
            if place is None or place in chosen:
                return False, sentence
        if self.kind == "choice":
            return False, ""
        return False, options_hint(self.answer, chosen)

    def _judge_text(self, text):
        if not text:
            return None, NO_TEXT
        if text in map(plain, self.answer):
            return True, ""
        for known, sentence in self.wrong:
            if known is None or text == plain(known):
                return False, sentence
        return False, ""

    def _judge_number(self, values):
        if any(is_near(value, self.answer, self.tolerance) for value in values):
            return True, ""
        slip = slip_of(values[0], self.answer)
        for known, sentence in self.wrong:
            if known is None:
                return False, slip or sentence
            tolerance = tolerance_of(known, self.answer, self.tolerance)
            if any(is_near(value, known, tolerance) for value in values):
                return False, sentence
        return False, slip or ONCE_MORE

    def shown(self) -> str:
        """Return the right answer as text; options are counted from 1, as in their list."""
        if self.kind == "number":
            return f"{written(self.answer)}{unit_after(self.unit)}"
        if self.kind == "text":
            return self.answer[0]
        places = " and ".join(str(place + 1) for place in self.answer)
        return f"Option{'s' if len(self.answer) > 1 else ''} {places}"

    def markdown(self) -> str:
        """Return the folded answer in Markdown, for front ends that run no code."""
        parts = [f"**{self.shown()}**", self.right]
        parts += [f"- {self.shown_wrong(known)}: {said}" for known, said in self.wrong]
        answer = "\n\n".join(filter(None, parts[:2])) + "\n\n" + "\n".join(parts[2:])
        folded = f"<details><summary>Answer</summary>\n\n{answer.strip()}\n\n</details>"
        return "\n\n".join(filter(None, [self.given, folded]))

    def shown_wrong(self, known) -> str:
        """Return a known wrong answer as text."""
        if known is None:
            return "Anything else"
        if self.kind == "number":
            return f"{written(known)}{unit_after(self.unit)}"
        return f"Option {known + 1}" if self.options else known


NO_NUMBER = "This is not read as a number. Type one as 2.5 or 2,5, 1/2, −3, 1e-4 or 50 %."
NO_OPTION = "Choose an answer first."
NO_TEXT = "Type an answer first."
#: For a wrong number that is no known mistake. "Too large" would only help to guess.
ONCE_MORE = "Work it through once more."


def options_hint(answer, chosen):
    """Return how many options are missing, and how many are too many, but not which."""
    missing, extra = len(set(answer) - set(chosen)), len(set(chosen) - set(answer))
    return " ".join(
        filter(
            None, [f"{missing} missing." if missing else "", f"{extra} too many." if extra else ""]
        )
    )


def slip_of(value, answer):
    """Return which last step went wrong (sign, inverse, power of ten, rounding), or ""."""
    if not answer or not value or math.isinf(value):
        return ""
    if is_near(value, -answer, TOLERANCE * abs(answer)):
        return "The magnitude is correct, the sign is not."
    if abs(answer) != 1 and is_near(value * answer, 1, TOLERANCE):
        return "That is its inverse: divide the other way round."
    powers = math.log10(value / answer) if value / answer > 0 else 0
    if 0.5 < abs(powers) < 300 and is_near(powers, round(powers), 0.004) and leading(answer) != 1:
        return "The digits are correct, the power of ten is not."
    for digits in (1, 2):
        unit = 10.0 ** (exponent_of(answer) - digits)
        if is_near(value, answer, unit / 2) and is_near(value / unit, round(value / unit), 1e-9):
            return "Rounded, it is correct: one digit more is needed."
    return ""


def exponent_of(number):
    """Return the exponent of a number in scientific notation."""
    return int(f"{number:e}".partition("e")[2])


def leading(number):
    """Return the absolute significand of a number in scientific notation, from 1 to below 10."""
    return float(f"{abs(number):e}".partition("e")[0])


def is_near(value, known, tolerance):
    """Return whether two numbers are equal within a tolerance; rounding errors are ignored."""
    return value == known or abs(value - known) <= tolerance + 1e-12 * min(abs(known), 1e300)


def tolerance_of(known, answer, tolerance):
    """Return the tolerance of a known wrong number, reduced if it is smaller than the answer."""
    return tolerance * min(1, abs(known / answer)) if answer else tolerance


def plain(text):
    """Return a text without case, accents, blanks and punctuation, for comparison."""
    text = unicodedata.normalize("NFKD", text) if isinstance(text, str) else ""
    return re.sub(r"[\W_]|[̀-ͯ]", "", text.lower())


def written(number):
    """Return a number as text: four significant digits, and − instead of a hyphen."""
    if number in (math.inf, -math.inf):
        text = "∞" if number > 0 else "-∞"
    elif isinstance(number, Integral) or (number == int(number) and abs(number) < 1e15):
        text = f"{int(number):,}"
    else:
        text = f"{number:.4g}"
    base, _, exponent = text.partition("e")
    if exponent:
        power = str(int(exponent)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
        base = f"{base} · 10{power}"
    return base.replace("-", "−")


def unit_after(unit):
    """Return a unit with the no-break space before it."""
    return f"\N{NO-BREAK SPACE}{unit}" if unit else ""


def read_question(
    name: str,
    *,
    choice: Sequence | None = None,
    several: Sequence | None = None,
    number: float | None = None,
    text: str | Sequence[str] | None = None,
    wrong: Mapping | None = None,
    hint: str = "",
    right: str = "",
    given: str = "",
    unit: str = "",
    tolerance: float | None = None,
    drop_coincidences: bool = False,
) -> Question:
    """Check the arguments of `ask` and return its question.

    Parameters
    ----------
    name, choice, several, number, text, wrong, hint, right, given, unit, tolerance
        As for `ask`.
    drop_coincidences : bool
        Whether to leave out a wrong answer that is right by coincidence, instead of raising.

    Returns
    -------
    Question
    """
    asked = {"choice": choice, "several": several, "number": number, "text": text}
    kinds = [kind for kind, value in asked.items() if value is not None]
    if len(kinds) != 1:
        raise TypeError(
            f"ask {name!r}: give exactly one of {', '.join(KINDS)}, not "
            f"{' and '.join(kinds) or 'none'}"
        )
    kind = kinds[0]
    texts = {"hint": hint, "right": right, "given": given, "unit": unit}
    for label, sentence in texts.items():
        if not isinstance(sentence, str):
            raise TypeError(f"ask {name!r}: {label!r} must be a text, not {sentence!r}")
    if kind != "number" and (unit or tolerance is not None):
        raise TypeError(
            f"ask {name!r}: 'unit' and 'tolerance' are accepted only with 'number', not {kind!r}"
        )
    if wrong is not None and not isinstance(wrong, Mapping):
        raise TypeError(
            f"ask {name!r}: 'wrong' must be a dict of wrong answers to sentences, not {wrong!r}"
        )
    read = {"number": _read_number, "text": _read_texts}.get(kind, _read_options)
    details = read(name, kind, asked[kind], tolerance)
    question = Question(name, kind, right=right, given=given, unit=unit, **details)
    known = _read_wrong(question, wrong or {}, drop_coincidences)
    known += ((None, hint),) if hint else ()
    return Question(name, kind, right=right, given=given, unit=unit, wrong=known, **details)


def _read_options(name, kind, conditions, _tolerance):
    """Return the indices of the options that are right."""
    try:
        conditions = [bool(one) if _is_condition(one) else None for one in conditions]
    except TypeError:
        conditions = [None]
    if None in conditions:
        raise TypeError(
            f"ask {name!r}: {kind!r} must be a list of bools, one for each option of the list in "
            "the Markdown cell above"
        )
    if len(conditions) < 2:
        raise ValueError(
            f"ask {name!r}: {kind!r} has {len(conditions)} options; it needs at least 2"
        )
    places = tuple(place for place, is_true in enumerate(conditions) if is_true)
    if not places or (kind == "choice" and len(places) > 1):
        due = "exactly one" if kind == "choice" else "at least one"
        raise ValueError(
            f"ask {name!r}: {due} option must be true, but {len(places)} of {len(conditions)} are"
        )
    return {"answer": places, "options": len(conditions)}


def _is_condition(value):
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")


def _read_number(name, _kind, value, tolerance):
    """Return the number and its tolerance."""
    if _is_condition(value) or not isinstance(value, Real):
        raise TypeError(f"ask {name!r}: 'number' must be a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"ask {name!r}: 'number' must be finite, not {value!r}")
    if tolerance is None:
        tolerance = 0.0 if isinstance(value, Integral) else TOLERANCE * abs(value)
    if _is_condition(tolerance) or not isinstance(tolerance, Real) or not 0 <= tolerance < math.inf:
        raise ValueError(
            f"ask {name!r}: 'tolerance' must be a finite number, at least 0, not {tolerance!r}"
        )
    value = int(value) if isinstance(value, Integral) else float(value)
    return {"answer": value, "tolerance": float(tolerance)}


def _read_texts(name, _kind, texts, _tolerance):
    """Return the accepted spellings."""
    texts = (texts,) if isinstance(texts, str) else tuple(texts)
    if not texts or not all(isinstance(one, str) and plain(one) for one in texts):
        raise ValueError(
            f"ask {name!r}: 'text' must be a word or a list of accepted words, not {list(texts)!r}"
        )
    return {"answer": texts}


def _read_wrong(question, wrong, drop_coincidences):
    """Return the known wrong answers, each with its sentence, as `Question.wrong` stores them."""
    known = []
    for value, sentence in wrong.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise TypeError(
                f"ask {question.name!r}: 'wrong' must map {value!r} to a sentence, not {sentence!r}"
            )
        key, is_right = _wrong_key(question, value)
        if not is_right:
            known.append((key, sentence))
        elif not drop_coincidences:
            raise ValueError(f"ask {question.name!r}: 'wrong' names {value!r}, which is right")
    return tuple(known)


def _wrong_key(question, value):
    """Return a wrong answer as `Question.wrong` stores it, and whether it is in fact right."""
    if question.options:
        if not isinstance(value, Integral) or not 1 <= value <= question.options:
            raise ValueError(
                f"ask {question.name!r}: 'wrong' names the option {value!r}; options are counted "
                f"from 1 to {question.options}"
            )
        return int(value) - 1, int(value) - 1 in question.answer
    if question.kind == "text":
        if not isinstance(value, str) or not plain(value):
            raise ValueError(f"ask {question.name!r}: 'wrong' must name texts, not {value!r}")
        return value, plain(value) in map(plain, question.answer)
    if value in (math.inf, -math.inf):
        return float(value), False
    checked = _read_number(question.name, "number", value, question.tolerance)
    return checked["answer"], is_near(checked["answer"], question.answer, question.tolerance)


def read_questions(name: str, again: Callable | None, rng_of: Callable, given: dict) -> list:
    """Return the instances of a question: one, or several with different numbers."""
    if again is None:
        return [read_question(name, **given)]
    questions = [read_question(name, **given)] if given else []
    seen = set(map(str, questions))
    wanted = AFTER_THE_FIRST + 1 if given else INSTANCES
    for seed in range(3 * INSTANCES):  # some seeds give the same numbers again
        if len(questions) == wanted:
            break
        question = draw_question(name, again, rng_of(seed))
        if str(question) not in seen:
            questions.append(question)
            seen.add(str(question))
    if len({(one.kind, one.options) for one in questions}) > 1:
        raise ValueError(
            f"ask {name!r}: all instances must be of one kind and have the same number of options"
        )
    return questions


def draw_question(name: str, again: Callable, rng) -> Question:
    """Return the instance of a question that `again` makes with a random generator."""
    made = again(rng)
    if not isinstance(made, Mapping):
        raise TypeError(
            f"ask {name!r}: 'again' must return a dict of arguments of ask, not {made!r}"
        )
    return read_question(name, drop_coincidences=True, **made)


#: Number of instances of a question with `again` alone.
INSTANCES = 20
#: Number of instances after a first one that the cell gives, as exercises do.
AFTER_THE_FIRST = 4
