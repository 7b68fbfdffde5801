"""The pictures of the chapter on propagation: sound in every position, and true to the numbers."""

import itertools
import re
from fractions import Fraction

import numpy as np
import pytest
from matplotlib.text import Text

from shared.cost import jacobian_multiplications
from shared.explore.marks import marks
from shared.explore.picture import to_svg
from shared.figures import propagation as figures
from shared.figures.propagation.descent import descend, parts
from shared.figures.propagation.filled_graph import ASIDE, GRAPH_HEIGHT, MARKER, Places
from shared.figures.propagation.memory import footprint
from shared.figures.propagation.modes import INPUTS
from shared.figures.propagation.small_graph import both_passes, changes
from shared.figures.propagation.step import STEPS, state_at
from shared.figures.propagation.variables import two_decimals
from shared.figures.style import colour
from shared.graph import Node, topological_order
from tests.figure_checks import assert_legible

# --- the traced graph -------------------------------------------------------------------------


def traced(activation):
    arrays = {"X": [[1.0, -0.25], [0.5, 1.0]], "W₁": [[0.5, -1.0], [1.0, 0.75]]}
    arrays |= {"W₂": [[1.0], [-0.5]], "Y": [[1.0], [-0.5]]}
    nodes = {name: Node(array, name) for name, array in arrays.items()}
    Z = nodes["X"] @ nodes["W₁"]
    H = activation(Z)
    outputs = H @ nodes["W₂"]
    E = outputs - nodes["Y"]
    loss = np.square(E).mean()
    R = 0.05 * (np.square(nodes["W₁"]).sum() + np.square(nodes["W₂"]).sum())
    results = {"Z": Z, "H": H, "O": outputs, "E": E, "ℓ": loss, "R": R, "J": loss + R}
    for name, node in results.items():
        node.name = name
    results["J"].backward()
    return nodes | results


def walk(nodes, activation="tanh"):
    return figures.Walk(lambda name, w1: nodes, (activation,))


ACTIVATIONS = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_step_adds_values_forward_then_gradients_backward(activation):
    nodes = traced(ACTIVATIONS[activation])
    order = topological_order(nodes["J"])
    before = state_at(nodes, 0)
    assert before.values == {nodes[name] for name in ("X", "Y", "W₁", "W₂")}
    for step in range(1, len(STEPS)):
        now = state_at(nodes, step)
        assert before.values <= now.values
        assert before.gradients <= now.gradients
        assert now.new, f"step {step} brings nothing"
        assert {nodes[name] for name in STEPS[step].names} >= now.now
        # A value can be computed only from values, a gradient only from the children's.
        for node in now.values:
            assert set(node.parents) <= now.values
        for node in now.gradients:
            children = {child for child in order if node in set(child.parents)}
            assert children <= now.gradients
        before = now
    assert before.values == set(order)
    assert before.gradients == set(order) - {nodes["X"], nodes["Y"]}


@pytest.mark.parametrize(
    ("step", "names"),
    list(enumerate(["", "", "E", "", "", "H W₂", "W₂", "Z", "X W₁"], start=8)),
)
def test_each_backward_step_lights_what_it_reads_again(step, names):
    nodes = traced(np.tanh)
    read = state_at(nodes, step).read
    assert read == {nodes[name] for name in names.split()}


def test_a_traced_sigmoid_reads_its_parts():
    nodes = traced(ACTIVATIONS["sigmoid"])
    read = state_at(nodes, 15).read
    assert nodes["H"] in read
    assert len(read) == 3
    words = figures.describe_step(walk(nodes, "sigmoid"), 15, "sigmoid")
    assert "2 unnamed values between Z and H" in words


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_two_marks_of_a_graph_touch(activation):
    places = Places(traced(ACTIVATIONS[activation])["J"])
    marks = [places.circle(node) for node in places.nodes]
    marks += [places.square(node) for node in places.nodes if node.operation and node.name]
    for one, other in itertools.combinations(marks, 2):
        assert max(abs(np.subtract(one, other))) > MARKER - 1e-9
    for x, y in marks:
        assert MARKER / 2 <= x <= 3.6 - MARKER / 2
        assert MARKER / 2 <= y <= GRAPH_HEIGHT - 0.3


def test_the_table_shows_values_and_gradients_with_two_decimals():
    nodes = traced(np.tanh)
    figure = figures.draw_step(walk(nodes), 16)
    shown = [f"{entry:.2f}".replace("-", "−") for entry in nodes["W₁"].grad.ravel()]
    assert set(shown) <= set(numbers_of(figure))
    early = figures.draw_step(walk(nodes), 2)
    assert not set(shown) & set(numbers_of(early))


def numbers_of(figure):
    """Return every line that stands in the table of variables."""
    return [line for text in figure.subfigs[1].axes[0].texts for line in text.get_text().split()]


def test_every_activation_has_the_same_marks_at_every_step():
    graphs = {name: traced(function) for name, function in ACTIVATIONS.items()}
    both = figures.Walk(lambda name, w1: graphs[name], tuple(graphs))
    names = {
        frozenset(marks(figures.draw_step(both, step, name)))
        for step in range(len(STEPS))
        for name in graphs
    }
    assert len(names) == 1


def test_marks_that_are_not_shown_stand_beside_the_picture():
    drawn = marks(figures.draw_step(walk(traced(np.tanh)), 13))
    assert len(drawn["square-read"].get_xydata()) == 3  # H and W₂ are read
    assert drawn["circle-read"].get_xydata().tolist() == [list(ASIDE)]
    assert drawn["flow-forward"].get_xydata().tolist() == [list(ASIDE)] * 2
    assert len(drawn["ring-gradient"].get_xydata()) == 2
    assert ASIDE[0] > 3.6 + MARKER


def test_a_zero_has_no_minus():
    assert two_decimals(-0.004) == two_decimals(-0.0) == "0.00"
    assert two_decimals(-0.006) == "−0.01"
    assert two_decimals(-1.5) == "−1.50"


# --- the other pictures -----------------------------------------------------------------------


def test_secants_hit_the_function_where_the_method_looks():
    def cube(x):
        return x**3

    exponents = [-3, -2, -1]
    errors = {"forward": [3e-3, 3e-2, 0.31], "central": [1e-6, 1e-4, 1e-2]}
    errors["complex step"] = [1e-6, 1e-4, 1e-2]
    for method in errors:
        figure = figures.draw_differences(cube, 1.0, 3.0, errors, exponents, -1, method)
        window = figure.subfigs[1].axes[0]
        x, y = window.lines[3].get_data()
        slope = (y[1] - y[0]) / (x[1] - x[0])
        expected = 3 + {"forward": 0.31, "central": 0.01, "complex step": -0.01}[method]
        assert slope == pytest.approx(expected, abs=2e-3)
    assert "curvature" in figures.describe_differences(
        cube, 1.0, 3.0, errors, exponents, -1, "central"
    )


def test_words_of_a_lost_step_say_so():
    errors = {"forward": [1.0, 1e-8], "central": [1.0, 1e-8], "complex step": [0.0, 0.0]}
    given = np.positive, 1.0, 1.0, errors, [-17, -8]
    assert "equal in all digits" in figures.describe_differences(*given, -17, "forward")
    assert "below 10⁻¹⁵" in figures.describe_differences(*given, -17, "complex step")


def test_the_curves_of_both_modes_are_the_counts():
    figure = figures.draw_modes(64, 256, 16)
    forward, _, reverse, _, _ = figure.subfigs[0].axes[0].lines
    for line, mode in ((forward, "forward"), (reverse, "reverse")):
        expected = [jacobian_multiplications([n, 64, 64, 16], mode) for n in INPUTS]
        assert line.get_ydata() == pytest.approx(expected)
    assert "They cost the same" in figures.describe_modes(64, 16, 16)
    assert "1 input, 1 output" in figures.describe_modes(64, 1, 1)


def test_memory_adds_up():
    training = footprint(256, 16, 256, "training")
    assert training.parameters == training.gradients == 16 * 257 * 256 * 4 / 2**20
    assert training.values == (2 * 16 + 1) * 256 * 256 * 4 / 2**20
    prediction = footprint(256, 16, 256, "prediction")
    assert prediction.gradients == 0
    assert prediction.values == 2 * 256 * 256 * 4 / 2**20
    said = re.findall(r"(\w+) ([\d.]+) MiB", figures.describe_memory(256, 16, 256))
    assert float(dict(said)["training"]) == pytest.approx(training.total, rel=0.01)


def test_memory_has_one_scale_for_all_depths_and_minibatches():
    limits = set()
    for depth, batch in [(4, 1), (16, 256), (128, 4096)]:
        for panel in figures.draw_memory(256, depth, batch).subfigs:
            axes = panel.axes[0]
            limits.add((axes.get_title(loc="left"), axes.get_ylim(), axes.get_xlim()[0] > 0))
            for line in axes.lines:  # nothing leaves the picture
                along = (
                    line.get_ydata() if "values" in axes.get_title(loc="left") else line.get_xdata()
                )
                low, high = (
                    axes.get_ylim() if "values" in axes.get_title(loc="left") else axes.get_xlim()
                )
                assert low < np.nanmin(along)
                assert np.nanmax(along) < high
    assert len(limits) == 2


# --- descent ----------------------------------------------------------------------------------


def bowl(curvatures=(0.5, 2.0), minimum=(1.0, 1.0)):
    """Return a parabola, whose minimum is 3, with its small curvature along the first weight."""
    curved, at = np.array(curvatures), np.array(minimum)
    return figures.Valley(
        lambda w: (curved * (w - at), 3 + (curved * (w - at) ** 2).sum() / 2),
        (-0.5, 2.0),
        np.ones((4, 4)),
        (*minimum, 3.0),
        curvatures,
        np.eye(2),
    )


def test_distances_from_the_minimum_shrink_by_one_minus_rate_times_curvature():
    run = descend(bowl(), 0.3, (0.2, 0.3), 6)
    steps = np.arange(7)
    np.testing.assert_allclose(run.path[:, 0], 1 - 0.8 * (1 - 0.3 * 0.5) ** steps)
    np.testing.assert_allclose(run.path[:, 1], 1 - 0.7 * (1 - 0.3 * 2.0) ** steps)
    assert run.curvature is None


def test_the_path_is_drawn_up_to_the_step_and_the_parts_are_the_loss():
    drawn = marks(figures.draw_descent(bowl(), 0.3, 4, 0.2, 0.3))
    path = descend(bowl(), 0.3, (0.2, 0.3), 4).path
    np.testing.assert_array_equal(drawn["path-ink"].get_xydata(), path[:, :2])
    assert drawn["start-paper"].get_xydata().tolist() == [[0.2, 0.3]]
    np.testing.assert_array_equal(drawn["end"].get_xydata(), path[-1:, :2])
    along, across, loss = (drawn[name].get_ydata() for name in ("along", "across", "loss"))
    np.testing.assert_allclose(loss, path[:, 2] - 3)
    np.testing.assert_allclose(along + across, loss)
    np.testing.assert_allclose(along[1:] / along[:-1], 0.85**2)
    words = figures.describe_descent(bowl(), 0.3, 4, 0.2, 0.3)
    assert "4 steps from (0.2, 0.3)" in words
    assert f"{loss[-1]:.2g} above its minimum" in words
    assert "outside" not in words


def test_a_run_stops_where_its_loss_is_above_that_of_the_start():
    run = descend(bowl(), 1.1, (1.0, 0.5), 20)
    assert len(run.path) == 2  # the first step already climbs: |1 - 1.1 * 2| > 1
    assert run.curvature == pytest.approx(2.0)
    words = figures.describe_descent(bowl(), 1.1, 20, 1.0, 0.5)
    assert "1 step from" in words
    assert "The mean curvature along this step is 2, more than 2/η = 1.82" in words
    # A rate below the limit settles, one at the limit stays where the distance is.
    assert descend(bowl(), 0.99, (1.0, 0.5), 20).curvature is None
    assert "less than 10⁻⁹ above" in figures.describe_descent(bowl(), 0.5, 20, 1.0, 0.5)


def test_words_say_that_weights_are_outside_and_that_no_step_leaves_a_saddle():
    assert "outside the picture" in figures.describe_descent(bowl((0.5, 2), (3, 1)), 1.9, 4)
    saddle = bowl(minimum=(0.0, 0.0))
    assert "no step leaves this point" in figures.describe_descent(saddle, 0.3, 4, 0.0, 0.0)


def test_distances_are_those_from_the_nearer_of_both_minima():
    np.testing.assert_allclose(
        parts(bowl(), np.array([[0.75, 0.5], [-0.75, -0.5]])), [[0.25, 0.5]] * 2
    )


# --- the small graph --------------------------------------------------------------------------


def small(w, x, y):
    """Return the nodes of the small graph, after its backward pass."""
    nodes = {"w": Node(w, "w"), "x": Node(x, "x"), "y": Node(y, "y")}
    nodes["z"] = nodes["w"] * nodes["x"]
    nodes["e"] = nodes["z"] - nodes["y"]
    nodes["J"] = np.square(nodes["e"])
    nodes["J"].backward()
    return nodes


NUMBERS = ((2.0, 3.0, 5.0), (-2.99, -3.9, -5.9), (2.5, 2.0, 5.0), (0.0, -1.5, 0.3))


@pytest.mark.parametrize("given", NUMBERS)
def test_the_small_graph_has_the_values_and_gradients_of_a_traced_one(given):
    both = both_passes(*given)
    for name, node in small(*given).items():
        assert both.values[name] == pytest.approx(node.value.item(), rel=1e-14)
        assert both.gradients[name] == pytest.approx(node.grad.item(), rel=1e-14)


@pytest.mark.parametrize("given", NUMBERS)
def test_changes_are_those_of_exact_arithmetic(given):
    for place, change in enumerate(changes(*given).values()):
        w, x, y = exact = [Fraction(str(number)) for number in given]
        before = (w * x - y) ** 2
        exact[place] += Fraction(1, 100)
        w, x, y = exact
        assert change == pytest.approx(float((w * x - y) ** 2 - before), abs=1e-12)


def test_each_step_of_the_small_graph_writes_one_number_more():
    texts = [known_texts(figures.draw_small_graph(step)) for step in range(10)]
    assert set(texts[0]) == {"value-w", "value-x", "value-y"}
    new = [set(now) - set(before) for before, now in itertools.pairwise(texts)]
    assert new[:3] == [{"value-z"}, {"value-e"}, {"value-J"}]
    assert new[3:6] == [{"gradient-J"}, {"gradient-e"}, {"gradient-z"}]
    leaves = [{f"{kind}-{name}" for kind in ("gradient", "about", "exactly")} for name in "ywx"]
    assert new[6:] == leaves
    assert texts[9]["gradient-w"] == "∂J/∂w: 6"
    assert texts[9]["about-w"] == "6 × 0.01 = 0.06"
    assert texts[9]["exactly-w"] == "0.0609"


def known_texts(figure):
    """Return the numbers that a picture of the small graph shows, by the names of their marks."""
    return {
        name: mark.get_text()
        for name, mark in marks(figure).items()
        if isinstance(mark, Text) and mark.get_text().strip() and "-" in name
        if "formula" not in name
    }


def test_forward_and_backward_steps_have_colours_of_their_own():
    for step in range(10):
        drawn = marks(figures.draw_small_graph(step))
        is_drawn = [len(drawn[name].get_xdata()) > 2 for name in ("value-flow", "gradient-flow")]
        assert is_drawn == [0 < step <= 3, step > 3]
    assert drawn["value-flow"].get_color() == colour("forward")
    assert drawn["gradient-flow"].get_color() == colour("gradient")


def test_negative_numbers_stand_in_parentheses_and_rounding_is_no_number():
    words = figures.describe_small_graph(8, -0.1, -3.0, -0.3)
    assert "∂J/∂w = ∂J/∂z × x = 1.2 × (−3) = −3.6" in words
    words = figures.describe_small_graph(9, 0.1, 3.0, 0.3)  # in binary, e is not quite 0
    assert "∂J/∂x = ∂J/∂z × w = 0 × 0.1 = 0" in words
    assert "The error is 0, so all other gradients are 0 too" in words


def test_every_number_of_the_small_graph_has_room():
    rng = np.random.default_rng(0)
    for _ in range(40):
        w = rng.integers(-300, 301) / 100
        x, y = rng.integers(-40, 41) / 10, rng.integers(-60, 61) / 10
        figure = figures.draw_small_graph(9, w, x, y)
        to_svg(figure, "")
        assert_legible(figure)


# --- bugs -------------------------------------------------------------------------------------


def test_wrong_gradients_are_marked_and_named():
    errors, passed = {"W1": 0.5, "b1": 1e-10}, {"W1": False, "b1": True}
    losses, ends = np.array([[1.0, 0.9], [0.5, 0.7]]), np.array([1.0, 0.75])
    run = figures.BugRun(errors, passed, losses, ends)
    right = figures.BugRun(
        {"W1": 1e-10, "b1": 0}, {"W1": True, "b1": True}, losses - 0.1, np.ones(2)
    )
    runs = {(0, 1): right, (2, 1): run}
    words = figures.describe_bug(runs, 2, 1)
    assert "W₁ 0.5" in words
    assert "b₁" not in words
    assert "1 of 2 networks" in words
    assert "every gradient passes" in figures.describe_bug(runs, 0, 1)
    check, training = (each.axes[0] for each in figures.draw_bug(runs, 2, 1).subfigs)
    assert check.lines[0].get_xydata().tolist() == [[1e-9, 1.0]]
    assert check.lines[1].get_xydata().tolist() == [[0.5, 0.0]]
    drawn = training.lines[1].get_xydata()
    nan = np.nan
    np.testing.assert_array_equal(drawn[:, 1], [1.0, 0.5, nan, 0.9, 0.7, nan])
    np.testing.assert_array_equal(drawn[:, 0], [0, figures.EVERY, nan] * 2)
