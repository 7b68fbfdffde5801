"""`ask` with a kernel: `ipywidgets`, with answers judged in Python."""

import re
from html import escape

import ipywidgets

from .question import Question

COLOURS_HTML = """<style>
.ask-live { --right: #1b7a3d; --wrong: #b3261e; }
[data-jp-theme-light="false"] .ask-live { --right: #6fd08c; --wrong: #ff9d94; }
</style>"""
#: Hides the next cell's output until the reader has answered, in JupyterLab and Notebook 7. Other
#: front ends do not have these CSS classes, and hide nothing.
_COVER_HTML = """<style>
.jp-Cell:has(.ask-covering) + .jp-CodeCell .jp-OutputArea-output { visibility: hidden; }
.jp-Cell:has(.ask-covering) + .jp-CodeCell .jp-OutputArea {
  outline: 1px dashed currentcolor;
}
</style>
The picture below is covered until you answer."""
_CODE = re.compile("`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_EMPHASIS = re.compile(r"\*([^*]+)\*")
SIGNS = {True: ("✓", "Correct.", "var(--right)"), False: ("✗", "Not correct.", "var(--wrong)")}


def form(question: Question, covers: bool = False) -> ipywidgets.Widget:
    """Return the widget that asks a question and judges each answer.

    Parameters
    ----------
    question : Question
    covers : bool
        Whether the next cell's output is covered until the reader has answered.

    Returns
    -------
    ipywidgets.Widget
    """
    inputs, read = _inputs(question)
    button = ipywidgets.Button(description="Check", button_style="primary")
    shown = ipywidgets.Button(description="Show the answer")
    said = ipywidgets.HTMLMath()
    colours = ipywidgets.HTML(COLOURS_HTML, layout={"display": "none"})
    given = [ipywidgets.HTMLMath(_html(question.given))] if question.given else []
    parts = [*given, *inputs, ipywidgets.HBox([button, shown]), said, colours]
    if covers:
        cover = ipywidgets.HTML(_COVER_HTML)
        reveal = ipywidgets.Button(description="Just show me")
        covering = ipywidgets.HBox([cover, reveal])
        covering.add_class("ask-covering")
        parts.append(covering)
    box = ipywidgets.VBox(parts)
    box.add_class("ask-live")

    def uncover(_button=None):
        if covers:
            covering.remove_class("ask-covering")
            covering.layout.display = "none"

    def answer(_button):
        is_right, sentence = question.judge(read())
        if is_right is None:
            said.value = f"<div role='status'>{_html(sentence)}</div>"
            return
        said.value = verdict_html(question, is_right, sentence)
        uncover()

    def show(_button):
        said.value = f"<div role='status'>{answer_html(question)}</div>"
        uncover()

    button.on_click(answer)
    shown.on_click(show)
    if covers:
        reveal.on_click(uncover)
    return box


def _inputs(question):
    """Return the input widgets of a question, and a function that reads the answer from them."""
    places = range(question.options)
    if question.kind == "choice":
        options = [(str(place + 1), place) for place in places]
        buttons = ipywidgets.RadioButtons(options=options, value=None, description="Option")
        return [buttons], lambda: [] if buttons.value is None else [buttons.value]
    if question.kind == "several":
        boxes = [ipywidgets.Checkbox(False, description=str(p + 1), indent=False) for p in places]
        return boxes, lambda: [place for place in places if boxes[place].value]
    field = ipywidgets.Text(description="Answer", placeholder="")
    unit = [ipywidgets.HTML(escape(question.unit))] if question.unit else []
    return [ipywidgets.HBox([field, *unit])], lambda: field.value


def verdict_html(question, is_right, sentence):
    """Return the HTML of a verdict: a sign, a word in its colour, and an explanation."""
    sign, word, colour = SIGNS[is_right]
    more = answer_html(question) if is_right else _html(sentence)
    return f"<div role='status'><strong style='color: {colour}'>{sign} {word}</strong> {more}</div>"


def answer_html(question):
    """Return the HTML of the right answer and its explanation."""
    return f"<strong>{escape(question.shown())}.</strong> {_html(question.right)}"


def _html(markdown):
    """Return HTML for the Markdown of a sentence; formulas are left to MathJax."""
    pieces = re.split(r"(\$[^$]+\$)", markdown)
    for place in range(0, len(pieces), 2):
        text = _CODE.sub(r"<code>\1</code>", escape(pieces[place], quote=False))
        text = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", text))
        pieces[place] = text.replace("\n\n", "<br>")
    pieces[1::2] = [escape(formula, quote=False) for formula in pieces[1::2]]
    return "".join(pieces)
