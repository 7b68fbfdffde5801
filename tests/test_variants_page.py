"""Variants in a page opened as a file: by key, by touch, and without scripts."""

import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from shared.explore.sphinx import write_files
from shared.variants import STATIC_VARIABLE, page
from shared.variants.sphinx import HERE, SHEET, player_script

HEAD = """<!doctype html><html lang=en><meta charset=utf-8><title>A page</title>
<meta name=viewport content="width=device-width">
<meta http-equiv=Content-Security-Policy content="default-src 'self' file:">
<link rel=stylesheet href=explore.css><link rel=stylesheet href=variants.css>
<main><h1>A page</h1>"""
CODE = '''
variants(
    """
    def f(x):
        $lines
        return "</script><b>", x

    print(f($value), $sign$number)
    """,
    title="<i>Try</i> & see",
    check="f(1)[1] == 4",
    value={"1": "One.", "2": "Two & <b>more</b>."},
    lines=Order("x = x + 1\\nx = x * 2\\nx = x - 0"),
    sign=["+", "-"],
    number=["2", "1 / 0"],
)
'''
BLANK = 'variants("x = $x\\nprint(x)", x=["2", "1"], title="Fill", check="x == 2", blank=True)'


def variants(code):
    namespace = {"__name__": "__main__"}
    exec("from shared.variants import Order, variants", namespace)
    return eval(code.strip(), namespace)


@pytest.fixture
def opened(browser, tmp_path, monkeypatch):
    """Return a function that opens a page with one cell; nothing complains there."""
    monkeypatch.setenv(STATIC_VARIABLE, "1")
    contexts, complaints = [], []

    def marked(code):
        return highlight(code, PythonLexer(), HtmlFormatter())

    def start(code=CODE, **context):
        data = variants(code)._repr_mimebundle_()[page.MIME_TYPE]
        html = page.html(data, "data.js", "variants-try", marked)
        write_files(tmp_path)
        files = {
            "data.js": page.script(data),
            "variants.js": player_script(),
            "variants.css": (HERE / SHEET).read_text(encoding="utf-8"),
            "index.html": f"{HEAD}{html}<script src=variants.js></script><p>Below.</p></main>",
        }
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        contexts.append(browser.new_context(**context))
        shown = contexts[-1].new_page()
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.goto((tmp_path / "index.html").as_uri())
        return shown

    start.complaints = complaints
    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def told(shown):
    """Return what stands under the code."""
    shown.wait_for_timeout(50)
    return shown.locator(".variants-outcome").inner_html()


def code_of(shown):
    """Return the code as a reader reads it, choices and lines as they stand."""
    return shown.evaluate(
        """() => {
          const text = (node) => node.matches?.("select") ? node.selectedOptions[0]?.text
            : node.matches?.("button, .variants-plain") ? ""
            : node.matches?.("li") ? [...node.childNodes].map(text).join("") + "\\n"
            : node.nodeType === 3 ? node.data : [...node.childNodes].map(text).join("");
          return text(document.querySelector(".variants-code"));
        }"""
    )


def test_every_variant_shows_what_its_code_does(opened):
    shown, v = opened(), variants(CODE)
    expected = {}
    for way in v.template.ways():
        record = page.recorded(v.run(way))
        expected[v.template.fill(way)] = record
    menus = shown.locator("select")
    seen = set()
    for order in itertools.permutations("012"):
        shown.evaluate(
            """(order) => {
              const list = document.querySelector(".variants-code ol");
              for (const line of order) list.append(list.querySelector(`[data-line="${line}"]`));
            }""",
            order,
        )
        for choice in itertools.product("01", repeat=3):
            for place, option in enumerate(choice):
                menus.nth(place).select_option(index=int(option))
            code = code_of(shown)
            record = expected[code]
            shown.wait_for_timeout(20)
            outcome = shown.locator(".variants-outcome")
            assert outcome.locator("pre").inner_text() == record["text"]
            verdict = outcome.locator("p").first.inner_text()
            assert verdict == ("✓ Correct." if record["right"] else "✗ Not correct.")
            assert outcome.locator("p").last.inner_text() == record["said"][0]
            assert outcome.locator("b").count() == 0  # no text becomes markup
            seen.add(code)
    assert seen == set(expected)


def test_the_page_begins_with_the_worked_code_and_returns_to_it(opened):
    shown, v = opened(), variants(CODE)
    worked, before = code_of(shown), told(shown)
    assert worked == v.template.worked
    assert v.run(next(v.template.ways())).text.split("\n")[0] in shown.inner_text(
        ".variants-outcome"
    )
    shown.get_by_label("value").select_option(label="2")
    shown.get_by_label(re.compile(r"Move down: x = x . 1")).click()
    assert told(shown) != before
    assert code_of(shown) != worked
    shown.get_by_role("button", name="Reset").click()
    assert (code_of(shown), told(shown)) == (worked, before)


def test_the_keyboard_alone_fills_and_orders(opened):
    shown = opened()
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.ariaLabel") == "Move up: x = x + 1"
    before = code_of(shown)
    shown.keyboard.press("Enter")  # the first line is first already
    assert code_of(shown) == before
    shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    assert code_of(shown).splitlines()[1:3] == ["    x = x * 2", "    x = x + 1"]
    assert shown.evaluate("document.activeElement.ariaLabel") == "Move down: x = x + 1"
    assert "Not correct." in told(shown)
    for _ in range(3):
        shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.ariaLabel") == "value"
    shown.keyboard.press("ArrowDown")
    assert "Two &amp; &lt;b&gt;more" in told(shown)


def test_a_blank_says_nothing_until_it_is_filled(opened):
    shown = opened(BLANK)
    assert "Fill every blank" in told(shown)
    assert shown.get_by_label("x").input_value() == ""
    shown.get_by_label("x").select_option(label="2")
    assert "Correct." in told(shown)
    shown.get_by_label("x").select_option("")
    assert "Fill every blank" in told(shown)
    shown.get_by_label("x").select_option(label="1")
    assert "Not correct." in told(shown)


def test_what_was_chosen_before_the_script_ran_is_shown(opened, tmp_path):
    shown = opened(BLANK)
    page_of = tmp_path / "index.html"
    early = "<script src=early.js></script><script src=variants.js>"
    text = page_of.read_text(encoding="utf-8").replace("<script src=variants.js>", early)
    page_of.write_text(text, encoding="utf-8")
    choice = "document.querySelector('select').value = '0'"
    (tmp_path / "early.js").write_text(choice, encoding="utf-8")
    shown.goto(page_of.as_uri())
    shown.get_by_text("✓ Correct.").wait_for()


def test_what_is_copied_is_the_chosen_code(opened):
    shown = opened(permissions=["clipboard-read", "clipboard-write"])
    shown.get_by_label("sign").select_option("-")
    shown.get_by_label("Move down: x = x + 1").click()
    shown.get_by_role("button", name="Copy code").click()
    shown.get_by_text("Copied.").wait_for()
    assert shown.evaluate("navigator.clipboard.readText()") == code_of(shown)


def test_where_the_clipboard_is_refused_a_selection_is_copied(opened):
    shown = opened()
    shown.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    shown.evaluate("() => document.addEventListener('copy', () => (window.isCopied = true))")
    shown.get_by_role("button", name="Copy code").click()
    shown.get_by_text("Copied.").wait_for()
    assert shown.evaluate("window.isCopied && document.querySelectorAll('textarea').length") == 0


def test_what_does_not_arrive_is_said_and_asked_for_again(opened, tmp_path):
    shown = opened(BLANK)
    shown.goto("about:blank")
    (tmp_path / "data.js").rename(tmp_path / "away.js")
    shown.goto((tmp_path / "index.html").as_uri())
    shown.get_by_label("x").select_option(label="2")
    shown.get_by_text("did not arrive").wait_for()
    (tmp_path / "away.js").rename(tmp_path / "data.js")
    shown.get_by_label("x").select_option(label="1")
    shown.get_by_text("Not correct.").wait_for()
    assert all(one.endswith("ERR_FILE_NOT_FOUND") for one in opened.complaints)
    opened.complaints.clear()


def test_a_copy_that_cannot_be_made_is_said(opened, tmp_path):
    shown = opened(BLANK)
    shown.goto("about:blank")
    (tmp_path / "data.js").rename(tmp_path / "away.js")
    shown.goto((tmp_path / "index.html").as_uri())
    shown.get_by_role("button", name="Copy code").click()
    said = shown.locator(".variants [role=status]").first
    said.get_by_text("did not arrive").wait_for()
    assert said.inner_text().startswith("What this code does")
    (tmp_path / "away.js").rename(tmp_path / "data.js")
    shown.get_by_role("button", name="Copy code").click()
    said.get_by_text("Copied.").wait_for()
    assert all(one.endswith("ERR_FILE_NOT_FOUND") for one in opened.complaints)
    opened.complaints.clear()


def test_each_copy_is_said_for_as_long_as_the_first(opened):
    shown = opened()
    shown.clock.install()
    said = shown.get_by_text("Copied.")
    copy = shown.get_by_role("button", name="Copy code")
    copy.click()
    said.wait_for()
    shown.clock.run_for(3000)
    copy.click()
    shown.clock.run_for(2000)
    assert said.is_visible()
    shown.clock.run_for(3000)
    assert said.count() == 0


@pytest.mark.parametrize("code", [CODE, BLANK], ids=["filled", "blank"])
def test_without_scripts_the_worked_code_stands_with_what_it_did(opened, code):
    shown, v = opened(code, java_script_enabled=False), variants(code)
    text = shown.inner_text(".variants")
    assert "Copy code" not in text
    assert shown.locator("select:visible").count() == 0
    assert v.run(next(v.template.ways())).text in text
    for line in v.template.worked.splitlines():
        assert line.strip() in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("code", [CODE, BLANK], ids=["filled", "blank"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(opened, code, width, scheme):
    size = {"width": width, "height": 800}
    shown = opened(code, viewport=size, color_scheme=scheme, has_touch=True)
    shown.get_by_label("x" if code == BLANK else "number").select_option(index=1)
    told(shown)
    found = Axe().run(shown, options={"preload": False}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_finger_touches_is_large_enough(opened):
    shown = opened(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    for target in shown.locator(".variants :is(select, button)").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    shown.get_by_label("Move down: x = x + 1").tap()
    assert code_of(shown).splitlines()[1] == "    x = x * 2"


#: What is read aloud of menus and of lines to order, after the first line was moved down.
HEARD = """
- group "<i>Try</i> & see":
  - paragraph: <i>Try</i> & see
  - text: "def f(x):"
  - list "lines, in the order of the code":
    - listitem:
      - code: x = x * 2
      - 'button "Move up: x = x * 2"': ↑
      - 'button "Move down: x = x * 2"': ↓
    - listitem:
      - code: x = x + 1
      - 'button "Move up: x = x + 1"': ↑
      - 'button "Move down: x = x + 1"': ↓
    - listitem:
      - code: x = x - 0
      - 'button "Move up: x = x - 0"': ↑
      - 'button "Move down: x = x - 0"': ↓
  - text: return "</script><b>", x print(f(
  - combobox "value":
    - option "1" [selected]
    - option "2"
  - text: ),
  - combobox "sign":
    - option "+" [selected]
    - option "-"
  - combobox "number":
    - option "2" [selected]
    - option "1 / 0"
  - text: )
  - paragraph:
    - button "Reset"
    - button "Copy code"
    - status
  - status:
    - paragraph: Not correct.
    - text: ('</script><b>', 3) 2
    - paragraph: One."""


def test_what_is_read_aloud(opened):
    shown = opened()
    shown.get_by_label("Move down: x = x + 1").click()
    told(shown)
    assert shown.locator(".variants").aria_snapshot() == HEARD.strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_colours_are_the_readers_own_a_verdict_is_told_by_sign_and_word(opened, scheme):
    shown = opened()
    shown.emulate_media(forced_colors="active", color_scheme=scheme)
    look = (
        "element => { const s = getComputedStyle(element); return [s.color, s.borderLeftWidth]; }"
    )
    right = shown.locator(".variants-outcome p").first
    assert right.inner_text() == "✓ Correct."
    seen = right.evaluate(look)
    shown.get_by_label("Move down: x = x + 1").click()
    told(shown)
    wrong = shown.locator(".variants-outcome p").first
    assert wrong.inner_text() == "✗ Not correct."
    assert wrong.evaluate(look) == seen  # a reader's own colours tell nothing apart
    for control in shown.locator(".variants :is(select, button)").all():
        assert control.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"


def test_what_stands_below_never_moves_up(opened):
    shown = opened()
    below = shown.get_by_text("Below.")
    shown.get_by_label("number").select_option(index=1)
    told(shown)
    tall = below.bounding_box()["y"]
    for option in (0, 1, 0):
        shown.get_by_label("number").select_option(index=option)
        told(shown)
        assert below.bounding_box()["y"] == tall


def test_the_script_is_small():
    assert len(player_script()) < 5_000
