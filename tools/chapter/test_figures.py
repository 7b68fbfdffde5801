import numpy as np
import pytest

from shared.figures import new_module as figures

# --- the numbers that pictures and words show --------------------------------------------------


@pytest.mark.parametrize("x", [-1.5, 0.0, 1.0])
def test_the_tangent_touches_and_its_slope_is_what_the_words_say(x):  # FILL IN: your own
    beside, height = figures.draw_tangent(x).subfigs[0].axes[0].lines[1].get_data()
    slope = (height[1] - height[0]) / (beside[1] - beside[0])
    assert np.interp(x, beside, height) == pytest.approx(x**2)
    assert figures.describe_tangent(x).endswith(f"slope {slope:g}.".replace("-", "−"))
