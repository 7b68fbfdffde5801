"""Variants with a kernel, chosen from the front end's side as a reader does."""

import pytest

from tests.front_end import FrontEnd

SETUP = """
from matplotlib.figure import Figure
from shared.variants import Order, variants
ran = []

def note(x):
    print("note", x)
"""
CODE = '''
variants(
    """
    x = $start
    $lines
    note(x)
    """,
    title="Try <it>",
    check="x == 4",
    start={"1": "From {x}.", "'1'": ""},
    lines=Order("x = x + 1\\nx = x * 2"),
)
'''
BLANK = 'variants("print($x)", x=["1", "2"], title="t", blank=True)'


@pytest.fixture(scope="module")
def kernel():
    with FrontEnd() as front_end:
        front_end.run(SETUP)
        yield front_end


@pytest.fixture
def shown(kernel):
    """Return the kernel with a fresh cell of variants, and what it showed."""
    kernel.widgets.clear()
    return kernel, kernel.run(CODE)


def outcome(kernel):
    """Return what stands under the code."""
    texts = [state.get("value", "") for state in kernel.widgets.values()]
    return next(text for text in reversed(texts) if "role='status'" in text or "Fill" in text)


def buttons(kernel, description):
    return [
        model
        for model, state in kernel.widgets.items()
        if state.get("_model_name") == "ButtonModel" and state["description"] == description
    ]


def press(kernel, model):
    data = {"method": "custom", "content": {"event": "click"}}
    message = kernel._client.session.msg("comm_msg", {"comm_id": model, "data": data})
    kernel._client.shell_channel.send(message)
    kernel.settle()


def test_the_worked_code_is_a_widget_with_what_it_does_and_text_for_where_none_is(shown):
    kernel, output = shown
    assert set(output) == {"application/vnd.jupyter.widget-view+json", "text/plain"}
    assert output["text/plain"].startswith(
        "x = 1\nx = x + 1\nx = x * 2\nnote(x)\n\nprints\n\nnote 4"
    )
    assert "✓ Correct." in outcome(kernel)
    assert "note 4" in outcome(kernel)
    assert "From 4." in outcome(kernel)


def test_a_choice_runs_its_variant(shown):
    kernel, _ = shown
    kernel.move(kernel.find("DropdownModel"), index=1)
    kernel.settle()
    assert "✗ Not correct." in outcome(kernel)
    assert "line 2: x = x + 1\nTypeError" in outcome(kernel)
    assert kernel.run("'x' in globals()")["text/plain"] == "False"


def test_lines_move_and_reset_returns(shown):
    kernel, _ = shown
    press(kernel, buttons(kernel, "↓")[-2])
    assert "note 3" in outcome(kernel)
    press(kernel, buttons(kernel, "Reset")[-1])
    assert "note 4" in outcome(kernel)


def test_the_buttons_stay_and_the_lines_move_between_them(shown):
    kernel, _ = shown
    before, widgets = buttons(kernel, "↓")[-2:], set(kernel.widgets)
    kernel.changes.clear()
    press(kernel, before[0])
    # A button that is replaced takes the focus of the keyboard with it.
    assert set(kernel.widgets) == widgets
    assert not [state for _, state in kernel.changes if "children" in state]
    assert [kernel.widgets[one]["tooltip"] for one in before] == [
        "Move down: x = x * 2",
        "Move down: x = x + 1",
    ]
    assert [
        state["value"]
        for state in kernel.widgets.values()
        if state.get("_model_name") == "HTMLModel" and "<pre>x = x" in state["value"]
    ] == ["<pre>x = x * 2</pre>", "<pre>x = x + 1</pre>"]
    press(kernel, buttons(kernel, "↑")[-1])
    assert "note 4" in outcome(kernel)
    press(kernel, before[1])  # the last line is last already
    assert "note 4" in outcome(kernel)


def test_the_chosen_code_lands_in_the_cell_that_asks_for_it(shown):
    kernel, _ = shown
    kernel.move(kernel.find("DropdownModel"), index=1)
    kernel.settle()
    kernel._client.execute("%chosen")
    reply = kernel._client.get_shell_msg(timeout=30)
    while not reply["content"].get("payload"):
        reply = kernel._client.get_shell_msg(timeout=30)
    [payload] = reply["content"]["payload"]
    assert payload["source"] == "set_next_input"
    assert payload["replace"] is True
    assert payload["text"] == "x = '1'\nx = x + 1\nx = x * 2\nnote(x)"
    kernel.settle()


def test_a_blank_waits_until_it_is_filled(kernel):
    kernel.widgets.clear()
    kernel.run(BLANK)
    assert "Fill every blank" in outcome(kernel)
    kernel.move(kernel.find("DropdownModel"), index=2)
    kernel.settle()
    assert "<pre style='white-space: pre-wrap'>2</pre>" in outcome(kernel)


def test_a_figure_is_a_picture_with_words(kernel):
    kernel.widgets.clear()
    kernel.run('variants("n = $n\\nFigure()", n=["1", "2"], alt="Empty {n}.", title="t")')
    assert "alt='Empty 1.'" in outcome(kernel)
