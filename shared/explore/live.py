"""`explore` with a kernel: `ipywidgets`; each position is drawn when needed and then cached."""

import asyncio
import base64
import math
import os
import time
import traceback
from collections.abc import Callable
from html import escape
from uuid import uuid4

import ipywidgets
import matplotlib
from IPython import get_ipython
from IPython.display import display, update_display

from .controls import MOST_BUTTONS, Control, Grid
from .pad import pad_widget
from .picture import size_of
from .twin import Twin

#: Shown instead of the widget when a notebook is reopened without its kernel: JupyterLab and
#: Notebook 7 would show an error for the widget, although the output also has a picture. This
#: output stands before the widget, and is hidden as long as the widget works. Front ends without
#: these CSS classes never show it.
_STORED_HTML = """<style>
.jp-OutputArea-child:has(.explore-stored):has(+ * .explore-live),
.jp-OutputArea-child:has(.explore-stored) + :not(:has(.explore-live)) {
  display: none !important;
}
.jp-OutputArea-child .explore-stored { display: block !important; }
</style>
<div class='explore-stored' style='display: none' hidden>PICTURE
<p><em>This picture was stored. Run this cell, and the cells above it, and it moves.</em></p>
</div>"""
#: ipywidgets 8 adds this class to each widget that has lost its kernel.
_ENDED_HTML = """<style>
.explore-ended:not(.jupyter-widgets-disconnected) { display: none !important; }
</style>
<div role='status'>The kernel of this picture has ended. Run this cell, and the cells above it,
again.</div>"""
_PAD_MISSING = """<p>To draw here, run <code>%pip install anywidget</code>, restart the kernel and
load this page again.</p>"""
_CODE_TITLE = "This state as code: the figure starts here if explore has this argument."
#: When draw fails, lines of these libraries are left out of the traceback that readers see.
_LIBRARIES = (os.path.dirname(__file__), os.path.dirname(matplotlib.__file__))


class LiveView:
    """Widget with the controls above, and the picture and its alternative text below.

    Parameters
    ----------
    grid : Grid
    render : callable
        Takes the values of a position as keyword arguments, returns `(png, words, printed)`.
    first : tuple of (bytes, str, str)
        What `render` returns at the default position.
    twin : Twin, optional
        The twin of the figure; if it has a pad, the pad stands above the controls.
    """

    # After a picture, the next one is drawn only when no move has come for this time. The moves
    # that came meanwhile are then read from the kernel's queue, and only the newest is drawn. The
    # time is too short for a person to notice.
    _SETTLING_SECONDS = 0.01
    # While moves come without a pause, a picture is drawn after this time at the latest.
    _PATIENCE_SECONDS = 0.05
    # After a pause of this length the picture is sent again, to be stored with the notebook.
    _STORING_SECONDS = 1

    def __init__(
        self,
        grid: Grid,
        render: Callable,
        first: tuple[bytes, str, str],
        twin: Twin | None = None,
    ):
        self._grid = grid
        self._render = render
        self._seen = {grid.default: _figure_html(*first)}  # the default position needs no code
        self._due = self._storing = self._stored_as = None
        self._waiting_since = self._shown_at = -math.inf
        self._controls = [_widget(control) for control in grid.controls]
        ended = ipywidgets.HTML(_ENDED_HTML)
        ended.add_class("explore-ended")
        self._picture = ipywidgets.HTML()
        pads = self._pads(twin.pad, twin) if twin and twin.pad else []
        for widget in self._controls:
            widget.observe(self._moved, names="value")
        self.widget = ipywidgets.VBox([*pads, *self._controls, ended, self._picture])
        self.widget.add_class("explore-live")
        self.show(grid.default)

    _pad = None

    def _pads(self, name, twin):
        """Return the pad of the control of that name, or a text that says how to install it."""
        values = self._grid.values(self._grid.default)
        self._pad = pad_widget(twin, values[name])
        if not self._pad:
            return [ipywidgets.HTML(_PAD_MISSING)]
        self._padded = name
        self._pad.observe(self._moved, names="value")

        def slid(_change):
            self._pad.value = self._grid.values(self.position)[name]

        [slider] = [
            widget
            for control, widget in zip(self._grid.controls, self._controls, strict=True)
            if control.name == name
        ]
        slider.observe(slid, names="value")
        return [self._pad]

    @property
    def position(self) -> tuple[int, ...]:
        """The current position of the controls."""
        return tuple(
            _index(control, widget)
            for control, widget in zip(self._grid.controls, self._controls, strict=True)
        )

    def show(self, position: tuple[int, ...]) -> None:
        """Show a position, drawn only the first time, or the value of the pad if it has its own."""
        values = self._grid.values(position)
        if self._pad and self._pad.value != values[self._padded]:
            html = _figure_html(*self._render(**values | {self._padded: self._pad.value}))
        else:
            if position not in self._seen:
                rendered = self._render(**values)
                self._seen[position] = _figure_html(*rendered, self._grid.code(position))
            html = self._seen[position]
        self._shown = self._picture.value = html

    def store(self) -> None:
        """Store the picture in the notebook, to be shown when it is reopened without a kernel."""
        html = {"text/html": _STORED_HTML.replace("PICTURE", self._shown)}
        if self._stored_as:
            update_display(html, raw=True, display_id=self._stored_as)
        elif _runs_in_jupyterlab():
            self._stored_as = uuid4().hex
            display(html, raw=True, display_id=self._stored_as)

    def _moved(self, _change):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, so no further moves are in its queue
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
        except Exception as error:  # draw is the reader's own code: show any error to the reader
            self._picture.value = _error_html(self._grid.values(self.position), error)
        self._shown_at = time.monotonic()
        if self._storing:
            self._storing.cancel()
        if self._stored_as:
            loop = asyncio.get_running_loop()
            self._storing = loop.call_later(self._STORING_SECONDS, self.store)


def _runs_in_jupyterlab():
    """Return whether JupyterLab or Notebook 7 sent the cell: they add `deletedCells` to it."""
    parent = getattr(get_ipython(), "get_parent", dict)()
    return "deletedCells" in parent.get("metadata", {})


def _widget(control: Control) -> ipywidgets.Widget:
    """Return the same widget for a control as `ipywidgets.interact`."""
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


def _figure_html(png, words, printed, code=""):
    source = base64.b64encode(png).decode()
    words = escape(words)
    width, height = size_of(png)
    # With a fixed size, the page does not jump while the next picture is decoded.
    return (
        f"<img alt='{words}' src='data:image/png;base64,{source}' width='{width}' "
        f"height='{height}' style='max-width: 100%; height: auto'>"
        f"<div role='status' style='max-width: {width}px; line-height: 1.4'>{words}</div>"
        + (f"<div><code title='{_CODE_TITLE}'>{escape(code)}</code></div>" if code else "")
        + (_text_html(printed) if printed else "")
    )


def _error_html(values, error):
    """Return the error of draw as HTML, with those lines of the traceback that the reader wrote."""
    position = ", ".join(f"{name}={value!r}" for name, value in values.items())
    lines = [
        f"  line {frame.lineno}, in {frame.name}: {frame.line}\n"
        for frame in traceback.StackSummary.extract(
            (frame, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
            if not frame.f_code.co_filename.startswith(_LIBRARIES)
            and not frame.f_locals.get("__tracebackhide__")  # the convention of IPython and pytest
        )
    ]
    message = traceback.format_exception_only(error)
    text = "".join([f"draw({position}) failed:\n", *lines, *message])
    return f"<div role='alert'>{_text_html(text)}</div>"


def _text_html(text):
    return f"<pre style='white-space: pre-wrap'>{escape(text)}</pre>"
