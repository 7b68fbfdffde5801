"""`explore` on the website: every position drawn beforehand, native controls, no kernel."""

import gzip
import json
import re
from collections.abc import Callable
from html import escape
from zlib import crc32

from shared.explore.collector import collector_waiting
from shared.explore.controls import MOST_BUTTONS, Control, Grid
from shared.explore.picture import to_svg

MAX_TRANSFERRED_BYTES = 400_000
#: A colour for which `to_svg` knows no CSS variable.
FOREIGN_COLOUR = re.compile("(?:fill|stroke)='#")


def static_html(grid: Grid, draw: Callable, alt: Callable) -> str:
    """Return a `<figure>` that `_static/explore.js` brings to life.

    Without JavaScript it shows the default position and its words.

    Parameters
    ----------
    grid : Grid
    draw, alt : callable
        As for `explore`, and without arguments at the default position.

    Returns
    -------
    str
        HTML with one picture, its words, the controls, and all other pictures as inert JSON.

    Raises
    ------
    ValueError
        If all pictures together, gzipped, are more than `MAX_TRANSFERRED_BYTES`, or if not all
        have the same number of panels.
    """
    panels, words, states = _draw_all(grid, draw, alt)
    first_panels, first_words = states[list(grid.positions()).index(grid.default)]
    described = escape(words[first_words])
    # Colours that are not the book's were chosen for a light ground.
    ground = " explore-light" if any(map(FOREIGN_COLOUR.search, panels)) else ""
    lines = [
        "<figure class='explore'>",
        f"<div class='explore-picture{ground}' role='img' aria-label='{described}'>",
        # The words say it all: tick labels by themselves mean nothing.
        *(
            f"<div class='explore-panel' aria-hidden='true'>{panels[panel]}</div>"
            for panel in first_panels
        ),
        "</div>",
    ]
    if grid.controls:
        controls = "".join(_control_html(control) for control in grid.controls)
        data = _json({"panels": panels, "words": words, "states": states})
        _check_size(data, grid)
        lines += [
            f"<form class='explore-controls'>{controls}</form>",
            f"<figcaption data-longest='{escape(max(words, key=len))}'>"
            f"<output class='explore-words'>{described}</output></figcaption>",
            f"<script type='application/json'>{data}</script>",
        ]
    return "\n".join([*lines, "</figure>"])


def _draw_all(grid, draw, alt):
    """Return the distinct panels, the distinct words, and which of them each position shows."""
    prefix = _prefix(grid, alt)
    panels, words, states = {}, {}, []
    for position in grid.positions():
        values = grid.values(position)
        with collector_waiting():
            drawn = to_svg(draw(**values), prefix)
        shown = [panels.setdefault(panel, len(panels)) for panel in drawn]
        states.append((shown, words.setdefault(alt(**values), len(words))))
    counts = sorted({len(shown) for shown, _ in states})
    if len(counts) > 1:
        raise ValueError(
            "explore: draw must return figures with the same number of panels (subfigures) at all "
            f"positions, not {' and '.join(map(str, counts))}"
        )
    return list(panels), list(words), states


def _json(data):
    """Return JSON that a script element can hold: nothing in it ends the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\u0021--")


def _prefix(grid, alt):
    """Return what sets the ids of one explorable's pictures apart from those of the next."""
    labels = [(control.name, control.labels) for control in grid.controls]
    return f"e{crc32(repr((labels, alt())).encode()):x}-"


def _check_size(data, grid):
    size = len(gzip.compress(data.encode(), mtime=0))
    if size > MAX_TRANSFERRED_BYTES:
        counted = " × ".join(f"{c.name} {len(c.values)}" for c in grid.controls)
        raise ValueError(
            f"explore: the pictures of {counted} positions are {size:,} bytes gzipped; at most "
            f"{MAX_TRANSFERRED_BYTES:,} are accepted: use fewer positions or simpler pictures"
        )


def _control_html(control: Control) -> str:
    if control.kind == "checkbox":
        return _checkbox_html(control)
    return _choice_html(control) if control.kind == "choice" else _slider_html(control)


def _slider_html(control):
    label = escape(control.labels[control.default])
    steps = escape(json.dumps(control.labels, ensure_ascii=False))
    return (
        f"<div class='explore-control'><label><span>{escape(control.title)}</span>"
        f"<input type='range' min='0' max='{len(control.values) - 1}' value='{control.default}' "
        f"aria-valuetext='{label}' data-labels='{steps}'></label>"
        f"<span class='explore-value' aria-hidden='true'>{label}</span></div>"
    )


def _choice_html(control):
    return _menu_html(control) if len(control.labels) > MOST_BUTTONS else _buttons_html(control)


def _menu_html(control):
    options = "".join(
        f"<option{' selected' if index == control.default else ''}>{escape(label)}</option>"
        for index, label in enumerate(control.labels)
    )
    return (
        f"<div class='explore-control'><label><span>{escape(control.title)}</span>"
        f"<select>{options}</select></label></div>"
    )


def _buttons_html(control):
    options = "".join(
        f"<label><input type='radio' name='{escape(control.name)}' value='{index}'"
        f"{' checked' if index == control.default else ''}><span>{escape(label)}</span></label>"
        for index, label in enumerate(control.labels)
    )
    title = escape(control.title)
    return f"<fieldset class='explore-control'><legend>{title}</legend>{options}</fieldset>"


def _checkbox_html(control):
    checked = " checked" if control.default else ""
    return (
        f"<div class='explore-control'><label><input type='checkbox'{checked}>"
        f"<span>{escape(control.title)}</span></label></div>"
    )
