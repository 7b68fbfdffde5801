"""`explore` with a kernel: real `ipywidgets`, drawn when asked, remembered once drawn."""

import asyncio
import base64
import math
import time
from collections.abc import Callable
from html import escape

import ipywidgets

from shared.explore.controls import MOST_BUTTONS, Control, Grid


class LiveView:
    """Controls above, picture and words below; a move shows the picture of its position.

    Parameters
    ----------
    grid : Grid
    render : callable
        Takes the values of a position as keywords, returns `(png, words)`.
    first : tuple of (bytes, str)
        What `render` returns at the default position.
    """

    # Right after a picture, the next waits until no move has come for so long: the moves that came
    # meanwhile are then read from the kernel's queue, and only the newest is drawn. Too short for a
    # person to notice.
    _SETTLING_SECONDS = 0.01
    # Moves without a pause are shown all the same, after so long.
    _PATIENCE_SECONDS = 0.05

    def __init__(self, grid: Grid, render: Callable, first: tuple[bytes, str]):
        self._grid = grid
        self._render = render
        self._seen = {grid.default: _figure_html(*first)}
        self._due = None
        self._waiting_since = self._shown_at = -math.inf
        self._controls = [_widget(control) for control in grid.controls]
        self._picture = ipywidgets.HTML()
        for widget in self._controls:
            widget.observe(self._moved, names="value")
        self.widget = ipywidgets.VBox([*self._controls, self._picture])
        self.show(grid.default)

    @property
    def position(self) -> tuple[int, ...]:
        """The position that the controls are at."""
        return tuple(
            _index(control, widget)
            for control, widget in zip(self._grid.controls, self._controls, strict=True)
        )

    def show(self, position: tuple[int, ...]) -> None:
        """Show a position, drawing it only the first time."""
        if position not in self._seen:
            self._seen[position] = _figure_html(*self._render(**self._grid.values(position)))
        self._picture.value = self._seen[position]

    def _moved(self, _change):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, so no further moves can be waiting
            self._show_newest()
            return
        now = time.monotonic()  # the clock of asyncio's loops
        if self._due is None:
            self._waiting_since = now
        elif self._due.when() > now:
            self._due.cancel()
        else:
            return
        if now < self._shown_at + self._SETTLING_SECONDS:
            now = min(now + self._SETTLING_SECONDS, self._waiting_since + self._PATIENCE_SECONDS)
        self._due = loop.call_at(now, self._show_newest)

    def _show_newest(self):
        self._due = None
        try:
            self.show(self.position)
        except Exception as error:  # the reader's own draw: whatever it raises is shown to them
            self._picture.value = _error_html(self._grid.values(self.position), error)
        self._shown_at = time.monotonic()


def _widget(control: Control) -> ipywidgets.Widget:
    """Return the control that `ipywidgets.interact` would have made."""
    settings = {"description": control.title, "style": {"description_width": "initial"}}
    if control.kind == "checkbox":
        return ipywidgets.Checkbox(bool(control.default), indent=False, **settings)
    if control.kind == "range":
        return _range_widget(control, settings)
    options = list(zip(control.labels, range(len(control.values)), strict=True))
    return _chooser(control)(options=options, value=control.default, **settings)


def _chooser(control):
    if control.kind == "steps":
        return ipywidgets.SelectionSlider
    is_long = len(control.labels) > MOST_BUTTONS
    return ipywidgets.Dropdown if is_long else ipywidgets.ToggleButtons


def _range_widget(control, settings):
    first, *others = control.values
    if isinstance(first, int):
        slider = ipywidgets.IntSlider
    else:
        slider = ipywidgets.FloatSlider
        decimals = len(control.labels[0].partition(".")[2])
        settings = settings | {"readout_format": f".{decimals}f"}
    return slider(
        control.values[control.default],
        min=first,
        max=control.values[-1],
        step=others[0] - first if others else 1,
        **settings,
    )


def _index(control, widget):
    if control.kind == "range":
        return min(
            range(len(control.values)), key=lambda index: abs(control.values[index] - widget.value)
        )
    return int(widget.value)


def _figure_html(png, words):
    source = base64.b64encode(png).decode()
    words = escape(words)
    width, height = (int.from_bytes(png[start : start + 4], "big") // 2 for start in (16, 20))
    # The size keeps the controls from jumping while the next picture is decoded.
    return (
        f"<img alt='{words}' src='data:image/png;base64,{source}' width='{width}' "
        f"height='{height}' style='max-width: 100%; height: auto'>"
        f"<div role='status' style='max-width: {width}px; line-height: 1.4'>{words}</div>"
    )


def _error_html(values, error):
    position = ", ".join(f"{name}={value!r}" for name, value in values.items())
    message = escape(f"draw({position}) failed: {type(error).__name__}: {error}")
    return f"<pre role='alert' style='white-space: pre-wrap'>{message}</pre>"
