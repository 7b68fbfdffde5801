"""Marks: the artists that move in a figure that a page computes. Each mark has a `gid`, its name.

Matplotlib draws such a figure once. Artists without a `gid` stay as they were drawn. The content
of each mark is computed by the figure's twin in JavaScript, for any values of the controls.
"""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from .look import get_look


def marks(figure: Figure) -> dict[str, Artist]:
    """Return the marks of a figure: its artists that have a `gid`.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    dict of str to matplotlib.artist.Artist

    Raises
    ------
    ValueError
        If two artists have the same `gid`.
    TypeError
        If an artist with a `gid` is of a kind that pages cannot draw.
    """
    found = {}
    for artist in figure.findobj(lambda artist: artist.get_gid() is not None):
        name = artist.get_gid()
        if name in found:
            raise ValueError(f"explore: two artists have the gid {name!r}; each needs its own")
        found[name] = artist
        kind(artist)
    return found


def kind(artist: Artist) -> str:
    """Return the kind of a mark, which decides how a page draws it.

    Parameters
    ----------
    artist : matplotlib.artist.Artist

    Returns
    -------
    str
        "line", "segments", "area", "field" or "text".

    Raises
    ------
    TypeError
        If the artist is of none of these kinds.
    """
    for cls, name in _KINDS.items():
        if isinstance(artist, cls):
            return name
    raise TypeError(
        f"explore: {type(artist).__name__} has the gid {artist.get_gid()!r}, but a page can only "
        f"draw {', '.join(cls.__name__ for cls in _KINDS)}"
    )


def content(artist: Artist) -> object:
    """Return the content of a mark, in the form in which a twin returns it.

    Parameters
    ----------
    artist : matplotlib.artist.Artist

    Returns
    -------
    object
        For a line: x and y. For an area: x and y of its corners. For the segments of a contour:
        its points, each once and in no particular order. For a field: its integers, beginning with
        the lowest row. For a text: x, y and the text.
    """
    return _CONTENTS[kind(artist)](artist)


def record(figure: Figure) -> dict[str, dict]:
    """Return the data that a page needs to draw each mark: its kind, its axes and its colours.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure, drawn before, so that the positions of all axes are known.

    Returns
    -------
    dict of str to dict
        Data in types that JSON has, by the names of the marks.
    """
    return {name: _recorded(artist, figure) for name, artist in marks(figure).items()}


def _recorded(artist, figure):
    found = {"kind": kind(artist), "frame": _frame(artist, figure)}
    if found["kind"] == "field":
        colours = artist.get_cmap()(np.arange(artist.get_cmap().N))
        variables = get_look().variables
        found["extent"] = list(map(float, artist.get_extent()))
        found["shades"] = [
            [variables.get(to_hex(each), to_hex(each)), round(float(each[3]), 3)]
            for each in colours
        ]
    if found["kind"] == "text":
        found["at"] = list(map(float, artist.get_position()))
    return found


def _frame(artist, figure):
    """Return the position of a mark's axes, in points from the top left, and their two scales."""
    axes, points = artist.axes, 72 / figure.dpi
    box, height = axes.bbox, figure.get_figheight() * 72
    place = [box.x0 * points, height - box.y1 * points, box.width * points, box.height * points]
    return [round(float(number), 4) for number in place] + [
        [*map(float, axis.get_view_interval()), axis.get_scale() == "log"]
        for axis in (axes.xaxis, axes.yaxis)
    ]


def _field(image):
    rows = np.asarray(image.get_array())
    return rows if image.origin == "lower" else rows[::-1]


_KINDS = {
    Line2D: "line",
    AxesImage: "field",
    ContourSet: "segments",
    PolyCollection: "area",
    Polygon: "area",
    Text: "text",
}
_CONTENTS = {
    "line": lambda line: np.array([line.get_xdata(orig=True), line.get_ydata(orig=True)], float),
    "field": _field,
    "segments": lambda level: np.concatenate([path.vertices for path in level.get_paths()]),
    "area": lambda area: (
        (area.get_xy() if isinstance(area, Polygon) else area.get_paths()[0].vertices).T
    ),
    "text": lambda text: [*map(float, text.get_position()), text.get_text()],
}
