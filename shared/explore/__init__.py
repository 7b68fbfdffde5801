"""Figures with sliders: `ipywidgets` with a kernel, pictures drawn beforehand without one."""

import base64
import os
from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

from .capture import captured_output, no_stray_figures
from .controls import Grid, Slider, check_alt, read_grid
from .look import Colour, Look, get_look, set_look
from .marks import marks
from .page import MIME_TYPE, computed, drawn
from .picture import size_of, to_png, to_svg
from .twin import Twin

#: Set by `sphinx.py`: pages have no kernel, so every position is drawn beforehand.
STATIC_VARIABLE = "EXPLORE_STATIC"

__all__ = [
    "STATIC_VARIABLE",
    "Colour",
    "Explorable",
    "Look",
    "Slider",
    "Twin",
    "explore",
    "get_look",
    "set_look",
]


class Explorable:
    """What `explore` returns; it shows itself by a MIME bundle when a cell ends with it.

    Attributes
    ----------
    grid : Grid
        The controls and all their positions.
    twin : Twin or None
        By which a page computes the figure, if it does.
    """

    def __init__(
        self,
        grid: Grid,
        draw: Callable[..., Figure],
        alt: Callable[..., str],
        twin: Twin | None = None,
    ):
        self.grid = grid
        self.twin = twin
        self._draw = draw
        self._alt = alt
        # What is wrong raises here, and not when the cell's output is shown or a site is built.
        # Warnings come through; what draw prints is shown with the picture.
        with captured_output(stderr=False):
            figure = self.figure()
            to_svg(figure, "")
            self.words()
            if twin:
                twin.check(grid, marks(figure))

    def figure(self, **values) -> Figure:
        """Draw one position, at the default of each control that is not given.

        Parameters
        ----------
        **values
            Values by the names of the controls.

        Returns
        -------
        matplotlib.figure.Figure
        """
        with no_stray_figures():
            figure = self._draw(**self.grid.values(self.grid.default) | values)
        if not isinstance(figure, Figure):
            raise TypeError(
                "explore: draw must return a matplotlib.figure.Figure, not "
                f"{type(figure).__name__}; end draw with `return figure`"
            )
        return figure

    def words(self, **values) -> str:
        """Say what `figure` shows for the same values.

        Parameters
        ----------
        **values
            Values by the names of the controls.

        Returns
        -------
        str
        """
        words = self._alt(**self.grid.values(self.grid.default) | values)
        if not isinstance(words, str) or not words.strip():
            raise TypeError(f"explore: alt must return a text that says something, not {words!r}")
        return words

    def _render(self, **values):
        """Return one position as PNG, its words, and what drawing it printed."""
        with captured_output() as output:
            png, words = to_png(self.figure(**values)), self.words(**values)
        return png, words, output.stdout + output.stderr

    def __repr__(self):
        return self.words()

    def _repr_mimebundle_(self, include=None, exclude=None):
        if os.environ.get(STATIC_VARIABLE):
            if self.twin:
                figure = computed(self.grid, self.figure, self.words, self.twin)
            else:
                figure = drawn(self.grid, self.figure, self.words)
            return {MIME_TYPE: figure, "text/plain": self.words()}
        png, words, printed = self._render()
        width, height = size_of(png)
        bundle = {"image/png": base64.b64encode(png).decode(), "text/plain": words}
        metadata = {"image/png": {"alt": words, "width": width, "height": height}}
        if self.grid.controls:
            from .live import LiveView  # pages need no ipywidgets

            view = LiveView(self.grid, self._render, (png, words, printed), self.twin)
            view.store()
            bundle["application/vnd.jupyter.widget-view+json"] = view.widget.get_view_spec()
        else:
            print(printed, end="")
        return bundle, metadata


def explore(
    draw: Callable[..., Figure],
    *,
    alt: Callable[..., str] | None = None,
    twin: Twin | None = None,
    at: Mapping[str, object] | None = None,
    **controls,
) -> Explorable:
    """Show a figure with a control for each argument of `draw`, in a notebook and on the website.

    With a kernel this is a set of `ipywidgets` controls; on Sphinx's pages every position is drawn
    beforehand, and native controls choose among the pictures. Without controls it is a plain
    picture that has words.

    Parameters
    ----------
    draw : callable
        `draw(**values)` returns a `matplotlib.figure.Figure` and touches nothing else. Defaults in
        its signature are the position shown first. Figures of `pyplot` are closed after it.
    alt : callable
        `alt(**values)` returns what the picture shows there, in words: the alternative text.
    twin : Twin, optional
        The same figure in JavaScript. Pages then compute it, and its sliders may have up to
        2,001 values each; with a kernel nothing changes.
    at : mapping of str to object, optional
        The position shown first, where not `draw` says it: values, or labels, of controls by name.
        The button *Code* below a figure of a page copies its cell with the state shown there.
    **controls
        As for `ipywidgets.interact`: `(min, max)` or `(min, max, step)` is a slider; a list of
        numbers a slider over them; a list of other options, or a dict of label to value, a choice;
        a bool a checkbox; a `Slider` has named values besides.

    Returns
    -------
    Explorable
        Shows itself as the last expression of a cell.

    Raises
    ------
    TypeError
        If `alt` is missing or takes other values than `draw`, `draw` returns no figure, `alt` no
        text, a control is of no accepted kind, `twin` is no Twin, or `at` no mapping.
    ValueError
        If a control has no values, is not finite, runs backwards or does not contain its default;
        if `at` names no control, or no value of one;
        if there are too many positions, or a picture is too large, for a page; if a twin does not
        fit the figure.

    Examples
    --------
    >>> def draw(slope=1.0):
    ...     figure = Figure()
    ...     figure.add_subplot().plot([-1, 1], [-slope, slope])
    ...     return figure
    >>> explore(draw, slope=(0.5, 2.0, 0.5), alt=lambda slope: f"A line of slope {slope}.")
    A line of slope 1.0.
    """
    if not callable(alt):
        raise TypeError(
            "explore: 'alt' is missing; give a function that takes the same values as draw and "
            f"returns in words what the picture shows, not {alt!r}"
        )
    if twin is not None and not isinstance(twin, Twin):
        raise TypeError(f"explore: 'twin' must be a Twin, not {twin!r}")
    grid = read_grid(draw, controls, is_computed=twin is not None, at=at)
    check_alt(alt, grid)
    return Explorable(grid, draw, alt, twin)
