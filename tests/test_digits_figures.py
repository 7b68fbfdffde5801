import itertools
import json
import math
import re

import numpy as np
import pytest
import scipy.stats
from matplotlib.colors import to_hex

from shared.explore.marks import marks
from shared.figures import digits as figures
from shared.figures.style import COLOURS
from shared.mlp import MLP
from tests.figure_checks import BOOK, code_cells, explorables, run


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


def test_a_snapshot_is_correct_on_its_diagonal():
    confusion = np.diag([9] * 10)
    confusion[8, 1] = 10
    snapshot = figures.Snapshot(np.zeros((64, 4)), confusion)
    assert snapshot.accuracy == 0.9


def test_words_name_the_most_frequent_confusion(chapter):
    words = chapter["explore-learning"].words(step=360, width="16")
    found = marks(chapter["explore-learning"].figure(step=360, width="16"))
    numbers = {(i, j): found[f"count {i} {j}"].get_text().strip() for i, j in np.ndindex(10, 10)}
    assert sum(int(number or 0) for number in numbers.values()) == 288
    off_diagonal = [int(number or 0) for (i, j), number in numbers.items() if i != j]
    assert int(re.search(r"(\d+) times?\.", words)[1]) == max(off_diagonal)


@pytest.mark.parametrize(("digit", "text"), [(1, "a 1"), (8, "an 8")])
def test_a_digit_has_its_article(digit, text):
    assert figures.a(digit) == text


def test_bars_are_probabilities_and_words_name_the_largest(chapter):
    for noise, digit, seed in itertools.product([0.0, 0.5, 2.0], ["0", "4", "8"], [0, 7]):
        values = {"noise": noise, "digit": digit, "seed": seed}
        heights, verdict, true_digit = bars(chapter["explore-noise"].figure(**values))
        assert sum(heights.values()) == pytest.approx(1)
        answer = max(heights, key=heights.get)
        wrong = answer != int(digit)
        assert verdict.get_text() == ("wrong" if wrong else "correct")
        assert (verdict.get_position()[0], true_digit.get_position()[0]) == (answer, int(digit))
        words = chapter["explore-noise"].words(**values)
        assert ("the true digit gets" in words) == wrong
        assert not wrong or f"classified as {figures.a(answer)}, with" in words
        assert (f"(seed {seed})" in words) == (noise > 0)


def bars(figure):
    """Return the height of each digit's bar, and the two texts of the panel."""
    found = marks(figure)
    corners = np.concatenate([found[name].get_xy()[:-1] for name in ("others", "true")])
    heights = {round(x.mean()): y.max() for x, y in (each.T for each in corners.reshape(-1, 4, 2))}
    return heights, found["verdict"], found["true digit"]


def test_a_noisy_image_is_the_image_and_that_much_noise():
    image = np.linspace(0, 1, 64)
    noise = figures.noisy(image, 0.5, seed=3) - image
    np.testing.assert_allclose(noise, 0.5 * np.random.default_rng(3).standard_normal(64))
    np.testing.assert_array_equal(figures.noisy(image, 0.0, seed=3), image)


def test_a_sure_answer_is_never_rounded_up_to_100_percent():
    net = MLP([64, 10], rng=np.random.default_rng(0))
    bias = np.zeros(10)
    bias[8] = 100
    net.params = [(np.zeros((64, 10)), bias)]
    assert "with probability 99.9\xa0%." in figures.describe_noise(net, {"8": np.zeros(64)})


def test_the_noise_in_the_picture_is_cut_off_at_paper_and_at_ink():
    net = MLP([64, 10], rng=np.random.default_rng(0))
    image = np.array([-3, 0, 0.5, 1, 9, *[0.0] * 59])
    drawn = marks(figures.draw_noise(net, {"8": image}))["image"].get_array()
    assert drawn.ravel()[:5].tolist() == [0, 0, 8, 16, 16]


def test_dark_pages_change_no_grey_of_an_image():
    net = MLP([64, 10], rng=np.random.default_rng(0))
    colours = marks(figures.draw_noise(net, {"8": np.zeros(64)}))["image"].get_cmap()
    greys = {to_hex(colours(level)) for level in range(colours.N)}
    assert len(greys) == 17
    assert not greys & {each.light for each in COLOURS.values()}


# --- weights as images ---------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "across", "enlarged"), [(4, 2, 4), (8, 4, 2), (64, 8, 1)])
def test_a_sheet_has_each_unit_in_its_place_enlarged(width, across, enlarged):
    weights = np.zeros((64, width))
    weights[[0, 63], -1] = [0.7, -0.35]  # the first and the last pixel of the last unit
    sheet = figures.sheet(weights)
    assert sheet.shape == (72, 72)
    assert (sheet > 0).sum() == 64 * width * enlarged**2
    down, along = (9 * enlarged * place for place in divmod(width - 1, across))
    rows, columns = np.nonzero(sheet == 21)
    assert {*rows} == {*range(down, down + enlarged)}
    assert {*columns} == {*range(along, along + enlarged)}
    last = enlarged * 7
    assert sheet[down + last, along + last] == sheet[down + last + enlarged - 1, along + last] == 6


def test_shades_of_weights_are_symmetric_and_end():
    weights = np.zeros((64, 1))
    weights[:7, 0] = [-5, -0.7, -0.07, 0, 0.07, 0.7, 5]
    assert figures.sheet(weights)[0, :56:8].tolist() == [1, 1, 10, 11, 12, 21, 21]


@pytest.mark.parametrize(
    ("epoch", "lines", "dots"),
    [
        (1, [[80], [80], [80]], [[70, 90], [80, 80], [80, 80], [80, 80]]),
        (2, [[80, 20], [80, 10], [80, 15]], [[30, 50], [40, 40], [10, 20], [15, 15]]),
    ],
)
def test_a_training_is_a_line_and_a_dot_up_to_the_chosen_epoch(epoch, lines, dots):
    accuracies = {0.1: np.array([[10.0, 30], [50, 70]]), 1.0: np.array([[20.0, 20], [80, 90]])}
    by_epoch, by_rate = figures.draw_rates(accuracies, rate=1.0, epoch=epoch).subfigs
    assert [line.get_ydata().tolist() for line in by_epoch.axes[0].lines] == lines
    assert [line.get_ydata().tolist() for line in by_rate.axes[0].lines] == dots
    words = figures.describe_rates(accuracies, rate=1.0, epoch=2)
    assert "15.0\xa0% (from 10.0 to 20.0\xa0%)" in words
    assert "rate 1 has the lowest mean error" in words


def test_differences_are_drawn_in_pairs_with_their_interval():
    accuracies = {"one": np.array([90.0, 96]), "two": np.array([89.0, 99])}
    levels, pairs = figures.draw_comparison(accuracies, lambda d: (d.min(), d.max())).subfigs
    assert levels.axes[0].lines[0].get_ydata().tolist() == [90, 89]
    dots, interval, mean, _ = pairs.axes[0].lines
    assert dots.get_xdata().tolist() == interval.get_xdata().tolist() == [-3, 1]
    assert mean.get_xdata() == [-1]


def test_only_the_chosen_model_is_drawn_until_others_are_asked_for():
    errors = {name: {10: np.array([9.0, 11]), 20: np.array([4.0, 6])} for name in ("a", "b")}
    (alone,) = figures.draw_more_data(errors, model="b").subfigs
    assert [text.get_text() for text in alone.axes[0].texts] == ["b"]
    assert alone.axes[0].lines[0].get_ydata().tolist() == [10, 5]
    (both,) = figures.draw_more_data(errors, model="b", other_models=True).subfigs
    assert [text.get_text() for text in both.axes[0].texts] == ["a", "b"]


def test_names_of_lines_that_end_together_stand_apart():
    ends = {"a": 1.2, "b": 1.2, "c": 9.0}
    (panel,) = figures.draw_more_data(
        {n: {10: np.array([e])} for n, e in ends.items()}, "a", True
    ).subfigs
    heights = {text.get_text(): text.get_position()[1] for text in panel.axes[0].texts}
    assert heights["b"] - heights["a"] > 1.5
    assert abs(heights["c"] - 9) < 1


def test_reliability_is_the_accuracy_of_each_bin():
    confidence = np.repeat([0.55, 0.85, 1.0, 0.25], [40, 20, 60, 3])
    correct = np.concatenate([np.arange(40) < 10, np.arange(20) < 15, np.ones(60), np.ones(3)])
    places, accuracy, share = figures.binned(confidence, correct.astype(bool))
    np.testing.assert_allclose(places, [0.55, 0.85, 1.0])  # three predictions are too few
    np.testing.assert_allclose(accuracy, [0.25, 0.75, 1])
    np.testing.assert_allclose(share[[2, 5, 8, 9]], np.array([3, 40, 20, 60]) / 123)


# --- the formulas that the chapter computes with ------------------------------------------------


def function(cell, name):
    """Return a function that a cell of the chapter defines."""
    names = {"np": np}
    run(code_cells("digits")[cell].source, cell, names)
    return names[name]


@pytest.mark.parametrize("correct", [0, 180, 352, 360])
def test_wilsons_interval_is_scipys(correct):
    low, high = function("wilson", "wilson")(correct, 360)
    expected = scipy.stats.binomtest(correct, 360).proportion_ci(method="wilson")
    assert (low / 100, high / 100) == pytest.approx(tuple(expected), abs=2e-5)


def test_the_corrected_interval_is_that_of_nadeau_and_bengio():
    d = np.random.default_rng(0).normal(1, 2, size=20)
    low, high = function("corrected-interval", "corrected_interval")(d, 1 / 4)
    error = math.sqrt((1 / 20 + 1 / 4) * d.var(ddof=1))
    expected = scipy.stats.t(19, d.mean(), error).interval(0.95)
    assert (low, high) == pytest.approx(expected, abs=1e-3)


# --- the protocol -------------------------------------------------------------------------------


def test_one_cell_of_the_book_opens_the_held_out_images():
    opened = [
        (path.stem, cell["id"])
        for path in (BOOK / "chapters").glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and "held_out_digits(" in "".join(cell["source"])
    ]
    assert opened == [("digits", "open")]


def test_no_cell_reads_all_images_at_once():
    sources = [cell.source for cell in code_cells("digits").values()]
    assert not [source for source in sources if "load_digits" in source]
