"""Numbers as people type them: one table for Python and the page; no text breaks either."""

import math
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.ask.numbers import readings
from shared.ask.sphinx import STATIC
from tests.ask_numbers import TABLE
from tests.javascript import JavaScript

#: What numbers are typed with, and what could upset a reader of them.
SIGNS = "0123456789.,-+−eE^*/%·×√π⁻²½ \u00a0\u202fx()[]{}'’∞"


@pytest.fixture(scope="module")
def page(browser):
    empty = browser.new_page()
    yield JavaScript(empty, STATIC / "numbers.js")
    empty.close()


@pytest.mark.parametrize(("text", "unit", "values"), TABLE)
def test_a_number_is_read_as_people_mean_it(text, unit, values):
    assert readings(text, unit) == pytest.approx(values, rel=1e-15)


def test_the_page_reads_the_same(page):
    found = page("argument.map(([text, unit]) => readings(text, unit))", [row[:2] for row in TABLE])
    for (text, _, values), read in zip(TABLE, found, strict=True):
        assert read == pytest.approx(values, rel=1e-15), text


@given(st.one_of(st.text(), st.text(SIGNS, max_size=12)), st.sampled_from(["", "%", "ms", "°"]))
@example("1" * 400, "")
@example("10^" + "9" * 30, "")
@example("1e308 * 1e308", "")
def test_any_text_is_a_number_or_none(text, unit):
    values = readings(text, unit)
    assert len(values) <= 2
    assert all(math.isfinite(value) for value in values) or re.search("∞|inf", text, re.IGNORECASE)
    assert not any(math.isnan(value) for value in values)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["r", ".17g", ".17e"]))
def test_what_python_prints_is_read_exactly(number, form):
    text = repr(number) if form == "r" else format(number, form)
    assert number in readings(text.replace("-", "−"))
    assert number in readings(text.replace(".", ","))


@pytest.mark.parametrize("given", [None, 3, b"3", ["3"]])
def test_what_is_no_text_is_no_number(given):
    assert readings(given) == []


def test_python_and_the_page_agree_on_texts_at_random(page):
    rng = np.random.default_rng(0)
    signs = list(SIGNS)
    texts = ["".join(rng.choice(signs, rng.integers(1, 9))) for _ in range(4000)]
    texts += [chr(code) for code in range(0x3000) if not 0xD800 <= code < 0xE000]
    found = page("argument.map((text) => readings(text))", texts)
    assert sum(bool(values) for values in found) > 300  # there is something to compare
    for text, values in zip(texts, found, strict=True):
        assert values == pytest.approx(readings(text), rel=1e-14), text
