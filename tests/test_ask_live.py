"""`ask` with a kernel: its widgets judge as the page does."""

import ipywidgets
import pytest

from shared.ask import ask
from shared.ask.live import form


class Form:
    """A form as a reader finds it."""

    def __init__(self, covers=False, **asked):
        self.box = form(ask("it", **asked).questions[0], covers)
        self.widgets = list(parts(self.box))

    def find(self, kind):
        return [widget for widget in self.widgets if type(widget) is kind]

    def press(self, label):
        [button] = [one for one in self.find(ipywidgets.Button) if one.description == label]
        button.click()

    def answer(self):
        self.press("Check")
        return self.said()

    def said(self):
        return self.find(ipywidgets.HTMLMath)[-1].value

    def is_covering(self):
        return any("ask-covering" in widget._dom_classes for widget in self.widgets)


def parts(widget):
    """Yield a widget and all in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def test_a_number_is_typed():
    one = Form(
        number=0.5, unit="%", wrong={1.0: "That is *twice* `it`: $2p$ & <b>."}, right="Half."
    )
    [field] = one.find(ipywidgets.Text)
    field.value = "a half"
    assert "is not read as a number" in one.answer()
    field.value = "1 %"
    assert one.answer() == (
        "<div role='status'><strong style='color: var(--wrong)'>✗ Not correct.</strong> "
        "That is <em>twice</em> <code>it</code>: $2p$ &amp; &lt;b&gt;.</div>"
    )
    field.value = "½"
    assert one.answer() == (
        "<div role='status'><strong style='color: var(--right)'>✓ Correct.</strong> "
        "<strong>0.5\N{NO-BREAK SPACE}%.</strong> Half.</div>"
    )


def test_an_option_is_chosen_and_none_is_at_first():
    one = Form(choice=[False, True], wrong={1: "No."})
    assert "Choose an answer first." in one.answer()
    [buttons] = one.find(ipywidgets.RadioButtons)
    buttons.value = 0
    assert "✗ Not correct.</strong> No." in one.answer()
    buttons.value = 1
    assert "✓ Correct.</strong> <strong>Option 2.</strong>" in one.answer()


def test_a_set_is_ticked():
    one = Form(several=[True, False, True])
    for box, value in zip(one.find(ipywidgets.Checkbox), [True, True, False], strict=True):
        box.value = value
    assert "1 missing. 1 too many." in one.answer()
    for box, value in zip(one.find(ipywidgets.Checkbox), [True, False, True], strict=True):
        box.value = value
    assert "✓ Correct." in one.answer()


@pytest.mark.parametrize("label", ["Check", "Show the answer", "Just show me"])
def test_the_next_output_is_covered_until_a_guess_or_a_request(label):
    one = Form(covers=True, text="ReLU")
    assert one.is_covering()
    one.press("Check")  # of nothing
    assert one.is_covering()
    one.find(ipywidgets.Text)[0].value = "tanh"
    one.press(label)
    assert not one.is_covering()
    assert ("ReLU" in one.said()) == (label == "Show the answer")


def test_what_belongs_to_the_instance_is_shown():
    one = Form(number=1, given="Its weight is $2$.")
    assert one.find(ipywidgets.HTMLMath)[0].value == "Its weight is $2$."
