"""The review: questions come back after 1, 3, 7 and 21 days, by a clock that the tests set."""

import datetime
import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import Visit
from tests.test_ask_page import HOSTILE, PAGE, REFUSALS, Question

START = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


class Reader:
    """A reader who answers and comes back on other days."""

    def __init__(self, browser, site, **context):
        self.visit = Visit(browser, site, **context)
        self.page = self.visit.page
        self.on(0)

    def on(self, day):
        """Let it be so many days after the start."""
        self.visit.page.clock.set_fixed_time(START + datetime.timedelta(days=day))

    def open(self, name):
        """Open a page."""
        return self.visit.open_plain(name)

    def review(self):
        """Open the review; return what it says is due."""
        self.open("review.html")
        return self.due()

    def due(self):
        return self.page.locator(".ask-due").inner_text()

    def kept(self):
        return self.page.locator(".ask-kept").inner_text()

    def entries(self):
        """Return what is stored."""
        text = self.page.evaluate("Object.values(localStorage)[0] ?? null")
        return json.loads(text)["answers"] if text else {}

    @property
    def question(self):
        """Return the question that the review asks."""
        found = Question(self.page, "none")
        found.box = self.page.locator(".ask-now .ask")
        found.field = found.box.locator("[type=text]")
        return found


@pytest.fixture
def reader(browser, asking):
    """Return a function that starts a reader; at its end nothing was wrong."""
    readers = []

    def start(**context):
        readers.append(Reader(browser, asking, **context))
        return readers[-1]

    yield start
    for one in readers:
        assert one.visit.complaints == []
        one.visit.context.close()


def test_nothing_is_stored_or_asked_before_the_first_answer(reader):
    one = reader()
    assert one.review().startswith("You have not answered any question yet.")
    assert one.question.box.count() == 0
    assert one.page.evaluate("localStorage.length") == 0
    one.open("index.html")
    assert one.page.locator(".ask-progress:visible").count() == 0


def test_a_missed_question_comes_back_after_1_3_7_and_21_days_and_then_no_more(reader):
    one = reader()
    one.open(PAGE)
    best = Question(one.page, "best")
    best.type("4")
    best.type("3")  # the first answer has decided
    assert one.review() == "0 questions are due. 1 comes back later, the next on 3 March."
    for day, after, wait in [
        (1, "comes back in 3 days", 3),
        (4, "comes back in 7 days", 7),
        (11, "comes back in 21 days", 21),
        (32, "does not come back", None),
    ]:
        one.on(day - 0.01)
        assert one.review().startswith("0 questions are due.")
        one.on(day)
        assert one.review().startswith("1 question is due.")
        assert one.question.type("3").endswith(f"It {after}.")
        later = START + datetime.timedelta(days=day + (wait or 0))
        due = one.due()
        if wait:
            assert due.endswith(f"the next on {later:%-d %B}.")
        else:
            assert due == "0 questions are due. 1 has come back often enough."
    one.on(1000)
    assert one.review() == "0 questions are due. 1 has come back often enough."


def test_a_miss_in_the_review_begins_again_with_a_day(reader):
    one = reader()
    one.open(PAGE)
    Question(one.page, "best").type("3")
    one.on(2)
    assert one.review().startswith("0 questions")
    one.on(3)
    assert one.review().startswith("1 question is due.")
    assert "It comes back tomorrow." in one.question.type("4")
    assert one.question.type("3").startswith("✓")  # a second try changes nothing
    assert one.entries()["part/questions#best"]["step"] == 0
    one.on(4)
    assert one.review().startswith("1 question is due.")


def test_numbers_come_back_as_others_and_the_page_keeps_its_own(reader):
    one = reader()
    one.open(PAGE)
    share = Question(one.page, "share")
    given = share.box.locator(".ask-question").inner_text()
    share.type("1")
    seen = set()
    for day in (1, 2, 3):
        one.on(day)
        one.review()
        seen.add(one.question.box.locator(".ask-question").inner_text())
        one.question.type("nothing")
        one.question.type("1000")
    assert len(seen) == 3
    assert given not in seen
    one.open(PAGE)
    assert share.field.input_value() == "1"
    assert share.box.locator(".ask-question").inner_text() == given


def test_one_question_follows_another_by_key_and_the_oldest_is_first(reader):
    one = reader()
    one.open(PAGE)
    Question(one.page, "best").type("4")
    one.on(0.1)
    Question(one.page, "word").type("tanh")
    one.on(2)
    assert one.review().startswith("2 questions are due.")
    assert "How many at best?" in one.question.box.inner_text()
    assert one.page.locator(".ask-now a").get_attribute("href") == ("part/questions.html#ask-best")
    one.question.field.focus()
    one.page.keyboard.type("3")
    one.page.keyboard.press("Enter")
    one.page.get_by_role("button", name="Next question").press("Enter")
    assert "What is it called?" in one.question.box.inner_text()
    one.page.keyboard.type("ReLU")
    one.page.keyboard.press("Enter")
    one.page.get_by_role("button", name="Done").press("Enter")
    assert one.question.box.count() == 0
    assert one.page.evaluate("document.activeElement.className") == "ask-due"


def test_answers_travel_in_a_file(reader, tmp_path):
    one, two = reader(), reader()
    one.open(PAGE)
    Question(one.page, "best").type("4")
    one.review()
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name="Export").click()
    path = tmp_path / "answers.json"
    download.value.save_as(path)
    two.review()
    two.page.get_by_label("Import").set_input_files(path)
    two.page.get_by_text("1 answer was taken over.").wait_for()
    assert two.entries() == one.entries()
    two.page.get_by_label("Import").set_input_files(path)
    two.page.get_by_text("0 answers were taken over.").wait_for()
    two.page.on("dialog", lambda dialog: dialog.dismiss())
    two.page.get_by_role("button", name="Erase").click()
    assert two.entries() == one.entries()


def test_erased_answers_are_gone(reader):
    one = reader()
    one.open(PAGE)
    Question(one.page, "best").type("4")
    one.review()
    one.page.on("dialog", lambda dialog: dialog.accept())
    one.page.get_by_role("button", name="Erase").click()
    assert one.kept() == "All answers are erased."
    assert one.page.evaluate("localStorage.length") == 0
    assert one.due().startswith("You have not answered any question yet.")


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 1_000_001])
def test_a_file_that_holds_no_answers_changes_nothing(reader, tmp_path, text):
    one = reader()
    one.open(PAGE)
    Question(one.page, "best").type("4")
    before = one.entries()
    one.review()
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    one.page.get_by_label("Import").set_input_files(path)
    one.page.get_by_text("This file has no answers for this book.").wait_for()
    assert one.entries() == before


@pytest.mark.parametrize("stored", HOSTILE)
def test_hostile_storage_is_ignored_with_one_sentence(reader, stored):
    one = reader()
    one.open("review.html")
    store = "(text) => localStorage.setItem(`ask:${new URL('./', location).pathname}`, text)"
    one.page.evaluate(store, stored)
    assert one.review().startswith("You have not answered any question yet.")
    assert one.kept() == "Your stored answers cannot be read and are ignored."


def test_answers_to_questions_that_are_no_longer_asked_are_kept_and_not_asked(reader):
    one = reader()
    one.open("review.html")
    entry = {"guess": "1", "right": False, "step": 0, "at": 1}
    text = json.dumps({"version": 1, "answers": {"gone#for-good": entry}})
    store = "(text) => localStorage.setItem(`ask:${new URL('./', location).pathname}`, text)"
    one.page.evaluate(store, text)
    assert one.review().startswith("You have not answered any question yet.")
    one.open(PAGE)
    Question(one.page, "best").type("3")
    assert set(one.entries()) == {"gone#for-good", "part/questions#best"}


@pytest.mark.parametrize("kind", REFUSALS)
def test_without_storage_the_review_works_and_asks_nothing(browser, asking, kind):
    visit = Visit(browser, asking)
    visit.page.add_init_script(REFUSALS[kind])
    visit.open_plain("genindex.html")
    of_the_theme = set(visit.complaints)
    page = visit.open_plain("review.html")
    assert (
        page.locator(".ask-due").inner_text().startswith("You have not answered any question yet.")
    )
    assert set(visit.complaints) <= of_the_theme
    visit.context.close()


def test_the_landing_page_tells_of_progress(reader):
    one = reader()
    one.open(PAGE)
    Question(one.page, "best").type("4")
    Question(one.page, "word").type("ReLU")
    one.open("index.html")
    assert one.page.locator(".ask-progress").inner_text() == "2 of 5 questions answered, 1 correct."


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("index.html", ".ask-progress", "1 of 5 questions answered, 0 correct."),
        (
            "review.html",
            ".ask-due",
            "0 questions are due. 1 comes back later, the next on 3 March.",
        ),
    ],
)
def test_a_page_that_is_returned_to_counts_what_was_answered_since(reader, name, place, said):
    one = reader()
    one.open(PAGE)
    Question(one.page, "best").type("4")
    [item] = one.page.evaluate("Object.entries(localStorage)")
    one.page.evaluate("localStorage.clear()")
    one.open(name)
    before = one.page.locator(place).text_content()
    one.page.evaluate("(item) => localStorage.setItem(...item)", item)
    assert one.page.locator(place).text_content() == before
    # Playwright's browsers keep no page for the way back.
    one.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert one.page.locator(place).inner_text() == said


def test_questions_that_did_not_arrive_are_not_taken_for_answers_that_are_missing(browser, asking):
    visit = Visit(browser, asking)
    visit.context.route("**/ask-questions.js*", lambda route: route.abort())
    page = visit.open_plain("review.html")
    assert page.locator(".ask-due").inner_text() == (
        "The questions did not arrive. Reload the page."
    )
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_review(reader, scheme):
    one = reader(color_scheme=scheme)
    one.open(PAGE)
    Question(one.page, "rank").choose("both")
    one.on(9)
    one.review()
    one.question.choose("the second")
    rules = {"include": [[".ask-review"]]}
    found = Axe().run(one.page, context=rules, options={"preload": False})
    assert found.response["violations"] == []


def test_without_javascript_the_review_says_so(reader):
    one = reader(java_script_enabled=False)
    one.open("review.html")
    assert one.page.get_by_text("needs JavaScript").is_visible()
    assert one.page.locator(".ask-tools:visible").count() == 0
