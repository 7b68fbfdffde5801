"""`ask`: what it accepts, how it judges an answer, and what a stored notebook shows of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ask import ask
from shared.ask.question import INSTANCES, NO_NUMBER, NO_TEXT
from shared.ask.question import ONCE_MORE as AGAIN


def judged(answer, **asked):
    """Return the verdict on an answer."""
    return ask("it", **asked).questions[0].judge(answer)


def test_a_number_is_right_within_a_percent_and_a_whole_number_exactly():
    assert judged("0.333", number=1 / 3) == (True, "")
    assert judged("1/3", number=1 / 3) == (True, "")
    assert judged("0.32", number=1 / 3) == (False, AGAIN)
    assert judged("0.35", number=1 / 3) == (False, AGAIN)
    assert judged("11", number=np.int64(11)) == (True, "")
    assert judged("11.05", number=11) == (False, AGAIN)
    assert judged("1.414", number=np.sqrt(2)) == (True, "")
    assert judged("1,414", number=np.sqrt(2)) == (True, "")
    assert judged("12", number=11, tolerance=1) == (True, "")


@pytest.mark.parametrize(
    ("answer", "number", "said"),
    [
        ("-2", 2.0, "The magnitude is correct, the sign is not."),
        ("1/4", 4, "That is its inverse: divide the other way round."),
        ("20 %", 20.0, "The digits are correct, the power of ten is not."),
        ("0.19", 3 / 16, "Rounded, it is correct: one digit more is needed."),
        ("2e5", 203_530, "Rounded, it is correct: one digit more is needed."),
        ("204,000", 203_530, "Rounded, it is correct: one digit more is needed."),
        ("100", 1, AGAIN),  # the digits of a power of ten say nothing
        ("0", 3, AGAIN),
        ("3", 0, AGAIN),
        ("inf", 3, AGAIN),
        ("1e308", 1e-300, AGAIN),
        ("0.2", 3 / 16, AGAIN),
        ("2.2", 2.0, AGAIN),
    ],
)
def test_a_wrong_number_is_told_the_slip_and_never_whether_it_is_too_large(answer, number, said):
    assert judged(answer, number=number) == (False, said)


def test_a_hint_is_told_where_nothing_better_is_known():
    number = {"number": 2.0, "wrong": {4: "Halve it."}, "hint": "Begin with the slope."}
    assert judged("4", **number) == (False, "Halve it.")
    assert judged("-2", **number) == (False, "The magnitude is correct, the sign is not.")
    assert judged("7", **number) == (False, "Begin with the slope.")
    assert judged("2", **number) == (True, "")
    assert judged("tanh", text="ReLU", hint="It has a kink.") == (False, "It has a kink.")
    assert judged([2], choice=[True, False, False], wrong={2: "No."}, hint="Look.")[1] == "Look."
    folded = ask("it", **number).questions[0].markdown()
    assert "- 4: Halve it.\n- Anything else: Begin with the slope." in folded


def test_a_known_wrong_number_is_met_as_closely_as_its_size_asks():
    small = {"number": -1000.0, "wrong": {0: "Zero.", 2: "Two."}}
    assert judged("-1.000", **small) == (False, AGAIN)
    assert judged("0", **small) == (False, "Zero.")
    assert judged("2.01", **small) == (False, "Two.")
    assert judged("47", number=12, tolerance=5, wrong={50: "Fifty."}) == (False, "Fifty.")
    infinite = {"number": 3.0, "wrong": {-np.inf: "It has underflowed."}}
    assert judged("−∞", **infinite) == (False, "It has underflowed.")
    assert judged("∞", **infinite) == (False, AGAIN)
    assert "- −∞: It has underflowed." in ask("it", **infinite).questions[0].markdown()


def test_an_empty_field_asks_for_an_answer_and_a_text_for_a_number():
    assert judged(" ", number=2) == (None, NO_TEXT)
    assert judged("two", number=2) == (None, NO_NUMBER)


def test_a_known_misconception_has_its_own_sentence():
    wrong = {4: "That is −b; divide by w.", -2: "Mind the sign."}
    assert judged("4", number=2.0, wrong=wrong) == (False, "That is −b; divide by w.")
    assert judged("−2", number=2.0, wrong=wrong) == (False, "Mind the sign.")
    assert judged("2", number=2.0, wrong=wrong) == (True, "")
    assert judged("3", number=2.0, wrong=wrong) == (False, AGAIN)


def test_what_is_no_answer_is_neither_right_nor_wrong():
    for answer in ("", "a few", "\0", "<b>"):
        assert judged(answer, number=2)[0] is None
    assert judged("", text="ReLU")[0] is None
    assert judged("…", text="ReLU")[0] is None
    assert judged([], choice=[True, False])[0] is None
    assert judged([], several=[True, False])[0] is None


def test_options_are_judged_by_their_conditions():
    best = 3
    asked = {"choice": [best == 2, best == 3, best == 4], "wrong": {3: "One is left."}}
    assert judged([1], **asked) == (True, "")
    assert judged([2], **asked) == (False, "One is left.")
    assert judged([0], **asked) == (False, "")
    values = np.array([1, 2, 3])
    assert judged([1, 2], several=values > 1) == (True, "")
    assert judged([2, 1], several=values > 1) == (True, "")
    assert judged([0, 1], several=values > 1) == (False, "1 missing. 1 too many.")
    assert judged([0, 1], several=values > 1, wrong={1: "Too small."}) == (False, "Too small.")


def test_a_text_is_compared_without_what_does_not_matter():
    asked = {"text": ["ReLU", "rectified linear unit"], "wrong": {"sigmoid": "It saturates."}}
    for answer in ("relu", " RELU. ", "Rectified Linear Unit", "rectified-linear unit"):
        assert judged(answer, **asked) == (True, "")
    assert judged("Sigmoid", **asked) == (False, "It saturates.")
    assert judged("tanh", **asked) == (False, "")
    assert judged("Jacobien", text="jacobién") == (True, "")


@given(st.text())
def test_any_text_gets_a_verdict(answer):
    for asked in ({"number": 1.5, "unit": "%"}, {"text": "loss"}):
        is_right, said = judged(answer, **asked)
        assert is_right in (True, False, None)
        assert said or is_right is not None


NOTHING_RIGHT = [
    ({"choice": [False, False]}, "exactly one option must be true, but 0 of 2 are"),
    ({"choice": [True, True]}, "exactly one option must be true, but 2 of 2 are"),
    ({"several": [False, False, False]}, "at least one option must be true, but 0 of 3 are"),
    ({"choice": [True]}, "has 1 options; it needs at least 2"),
    ({"choice": []}, "has 0 options"),
    ({"text": []}, "accepted words"),
    ({"text": "…"}, "accepted words"),
    ({"number": float("nan")}, "must be finite, not nan"),
    ({"number": np.inf}, "must be finite, not inf"),
    ({"number": 1, "tolerance": -1}, "'tolerance' must be a finite number, at least 0, not -1"),
    ({"number": 1, "tolerance": np.nan}, "'tolerance' must be a finite number"),
    ({"number": 2.0, "wrong": {2.001: "No."}}, "names 2.001, which is right"),
    ({"choice": [True, False], "wrong": {1: "No."}}, "names 1, which is right"),
    ({"choice": [True, False], "wrong": {0: "No."}}, "counted from 1 to 2"),
    ({"choice": [True, False], "wrong": {3: "No."}}, "counted from 1 to 2"),
    ({"text": "ReLU", "wrong": {"relu": "No."}}, "which is right"),
    ({"text": "ReLU", "wrong": {3: "No."}}, "must name texts, not 3"),
]


@pytest.mark.parametrize(("asked", "message"), NOTHING_RIGHT)
def test_a_question_without_one_right_answer_names_itself(asked, message):
    with pytest.raises(ValueError, match=message) as raised:
        ask("which-one", **asked)
    assert "ask 'which-one'" in str(raised.value)


WRONG_TYPES = [
    ({}, "not none"),
    ({"number": 1, "text": "one"}, "not number and text"),
    ({"number": "1"}, "'number' must be a number, not '1'"),
    ({"number": True}, "'number' must be a number, not True"),
    ({"choice": [1, 0]}, "must be a list of bools"),
    ({"choice": 3}, "must be a list of bools"),
    ({"choice": [True, False], "unit": "%"}, "are accepted only with 'number', not 'choice'"),
    ({"choice": [True, False], "tolerance": 1}, "are accepted only with 'number', not 'choice'"),
    ({"number": 1, "wrong": ["no"]}, "must be a dict"),
    ({"number": 1, "wrong": {2: ""}}, "must map 2 to a sentence"),
    ({"number": 1, "wrong": {2: None}}, "must map 2 to a sentence"),
    ({"number": 1, "wrong": {"two": "No."}}, "must be a number, not 'two'"),
    ({"number": 1, "right": 3}, "'right' must be a text, not 3"),
    ({"number": 1, "covers": 1}, "'covers' must be True or False, not 1"),
    ({"again": {"number": 1}}, "a function of a random generator"),
    ({"again": lambda rng: 3}, "must return a dict"),
    ({"again": lambda rng: {"number": 1}, "right": "One."}, "give exactly one of .*, not none"),
]


@pytest.mark.parametrize(("asked", "message"), WRONG_TYPES)
def test_what_is_no_question_says_what_is_accepted(asked, message):
    with pytest.raises(TypeError, match=message):
        ask("which-one", **asked)


@pytest.mark.parametrize("name", ["", "Two", "a b", "-a", "a--b", "ä", None, 3, "a#b", "a'b"])
def test_a_name_can_be_an_address(name):
    with pytest.raises(ValueError, match="lower-case letters, digits"):
        ask(name, number=1)


def kink(rng):
    weight, bias = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    return {
        "given": f"The weight is {weight} and the bias is {bias}.",
        "number": -bias / weight,
        "wrong": {-bias: "Divide by the weight.", bias / weight: "Mind the sign."},
    }


def test_a_function_makes_instances_with_other_numbers_and_the_same_each_time():
    questions = ask("kink", kink).questions
    assert 15 < len(questions) <= INSTANCES
    assert len({one.given for one in questions}) == len(questions)
    assert questions == ask("kink", kink).questions
    # Where the weight is 1, the bias itself is right, and no misconception.
    assert {len(one.wrong) for one in questions} == {1, 2}


def test_instances_of_two_kinds_are_refused():
    def mixed(rng):
        return {"number": 1} if rng.integers(2) else {"text": "one"}

    with pytest.raises(ValueError, match="of one kind"):
        ask("mixed", mixed)


def test_a_stored_notebook_shows_a_folded_answer():
    bundle = ask("kink", number=-2.0, unit="cm", right="It is $-b/w$.", wrong={2: "Mind the sign."})
    shown = bundle._repr_mimebundle_()
    assert shown["text/plain"] == "Question 'kink': number"
    assert shown["text/markdown"] == (
        "<details><summary>Answer</summary>\n\n**−2\N{NO-BREAK SPACE}cm**\n\nIt is $-b/w$.\n\n"
        "- 2\N{NO-BREAK SPACE}cm: Mind the sign.\n\n</details>"
    )
    assert "application/vnd.jupyter.widget-view+json" in shown
    options = ask("two", several=[True, False, True], wrong={2: "No."}).questions[0]
    assert "**Options 1 and 3**\n\n- Option 2: No.\n" in options.markdown()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (3, "3"),
        (-2.0, "−2"),
        (269322, "269,322"),
        (1 / 3, "0.3333"),
        (1.25e-6, "1.25 · 10⁻⁶"),
        (-1e-20, "−1 · 10⁻²⁰"),
        (6.02e23, "6.02 · 10²³"),
    ],
)
def test_the_answer_is_written_as_in_a_text(number, shown):
    assert ask("it", number=number).questions[0].shown() == shown
