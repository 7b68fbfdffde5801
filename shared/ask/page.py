"""`ask` on pages: a native form, and the answer folded for readers without JavaScript."""

import json
from html import escape


def opening(name: str, record: dict, key: str) -> str:
    """Return the start of a question's element.

    Parameters
    ----------
    name : str
        Of the question on its page.
    record : dict
        What judges its answers.
    key : str
        By which its answer is remembered.

    Returns
    -------
    str
    """
    data = escape(json.dumps(record, ensure_ascii=False, separators=(",", ":")), quote=True)
    return f"<div class='ask' id='ask-{name}' data-key='{escape(key)}' data-record=\"{data}\">\n"


def option(kind: str, name: str, place: int) -> str:
    """Return the start of an option, whose words come after it."""
    type_ = "radio" if kind == "choice" else "checkbox"
    # Its number names an option that is a formula: some readers of screens pass over those.
    return (
        f"<li><label><input type='{type_}' name='{name}' value='{place}'> "
        f"<span class='ask-number'>{place + 1}.</span> <span>"
    )


def described_by(name: str) -> str:
    """Return the attribute by which what takes an answer is read aloud with its question."""
    return f"aria-describedby='ask-{name}-asks'"


def field(kind: str, name: str, unit: str) -> str:
    """Return a field for a number or a short text."""
    mode = " inputmode='text' size='12'" if kind == "number" else " size='24'"
    label = "Your answer, a number" if kind == "number" else "Your answer, a word or two"
    after = f"<span class='ask-unit'>{escape(unit)}</span>" if unit else ""
    return (
        f"<label class='ask-field'><span>{label}</span> <input type='text' maxlength='60'{mode} "
        f"{described_by(name)} autocomplete='off' autocapitalize='off' spellcheck='false'></label>"
        f"{after} "
    )


#: After the options or the field.
BUTTONS = "<button type='submit'>Check</button>\n"
#: Where the verdict appears; read aloud when it does.
VERDICT = "<div class='ask-verdict' role='status'></div>\n"
ANSWER = "<details class='ask-answer'><summary>Show the answer</summary>\n"


def cover(name: str) -> tuple[str, str]:
    """Return what stands before and after an output that a question covers.

    The box works without the script, too, should that not arrive.
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
#: Where questions come back. What is said of them takes the focus when none is left.
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
    """Return where the progress in a page is told; empty before the first answer."""
    return f"<p class='ask-progress' data-page='{escape(page)}' data-of='{count}' hidden></p>\n"
