"""The engine's mean-field theory is that of shared/propagation.py, which integrates otherwise."""

import numpy as np
import pytest

from shared.propagation import chi, correlation_map, critical_line, fixed_point, variance_map
from tests.javascript import assert_caught, javascript

NAMES = ["mean_field", "activations"]
C = [-0.9, -0.3, 0.0, 0.2, 0.5, 0.9, 0.99, 0.9999, 1.0]
#: Standard deviations of weights and of biases.
SIGMAS = [(w, b) for w in (0.5, 1.0, 1.327, 2.0, 3.0) for b in (0.05, 0.2, 0.6)]


@pytest.fixture(scope="module")
def engine(browser):
    with javascript(browser, *NAMES) as opened:
        yield opened


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softplus"])
def test_means_are_those_of_another_rule(engine, name):
    check_means(engine, name)


def check_means(engine, name="tanh"):
    for q in (0.01, 0.57, 3.0, 9.0):
        variance = engine(f"varianceMap(ACTIVATIONS.{name}, argument, 1.7, 0.3)", q)
        close(variance, variance_map(name, q, 1.7, 0.3))
        close(engine(f"chi(ACTIVATIONS.{name}, argument, 1.7)", q), chi(name, q, 1.7))


def check_points(engine):
    for w, b in SIGMAS:
        given = [w**2, b**2]
        q = engine("fixedPoint(ACTIVATIONS.tanh, ...argument)", given)
        assert q == pytest.approx(fixed_point("tanh", *given), rel=1e-12)
        critical = engine("criticalPoint(ACTIVATIONS.tanh, argument)", b**2)
        assert critical == pytest.approx(critical_line("tanh", b**2), rel=1e-12)


def check_correlations(engine, name="tanh"):
    for w, b in SIGMAS:
        q = fixed_point("tanh", w**2, b**2)
        mapped = engine(
            f"argument.C.map(correlationMap(ACTIVATIONS.{name}, ...argument.given))",
            {"C": C, "given": [q, w**2, b**2]},
        )
        close(mapped, correlation_map(name, C, q, q, w**2, b**2))
        assert max(mapped) <= 1


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softplus"])
def test_correlation_map_is_that_of_an_integral_in_the_plane(engine, name):
    check_correlations(engine, name)


def test_fixed_and_critical_points(engine):
    check_points(engine)


def test_the_series_sums_gaussian_moments(engine):
    """Of z cubed, whose Hermite polynomials are the first and the third."""
    mapped = engine("argument.map(correlationMap({ f: (z) => z ** 3 }, 1, 1, 0))", C)
    c = np.array(C)
    close(mapped, (9 * c + 6 * c**3) / 15)


CHECKS = [check_means, check_points, check_correlations]
MUTANTS = [
    ("mean_field", "(-z * z) / 2", "(-z * z) / 2.001"),
    ("mean_field", "w2 * mean(square(f), q) + b2", "w2 * mean(square(f), q)"),
    ("mean_field", "mean(square(df), q)", "mean(df, q)"),
    ("mean_field", "1e-15 * place", "1e-6 * place"),
    ("mean_field", "MOST_TERMS = 1000", "MOST_TERMS = 60"),
    ("mean_field", "rest > 1e-15", "rest > 1e-9"),
    ("mean_field", "1 / Math.sqrt(k + 1)", "1 / Math.sqrt(k + 1.01)"),
    ("mean_field", "return w2 * sum + b2", "return w2 * sum"),
    ("mean_field", "(w2 * whole + b2), 1)", "(w2 * whole + b2), 2)"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_wrong_theory_is_noticed(engine, mutant):
    assert_caught(engine, mutant, NAMES, CHECKS)
