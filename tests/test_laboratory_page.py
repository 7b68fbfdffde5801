"""The page of the laboratory, by mouse, by touch and by keyboard alone."""

import gzip
import re

import numpy as np
import pytest

from shared.laboratory.script import page_script
from tests.conftest import wait_until
from tests.test_access import AXE, UNFOLD, violations
from tests.test_laboratory_session import difference, executed

PAGE = "laboratory.html"
LAB = "document.querySelector('.laboratory').laboratory"
POINTS = "#v=1&data=own&points=0.5_0.25_1~-0.5_-0.25_0&batch=2"


class Bench:
    """The laboratory on an open page."""

    def __init__(self, page):
        self.page = page

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def setting(self, name):
        return self.page.locator(f"[data-setting={name}]")

    def status(self):
        return self.page.locator(".laboratory-status").text_content()

    def notice(self):
        return self.page.locator(".laboratory-notice").text_content()

    def ask(self, expression):
        return self.page.evaluate(f"{LAB}.{expression}")

    def settle(self):
        """Wait for the picture after what was done."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def drag(self, picture, start, end):
        """Drag between two places, given as shares of a picture's sides."""
        box = picture.bounding_box()
        (x, y), (to_x, to_y) = [
            (box["x"] + across * box["width"], box["y"] + down * box["height"])
            for across, down in (start, end)
        ]
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=4)
        self.page.mouse.up()
        self.settle()

    def play_to(self, step):
        self.button("Play").click()
        wait_until(self.page, f"{LAB}.session.step >= {step}")
        self.button("Pause").click()
        self.settle()

    def type(self, name, text):
        self.setting(name).fill(text)
        self.setting(name).press("Enter")
        self.settle()

    def press(self, name, key="Enter"):
        self.button(name).focus()
        self.page.keyboard.press(key)
        self.settle()


@pytest.fixture
def bench(visit):
    """Return a function that opens the laboratory at an address."""

    def start(address="", **context):
        page = visit(**context).open(PAGE + address)
        found = Bench(page)
        wait_until(page, "document.querySelector('.laboratory-status')?.textContent")
        found.settle()
        return found

    return start


def test_the_script_is_short_enough():
    assert len(gzip.compress(page_script().encode(), 9)) <= 30_000


def test_it_plays_pauses_steps_and_starts_again(bench):
    lab = bench()
    assert lab.status().startswith("Step 0. Loss 0.6")
    lab.button("Step").click()
    lab.settle()
    assert lab.status().startswith("Step 1. ")
    lab.button("Play").click()
    live = lab.page.locator(".laboratory-status").get_attribute("aria-live")
    assert live == "off"
    wait_until(lab.page, f"{LAB}.session.step > 100")
    lab.button("Pause").click()
    lab.settle()
    assert lab.page.locator(".laboratory-status").get_attribute("aria-live") is None
    step = lab.ask("session.step")
    lab.page.wait_for_timeout(200)
    assert lab.ask("session.step") == step
    assert lab.status().startswith(f"Step {step:,}. ")
    lab.button("Back to start").click()
    lab.settle()
    assert lab.status().startswith("Step 0. ")
    assert f"Undo brings back the run of {step:,} steps" in lab.notice()
    lab.button("Undo").click()
    wait_until(lab.page, f"{LAB}.session.step === {step}")


def test_the_cell_on_the_page_reaches_the_parameters_of_the_page(bench):
    lab = bench("#v=1&data=moons&hidden=5-4&optimizer=momentum&rate=0.02&l2=0.001&points=0.5_2_1")
    lab.page.get_by_text("The same run in NumPy").click()
    lab.play_to(150)
    lab.type("rate", "0.005")
    lab.play_to(lab.ask("session.step") + 150)
    code = lab.page.locator(".laboratory-code code").text_content()
    values = np.array(lab.page.evaluate(f"[...{LAB}.session.net.values]"))
    assert "optimizer.learning_rate = 0.005" in code
    assert difference(values, executed(code)) < 1e-9


def test_everything_works_by_keyboard_alone(bench):
    lab = bench()
    lab.press("Step")
    lab.press("Step", "Space")
    assert lab.status().startswith("Step 2. ")
    lab.setting("data").focus()
    lab.page.keyboard.press("m")  # the list goes to Moons
    lab.settle()
    assert lab.ask("session.settings.data") == "moons"
    assert "Undo brings back step 2" in lab.notice()
    lab.setting("width1").focus()
    lab.page.keyboard.press("ArrowUp")
    lab.page.keyboard.press("Enter")
    lab.settle()
    assert lab.ask("session.settings.hidden") == [4]
    lab.page.get_by_label("Weight", exact=True).focus()
    lab.page.keyboard.press("Control+A")
    lab.page.keyboard.type("-2.5")
    lab.page.keyboard.press("Enter")
    lab.settle()
    assert lab.ask("session.net.params[0].W.data[0]") == -2.5
    lab.page.get_by_label("x", exact=True).focus()
    lab.page.keyboard.press("ArrowUp")
    lab.page.get_by_label("A click adds").focus()
    lab.page.keyboard.press("ArrowDown")
    lab.press("Add at x, y")
    assert lab.ask("session.own") == [[0.1, 0, 1]]
    lab.page.get_by_label("y", exact=True).fill("0.4")
    lab.press("Move it to x, y")
    assert lab.ask("session.own") == [[0.1, 0.4, 1]]
    lab.press("Remove it")
    assert lab.ask("session.own") == []
    lab.press("Undo")
    lab.press("Undo")
    assert lab.ask("session.own") == [[0.1, 0, 1]]
    lab.press("Redo")
    assert lab.ask("session.own") == [[0.1, 0.4, 1]]
    lab.press("Redo")
    assert lab.ask("session.own") == []
    assert lab.button("Redo").get_attribute("aria-disabled") == "true"
    assert lab.ask("session.net.params[0].W.data[0]") == -2.5
    lab.press("Remove unit h₁ of layer 1")
    assert lab.ask("session.net.params[1].W.data[0]") == 0
    for _ in range(5):
        lab.press("Undo")
    assert lab.ask("session.events") == []


def test_a_click_places_a_point_and_a_drag_moves_it_or_takes_it_away(bench):
    lab = bench("#v=1&data=own")
    plane = lab.page.get_by_role("img", name=re.compile("^The plane of the inputs"))
    box = plane.bounding_box()
    assert "There is no point yet" in lab.status()
    lab.button("Play").click()
    assert "There is no point yet" in lab.notice()
    plane.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    lab.page.get_by_label("A click adds").select_option("1")
    plane.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.5})
    lab.settle()
    (first, second) = lab.ask("session.own")
    assert first == pytest.approx([0.75, 0.75, 0], abs=0.02)
    assert second == pytest.approx([-0.75, 0, 1], abs=0.02)
    assert "1 point of class 0 (discs) and 1 of class 1" in plane.get_attribute("aria-label")
    plane.scroll_into_view_if_needed()
    lab.drag(plane, (0.75, 0.25), (0.5, 0.75))
    moved, _ = lab.ask("session.own")
    assert moved == pytest.approx([0, -0.75, 0], abs=0.02)
    plane.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.75})
    lab.settle()
    assert "Your point 1 is chosen" in lab.notice()
    assert lab.page.get_by_label("y", exact=True).input_value() == str(moved[1])
    assert len(lab.ask("session.own")) == 2
    lab.drag(plane, (0.5, 0.75), (0.5, -0.3))
    assert lab.ask("session.own") == [second]
    assert "All points are of class 1" in lab.status()
    lab.button("Remove all my points").click()
    lab.settle()
    assert lab.ask("session.own") == []
    for _ in range(3):
        lab.button("Undo").click()
    lab.settle()
    assert lab.ask("session.own") == [first, second]
    lab.page.reload()
    lab.settle()
    lab.button("Redo").click()
    lab.settle()
    assert lab.ask("session.own") == [moved, second]


def test_a_finger_places_a_point_while_it_trains(bench):
    phone = {"width": 390, "height": 844}
    lab = bench("#v=1&speed=1", viewport=phone, has_touch=True)
    lab.button("Play").tap()
    plane = lab.page.get_by_role("img", name=re.compile("^The plane of the inputs"))
    plane.tap(position={"x": 30, "y": 40})
    wait_until(lab.page, f"{LAB}.session.own.length === 1")
    step = lab.ask("session.step")
    wait_until(lab.page, f"{LAB}.session.step > {step}")
    lab.button("Pause").tap()
    assert [event[1] for event in lab.ask("session.events")] == ["add"]


def test_a_finger_drags_a_point_without_scrolling_the_page(bench):
    phone = {"width": 390, "height": 844}
    lab = bench("#v=1&points=0_0.5_1", viewport=phone, has_touch=True, is_mobile=True)
    plane = lab.page.get_by_role("img", name=re.compile("^The plane of the inputs"))
    plane.scroll_into_view_if_needed()
    box, top = plane.bounding_box(), lab.page.evaluate("scrollY")
    client = lab.page.context.new_cdp_session(lab.page)

    def touch(kind, *places):
        points = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in places
        ]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (0.5, 0.34))
    for share in (0.4, 0.5, 0.6, 0.7):
        touch("touchMove", (0.5, share))
    touch("touchEnd")
    lab.settle()
    assert lab.ask("session.own") == [pytest.approx([0, -0.6, 1], abs=0.03)]
    assert lab.page.evaluate("scrollY") == top


def test_a_click_on_an_edge_lets_the_reader_type_its_weight(bench):
    lab = bench()
    network = lab.page.get_by_role("img", name=re.compile("^A network of"))
    x, y = lab.ask("network.unitAt([2, 3, 1], 0, 1)")
    to_x, to_y = lab.ask("network.unitAt([2, 3, 1], 1, 2)")
    network.click(position={"x": (x + to_x) / 2, "y": (y + to_y) / 2})
    assert lab.ask("weights.chosen") == [0, 1, 2]
    lab.page.keyboard.type("7")
    lab.page.keyboard.press("Enter")
    assert lab.ask("session.net.params[0].W.data[5]") == 7
    lab.page.get_by_label("Weight", exact=True).fill("much")
    lab.page.keyboard.press("Enter")
    assert lab.notice().startswith("A weight has to be a number")
    assert lab.ask("session.net.params[0].W.data[5]") == 7


def test_nothing_placed_is_lost_by_reload_back_or_another_address(bench):
    lab = bench(POINTS)
    lab.page.get_by_label("x", exact=True).fill("0.3")
    lab.button("Add at x, y").click()
    lab.play_to(20)
    mine, step = lab.ask("session.own"), lab.ask("session.step")
    values = lab.page.evaluate(f"[...{LAB}.session.net.values]")
    assert len(mine) == 3
    lab.page.reload()
    wait_until(lab.page, f"{LAB}.session.step === {step}")
    assert lab.ask("session.own") == mine
    assert lab.page.evaluate(f"[...{LAB}.session.net.values]") == values
    address = lab.page.url
    lab.page.goto(address.partition("#")[0].replace(PAGE, "notation.html"))
    lab.page.go_back()
    wait_until(lab.page, f"{LAB}.session.step === {step}")
    assert lab.ask("session.own") == mine
    lab.page.goto(address.partition("#")[0] + "#v=1&data=xor")
    wait_until(lab.page, f"{LAB}.session.settings.data === 'xor'")
    assert "Undo brings back" in lab.notice()
    lab.button("Undo").click()
    wait_until(lab.page, f"{LAB}.session.step === {step}")
    assert lab.ask("session.own") == mine
    lab.setting("data").select_option("spirals")
    lab.settle()
    assert lab.ask("session.own") == mine
    lab.page.goto("about:blank")
    lab.page.goto(address.partition("#")[0])  # as a link in the book leads here
    lab.settle()
    assert lab.ask("session.own") == mine
    assert lab.ask("session.settings.data") == "spirals"


LONG = "#v=1&events=3_set_rate_0.2~1900000_set_rate_0.1&step=2000000"


@pytest.mark.parametrize("name", ["Pause", "Step", "Add at x, y"])
def test_a_run_that_is_stopped_while_it_is_repeated_goes_on_or_comes_back(bench, name):
    lab = bench(LONG)
    assert lab.status().startswith("Repeating the run: step ")
    lab.press(name)
    assert lab.button("Play").is_visible()
    assert re.match(r"Stopped at step [\d,]+ of 2,000,000\. Undo brings", lab.notice())
    step = lab.ask("session.step")
    assert lab.page.url.endswith(f"&step={step}")
    assert lab.ask("session.events")[0] == [3, "set", "rate", 0.2]
    assert lab.ask("session.settings.rate") == 0.2
    lab.play_to(step + 20)
    lab.press("Undo")
    if name == "Add at x, y":
        lab.press("Undo")
    assert lab.page.url.endswith(LONG)
    assert lab.status().startswith("Repeating the run: step ")


#: The laboratory leaves the window while it repeats a run.
REPEAT_OUT_OF_SIGHT = """(address) => {
  history.replaceState(null, "", address);
  dispatchEvent(new Event("hashchange"));
  scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  return document.querySelector(".laboratory").getBoundingClientRect().bottom;
}"""


def test_a_run_is_repeated_to_its_end_out_of_sight(bench):
    lab = bench(viewport={"width": 800, "height": 400})
    address = "#v=1&events=9999_set_rate_0.1&step=10000"
    assert lab.page.evaluate(REPEAT_OUT_OF_SIGHT, address) < 0
    wait_until(lab.page, f"{LAB}.player.textContent === 'Play'")
    assert lab.ask("session.step") == 10000
    assert lab.ask("session.settings.rate") == 0.1
    assert lab.page.url.endswith(address)


def test_two_tabs_do_not_disturb_each_other(visit):
    one = visit()
    first = Bench(one.open(PAGE))
    first.type("rate", "0.7")
    second_page = one.context.new_page()
    second_page.goto(one.site + PAGE)
    second = Bench(second_page)
    second.settle()
    assert second.ask("session.settings.rate") == 0.3
    second.type("rate", "0.1")
    first.page.reload()
    first.settle()
    assert first.ask("session.settings.rate") == 0.7


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("rate", "0", "Learning rate has to be a number above 0 and at most 1e9"),
        ("rate", "1e10", "Learning rate has to be"),
        ("rate", "", "Learning rate has to be"),
        ("rate", "fast <b>", "not “fast <b>”. It stays at 0.3."),
        ("n", "2", "Points has to be a whole number from 4 to 500"),
        ("width1", "0", "Hidden layers has to be up to 4 widths from 1 to 16"),
        ("width1", "", "such as 3 or 8-8, not “0”. It stays at 3."),
        ("l2", "-1", "L2 penalty has to be a number from 0 to 100"),
    ],
)
def test_what_is_not_accepted_gets_one_sentence_and_changes_nothing(bench, name, text, words):
    lab = bench()
    before = lab.ask("session.settings")
    lab.type(name, text)
    assert words in lab.notice()
    assert lab.ask("session.settings") == before
    assert lab.setting(name).input_value() == {"rate": "0.3", "n": "100", "width1": "3"}.get(
        name, "0"
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "points=0.5_0.5_0~0.5_0.5_1",
            "1 of 2 points correct (50\xa0%). Where points of both classes",
        ),
        ("points=0.5_0.5_0~0.2_0.1_0", "All points are of class 0: the network needs no boundary."),
        ("points=0.5_0.5_1", "1 of 1 point correct (100\xa0%)."),
        ("points=0.5_0.5_0~0.5_0.5_0~0_0_1", "3 of 3 points correct (100\xa0%)."),
        ("", "There is no point yet: place some in the plane, or choose data."),
    ],
)
def test_odd_points_train_to_a_sensible_state_that_is_told(bench, address, words):
    lab = bench(f"#v=1&data=own&{address}")
    if address:
        lab.play_to(100)
        assert np.isfinite(lab.ask("session.latest.at(-1)"))
    else:
        lab.button("Play").click()
    assert words in lab.status()
    assert ("coincide" in lab.status()) == ("of both" in words)


@pytest.mark.parametrize("setting", ["rate=1e9", "rate=1e9&activation=relu&hidden=8-8"])
def test_the_largest_rate_leads_to_a_state_that_is_told_and_left_again(bench, setting):
    lab = bench(f"#v=1&{setting}")
    lab.button("Play").click()
    wait_until(lab.page, f"{LAB}.session.step >= 40 || {LAB}.session.hasDiverged")
    if not lab.ask("session.hasDiverged"):
        lab.button("Pause").click()
    lab.settle()
    assert re.search("diverged after|× 10", lab.status().replace("\xa0", " "))
    lab.type("rate", "0.1")
    lab.button("Back to start").click()
    lab.play_to(20)
    assert re.search(r"Loss 0\.[4-7]", lab.status())


# One frame that comes a day after the one before.
ASLEEP = """async () => {
  const { laboratory } = document.querySelector(".laboratory"), { session } = laboratory;
  const { requestAnimationFrame } = window, now = performance.now.bind(performance);
  const frame = await new Promise((resolve) => (window.requestAnimationFrame = resolve));
  window.requestAnimationFrame = requestAnimationFrame;
  performance.now = () => now() + 86_400_000;
  const before = session.step;
  frame(performance.now());
  return session.step - before;
}"""


@pytest.mark.parametrize(("speed", "most"), [("10", 10), ("max", 10_000)])
def test_after_a_day_asleep_it_goes_on_as_before(bench, speed, most):
    lab = bench(f"#v=1&speed={speed}")
    lab.button("Play").click()
    wait_until(lab.page, f"{LAB}.session.step > 0")
    assert 0 < lab.page.evaluate(ASLEEP) <= most
    step = lab.ask("session.step")
    wait_until(lab.page, f"{LAB}.session.step > {step}")


@pytest.mark.parametrize("address", ["#v=9&rate=0&data=<script>", "#v=1&hidden=0&points=__~"])
def test_a_malformed_address_is_answered_in_one_sentence(bench, address):
    lab = bench(address)
    assert lab.notice().startswith("Not all of the address was understood")
    lab.play_to(20)


def test_what_is_being_typed_stays_when_pictures_are_drawn_anew(bench):
    lab = bench()
    lab.setting("rate").fill("0.05")
    lab.setting("width1").fill("7")
    lab.page.set_viewport_size({"width": 700, "height": 900})
    lab.settle()
    assert lab.setting("width1").input_value() == "7"
    lab.page.keyboard.press("Enter")
    lab.settle()
    assert lab.ask("session.settings.hidden") == [7]
    assert lab.ask("session.settings.rate") == 0.05


def test_a_heading_in_the_address_leaves_the_state_alone(bench):
    lab = bench()
    lab.type("rate", "0.7")
    lab.page.evaluate("location.hash = '#what-the-pictures-show'")
    lab.settle()
    assert lab.ask("session.settings.rate") == 0.7
    lab.page.reload()
    lab.settle()
    assert lab.ask("session.settings.rate") == 0.7


def test_divergence_is_said_and_a_change_starts_again(bench):
    lab = bench("#v=1&activation=identity&rate=1e9")
    lab.button("Play").click()
    wait_until(lab.page, f"{LAB}.session.hasDiverged")
    lab.settle()
    assert "Training diverged" in lab.status()
    assert "go back to the start with a lower learning rate" in lab.notice()
    assert lab.button("Play").is_visible()
    assert (
        "met"
        in lab.page.get_by_role("listitem")
        .filter(has_text="Make training diverge")
        .inner_text()
        .split()
    )
    lab.type("rate", "0.1")
    assert lab.status().startswith("Step 0. ")
    lab.play_to(20)


def test_a_challenge_is_set_up_met_and_told(bench):
    lab = bench()
    lab.button("Set up: Show that depth without an activation is useless").click()
    lab.settle()
    assert lab.ask("session.settings.hidden") == [8, 8]
    goal = lab.page.locator(".laboratory-goal")
    assert goal.inner_text().startswith("Challenge: Show that depth without an activation is")
    assert goal.get_by_role("link").count() == 1
    lab.setting("activation").select_option("identity")
    lab.page.get_by_label("Speed").select_option("max")
    lab.play_to(500)
    assert "Challenge met: Show that depth without an activation is useless." in lab.notice()
    assert goal.inner_text() == "Challenge met: Show that depth without an activation is useless."


@pytest.mark.parametrize("width", [1280, 390])
def test_after_a_challenge_is_set_up_the_plane_is_in_view(bench, width):
    lab = bench(viewport={"width": width, "height": 844})
    lab.button("Set up: Make the gradient vanish").click()
    top = "document.querySelector('.laboratory canvas').getBoundingClientRect().top"
    wait_until(lab.page, f"{top} > 60 && {top} < 600")
    assert lab.page.evaluate("document.activeElement.textContent") == "Play"


def test_a_window_resized_in_mid_training_keeps_the_pictures_whole(bench):
    lab = bench(viewport={"width": 1280, "height": 900})
    lab.button("Play").click()
    for width in (390, 800, 1280):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.page.wait_for_timeout(300)
        sizes = lab.page.evaluate(
            f"{LAB}.pictures.filter((one) => !one.isHidden).map(({{ canvas, scale }}) =>"
            "  Math.abs(canvas.width / scale - canvas.getBoundingClientRect().width))"
        )
        assert sizes
        assert max(sizes) < 1
    lab.button("Pause").click()


def test_what_was_done_is_told_where_the_reader_is(bench):
    lab = bench(viewport={"width": 390, "height": 700})
    lab.button("Set up: Make the gradient vanish").click()
    lab.button("Copy the address").scroll_into_view_if_needed()
    lab.button("Undo").click()
    place = "document.querySelector('.laboratory-notice').getBoundingClientRect()"
    wait_until(lab.page, f"{place}.top > 0 && {place}.bottom < 300 && scrollY > 1000")
    assert lab.notice() == "Undone."


INKED = f"""() => {LAB}.pictures.map(({{ canvas }}) => {{
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const pen = copy.getContext("2d", {{ willReadFrequently: true }});
  pen.drawImage(canvas, 0, 0);
  return pen.getImageData(0, 0, copy.width, copy.height).data.some((value) => value);
}})"""


def test_pictures_out_of_view_wait_until_they_are_near_or_printed(bench):
    lab = bench(viewport={"width": 390, "height": 700})
    assert lab.page.evaluate(INKED) == [True] + 6 * [False]
    lab.page.pdf()
    assert all(lab.page.evaluate(INKED))
    lab.page.reload()
    wait_until(lab.page, f"{LAB}?.pictures.length")
    lab.page.locator(".laboratory canvas").last.scroll_into_view_if_needed()
    wait_until(lab.page, f"({INKED})()[6]")


def test_pictures_are_printed_light_and_are_dark_again_afterwards(bench):
    lab = bench(color_scheme="dark", viewport={"width": 390, "height": 700})
    dark, picture = lab.ask("palette.parts"), lab.ask("plane.canvas.toDataURL()")
    assert max(dark["paper"]) < 60
    lab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert min(lab.ask("palette.parts.paper")) > 240
    assert max(lab.ask("palette.parts.ink")) < 60
    assert lab.ask("plane.canvas.toDataURL()") != picture
    lab.page.evaluate("dispatchEvent(new Event('afterprint'))")
    lab.settle()
    assert lab.ask("palette.parts") == dark
    assert lab.ask("plane.canvas.toDataURL()") == picture


def count_pictures(lab):
    """Let the page count in `shown` how often it draws the plane."""
    lab.page.evaluate(
        f"""() => {{
          const {{ plane }} = {LAB}, show = plane.show.bind(plane);
          window.shown = 0;
          plane.show = (...given) => {{ window.shown++; show(...given); }};
        }}"""
    )


def test_pictures_move_twice_a_second_for_who_asks_for_less_motion(bench):
    lab = bench(reduced_motion="reduce")
    count_pictures(lab)
    lab.button("Play").click()
    lab.page.wait_for_timeout(2000)
    lab.button("Pause").click()
    assert 1 <= lab.page.evaluate("window.shown") <= 6
    assert lab.ask("session.step") > 100


def test_play_stops_out_of_sight(bench):
    lab = bench(viewport={"width": 800, "height": 400})
    lab.button("Play").click()
    lab.page.locator("footer").first.scroll_into_view_if_needed()
    lab.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    lab.page.locator(".laboratory").evaluate("lab => { lab.hidden = true; }")
    wait_until(lab.page, f"{LAB}.player.textContent === 'Play'")


@pytest.mark.parametrize(
    "context",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    ],
    ids=["light", "dark", "phone"],
)
def test_axe_finds_nothing_and_nothing_sticks_out(bench, context):
    lab = bench(POINTS + "&hidden=16-16-16-16", **context)
    page = lab.page
    page.evaluate(UNFOLD)
    lab.settle()
    assert violations(page, AXE) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert page.evaluate(
        "[...document.querySelectorAll('.laboratory :is(button, select, input, canvas)')]"
        ".filter((one) => one.checkVisibility())"
        ".every((one) => one.getBoundingClientRect().right <= innerWidth)"
    )


def test_every_picture_has_words(bench):
    lab = bench("#v=1&hidden=4-3&activation=relu&step=30")
    wait_until(lab.page, f"{LAB}.session.step === 30")
    lab.settle()
    words = lab.page.locator(".laboratory canvas").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label'))"
    )
    assert len(words) == len(set(words)) == 7
    assert words[1].startswith("A network of 2, 4, 3, 1 units, ReLU: 23 weights")
    assert words[3].startswith("The loss over all points by step: from 0.")
    assert words[3].endswith("at step 30.")
    assert all("NaN" not in each and "undefined" not in each for each in words)


#: What a picture writes into its canvas when it is drawn anew.
WRITTEN = f"""(name) => {{
  const said = [], picture = {LAB}[name];
  picture.text = (words) => said.push(words);
  picture.show({LAB}.session.measure());
  return said;
}}"""


@pytest.mark.parametrize(
    ("address", "drawn", "activations", "gradients"),
    [
        (
            "#v=1&data=own",
            "no point yet",
            "There are no points, so there are no activations.",
            "There are no points, so there are no gradients.",
        ),
        (
            "#v=1&hidden=",
            "no hidden layer",
            "There are no hidden activations.",
            "There are no gradients at hidden units.",
        ),
    ],
    ids=["no point", "no hidden layer"],
)
def test_a_histogram_of_nothing_says_why(bench, address, drawn, activations, gradients):
    lab = bench(address)
    for name, words in [("activations", activations), ("gradients", gradients)]:
        assert lab.ask(f"{name}.canvas.getAttribute('aria-label')") == words
        assert lab.page.evaluate(WRITTEN, name) == [drawn]


def test_colours_follow_the_page(bench):
    lab = bench(color_scheme="light")
    light = lab.ask("palette.paper")
    lab.page.emulate_media(color_scheme="dark")
    wait_until(lab.page, f"{LAB}.palette.paper !== '{light}'")


def test_without_scripts_a_sentence_says_so(visit):
    page = visit(java_script_enabled=False).open_plain(PAGE)
    assert "needs JavaScript, which is switched off" in page.locator("noscript").inner_text()


def test_it_works_from_a_file_and_without_a_network(browser, built):
    context = browser.new_context(offline=True)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((built / PAGE).as_uri())
    lab = Bench(page)
    lab.settle()
    lab.play_to(30)
    step = lab.ask("session.step")
    page.reload()
    wait_until(page, f"{LAB}.session.step === {step}")
    assert errors == []
    context.close()


def test_at_the_highest_speed_many_steps_pass_between_two_pictures(bench):
    lab = bench("#v=1&n=100&hidden=3&speed=max", viewport={"width": 1280, "height": 1400})
    count_pictures(lab)
    lab.button("Play").click()
    wait_until(lab.page, "window.shown >= 20")
    lab.button("Pause").click()
    assert lab.ask("session.step") > 10 * lab.page.evaluate("window.shown")
