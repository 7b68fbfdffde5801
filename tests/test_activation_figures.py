import itertools
import math
import re

import numpy as np
import pytest

from shared.activations import ACTIVATIONS, maximum_slope
from shared.figures import activations as figures
from shared.figures.activations import FrozenLayers, TrainingRun
from shared.figures.activations.born_dead import (
    count_dead,
    dead_by_one_input,
    initial_outputs,
    percent,
)
from shared.figures.activations.half_precision import limits, shares
from shared.figures.activations.overflow import largest_exponent
from shared.figures.activations.stretched_sigmoid import stretched_sigmoid
from shared.figures.activations.ticks import ticks
from tests.figure_checks import explorables


@pytest.fixture(scope="module")
def chapter():
    return explorables("activations")


# --- the numbers that pictures and words show --------------------------------------------------


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "softsign", "selu", "gelu"])
@pytest.mark.parametrize("z", [-8, -1, 0, 3])
def test_the_tangent_touches_and_the_powers_are_those_of_its_slope(activation, z):
    curve, product = (sub.axes[0] for sub in figures.draw_slope_and_depth(z, activation).subfigs)
    x, y = curve.lines[1].get_data()
    slope = ACTIVATIONS[activation].df(float(z))
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(slope, abs=1e-14)
    assert np.interp(z, x, y) == pytest.approx(ACTIVATIONS[activation].f(float(z)))
    depth, factors = product.lines[0].get_data()
    np.testing.assert_allclose(factors, abs(slope) ** depth)
    assert len(depth) == (1 if slope == 0 else 11)


def test_words_tell_the_sigmoids_best_case():
    words = figures.describe_slope_and_depth(0)
    assert "0.25" in words
    assert "9.54\u00a0×\u00a010⁻⁷" in words
    assert "keeps its size" in figures.describe_slope_and_depth(3, "relu")
    assert "No gradient passes" in figures.describe_slope_and_depth(-3, "relu")


def test_the_stretched_sigmoid_is_tanh_only_at_two():
    z = np.linspace(-20, 20, 4001)
    for c in np.arange(0.25, 4.01, 0.25):
        gap = abs(stretched_sigmoid(z, c) - np.tanh(z)).max()
        assert (gap < 1e-15) == (c == 2)
        assert ("same" in figures.describe_stretched_sigmoid(c)) == (c == 2)
        said = re.search(r"maximum difference is ([\d.]+)", figures.describe_stretched_sigmoid(c))
        assert c == 2 or float(said[1]) == pytest.approx(gap, abs=0.006)


def test_one_inputs_chance_to_die_matches_all_signs_of_small_nets():
    # Two units and two layers: enumerate every pattern of signs that the weights can produce.
    patterns = list(itertools.product([False, True], repeat=4))
    dead = sum(not any(p[:2]) or not any(p[2:]) for p in patterns) / len(patterns)
    assert dead_by_one_input(2, 2) == dead


def test_nets_drawn_are_linear_on_both_sides_and_zero_at_zero():
    outputs = initial_outputs(3, 5)
    assert outputs.shape == (24, 3)
    assert (outputs[:, 1] == 0).all()
    assert count_dead(np.array([[0, 0, 0], [0, 0, 1.0]])) == 1


def test_measured_shares_lie_between_the_bounds(chapter):
    for width, hidden_layers in itertools.product([2, 3, 4, 5, 8, 16], [2, 5, 10, 20, 40]):
        words = chapter["explore-dead"].words(width=width, hidden_layers=hidden_layers)
        survival = 1 - dead_by_one_input(width, hidden_layers)
        said = re.search(r"units: (none|all|[\d.]+)", words)[1]
        measured = {"none": 0.0, "all": 1.0}.get(said)
        measured = float(said) / 100 if measured is None else measured
        noise = 0.02
        assert 1 - 2 * survival - noise <= measured <= 1 - survival + noise


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "none"),
        (1, "all"),
        (0.63, "63\u00a0%"),
        (0.0042, "0.4\u00a0%"),
        (0.995, "99.5\u00a0%"),
        (0.00012, "0.01\u00a0%"),
    ],
)
def test_shares_are_told_from_none_and_from_all(share, words):
    assert percent(share) == words


@pytest.mark.parametrize("precision", ["float16", "float32", "float64"])
def test_exponentials_overflow_just_above_the_limit_that_is_shown(precision):
    limit = largest_exponent(precision)
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(np.array([0.999 * limit], precision)))
        assert np.isinf(np.exp(np.array([1.001 * limit], precision)))


def test_where_no_formula_breaks_both_agree(chapter):
    overflow = chapter["explore-overflow"]
    for position in overflow.grid.positions():
        values = overflow.grid.values(position)
        curve, bars = (sub.axes[0] for sub in overflow.figure(**values).subfigs)
        naive, stable = (line.get_ydata() for line in curve.lines[:2])
        whole = ~np.isnan(naive)
        eps = float(np.finfo(values["precision"]).eps)
        np.testing.assert_allclose(naive[whole], stable[whole], atol=4 * eps)
        heights = [bar.get_height() for bar in bars.patches]
        broken = len(bars.texts)
        np.testing.assert_allclose(heights[broken:4], heights[4 + broken :], atol=4 * eps)
        assert np.isfinite(stable).all()
        assert sum(heights[4:]) == pytest.approx(1, abs=4 * eps)
        assert ("agree" in overflow.words(**values)) == (broken == 0 and whole.all())


def test_words_name_the_steepest_place_where_there_is_one():
    for name in ACTIVATIONS:
        words = figures.describe_family(name)
        slope, where = maximum_slope(name)
        is_constant = name in {"identity", "step"}
        assert (f"the slope is {slope:g} everywhere" in words) == is_constant
        assert (f"at most {slope:.4g}" in words) != is_constant
        one_place = name in {"sigmoid", "tanh", "softsign", "silu", "gelu", "mish", "selu"}
        assert (", at z = " in words) == one_place
        assert not one_place or words.endswith(f", at z = {where:.3g}.")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (-1, 1, [-1, -0.5, 0, 0.5, 1]),
        (0, 8, [0, 2, 4, 6, 8]),
        (-1.76, 8, [0, 2, 4, 6, 8]),
        (-10, 9, [-8, -4, 0, 4, 8]),
        (-15, 13, [-8, 0, 8]),
    ],
)
def test_ticks_are_few_and_round(low, high, expected):
    assert ticks(low, high).tolist() == expected


def test_a_histogram_loses_no_activation(chapter):
    for activation in ("relu", "tanh", "identity"):
        figure = chapter["explore-training"].figure(activation=activation, epoch=6)
        shares = figure.subfigs[1].axes[0].patches[0].get_data().values
        assert shares.sum() == pytest.approx(1)


def test_each_training_is_a_dot_and_words_tell_their_range():
    hidden = [np.zeros((4, 2)), np.ones((4, 2))]
    runs = {
        ("tanh", 1): TrainingRun(np.array([[0.1, 0.2, 0.1], [0.9, 0.5, 0.8]]), hidden),
        ("relu", 1): TrainingRun(np.array([[0.0, 0.0, 0.0], [0.3, 0.3, 0.4]]), hidden),
    }
    figure = figures.draw_training(runs, "relu", 1, epoch=1)
    tanh, relu = figure.subfigs[0].axes[0].lines
    np.testing.assert_allclose(tanh.get_xdata(), [90, 50, 80])
    np.testing.assert_allclose(relu.get_xdata(), [30, 30, 40])
    assert len(set(relu.get_ydata())) == 3
    words = figures.describe_training(runs, "tanh", 1, epoch=1)
    assert "3 networks classify 50 to 90\u00a0%" in words
    assert "the median 80\u00a0%" in words


def test_frozen_layers_are_dots_by_layer_and_words_tell_the_last():
    frozen = {
        "sigmoid": FrozenLayers(
            spread=np.array([[0.1, 0.3, 0.2], [0.01, 0.02, 0.03]]),
            accuracy=np.array([[0.5, 0.6, 0.7], [0.1, 0.2, 0.1]]),
            standardised=np.array([[0.9, 0.8, 0.7], [0.6, 0.7, 0.8]]),
        )
    }
    spread, accuracy = (sub.axes[0] for sub in figures.draw_collapse(frozen, "sigmoid").subfigs)
    layer, values = spread.lines[0].get_data()
    assert layer.round().tolist() == [1, 1, 1, 2, 2, 2]
    np.testing.assert_allclose(values, [0.1, 0.3, 0.2, 0.01, 0.02, 0.03])
    shown = {line.get_label(): line.get_ydata() for line in accuracy.lines}
    np.testing.assert_allclose(shown["as they are"], [50, 60, 70, 10, 20, 10])
    np.testing.assert_allclose(shown["standardised"], [90, 80, 70, 60, 70, 80])
    words = figures.describe_collapse(frozen, "sigmoid")
    assert "from 0.2 to 0.02" in words
    assert "classifies 10\u00a0% of the test images correctly, and 70\u00a0%" in words


# --- histograms by layer ------------------------------------------------------------------------


def test_a_histogram_by_layer_counts_all_activations_and_those_outside_at_its_end():
    layers = {("relu", 1.0): [np.array([[0.0, 1.0], [0.0, 99.0]])] * 7}
    figure = figures.draw_layers(layers, "relu", 1.0)
    assert [panel.axes[0].get_title(loc="left")[:7] for panel in figure.subfigs] == [
        f"layer {layer}" for layer in (1, 3, 5, 7)
    ]
    share = figure.subfigs[0].axes[0].patches[0].get_data().values
    assert share.sum() == pytest.approx(1)
    assert share[[0, -1]].tolist() == [0.5, 0.25]


def test_words_tell_dead_units_from_zeros_and_saturated_ends():
    half = np.array([[0.0, 1.0], [1.0, 0.0]])
    dead = np.array([[0.0, 1.0], [0.0, 1.0]])
    layers = {("relu", 1.0): [half, half, half, dead]}
    layers["relu", "A"] = [half, half, 1e-9 * half, dead]
    words = figures.describe_layers(layers, "relu", 1.0)
    assert "In layers 1, 2, 3 and 4 a unit varies by 0.5, 0.5, 0.5 and 0 over" in words
    words_of_a = figures.describe_layers(layers, "relu", "A")
    assert words_of_a.startswith("ReLU, network A. ")
    assert "varies by 0.5, 0.5, less than a millionth and 0 over" in words_of_a
    halves = ", ".join(["50\u00a0%"] * 3) + " and 50\u00a0%"
    assert f"{halves} of the activations are 0; " in words
    assert "0\u00a0%, 0\u00a0%, 0\u00a0% and 50\u00a0% of the units are dead" in words
    ends = [np.array([[-0.999, 0.5, 0.98, 0.995]])] * 4
    words = figures.describe_layers({("tanh", 1.0): ends}, "tanh", 1.0)
    assert f"{halves} of the activations are saturated" in words
    ends = [np.array([[0.001, 0.5, 0.98, 0.999]])] * 4
    words = figures.describe_layers({("sigmoid", 1.0): ends}, "sigmoid", 1.0)
    assert f"{halves} of the activations are saturated" in words
    words = figures.describe_layers({("tanh", 1.0): [half - 0.5] * 4}, "tanh", 1.0)
    assert "in each of them less than 1\u00a0% of the activations are saturated" in words


# --- sixteen bits -------------------------------------------------------------------------------


def to_bfloat16(chapter):
    return chapter["explore-half"]._draw.args[1]["bfloat16"]


def test_bfloat16_keeps_eight_significant_bits_and_rounds_ties_to_even(chapter):
    rounded = to_bfloat16(chapter)
    sizes = 10.0 ** np.arange(-20, 20).repeat(250)
    numbers = sizes * np.random.default_rng(0).normal(size=10_000)
    numbers = numbers.astype(np.float32)
    mantissa, exponent = np.frexp(numbers.astype(float))
    np.testing.assert_array_equal(rounded(numbers), np.ldexp(np.rint(mantissa * 256), exponent - 8))
    ties = np.array([1 + 2**-8, 1 + 3 * 2**-8, -1 - 2**-8])
    assert rounded(ties).tolist() == [1, 1 + 2**-6, -1]


def test_limits_of_the_formats_are_those_of_the_standard(chapter):
    assert limits(np.float16) == (-24, 15)
    assert limits(np.float32)[1] == 127
    assert limits(to_bfloat16(chapter)) == (-133, 127)


def test_lost_gradients_are_counted_layer_by_layer():
    gradients = [np.array([1e-9, 1e-3]), np.array([1.0, 4.0])]
    zeros, infinite = shares(gradients, np.float16, 0)
    assert (zeros.tolist(), infinite.tolist()) == ([0.5, 0], [0, 0])
    zeros, infinite = shares(gradients, np.float16, 15)
    assert (zeros.tolist(), infinite.tolist()) == ([0, 0], [0, 0.5])
    formats = {"float16": np.float16, "float32": np.float32}
    words = figures.describe_half_precision(gradients, formats, "float16", 15)
    assert "times 2 to the power 15: none becomes 0, and 0\u00a0% and 50\u00a0% become inf" in words
    assert words.endswith("infinite in layers 1 and 2.")
    words = figures.describe_half_precision(gradients, formats, "float16", 0)
    assert "50\u00a0% and 0\u00a0% become 0 in layers 1 and 2, and none becomes infinite." in words
    words = figures.describe_half_precision(gradients, formats, "float32", 0)
    assert "none becomes 0 or infinite. The limits of float32 are outside the picture." in words


# --- one unit -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "value", "slope"),
    [
        ("relu", 1.5, 1.0),
        ("sigmoid", 1 / (1 + math.exp(-1.5)), 0.149146),
        ("tanh", 0.905148, 0.180707),
    ],
)
def test_a_unit_stands_at_its_weighted_sum(activation, value, slope):
    value_axes, slope_axes = (
        sub.axes[0] for sub in figures.draw_unit(2.0, 1.0, -0.5, activation).subfigs
    )
    for axes, height in ((value_axes, value), (slope_axes, slope)):
        curve, _, here, _ = axes.lines
        assert here.get_xydata().ravel().tolist() == pytest.approx([1.5, height], abs=1e-6)
        x, y = curve.get_xydata().T
        assert np.interp(1.5, x, y) == pytest.approx(height, abs=1e-3)
    assert value_axes.get_ylim() == slope_axes.get_ylim()
    assert "z = wx + b = 1.5" in figures.describe_unit(2.0, 1.0, -0.5, activation)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((4.0, 1.0, 0.5, "tanh"), "h = f(z) ≈ 1."),
        ((0.0, 1.0, 0.0, "sigmoid"), "h = f(z) = 0.5."),
        ((0.15, 2.0, -0.3, "relu"), "z = wx + b = 0, and h = f(z) = 0. There the graph has a kink"),
        ((-1.0, 1.0, 0.0, "relu"), "a small change of z does not change h."),
        ((4.0, 1.0, 0.0, "relu"), "The point of h is outside the picture."),
        ((4.0, 2.0, 0.0, "tanh"), "Both points are outside the picture."),
    ],
)
def test_words_of_a_unit_say_what_is_rounded_and_what_is_outside(values, said):
    assert said in figures.describe_unit(*values)


def test_the_classics_have_one_scale():
    assert len({sub.axes[0].get_ylim() for sub in figures.draw_classics().subfigs}) == 1
