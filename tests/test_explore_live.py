"""`explore` with a kernel: moved from the front end's side, as a reader does."""

import re

import pytest

from tests.front_end import FrontEnd

SETUP = """
from shared.explore import explore
from shared.figures.style import panels

drawn = []

def draw(gain=1.0, activation="relu"):
    drawn.append((gain, activation))
    if gain == 1.5:
        raise ArithmeticError("no <picture> here")
    figure, (axes,) = panels()
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


def test_a_move_changes_the_picture_and_its_words(view):
    kernel, _ = view
    before = image(kernel)
    kernel.move(kernel.find("FloatSliderModel"), value=2.0)
    kernel.settle()
    assert image(kernel) != before
    assert "alt='relu with gain 2.0'" in picture(kernel)
    kernel.move(kernel.find("ToggleButtonsModel"), index=1)
    kernel.settle()
    assert "alt='tanh with gain 2.0'" in picture(kernel)
    assert drawn(kernel) == "[(2.0, 'relu'), (2.0, 'tanh')]"


def test_going_back_draws_nothing_again(view):
    kernel, _ = view
    slider, before = kernel.find("FloatSliderModel"), image(kernel)
    for value in (2.0, 1.0, 2.0, 1.0):
        kernel.move(slider, value=value)
        kernel.settle()
    assert image(kernel) == before
    assert drawn(kernel) == "[(2.0, 'relu')]"


def test_an_error_is_shown_as_text_and_the_next_move_recovers(view):
    kernel, _ = view
    slider = kernel.find("FloatSliderModel")
    kernel.move(slider, value=1.5)
    kernel.settle()
    assert "ArithmeticError: no &lt;picture&gt; here" in picture(kernel)
    assert "gain=1.5" in picture(kernel)
    kernel.move(slider, value=2.0)
    kernel.settle()
    assert "alt='relu with gain 2.0'" in picture(kernel)


def test_a_burst_draws_few_pictures_and_ends_at_the_newest(view):
    kernel, _ = view
    slider = kernel.find("FloatSliderModel")
    for move in range(100):
        kernel.move(slider, value=(0.5, 2.0)[move % 2])
    kernel.settle(quiet=1)
    pictures = [state for _, state in kernel.changes if "<img" in str(state.get("value", ""))]
    assert "alt='relu with gain 2.0'" in picture(kernel)
    assert len(pictures) < 50
