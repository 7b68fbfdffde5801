"""The pad on which readers draw digits: what is counted, what is said, and how it answers."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from shared.datasets import held_out_digits, open_digits
from shared.explore import STATIC_VARIABLE, Twin, explore
from shared.explore.marks import content, marks
from shared.explore.page import MIME_TYPE, html, script
from shared.explore.sphinx import computing_script, pad_script, write_files
from shared.figures import digits as figures
from shared.figures.digits import drawing
from shared.figures.digits.drawing import bitmap_of, counts_of, placed, strokes_of, text_of
from shared.losses import softmax
from tests.conftest import wait_until
from tests.figure_checks import code_cells, run
from tests.hands import FORMS, as_text, drawn
from tests.javascript import JavaScript

FOLDER = Path(drawing.__file__).parent
#: Drawings that nobody makes on purpose, and the counts of which they have to have the same.
HOSTILE = {
    "": "#",
    "=": "#",
    "/ / ": "#",
    "3": "#",
    "nan 5": "#",
    "5 infinity": "#",
    "here there": "#",
    "16 2 nan 9 16 30": "16 2 16 30",
    "=16 -900 900 5": "=16 0 32 5",
    "#zZ0": "#",
    "#abq": "#abq" + 61 * "a",
}


@pytest.fixture(scope="module")
def reader():
    """Return what the chapter's cells make: they are to run before all others."""
    cells, namespace = code_cells("digits"), {}
    for name in ("imports", "train-reader"):
        run(cells[name].source, name, namespace)
    return namespace["reader"]


@pytest.fixture(scope="module")
def drawings():
    """Return drawings by many hands, scribbles, dots and counts."""
    rng = np.random.default_rng(1)
    found = [as_text(drawn(digit, rng)) for digit in range(10) for _ in range(6)]
    for count in (1, 2, 3, 40):
        found += [as_text([rng.uniform(-4, 36, (count, 2)) for _ in range(3)]) for _ in range(6)]
    found += [f"={one}" for one in found]
    found += [text_of(rng.integers(17, size=64)) for _ in range(20)]
    return found + list(HOSTILE)


# --- what is counted -----------------------------------------------------------------------------


def test_a_line_that_stays_where_it_is_inks_the_pixels_beside_it():
    counts = counts_of("=16 0 16 32").reshape(8, 8)
    # Middles of pixels at 13.5 to 18.5 lie within 2.7: three columns on either side.
    assert counts[:, 3:5].tolist() == [[12, 12]] * 8
    assert counts.sum() == 8 * 24


def test_centring_forgets_where_and_how_large_a_digit_was_drawn():
    strokes = [np.array([[4.0, 2], [8, 6], [4, 10]]), np.array([[4.0, 6], [6, 6]])]
    elsewhere = [2 * stroke + np.array([14, 8]) for stroke in strokes]
    counts = counts_of(as_text(strokes))
    np.testing.assert_array_equal(counts_of(as_text(elsewhere)), counts)
    assert (counts_of("=" + as_text(elsewhere)) != counts_of("=" + as_text(strokes))).any()


def test_a_centred_drawing_is_as_high_as_the_data_and_no_wider():
    rng = np.random.default_rng(2)
    for digit in range(10):
        bitmap = bitmap_of(placed(strokes_of(as_text(drawn(digit, rng)))))
        assert bitmap[[0, -1]].any(axis=1).all()
        assert np.flatnonzero(bitmap.any(axis=0)).min() >= 5
        assert np.flatnonzero(bitmap.any(axis=0)).max() <= 26


def test_drawings_have_about_as_much_ink_as_the_data():
    rng = np.random.default_rng(3)
    ink = [counts_of(as_text(drawn(digit % 10, rng))).mean() / 16 for digit in range(200)]
    assert np.mean(ink) == pytest.approx(open_digits()[0].mean(), abs=0.02)


@pytest.mark.parametrize(("given", "same"), HOSTILE.items())
def test_bad_input_is_left_out_or_moved_to_the_edge(given, same):
    np.testing.assert_array_equal(counts_of(given), counts_of(same))


def test_a_dot_stays_a_dot_in_the_middle():
    for dot in ("3 4", "3 4 3 4", "3 4 3.2 4"):
        counts = counts_of(dot).reshape(8, 8)
        assert counts[3:5, 3:5].sum() > 0.7 * counts.sum() > 0
        assert counts.sum() < 40


def test_counts_are_written_and_read_back():
    counts = np.arange(64) % 17
    np.testing.assert_array_equal(counts_of(text_of(counts)), counts)


# --- what the network makes of it ----------------------------------------------------------------


def test_the_pad_has_open_images_only_and_chooses_among_those_not_trained_on(reader):
    images = {image.tobytes() for image in np.rint(16 * open_digits()[0]).astype(int)}
    held = {image.tobytes() for image in np.rint(16 * held_out_digits()[0]).astype(int)}
    known = {image.tobytes() for image in reader.counts}
    others = {image.tobytes() for image in reader.others}
    assert known | others <= images - held
    assert (len(reader.counts), len(reader.others)) == (1149, 288)
    assert not known & others


def test_the_unusual_is_farther_than_all_but_one_in_a_hundred_training_images(reader):
    X = reader.counts / 16
    distances, _ = NearestNeighbors(n_neighbors=2).fit(X).kneighbors(X)
    assert (distances[:, 1] > reader.usual).mean() == pytest.approx(0.01, abs=1 / len(X))
    *_, distance = reader.read(np.full(64, 16))
    assert distance > reader.usual
    assert "unlike anything" in figures.describe_drawn_digit(reader, text_of(np.full(64, 16)))
    assert "unlike anything" not in figures.describe_drawn_digit(reader, 0)


def test_nearest_is_what_scikit_learn_finds(reader):
    model = KNeighborsClassifier(1).fit(reader.counts, reader.y)
    found = [reader.read(image)[3] for image in reader.others]
    np.testing.assert_array_equal(reader.y[found], model.predict(reader.others))


def test_what_mattered_is_the_pixel_times_the_slope_of_the_logit(reader):
    def logits(x):
        return reader.net.forward(x[np.newaxis]).output[0]

    for image in reader.others[:10]:
        probabilities, _, mattered, _, _ = reader.read(image)
        x = image / 16
        np.testing.assert_allclose(probabilities, softmax(logits(x)))
        answer = probabilities.argmax()
        for pixel in range(64):
            step = np.zeros(64)
            step[pixel] = 1e-6
            slope = (logits(x + step) - logits(x - step))[answer] / 2e-6
            assert mattered[pixel] == pytest.approx(x[pixel] * slope, abs=1e-6)


def test_centring_is_worth_almost_half_of_the_drawn_digits(reader):
    rng = np.random.default_rng(4)
    digits = np.arange(600) % 10
    texts = [as_text(drawn(digit, rng)) for digit in digits]
    reached = {}
    for place in ("", "="):
        found = [reader.read(counts_of(place + text)) for text in texts]
        reached[place] = np.mean([each[0].argmax() for each in found] == digits)
    assert 0.78 < reached[""] < 0.9
    assert 0.25 < reached["="] < 0.45


# --- the page says what Python says --------------------------------------------------------------


@pytest.fixture(scope="module")
def javascript(browser):
    page = browser.new_page()
    yield JavaScript(page, FOLDER / "drawing.js", FOLDER / "drawn_digit.js")
    page.close()


def test_the_page_counts_as_python_does(javascript, drawings):
    said = javascript("argument.map((one) => [...countsOf(one)])", drawings)
    np.testing.assert_array_equal(said, [counts_of(one) for one in drawings])


def test_the_page_draws_and_says_what_python_does(javascript, reader, drawings):
    values = [*drawings, *range(288)]
    asked = (
        "(() => { const say = twin(argument[0]); return argument[1].map((image) => say({ image }))"
    )
    said = javascript(f"{asked}; }})()", [json.loads(Twin("x.js", reader.given()).given()), values])
    assert len(said) == len(values) > 450
    for image, each in zip(values, said, strict=True):
        assert each["words"] == figures.describe_drawn_digit(reader, image)
    for image, each in [*zip(values, said, strict=True)][::9]:
        expected = marks(figures.draw_drawn_digit(reader, image))
        assert set(each["marks"]) == set(expected)
        for name, artist in expected.items():
            found = each["marks"][name]
            if name in ("title", "neighbour", "answer"):
                assert found == content(artist)
            else:
                found = np.array([list(row) for row in found], dtype=float)
                np.testing.assert_allclose(found, content(artist), rtol=1e-8, atol=1e-9)


# --- the pad -------------------------------------------------------------------------------------

SURFACE = ".explore-pad-surface"
THREE = [(5, 5), (16, 3), (25, 8), (20, 14), (14, 15), (20, 16), (26, 22), (20, 29), (6, 27)]


@pytest.fixture(scope="module")
def site(reader, tmp_path_factory):
    """Return the address of a page that has the figure and nothing else."""
    folder = tmp_path_factory.mktemp("pad")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATIC_VARIABLE, "1")
        figure = explore(
            partial(figures.draw_drawn_digit, reader),
            alt=partial(figures.describe_drawn_digit, reader),
            twin=Twin(figures.draw_drawn_digit, reader.given(), pad="image"),
            image=(0, 287),
        )._repr_mimebundle_()[MIME_TYPE]
    write_files(folder)
    (folder / "figure.js").write_text(script(figure), encoding="utf-8")
    (folder / "twins.js").write_text(computing_script([{"figure": figure}]), encoding="utf-8")
    pad = pad_script(dict(figure["twin"]["pad_modules"]))
    (folder / "pad.js").write_text(pad, encoding="utf-8")
    (folder / "index.html").write_text(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Pad</title>"
        "<meta name='viewport' content='width=device-width'>"
        "<link rel='stylesheet' href='explore.css'></head><body>"
        f"{html(figure, 'figure.js', 'twins.js', 'draw', 'pad.js')}"
        "<script src='explore.js'></script>",
        encoding="utf-8",
    )
    return (folder / "index.html").as_uri()


class Pad:
    """The pad of a page as a reader has it."""

    def __init__(self, context, site, reader):
        self.page, self.reader = context.new_page(), reader
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(site)
        self.settle()

    def settle(self):
        wait_until(self.page, "!!document.querySelector('figure.explore[data-ready]')")
        self.page.wait_for_timeout(100)

    def place(self, point):
        box = self.page.locator(SURFACE).bounding_box()
        return [box[side] + box["width"] * v / 32 for side, v in zip("xy", point, strict=True)]

    def draw(self, points):
        self.page.mouse.move(*self.place(points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.place(point), steps=3)
        self.page.mouse.up()

    @property
    def value(self):
        """The drawing, None if an image is shown; the page says of it what Python does."""
        self.page.wait_for_timeout(100)
        assert self.complaints == []
        value = self.page.evaluate("document.querySelector('.explore-pad input').value")
        value = json.loads(value) if value else None
        image = int(self.page.locator("input[type=range]").input_value())
        words = figures.describe_drawn_digit(self.reader, image if value is None else value)
        assert self.words == words
        assert self.page.locator("[role=img]").get_attribute("aria-label") == words
        return value

    @property
    def words(self):
        return self.page.locator(".explore-words").inner_text().replace("\n", " ")

    def press(self, *keys):
        self.page.locator(SURFACE).focus()
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def pad(browser, site, reader):
    """Return a function that opens the page anew."""
    contexts = []

    def start(**options):
        contexts.append(browser.new_context(**options))
        return Pad(contexts[-1], site, reader)

    yield start
    for context in contexts:
        context.close()


def test_a_stroke_of_the_mouse_is_read_while_it_is_drawn(pad):
    one = pad()
    assert one.value is None
    one.draw(THREE)
    assert len(strokes_of(one.value)) == 1
    assert "prediction 3 with" in one.words
    one.draw([(2, 2), (4, 4)])
    assert len(strokes_of(one.value)) == 2


def test_nothing_is_read_aloud_before_a_stroke_is_complete(pad):
    one = pad()
    live = "document.querySelector('.explore-words').getAttribute('aria-live')"
    one.page.mouse.move(*one.place((16, 4)))
    one.page.mouse.down()
    one.page.mouse.move(*one.place((16, 28)), steps=4)
    assert len(strokes_of(one.value)) == 1
    assert one.page.evaluate(live) == "off"
    one.page.mouse.up()
    assert one.value
    assert one.page.evaluate(live) is None


def test_a_stroke_that_leaves_the_pad_ends_at_its_edge(pad):
    one = pad()
    one.draw([(16, 4), (60, 4), (16, -30)])
    numbers = [float(number) for number in one.value.split()]
    assert (min(numbers), max(numbers)) == (0, 32)


def test_undo_takes_back_strokes_clearing_and_a_moved_slider(pad):
    one = pad()
    one.draw(THREE)
    three = one.value
    one.draw([(2, 2), (4, 4)])
    one.click("Undo")
    assert one.value == three
    one.click("Clear")
    assert one.value == ""
    one.click("Undo")
    assert one.value == three
    one.page.locator("input[type=range]").press("ArrowRight")
    assert one.value is None
    one.press("Control+z")
    assert one.value == three
    one.click("Undo")
    assert one.value in (None, 1)
    assert one.page.get_by_role("button", name="Undo").is_disabled()


def test_undo_goes_back_to_the_image_that_the_slider_shows(pad):
    one = pad()
    slider = one.page.locator("input[type=range]")
    slider.fill("5")
    one.draw(THREE)
    three = one.value
    slider.fill("7")
    assert one.value is None
    one.draw([(2, 2), (4, 4)])
    assert one.value not in (None, three)
    slider.fill("9")
    assert one.value is None
    for _ in range(2):  # the second drawing, and the image on which it was drawn
        one.click("Undo")
    assert one.value in (None, 9)
    one.click("Undo")
    assert one.value == three
    one.click("Undo")
    assert one.value in (None, 9)
    assert one.page.get_by_role("button", name="Undo").is_disabled()


def test_keys_change_an_image_pixel_by_pixel(pad):
    one = pad()
    image = one.reader.others[0]
    one.press("ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "ArrowRight", "Space")
    changed = image.copy()
    changed[10] = 0 if image[10] > 7 else 16
    assert one.value == text_of(changed)
    one.press("Shift+ArrowDown", "ArrowLeft", "+", "+", "-")
    changed[18] = 16
    changed[17] = image[17] + 1
    assert one.value == text_of(changed)
    told = one.page.locator(".explore-pad-told").inner_text()
    assert told == f"Row 3, column 2: {changed[17]} of 16."
    one.press("Delete")
    assert one.value == ""


def test_a_pointer_inks_single_pixels_and_clears_them(pad):
    one = pad()
    one.click("Clear")
    one.click("Single pixels")
    one.draw([(2, 2), (14, 2)])
    assert one.value == "#qqqq" + 60 * "a"
    one.draw([(2, 2), (2, 2.5)])
    assert one.value == "#aqqq" + 60 * "a"
    one.click("Undo")
    assert one.value == "#qqqq" + 60 * "a"


def test_without_centring_strokes_stay_where_they_were_drawn(pad):
    one = pad()
    one.draw(THREE)
    three = one.value
    one.click("Centre and scale")
    assert one.value == f"={three}"
    one.draw([(2, 2), (4, 4)])
    assert one.value.startswith(f"={three}/")
    one.click("Centre and scale")
    assert one.value.startswith(f"{three}/")


def test_a_finger_draws_and_a_second_one_is_ignored(pad):
    one = pad(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    client = one.page.context.new_cdp_session(one.page)

    def touch(kind, *points):
        places = [dict(zip("xy", one.place(point), strict=True)) for point in points]
        given = {"type": kind, "touchPoints": [place | {"id": i} for i, place in enumerate(places)]}
        client.send("Input.dispatchTouchEvent", given)

    touch("touchStart", (16, 4))
    for y in range(6, 30, 2):
        touch("touchMove", (16, y))
    touch("touchStart", (16, 28), (3, 3))
    touch("touchMove", (16, 29), (5, 5))
    touch("touchEnd")
    (stroke,) = strokes_of(one.value)
    assert np.ptp(stroke[:, 0]) < 0.5
    assert np.ptp(stroke[:, 1]) > 20
    assert one.page.evaluate("scrollY") == 0
    assert one.page.evaluate(
        f"getComputedStyle(document.querySelector('{SURFACE}')).touchAction"
    ) == ("none")


def test_a_drawing_is_there_again_when_the_page_is_loaded_again(pad):
    one = pad()
    one.draw(THREE)
    three = one.value
    one.page.wait_for_timeout(300)  # until the history of the page knows of it
    one.page.reload()
    one.settle()
    assert one.value == three
    one.page.goto("about:blank")
    one.page.go_back()
    one.settle()
    assert one.value == three
    d = one.page.locator(f"{SURFACE} path[stroke-linecap]").get_attribute("d")
    assert d.count("L") > 20


def test_every_form_of_every_digit_can_be_drawn(pad):
    """Most are read as meant; each has an answer that is a digit."""
    one, right = pad(), []
    rng = np.random.default_rng(6)
    for digit in FORMS:
        one.click("Clear")
        for stroke in drawn(digit, rng):
            one.draw(stroke[::2].clip(0, 32).tolist())
        assert one.value
        right.append(f"prediction {digit} with" in one.words)
    assert sum(right) >= 6
