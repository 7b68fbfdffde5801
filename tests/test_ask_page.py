"""Questions on a page: answered by key, remembered, covering what they predict."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.asking_site import CELLS, build, notebook
from tests.conftest import Visit
from tests.figure_checks import BOOK

PAGE = "part/questions.html"


@pytest.fixture
def open_page(browser, asking):
    """Return a function that opens the page of questions; at its end nothing was wrong."""
    visits = []

    def start(**context):
        visits.append(Visit(browser, asking, **context))
        return visits[-1].open_plain(PAGE)

    yield start
    for visit in visits:
        visit.context.close()
        assert visit.complaints == []


class Question:
    """One question of a page."""

    def __init__(self, page, name):
        self.page = page
        self.box = page.locator(f"#ask-{name}")
        self.field = self.box.locator("[type=text]")
        self.details = self.box.locator("details")

    def type(self, text):
        """Type an answer and press Enter; return the verdict."""
        self.field.fill(text)
        self.field.press("Enter")
        return self.verdict()

    def choose(self, *labels):
        """Choose options and press the button; return the verdict."""
        for label in labels:
            self.box.get_by_label(label).click()
        self.box.get_by_role("button").click()
        return self.verdict()

    def verdict(self):
        return " ".join(self.box.get_by_role("status").inner_text().split())

    def is_unfolded(self):
        return self.details.evaluate("details => details.open")


def test_a_number_is_judged_as_typed_and_a_misconception_has_its_sentence(open_page):
    best = Question(open_page(), "best")
    assert best.type("4") == "✗ Not correct. Four is too much: \\(4 > 3\\)."
    assert not best.is_unfolded()
    assert best.type("7,5") == "✗ Not correct. Work it through once more."
    assert best.type("−3") == "✗ Not correct. The magnitude is correct, the sign is not."
    assert best.type("six").startswith("This is not read as a number.")
    assert best.type("6/2") == "✓ Correct."
    assert best.is_unfolded()
    assert best.details.inner_text().split() == ["Show", "the", "answer", "3", "Of", "four."]


def test_a_choice_is_made_by_key(open_page):
    page = open_page()
    rank = Question(page, "rank")
    assert rank.choose() == "Choose an answer first."
    rank.box.get_by_label("the second").focus()
    for key in ("Space", "ArrowUp", "Tab", "Enter"):
        page.keyboard.press(key)
    assert rank.verdict() == "✗ Not correct. It is the least."
    assert rank.choose("the second") == "✗ Not correct. Compare."
    assert rank.choose("both") == "✓ Correct."
    # The folded answer of the Markdown below is a part of this one.
    assert page.locator("details").count() == 5
    assert "Because of two numbers." in rank.details.inner_text()


def test_a_set_is_right_when_it_is_whole(open_page):
    larger = Question(open_page(), "larger")
    assert larger.choose("first", "second") == "✗ Not correct. 1 missing. 1 too many."
    assert larger.choose("first") == "✗ Not correct. 1 missing."
    assert larger.choose("third") == "✓ Correct."


def test_a_word_is_compared_without_case_and_blanks(open_page):
    word = Question(open_page(), "word")
    assert word.type("Tanh") == "✗ Not correct. It is bounded."
    assert word.type(" ") == "Type an answer first."
    assert word.type("Rectified linear unit.") == "✓ Correct."


def test_a_percentage_may_be_typed_with_or_without_its_sign(open_page):
    share = Question(open_page(), "share")
    [given] = [
        int(word)
        for word in share.box.inner_text().replace("\\(", "").replace("\\)", "").split()
        if word.isdigit()
    ]
    assert share.type(f"{100 - given}") == "✗ Not correct. That is the rest."
    assert share.type(f"{given} %") == "✓ Correct."
    assert share.type(f"{given}") == "✓ Correct."


SECRET = ".figure"


def test_a_figure_is_covered_until_a_guess_and_keeps_its_place(open_page):
    page = open_page()
    secret = page.locator(SECRET)
    size = secret.bounding_box()
    assert not secret.is_visible()
    assert page.get_by_text("Covered until").is_visible()
    assert Question(page, "best").type("six").startswith("This is not")
    assert not secret.is_visible()
    height = page.locator(".ask-cover").bounding_box()["height"]
    Question(page, "best").type("4")
    assert secret.is_visible()
    assert page.locator(".ask-guess").inner_text() == "You guessed: 4"
    assert not page.get_by_text("Covered until").is_visible()
    assert page.locator(".ask-cover").bounding_box()["height"] == height
    assert secret.bounding_box()["height"] == size["height"]


def test_who_asks_to_be_shown_is_shown(open_page):
    page = open_page()
    page.get_by_label("Just show me").check()
    assert page.locator(SECRET).is_visible()
    assert page.locator(".ask-guess").inner_text().strip() == ""
    page = open_page()
    Question(page, "best").details.locator("summary").click()
    page.locator(SECRET).wait_for()  # the event that an answer was opened comes later


def test_without_the_script_the_curtain_opens_all_the_same(browser, asking):
    visit = Visit(browser, asking)
    visit.context.route("**/ask.js*", lambda route: route.abort())
    page = visit.open_plain(PAGE)
    assert not page.locator(SECRET).is_visible()
    page.get_by_label("Just show me").check()
    assert page.locator(SECRET).is_visible()
    visit.context.close()


def test_without_javascript_a_question_can_be_read_and_nothing_is_covered(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator(SECRET).is_visible()
    assert page.get_by_text("How many at best?").is_visible()
    assert page.get_by_text("the second").is_visible()
    for hidden in (".ask input", ".ask button", ".ask-curtain", ".ask-guess"):
        assert page.locator(f"{hidden}:visible").count() == 0
    page.locator("#ask-best summary").click()
    assert page.get_by_text("Four is too much").is_visible()


def test_an_answer_is_remembered(open_page):
    page = open_page()
    assert page.evaluate("localStorage.length") == 0
    Question(page, "best").type("4")
    Question(page, "rank").choose("both")
    Question(page, "larger").choose("first", "third")
    page.reload()
    best, rank, larger = (Question(page, name) for name in ("best", "rank", "larger"))
    assert best.field.input_value() == "4"
    assert best.verdict().startswith("✗ Not correct. Four is too much")
    assert page.locator(SECRET).is_visible()
    assert page.locator(".ask-guess").inner_text() == "You guessed: 4"
    assert rank.verdict() == "✓ Correct."
    assert rank.box.get_by_label("both").is_checked()
    assert not rank.is_unfolded()
    assert larger.box.get_by_label("third").is_checked()
    assert not larger.box.get_by_label("second").is_checked()


def test_in_a_lecture_no_answer_of_the_lecturer_is_shown_and_none_of_the_class_stored(open_page):
    page = open_page()
    Question(page, "best").type("4")
    stored = page.evaluate("Object.values(localStorage)")
    page.goto(page.url.split("#")[0] + "?lecture")
    best = Question(page, "best")
    assert best.field.input_value() == ""
    assert best.verdict() == ""
    assert best.type("3") == "✓ Correct."
    assert Question(page, "rank").choose("both") == "✓ Correct."
    assert page.evaluate("Object.values(localStorage)") == stored


REFUSALS = {
    "full": "Storage.prototype.setItem = () => {"
    " throw new DOMException('', 'QuotaExceededError'); }",
    "blocked": "Object.defineProperty(window, 'localStorage',"
    " { configurable: true, get() { throw new DOMException('', 'SecurityError'); } });",
}
# On each page of the book, what is blocked is replaced first.
REFUSALS["replaced"] = REFUSALS["blocked"] + (BOOK / "_static" / "first.js").read_text("utf-8")


@pytest.mark.parametrize("kind", REFUSALS)
def test_where_storage_is_refused_it_works_for_the_visit(browser, asking, kind):
    visit = Visit(browser, asking)
    visit.page.add_init_script(REFUSALS[kind])
    visit.open_plain("genindex.html")
    of_the_theme = set(visit.complaints)  # Sphinx's own script does not expect it
    page = visit.open_plain(PAGE)
    assert Question(page, "best").type("3") == (
        "✓ Correct. This browser stores nothing here: your answers are kept until you leave "
        "the page."
    )
    assert page.locator(SECRET).is_visible()
    assert set(visit.complaints) <= of_the_theme
    visit.context.close()


HOSTILE = [
    "",
    "null",
    "[]",
    "{",
    "3",
    '{"version": 2, "answers": {}}',
    '{"version": 1}',
    '{"version": 1, "answers": [1]}',
    '{"version": 1, "answers": {"part/questions#best": 3}}',
    '{"version": 1, "answers": {"part/questions#best": {"guess": 3}}}',
    '{"version": 1, "answers": {"part/questions#best": '
    '{"guess": "4", "right": false, "step": 99, "at": 1}}}',
    '{"version": 1, "answers": {"part/questions#best": '
    '{"guess": "' + "4" * 300 + '", "right": false, "step": 0, "at": 1}}}',
]


@pytest.mark.parametrize("stored", HOSTILE)
def test_what_was_not_stored_by_this_page_is_ignored_with_one_sentence(open_page, stored):
    page = open_page()
    Question(page, "best").type("4")
    [key] = page.evaluate("Object.keys(localStorage)")
    page.evaluate("([key, stored]) => localStorage.setItem(key, stored)", [key, stored])
    page.reload()
    assert Question(page, "best").verdict() == (
        "Your stored answers cannot be read and are ignored."
    )
    assert not page.locator(SECRET).is_visible()
    assert Question(page, "best").type("3") == "✓ Correct."


def test_a_stored_guess_is_shown_and_never_becomes_markup(open_page):
    page = open_page()
    Question(page, "best").type("4")
    [key] = page.evaluate("Object.keys(localStorage)")
    mark = "<img src=x onerror=document.title=1>"
    entry = {"guess": mark, "right": False, "step": 0, "at": 1}
    answers = {name: entry for name in ("part/questions#best", "part/questions#rank", "__proto__")}
    text = {"version": 1, "answers": answers}
    page.evaluate("([key, text]) => localStorage.setItem(key, JSON.stringify(text))", [key, text])
    page.reload()
    assert Question(page, "best").field.input_value() == mark
    assert page.locator("img").count() == 0
    assert Question(page, "rank").choose("both") == "✓ Correct."


def test_two_tabs_keep_the_answers_of_both(browser, asking):
    visit = Visit(browser, asking)
    one = visit.open_plain(PAGE)
    two = visit.context.new_page()
    two.goto(asking + PAGE)
    Question(one, "best").type("3")
    Question(two, "rank").choose("both")
    Question(one, "word").type("ReLU")
    two.reload()
    for name in ("best", "rank", "word"):
        assert Question(two, name).verdict() == "✓ Correct."
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_answers(open_page, scheme):
    page = open_page(color_scheme=scheme)
    rules = {"include": [[".ask"], [".ask-cover"]]}
    for answer in (None, "4", "3"):
        if answer:
            Question(page, "best").type(answer)
        assert (
            Axe().run(page, context=rules, options={"preload": False}).response["violations"] == []
        )


FIELD = """
- text: Your answer, a {kind}
- textbox "Your answer, a {kind}"{typed}
- button "Check"
- status{said}
- group{fold}"""
OPTION = """
    - listitem:
      - {role} "{name}"{state}
      - text: {name}"""
FOLDED = ": Show the answer"


def heard_options(role, title, said, *options):
    """Return what is read aloud of options, of which the first is chosen once something is said."""
    shown = "".join(
        OPTION.format(
            role=role, name=f"{place}. {name}", state=" [checked]" * (place == 1 and bool(said))
        )
        for place, name in enumerate(options, 1)
    )
    return f"""
- group "{title}":
  - text: {title}
  - list:{shown}
- button "Check"
- status{said}
- group{FOLDED}"""


#: For each kind the question, and what is read aloud of it before and after an answer.
HEARD = {
    "best": (
        "Predict. How many at best?",
        FIELD.format(kind="number", typed="", said="", fold=FOLDED),
        FIELD.format(
            kind="number",
            typed=': "7"',
            said=":\n  - strong: Not correct.\n  - text: Work it through once more.",
            fold=FOLDED,
        ),
    ),
    "rank": (
        "Question 1. Which ranks are largest?",
        heard_options("radio", "Your answer", "", "the first", "the second", "both"),
        heard_options(
            "radio",
            "Your answer",
            ":\n  - strong: Not correct.\n  - paragraph: It is the least.",
            *("the first", "the second", "both"),
        ),
    ),
    "larger": (
        "Question 2. Which are larger than 2?",
        heard_options("checkbox", "Your answer, all that apply", "", "first", "second", "third"),
        heard_options(
            "checkbox",
            "Your answer, all that apply",
            ":\n  - strong: Not correct.\n  - text: 2 missing. 1 too many.",
            *("first", "second", "third"),
        ),
    ),
    "word": (
        "Question 3. What is it called?",
        FIELD.format(kind="word or two", typed="", said="", fold=FOLDED),
        FIELD.format(
            kind="word or two",
            typed=": relu",
            said=":\n  - strong: Correct.",
            fold=":\n  - text: Show the answer\n  - paragraph: ReLU",
        ),
    ),
}
#: For each kind the keys from its first control on, and what is read aloud then.
KEYS = {
    "best": (["7", "Tab", "Enter"], "✗ Not correct. Work it through once more."),
    "rank": (["ArrowDown", "Tab", "Space"], "✗ Not correct. Compare."),
    "larger": (
        ["Space", "Tab", "Space", "Tab", "Tab", "Enter"],
        "✗ Not correct. 1 missing. 1 too many.",
    ),
    "word": ([*"tanh", "Enter"], "✗ Not correct. It is bounded."),
}


@pytest.mark.parametrize("name", KEYS)
def test_each_kind_is_answered_by_the_keyboard_alone(open_page, name):
    page = open_page()
    question = Question(page, name)
    for _ in range(60):  # from the top of the page
        page.keyboard.press("Tab")
        if question.box.evaluate("box => box.contains(document.activeElement)"):
            break
    keys, heard = KEYS[name]
    for key in keys:
        page.keyboard.press(key)
    assert question.verdict() == heard
    page.keyboard.press("Tab")
    if not question.box.evaluate("box => document.activeElement.matches('summary')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert question.is_unfolded()


TAPS = {
    "best": ([], "4", "✗ Not correct. Four is too much: \\(4 > 3\\)."),
    "rank": (["both"], "", "✓ Correct."),
    "larger": (["third"], "", "✗ Not correct. 1 missing."),
    "word": ([], "relu", "✓ Correct."),
}


@pytest.mark.parametrize("name", TAPS)
def test_each_kind_is_answered_by_a_finger(open_page, name):
    page = open_page(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    question = Question(page, name)
    labels, text, heard = TAPS[name]
    for label in labels:
        question.box.get_by_label(label).tap()
    if text:
        question.field.tap()
        page.keyboard.type(text)
    question.box.get_by_role("button").tap()
    assert question.verdict() == heard


@pytest.mark.parametrize("name", HEARD)
def test_what_is_read_aloud_of_each_kind(open_page, name):
    page = open_page()
    question = Question(page, name)
    asked, before, after = HEARD[name]
    described = question.box.locator("[aria-describedby]").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text().strip() == asked
    assert spoken(question) == before
    if name in ("best", "word"):
        question.type("7" if name == "best" else "relu")
    else:
        question.choose("first")
    assert spoken(question) == after


def spoken(question):
    """Return what is read aloud below the question, formulas left out."""
    said = re.sub(r", \\+\(r_1\\+\)", "", question.box.aria_snapshot())
    return said[re.search(r"\n- (text|group)[^\n]*Your answer", said).start() :]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_colours_are_the_readers_own_verdict_and_cover_are_seen(open_page, scheme):
    page = open_page()
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    best = Question(page, "best")
    border = "one => { const s = getComputedStyle(one); return [s.outlineStyle, s.outlineColor]; }"
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    style, colour = page.locator(".ask-cover").evaluate(border)
    assert style == "dashed"
    assert colour != ground
    assert best.type("7").startswith("✗ Not correct.")
    assert best.type("3").startswith("✓ Correct.")
    for control in page.locator(".ask :is(button, [type=text])").all():
        edge = control.evaluate("one => getComputedStyle(one).borderTopColor")
        assert edge not in (ground, "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("width", [390, 320])
def test_targets_are_large_and_nothing_is_cut_on_a_phone(open_page, width):
    page = open_page(viewport={"width": width, "height": 800})
    for target in page.locator(".ask :is(button, label:has(input)), .ask-curtain label").all():
        assert target.bounding_box()["height"] >= 36
    for button in page.locator(".ask button").all():
        assert button.bounding_box()["height"] >= 44
    for box in page.locator(".ask").all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


QUESTION = ("markdown", "**Question.** Which?\n\n1. a\n2. b")
#: Cells of a page, and what the build says about them.
FAULTS = [
    ([("code", "ask('it', number=1)")], "cell 3: ask('it') finds no question"),
    (
        [QUESTION, ("code", "ask('it', choice=[True, False, False])")],
        "cell 4: ask('it') judges 3 options, but the list above has 2",
    ),
    (
        [QUESTION, ("code", "ask('it', number=1)")],
        "cell 4: ask('it') judges 0 options, but the list above has 2",
    ),
    (
        [
            ("markdown", "**Question.** One?"),
            ("code", "ask('it', number=1)"),
            ("markdown", "**Question.** Two?"),
            ("code", "ask('it', number=2)"),
        ],
        "cell 6: ask('it') has the name of an earlier question",
    ),
    (
        [("markdown", "**Question.** One?"), ("code", "ask('it', number=1, covers=True)")],
        "cell 4: ask('it') covers nothing: the next cell has no output",
    ),
]
#: Of Markdown with hints {1} and {2} and a solution {s}, what the build says.
HINTS = [
    ("## A\n\n{1}\n\n{2}", "'A': hint 1 belongs to no exercise: no solution follows"),
    ("## A\n\n{1}\n\n{2}\n\n## B\n\n{s}", "'A': hint 2 belongs to no exercise"),
    ("## A\n\n{2}\n\n{1}\n\n{s}", "'A': hint 2 is in the place of hint 1"),
    ("## A\n\n{1}\n\n{s}\n\n{2}", "'A': hint 2 belongs to no exercise"),
    ("## A\n\n{1}\n\n{2}\n\n{s}\n\n## B\n\n{1}\n\n{s}", ""),
]
FOLDS = {
    "{1}": "<details><summary>Hint 1</summary>\n\nOne.\n\n</details>",
    "{2}": "<details><summary>Hint 2</summary>\n\nTwo.\n\n</details>",
    "{s}": "<details><summary>Solution in words</summary>\n\nSo.\n\n</details>",
}


def test_what_is_wrong_with_questions_and_hints_ends_the_build_and_is_named(tmp_path):
    pages, messages = {}, {}
    for number, (cells, message) in enumerate(FAULTS):
        first = ("markdown", "# Page"), ("code", "from shared.ask import ask")
        pages[f"asks-{number}.ipynb"] = notebook([*first, *cells])
        messages[f"asks-{number}.ipynb"] = message
    for number, (text, message) in enumerate(HINTS):
        for name, fold in FOLDS.items():
            text = text.replace(name, fold)
        pages[f"hints-{number}.md"] = f"# Page\n\n{text}\n"
        messages[f"hints-{number}.md"] = message
    listed = "\n".join(Path(name).stem for name in pages)
    pages["index.md"] = f"# Faults\n\n```{{toctree}}\n{listed}\npart/questions\nreview\n```\n"
    _, status, said = build(tmp_path, CELLS[:1], **pages)
    assert status != 0
    lines = said.splitlines()
    for name, message in messages.items():
        found = [line for line in lines if name in line and "WARNING: " in line]
        assert any(message in line for line in found) if message else not found, name
