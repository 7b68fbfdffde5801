"""`ask` on pages: an HTML form, and a folded answer for readers without JavaScript."""

import json
from html import escape


def opening(name: str, record: dict, key: str) -> str:
    """Return the start tag of a question's element.

    Parameters
    ----------
    name : str
        Name of the question on its page.
    record : dict
        Data with which the page judges answers, as `Question.record` returns it.
    key : str
        Key under which the browser stores the answer.

    Returns
    -------
    str
    """
    data = escape(json.dumps(record, ensure_ascii=False, separators=(",", ":")), quote=True)
    return f"<div class='ask' id='ask-{name}' data-key='{escape(key)}' data-record=\"{data}\">\n"


def option(kind: str, name: str, place: int) -> str:
    """Return the HTML before the text of an option."""
    type_ = "radio" if kind == "choice" else "checkbox"
    # The number names an option that is only a formula, which some screen readers skip.
    return (
        f"<li><label><input type='{type_}' name='{name}' value='{place}'> "
        f"<span class='ask-number'>{place + 1}.</span> <span>"
    )


def described_by(name: str) -> str:
    """Return the attribute that makes screen readers read the question with its input."""
    return f"aria-describedby='ask-{name}-asks'"


def field(kind: str, name: str, unit: str) -> str:
    """Return an input field for a number or a short text."""
    mode = " inputmode='text' size='12'" if kind == "number" else " size='24'"
    label = "Your answer, a number" if kind == "number" else "Your answer, a word or two"
    after = f"<span class='ask-unit'>{escape(unit)}</span>" if unit else ""
    return (
        f"<label class='ask-field'><span>{label}</span> <input type='text' maxlength='60'{mode} "
        f"{described_by(name)} autocomplete='off' autocapitalize='off' spellcheck='false'></label>"
        f"{after} "
    )


#: The buttons, after the options or the field.
BUTTONS = "<button type='submit'>Check</button>\n"
#: The element for the verdict, which screen readers read aloud.
VERDICT = "<div class='ask-verdict' role='status'></div>\n"
ANSWER = "<details class='ask-answer'><summary>Show the answer</summary>\n"


def cover(name: str) -> tuple[str, str]:
    """Return the HTML before and after an output that a question covers.

    The checkbox uncovers the output even if the script does not load.
    """
    return (
        f"<div class='ask-cover' data-for='ask-{name}'>\n",
        "<p class='ask-curtain'><span>Covered until you have answered the question above.</span> "
        "<label><input type='checkbox'> <span>Just show me</span></label></p>\n"
        "<p class='ask-guess' role='status'></p>\n</div>\n",
    )


WITHOUT_SCRIPTS = (
    "The review keeps your answers in your browser and needs JavaScript, which is switched off "
    "here. The chapters have all questions, with their answers."
)
#: The review, in which questions come back. Its status line takes the focus when none is left.
REVIEW = f"""<div class='ask-review'>
<p class='ask-without'>{WITHOUT_SCRIPTS}</p>
<p class='ask-due' role='status' tabindex='-1'></p>
<div class='ask-now'></div>
<p class='ask-tools'><button type='button' name='export'>Export my answers</button>
<label>Import answers <input type='file' accept='.json,application/json'></label>
<button type='button' name='erase'>Erase my answers</button></p>
<p class='ask-kept' role='status'></p>
</div>
"""


def progress(page: str, count: int) -> str:
    """Return the element for the progress in a page; it is hidden before the first answer."""
    return f"<p class='ask-progress' data-page='{escape(page)}' data-of='{count}' hidden></p>\n"
