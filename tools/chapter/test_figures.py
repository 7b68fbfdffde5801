import numpy as np
import pytest

from shared.figures import new_module as figures
from tests.figure_checks import assert_reproducible, assert_sound, explorables

CELLS = ["explore-tangent"]  # FILL IN: all cells that show a picture


@pytest.fixture(scope="module")
def chapter():
    return explorables("new-name")


def test_the_chapter_has_these_pictures(chapter):
    assert list(chapter) == CELLS


@pytest.mark.parametrize("cell", CELLS)
def test_every_position_is_legible_and_has_its_own_words(chapter, cell):
    assert_sound(chapter[cell])


@pytest.mark.parametrize("cell", CELLS)
def test_a_position_drawn_again_is_the_same(chapter, cell):
    assert_reproducible(chapter[cell])


# --- the numbers that pictures and words show --------------------------------------------------


@pytest.mark.parametrize("x", [-1.5, 0.0, 1.0])
def test_the_tangent_touches_and_its_slope_is_what_the_words_say(x):  # FILL IN: your own
    beside, height = figures.draw_tangent(x).subfigs[0].axes[0].lines[1].get_data()
    slope = (height[1] - height[0]) / (beside[1] - beside[0])
    assert np.interp(x, beside, height) == pytest.approx(x**2)
    assert figures.describe_tangent(x).endswith(f"slope {slope:g}.".replace("-", "−"))
