"""The drawing of a traced graph: its marks, what it reveals, and what it says in words."""

import itertools

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Rectangle

from shared.figures.graph import draw_graph
from shared.figures.style import colour
from shared.graph import Node, topological_order


@pytest.fixture
def graph():
    """Return the nodes of a small net with a penalty, as the propagation chapter draws it."""
    x = Node([[0.5, -1.0, 0.0]], name="x")
    W, b = Node([[0.25, 2.0], [1.0, -0.75], [3.0, 0.5]], name="W"), Node([0.0, 0.125], name="b")
    z = x @ W + b
    z.name = "z"
    h = np.tanh(z)
    h.name = "h"
    loss = np.square(h - 1.0).mean() + 0.05 * (W * W).sum()
    loss.name = "J"
    loss.backward()
    return {"x": x, "W": W, "b": b, "z": z, "h": h, "J": loss}


def marks(figure, kind):
    [axes] = figure.axes
    return [patch for patch in axes.patches if type(patch) is kind]


def texts(figure, meaning=None):
    [axes] = figure.axes
    return [
        text.get_text()
        for text in axes.texts
        if text.get_text() and (meaning is None or text.get_color() == colour(meaning))
    ]


def test_squares_are_variables_and_circles_are_operators(graph):
    nodes = topological_order(graph["J"])
    figure = draw_graph(graph["J"])
    assert len(marks(figure, Circle)) == sum(node.operation is not None for node in nodes)
    assert len(marks(figure, Rectangle)) == sum(node.name is not None for node in nodes) == 6
    assert {"x", "W", "b", "z", "h", "J", "@", "+", "tanh", "Σ/n", "Σ", "×", "²"} <= {
        *texts(figure)
    }
    # The constants that take part.
    assert {"1", "0.05"} <= {*texts(figure, "muted")}


def test_shapes_values_and_gradients_stand_in_their_colours(graph):
    figure = draw_graph(graph["J"])
    assert texts(figure, "muted").count("(3, 2)") == 2  # W and W * W
    # Three columns are too many to write out, three rows are not.
    assert texts(figure, "forward")[:4] == ["norm 1.1", "0.25  2", "1  −0.75", "3  0.5"]
    assert texts(figure, "gradient").count("1") == 3  # of J and of both summands
    assert texts(draw_graph(Node(2.0, name="a"))) == ["a", "scalar", "2"]


def test_no_gradients_before_the_backward_pass():
    a = Node(2.0, name="a")
    assert texts(draw_graph(a * 3.0), "gradient") == []


def test_lit_nodes_and_parameters_stand_out(graph):
    figure = draw_graph(
        graph["J"], lit=[graph["h"], graph["W"]], parameters=[graph["W"], graph["b"]]
    )
    lit = [p for p in figure.axes[0].patches if to_hex(p.get_facecolor()) == colour("forward")]
    assert [type(patch) for patch in lit] == [Rectangle, Rectangle]
    squares = [to_hex(patch.get_edgecolor()) for patch in marks(figure, Rectangle)]
    assert squares.count(colour("parameter")) == 2
    unnamed = np.exp(Node(1.0, name="a"))
    [circle] = marks(draw_graph(unnamed, lit=[unnamed]), Circle)
    assert to_hex(circle.get_facecolor()) == colour("forward")


def test_large_arrays_are_summed_up_by_their_norm():
    figure = draw_graph(Node(np.full((4, 4), 3.0), name="A"))
    assert texts(figure, "forward") == ["norm 12"]
    assert texts(draw_graph(Node(np.ones((1, 1, 1)))), "forward") == ["norm 1"]


def test_marks_and_notes_keep_clear_of_each_other_and_of_the_border(graph):
    figure = draw_graph(graph["J"])
    renderer = FigureCanvasAgg(figure).get_renderer()
    marked = marks(figure, Circle) + marks(figure, Rectangle)
    noted = [text for text in figure.axes[0].texts if text.get_text() and text.get_zorder() == 2]
    boxes = [each.get_window_extent(renderer) for each in [*marked, *noted]]
    for one, other in itertools.combinations(boxes, 2):
        width = min(one.x1, other.x1) - max(one.x0, other.x0)
        height = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(width, height) < 3  # pixels
    for box in boxes:
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0
        assert box.y1 <= figure.bbox.y1


def test_only_a_node_can_be_drawn():
    with pytest.raises(TypeError, match="node must be a Node, not 3"):
        draw_graph(3)
