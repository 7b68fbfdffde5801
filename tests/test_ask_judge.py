"""The page judges answers as the kernel does: the same verdicts, in the same words."""

import numpy as np
import pytest

from shared.ask import ask
from shared.ask.sphinx import STATIC
from tests.ask_numbers import TABLE
from tests.javascript import JavaScript

NUMBERS = [
    {"number": 3, "wrong": {4: "Four.", -3: "Sign."}},
    {"number": 0.1875, "wrong": {0.75: "Once.", 0: "None."}, "hint": "Begin with $e^{-z}$."},
    {"number": -1000.0, "wrong": {0: "Zero.", -np.inf: "Underflow."}},
    {"number": 8970, "hint": "Count the biases."},
    {"number": -0.5, "wrong": {0.25: "Squared."}},
    {"number": 50.0, "unit": "%", "tolerance": 2},
    {"number": 0.0, "tolerance": 0.01},
]
OPTIONS = [
    {"choice": [False, True, False], "wrong": {3: "The third."}},
    {"several": [True, True, False, False], "wrong": {4: "The fourth."}},
    {"several": [False, True, False, True]},
    {"choice": [False, True, False], "wrong": {3: "The third."}, "hint": "Look."},
]
WORDS = {"text": ["ReLU", "rectified linear unit"], "wrong": {"tanh": "Bounded.", "Σ": "A sum."}}
TEXTS = ["ReLU", " relu!", "Rectified-Linear  unit", "tanh", "TANH.", "σ", "réLU", "", "…", "GELU"]


@pytest.fixture(scope="module")
def page(browser):
    empty = browser.new_page()
    yield JavaScript(empty, STATIC / "judge.js")
    empty.close()


def assert_agree(page, asked, answers):
    """Assert that page and kernel say the same about answers."""
    question = ask("it", **asked).questions[0]
    given = [question.record(), answers]
    found = page("argument[1].map((answer) => judge(argument[0], answer))", given)
    for answer, verdict in zip(answers, found, strict=True):
        at = verdict.get("at", -1)
        said = question.wrong[at][1] if at >= 0 else verdict.get("said", "")
        assert (verdict["right"], said) == question.judge(answer), answer


@pytest.mark.parametrize("asked", NUMBERS, ids=str)
def test_numbers(page, asked):
    rng = np.random.default_rng(0)
    texts = [row[0] for row in TABLE]
    texts += [f"{value:.3g}" for value in rng.normal(0, 3, 200)]
    texts += [f"{asked['number'] * 10.0**power:.3g}" for power in range(-3, 4)]
    texts += [f"{asked['number']:.{digits}g}" for digits in (1, 2, 3)]
    texts += [f"{by / asked['number']:.4g}" for by in (1, -1) if asked["number"]]
    texts += ["-inf", "∞", "9e307", "-1.000", "8,970", "9,000", "0.19", "0.2", "1e-300"]
    texts += ["3.0", "4", "-3", "-0.5", "0.5", "0.25", "48", "0.49", "51.9 %", "0", "-0.009"]
    assert_agree(page, asked, texts)


@pytest.mark.parametrize("asked", OPTIONS, ids=str)
def test_options(page, asked):
    [conditions] = [value for kind, value in asked.items() if kind in ("choice", "several")]
    places = range(len(conditions))
    chosen = [[p for p in places if code >> p & 1] for code in range(2 ** len(conditions))]
    assert_agree(page, asked, [one for one in chosen if len(one) < 2 or "several" in asked])


def test_words(page):
    assert_agree(page, WORDS, TEXTS)
    assert_agree(page, WORDS | {"hint": "It has a kink."}, TEXTS)
