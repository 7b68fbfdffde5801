import itertools

import numpy as np
import pytest

from shared.activations import leaky_relu_with_slope
from shared.approximation import (
    collapse,
    fit_output_layer,
    kinks,
    power,
    relu_interpolant,
    tent,
    tent_network,
    with_parameters,
)
from shared.mlp import MLP


def random_layers(sizes, seed=0):
    rng = np.random.default_rng(seed)
    pairs = itertools.pairwise(sizes)
    return [(rng.normal(size=(m, n)), rng.normal(size=n)) for m, n in pairs]


# --- collapse ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [[3, 2], [3, 5, 2], [4, 1, 4, 2, 7]])
def test_one_affine_map_equals_the_stack(sizes):
    layers = random_layers(sizes)
    X = np.random.default_rng(1).normal(size=(6, sizes[0]))
    W, b = collapse(layers)
    np.testing.assert_allclose(
        X @ W + b, with_parameters(layers, "identity").forward(X).output, rtol=1e-12, atol=1e-12
    )
    assert np.linalg.matrix_rank(W) <= min(sizes)


def test_collapse_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="at least one"):
        collapse([])
    with pytest.raises(ValueError, match=r"params\[1\]\[0\] must have shape \(3, fan_out\)"):
        collapse([*random_layers([2, 3]), *random_layers([4, 1])])
    with pytest.raises(ValueError, match=r"params\[0\]\[1\] must have shape \(2,\)"):
        collapse([(np.ones((3, 2)), np.ones(3))])


# --- kinks ------------------------------------------------------------------------------------


def sampled_pieces(net, low, high, points=400_001):
    """Count the pieces from differences on a fine grid, which needs no theory."""
    x = np.linspace(low, high, points)
    second = np.diff(net.forward(x[:, np.newaxis]).output[:, 0], 2)
    bent = abs(second) > 1e-10
    return 1 + int((bent[1:] & ~bent[:-1]).sum() + bent[0])


@pytest.mark.parametrize("slope", [0, 0.2, 0.9])
@pytest.mark.parametrize("sizes", [[1, 4, 1], [1, 3, 3, 1], [1, 2, 5, 3, 1]])
def test_kinks_are_as_many_as_a_fine_grid_shows(sizes, slope):
    net = with_parameters(random_layers(sizes), leaky_relu_with_slope(slope))
    assert len(kinks(net, -2, 2)) + 1 == sampled_pieces(net, -2, 2)


def test_between_kinks_the_output_is_straight():
    net = with_parameters(random_layers([1, 6, 6, 1], seed=3), "relu")
    corners = np.array([-3, *kinks(net, -3, 3), 3.0])
    x = np.linspace(-3, 3, 1001)
    y = net.forward(x[:, np.newaxis]).output[:, 0]
    at_corners = net.forward(corners[:, np.newaxis]).output[:, 0]
    np.testing.assert_allclose(np.interp(x, corners, at_corners), y, atol=1e-12)


def test_a_straight_network_has_no_kink():
    layers = random_layers([1, 4, 4, 1])
    assert len(kinks(with_parameters(layers, "identity"), -9, 9)) == 0
    assert len(kinks(with_parameters(layers, leaky_relu_with_slope(1)), -9, 9)) == 0
    assert len(kinks(with_parameters(random_layers([1, 1]), "relu"), -9, 9)) == 0
    dead = [(np.ones((1, 2)), np.array([-99.0, -99.0])), (np.ones((2, 1)), np.zeros(1))]
    assert len(kinks(with_parameters(dead, "relu"), -9, 9)) == 0


def test_kinks_that_cancel_do_not_count():
    twice = [(np.ones((1, 2)), np.zeros(2)), (np.array([[1.0], [-1.0]]), np.zeros(1))]
    assert len(kinks(with_parameters(twice, "relu"), -1, 1)) == 0


def test_kinks_refuses_what_has_none():
    with pytest.raises(ValueError, match="one input"):
        kinks(MLP([2, 3, 1], rng=np.random.default_rng(0)), 0, 1)
    with pytest.raises(ValueError, match=r"net must have a piecewise linear .*, not 'tanh'"):
        kinks(MLP([1, 3, 1], "tanh", rng=np.random.default_rng(0)), 0, 1)
    with pytest.raises(ValueError, match="low must be below high"):
        kinks(tent_network(1), 1, 0)


# --- networks in closed form ------------------------------------------------------------------


@pytest.mark.parametrize("pieces", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize(
    ("target", "curvature"),
    [(np.sin, 1), (np.exp, np.exp(2)), (np.square, 2), (lambda x: np.cos(5 * x), 25)],
)
def test_the_interpolant_stays_under_its_bound(target, curvature, pieces):
    net = relu_interpolant(target, -1, 2, pieces)
    knots = np.linspace(-1, 2, pieces + 1)
    np.testing.assert_allclose(
        net.forward(knots[:, np.newaxis]).output[:, 0], target(knots), atol=1e-11
    )
    x = np.linspace(-1, 2, 9973)
    error = abs(net.forward(x[:, np.newaxis]).output[:, 0] - target(x)).max()
    assert error <= (3 / pieces) ** 2 / 8 * curvature + 1e-12


def test_the_bound_is_reached_by_a_parabola():
    net = relu_interpolant(np.square, 0, 1, 4)
    error = net.forward([[1 / 8]]).output.item() - (1 / 8) ** 2
    assert error == pytest.approx((1 / 4) ** 2 / 8 * 2)


def test_the_interpolant_has_one_unit_a_piece():
    net = relu_interpolant(np.exp, 0, 1, 5)
    assert net.sizes == [1, 5, 1]
    np.testing.assert_allclose(kinks(net, 0, 1), [0.2, 0.4, 0.6, 0.8])
    assert net.forward([[-7.0]]).output.item() == 1  # constant on the left


def test_interpolation_refuses_bad_arguments():
    with pytest.raises(ValueError, match="pieces must be a positive whole number"):
        relu_interpolant(np.sin, 0, 1, 0)
    with pytest.raises(ValueError, match=r"target\(x\) must have shape \(3,\)"):
        relu_interpolant(lambda x: 1.0, 0, 1, 2)
    with pytest.raises(ValueError, match="low must be below high"):
        relu_interpolant(np.sin, 1, 1, 2)


@pytest.mark.parametrize("depth", range(1, 10))
def test_folding_doubles_the_pieces(depth):
    net = tent_network(depth)
    assert net.sizes == [1, *[2] * depth, 1]
    np.testing.assert_array_equal(kinks(net, 0, 1), np.arange(1, 2**depth) / 2**depth)
    x = np.arange(1025) / 1024  # on these numbers the arithmetic is exact
    np.testing.assert_array_equal(net.forward(x[:, np.newaxis]).output[:, 0], tent(x, depth))


def test_a_tent_is_what_its_name_says():
    assert tent([0, 0.25, 0.5, 0.75, 1]).tolist() == [0, 0.5, 1, 0.5, 0]
    corners = np.arange(9) / 8
    assert tent(corners, 3).tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0]
    with pytest.raises(ValueError, match="depth"):
        tent(0.5, 0)


# --- fits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("exponent", [1, 2, 3, 5])
def test_a_power_has_its_derivative(exponent):
    z = np.linspace(-2, 2, 9)
    activation = power(exponent)
    np.testing.assert_allclose(activation.f(z), z**exponent)
    slope = (activation.f(z + 1e-6) - activation.f(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(activation.df(z), slope, atol=1e-7)
    assert activation.bounds[0] == (0 if exponent % 2 == 0 else -np.inf)
    for function in (activation.f, activation.df):  # integers would overflow
        np.testing.assert_array_equal(function([10**7]), function(np.array([1e7])), strict=True)


@pytest.mark.parametrize("exponent", [2, 3])
def test_units_of_a_power_span_polynomials_of_that_degree_and_no_more(exponent):
    net = MLP([1, 50, 1], power(exponent), rng=np.random.default_rng(0))
    net.params[0] = net.params[0][0], np.linspace(-1, 1, 50)
    X = np.linspace(-1, 1, 201)[:, np.newaxis]
    fit_output_layer(net, X, np.sin(3 * X))
    best = np.polynomial.Polynomial.fit(X[:, 0], np.sin(3 * X[:, 0]), exponent)
    np.testing.assert_allclose(net.forward(X).output[:, 0], best(X[:, 0]), atol=1e-8)


@pytest.mark.parametrize(("dtype", "bound"), [("float64", 1e-14), ("float32", 1e-6)])
def test_the_output_layer_is_the_best_one(dtype, bound):
    rng = np.random.default_rng(0)
    net = MLP([2, 6, 3], "tanh", "glorot_normal", rng=rng, dtype=dtype)
    X, y = rng.normal(size=(40, 2)), rng.normal(size=(40, 3))
    first = net.params[0]
    fit_output_layer(net, X, y)
    assert net.params[0] is first
    assert net.params[-1][0].dtype == net.params[-1][1].dtype == net.dtype
    _, grads = net.gradients(X, y, "mean_squared_error")
    assert max(abs(grads[-1][0]).max(), abs(grads[-1][1]).max()) < bound


def test_fit_refuses_bad_arguments():
    net = MLP([1, 2, 1], rng=np.random.default_rng(0))
    with pytest.raises(TypeError, match="net must be an MLP"):
        fit_output_layer("relu", [[0.0]], [[0.0]])
    with pytest.raises(ValueError, match=r"y must have shape \(2, 1\)"):
        fit_output_layer(net, [[0.0], [1.0]], [0.0, 1.0])
