"""The widgets of `explore` themselves, moved without a kernel: a move is answered at once."""

import re
from html import unescape

import ipywidgets
import numpy as np
import pytest

from shared.explore.controls import read_grid
from shared.explore.live import LiveView
from shared.explore.picture import to_png
from shared.figures.style import panels

SPECIFICATIONS = {
    "gain": (0.5, 2.0, 0.5),
    "depth": (1, 4),
    "width": [1, 10, 100],
    "activation": ["relu", "tanh"],
    "bias": True,
}


class Renders:
    """Counts what is drawn, and fails where it is told to."""

    def __init__(self):
        self.positions = []
        self.failing = None

    def __call__(self, **values):
        self.positions.append(values)
        if values == self.failing:
            raise ValueError("1 < 2 & <b>")
        return to_png(panels(height=1.5)[0]), f"<words> for {values}", ""


@pytest.fixture
def renders():
    return Renders()


@pytest.fixture
def view(renders, monkeypatch):
    # A browser that another test drives keeps an event loop running, which is no kernel's.
    def no_running_loop():
        raise RuntimeError("no running event loop")

    monkeypatch.setattr("shared.explore.live.asyncio.get_running_loop", no_running_loop)

    def draw(gain, depth, width, activation, bias):
        raise AssertionError("the view renders through its own function")

    return view_of(read_grid(draw, SPECIFICATIONS), renders)


def view_of(grid, renders):
    return LiveView(grid, renders, renders(**grid.values(grid.default)))


def widgets(view):
    *controls, _ended, picture = view.widget.children
    return controls, picture


def test_controls_are_those_of_interact(view):
    controls, picture = widgets(view)
    assert [type(control) for control in controls] == [
        ipywidgets.FloatSlider,
        ipywidgets.IntSlider,
        ipywidgets.SelectionSlider,
        ipywidgets.ToggleButtons,
        ipywidgets.Checkbox,
    ]
    gain, depth = controls[:2]
    assert (gain.min, gain.max, gain.step, gain.value) == (0.5, 2.0, 0.5, 1.0)
    assert gain.readout_format == ".1f"
    assert (depth.min, depth.max, depth.value) == (1, 4, 2)
    assert isinstance(picture, ipywidgets.HTML)


def test_a_move_draws_its_position_and_going_back_draws_nothing(view, renders):
    (gain, depth, width, activation, bias), _picture = widgets(view)
    start = view.position
    gain.value = 2.0
    assert renders.positions[-1]["gain"] == 2.0
    depth.value, width.value, activation.value, bias.value = 4, 2, 1, False
    assert renders.positions[-1] == {
        "gain": 2.0,
        "depth": 4,
        "width": 100,
        "activation": "tanh",
        "bias": False,
    }
    drawn = len(renders.positions)
    depth.value, width.value, activation.value, bias.value, gain.value = 2, 0, 0, True, 1.0
    assert view.position == start
    before = len(renders.positions)
    gain.value = 2.0
    assert len(renders.positions) == before
    assert before > drawn


def test_words_are_escaped_and_the_picture_has_a_size(view):
    _, picture = widgets(view)
    assert "alt='&lt;words&gt; for" in picture.value
    assert "width='345' height='144'" in picture.value


def test_an_error_is_shown_and_the_next_move_recovers(view, renders):
    (gain, *_), picture = widgets(view)
    renders.failing = renders.positions[-1] | {"gain": 1.5}
    gain.value = 1.5
    assert "ValueError: 1 &lt; 2 &amp; &lt;b&gt;" in picture.value
    assert "gain=1.5" in picture.value
    gain.value = 2.0
    assert "<img" in picture.value


def test_a_value_between_positions_is_taken_as_the_nearest(view, renders):
    (gain, *_), _ = widgets(view)
    gain.value = 1.9000000000000001
    assert renders.positions[-1]["gain"] == 2.0


def test_a_choice_among_many_is_a_dropdown(renders):
    names = [f"rule {number}" for number in range(7)]
    view = view_of(read_grid(lambda rule: None, {"rule": names}), renders)
    (menu,), _picture = widgets(view)
    assert isinstance(menu, ipywidgets.Dropdown)
    menu.value = 6
    assert view.position == (6,)


def test_a_state_is_told_as_code_that_begins_there(view, renders):
    (gain, _depth, width, activation, bias), picture = widgets(view)
    assert "at={" not in picture.value  # where it begins anyway
    gain.value, width.value, activation.value, bias.value = 2.0, 1, 1, False
    [code] = re.findall("<code title=.*?>(.*?)</code>", picture.value)
    at = eval(f"dict({unescape(code)})")
    assert at == {"at": {"gain": 2.0, "depth": 2, "width": 10, "activation": "tanh", "bias": False}}


def test_code_leads_to_every_position_of_every_kind_of_control():
    def draw(**values):
        raise AssertionError("nothing is drawn")

    others = {"function": {"sine": np.sin, "cosine": np.cos}, "size": np.array([1, 1 / 3])}
    grid = read_grid(draw, SPECIFICATIONS | others, is_computed=True)
    for position in grid.positions():
        at = eval(f"dict({grid.code(position)})")
        moved = read_grid(draw, SPECIFICATIONS | others, is_computed=True, **at)
        assert moved.default == position
