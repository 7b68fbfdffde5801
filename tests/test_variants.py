"""Code with blanks: what is accepted, what each variant does, and that it changes nothing."""

import itertools
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ask import live as ask_live
from shared.ask import sphinx as ask_sphinx
from shared.variants import CACHE_VARIABLE, STATIC_VARIABLE, Order, Variants
from shared.variants.live import STYLE
from shared.variants.live import outcome_html as live_outcome_html
from shared.variants.namespace import copied, fingerprint, used
from shared.variants.page import MIME_TYPE, outcome_html, recorded
from shared.variants.run import MOST_CHARACTERS, run
from shared.variants.sphinx import HERE, SHEET


@pytest.fixture
def cell():
    """Return a function that runs a cell in a notebook, which is a namespace of its own."""
    notebook = {"__name__": "__main__"}
    exec("from shared.variants import Order, variants", notebook)

    def execute(source):
        exec(source, notebook)
        return notebook.get("v")

    execute.notebook = notebook
    return execute


def outcomes(variants):
    return [variants.run(way) for way in variants.template.ways()]


def test_every_variant_of_choices_and_orders_is_reached_once(cell):
    v = cell(
        'v = variants("x = $a\\n$lines\\nprint(x)", a=["1", "2", "3"], title="t",'
        ' lines=Order("x += 1\\nx *= 2"))'
    )
    found = [outcome.text for outcome in outcomes(v)]
    assert found == [str(each) for a in (1, 2, 3) for each in ((a + 1) * 2, a * 2 + 1)]
    assert v.template.worked == "x = 1\nx += 1\nx *= 2\nprint(x)"


def test_lines_to_order_keep_the_indent_of_their_place(cell):
    v = cell(
        'v = variants("for i in [1]:\\n    $lines\\nprint(a, b)", title="t",'
        ' lines=Order("a = i\\nb = 2 * i"))'
    )
    assert v.template.worked == "for i in [1]:\n    a = i\n    b = 2 * i\nprint(a, b)"
    assert [outcome.text for outcome in outcomes(v)] == ["1 2", "1 2"]


@given(st.lists(st.integers(2, 4), min_size=1, max_size=3))
def test_as_many_variants_as_choices_multiplied(sizes):
    names = "abc"[: len(sizes)]
    notebook = {"__name__": "__main__"}
    exec("from shared.variants import variants", notebook)
    choices = {name: [str(i) for i in range(size)] for name, size in zip(names, sizes, strict=True)}
    code = "print(" + ", ".join(f"${name}" for name in names) + ")"
    v = notebook["variants"](code, title="t", **choices)
    found = [outcome.text.split() for outcome in outcomes(v)]
    expected = itertools.product(*choices.values())
    assert [tuple(one) for one in found] == list(expected)


@pytest.mark.parametrize(
    ("arguments", "error", "what"),
    [
        ('"", a=["1", "2"], title="T"', TypeError, "'code' must be a text"),
        ('"$a", a=["1", "2"], title=""', TypeError, "'title' must be a text"),
        ('"$a", a=["1", "2"], title="T", check=1', TypeError, "'check' must be a text, not 1"),
        ('"1", title="T"', ValueError, "the code has no blank"),
        ('"$a + $b", a=["1", "2"], title="T"', ValueError, r"the blank \$b, for which no choices"),
        ('"$a", a=["1", "2"], b=["1"], title="T"', ValueError, r"'b' are given, but .* no \$b"),
        ('"$a + $a", a=["1", "2"], title="T"', ValueError, r"\$a occurs 2 times"),
        ('"$a", a="12", title="T"', TypeError, "'a' must be a list of code"),
        ('"$a", a=[1, 2], title="T"', TypeError, "'a' must be texts, not 1"),
        ('"$a", a=["1"], title="T"', ValueError, "'a' needs at least two choices, not 1"),
        ('"$a", a=["1", "1"], title="T"', ValueError, "'1' twice; choices must differ"),
        ('"$a$b", a=["1", "11"], b=["1", "11"], title="T"', ValueError, "make the same code"),
        ('"$a", a=[*map(str, range(121))], title="T"', ValueError, "a 121 are 121 variants; at m"),
        ('"$a", a=["(", "1"], title="T"', ValueError, "worked code has a syntax error in line 1"),
        ('"$a", a=["1 / 0", "1"], title="T"', ValueError, "worked code fails: line 1: 1 / 0"),
        ('"x = $a", a=["1", "2"], title="T", check="x == 2"', ValueError, "not meet the check"),
        ('"$a", a=["1", "2"], title="T", blank=["b"]', ValueError, "'blank' must be True, False"),
        ('"$a", a={"1": "{z}", "2": ""}, title="T"', ValueError, "that prints\n1\n.KeyErr"),
        ('"x = $a", a=Order("1\\n2"), title="T"', ValueError, r"\$a is an Order, so it must"),
        (
            '"$a", a=Order("1\\n2\\n3\\n4\\n5\\n6"), title="T"',
            ValueError,
            "'a' has 6 lines; at most 5",
        ),
    ],
)
def test_what_is_wrong_is_named_with_the_cell(cell, arguments, error, what):
    with pytest.raises(error, match=what) as raised:
        cell(f"v = variants({arguments})")
    assert "variants" in str(raised.value)
    assert "'T'" in str(raised.value) or "title" in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ('"x = $a", a=["1", "2"], check="x > 0"', "no variant fails the check"),
        ('"print(object() if $a else 1)", a=["0", "1"]', "prints 'at 0x.*', which changes"),
        ('"$a", a={"1": "", "2": "{z}"}', "cannot be formatted with the names"),
        ('"print(\'\\\\n\'.join(map(str, range($a))))", a=["3", "10**6"]', None),
    ],
)
def test_what_only_some_variant_shows_ends_the_build(cell, monkeypatch, arguments, what):
    monkeypatch.setenv(STATIC_VARIABLE, "1")
    if what is None:  # what is long is cut
        v = cell(f"v = variants({arguments}, title='T')")
        assert all(len(one["text"]) <= MOST_CHARACTERS + 4 for one in v.recorded())
        return
    with pytest.raises(ValueError, match=what) as raised:
        cell(f"v = variants({arguments}, title='T')")
    assert "variants 'T'" in str(raised.value)


def test_no_variant_changes_the_notebook_or_the_next_variant(cell):
    cell(
        "import numpy as np\n"
        "W, rng, log, scale = np.ones(2), np.random.default_rng(0), [], 1\n"
        "alias = W\n"
        "def step(by):\n"
        "    W[:] += by + rng.random()\n"
        "    log.append(float(W[0]))\n"
        "    return scale\n"
    )
    v = cell(
        'v = variants("scale = 5\\nprint(step($by), alias[0], log, rng.random())", title="t",'
        ' by=["1", "2"])'
    )
    notebook = cell.notebook
    first, second = (outcome.text for outcome in outcomes(v))
    one, other = np.random.default_rng(0).random(2)
    assert first == f"5 {2 + one} [{2 + one}] {other}"
    assert second == f"5 {3 + one} [{3 + one}] {other}"
    assert notebook["W"].tolist() == [1, 1]
    assert (notebook["log"], notebook["scale"]) == ([], 1)
    assert notebook["rng"].random() == one


def test_settings_of_numpy_stay_as_they_were():
    before = np.geterr(), np.get_printoptions()
    code = "import numpy as np\nnp.seterr(all='raise')\nnp.set_printoptions(precision=1)\n1 / 3"
    assert run(code, {}).error is None
    assert (np.geterr(), np.get_printoptions()) == before


def test_a_run_shows_what_a_cell_would_show():
    assert run("print('a')\n[1, 2]", {}).text == "a\n[1, 2]"
    assert run("x = 1", {}).text == ""
    assert run("None", {}).text == ""


def test_a_traceback_has_the_lines_of_the_code_and_no_path():
    outcome = run("def f(x):\n    return np.dot(x, x)\n\nf(np.ones((2, 3)))", {"np": np})
    assert outcome.text.splitlines()[:3] == [
        "line 4: f(np.ones((2, 3)))",
        "line 2: return np.dot(x, x)",
        "ValueError: shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)",
    ]
    assert isinstance(outcome.error, ValueError)
    assert run("x = (", {}).text.startswith("line 1: x = (\nSyntaxError: ")
    assert "/" not in run("import nowhere", {}).text


def test_a_warning_is_told_where_it_happened():
    text = run("import numpy as np\nprint(1)\nnp.exp(np.float64(1000))\nprint(2)", {}).text
    assert text == "1\nline 3: RuntimeWarning: overflow encountered in exp\n2"


def test_code_uses_what_the_functions_of_the_notebook_use(cell):
    cell("a, b, c = 1, 2, 3\ndef f():\n    return (lambda: a)()\ndef g():\n    return f() + b\n")
    found = used(["g()", "x = ("], cell.notebook)
    assert list(found) == ["a", "b", "f", "g"]
    assert copied(found)["g"].__globals__["f"].__globals__["a"] == 1


def test_what_cannot_be_copied_is_named():
    with pytest.raises(TypeError, match="uses lines, a generator, which cannot be copied"):
        copied({"lines": (line for line in "ab")})


def test_the_fingerprint_follows_the_content(cell):
    def mark(source, code="f(2)"):
        cell(source)
        return fingerprint(used([code], cell.notebook))

    first = mark("k = 3\ndef f(x, by=1):\n    return x * k + by")
    assert first == mark("# moved\n\n\ndef f(x, by=1):\n    return x * k + by\nother = 1")
    assert first != mark("k = 4")
    assert first == mark("k = 3")
    assert first != mark("def f(x, by=2):\n    return x * k + by")
    assert first != mark("def f(x, by=1):\n    return x * k - by")
    assert mark("def f(x):\n    return x and f(x - 1)") is not None
    assert mark("import math\nf = math.sqrt") is not None
    assert mark("f = (i for i in [1])") is None


def test_what_variants_did_is_kept_by_content(cell, monkeypatch, tmp_path):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    ran = []
    real = Variants.run
    monkeypatch.setattr(Variants, "run", lambda self, way: ran.append(way) or real(self, way))

    def executed(source):
        v = cell(source)
        ran.clear()
        return v.recorded(), len(ran)

    code = 'k = {}\nv = variants("print(k * $a)", a=[{}], title="t")'
    first, count = executed(code.format(2, '"1", "2"'))
    assert count == 2
    assert executed(code.format(2, '"1", "2"')) == (first, 0)
    more, count = executed(code.format(2, '"1", "2", "3"'))
    assert (more[:2], count) == (first, 1)
    assert executed(code.format(3, '"1", "2"'))[1] == 2
    assert [one["text"] for one in executed(code.format(3, '"1", "2"'))[0]] == ["3", "6"]


def test_a_verdict_needs_the_check_to_hold_and_no_error(cell):
    v = cell('v = variants("x = $a", a=["1", "2", "1 / 0", "y"], title="t", check="x == 1")')
    assert [outcome.right for outcome in outcomes(v)] == [True, False, False, False]


def test_choices_are_told_with_numbers_of_the_run(cell):
    v = cell('v = variants("x = $a / 3", a={"1": "A third: {x:.2f}.", "2": ""}, title="t")')
    assert [outcome.said for outcome in outcomes(v)] == [["A third: 0.33."], []]


def test_a_figure_needs_words_and_is_drawn_as_svg(cell, monkeypatch):
    cell(
        "from matplotlib.figure import Figure\n"
        "def plotted(n):\n"
        "    figure = Figure()\n"
        "    figure.add_subplot().plot(range(n))\n"
        "    return figure\n"
    )
    code = 'v = variants("n = $n\\nplotted(n)", n=["2", "3"], title="t"{})'
    with pytest.raises(ValueError, match="variants 't': the code draws a figure; give its alt"):
        cell(code.format(""))
    monkeypatch.setenv(STATIC_VARIABLE, "1")
    v = cell(code.format(', alt="A line of {n} points."'))
    shown = v._repr_mimebundle_()[MIME_TYPE]["outcomes"]
    assert [one.count("<svg") for one in shown] == [1, 1]
    assert "A line of 3 points." in shown[1]
    assert "style" not in shown[0]


def test_a_stored_notebook_shows_the_worked_code_or_the_blanks(cell):
    code = 'v = variants("print($a)", a=["1", "2"], title="t"{})'
    assert repr(cell(code.format(""))) == "print(1)\n\nprints\n\n1"
    assert repr(cell(code.format(", blank=True"))).startswith("print(____)\n")


def test_blanks_do_not_show_by_their_order_what_is_right(cell):
    v = cell(
        'v = variants("x = $a\\n$lines", a=["3", "1", "2"], title="t", blank=True,'
        ' lines=Order("a = 1\\nb = 2"))'
    )
    assert [slot.shown for slot in v.template.slots] == [("1", "2", "3"), ("b = 2", "a = 1")]


def test_an_order_is_a_text():
    with pytest.raises(TypeError, match=r"'lines' must be a text with several lines, not \['a'\]"):
        Order(["a"])


@pytest.mark.parametrize("is_right", [True, False])
def test_a_verdict_has_the_signs_words_and_colours_of_questions(is_right):
    sign, word, _ = ask_live.SIGNS[is_right]
    outcome = run("print(1)", {})
    outcome.right = is_right
    assert f"{sign}</span> {word}</p>" in outcome_html(recorded(outcome))
    assert f">{sign} {word}</b>" in live_outcome_html(outcome)
    asked = (ask_sphinx.STATIC / "asked.js").read_text(encoding="utf-8")
    assert f'{str(is_right).lower()}: ["{sign}", " {word}"]' in asked
    name = "right" if is_right else "wrong"
    sheets = [ask_sphinx.STATIC / ask_sphinx.SHEET, HERE / SHEET]
    shades = re.compile(rf"--{name}: .*light-dark\((#\w+), (#\w+)\)")
    [found] = {tuple(shades.findall(sheet.read_text(encoding="utf-8"))) for sheet in sheets}
    for shade in found[0]:
        assert f"--{name}: {shade};" in ask_live.COLOURS_HTML
        assert f"--{name}: {shade};" in STYLE


def test_data_for_pages_is_json(cell, monkeypatch):
    monkeypatch.setenv(STATIC_VARIABLE, "1")
    data = cell('v = variants("$a", a=["1", "2"], title="t")')._repr_mimebundle_()[MIME_TYPE]
    assert json.loads(json.dumps(data))["states"] == [0, 1]
