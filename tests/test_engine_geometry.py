"""The engine's geometry is that of NumPy and of Matplotlib's contours."""

import numpy as np
import pytest
from contourpy import contour_generator

from tests.javascript import assert_caught, javascript

NAMES = ["geometry", "matrix"]


@pytest.fixture(scope="module")
def engine(browser):
    with javascript(browser, *NAMES) as opened:
        yield opened


def check_linspace(engine):
    rng = np.random.default_rng(0)
    cases = [
        [float(low), float(high), count]
        for low, high in rng.normal(size=(50, 2)) * 10
        for count in (1, 2, 3, 7, 100)
    ]
    actual = engine("argument.map((each) => linspace(...each))", cases)
    for (low, high, count), numbers in zip(cases, actual, strict=True):
        assert numbers == np.linspace(low, high, int(count)).tolist()


def pieces(lines):
    """Return the pieces of lines in an order of their own, each with its lower end first."""
    ends = np.concatenate([np.hstack([line[:-1], line[1:]]) for line in lines])
    turned = (ends[:, :2] > ends[:, 2:])[:, 0]
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    return ends[np.lexsort(ends.round(9).T)]


def check_zero_line(engine):
    """In a random field a quarter of the cells are crossed twice."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        x, y = np.sort(rng.normal(size=31)), np.sort(rng.normal(size=23))
        heights = rng.normal(size=(23, 31))
        if seed == 3:
            heights = np.add.outer(y**2, x**2) - 1
        expected = pieces(contour_generator(x, y, heights).lines(0))
        ends = engine(
            "zeroLine(argument.x, argument.y, argument.heights)",
            {"x": x.tolist(), "y": y.tolist(), "heights": heights.tolist()},
        )
        actual = pieces(np.reshape(ends, (-1, 2, 2)))
        assert actual.shape == expected.shape
        np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-12)
    assert engine("zeroLine([0, 1], [0, 1], [[1, 2], [3, 4]])") == []


def check_main_direction(engine):
    for seed, shape in enumerate([(100, 2), (50, 16), (5, 5), (3, 8), (200, 1), (40, 3)]):
        A = np.random.default_rng(seed).normal(size=shape) * np.arange(1, shape[1] + 1)
        if seed == 5:
            A = np.outer(A[:, 0], [1.0, -2.0, 1e-6])
        expected = np.linalg.svd(A, full_matrices=False)[2][0]
        actual = engine(
            "mainDirection(matrix(...argument.shape, argument.data))",
            {"shape": shape, "data": A.ravel()},
        )
        actual = actual * np.sign(actual @ expected)
        np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-12)


CHECKS = [check_linspace, check_zero_line, check_main_direction]


@pytest.mark.parametrize("check", CHECKS)
def test_geometry_is_that_of_numpy_and_matplotlib(engine, check):
    check(engine)


MUTANTS = [
    ("geometry", "i * step + low", "low + (i * (high - low)) / (count - 1)"),
    ("geometry", "i && i === count - 1", "i === count"),
    ("geometry", "a / (a - b)", "a / (a + b)"),
    ("geometry", "a > 0 === b > 0", "a > 0.01 === b > 0.01"),
    ("geometry", "sum > 0 !== isPositive", "sum > 0 === isPositive"),
    ("geometry", "sum += a;", "sum = a;"),
    ("geometry", "G[i * n + i] > G[greatest", "G[i * n + i] < G[greatest"),
    ("geometry", "half < 0 ? -1 : 1", "half < 0 ? 1 : -1"),
    ("geometry", "1e-16 *", "1e-3 *"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_wrong_geometry_is_noticed(engine, mutant):
    assert_caught(engine, mutant, NAMES, CHECKS)
