"""What `explore` accepts as a control, and what it says of anything else."""

import math
import re
from fractions import Fraction

import ipywidgets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.explore import explore
from shared.explore.controls import MAX_POSITIONS, MAX_VALUES, Slider, read_grid
from shared.figures.style import panels


def describe(**values):
    return str(values)


def draw(**values):
    return panels()[0]


def read(specification, **default):
    """Read one control named x; `default=` is the default in draw's signature."""
    if default:
        return read_grid(lambda x=default["default"]: None, {"x": specification}).controls[0]
    return read_grid(lambda x: None, {"x": specification}).controls[0]


def test_a_range_is_exact_in_decimal_and_includes_its_end():
    control = read((0.5, 2.9, 0.2))
    assert control.kind == "range"
    assert control.values == (0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7, 1.9, 2.1, 2.3, 2.5, 2.7, 2.9)
    assert control.labels[4] == "1.3"


@given(
    start=st.integers(-1000, 1000),
    step=st.integers(1, 500),
    count=st.integers(1, MAX_POSITIONS),
    decimals=st.integers(0, 4),
)
def test_every_position_of_a_range_is_the_float_nearest_to_its_decimal(
    start, step, count, decimals
):
    def number(value):
        return float(f"{value}e-{decimals}")

    control = read((number(start), number(start + step * (count - 1)), number(step)))
    assert control.values == tuple(number(start + step * index) for index in range(count))


def test_fractions_are_numbers():
    half = Fraction(1, 2)
    assert read((half, 2, half)).values == (0.5, 1.0, 1.5, 2.0)
    assert read([half, 1]).labels == ("0.5", "1")


def test_whole_ranges_stay_whole_and_steps_default_as_in_interact():
    assert read((1, 4)).values == (1, 2, 3, 4)
    assert all(isinstance(value, int) for value in read((1, 4)).values)
    assert read((0.0, 0.3)).values == (0.0, 0.1, 0.2, 0.3)


def test_a_step_that_misses_the_end_stops_before_it():
    assert read((0, 10, 4)).values == (0, 4, 8)


def test_negative_numbers_are_labelled_with_a_minus_sign():
    assert read((-1, 1)).labels == ("−1", "0", "1")
    assert read((-1000, 1000, 1000)).labels == ("−1,000", "0", "1,000")


def test_a_title_is_the_name_in_words_or_the_sign_it_stands_for():
    grid = read_grid(draw, {"hidden_layers": [1], "sigma_w": [1], "log10_step": [1]})
    titles = [control.title for control in grid.controls]
    assert titles == ["hidden layers", "σ of the weights", "log₁₀ Δ"]


@pytest.mark.parametrize(
    ("specification", "kind", "values", "labels"),
    [
        ([1, 10, 100], "steps", (1, 10, 100), ("1", "10", "100")),
        ([-1000, 16384], "steps", (-1000, 16384), ("−1,000", "16,384")),
        (np.array([0.25, 0.5]), "steps", (0.25, 0.5), ("0.25", "0.5")),
        (range(3), "steps", (0, 1, 2), ("0", "1", "2")),
        (["relu", "tanh"], "choice", ("relu", "tanh"), ("relu", "tanh")),
        (("relu", "tanh"), "choice", ("relu", "tanh"), ("relu", "tanh")),
        ({"10⁻²": 0.01, "1": 1.0}, "steps", (0.01, 1.0), ("10⁻²", "1")),
        ([("none", None), ("half", 0.5)], "choice", (None, 0.5), ("none", "half")),
        (False, "checkbox", (False, True), ("off", "on")),
    ],
)
def test_options_are_read_as_interact_reads_them(specification, kind, values, labels):
    control = read(specification)
    assert (control.kind, control.values, control.labels) == (kind, values, labels)


def test_defaults_are_those_of_draw_else_the_middle_or_the_first():
    assert read((0, 10)).default == 5
    assert read([3, 4]).default == 0
    assert read(True).default == 1
    assert read((0.0, 1.0, 0.1), default=0.3).default == 3
    assert read(["a", "b"], default="b").default == 1
    assert read(False, default=True).default == 1
    assert read({"low": np.zeros(2), "high": np.ones(2)}, default=np.ones(2)).default == 1


def test_positions_count_with_the_last_control_turning_fastest():
    grid = read_grid(draw, {"a": (1, 2), "b": ["x", "y", "z"]})
    positions = list(grid.positions())
    assert positions == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert grid.values(positions[4]) == {"a": 2, "b": "y"}


@pytest.mark.parametrize(
    ("specification", "message"),
    [
        ([], "'x' has no options"),
        ({}, "'x' has no options"),
        ((2, 1), "'x' runs from 2 down to 1"),
        ((0, 1, 0), "'x' has the step 0; the step must be positive"),
        ((0, 1, -0.5), "'x' has the step -0.5"),
        ((0, math.nan), "min, max and step must be finite"),
        ((0, math.inf, 1), "min, max and step must be finite"),
        ([1.0, math.nan], "'x' has the option nan"),
        ((0, 1e9, 1e-9), f"at most {MAX_VALUES}"),
        ((1, MAX_VALUES + 1), f"'x' has {MAX_VALUES + 1} positions"),
    ],
)
def test_a_slider_that_cannot_be_moved_is_named(specification, message):
    with pytest.raises(ValueError, match=f"explore: .*{message}"):
        explore(draw, alt=describe, x=specification)


@pytest.mark.parametrize(
    "specification",
    ["relu", 3, None, 0.5, {1, 2}, ipywidgets.fixed(3), ipywidgets.IntSlider()],
)
def test_what_is_no_control_is_named_with_what_would_be(specification):
    with pytest.raises(TypeError, match=r"'x' is .*accepted are \(min, max\).*functools.partial"):
        explore(draw, alt=describe, x=specification)


@pytest.mark.parametrize("option", [lambda z: z, np.tanh, int, object()])
def test_an_option_without_a_label_is_asked_for_one(option):
    with pytest.raises(TypeError, match=r"'x' has the option .*give a dict of label to value"):
        explore(draw, alt=describe, x=[option])
    assert read({"the option": option}).labels == ("the option",)


def test_a_grid_over_budget_says_which_slider_and_how_many():
    with pytest.raises(ValueError, match=r"a 10 × b 30 = 300 positions.*give 'b' a larger step"):
        explore(draw, alt=describe, a=(1, 10), b=(1, 30))


@pytest.mark.parametrize("default", [0.55, 3, "relu", True, None, np.zeros(2)])
def test_a_default_off_the_grid_is_named(default):
    def draw_from(x=default):
        return panels()[0]

    with pytest.raises(
        ValueError, match=r"draw's default x=.* is not a position of 'x' \(0.0, 0.1"
    ):
        explore(draw_from, alt=describe, x=(0.0, 1.0))


def test_alt_is_required_and_must_be_a_function():
    with pytest.raises(TypeError, match="'alt' is missing"):
        explore(draw, x=(0, 1))
    with pytest.raises(TypeError, match=r"'alt' is missing.*not 'a curve'"):
        explore(draw, alt="a curve", x=(0, 1))


@pytest.mark.parametrize("words", ["", "  ", None, 3])
def test_alt_must_say_something(words):
    with pytest.raises(TypeError, match="alt must return a text that is not empty"):
        explore(draw, alt=lambda x: words, x=(0, 1))


@pytest.mark.parametrize("alt", [lambda: "words", lambda x, y: "words", lambda z: "words"])
def test_alt_must_take_what_draw_takes(alt):
    with pytest.raises(TypeError, match=r"'alt' must take the values \['x'\]"):
        explore(draw, alt=alt, x=(0, 1))


def test_the_format_of_a_text_may_be_alt():
    assert repr(explore(draw, alt="x is {x}".format, x=(0, 1))) == "x is 0"


def test_draw_must_return_a_figure():
    with pytest.raises(
        TypeError,
        match=r"draw must return a matplotlib.figure\.Figure, not NoneType; .*`return figure`",
    ):
        explore(lambda x: None, alt=describe, x=(0, 1))
    with pytest.raises(TypeError, match="'draw' must be a function"):
        explore(panels()[0], alt=describe, x=(0, 1))


def test_controls_and_parameters_of_draw_must_match():
    with pytest.raises(TypeError, match=r"'gian' is not a parameter of draw, .* \['gain'\]"):
        explore(lambda gain=1: panels()[0], alt=describe, gian=(0, 1))
    with pytest.raises(TypeError, match="draw needs 'depth'"):
        explore(lambda gain, depth: panels()[0], alt=describe, gain=(0, 1))


def test_stops_of_a_slider_stand_among_its_values_and_can_be_gone_to():
    control = read(Slider((0.5, 2.0, 0.5), stops={"√2": 2**0.5, "one": 1}))
    assert control.kind == "steps"
    assert control.values == (0.5, 1, 2**0.5, 1.5, 2.0)
    assert control.labels == ("0.5", "one", "√2", "1.5", "2.0")
    assert control.stops == (1, 2)


@pytest.mark.parametrize(
    ("slider", "error", "message"),
    [
        (Slider(["a", "b"], {"one": 1}), TypeError, "has stops, but its values are not numbers"),
        (Slider((0, 1), {"far": math.inf}), ValueError, "'x' has the stop 'far' at inf"),
        (Slider((0, 1), {"far": "away"}), ValueError, "'x' has the stop 'far' at 'away'"),
    ],
)
def test_stops_that_are_no_numbers_are_named(slider, error, message):
    with pytest.raises(error, match=message):
        read(slider)


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (2.5, 2.5),
        ("2.5", 2.5),  # a label
        (0.333333, 1 / 3),  # what the label says
        (1 / 3, 1 / 3),
        (np.float64(-1000), -1000),
        ("−1,000", -1000),
    ],
)
def test_a_figure_begins_at_a_value_or_at_its_label(wanted, value):
    grid = read_grid(
        lambda x=2.5, y=1: None, {"x": [-1000, 1 / 3, 2.5], "y": [1, 2]}, at={"x": wanted}
    )
    assert grid.values(grid.default) == {"x": value, "y": 1}


def test_a_choice_and_a_checkbox_begin_where_they_are_wanted():
    specifications = {"kind": {"a line": "line", "line": "dots"}, "grid": False}
    for at, values in [
        ({"kind": "line", "grid": "on"}, {"kind": "line", "grid": True}),  # a value comes first
        ({"kind": "a line", "grid": True}, {"kind": "line", "grid": True}),
        ({"kind": "dots"}, {"kind": "dots", "grid": False}),
    ]:
        grid = read_grid(lambda kind, grid: None, specifications, at=at)
        assert grid.values(grid.default) == values


@pytest.mark.parametrize(
    ("at", "error", "message"),
    [
        ([("x", 1)], TypeError, "'at' must be a dict of names of controls"),
        ({"y": 1}, ValueError, "'at' names 'y', which is none of ['x']"),
        ({"x": 4}, ValueError, "x=4 in 'at' is not a position of 'x' (1, 2, 3)"),
        ({"x": "4"}, ValueError, "x='4' in 'at' is not a position of 'x' (1, 2, 3)"),
        ({"x": None}, ValueError, "x=None in 'at' is not a position of 'x'"),
        ({"x": math.nan}, ValueError, "x=nan in 'at' is not a position of 'x'"),
        ({"x": math.inf}, ValueError, "x=inf in 'at' is not a position of 'x'"),
    ],
)
def test_a_beginning_that_is_none_is_refused(at, error, message):
    with pytest.raises(error, match=re.escape(message)):
        read_grid(lambda x: None, {"x": (1, 3)}, at=at)
