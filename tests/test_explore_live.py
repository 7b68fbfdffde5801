"""`explore` with a kernel: moved from the front end's side, as a reader does."""

import random
import re

import pytest

from tests.front_end import FrontEnd

SETUP = """
from shared.explore import explore
from shared.figures.style import panels, styled

drawn = []

@styled
def draw(gain=1.0, activation="relu"):
    drawn.append((gain, activation))
    print(f"<gain> is {gain}")
    figure, (axes,) = panels()
    if gain == 1.5:
        axes.plot([0, 1], [0, 1, gain])
    axes.plot([0, 1], [0, gain], "o-" if activation == "relu" else "--")
    return figure

def describe(gain, activation):
    return f"{activation} with gain {gain}"
"""
EXPLORE = 'explore(draw, alt=describe, gain=(0.5, 2.0, 0.5), activation=["relu", "tanh"])'


@pytest.fixture(scope="module")
def kernel():
    with FrontEnd() as front_end:
        front_end.run(SETUP)
        yield front_end


@pytest.fixture
def view(kernel):
    """A fresh explorable in the shared kernel, and what the kernel showed of it."""
    output = kernel.run(EXPLORE)
    kernel.run("drawn.clear()")
    kernel.changes.clear()
    return kernel, output


def picture(kernel):
    return kernel.widgets[kernel.find("HTMLModel")]["value"]


def image(kernel):
    return re.search(r"src='data:image/png;base64,([^']+)'", picture(kernel))[1]


def drawn(kernel):
    return kernel.run("drawn")["text/plain"]


def test_shows_a_widget_with_picture_and_words_beside_it(view):
    kernel, output = view
    assert set(output) == {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"}
    assert output["text/plain"] == "relu with gain 1.0"
    assert "alt='relu with gain 1.0'" in picture(kernel)


def move(kernel, kind, timeout=20, **state):
    """Move a control, and say whether a new picture or message came."""
    shown = kernel.find("HTMLModel")

    def is_answer(message):
        return message["content"].get("comm_id") == shown

    return kernel.answer(is_answer, kernel.find(kind), timeout=timeout, **state) is not None


def test_a_move_changes_the_picture_and_its_words(view):
    kernel, _ = view
    before = image(kernel)
    assert move(kernel, "FloatSliderModel", value=2.0)
    assert image(kernel) != before
    assert "alt='relu with gain 2.0'" in picture(kernel)
    assert move(kernel, "ToggleButtonsModel", index=1)
    assert "alt='tanh with gain 2.0'" in picture(kernel)
    assert drawn(kernel) == "[(2.0, 'relu'), (2.0, 'tanh')]"


def test_going_back_draws_nothing_again(view):
    kernel, _ = view
    before = image(kernel)
    for value in (2.0, 1.0, 2.0, 1.0):
        assert move(kernel, "FloatSliderModel", value=value)
    assert image(kernel) == before
    assert drawn(kernel) == "[(2.0, 'relu')]"


def test_an_error_is_shown_as_text_and_the_next_move_recovers(view):
    kernel, _ = view
    assert move(kernel, "FloatSliderModel", value=1.5)
    assert "ValueError: x and y must have same first dimension" in picture(kernel)
    assert "gain=1.5" in picture(kernel)
    assert re.findall(r"line \d+, in (.*)", picture(kernel)) == [
        "draw: axes.plot([0, 1], [0, 1, gain])"  # and no line of Matplotlib's or of `styled`
    ]
    assert move(kernel, "FloatSliderModel", value=2.0)
    assert "alt='relu with gain 2.0'" in picture(kernel)


def test_what_draw_prints_is_shown_with_its_picture_or_error(view):
    kernel, _ = view
    assert "&lt;gain&gt; is 1.0" in picture(kernel)
    for value in (2.0, 1.5, 1.0):
        assert move(kernel, "FloatSliderModel", value=value)
        assert f"&lt;gain&gt; is {value}" in picture(kernel)
    kernel.run(EXPLORE)
    assert [output for output in kernel.outputs if output.get("name") == "stdout"] == []


PYPLOT = """
from matplotlib import pyplot

def draw_in_pyplot(n=1):
    figure, axes = pyplot.subplots()
    axes.plot([0, n])
    if n == 3:
        pyplot.show()  # which also closes what it shows
    return figure

explore(draw_in_pyplot, alt=lambda n: f"up to {n}", n=(1, 3))
"""


def test_a_figure_of_pyplot_is_shown_once(kernel):
    kernel.run(PYPLOT)
    shown = [output["data"] for output in kernel.outputs]
    assert ["image/png" in data for data in shown].count(True) == 1
    assert move(kernel, "IntSliderModel", value=3)
    assert "alt='up to 3'" in picture(kernel)
    assert kernel.run("pyplot.get_fignums()") == {"text/plain": "[]"}
    assert len(kernel.outputs) == 1
    kernel.run("import os; os.environ['EXPLORE_STATIC'] = '1'")
    kernel.run(PYPLOT)
    assert len(kernel.outputs) == 1
    kernel.run("del os.environ['EXPLORE_STATIC']")


def test_a_burst_draws_few_pictures_and_ends_at_the_newest(view):
    kernel, _ = view
    slider = kernel.find("FloatSliderModel")
    for move in range(300):
        kernel.move(slider, value=(0.5, 2.0)[move % 2])
    kernel.settle(quiet=1)
    pictures = [state for _, state in kernel.changes if "<img" in str(state.get("value", ""))]
    assert "alt='relu with gain 2.0'" in picture(kernel)
    assert 1 <= len(pictures) < 60


def test_a_drag_shows_pictures_on_the_way_and_ends_at_the_newest(view):
    kernel, _ = view
    slider, shown = kernel.find("FloatSliderModel"), kernel.find("HTMLModel")

    def is_answer(message):
        return message["content"].get("comm_id") == shown

    # Without a rhythm, in which the moves that are left out could all be the different ones.
    way = random.Random(0).choices((0.5, 1.0, 2.0), k=99)
    _, pictures = kernel.drag(is_answer, slider, [{"value": value} for value in (*way, 2.0)])
    assert "alt='relu with gain 2.0'" in picture(kernel)
    assert pictures >= 3
