import itertools
import re

import numpy as np
import pytest

from shared.figures import digits as figures
from tests.figure_checks import explorables


@pytest.fixture(scope="module")
def chapter():
    return explorables("digits")


# --- the numbers that pictures and words show --------------------------------------------------


def test_a_mosaic_keeps_every_pixel_in_its_place():
    images = np.arange(5 * 64.0).reshape(5, 64)
    sheet = figures.mosaic(images, columns=3)
    assert sheet.shape == (19, 28)
    np.testing.assert_array_equal(sheet[10:18, 10:18], images[4].reshape(8, 8))
    assert np.isnan(sheet).sum() == sheet.size - images.size


def test_neighbours_of_a_ramp_are_alike_and_of_a_chessboard_opposite():
    row, column = np.indices((8, 8))
    ramp, chessboard = (row + column).reshape(64, 1), ((row + column) % 2).reshape(64, 1)
    assert figures.likeness_of_neighbours(ramp.astype(float)) > 0.9
    assert figures.likeness_of_neighbours(chessboard.astype(float)) == pytest.approx(-1)


def test_the_worst_mistakes_are_wrong_and_come_in_order_of_confidence():
    probabilities = np.full((4, 10), 0.01)
    for i, (answer, p) in enumerate([(3, 0.6), (5, 0.9), (1, 0.8), (2, 0.7)]):
        probabilities[i, answer] = p
    worst = figures.worst_mistakes(np.array([0, 0, 1, 0]), probabilities)
    assert worst.tolist() == [1, 3, 0]


def test_a_snapshot_is_right_on_its_diagonal():
    confusion = np.diag([9] * 10)
    confusion[8, 1] = 10
    snapshot = figures.Snapshot(np.zeros((64, 4)), confusion)
    assert snapshot.accuracy == 0.9


def test_words_name_the_commonest_mistake(chapter):
    words = chapter["explore-learning"].words(epoch=10, width=16)
    texts = chapter["explore-learning"].figure(epoch=10, width=16).subfigs[1].axes[0].texts
    off_diagonal = [int(t.get_text()) for t in texts if t.get_position()[0] != t.get_position()[1]]
    assert int(re.search(r"(\d+) times?\.", words)[1]) == max(off_diagonal)


@pytest.mark.parametrize(("digit", "text"), [(1, "a 1"), (8, "an 8")])
def test_a_digit_has_its_article(digit, text):
    assert figures.a(digit) == text


def test_a_run_that_overflowed_is_said_and_marked(chapter):
    scales = chapter["explore-scales"]
    assert "overflow" in scales.words(log10_sigma=0.0, hidden_layers=10)
    picture = scales.figure(log10_sigma=0.0, hidden_layers=10).subfigs[0].axes[0]
    assert any("overflow" in text.get_text() for text in picture.texts)
    assert "overflow" not in scales.words()


def test_bars_are_probabilities_and_words_name_the_greatest(chapter):
    for noise, digit in itertools.product([0.0, 0.5, 1.0], [0, 1, 4, 6, 8]):
        values = {"noise": noise, "digit": digit}
        bars = chapter["explore-noise"].figure(**values).subfigs[1].axes[0].patches
        heights = np.array([bar.get_height() for bar in bars])
        assert heights.sum() == pytest.approx(1)
        words = chapter["explore-noise"].words(**values)
        wrong = heights.argmax() != digit
        assert ("wrongly" in words) == wrong
        assert not wrong or f"as {figures.a(heights.argmax())}, wrongly" in words
