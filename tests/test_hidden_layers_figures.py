import itertools
import json
import re
from functools import partial

import numpy as np
import pytest

from shared.approximation import kinks, relu_interpolant, tent, with_parameters
from shared.datasets import circles
from shared.explore.marks import content, marks
from shared.explore.script import joined, modules
from shared.figures import hidden_layers as figures
from shared.figures.hidden_layers import draw_three_hinges, three_hinges
from shared.figures.hidden_layers.construction import error_bound
from shared.figures.hidden_layers.fold import shallow_fold
from shared.figures.hidden_layers.kinks import maximum_error
from shared.figures.hidden_layers.learning import hidden_view
from shared.figures.hidden_layers.line_meets_xor import ANGLES, sides
from shared.figures.hidden_layers.only_slope_one import LEAKS, TALLEST, leaky_network, pieces_of
from shared.figures.hidden_layers.three_hinges import target
from shared.mlp import stacked
from tests.figure_checks import BOOK, explorables

FIGURES = BOOK / "shared" / "figures" / "hidden_layers"


@pytest.fixture(scope="module")
def chapter():
    return explorables("hidden-layers")


@pytest.fixture
def javascript(browser):
    """Return a function that gives the value of an expression of a module of the figures."""
    page = browser.new_page()

    def run(module, expression, argument=None):
        scripts = modules(FIGURES / f"{module}.js")
        keeping = f"// Of the module this is asked: {expression}\n0;\n"
        page.evaluate(joined([scripts], f"globalThis.module = {list(scripts)[-1]};\n{keeping}"))
        return page.evaluate(f"(argument) => module.{expression}", argument)

    yield run
    page.close()


# --- the numbers that pictures and words show --------------------------------------------------


@pytest.mark.parametrize("offset", [-0.6, -0.3, 0.0, 0.3, 0.6])
def test_a_line_gets_one_two_or_three_points_right(offset):
    for angle in ANGLES:
        distances, correct = sides(angle, offset)
        assert correct.sum() in (1, 2, 3)
        # Opposite corners are opposite seen from the centre, so these sums are the same.
        assert distances[0] + distances[3] == pytest.approx(distances[1] + distances[2])
        assert f"{correct.sum()} of 4" in figures.describe_line_meets_xor(angle, offset)


def test_a_corner_on_the_line_is_class_0_whatever_rounding_says():
    distances, correct = sides(45, 0.0)
    np.testing.assert_allclose(distances[[1, 2]], 0, atol=1e-15)
    assert correct.tolist() == [True, False, False, False]


@pytest.mark.parametrize("depth", range(1, 6))
def test_only_slope_one_is_a_single_piece(depth):
    for slope in LEAKS:
        net = leaky_network(slope, depth)
        pieces = len(kinks(net, -3, 3)) + 1
        assert (pieces == 1) == (slope == 1)
        x, y = pieces_of(net, -3, 3)
        assert len(x) == pieces + 1
        assert abs(y).max() <= TALLEST + 1e-9
    words = figures.describe_only_slope_one(1.0, depth)
    assert re.search(r"W = −?[\d.]+, b = −?[\d.]+\.$", words)


def test_words_place_the_kink():
    assert "kink is at x = −b/w = 1.2;" in figures.describe_one_unit(-2.5, 3)
    assert "outside the picture" in figures.describe_one_unit(0.5, 3)
    assert "h is 2 everywhere" in figures.describe_one_unit(0.0, 2)
    assert "0 to its right, and has slope −1 to its left" in figures.describe_one_unit(-1.0, 1)


def test_the_kink_is_drawn_where_the_unit_bends_if_it_is_in_the_picture():
    drawn = marks(figures.draw_one_unit(-0.75, 1.5))
    assert content(drawn["kink"]).tolist() == content(drawn["zero of z"]).tolist() == [[2], [0]]
    x, h = content(drawn["h"])
    np.testing.assert_allclose(h, [4.5, 0, 0], atol=1e-12)
    assert x[1] == 2
    for weight, bias in [(0.25, 1.5), (0.0, 1.0)]:
        drawn = marks(figures.draw_one_unit(weight, bias))
        assert set(drawn) == {"z", "h", "bias"}


def test_who_takes_the_kink_moves_the_bias(javascript):
    for weight, x in [(2.0, 1.5), (-0.5, 3.0)]:
        take = "twin().taken.kink(argument[0], 1, { weight: argument[1] })"
        bias = javascript("one_unit", take, [x, weight])["bias"]
        assert f"kink is at x = −b/w = {x:g};" in figures.describe_one_unit(weight, bias)


def test_the_line_goes_through_the_place_to_which_its_foot_is_taken(javascript):
    rng = np.random.default_rng(0)
    take = "twin().taken.foot(...argument)"
    for _ in range(50):
        angle, place = float(rng.uniform(0, 360)), rng.uniform(0, 1, 2).tolist()
        found = javascript("line_meets_xor", take, [*place, {"angle": angle}])
        foot = content(marks(figures.draw_line_meets_xor(**found))["foot"])[:, 0]
        np.testing.assert_allclose(foot, place, atol=1e-9)
        turn = abs(found["angle"] - angle) % 360
        assert min(turn, 360 - turn) <= 90 + 1e-9  # the shaded side stays on its side
    near = javascript("line_meets_xor", take, [0.505, 0.5, {"angle": 40}])
    assert near == {"offset": 0}  # at the centre there is no direction to turn to


def test_the_view_of_hidden_space_keeps_what_the_output_layer_sees():
    rng = np.random.default_rng(0)
    params = [(np.zeros((2, 5)), np.zeros(5)), (rng.normal(size=(5, 2)), rng.normal(size=2))]
    hidden = rng.normal(size=(30, 5))
    view = hidden_view(params, hidden)
    V, c = params[-1]
    scores = hidden @ V + c
    distance = (scores[:, 1] - scores[:, 0]) / np.linalg.norm(V[:, 1] - V[:, 0])
    np.testing.assert_allclose(view[:, 0], distance)
    # No direction within the plane shows more variation, and none is stretched.
    assert view[:, 1].std() <= np.linalg.svd(hidden - hidden.mean(axis=0))[1][0] / np.sqrt(30)
    assert abs(view[:, 1]).max() == view[:, 1].max()


def test_one_unit_leaves_nothing_to_see_along_the_boundary():
    params = [(np.ones((2, 1)), np.zeros(1)), (np.array([[1.0, -1.0]]), np.zeros(2))]
    view = hidden_view(params, np.arange(4.0)[:, np.newaxis])
    assert (view[:, 1] == 0).all()


def test_snapshots_end_where_the_words_say(chapter):
    for width, right in [(1, 67), (2, 86), (3, 100), (4, 100), (16, 100)]:
        words = chapter["explore-learn"].words(width=width, step=1000)
        assert f"{right} of 100" in words


def test_the_maximum_error_is_that_of_a_finer_grid():
    net = relu_interpolant(np.sin, -1, 1, 3)
    x = np.linspace(-1, 1, 77_777)
    error = abs(net.forward(x[:, np.newaxis]).output[:, 0] - np.sin(x)).max()
    assert maximum_error(net, np.sin) == pytest.approx(error, rel=1e-5)


@pytest.mark.parametrize("pieces", [1, 2, 4, 8, 16, 32, 64])
def test_the_bound_that_is_drawn_holds(pieces):
    def target(x):
        return np.sin(1.5 * np.pi * x)

    error = maximum_error(relu_interpolant(target, -1, 1, pieces), target)
    assert error <= error_bound(pieces, (1.5 * np.pi) ** 2)


def test_outcomes_count_what_they_draw(chapter):
    for width, solved in [(1, 0), (2, 11), (3, 25), (4, 39), (8, 49)]:
        words = chapter["explore-outcomes"].words(width=width, activation="relu")
        assert f"{solved} of 50 runs" in words
        figure = chapter["explore-outcomes"].figure(width=width, activation="relu")
        lines = {line.get_label(): line for line in figure.subfigs[0].axes[0].lines}
        drawn = {label: int(np.isnan(line.get_ydata()).sum()) for label, line in lines.items()}
        expected = {"solved": solved, "not solved": 50 - solved}
        assert drawn == {label: number for label, number in expected.items() if number}
        shown = figure.subfigs[1].axes[0].lines[0].get_ydata()  # no further than the width
        assert list(shown) == [0, 11, 25, 39, 49][: [1, 2, 3, 4, 8].index(width) + 1]


@pytest.mark.parametrize("depth", range(1, 8))
def test_deep_and_shallow_have_the_same_number_of_units_and_parameters(depth):
    deep, shallow = (figures.describe_fold(depth, kind) for kind in ("deep", "shallow"))
    counted = r"(\d+) hidden units, (\d+) parameters"
    assert re.search(counted, deep).groups() == re.search(counted, shallow).groups()
    assert "exactly the saw" in deep
    assert ("exactly the saw" in shallow) == (depth <= 2)


def test_the_shallow_fit_is_the_best_for_its_kinks():
    net = shallow_fold(4)
    x = np.linspace(0, 1, 1025)[:, np.newaxis]

    def squared_error(V):
        moved = with_parameters([net.params[0], (V, net.params[1][1])], "relu")
        return np.square(moved.forward(x).output - tent(x, 4)).mean()

    best = squared_error(net.params[1][0])
    rng = np.random.default_rng(0)
    for _ in range(20):
        assert squared_error(net.params[1][0] + rng.normal(scale=1e-3, size=(8, 1))) > best


def test_saw_and_error_of_the_picture_agree():
    saw = partial(tent, depth=3)
    error = maximum_error(shallow_fold(3), saw, 0, 1)
    assert f"{error:.2g}" in figures.describe_fold(3, "shallow")


@pytest.mark.parametrize("folds", [1, 2, 3])
def test_one_unit_for_each_kink_cannot_make_the_first_slope_of_the_saw(folds):
    # Each kink changes the slope between 2^k and -2^k; its unit is active on one side of it.
    pieces = 2**folds
    changes = [2 * pieces * (-1) ** (kink + 1) for kink in range(pieces - 1)]
    first_slopes = {
        sum(-change for change, is_left in zip(changes, sides, strict=True) if is_left)
        for sides in itertools.product([False, True], repeat=pieces - 1)
    }
    assert pieces not in first_slopes
    axes = figures.draw_fold(folds).subfigs[1].axes[0]
    units = dict(zip(*axes.lines[0].get_data(), strict=True))
    assert axes.lines[0].get_label() == "one hidden layer"
    assert units[folds] == pieces
    built = relu_interpolant(partial(tent, depth=folds), 0, 1, pieces)
    assert maximum_error(built, partial(tent, depth=folds), 0, 1) < 1e-12


def test_a_tie_is_blank_and_has_no_decision_boundary():
    # One unit that is active where the first coordinate is positive, and no biases.
    params = [(np.array([[1.0], [0.0]]), np.zeros(1)), (np.array([[1.0, -1.0]]), np.zeros(2))]
    X, y = np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([0, 1])
    ways = {1: [stacked([with_parameters(params, "relu")]).params]}
    drawn = marks(figures.draw_learning(ways, X, y, width=1, seed=0))
    regions = content(drawn["regions"])
    across = regions.shape[1] // 2
    assert (regions[:, :across] == 0).all()
    assert (regions[:, across:] > 0).all()
    assert "boundary" not in drawn


def test_what_rounding_leaves_of_a_tie_is_a_tie():
    rounding = np.array([-3e-17, 4e-17])
    X, y = np.array([[-1.0, 0.0], [1.0, 0.0], [-1.0, 1.0]]), np.array([1, 0, 0])
    for b in (rounding, -rounding):
        params = [(np.array([[1.0], [0.0]]), np.zeros(1)), (np.array([[1.0, -1.0]]), b)]
        ways = {1: [stacked([with_parameters(params, "relu")]).params]}
        drawn = marks(figures.draw_learning(ways, X, y, width=1, seed=0))
        regions = content(drawn["regions"])
        assert (regions[:, : regions.shape[1] // 2] == 0).all()
        assert "boundary" not in drawn
        dead = marks(figures.draw_learning(ways, X[[0, 2]], y[[0, 2]], width=1, seed=0))
        assert not content(dead["hidden 0"]).any()  # all on the boundary
        # Equal scores say class 0.
        assert "2 of 3 points" in figures.describe_learning(ways, X, y, width=1, seed=0)


def test_boundary_and_bends_are_where_scores_and_units_are_0():
    rng = np.random.default_rng(0)
    params = [(rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in [(2, 3), (3, 2)]]
    net = with_parameters(params, "relu")
    X, y = circles(20, rng=rng)
    drawn = marks(figures.draw_learning({3: [stacked([net]).params]}, X, y, width=3, seed=0))
    scores = net.propagate(content(drawn["boundary"])).output
    assert len(scores) > 10
    assert abs(scores[:, 1] - scores[:, 0]).max() < 0.03
    lines = content(drawn["bends"]).reshape(2, 3, 3)  # two points of each unit, and a gap
    z = net.propagate(lines[:, :, :2].reshape(2, 6).T).zs[0].reshape(3, 2, 3)
    np.testing.assert_allclose(z[range(3), :, range(3)], 0, atol=1e-9)


def test_regions_of_one_network_are_those_of_the_training():
    rng = np.random.default_rng(0)
    params = [(rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in [(2, 3), (3, 2)]]
    net = with_parameters(params, "relu")
    X, y = circles(20, rng=rng)
    alone = marks(figures.draw_regions(net, X, y))
    beside = marks(figures.draw_learning({3: [stacked([net]).params]}, X, y, width=3, seed=0))
    assert {*alone} == {"regions", "boundary", "bends"}
    for name, mark in alone.items():
        np.testing.assert_array_equal(content(mark), content(beside[name]))


def test_a_training_in_the_page_does_not_depend_on_the_order_of_questions(chapter, javascript):
    given = json.loads(chapter["explore-learn"].twin.given())
    say = "((say) => (values) => say(values).words)(module.twin(argument[0]))"
    ask = f"twin && argument[1].map({say})"
    asked = [{"width": 3, "seed": 1, "step": step} for step in (5, 40, 0, 40, 5)]
    words = javascript("learning", ask, [given, asked])
    assert words[0] == words[4]
    assert words[1] == words[3]
    assert len(set(words)) == 3


START = (-1.0, -0.5, 1.0, 1.0, 0.0, 1.0, 1.0, -0.5, 1.0)
NAMES = [name + unit for unit in "123" for name in "wbv"]
UNITS = {  # w and b of three hinges, and the rank of their values
    "apart": ([-1.0, 1.0, 1.0], [-0.5, 0.0, -0.5], 3),
    "two the same": ([1.0, 1.0, -1.0], [0.3, 0.3, 0.2], 2),
    "two the same but for a factor": ([0.5, 2.0, -1.0], [0.1, 0.4, 0.2], 2),
    "one dead": ([1.0, 1.0, -1.0], [-2.0, 0.3, 0.2], 2),
    "three straight lines": ([1.0, -1.0, 0.5], [2.0, 1.5, 1.0], 2),
    "constant and dead": ([0.0, 0.0, 1.0], [1.0, -1.0, -2.0], 1),
    "all dead": ([0.0, 1.0, -1.0], [0.0, -2.0, -2.0], 0),
}


@pytest.mark.parametrize("name", UNITS)
def test_no_output_weights_have_a_smaller_error_than_least_squares(name, javascript):
    w, b, rank = UNITS[name]
    h, goal = three_hinges.hinges(np.array(w), np.array(b), three_hinges.X), target(three_hinges.X)
    found, independent = three_hinges.least_squares(h, goal)
    assert independent == rank == np.linalg.matrix_rank(h)
    # Other weights may be as good, but none has another sum than NumPy's.
    np.testing.assert_allclose(h @ found, h @ np.linalg.lstsq(h, goal, rcond=None)[0], atol=1e-12)
    length = np.linalg.norm(h, axis=0)
    least = np.linalg.lstsq(h / np.where(length > 0, length, 1), goal, rcond=None)[0]
    np.testing.assert_allclose(found * length, least, atol=1e-12)
    given = [h.T.tolist(), goal.tolist(), three_hinges.CUTOFF]
    said = javascript("least_squares", "leastSquares(...argument)", given)
    assert said["rank"] == rank
    np.testing.assert_allclose(said["weights"], found, rtol=1e-10, atol=1e-12)


def test_steps_of_the_hinges_are_those_of_a_network_without_output_bias():
    w, b, v = np.reshape(START, (3, 3)).T
    net = with_parameters([(w[np.newaxis], b), (v[:, np.newaxis], np.zeros(1))], "relu")
    x = three_hinges.X[:, np.newaxis]
    way = three_hinges.descent(START, 20)
    for now in way:
        (W, b), (V, c) = net.params
        np.testing.assert_allclose(now, [W[0], b, V[:, 0]], rtol=1e-12)
        _, ((dW, db), (dV, _)) = net.gradients(x, target(x), "mean_squared_error")
        rate = three_hinges.RATE
        net.params = [(W - rate * dW, b - rate * db), (V - rate * dV, c)]
    first = np.array(START).reshape(3, 3).T
    error = np.square(net.propagate(x).output - target(x)).mean()
    assert error < three_hinges.mean_squared_error(*first)


def test_the_sum_is_the_sum_of_the_hinges():
    x = np.linspace(-1, 1, 201)
    for values in ({}, {"best_output_weights": True}, {"step": 700}):
        drawn = {name: content(mark) for name, mark in marks(draw_three_hinges(**values)).items()}
        parts = [np.interp(x, *drawn[f"hinge {unit}"]) for unit in (1, 2, 3)]
        np.testing.assert_allclose(np.interp(x, *drawn["sum"]), sum(parts), atol=1e-12)
        error = np.square(np.interp(three_hinges.X, *drawn["sum"]) - target(three_hinges.X)).mean()
        assert drawn["error"].tolist() == [[values.get("step", 0)], [pytest.approx(error)]]
        assert drawn["least squares"][1, 0] <= error + 1e-12


def test_words_name_dead_hinges_and_hinges_made_of_others():
    words = figures.describe_three_hinges(w1=1.0, b1=-2.0)
    assert "kinks on [−1, 1]: none, 0 and 0.5;" in words
    assert words.endswith("Hinge 1 is 0 at all 64 places.")
    two = figures.describe_three_hinges(w1=1.0, b1=-2.0, w3=-1.0, b3=-1.5)
    assert two.endswith("Hinges 1 and 3 are 0 at all 64 places.")
    words = figures.describe_three_hinges(w3=2.0, b3=0.0, best_output_weights=True)
    assert "Other output weights are as good" in words
    assert "are as good" not in figures.describe_three_hinges(best_output_weights=True)
    assert words.startswith("Your hinges, best output weights")
    assert figures.describe_three_hinges(step=5).startswith("After 5 gradient steps: kinks")
    assert figures.describe_three_hinges(step=2000).endswith("Hinge 3 is 0 at all 64 places.")
    assert "places" not in figures.describe_three_hinges(v3=-1.0, step=2000)


def test_a_hinge_goes_through_the_place_to_which_it_is_taken(javascript):
    rng = np.random.default_rng(0)
    taken = 0
    for _ in range(40):
        values = dict(zip(NAMES, np.round(rng.uniform(-2, 2, 9), 1).tolist(), strict=True))
        for unit in "123":
            drawn = marks(draw_three_hinges(**values))
            if f"end {unit}" not in drawn:
                continue
            (x,), (y,) = content(drawn[f"end {unit}"])
            on_hinge = np.interp(x, *content(drawn[f"hinge {unit}"]))
            assert on_hinge == pytest.approx(y)
            assert abs(x) <= 1
            place = [x, float(rng.uniform(-2, 3)), values]
            found = javascript("three_hinges", f"twin().taken['end {unit}'](...argument)", place)
            moved = content(marks(draw_three_hinges(**values | found))[f"hinge {unit}"])
            assert np.interp(x, *moved) == pytest.approx(place[1])
            taken += 1
    assert taken > 60


def test_each_fit_is_a_dot_and_words_tell_their_range():
    def target(x):
        return np.sin(1.5 * np.pi * x)

    net = relu_interpolant(target, -1, 1, 2)
    fits = {(2, step, "at 0"): figures.Fit(net, np.array([3.0, 1.0, 2.0])) for step in (0, 10)}
    figure = figures.draw_construction(fits, target, 22.2, units=2, step=10)
    dots = figure.subfigs[1].axes[0].lines[-1].get_ydata()
    assert dots.tolist() == [3, 1, 2]
    words = figures.describe_construction(fits, target, 22.2, units=2, step=10)
    assert "3 networks have maximum errors from 1 to 3; the median is 2." in words


def test_the_maximum_error_of_a_stack_is_that_of_each():
    nets = [relu_interpolant(np.sin, -1, 1, pieces) for pieces in (3, 3)]
    nets[1].params = [(W * 1.1, b) for W, b in nets[1].params]
    alone = [maximum_error(net, np.sin) for net in nets]
    assert maximum_error(stacked(nets), np.sin) == pytest.approx(alone)
    assert alone[0] != alone[1]


def test_an_image_and_its_row_have_the_same_ink():
    X, y = np.arange(3 * 64).reshape(3, 64) % 17 / 16, np.array([8, 1, 8])
    picture, row = figures.draw_image_as_inputs(X, y, digit="8", example=1).subfigs
    ink = np.rint(16 * X[2]).astype(int)
    written = {text.get_position(): int(text.get_text()) for text in picture.axes[0].texts}
    assert written == {(k % 8, k // 8): level for k, level in enumerate(ink)}
    shades = picture.axes[0].images[0].get_array()
    assert shades.ravel().tolist() == ink.tolist()
    (bars,) = row.axes[0].patches
    np.testing.assert_allclose(bars.get_data().values, X[2])
    words = figures.describe_image_as_inputs(X, y, digit="8", example=1)
    assert f"{(ink > 0).sum()} of 64 pixels have ink" in words
    assert "ink of row 4: " + " ".join(map(str, ink[24:32])) in words


@pytest.mark.parametrize(("inputs", "ends"), [("two numbers", (2, 1)), ("an image", (64, 10))])
def test_the_first_network_has_the_ends_of_its_task(inputs, ends):
    words = figures.describe_first_network(4, 1, inputs)
    shapes = f"W₁ ({ends[0]},\N{NO-BREAK SPACE}4), b₁ (4), W₂ (4,\N{NO-BREAK SPACE}{ends[1]})"
    assert shapes in words
    texts = [text.get_text() for text in figures.draw_first_network(4, 1, inputs).axes[0].texts]
    assert f"(n,\N{NO-BREAK SPACE}{ends[0]})" in texts
