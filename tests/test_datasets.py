"""The data sets: shapes, ranges, labels that follow from the positions, explicit seeds."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from shared.datasets import (
    circles,
    digits,
    held_out_digits,
    moons,
    open_digits,
    spirals,
    xor,
)

CHAPTERS = Path(__file__).parents[1] / "chapters"
TOYS = {"xor": xor, "moons": moons, "circles": circles, "spirals": spirals}
every_toy = pytest.mark.parametrize("draw", TOYS.values(), ids=TOYS)
unhurried = settings(deadline=None)


def seeded(seed=0):
    return np.random.default_rng(seed)


@every_toy
@unhurried
@given(n=st.integers(3, 60), noise=st.floats(0, 1), seed=st.integers(0, 99))
def test_shapes_types_balance_and_seeds(draw, n, noise, seed):
    X, y = draw(n, noise=noise, rng=seeded(seed))
    assert X.shape == (n, 2)
    assert y.shape == (n,)
    assert X.dtype == np.float64
    assert y.dtype == np.int64
    assert np.isfinite(X).all()
    counts = np.bincount(y)
    assert counts.max() - counts.min() <= 1
    again, labels = draw(n, noise=noise, rng=seeded(seed))
    np.testing.assert_array_equal(again, X)
    np.testing.assert_array_equal(labels, y)


@every_toy
def test_there_are_two_classes_and_three_arms_of_a_spiral(draw):
    _, y = draw(12, noise=0.1, rng=seeded())
    assert set(y) == ({0, 1, 2} if draw is spirals else {0, 1})


@every_toy
def test_another_seed_gives_other_points_and_another_order(draw):
    (X, y), (other, labels) = (draw(40, noise=0.1, rng=seeded(seed)) for seed in (0, 1))
    assert (other != X).any()
    assert (y != labels).any()


@pytest.mark.parametrize("draw", [moons, circles, spirals])
def test_noise_has_the_standard_deviation_it_says(draw):
    # The same generator draws the same positions, so the difference is the noise alone.
    noisy, still = (draw(4000, noise=noise, rng=seeded())[0] for noise in (0.3, 0))
    assert_normal_shift(noisy - still, 0.3)


def test_noise_moves_the_corners_of_xor_and_keeps_their_labels():
    X, y = xor(4000, noise=0.05, rng=seeded())
    corners = np.round(X)
    assert_normal_shift(X - corners, 0.05)
    np.testing.assert_array_equal(y, corners[:, 0] != corners[:, 1])
    assert len(np.unique(corners, axis=0)) == 4


def assert_normal_shift(shift, noise):
    assert shift.std() == pytest.approx(noise, rel=5 / np.sqrt(2 * shift.size))
    assert abs(shift.mean()) < 5 * noise / np.sqrt(shift.size)


def test_xor_is_true_where_the_corners_differ():
    X, y = xor(8)
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] * 2
    np.testing.assert_array_equal(y, X[:, 0] != X[:, 1])


def test_moons_are_half_circles():
    X, y = moons(400, noise=0, rng=seeded())
    upper, lower = X[y == 0], X[y == 1]
    np.testing.assert_allclose(np.linalg.norm(upper, axis=1), 1)
    np.testing.assert_allclose(np.linalg.norm(lower - [1, 0.5], axis=1), 1)
    assert (upper[:, 1] >= 0).all()
    assert (lower[:, 1] <= 0.5).all()
    assert upper[:, 0].min() < -0.9
    assert upper[:, 0].max() > 0.9
    assert lower[:, 0].max() > 1.9


def test_circles_have_their_radii():
    X, y = circles(400, noise=0, radius=0.25, rng=seeded())
    np.testing.assert_allclose(np.linalg.norm(X, axis=1), np.where(y == 0, 1, 0.25))
    for label in (0, 1):
        assert len(np.unique(np.sign(X[y == label]), axis=0)) == 4  # all quadrants


def test_spirals_wind_as_far_as_they_say():
    X, y = spirals(600, classes=4, noise=0, turns=1.5, rng=seeded())
    radius = np.linalg.norm(X, axis=1)
    assert radius.max() <= 1
    assert radius.max() > 0.98
    turned = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi)
    remainder = (turned - 1.5 * radius - y / 4 + 0.5) % 1 - 0.5
    np.testing.assert_allclose(remainder, 0, atol=1e-9)


def test_points_lie_as_densely_everywhere_along_their_curve():
    # Shares of the curve that a point has behind it, in each set and class: uniform on [0, 1].
    shares = []
    X, y = moons(4000, noise=0, rng=seeded())
    shares += [np.arccos(X[y == 0, 0].clip(-1, 1)) / np.pi]
    shares += [np.arccos((1 - X[y == 1, 0]).clip(-1, 1)) / np.pi]
    X, y = circles(4000, noise=0, rng=seeded(1))
    turned = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) + 0.5
    shares += [turned[y == label] for label in (0, 1)]
    X, y = spirals(6000, noise=0, rng=seeded(2))
    shares += [np.linalg.norm(X[y == label], axis=1) for label in (0, 1, 2)]
    for share in shares:
        assert scipy.stats.kstest(share, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("draw", [*TOYS.values(), digits], ids=[*TOYS, "digits"])
def test_defaults_are_those_that_the_documentation_names(draw):
    documented = dict(
        re.findall(r"^(\w+) : .*, default (\S+)$", inspect.getdoc(draw), re.MULTILINE)
    )
    parameters = inspect.signature(draw).parameters.values()
    defaults = {p.name: p.default for p in parameters if p.default not in (p.empty, None)}
    assert {name: float(default) for name, default in documented.items()} == defaults


def test_digits_and_held_out_digits_are_all_images_once():
    split = digits(rng=seeded())
    X_held_out, y_held_out = held_out_digits()
    assert split.X_train.shape == (1149, 64)
    assert split.X_test.shape == (288, 64)
    assert X_held_out.shape == (360, 64)
    assert {y.dtype for y in (split.y_train, split.y_test, y_held_out)} == {np.dtype(np.int64)}
    X = np.concatenate([split.X_train, split.X_test, X_held_out])
    y = np.concatenate([split.y_train, split.y_test, y_held_out])
    assert X.min() == 0
    assert X.max() == 1
    original, labels = load_digits(return_X_y=True)

    def in_order(X, y):
        table = np.column_stack([X, y])
        return table[np.lexsort(table.T)]

    np.testing.assert_array_equal(in_order(X * 16, y), in_order(original, labels))


@pytest.mark.parametrize("seed", range(20))
def test_no_split_has_a_held_out_image(seed):
    held_out = {image.tobytes() for image in held_out_digits()[0]}
    split = digits(rng=seeded(seed))
    assert held_out.isdisjoint(image.tobytes() for image in [*split.X_train, *split.X_test])


def test_the_capstone_alone_opens_the_held_out_digits():
    opened_by = {
        path.stem
        for path in CHAPTERS.glob("*.ipynb")
        if re.search("held_out_digits|load_digits", path.read_text(encoding="utf-8"))
    }
    assert opened_by <= {"digits"}


def test_digits_are_split_by_the_seed():
    first, again, other = (digits(rng=seeded(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.X_test, again.X_test)
    assert (first.y_test != other.y_test).any()
    assert len(set(first.y_test)) == 10


@pytest.mark.parametrize(("fraction", "n_test"), [(1e-9, 1), (0.5, 719), (0.9999999, 1436)])
def test_neither_side_of_the_split_is_ever_empty(fraction, n_test):
    assert len(digits(test_fraction=fraction, rng=seeded()).y_test) == n_test


@every_toy
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"n": 0}, ValueError, "n must be a positive whole number, not 0"),
        ({"n": -4}, ValueError, "n must be a positive whole number, not -4"),
        ({"n": 4.0}, TypeError, "n must be a positive whole number, not 4.0"),
        ({"n": True}, TypeError, "n must be a positive whole number, not True"),
        ({"noise": -0.1}, ValueError, "noise must be zero or a positive number, not -0.1"),
        ({"noise": np.nan}, ValueError, "noise must be zero or a positive number, not nan"),
        ({"noise": "a"}, TypeError, "noise must be zero or a positive number, not 'a'"),
        ({"noise": 0.1, "rng": 0}, TypeError, "rng must be a generator"),
        ({"noise": 0.1, "rng": None}, TypeError, "rng must be a generator"),
    ],
)
def test_bad_arguments_are_named(draw, arguments, error, message):
    with pytest.raises(error, match=message):
        draw(**{"n": 12, "rng": seeded(), **arguments})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: moons(1, rng=seeded()), "n must be at least 2, one sample per class, not 1"),
        (lambda: spirals(2, rng=seeded()), "n must be at least 3"),
        (lambda: spirals(9, classes=0, rng=seeded()), "classes must be a positive whole number"),
        (lambda: spirals(9, turns=0, rng=seeded()), "turns must be a positive number"),
        (lambda: circles(9, radius=1, rng=seeded()), "radius must be a number above 0 and below 1"),
        (lambda: circles(9, radius=0, rng=seeded()), "radius must be a positive number"),
        (lambda: digits(test_fraction=1, rng=seeded()), "test_fraction must be above 0 and below"),
        (lambda: digits(test_fraction=0, rng=seeded()), "test_fraction must be a positive number"),
    ],
)
def test_values_out_of_range_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_digits_need_a_generator():
    with pytest.raises(TypeError, match="rng must be a generator"):
        digits(rng=42)


def test_open_digits_are_those_that_digits_splits_in_the_order_of_the_file():
    X, y = open_digits()
    split = digits(rng=seeded())
    assert X.shape == (1437, 64)
    assert sorted(image.tobytes() for image in X) == sorted(
        image.tobytes() for image in [*split.X_train, *split.X_test]
    )
    original, labels = load_digits(return_X_y=True)
    place = {image.tobytes(): i for i, image in enumerate(original / 16)}
    places = np.array([place[image.tobytes()] for image in X])
    assert (np.diff(places) > 0).all()
    np.testing.assert_array_equal(y, labels[places])
