"""What moves in a figure that a page computes: the artists that have a name, their `gid`.

Matplotlib draws such a figure once. What has no name stays as it was drawn; each named artist is a
mark, which the figure's twin in JavaScript says anew for any values.
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
    """Return the artists of a figure that have a name.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    dict of str to matplotlib.artist.Artist

    Raises
    ------
    ValueError
        If two artists have the same name.
    TypeError
        If an artist has a name and is of a kind that no page draws.
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
    """Return how a page draws a mark.

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
        If an artist is of no such kind.
    """
    for cls, name in _KINDS.items():
        if isinstance(artist, cls):
            return name
    raise TypeError(
        f"explore: {type(artist).__name__} has the gid {artist.get_gid()!r}, but a page draws "
        f"{', '.join(cls.__name__ for cls in _KINDS)} only"
    )


def content(artist: Artist) -> object:
    """Return what a mark shows, in the form in which its twin says it.

    Parameters
    ----------
    artist : matplotlib.artist.Artist

    Returns
    -------
    object
        Of a line, x and y. Of an area, x and y of its corners. Of the segments of a contour, its
        points in no order, each once. Of a field, its whole numbers from the lowest row on. Of a
        text, x, y and the text.
    """
    return _CONTENTS[kind(artist)](artist)


def record(figure: Figure) -> dict[str, dict]:
    """Return what the page needs to know to draw each mark.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        After it was drawn, so that all axes have their places.

    Returns
    -------
    dict of str to dict
        Of JSON's types, by the names of the marks.
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
    """Return the place of the mark's axes, in points from the top left, and both their scales."""
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
