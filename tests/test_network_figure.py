"""The drawing of a network: a circle a unit, a line a weight, numbers where they belong."""

import itertools

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import Circle

from shared.figures import hidden_layers, propagation
from shared.figures.network import describe_network, draw_network
from shared.figures.style import colour
from shared.mlp import MLP
from tests.figure_checks import assert_legible


def circles(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def ends(line):
    return [tuple(point) for point in line.get_xydata()]


@pytest.mark.parametrize("sizes", [[1, 1], [2, 3, 1], [5, 4, 3, 2], [2, 5, 5, 5, 3]])
def test_there_is_a_circle_for_each_unit_and_a_line_for_each_weight(sizes):
    net = MLP(sizes, rng=np.random.default_rng(0))
    figure = draw_network(sizes)
    assert len(circles(figure)) == sum(sizes)
    assert len(figure.axes[0].lines) == sum(W.size for W, _ in net.params)
    centres = {circle.center for circle in circles(figure)}
    for line in figure.axes[0].lines:
        assert centres >= set(ends(line))
    for W, b in net.params:
        assert any(str(W.shape) in text.replace("\xa0", " ") for text in texts(figure))
        assert any(f"({len(b)})" in text for text in texts(figure))
    count = sum(W.size + b.size for W, b in net.params)
    assert f": {count} parameters." in describe_network(sizes)


def test_of_a_wide_layer_the_first_units_and_the_last_are_drawn():
    figure = draw_network([784, 256, 10])
    assert len(circles(figure)) == 12
    assert texts(figure).count("⋮") == 3
    assert {"x₁", "x₇₈₄", "h₂₅₆", "o₁₀"} <= set(texts(figure))
    assert "203,530 parameters" in describe_network([784, 256, 10])


def test_the_highlighted_lines_lead_from_an_input_to_an_output():
    figure = draw_network([2, 3, 3, 1], path=[1, 0, 2, 0])
    lit = [line for line in figure.axes[0].lines if line.get_color() == colour("forward")]
    for before, after in itertools.pairwise(lit):
        assert ends(before)[1] == ends(after)[0]
    rims = [to_hex(circle.get_edgecolor()) for circle in circles(figure)]
    assert rims.count(colour("forward")) == len(lit) + 1 == 4
    # Not by colour alone.
    thin = [line for line in figure.axes[0].lines if line not in lit]
    assert min(line.get_linewidth() for line in lit) > 2 * max(t.get_linewidth() for t in thin)
    words = describe_network([2, 3, 3, 1], path=[1, 0, 2, 0])
    assert "one of 18 paths, from x₂ through unit 1 of H₁ and unit 3 of H₂ to o₁." in words


def test_numbers_stand_on_their_lines_and_in_their_circles():
    W, V = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0], [6.0]])
    params = [(W, np.array([7.0, 8.0])), (V, np.array([9.0]))]
    values = [[10, 11], [12, 13], [14]]
    figure = draw_network([2, 2, 1], params=params, values=values)
    at = {text.get_text(): text.get_position() for text in figure.axes[0].texts}
    inside = {circle.center: circle for circle in circles(figure)}
    centres = {number: at[str(number)] for layer in values for number in layer}
    assert set(centres.values()) == set(inside)
    for weight, (i, j) in {1: (10, 12), 2: (10, 13), 3: (11, 12), 6: (13, 14)}.items():
        start, end, here = (np.array(p) for p in (centres[i], centres[j], at[str(weight)]))
        # On the line from one centre to the other, so that the sum of both ways is its length.
        way = np.linalg.norm(here - start) + np.linalg.norm(end - here)
        assert way == pytest.approx(np.linalg.norm(end - start))
    for bias, unit in {"b = 7": 12, "b = 8": 13, "b = 9": 14}.items():
        assert at[bias][0] == centres[unit][0]
        assert 0 < centres[unit][1] - at[bias][1] < 0.3
    words = describe_network([2, 2, 1], params=params, values=values)
    assert "x₁ to h₂: 2, x₂ to h₁: 3" in words
    assert "Biases: h₁: 7, h₂: 8, o₁: 9. Values: x₁: 10," in words


@pytest.mark.parametrize("layers", range(4))
@pytest.mark.parametrize("units", [1, 3, 5, 64])
def test_texts_are_legible_on_a_phone(layers, units):
    figure = draw_network([units, *[units] * layers, units])
    figure.dpi = 72
    FigureCanvasAgg(figure).draw()
    assert_legible(figure)


def test_the_first_network_of_the_book_has_one_path_lit():
    for units, layers in itertools.product(range(1, 6), range(4)):
        figure = hidden_layers.draw_first_network(units, layers)
        lit = [line for line in figure.axes[0].lines if line.get_color() == colour("forward")]
        assert len(lit) == layers + 1
        words = hidden_layers.describe_first_network(units, layers)
        assert f"one of {2 * units**layers} paths" in words


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_the_layers_of_propagation_have_the_names_of_its_equations(hidden):
    figure = propagation.draw_layers(hidden)
    names = ["X", *["H₁", "H₂", "H₃"][:hidden], "O"]
    bold = [text.get_text() for text in figure.axes[0].texts if text.get_weight() == "bold"]
    assert bold == names
    # Each input has as many paths to the output as there are choices of a unit in each layer.
    assert f"one of {2 * 3**hidden} paths" in propagation.describe_layers(hidden)


def test_what_does_not_fit_is_named():
    for arguments, message in [
        ({"sizes": [3]}, "sizes must name 2 to 5 layers"),
        ({"sizes": [1] * 6}, "sizes must name 2 to 5 layers"),
        ({"sizes": [2, 0, 1]}, "sizes"),
        ({"sizes": [2, 3, 1], "path": [0, 1]}, "path must have 3 entries"),
        ({"sizes": [2, 3, 1], "path": [0, 3, 0]}, "path must lead through units that are drawn"),
        ({"sizes": [2, 9, 1], "path": [0, 5, 0]}, "path must lead through units that are drawn"),
        ({"sizes": [2, 3, 1], "names": ["X", "H"]}, "names must have 3 entries"),
        ({"sizes": [2, 3, 1], "values": [[1, 2]]}, "values must have 3 entries"),
        ({"sizes": [2, 1], "params": []}, "params must have 1 entries"),
        ({"sizes": [2, 4, 1], "params": [1, 2]}, "at most 3 units per layer"),
    ]:
        for function in (draw_network, describe_network):
            with pytest.raises(ValueError, match=message):
                function(**arguments)
