"""Variants with a kernel: `ipywidgets` in the code; a variant is executed when it is chosen."""

import base64
from html import escape

import ipywidgets
from IPython import get_ipython
from IPython.core.magic import register_line_magic

from shared.explore.picture import to_png
from shared.variants.template import Slot

STYLE = """<style>
.variants-live { --right: #1b7a3d; --wrong: #b3261e; }
.variants-live .widget-html { margin-block: 0; }
.variants-live .widget-html, .variants-live .widget-html-content { min-height: 0; }
.variants-live pre { margin: 0; line-height: 1.5; white-space: pre; }
[data-jp-theme-light="false"] .variants-live { --right: #6fd08c; --wrong: #ff9d94; }
[data-jp-theme-light="false"] .variants-live select {
  appearance: auto;
  background-image: none !important;
  color-scheme: dark;
}
</style>"""
_EMPTY = "<p>Fill every blank to see what the code does.</p>"
_NOTE = (
    "<p>To go on by yourself, run <code>%chosen</code> in a new cell: "
    "it turns into the code as you have filled it.</p>"
)


class LiveCode:
    """Widget with the code, a menu at each blank, and the result of the chosen variant.

    Parameters
    ----------
    variants : Variants
    """

    def __init__(self, variants):
        self._variants = variants
        self._template = variants.template
        self._chosen = {}  # name of a slot: an option, lines, or None if nothing is chosen
        self._menus = {}
        self._seen = {}
        self._outcome = ipywidgets.HTML()
        self._lines = ipywidgets.VBox(self._code())
        reset = ipywidgets.Button(description="Reset")
        reset.on_click(lambda _: self._reset())
        title = ipywidgets.HTML(f"{STYLE}<b>{escape(variants.title)}</b>")
        note = ipywidgets.HTML(_NOTE)
        self.widget = ipywidgets.VBox([title, self._lines, reset, self._outcome, note])
        self.widget.add_class("variants-live")
        self._reset()
        _offer_chosen(self)

    @property
    def code(self) -> str:
        """The code with the blanks as the reader has filled them."""
        return self._template.fill(
            [self._chosen[slot.name] or "____" for slot in self._template.slots]
        )

    def _code(self):
        """Return a widget for each line with a blank, and for each block of lines without one."""
        rows, row = [], []
        for piece in self._template.pieces:
            if isinstance(piece, Slot) and piece.is_order:
                indent = row.pop() if row else ""
                rows += _row(row)
                row = []
                rows.append(self._order(piece, indent))
            elif isinstance(piece, Slot):
                row.append(self._menu(piece))
            else:
                first, *rest = piece.split("\n")
                row.append(first)
                if rest:
                    *whole, last = rest
                    rows += [*_row(row), *_row(["\n".join(whole) or " "] if whole else [])]
                    row = [last]
        return rows + _row(row)

    def _menu(self, slot):
        options = [("…", None)] * slot.is_blank + [(option, option) for option in slot.shown]
        menu = ipywidgets.Dropdown(options=options, layout={"width": "max-content"})
        menu.tooltip = slot.title
        menu.observe(lambda change: self._choose(slot.name, change["new"]), names="value")
        self._menus[slot.name] = menu
        return menu

    def _order(self, slot, indent):
        # Lines move, rows stay: a button that is replaced takes the focus of the keyboard with it.
        rows = []
        for place in range(len(slot.options)):
            movers = _movers(lambda by, at=place: self._move(box, at, by))
            rows += _row([indent, *movers, ipywidgets.HTML()])
        box = ipywidgets.VBox(rows)
        box.slot = slot
        self._menus[slot.name] = box
        return box

    def _show_order(self, box):
        lines = self._chosen[box.slot.name]
        for row, line in zip(box.children, lines, strict=True):
            *_, up, down, code = row.children
            up.tooltip, down.tooltip = f"Move up: {line}", f"Move down: {line}"
            code.value = _pre(line)

    def _move(self, box, place, by):
        lines = list(self._chosen[box.slot.name])
        if 0 <= place + by < len(lines):
            lines.insert(place + by, lines.pop(place))
            self._choose(box.slot.name, tuple(lines))
            self._show_order(box)

    def _reset(self):
        for slot in self._template.slots:
            if slot.is_order:
                self._chosen[slot.name] = slot.shown
                self._show_order(self._menus[slot.name])
            else:
                self._chosen[slot.name] = None if slot.is_blank else slot.options[0]
        for slot in self._template.slots:
            if not slot.is_order:
                self._menus[slot.name].value = self._chosen[slot.name]
        self._show()

    def _choose(self, name, option):
        self._chosen[name] = option
        self._show()
        _offer_chosen(self)

    def _show(self):
        way = tuple(self._chosen[slot.name] for slot in self._template.slots)
        if None in way:
            self._outcome.value = _EMPTY
            return
        if way not in self._seen:
            self._seen[way] = outcome_html(self._variants.run(way))
        self._outcome.value = self._seen[way]


def _row(parts):
    """Return a list with one row of texts and controls, or an empty list if the row is empty."""
    if not any(parts):
        return []
    widgets = [_text(part) if isinstance(part, str) else part for part in parts if part]
    return [ipywidgets.HBox(widgets, layout={"align_items": "center"})]


def _text(code):
    return ipywidgets.HTML(_pre(code))


def _pre(code):
    return f"<pre>{escape(code)}</pre>"


def _movers(move):
    for arrow, by in (("↑", -1), ("↓", 1)):
        button = ipywidgets.Button(description=arrow)
        button.layout.width = "2.5rem"
        button.on_click(lambda _, by=by: move(by))
        yield button


def outcome_html(outcome):
    """Return the HTML of a variant's result."""
    lines = []
    if outcome.right is not None:
        kind, verdict = ("right", "✓ Correct.") if outcome.right else ("wrong", "✗ Not correct.")
        lines.append(f"<b style='color: var(--{kind})'>{verdict}</b>")
    if outcome.text or not outcome.figure:
        text = escape(outcome.text or "It runs, and prints nothing.")
        lines.append(f"<pre style='white-space: pre-wrap'>{text}</pre>")
    if outcome.figure:
        source = base64.b64encode(to_png(outcome.figure)).decode()
        alt = escape(outcome.alt)
        lines.append(
            f"<img alt='{alt}' src='data:image/png;base64,{source}' "
            f"style='max-width: 100%; zoom: 0.5'><p>{alt}</p>"
        )
    lines += [f"<p>{escape(said)}</p>" for said in outcome.said]
    return f"<div role='status'>{''.join(lines)}</div>"


_newest = None


def _offer_chosen(view):
    """Register the magic `%chosen`, for the code that the reader has filled last."""
    global _newest
    _newest = view
    shell = get_ipython()
    if shell and "chosen" not in shell.magics_manager.magics["line"]:
        register_line_magic(chosen)


def chosen(line: str) -> None:
    """Replace the running cell by the code that the reader has filled last.

    Parameters
    ----------
    line : str
        Ignored; IPython passes the rest of the line to every magic.
    """
    get_ipython().set_next_input(_newest.code, replace=True)
