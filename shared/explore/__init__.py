"""Figures with sliders: `ipywidgets` with a kernel, pre-rendered pictures without one."""

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

#: Environment variable that `sphinx.py` sets: pages have no kernel, so figures are pre-rendered.
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
    """A figure with controls, as `explore` returns it; a cell that ends with it shows it.

    Attributes
    ----------
    grid : Grid
        The controls and all their positions.
    twin : Twin or None
        The JavaScript with which a page computes the figure, if it does.
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
        # Draw once, so that mistakes raise here and not when the output is shown or a site is
        # built. Warnings are not captured; the text that draw prints is shown with the picture.
        with captured_output(stderr=False):
            figure = self.figure()
            to_svg(figure, "")
            self.words()
            if twin:
                twin.check(grid, marks(figure))

    def figure(self, **values) -> Figure:
        """Draw the figure for given values of the controls.

        Parameters
        ----------
        **values
            Values by the names of the controls; a control that is not named has its default.

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
        """Return the alternative text of the figure for given values of the controls.

        Parameters
        ----------
        **values
            Values by the names of the controls; a control that is not named has its default.

        Returns
        -------
        str
        """
        words = self._alt(**self.grid.values(self.grid.default) | values)
        if not isinstance(words, str) or not words.strip():
            raise TypeError(f"explore: alt must return a text that is not empty, not {words!r}")
        return words

    def _render(self, **values):
        """Return the PNG of a position, its alternative text, and what draw and alt printed."""
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

    With a kernel, the controls are `ipywidgets`. On a page made by Sphinx, every position is drawn
    when the site is built, and native controls of the browser choose among the pictures. Without
    controls, the result is a single picture with an alternative text.

    Parameters
    ----------
    draw : callable
        `draw(**values)` returns a `matplotlib.figure.Figure` and has no other effect. Defaults in
        its signature are the position shown first. New figures of `pyplot` are closed afterwards.
    alt : callable
        `alt(**values)` returns the alternative text: what the picture shows, in words.
    twin : Twin, optional
        The same figure in JavaScript. Pages then compute it, and its sliders may have up to
        2,001 values each; with a kernel nothing changes.
    at : mapping of str to object, optional
        The position shown first, instead of the defaults of `draw`: values or labels, by the names
        of the controls. On a page, the button *Code* copies the cell with its current state as
        this argument.
    **controls
        The values of each argument, as for `ipywidgets.interact`. A slider is `(min, max)`,
        `(min, max, step)` or a list of numbers. A choice is a list of other options, or a dict of
        label to value. A checkbox is a bool. A `Slider` is a slider that also has named values.

    Returns
    -------
    Explorable
        A notebook shows it if it is the last expression of a cell.

    Raises
    ------
    TypeError
        If `alt` is missing or does not take the values of `draw`; if `draw` does not return a
        figure, or `alt` does not return a text; if a control is of no accepted kind; if `twin` is
        not a Twin; if `at` is not a mapping.
    ValueError
        If a control has no values or values that are not finite; if its minimum is larger than its
        maximum; if its default is none of its values; if `at` names something that is not a
        control or not one of its values; if there are too many positions, or a picture is too
        large, for a page; if a twin does not fit the figure.

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
            f"returns a text that says what the picture shows, not {alt!r}"
        )
    if twin is not None and not isinstance(twin, Twin):
        raise TypeError(f"explore: 'twin' must be a Twin, not {twin!r}")
    grid = read_grid(draw, controls, is_computed=twin is not None, at=at)
    check_alt(alt, grid)
    return Explorable(grid, draw, alt, twin)
