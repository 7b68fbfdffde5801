"""`explore` on pages: native controls, and pictures that are pre-rendered or computed in the page.

A kernel draws a figure into JSON (`drawn`, `computed`). Sphinx then writes the HTML of the figure
into the page (`html`). It writes the pictures, or the data to compute them, into a script beside
the page (`script`).
"""

import gzip
import json
from collections.abc import Callable
from html import escape
from zlib import crc32

from .controls import MOST_BUTTONS, Grid
from .marks import marks, record
from .picture import to_svg
from .twin import Twin

#: MIME type of a figure for pages, among the outputs of a cell.
MIME_TYPE = "application/vnd.explore.figure+json"
MAX_TRANSFERRED_BYTES = 400_000


def drawn(grid: Grid, draw: Callable, alt: Callable) -> dict:
    """Draw every position of a figure.

    Parameters
    ----------
    grid : Grid
    draw, alt : callable
        As for `explore`; called without arguments, they return the default position.

    Returns
    -------
    dict
        Argument of `html` and `script`, in types that JSON has: the controls, the distinct panels
        and texts, which of them each position shows, and which position is shown first.

    Raises
    ------
    ValueError
        If all pictures together, gzipped, have more than `MAX_TRANSFERRED_BYTES` bytes, or if not
        all positions have the same number of panels.
    """
    panels, words, states = _draw_all(grid, draw, alt)
    figure = {
        "controls": _controls(grid),
        "panels": panels,
        "words": words,
        "states": states,
        "first": list(grid.positions()).index(grid.default),
    }
    _check_size(script(figure), grid)
    return figure


def computed(grid: Grid, draw: Callable, alt: Callable, twin: Twin) -> dict:
    """Draw the default position of a figure whose twin computes all other positions.

    Parameters
    ----------
    grid : Grid
    draw, alt : callable
        As for `explore`; called without arguments, they return the default position.
    twin : Twin

    Returns
    -------
    dict
        Argument of `html` and `script`, in types that JSON has: as returned by `drawn`, but with
        one state. Its entry `twin` has all that the page needs to compute the other states.

    Raises
    ------
    ValueError
        If a mark is invisible at the default position: the page can only move what was drawn.
    """
    figure = draw()
    names = set(marks(figure))
    panels = to_svg(figure, _prefix(grid, alt), names)
    for name in names:
        if not any(f"data-mark='{name}'" in panel for panel in panels):
            raise ValueError(
                f"explore: the mark {name!r} is not drawn at the default position; a page can only "
                "move marks that are visible there"
            )
    modules = twin.modules()
    return {
        "controls": _controls(grid),
        "panels": panels,
        "words": [alt()],
        "states": [[list(range(len(panels))), 0]],
        "first": 0,
        "twin": {
            "name": list(modules)[-1],
            "modules": list(modules.items()),
            "data": json.loads(twin.given()),
            "marks": record(figure),
            "drag": {mark: list(controls) for mark, controls in twin.drag.items()},
            "pad": twin.pad,
            "pad_modules": list(twin.pad_modules().items()),
            "values": [[control.name, list(control.values)] for control in grid.controls],
        },
    }


def html(
    figure: dict, pictures: str = "", twins: str = "", name: str = "", pad_script: str = ""
) -> str:
    """Return the HTML of a figure, a `<figure>` that `static/explore.js` makes interactive.

    Without JavaScript it shows the default position and its alternative text.

    Parameters
    ----------
    figure : dict
        A figure as `drawn` or `computed` returns it.
    pictures : str
        Address of its `script`, for a figure with controls.
    twins : str
        Address of the script that computes the figures of the page, for a figure with a twin.
    name : str
        The id of the figure, with which the addresses of its states begin.
    pad_script : str
        Address of the script of the pad, for a figure with a pad.

    Returns
    -------
    str
        HTML with one picture, its alternative text and the controls.
    """
    panels, words = figure["panels"], figure["words"]
    first_panels, first_words = figure["states"][figure["first"]]
    described = escape(words[first_words])
    # Colours that are not in the look were chosen for a light background.
    is_foreign = any(f"{paint}='#" in panel for panel in panels for paint in ("fill", "stroke"))
    ground = " explore-light" if is_foreign else ""
    address = f" id='{escape(name)}'" if name else ""
    address += f" data-pictures='{escape(pictures)}'" if figure["controls"] else ""
    address += f" data-twins='{escape(twins)}'" if "twin" in figure else ""
    address += f" data-pad='{escape(pad_script)}'" if pad_script else ""
    # A hidden text field stores the reader's drawing.
    pad = "<div class='explore-pad'><input type='text' autocomplete='off' hidden></div>"
    lines = [
        f"<figure class='explore'{address}>",
        *([pad] if figure.get("twin", {}).get("pad") else ()),
        f"<div class='explore-picture{ground}' role='img' aria-label='{described}'>",
        # Screen readers read the alternative text only: tick labels alone have no meaning.
        *(
            f"<div class='explore-panel' aria-hidden='true'>{panels[panel]}</div>"
            for panel in first_panels
        ),
        "</div>",
    ]
    if figure["controls"]:
        can_type = "twin" in figure
        controls = "".join(_control_html(each, can_type) for each in figure["controls"])
        lines += [
            # Browsers must not restore the controls: explore.js restores them from the history.
            f"<form class='explore-controls' autocomplete='off'>{controls}</form>",
            f"<figcaption data-longest='{escape(max(words, key=len))}'>"
            f"<output class='explore-words'>{described}</output></figcaption>",
        ]
    if name:
        lines.append("<div class='explore-tools'></div>")  # static/tools.js fills it
    return "\n".join([*lines, "</figure>"])


def script(figure: dict) -> str:
    """Return JavaScript that stores the pictures of a figure on its own `<script>` element.

    A line that several pictures share is written once, in `parts`: `panels` has lists of indices.
    """
    if "twin" in figure:
        twin = figure["twin"]
        shown = {key: value for key, value in twin.items() if not key.endswith("modules")}
    else:
        parts = {}
        panels = [
            [parts.setdefault(part, len(parts)) for part in panel.splitlines()]
            for panel in figure["panels"]
        ]
        shown = {"parts": list(parts), "panels": panels}
        shown |= {name: figure[name] for name in ("words", "states")}
    data = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return f"document.currentScript.figure={data}\n"


def _controls(grid):
    return [
        {"kind": each.kind, "name": each.name, "title": each.title}
        | {"labels": list(each.labels), "default": each.default, "stops": list(each.stops)}
        for each in grid.controls
    ]


def _draw_all(grid, draw, alt):
    """Return the distinct panels, the distinct texts, and which of them each position shows."""
    prefix = _prefix(grid, alt)
    panels, words, states = {}, {}, []
    for position in grid.positions():
        values = grid.values(position)
        shown = [panels.setdefault(panel, len(panels)) for panel in to_svg(draw(**values), prefix)]
        states.append((shown, words.setdefault(alt(**values), len(words))))
    counts = sorted({len(shown) for shown, _ in states})
    if len(counts) > 1:
        raise ValueError(
            "explore: draw must return figures with the same number of panels (subfigures) at all "
            f"positions, not {' and '.join(map(str, counts))}"
        )
    return list(panels), list(words), states


def _prefix(grid, alt):
    """Return a prefix that makes the ids in a figure's pictures unique on the page."""
    labels = [(control.name, control.labels) for control in grid.controls]
    return f"e{crc32(repr((labels, alt())).encode()):x}-"


def _check_size(data, grid):
    size = len(gzip.compress(data.encode(), mtime=0))
    if size > MAX_TRANSFERRED_BYTES:
        counted = " × ".join(f"{c.name} {len(c.values)}" for c in grid.controls)
        raise ValueError(
            f"explore: the pictures of {counted} positions are {size:,} bytes gzipped, but at most "
            f"{MAX_TRANSFERRED_BYTES:,} are accepted; use fewer positions or simpler pictures"
        )


def _control_html(control, can_type):
    if control["kind"] == "checkbox":
        return _checkbox_html(control)
    if control["kind"] == "choice":
        return _choice_html(control)
    return _slider_html(control, can_type)


def _named(control):
    return f" data-name='{escape(control['name'])}'"


def _slider_html(control, can_type):
    title, labels = escape(control["title"]), control["labels"]
    label = escape(labels[control["default"]])
    steps = escape(json.dumps(labels, ensure_ascii=False))
    stops = "".join(
        f"<button type='button' value='{stop}'>{escape(labels[stop])}</button>"
        for stop in control["stops"]
    )
    if can_type:
        value = (
            f"<input class='explore-value' type='text' inputmode='decimal' autocomplete='off' "
            f"size='{max(map(len, labels))}' value='{label}' aria-label='{title}, to type'>"
        )
    else:
        value = f"<span class='explore-value' aria-hidden='true'>{label}</span>"
    return (
        f"<div class='explore-control'{_named(control)}><label><span>{title}</span>"
        f"<input type='range' min='0' max='{len(labels) - 1}' value='{control['default']}' "
        f"aria-valuetext='{label}' data-labels='{steps}'></label>{value}"
        + (f"<div class='explore-stops'>{stops}</div>" if stops else "")
        + "</div>"
    )


def _choice_html(control):
    return _menu_html(control) if len(control["labels"]) > MOST_BUTTONS else _buttons_html(control)


def _menu_html(control):
    options = "".join(
        f"<option{' selected' if index == control['default'] else ''}>{escape(label)}</option>"
        for index, label in enumerate(control["labels"])
    )
    return (
        f"<div class='explore-control'{_named(control)}>"
        f"<label><span>{escape(control['title'])}</span>"
        f"<select>{options}</select></label></div>"
    )


def _buttons_html(control):
    options = "".join(
        f"<label><input type='radio' name='{escape(control['name'])}' value='{index}'"
        f"{' checked' if index == control['default'] else ''}><span>{escape(label)}</span></label>"
        for index, label in enumerate(control["labels"])
    )
    title = escape(control["title"])
    return (
        f"<fieldset class='explore-control'{_named(control)}><legend>{title}</legend>"
        f"{options}</fieldset>"
    )


def _checkbox_html(control):
    checked = " checked" if control["default"] else ""
    return (
        f"<div class='explore-control'{_named(control)}>"
        f"<label><input type='checkbox'{checked}>"
        f"<span>{escape(control['title'])}</span></label></div>"
    )
