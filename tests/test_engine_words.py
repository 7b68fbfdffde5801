"""The engine writes numbers as Python does, and as the book's figures do."""

import math
from functools import cache
from itertools import product

import numpy as np
import pytest

from shared.figures import style
from tests.javascript import assert_caught, javascript

NAMES = ["words"]
RNG = np.random.default_rng(0)
#: Halves, quarters and eighths are exact, and so are their multiples of powers of ten: ties.
TIES = [
    sign * (whole + 0.5) * scale
    for sign, whole, scale in product((1, -1), range(60), (1, 0.5, 0.25, 0.125, 1e5, 1e21))
]
SPECIAL = [0.0, -0.0, 5e-324, 1.7e308, 1e21, 1e22, 123456789e15, 1e16, 9999999999999998.0, 1e15]
SPECIAL += [0.15, 0.25, 0.35, 1.005, 2.675, 0.0009995, 0.00095, 99999.5, 999995.0, 9.5, 99.95]
SPECIAL += [1e-4, 9.9999e-5, 1e-5, 12345.0, 999.5, 999999.5, 1e100, 1e-100, 0.1 + 0.2, 1 / 3]
FINITE = [*TIES, *SPECIAL, *(-number for number in SPECIAL)]
FINITE += [float(each) for each in RNG.normal(size=800) * 10.0 ** RNG.integers(-12, 25, 800)]
FINITE += [float(each) for each in RNG.integers(-(10**6), 10**6, 400) / 1000]
ALL = [*FINITE, math.inf, -math.inf, math.nan]
DIGITS = [0, 1, 2, 3, 6]
FORMATS = {
    "fixed(x, d)": lambda x, d: f"{x:.{d}f}",
    "exponential(x, d)": lambda x, d: f"{x:.{d}e}",
    "general(x, d + 1)": lambda x, d: f"{x:.{d + 1}g}",
    "grouped(fixed(x, d))": lambda x, d: f"{x:,.{d}f}",
    "grouped(general(x, d + 1))": lambda x, d: f"{x:,.{d + 1}g}",
}
WITHOUT_DIGITS = {
    "fixed(x)": lambda x: f"{x:f}",
    "exponential(x)": lambda x: f"{x:e}",
    "general(x)": lambda x: f"{x:g}",
    "shortest(x)": repr,
    "grouped(shortest(x))": lambda x: f"{x:,}",
}


@pytest.fixture(scope="module")
def engine(browser):
    with javascript(browser, *NAMES) as opened:
        yield opened


def assert_same(engine, expression, numbers, expected):
    actual = engine(f"argument.map((x) => {expression})", numbers)
    wrong = [each for each in zip(numbers, actual, expected, strict=True) if each[1] != each[2]]
    assert not wrong, (expression, len(wrong), wrong[:5])


@cache
def expected_formats():
    """Return what Python writes for each expression."""
    expected = {
        call.replace(" d", f" {digits}"): [python(number, digits) for number in ALL]
        for (call, python), digits in product(FORMATS.items(), DIGITS)
    }
    return expected | {
        call: [python(number) for number in ALL] for call, python in WITHOUT_DIGITS.items()
    }


@cache
def expected_style():
    """Return what the figures' Python writes for each expression and number."""
    written = {
        f"written(x, {digits})": [style.written(number, digits) for number in ALL]
        for digits in range(1, 7)
    }
    return written | {"written(x)": [style.written(number) for number in ALL]}


def check_formats(engine):
    for call, expected in expected_formats().items():
        assert_same(engine, call, ALL, expected)


def check_style(engine):
    for call, expected in expected_style().items():
        assert_same(engine, call, ALL, expected)
    exponents = list(range(-320, 310))
    assert_same(engine, "powerOfTen(x)", exponents, [style.power_of_ten(n) for n in exponents])
    numbers = [0, 1, 2, -1, 12, 123, 1234, 12345, 123456, 1234567, -1234, 2**53]
    assert_same(engine, 'counted(x, "unit")', numbers, [style.counted(n, "unit") for n in numbers])
    assert_same(engine, "thousands(x)", numbers, [f"{number:,}" for number in numbers])
    assert engine("[NO_BREAK, PERCENT]") == [style.NO_BREAK, style.PERCENT]


CHECKS = [check_formats, check_style]


@pytest.mark.parametrize("check", CHECKS)
def test_numbers_are_written_as_in_python(engine, check):
    check(engine)


MUTANTS = [
    ("words", '"\\u00a0"', '" "'),
    ("words", "[02468]$", "[13579]$"),
    ("words", "/^50*$/", "/^5/"),
    ("words", "const MORE = 40", "const MORE = 5"),
    ("words", 'Object.is(number, -0) ? "-"', 'false ? "-"'),
    ("words", "padStart(2", "padStart(1"),
    ("words", "even === mantissa ? rounded : exponent", "exponent"),
    ("words", "size < 1e21", "size < 1e22"),
    ("words", "exponent < -4 || exponent >= digits", "exponent < -4 || exponent > digits"),
    ("words", "exponent < -4 || exponent >= 16", "exponent < -5 || exponent >= 16"),
    ("words", "(\\d{3})+$", "(\\d{4})+$"),
    ("words", "!Number.isFinite(number)", "Number.isNaN(number)"),
    ("words", "exponent >= -3", "exponent > -3"),
    ("words", "exponent < 5", "exponent <= 5"),
    ("words", 'replace("-", "−")', 'replace("-", "-")'),
    ("words", "⁻⁰¹²³", "⁻⁰¹³²"),
    ("words", "number === 1 ?", "number <= 1 ?"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_wrong_way_to_write_numbers_is_noticed(engine, mutant):
    assert_caught(engine, mutant, NAMES, CHECKS)
