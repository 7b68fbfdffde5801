"""The pictures of the chapter on propagation: sound in every position, and true to the numbers."""

import itertools
import re

import numpy as np
import pytest

from shared.cost import jacobian_multiplications
from shared.figures import propagation as figures
from shared.figures.propagation.filled_graph import GRAPH_HEIGHT, MARKER, Places
from shared.figures.propagation.memory import footprint
from shared.figures.propagation.modes import INPUTS
from shared.figures.propagation.step import STEPS, state_at
from shared.graph import Node, topological_order

# --- the traced graph -------------------------------------------------------------------------


def traced(activation):
    arrays = {"X": [[1.0, -0.25], [0.5, 1.0]], "W₁": [[0.5, -1.0], [1.0, 0.75]]}
    arrays |= {"W₂": [[1.0], [-0.5]], "Y": [[1.0], [-0.5]]}
    nodes = {name: Node(array, name) for name, array in arrays.items()}
    Z = nodes["X"] @ nodes["W₁"]
    H = activation(Z)
    P = H @ nodes["W₂"]
    E = P - nodes["Y"]
    L = np.square(E).mean()
    s = 0.05 * (np.square(nodes["W₁"]).sum() + np.square(nodes["W₂"]).sum())
    results = {"Z": Z, "H": H, "P": P, "E": E, "L": L, "s": s, "J": L + s}
    for name, node in results.items():
        node.name = name
    results["J"].backward()
    return nodes | results


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
    assert "2 unnamed values between Z and H" in figures.describe_step({"s": nodes}, 15, "s")


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


def test_the_table_shows_values_and_gradients_to_three_digits():
    nodes = traced(np.tanh)
    figure = figures.draw_step({"tanh": nodes}, 16)
    shown = [f"{entry:.3f}".replace("-", "−") for entry in nodes["W₁"].grad.ravel()]
    assert set(shown) <= set(numbers_of(figure))
    early = figures.draw_step({"tanh": nodes}, 2)
    assert not set(shown) & set(numbers_of(early))


def numbers_of(figure):
    """Return every line that stands in the table of variables."""
    return [line for text in figure.subfigs[1].axes[0].texts for line in text.get_text().split()]


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
    assert "bend" in figures.describe_differences(cube, 1.0, 3.0, errors, exponents, -1, "central")


def test_words_of_a_lost_step_say_so():
    errors = {"forward": [1.0, 1e-8], "central": [1.0, 1e-8], "complex step": [0.0, 0.0]}
    given = np.positive, 1.0, 1.0, errors, [-17, -8]
    assert "same in all digits" in figures.describe_differences(*given, -17, "forward")
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


def test_the_path_is_drawn_up_to_the_step():
    path = np.array([[0.0, 0.0, 1.0], [0.5, 0.5, 0.5], [3.0, 0.5, 2.0]])
    descent = figures.Descent(
        (-0.5, 2.0), np.ones((4, 4)), (1.0, 1.0, 0.25), {0.2: path, 0.4: path}
    )
    figure = figures.draw_descent(descent, 0.2, 1)
    assert figure.subfigs[0].axes[0].lines[0].get_xydata().tolist() == path[:2, :2].tolist()
    assert figure.subfigs[1].axes[0].lines[-1].get_ydata().tolist() == [0.75, 0.25]
    assert "0.25 above its minimum" in figures.describe_descent(descent, 0.2, 1)
    assert "outside" not in figures.describe_descent(descent, 0.2, 1)
    assert "outside the picture" in figures.describe_descent(descent, 0.2, 2)


def test_wrong_gradients_are_marked_and_named():
    errors, passed = {"W1": 0.5, "b1": 1e-10}, {"W1": False, "b1": True}
    losses, ends = np.array([[1.0, 0.9], [0.5, 0.7]]), np.array([1.0, 0.75])
    run = figures.BugRun(errors, passed, losses, ends)
    right = figures.BugRun(
        {"W1": 1e-10, "b1": 0}, {"W1": True, "b1": True}, losses - 0.1, np.ones(2)
    )
    runs = {(0, 1): right, (2, 1): run}
    words = figures.describe_bug(runs, 2, 1)
    assert "W₁ by 0.5" in words
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
