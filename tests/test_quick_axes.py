"""Axes drawn quickly against Matplotlib's own: the same pixels."""

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from shared.explore.picture import to_svg
from shared.explore.quick_axes import QuickAxes
from shared.figures.style import STYLE, panels, power_of_ten, powers_of_ten

RANGES = st.tuples(st.integers(-50, 49), st.integers(1, 60)).map(lambda r: (r[0], r[0] + r[1]))
TICKS = st.lists(st.integers(-60, 110), max_size=6, unique=True).map(sorted)


def pixels(kind, prepare):
    """Return what axes of a kind look like."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(3.6, 2.9))
        axes = figure.subfigures().add_axes((0.2, 0.2, 0.7, 0.7), axes_class=kind)
        axes.plot([-40, 50], [-30, 60])
        axes.xaxis.set_label_coords(0.5, -0.15)  # quick axes do not search for a place, either
        axes.yaxis.set_label_coords(-0.15, 0.5)
        prepare(axes)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba()).copy()


def assert_alike(prepare):
    np.testing.assert_array_equal(pixels(QuickAxes, prepare), pixels(Axes, prepare))


@settings(max_examples=15, deadline=None)
@given(
    x=RANGES,
    y=RANGES,
    xticks=TICKS,
    yticks=TICKS,
    grid=st.booleans(),
    length=st.sampled_from([0, 3.5]),
)
def test_ticks_anywhere_look_as_matplotlib_draws_them(x, y, xticks, yticks, grid, length):
    def prepare(axes):
        axes.set_xticks(xticks)
        axes.set_yticks(yticks, [f"y{tick}" for tick in yticks])
        axes.set(xlim=x, ylim=y, xlabel="across", ylabel="up", title="title")
        axes.grid(grid, axis="y")
        axes.tick_params(length=length)

    assert_alike(prepare)


@pytest.mark.parametrize(
    "prepare",
    [
        lambda axes: None,
        lambda axes: axes.set(xlim=(5, -5), ylim=(1.2e7, 1.3e7)),
        lambda axes: (axes.set_xlim(1e-7, 1e3), powers_of_ten(axes.xaxis, range(-6, 4, 3))),
        lambda axes: axes.tick_params(labelbottom=False),
        lambda axes: axes.yaxis.set_visible(False),
        lambda axes: axes.grid(visible=False),
    ],
    ids=["found by itself", "backwards, large", "powers of ten", "no labels", "no axis", "no grid"],
)
def test_axes_look_as_matplotlib_draws_them(prepare):
    assert_alike(prepare)


@pytest.mark.parametrize("labelled", [True, False])
def test_the_box_around_all_of_it_is_that_of_matplotlib(labelled):
    def box(kind):
        figure = Figure()  # in Matplotlib's own style: a reader's function may be in any
        axes = figure.add_axes((0.2, 0.2, 0.7, 0.7), axes_class=kind)
        axes.set(xlim=(0, 1000), ylim=(-1, 1), xlabel="across", title="title")
        axes.tick_params(labelleft=labelled)
        axes.xaxis.set_label_coords(0.5, -0.15)
        return axes.get_tightbbox().extents

    np.testing.assert_allclose(box(QuickAxes), box(Axes), atol=1)


def test_labels_are_those_in_view_and_may_be_changed():
    figure, (axes,) = panels()
    axes.set_xticks((-1, 0, 1, 2, 3))
    axes.set_xlim(0, 2)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "1", "2"]
    axes.get_xticklabels()[2].set_ha("right")
    axes.set_xlim(-1, 2)
    powers_of_ten(axes.yaxis, [0, 1])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["−1", "0", "1", "2"]
    assert axes.get_xticklabels()[2].get_ha() == "right"
    assert power_of_ten(1) in to_svg(figure, "")[0]
