"""One question: what was asked, which answers are right, and what each wrong one is told."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real

from .numbers import readings

KINDS = ("choice", "several", "number", "text")
#: Of its value, by which a number may be off: what one reads from a figure.
TOLERANCE = 0.01


@dataclass(frozen=True)
class Question:
    """A question with its answers; `ask` makes it.

    Attributes
    ----------
    name : str
        What the question is called on its page.
    kind : str
        One of `KINDS`.
    answer : tuple or float
        The places of the right options, from 0; the number; or the accepted texts.
    options : int
        How many options there are to choose from.
    wrong : tuple of (object, str)
        Known wrong answers, in the form of `answer`, and a sentence in Markdown for each; None
        stands for all others.
    given : str
        What belongs to this instance of the question alone, in Markdown.
    right : str
        What is said with the right answer, in Markdown.
    unit : str
        Unit of a number.
    tolerance : float
        By which a number may be off.
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
        """Return what a page needs to judge an answer, of JSON's types."""
        record = {"kind": self.kind, "answer": self.answer, "wrong": [one for one, _ in self.wrong]}
        if self.kind == "number":
            # JSON has no infinity, which JavaScript's Number reads from a text.
            texts = {math.inf: "Infinity", -math.inf: "-Infinity"}
            known = [texts.get(one, one) for one in record["wrong"]]
            record |= {"wrong": known, "unit": self.unit, "tolerance": self.tolerance}
        return record

    def judge(self, answer) -> tuple[bool | None, str]:
        """Judge an answer as the page does.

        Parameters
        ----------
        answer : str or collection of int
            What was typed, or the places of the options that were chosen.

        Returns
        -------
        bool or None
            Whether it is right; None if it cannot be understood as an answer.
        str
            What is said about it, in Markdown.
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
        """Return the right answer in words; options are counted from 1, as their list is."""
        if self.kind == "number":
            return f"{written(self.answer)}{unit_after(self.unit)}"
        if self.kind == "text":
            return self.answer[0]
        places = " and ".join(str(place + 1) for place in self.answer)
        return f"Option{'s' if len(self.answer) > 1 else ''} {places}"

    def markdown(self) -> str:
        """Return the folded answer for front ends that show Markdown and run no code."""
        parts = [f"**{self.shown()}**", self.right]
        parts += [f"- {self.shown_wrong(known)}: {said}" for known, said in self.wrong]
        answer = "\n\n".join(filter(None, parts[:2])) + "\n\n" + "\n".join(parts[2:])
        folded = f"<details><summary>Answer</summary>\n\n{answer.strip()}\n\n</details>"
        return "\n\n".join(filter(None, [self.given, folded]))

    def shown_wrong(self, known) -> str:
        """Return a known wrong answer in words."""
        if known is None:
            return "Anything else"
        if self.kind == "number":
            return f"{written(known)}{unit_after(self.unit)}"
        return f"Option {known + 1}" if self.options else known


NO_NUMBER = "This is not read as a number. Type one as 2.5 or 2,5, 1/2, −3, 1e-4 or 50 %."
NO_OPTION = "Choose an answer first."
NO_TEXT = "Type an answer first."
#: About a wrong number of which nothing is known. Whether it is too large would only help to guess.
ONCE_MORE = "Work it through once more."


def options_hint(answer, chosen):
    """Say what is missing from a set of options, or too much, but not which."""
    missing, extra = len(set(answer) - set(chosen)), len(set(chosen) - set(answer))
    return " ".join(
        filter(
            None, [f"{missing} missing." if missing else "", f"{extra} too many." if extra else ""]
        )
    )


def slip_of(value, answer):
    """Say what went wrong last on the way to a number, if the rest of the way was correct."""
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
    """Return the power of ten of a number's first digit."""
    return int(f"{number:e}".partition("e")[2])


def leading(number):
    """Return the digits of a number before its power of ten."""
    return float(f"{abs(number):e}".partition("e")[0])


def is_near(value, known, tolerance):
    """Say whether a number is as good as another; a rounding error counts for nothing."""
    return value == known or abs(value - known) <= tolerance + 1e-12 * min(abs(known), 1e300)


def tolerance_of(known, answer, tolerance):
    """Return by how much a known wrong number may be off: in proportion where it is smaller."""
    return tolerance * min(1, abs(known / answer)) if answer else tolerance


def plain(text):
    """Return a text without what does not matter: case, accents, blanks and punctuation."""
    text = unicodedata.normalize("NFKD", text) if isinstance(text, str) else ""
    return re.sub(r"[\W_]|[̀-ͯ]", "", text.lower())


def written(number):
    """Return a number as it is printed in a text: four digits, a true minus sign."""
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
    """Return a unit with the space that stands before it."""
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
        Whether known wrong answers that happen to be right are left out.

    Returns
    -------
    Question
    """
    asked = {"choice": choice, "several": several, "number": number, "text": text}
    kinds = [kind for kind, value in asked.items() if value is not None]
    if len(kinds) != 1:
        raise TypeError(
            f"ask {name!r}: give one of {', '.join(KINDS)}, not {' and '.join(kinds) or 'none'}"
        )
    kind = kinds[0]
    texts = {"hint": hint, "right": right, "given": given, "unit": unit}
    for label, sentence in texts.items():
        if not isinstance(sentence, str):
            raise TypeError(f"ask {name!r}: {label!r} must be a text, not {sentence!r}")
    if kind != "number" and (unit or tolerance is not None):
        raise TypeError(f"ask {name!r}: 'unit' and 'tolerance' belong to a number, not to a {kind}")
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
    """Return the places of the options that are true."""
    try:
        conditions = [bool(one) if _is_condition(one) else None for one in conditions]
    except TypeError:
        conditions = [None]
    if None in conditions:
        raise TypeError(
            f"ask {name!r}: {kind!r} must be a list of conditions, one for each option of the list "
            f"above, each true or false"
        )
    if len(conditions) < 2:
        raise ValueError(
            f"ask {name!r}: {kind!r} has {len(conditions)} options; at least 2 are due"
        )
    places = tuple(place for place, is_true in enumerate(conditions) if is_true)
    if not places or (kind == "choice" and len(places) > 1):
        due = "exactly one" if kind == "choice" else "at least one"
        raise ValueError(
            f"ask {name!r}: {due} option must be true, and {len(places)} of {len(conditions)} are"
        )
    return {"answer": places, "options": len(conditions)}


def _is_condition(value):
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")


def _read_number(name, _kind, value, tolerance):
    """Return the number and by how much an answer may be off."""
    if _is_condition(value) or not isinstance(value, Real):
        raise TypeError(f"ask {name!r}: 'number' must be a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"ask {name!r}: 'number' must be finite, not {value!r}")
    if tolerance is None:
        tolerance = 0.0 if isinstance(value, Integral) else TOLERANCE * abs(value)
    if _is_condition(tolerance) or not isinstance(tolerance, Real) or not 0 <= tolerance < math.inf:
        raise ValueError(
            f"ask {name!r}: 'tolerance' must be a number, at least 0, not {tolerance!r}"
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
    """Return known wrong answers in the form of the right one."""
    known = []
    for value, sentence in wrong.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise TypeError(
                f"ask {question.name!r}: 'wrong' must say something about {value!r}, not "
                f"{sentence!r}"
            )
        key, is_right = _wrong_key(question, value)
        if not is_right:
            known.append((key, sentence))
        elif not drop_coincidences:
            raise ValueError(f"ask {question.name!r}: 'wrong' names {value!r}, which is right")
    return tuple(known)


def _wrong_key(question, value):
    """Return a wrong answer as `Question.wrong` keeps it, and whether it is a right one."""
    if question.options:
        if not isinstance(value, Integral) or not 1 <= value <= question.options:
            raise ValueError(
                f"ask {question.name!r}: 'wrong' names the option {value!r}; they are counted "
                f"from 1 to {question.options}"
            )
        return int(value) - 1, int(value) - 1 in question.answer
    if question.kind == "text":
        if not isinstance(value, str) or not plain(value):
            raise ValueError(f"ask {question.name!r}: 'wrong' must name words, not {value!r}")
        return value, plain(value) in map(plain, question.answer)
    if value in (math.inf, -math.inf):
        return float(value), False
    checked = _read_number(question.name, "number", value, question.tolerance)
    return checked["answer"], is_near(checked["answer"], question.answer, question.tolerance)


def read_questions(name: str, again: Callable | None, rng_of: Callable, given: dict) -> list:
    """Return the instances of a question: one, or as many as new numbers are made for."""
    if again is None:
        return [read_question(name, **given)]
    questions = [read_question(name, **given)] if given else []
    seen = set(map(str, questions))
    wanted = AFTER_THE_FIRST + 1 if given else INSTANCES
    for seed in range(3 * INSTANCES):  # few numbers repeat themselves
        if len(questions) == wanted:
            break
        question = draw_question(name, again, rng_of(seed))
        if str(question) not in seen:
            questions.append(question)
            seen.add(str(question))
    if len({(one.kind, one.options) for one in questions}) > 1:
        raise ValueError(f"ask {name!r}: all instances must be of one kind, with as many options")
    return questions


def draw_question(name: str, again: Callable, rng) -> Question:
    """Return the question with the numbers that its function draws from a random generator."""
    made = again(rng)
    if not isinstance(made, Mapping):
        raise TypeError(
            f"ask {name!r}: the function must return a dict of ask's arguments, not {made!r}"
        )
    return read_question(name, drop_coincidences=True, **made)


#: How many instances of a question with new numbers a page may show.
INSTANCES = 20
#: How many follow a first instance that the cell gives, as exercises do.
AFTER_THE_FIRST = 4
