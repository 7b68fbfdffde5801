import math

import numpy as np
import pytest

from shared.figures import stability as figures
from shared.figures.style import written
from shared.initializers import INITIALIZERS
from shared.mlp import MLP
from shared.propagation import critical_line
from shared.stability import signal_scales, typical_log_growth
from tests.figure_checks import explorables


@pytest.fixture(scope="module")
def chapter():
    return explorables("stability-and-initialization")


# --- products of random matrices ----------------------------------------------------------------


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
    assert typical_log_growth(n, 0.3) < math.log10(0.3 * math.sqrt(n))


@pytest.mark.parametrize(("n", "factors"), [(2, 3), (4, 20)])
def test_the_mean_logarithm_of_a_row_is_typical_at_every_depth(n, factors):
    rng = np.random.default_rng(0)
    row = np.tile(np.eye(1, n), (20_000, 1, 1))
    for _ in range(factors):
        row = row @ rng.normal(scale=0.5, size=(20_000, n, n))
    logs = np.log10(np.linalg.norm(row, axis=2))
    error = logs.std() / math.sqrt(logs.size)
    assert abs(logs.mean() - factors * typical_log_growth(n, 0.5)) < 4 * error


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


def test_words_say_the_median_length_and_how_many_rows_are_longer():
    lengths = {4: np.tile([-2.0, -1.0, -1.0, 0.5], (17, 1))}
    words = figures.describe_products(lengths, n=4, factors=16)
    assert "depth over width 4:" in words
    assert "is 0.1 of the root mean square, and 25\N{NO-BREAK SPACE}% of the rows" in words


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


def test_words_of_the_dropped_out_twins_tell_weights_from_biases():
    weights = np.zeros((1, 2, 3, 4))
    weights[0, 0, 0, 1], weights[0, 0, 2, 2] = 0.25, 4.0
    runs = {"dropout": figures.TwinRuns(weights, np.array([[0.1, 0.2]]))}
    words = figures.describe_twins(runs, "dropout", 0)
    assert "differ by up to 0.25 in a weight and by up to 4 in the bias" in words
    assert "between 0.10 and 0.20" in words


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_words_of_the_thirty_layers_are_the_numbers_drawn(chapter, activation):
    explorable = chapter["explore-signal"]
    values = {"gain": 1.2, "activation": activation}
    figure = explorable.figure(**values)
    spread, forward = (line.get_ydata() for line in figure.subfigs[0].axes[0].lines[::2])
    said = explorable.words(**values)
    assert f"from {forward[0]:.1f} to {written(forward[-1], 2)}, their" in said
    if activation == "relu":
        backward = figure.subfigs[1].axes[0].lines[0].get_ydata()
        assert said.endswith(f"size {written(backward[0], 2)}.")
        assert f"to {written(spread[-1], 2)}; a gradient" in said


def test_the_slider_has_the_gains_that_theory_singles_out(chapter):
    (gain, _) = chapter["explore-signal"].grid.controls
    for expected in (1, math.sqrt(2), 5 / 3, math.sqrt(critical_line("sigmoid", 0.0)[0])):
        assert expected in gain.values


def test_the_edges_of_chaos_are_on_the_slider(chapter):
    sigma_w, sigma_b, _ = chapter["explore-chaos"].grid.controls
    for bias in sigma_b.values:
        edge = math.sqrt(critical_line("tanh", bias**2)[0])
        assert edge in sigma_w.values
        words = chapter["explore-chaos"].words(sigma_w=edge, sigma_b=bias, angle=60)
        assert "on the edge of chaos, slope 1.00" in words


def test_stairs_of_the_cobweb_are_the_angles_by_layer(chapter):
    figure = chapter["explore-chaos"].figure(sigma_w=2.5, angle=60)
    cobweb, angles = (figure.subfigs[panel].axes[0] for panel in (0, 1))
    x, y = cobweb.lines[2].get_data()
    theory = np.cos(np.radians(angles.lines[0].get_ydata()))
    np.testing.assert_allclose(y[1::2], theory[1:])
    c, mapped = cobweb.lines[1].get_data()
    np.testing.assert_allclose(y[1::2], np.interp(x[1::2], c[::-1], mapped[::-1]), atol=2e-3)


def test_a_diverged_training_is_said_and_marked():
    scales = figures.Scales(np.ones((2, 10)), np.ones((2, 10)))
    trials = dict.fromkeys(INITIALIZERS, figures.Trials(scales, np.array([0.5, 0.75])))
    trials["sparse"] = figures.Trials(scales, np.array([np.nan, 0.1]))
    trials["constant"] = figures.Trials(scales, np.array([np.nan, np.nan]))
    assert "1 diverge in training, the others classify 10" in figures.describe_fifteen(
        trials, "sparse"
    )
    assert "All of them diverge" in figures.describe_fifteen(trials, "constant")
    assert "they classify 50 to 75" in figures.describe_fifteen(trials, "zeros")
    lines = figures.draw_fifteen(trials).subfigs[1].axes[0].lines
    assert [line.get_marker() for line in lines].count("x") == 2
    dots = sum(len(line.get_xdata()) for line in lines if line.get_marker() == "o")
    assert dots == 2 * 13 + 1
