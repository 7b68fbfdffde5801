import math
import re

import numpy as np
import pytest

from shared.figures import stability as figures
from shared.figures.stability.products import times
from shared.initializers import INITIALIZERS
from shared.mlp import MLP
from shared.stability import (
    log_product_norms,
    mean_square_log_norm,
    signal_scales,
    typical_log_growth,
)
from tests.figure_checks import explorables


@pytest.fixture(scope="module")
def chapter():
    return explorables("stability-and-initialization")


# --- products of random matrices ----------------------------------------------------------------


def test_logarithms_of_norms_are_those_of_the_products():
    logs = log_product_norms(3, 0.7, 5, 4, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    product = np.broadcast_to(np.eye(3), (4, 3, 3))
    for factor in range(6):
        expected = np.log10(np.linalg.norm(product, axis=(1, 2)))
        np.testing.assert_allclose(logs[factor], expected, atol=1e-13)
        if factor < 5:
            product = product @ rng.normal(scale=0.7, size=(4, 3, 3))


def test_long_products_neither_overflow_nor_underflow():
    for sigma in (1e-9, 1e9):
        logs = log_product_norms(4, sigma, 100, 3, np.random.default_rng(0))
        assert np.isfinite(logs).all()
        assert (abs(logs[-1]) > 800).all()


@pytest.mark.parametrize(("n", "sigma"), [(1, 1.0), (2, 0.5), (3, 2.0), (4, 0.5), (7, 0.4)])
def test_typical_growth_is_the_mean_logarithm_of_a_chi_variable(n, sigma):
    vectors = sigma * np.random.default_rng(0).standard_normal((400_000, n))
    mean = np.log10(np.linalg.norm(vectors, axis=1)).mean()
    assert typical_log_growth(n, sigma) == pytest.approx(mean, abs=0.003)


def test_digamma_is_right_at_known_points():
    # The digamma function at 1/2, 1 and 3/2.
    gamma = np.euler_gamma
    for n, digamma in [(1, -gamma - 2 * math.log(2)), (2, -gamma), (3, 2 - gamma - math.log(4))]:
        expected = (math.log(2) + digamma) / 2 / math.log(10)
        assert typical_log_growth(n, 1.0) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("n", [1, 2, 5, 64])
def test_typical_growth_lies_below_that_of_the_mean_square(n):
    square = mean_square_log_norm(n, 0.3, 1) - mean_square_log_norm(n, 0.3, 0)
    assert typical_log_growth(n, 0.3) < square


def test_the_mean_square_is_that_of_many_products():
    squares = 100 ** log_product_norms(3, 0.5, 2, 100_000, np.random.default_rng(0))[-1]
    assert squares.mean() == pytest.approx(100 ** mean_square_log_norm(3, 0.5, 2), rel=0.03)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [((0, 1.0, 5, 2), "n"), ((2, -1.0, 5, 2), "sigma"), ((2, 1.0, 0, 2), "factors")],
)
def test_bad_arguments_are_named(arguments, named):
    with pytest.raises(ValueError, match=named):
        log_product_norms(*arguments, np.random.default_rng(0))


# --- signals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_gradients_of_layers_are_those_of_the_network(activation):
    rng = np.random.default_rng(0)
    net = MLP([4, 5, 3, 2], activation, rng=rng)
    X, dZ = rng.normal(size=(1, 4)), rng.normal(size=(1, 2))
    forward, backward = signal_scales(net, X, dZ)
    record = net.forward(X)
    # With one sample, the gradient of the biases is that of the pre-activations.
    for layer, (_, db) in enumerate(net.backward(record, dZ)):
        assert backward[layer] == pytest.approx(np.sqrt((db**2).mean()), rel=1e-12)
        assert forward[layer] == pytest.approx(np.sqrt((record.zs[layer] ** 2).mean()), rel=1e-12)


# --- what pictures and words show ---------------------------------------------------------------


def test_scaling_all_entries_shifts_the_logarithms():
    products = {4: log_product_norms(4, 0.5, 10, 3, np.random.default_rng(0))}
    scaled = log_product_norms(4, 0.65, 10, 3, np.random.default_rng(0))
    np.testing.assert_allclose(figures.scaled_logs(products, 1.3, 4), scaled, atol=1e-12)


@pytest.mark.parametrize("scheme", list(figures.SCHEMES))
def test_both_factors_of_a_layer_differ_by_the_ratio(scheme):
    for ratio in figures.RATIOS:
        forward, backward = figures.expected_factors(scheme, ratio)
        assert backward == pytest.approx(ratio * forward)
    assert figures.expected_factors(scheme, 1) == (1, 1)


def test_xaviers_factors_are_those_of_the_registry():
    ratio = 1 / 8
    W = INITIALIZERS["glorot_normal"](np.random.default_rng(0), (512, 64))
    forward, backward = figures.expected_factors("average (Xavier)", ratio)
    assert 512 * W.var() == pytest.approx(forward, rel=0.02)
    assert 64 * W.var() == pytest.approx(backward, rel=0.02)


def test_words_say_whether_the_twins_are_still_equal(chapter):
    for change in ("nothing", "minibatch", "dropout", "random outgoing"):
        words = chapter["explore-twins"].words(change=change, step=2000)
        assert ("exactly equal" in words) == (change in ("nothing", "minibatch"))


def test_words_of_the_thirty_layers_are_the_numbers_drawn(chapter):
    values = {"gain": 1.3, "activation": "relu"}
    figure = chapter["explore-signal"].figure(**values)
    forward, backward = (sub.axes[0].lines[1].get_ydata() for sub in figure.subfigs)
    said = re.findall(r"[\d.]+\d", chapter["explore-signal"].words(**values).split("from layer")[1])
    assert float(said[-1]) == pytest.approx(backward[0], rel=0.06)
    assert f"{forward[0]:.1f}" in said


def test_a_diverged_training_is_said_and_marked():
    scales = figures.Scales(np.ones(10), np.ones(10))
    trials = dict.fromkeys(INITIALIZERS, figures.Trial(scales, 0.5))
    trials["sparse"] = figures.Trial(scales, None)
    assert "diverges" in figures.describe_fifteen(trials, "sparse")
    markers = [line.get_marker() for line in figures.draw_fifteen(trials).subfigs[1].axes[0].lines]
    assert markers.count("x") == 1


@pytest.mark.parametrize(
    ("logarithm", "words"),
    [(0.3, "2"), (-1.0, "0.1"), (-42.2, "10 to the power −42.2"), (18.4, "10 to the power 18.4")],
)
def test_factors_are_written_for_reading_aloud(logarithm, words):
    assert times(logarithm) == words
