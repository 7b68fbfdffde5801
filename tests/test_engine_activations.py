"""The engine's activations are those of shared/activations.py."""

import numpy as np
import pytest

from shared.activations import ACTIVATIONS
from tests.javascript import assert_caught, javascript

NAMES = ["activations", "error_function"]
RNG = np.random.default_rng(0)
LARGEST = np.finfo(float).max
POINTS = np.concatenate(
    [
        *(RNG.normal(scale=scale, size=1500) for scale in (1e-9, 1e-3, 1, 4, 20, 300)),
        np.linspace(-40, 40, 4001),
        [0.0, -0.0, np.inf, -np.inf, np.nan, LARGEST, -LARGEST, 1e200, -1e200],
        [5e-324, -5e-324, 1e-308, -1e-308, 36.9, -36.9, 709.8, -709.8, 745.2, -745.2],
    ]
)
#: No function of the C library: each operation rounds alike everywhere.
EXACT = {"identity", "relu", "leaky_relu", "softsign", "step"}
#: Both terms of these cancel near a zero of theirs, where an error relative to a term remains.
WITH_ZEROS = {("silu", "df"), ("gelu", "df"), ("mish", "df")}


@pytest.fixture(scope="module")
def engine(browser):
    with javascript(browser, *NAMES) as opened:
        yield opened


def check_activation(engine, name):
    assert engine("ACTIVATIONS[argument].title", name) == ACTIVATIONS[name].title
    for part in ("f", "df"):
        with np.errstate(all="ignore"):
            expected = getattr(ACTIVATIONS[name], part)(POINTS)
        actual = engine(
            "argument.points.map(ACTIVATIONS[argument.name][argument.part])",
            {"points": POINTS, "name": name, "part": part},
        )
        # Of a subnormal number the last bits are lost.
        absolute = np.full(POINTS.shape, 0 if name in EXACT else 1e-321)
        if (name, part) in WITH_ZEROS:
            absolute[np.abs(POINTS) < 3] = 4e-16
        is_finite = np.isfinite(expected)
        assert np.array_equal(actual[~is_finite], expected[~is_finite], equal_nan=True)
        error = np.abs(actual[is_finite] - expected[is_finite])
        relative = 0 if name in EXACT else 1e-15
        allowed = relative * np.abs(expected[is_finite]) + absolute[is_finite]
        wrong = ~(error <= allowed)  # NaN is wrong
        assert not wrong.any(), (name, part, POINTS[is_finite][wrong], error[wrong])


def check_slopes(engine):
    """A net computes some slopes from what the activation has become."""
    names = engine("Object.keys(ACTIVATIONS).filter((name) => ACTIVATIONS[name].slope)")
    assert names == ["sigmoid"]
    for name in names:
        actual = engine(
            """(() => {
              const { f, slope } = ACTIVATIONS[argument.name];
              return argument.points.map((z) => slope(z, f(z)));
            })()""",
            {"points": POINTS, "name": name},
        )
        expected = ACTIVATIONS[name].df(POINTS)
        np.testing.assert_allclose(actual, expected, rtol=3e-15, atol=1e-321, err_msg=name)


def check_filled(engine):
    """A net fills arrays with values and slopes of the activations that it uses most."""
    names = engine("Object.keys(ACTIVATIONS).filter((name) => ACTIVATIONS[name].fill)")
    assert names == ["relu", "tanh"]
    grid = np.arange(-21, 21, 1 / 512)  # also the middles between the places of the table
    points = np.concatenate([POINTS, grid, np.nextafter(grid, 0)])
    for name in names:
        values, slopes = engine(
            """(() => {
              const { points, name } = argument, h = points.slice(), slopes = points.slice();
              ACTIVATIONS[name].fill(points, h, slopes);
              return [h, slopes];
            })()""",
            {"points": points, "name": name},
        )
        for actual, function in ((values, ACTIVATIONS[name].f), (slopes, ACTIVATIONS[name].df)):
            expected = function(points)
            np.testing.assert_allclose(actual, expected, rtol=3e-15, atol=1e-321, err_msg=name)


def check_all(engine):
    for name in ACTIVATIONS:
        check_activation(engine, name)
    check_slopes(engine)
    check_filled(engine)


def test_engine_has_the_activations_of_the_book_in_their_order(engine):
    assert engine("Object.keys(ACTIVATIONS)") == list(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_those_of_python(engine, name):
    check_activation(engine, name)


def test_slopes_from_values_are_the_derivatives(engine):
    check_slopes(engine)


def test_arrays_are_filled_with_values_and_derivatives(engine):
    check_filled(engine)


MUTANTS = [
    ("activations", "(h < 0.8 ?", "(h < 0.99 ?"),
    ("activations", "(2 / 15)", "(2 / 16)"),
    ("activations", "1 / 3 - square", "0.3333333 - square"),
    ("activations", "(1 - short * short) * q", "q"),
    ("activations", "1 + t * short", "1 - t * short"),
    ("activations", "(1.5 * 2 ** 52) / STEPS", "(1.5 * 2 ** 51) / STEPS"),
    ("activations", "near * STEPS + MIDDLE", "near * STEPS + MIDDLE + 1"),
    ("activations", "Math.abs(x) < REACH", "Math.abs(x) < 2 * REACH"),
    ("activations", "Number(z[i] > 0)", "Number(z[i] >= 0)"),
    ("activations", "leakyRelu(0.01)", "leakyRelu(0.010000000000001)"),
    ("activations", "1.0507009873554805", "1.0507009873554"),
    ("activations", "1.6732632423543772", "1.6732632423543"),
    ("activations", "(-z * z) / 2", "(-z * z) / 2.000000000001"),
    ("activations", "-Math.SQRT1_2 * z", "Math.SQRT1_2 * z"),
    ("activations", "sum = 1 + decay", "sum = 1 - decay"),
    ("activations", "Math.max(z, -Number.MAX_VALUE)", "z"),
    ("activations", "Math.min(aboveMinusInfinity(z), Number.MAX_VALUE)", "z"),
    ("activations", "finite(z) * sigmoid(-z)", "finite(z) * sigmoid(z)"),
    ("error_function", "0.27399891525012277", "0.2739989152502"),
    ("error_function", "9.085508845462236e-7", "9.08551e-7"),
    ("error_function", "3.018343118559769e-10", "3.018e-10"),
    ("error_function", "6.5925133322941075e-3", "6.59251333229e-3"),
    ("error_function", "const t = 4 / (4 + x)", "const t = 4 / (4.000000001 + x)"),
    ("error_function", "Math.fround(Math.min(x, 30))", "x"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_wrong_activation_is_noticed(engine, mutant):
    assert_caught(engine, mutant, NAMES, [check_all])
