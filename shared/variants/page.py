"""Variants on pages: native menus and buttons in the code, with the result of a run below it.

A kernel records the result of each variant (`recorded`, `page_data`). Sphinx then writes the code
and the result of the first variant into the page (`html`). It writes the results of all variants
into a script beside the page (`script`).
"""

import gzip
import json
import re
from collections.abc import Callable
from html import escape
from zlib import crc32

from shared.explore.picture import to_svg
from shared.variants.run import Outcome
from shared.variants.template import Template

#: MIME type of variants for pages, among the outputs of a cell.
MIME_TYPE = "application/vnd.variants.code+json"
MAX_TRANSFERRED_BYTES = 100_000

#: Placeholder for a blank while the code is highlighted: a valid Python name.
_MARK = "blank{}knalb"
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]+")


def recorded(outcome: Outcome) -> dict:
    """Return the result of a variant, in types that JSON has.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If the text contains the memory address of an object, which differs from run to run.
    """
    if address := _ADDRESS.search(outcome.text):
        raise ValueError(f"a variant prints {address[0]!r}, which changes from run to run")
    panels = []
    if outcome.figure:
        panels = to_svg(outcome.figure, f"v{crc32(outcome.alt.encode()):x}-")
    return {
        "text": outcome.text,
        "failed": outcome.error is not None,
        "panels": panels,
        "alt": outcome.alt,
        "right": outcome.right,
        "said": outcome.said,
    }


def page_data(title: str, template: Template, records: list[dict]) -> dict:
    """Return the data that a page needs, in types that JSON has.

    Parameters
    ----------
    title : str
    template : Template
    records : list of dict
        Results of the template's `ways()`, as `recorded` returns them.

    Returns
    -------
    dict
        Argument of `html` and `script`.

    Raises
    ------
    ValueError
        If there is a check and no variant fails it, or if all results together have more than
        `MAX_TRANSFERRED_BYTES` bytes gzipped.
    """
    if all(record["right"] for record in records):
        raise ValueError("no variant fails the check, so readers learn nothing from the check")
    places = {slot.name: place for place, slot in enumerate(template.slots)}
    pieces = [piece if isinstance(piece, str) else places[piece.name] for piece in template.pieces]
    outcomes, states = {}, []
    for record in records:
        states.append(outcomes.setdefault(outcome_html(record), len(outcomes)))
    data = {
        "title": title,
        "pieces": pieces,
        "slots": [
            {"title": slot.title, "options": slot.options, "shown": slot.shown}
            | {"is_order": slot.is_order, "is_blank": slot.is_blank}
            for slot in template.slots
        ],
        "worked": template.worked,
        "outcomes": list(outcomes),
        "states": states,
    }
    size = len(gzip.compress(script(data).encode(), mtime=0))
    if size > MAX_TRANSFERRED_BYTES:
        raise ValueError(
            f"the results of {len(records)} variants are {size:,} bytes gzipped, but at most "
            f"{MAX_TRANSFERRED_BYTES:,} are accepted; use fewer variants or print less"
        )
    return data


def outcome_html(record: dict) -> str:
    """Return the HTML of a variant's result, to be shown below the code.

    Parameters
    ----------
    record : dict
        Result as `recorded` returns it.

    Returns
    -------
    str
    """
    text, alt = escape(record["text"]), escape(record["alt"])
    lines = []
    if record["right"] is not None:
        sign, word = ("✓", "Correct.") if record["right"] else ("✗", "Not correct.")
        kind = "right" if record["right"] else "wrong"
        lines.append(
            f"<p class='variants-{kind}'><span aria-hidden='true'>{sign}</span> {word}</p>"
        )
    if text or not record["panels"]:
        failed = " class='variants-failed'" if record["failed"] else ""
        lines.append(f"<pre{failed}>{text or 'It runs, and prints nothing.'}</pre>")
    if record["panels"]:
        panels = "".join(f"<div class='explore-panel'>{panel}</div>" for panel in record["panels"])
        lines.append(f"<div class='explore-picture' aria-hidden='true'>{panels}</div>")
        lines.append(f"<p class='variants-words'>{alt}</p>")
    lines += [f"<p>{escape(said)}</p>" for said in record["said"]]
    return "".join(lines)


def html(data: dict, address: str, name: str, highlight: Callable[[str], str]) -> str:
    """Return the HTML of the code with its menus, which `variants.js` makes interactive.

    Without JavaScript it shows the worked code and its result.

    Parameters
    ----------
    data : dict
        Variants as `page_data` returns them.
    address : str
        Address of their `script`.
    name : str
        The id of the element on the page.
    highlight : callable
        Function that returns highlighted code as HTML.

    Returns
    -------
    str
    """
    marked, lines = "", {}
    for piece in data["pieces"]:
        if isinstance(piece, int):
            if data["slots"][piece]["is_order"]:
                lines[piece] = marked[marked.rfind("\n") + 1 :]
            marked += _MARK.format(piece)
        else:
            marked += piece
    code = f"<pre>{_inner(highlight(marked))}</pre>"
    for place, slot in enumerate(data["slots"]):
        mark = rf"(?:<span class=\"nn?\">{_MARK.format(place)}</span>|{_MARK.format(place)})"
        if place in lines:
            block = f"</pre>{_order_html(slot, lines[place], highlight)}<pre>"
            code = re.sub(rf"[^\S\n]*{mark}\n?", lambda _, block=block: block, code)
        else:
            menu = _menu_html(slot)
            code = re.sub(mark, lambda _, menu=menu: menu, code)
    code = re.sub(r"<pre>\n?</pre>", "", code)
    is_open = any(slot["is_blank"] for slot in data["slots"])
    worked = data["outcomes"][data["states"][0]]
    if is_open:
        shown = "<p>Fill every blank to see what the code does.</p>"
        without = (
            f"<noscript><p>Filled, the code is this:</p><pre>{escape(data['worked'])}</pre>"
            f"{worked}</noscript>"
        )
    else:
        shown, without = worked, ""
    title = escape(data["title"])
    return (
        f"<div class='variants' id='{name}' role='group' aria-labelledby='{name}-title' "
        f"data-variants='{escape(address)}'>\n"
        f"<p class='variants-title' id='{name}-title'>{title}</p>\n"
        f"<div class='variants-code highlight'>{code}</div>\n"
        "<p class='variants-tools'><button type='button' value='reset'>Reset</button>"
        "<button type='button' value='copy'>Copy code</button><span role='status'></span></p>\n"
        f"<div class='variants-outcome' role='status'>{shown}</div>{without}\n</div>\n"
    )


def script(data: dict) -> str:
    """Return JavaScript that stores the results of all variants on its own `<script>` element.

    Parameters
    ----------
    data : dict
        Variants as `page_data` returns them.

    Returns
    -------
    str
    """
    kept = {name: data[name] for name in ("pieces", "outcomes", "states")}
    slots = [slot["options"] if slot["is_order"] else 0 for slot in data["slots"]]
    text = json.dumps(kept | {"orders": slots}, ensure_ascii=False, separators=(",", ":"))
    return f"document.currentScript.variants={text}\n"


def _inner(highlighted):
    """Return the content of the `<pre>` of highlighted code."""
    found = re.search(r"<pre[^>]*>(?:<span></span>)?(.*)</pre>", highlighted, re.DOTALL)
    return found[1].rstrip("\n")


def _menu_html(slot):
    """Return the HTML of a menu in the code; an option's value is its index among the choices."""
    empty = "<option value='' selected>…</option>" if slot["is_blank"] else ""
    options = "".join(
        f"<option value='{slot['options'].index(option)}'"
        f"{'' if empty or option != slot['options'][0] else ' selected'}>{escape(option)}</option>"
        for option in slot["shown"]
    )
    plain = "____" if slot["is_blank"] else escape(slot["options"][0])
    return (
        f"<select aria-label='{escape(slot['title'])}'>{empty}{options}</select>"
        f"<span class='variants-plain'>{plain}</span>"
    )


def _order_html(slot, indent, highlight):
    items = "".join(
        f"<li data-line='{slot['options'].index(line)}'>"
        f"<code>{indent}{_inner(highlight(line))}</code>"
        f"<span class='variants-move'>{_mover('up', line)}{_mover('down', line)}</span></li>"
        for line in slot["shown"]
    )
    return f"<ol aria-label='{escape(slot['title'])}, in the order of the code'>{items}</ol>"


def _mover(direction, line):
    arrow = {"up": "↑", "down": "↓"}[direction]
    label = escape(f"Move {direction}: {line}")
    return f"<button type='button' value='{direction}' aria-label='{label}'>{arrow}</button>"
