import math

import numpy as np
import pytest

from shared.activations import ACTIVATIONS
from shared.explore.marks import content, marks
from shared.figures import stability as figures
from shared.figures.style import written
from shared.initializers import INITIALIZERS
from shared.mlp import MLP
from shared.propagation import chi, correlation_map, critical_line, fixed_point
from shared.stability import signal_scales, typical_log_growth
from tests.figure_checks import LastBitsOff, explorables


@pytest.fixture(scope="module")
def chapter():
    return explorables("stability-and-initialization")


# --- products of random matrices ----------------------------------------------------------------


@pytest.mark.parametrize(("width", "gain"), [(1, 1.0), (2, 0.7), (3, 3.5), (4, 1.0), (7, 1.1)])
def test_typical_growth_is_the_mean_logarithm_of_a_chi_variable(width, gain):
    vectors = np.random.default_rng(0).standard_normal((400_000, width)) * gain / math.sqrt(width)
    mean = np.log10(np.linalg.norm(vectors, axis=1)).mean()
    assert typical_log_growth(width, gain) == pytest.approx(mean, abs=0.003)


def test_digamma_is_right_at_known_points():
    # The digamma function at 1/2, 1 and 3/2.
    gamma = np.euler_gamma
    known = [(1, -gamma - 2 * math.log(2)), (2, -gamma), (3, 2 - gamma - math.log(4))]
    for width, digamma in known:
        expected = (math.log(2) + digamma) / 2 / math.log(10)
        growth = typical_log_growth(width, math.sqrt(width))
        assert growth == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("width", [1, 2, 5, 64])
def test_typical_growth_lies_below_that_of_the_mean_square(width):
    assert typical_log_growth(width, 0.3) < math.log10(0.3)


@pytest.mark.parametrize(("width", "factors"), [(2, 3), (4, 20)])
def test_the_mean_logarithm_of_a_row_is_typical_at_every_depth(width, factors):
    rng = np.random.default_rng(0)
    row = np.tile(np.eye(1, width), (20_000, 1, 1))
    for _ in range(factors):
        row = row @ rng.normal(scale=0.5, size=(20_000, width, width))
    logs = np.log10(np.linalg.norm(row, axis=2))
    error = logs.std() / math.sqrt(logs.size)
    growth = typical_log_growth(width, 0.5 * math.sqrt(width))
    assert abs(logs.mean() - factors * growth) < 4 * error


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


def test_small_signals_of_single_precision_are_measured():
    # The squares of sizes below 1e-23 are 0 in float32, the sizes are not.
    def small(rng, shape):
        return 0.01 * rng.normal(size=shape)

    measured = []
    for dtype in ("float32", "float64"):
        net = MLP([4] * 20, "tanh", small, rng=np.random.default_rng(0), dtype=dtype)
        measured.append(signal_scales(net, np.ones((3, 4)), np.ones((3, 4))))
    assert np.min(measured) < 1e-28
    np.testing.assert_allclose(*measured, rtol=1e-4)


# --- what pictures and words show ---------------------------------------------------------------


def test_words_say_the_median_length_and_how_many_rows_are_longer():
    lengths = {4: np.tile([-2.0, -1.0, -1.0, 0.5], (17, 1))}
    words = figures.describe_products(lengths, m=4, factors=16)
    assert "depth over width 4:" in words
    assert "is 0.1 times the root mean square, and 25\N{NO-BREAK SPACE}% of the rows" in words


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


def lines(figure, panel, axes=0):
    return {line.get_gid(): line for line in figure.subfigs[panel].axes[axes].lines}


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "mish"])
def test_thirty_layers_are_measured_as_in_a_network(chapter, activation):
    explorable, gain = chapter["explore-signal"], 1.2
    figure = explorable.figure(gain=gain, activation=activation, seed=3)
    rng = np.random.default_rng(3)
    X, dZ = rng.normal(size=(2, 8, 100))
    net = MLP([100] * 31, activation, rng=np.random.default_rng(0))
    net.params = [(gain / 10 * rng.normal(size=(100, 100)), np.zeros(100)) for _ in range(30)]
    sizes, gradients = signal_scales(net, X, dZ)
    # Rounding to single precision moves them.
    forward = np.clip(sizes, 1e-7, 1e7)
    np.testing.assert_allclose(lines(figure, 0)["forward"].get_ydata(), forward, rtol=1e-5)
    backward = np.clip(gradients / gradients[-1], 1e-7, 1e7)
    np.testing.assert_allclose(lines(figure, 1)["gradient"].get_ydata(), backward, rtol=1e-4)
    spread = np.array([Z.std(axis=0) for Z in net.forward(X).zs])
    spread = np.clip(np.sqrt((spread**2).mean(axis=1)), 1e-5, 1e7)  # above all rounding
    drawn = np.maximum(lines(figure, 0)["over_inputs"].get_ydata(), 1e-5)
    np.testing.assert_allclose(drawn, spread, rtol=0.02)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_words_of_the_thirty_layers_are_the_numbers_drawn(chapter, activation):
    explorable = chapter["explore-signal"]
    values = {"gain": 1.2, "activation": activation}
    figure = explorable.figure(**values)
    drawn = {gid: line.get_ydata() for gid, line in lines(figure, 0).items()}
    said = explorable.words(**values)
    assert (
        f"goes from {written(drawn['forward'][0], 2)} to {written(drawn['forward'][-1], 2)}" in said
    )
    if activation == "relu":
        backward = lines(figure, 1)["gradient"].get_ydata()
        assert said.endswith(f"size {written(backward[0], 2)}.")
        assert f"to {written(drawn['over_inputs'][-1], 2)}; a gradient" in said
    else:
        assert "to less than a millionth of that; a gradient" in said


def test_words_compare_a_gain_with_the_critical_one(chapter):
    words = chapter["explore-signal"].words
    assert words(gain=math.sqrt(2)).startswith("ReLU, gain 1.414, its critical gain. In")
    assert "gain 2, 1.41 times its critical gain 1.414. In" in words(gain=2.0)
    assert "2.9 times its critical gain 0.6905. In" in words(gain=2.0, activation="selu")
    for activation in ("step", "softplus", "gelu"):
        assert "no critical gain exists. In network 0" in words(activation=activation)
    assert words(activation="step").endswith("arrives at layer 1 with size 0.")


def test_the_slider_marks_the_gains_that_theory_singles_out(chapter):
    gain = chapter["explore-signal"].grid.controls[0]
    critical = [math.sqrt(critical_line(name, 0.0)[0]) for name in ("selu", "sigmoid")]
    assert [gain.values[stop] for stop in gain.stops] == sorted([1, math.sqrt(2), 5 / 3, *critical])
    assert max(gain.values) > max(critical)


def redrawn(chapter, cell, monkeypatch, **values):
    """Return the marks of a figure as it is, and of networks a few last bits off."""
    explorable = chapter[cell]
    namespace = explorable._draw.args[0].__wrapped__.__globals__
    caches = [namespace[name] for name in ("network", "measure", "phase")]
    found = []
    for generator in (np.random.default_rng, LastBitsOff):
        for cache in caches:
            cache.cache_clear()
        monkeypatch.setattr(np.random, "default_rng", generator)
        found.append(
            {gid: content(mark) for gid, mark in marks(explorable.figure(**values)).items()}
        )
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()
    return found


@pytest.mark.parametrize("gain", [0.5, 1.0, 3.0, 12.0])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_last_bits_do_not_grow_through_thirty_layers(chapter, monkeypatch, activation, gain):
    """Single precision forgets them; without it, a tanh network of gain 12 would magnify them."""
    values = {"gain": gain, "activation": activation, "seed": 5}
    one, other = redrawn(chapter, "explore-signal", monkeypatch, **values)
    for gid in one:
        np.testing.assert_allclose(other[gid], one[gid], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("sigma_w", [0.5, 1.33, 3.0])
def test_last_bits_do_not_grow_in_the_chaotic_phase(chapter, monkeypatch, sigma_w, correlation):
    values = {"sigma_w": sigma_w, "correlation": correlation}
    one, other = redrawn(chapter, "explore-chaos", monkeypatch, **values)
    for gid in set(one) - {"slope"}:
        np.testing.assert_allclose(other[gid], one[gid], rtol=1e-9, atol=1e-9)
    assert np.any(other["measured"] != one["measured"])


def test_the_edge_of_chaos_is_on_the_slider(chapter):
    sigma_w, sigma_b, _, _ = chapter["explore-chaos"].grid.controls
    [usual], [edge] = ([c.values[stop] for stop in c.stops] for c in (sigma_b, sigma_w))
    assert usual == math.sqrt(0.05)
    assert edge == math.sqrt(critical_line("tanh", 0.05)[0])
    words = chapter["explore-chaos"].words(sigma_w=edge)
    assert "on the edge of chaos, with χ = 1" in words


@pytest.mark.parametrize(("sigma_w", "side"), [(0.8, "ordered"), (2.5, "chaotic")])
def test_words_name_the_phase_and_its_depth_scale(chapter, sigma_w, side):
    words = chapter["explore-chaos"].words(sigma_w=sigma_w, correlation=0.5)
    q = fixed_point("tanh", sigma_w**2, 0.05)
    slope = chi("tanh", q, sigma_w**2)
    layers = written(1 / abs(math.log(slope)), 2)
    ordered = f"and the depth scale in layers is ξ = {layers}"
    scale = ordered if slope < 1 else "so small differences grow"
    assert f"in the {side} phase: χ = {slope:.3f}, {scale}. With these biases" in words
    assert "the edge of chaos is at σ 1.327." in words
    assert chapter["explore-chaos"].words(depth=1).endswith("correlation 0.5 in layer 1.")


def test_stairs_of_the_cobweb_are_the_correlations_by_layer(chapter):
    figure = chapter["explore-chaos"].figure(sigma_w=2.5, correlation=0.5, depth=9)
    cobweb, by_layer = lines(figure, 0, 1), lines(figure, 1)
    x, y = cobweb["stairs"].get_data()
    difference = by_layer["difference"].get_ydata()
    assert len(difference) == len(by_layer["measured"].get_ydata()) == 9
    np.testing.assert_allclose(y[1::2], 1 - difference[1:])
    c, mapped = cobweb["map"].get_data()
    np.testing.assert_allclose(y[1::2], np.interp(x[1::2], c[::-1], mapped[::-1]), atol=2e-3)


def test_the_dotted_lines_have_the_slope_at_1(chapter):
    figure = chapter["explore-chaos"].figure(sigma_w=2.0, correlation=0.999)
    x, y = lines(figure, 0, 1)["tangent"].get_data()
    c, mapped = lines(figure, 0, 1)["map"].get_data()
    slope = (y[1] - y[0]) / (x[1] - x[0])
    assert slope == pytest.approx((mapped[0] - mapped[1]) / (c[0] - c[1]), rel=1e-2)
    rate, difference = (lines(figure, 1)[gid].get_ydata() for gid in ("rate", "difference"))
    assert rate[1] / rate[0] == pytest.approx(slope)
    assert difference[1] / difference[0] == pytest.approx(slope, rel=1e-2)


def test_a_diverged_training_is_said_and_marked():
    scales = figures.Scales(np.ones((2, 10)), np.ones((2, 10)))
    trials = dict.fromkeys(INITIALIZERS, figures.Trials(scales, np.array([0.5, 0.75])))
    trials["sparse"] = figures.Trials(scales, np.array([np.nan, 0.1]))
    trials["constant"] = figures.Trials(scales, np.array([np.nan, np.nan]))
    words = figures.describe_fifteen(trials, "sparse")
    assert "1 of 2 networks diverge in training; the others classify 10" in words
    assert "All networks diverge" in figures.describe_fifteen(trials, "constant")
    assert "the networks classify 50 to 75" in figures.describe_fifteen(trials, "zeros")
    lines = figures.draw_fifteen(trials).subfigs[1].axes[0].lines
    assert [line.get_marker() for line in lines].count("x") == 2
    dots = sum(len(line.get_xdata()) for line in lines if line.get_marker() == "o")
    assert dots == 2 * 13 + 1


# --- depth scale, and learning rate by width ----------------------------------------------------


def test_dots_of_the_depth_scale_are_the_accuracies_of_the_depth_shown():
    reached = {(5, 1.0): np.array([0.2, 0.4]), (10, 1.0): np.array([0.1, 0.3, 0.8])}
    line = [0.8, 1.0, 1.2], [2.0, 4.0, 1e6]
    figure = figures.draw_depth_scale(reached, line, layers=10)
    scales, accuracies = (panel.axes[0] for panel in figure.subfigs)
    dots, bar = accuracies.lines[:2]
    np.testing.assert_allclose(dots.get_ydata(), [10, 30, 80])
    np.testing.assert_allclose(bar.get_ydata(), 30)
    np.testing.assert_allclose(scales.lines[0].get_ydata()[:2], [12, 24])
    assert scales.lines[1].get_ydata()[0] == 10
    words = figures.describe_depth_scale(reached | {(10, 1.2): np.array([0.5])}, line, layers=10)
    assert "30\N{NO-BREAK SPACE}% at 1 (6 ξ is 24) and 50" in words
    assert "at 1.2 (6 ξ is above 1,000)" in words


@pytest.mark.parametrize("near", [0.95, 1.55, 2.2])
def test_the_depth_scale_counts_layers_until_a_correlation_is_nearer_its_end_by_e(chapter, near):
    sigmas, depths = chapter["explore-depth"]._draw.args[1]
    place = int(np.argmin(abs(np.array(sigmas) - near)))
    sigma_w2 = sigmas[place] ** 2
    q = fixed_point("tanh", sigma_w2, 0.05)
    settled = {"q1": q, "q2": q, "sigma_w2": sigma_w2, "sigma_b2": 0.05}
    c = [0.5]
    while len(c) < 400:
        c.append(correlation_map("tanh", c[-1], **settled))
    end = 1.0 if near < 1.3 else c[-1]
    assert (end < 0.9) == (near > 1.3)
    distances = [end - 1e-3]
    for _ in range(5):
        distances.append(correlation_map("tanh", distances[-1], **settled))
    after = (end - distances[5]) / (end - distances[0])
    assert -5 / math.log(after) == pytest.approx(depths[place], rel=0.01)


def test_the_depth_scale_is_longest_on_the_edge_of_chaos(chapter):
    sigmas, depths = chapter["explore-depth"]._draw.args[1]
    assert max(depths) > 1e5  # on the edge
    assert sigmas[int(np.argmax(depths))] == math.sqrt(critical_line("tanh", 0.05)[0])


def test_best_rates_are_those_of_the_lowest_loss_and_never_of_a_diverged_training():
    losses = {
        ("standard", 8): np.array([[0.3, 0.4], [0.1, 0.5], [np.nan, 0.2]]),
        ("standard", 16): np.array([[0.2, 0.3], [0.3, np.nan], [np.nan, np.nan]]),
        ("µP", 8): np.zeros((3, 2)),
    }
    rates = [0.25, 0.5, 2.0]
    assert figures.best_rates(losses["standard", 8], rates).tolist() == [0.5, 2.0]
    figure = figures.draw_learning_rates(losses, rates)
    curves, bests = (panel.axes[0] for panel in figure.subfigs)
    np.testing.assert_allclose(curves.lines[0].get_xydata(), [[0.25, 0.35], [0.5, 0.3]])
    assert [line.get_ydata().tolist() for line in bests.lines] == [[0.5, 2.0], [0.25, 0.25]]
    words = figures.describe_learning_rates(losses, rates)
    assert "with 8 units the best learning rate is 1/2 to 2" in words
    assert "with 16 units the best learning rate is 1/4 (" in words


# --- a chain of single units --------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("weight", [0.5, 1.3])
def test_a_chain_is_a_network_of_single_units(activation, weight):
    net = MLP([1] * 31, activation, rng=np.random.default_rng(0))
    net.params = [(np.full((1, 1), weight), np.zeros(1)) for _ in net.params]
    sizes, gradients = figures.chain(weight, activation)
    record = net.forward(np.ones((1, 1)))
    np.testing.assert_allclose(sizes[:-1], np.ravel(record.activations), rtol=1e-12)
    f = ACTIVATIONS[activation].f
    through, step = np.array([1 - 1e-6, 1 + 1e-6]), 2e-6
    for _ in range(30):
        through = f(weight * through)
    assert gradients[0] == pytest.approx(np.diff(through).item() / step, rel=1e-3, abs=1e-9)
    assert gradients[-1] == 1
