"""Render a Matplotlib figure: PNG for notebooks, small SVG with the page's colours for websites."""

import io
import re
import warnings
from collections.abc import Collection
from itertools import chain
from xml.etree import ElementTree

import matplotlib
from matplotlib.colors import same_color
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from .canvas import AggCanvas, SVGCanvas, print_figure
from .look import get_look
from .markers import join_markers

MAX_PICTURE_BYTES = 150_000

_DPI = 96  # CSS pixels per inch
# Text stays text in SVG, with a quarter of the bytes of paths. The same figure gets the same ids.
_SVG_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "explore"}

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_SPACE = re.compile(r"\s*([A-Za-z])\s*")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_SCALE = re.compile(r"(scale\([^)]*\))")
_LINK = re.compile(r"#([^\s)\"']+)")
_MARGIN = 7.2  # margin in points around a text that extends beyond the figure, as in Jupyter
_INITIAL = {("fill-opacity", "1"), ("stroke-opacity", "1"), ("opacity", "1")}


def to_png(figure: Figure) -> bytes:
    """Render a figure as PNG with two pixels per CSS pixel, sharp on a high-resolution screen.

    The picture becomes larger where a text extends beyond the figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    bytes
        The same bytes for the same figure.
    """
    options = {
        "format": "png",
        "dpi": 2 * _DPI,
        "metadata": {"Software": None},
        "pil_kwargs": {"compress_level": 3},  # compared with 6: a third less time, 10 % more bytes
    }
    buffer = io.BytesIO()
    with matplotlib.rc_context(get_look().style):
        corners = print_figure(figure, AggCanvas, buffer, **options)
        whole = _box(figure, figure)
        left, top, right, bottom = grown = _grown(whole, chain(*corners.values()))
        if grown != whole:
            height = whole[3]
            inches = Bbox([[left / 72, (height - bottom) / 72], [right / 72, (height - top) / 72]])
            buffer = io.BytesIO()
            print_figure(figure, AggCanvas, buffer, bbox_inches=inches, **options)
    return buffer.getvalue()


def size_of(png: bytes) -> tuple[int, int]:
    """Return the width and height in CSS pixels of a PNG that `to_png` returned."""
    return tuple(int.from_bytes(png[start : start + 4], "big") // 2 for start in (16, 20))


def to_svg(figure: Figure, prefix: str, marks: Collection[str] = ()) -> list[str]:
    """Render a figure as inline SVG, one `<svg>` for each panel (subfigure).

    Colours of the look become CSS variables, so that they follow the light or dark theme of the
    page. Style attributes become presentation attributes, which a strict content security policy
    allows. Everything that a browser does not need is left out. Each panel has the definitions
    that it refers to, so that it can be put into a shadow root. A text that the page's font cannot
    show, such as a formula, is drawn as paths. A panel becomes larger where a text extends beyond
    it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    prefix : str
        Prefix of every id, followed by the index of the panel, so that ids are unique on a page.
    marks : collection of str
        Names of artists that the page redraws; in the SVG, their groups have `data-mark`.

    Returns
    -------
    list of str
        An `<svg>` element for each panel, from left to right; each of its parts is on a separate
        line.

    Raises
    ------
    ValueError
        If all panels together are larger than `MAX_PICTURE_BYTES`, if something is drawn outside
        all panels, or if a text has characters that none of its fonts has.
    """
    source, corners = _matplotlib_svg(figure)
    root = ElementTree.fromstring(source)
    join_markers(root, marks)
    definitions = {
        definition.get("id"): definition
        for group in root.iter(f"{_SVG}defs")
        for definition in group
        if definition.get("id")
    }
    panels = []
    for place, (part, groups) in enumerate(_panels(figure, root.find(f"{_SVG}g"))):
        own = f"{prefix}{place}-"
        needed = _needed(groups, definitions)
        drawn = "".join(_write(group, own, marks) for group in groups)
        defined = "".join(_write(definition, own) for definition in needed.values())
        content = f"<defs>\n{defined}</defs>\n{drawn}" if defined else drawn
        left, top, right, bottom = _grown(_box(figure, part), corners.get(part, []))
        view = f"{left:g} {top:g} {right - left:g} {bottom - top:g}"
        panels.append(f"<svg viewBox='{view}'>\n{content}</svg>")
    size = sum(map(len, panels))
    if size > MAX_PICTURE_BYTES:
        raise ValueError(
            f"explore: a picture of {size:,} bytes as SVG, but at most {MAX_PICTURE_BYTES:,} are "
            "accepted; draw fields with imshow, use fewer points, or set rasterized=True on them"
        )
    return panels


def _matplotlib_svg(figure):
    """Return Matplotlib's SVG and the corners of its texts."""
    buffer = io.BytesIO()
    metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    style = {**get_look().style, **_SVG_STYLE}
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # canvas.py raises for a missing glyph
        corners = print_figure(figure, SVGCanvas, buffer, format="svg", metadata=metadata)
    return buffer.getvalue(), corners


def _panels(figure, drawing):
    """Return a list of (panel, groups of the SVG that are drawn in it)."""
    if not figure.subfigs:
        return [(figure, list(drawing))]
    groups = {group.get("id"): group for group in drawing}
    ground = groups.pop("patch_1", None)
    own = [groups.pop(name) for name in list(groups) if name.startswith("subfigure_")]
    if groups:
        kinds = ", ".join(sorted({name.rpartition("_")[0] for name in groups}))
        raise ValueError(
            f"explore: {kinds} outside all subfigures, such as a suptitle; a page shows each "
            f"subfigure separately, so draw the {kinds} in one of them"
        )
    below = [] if ground is None or same_color(figure.get_facecolor(), "white") else [ground]
    return [(part, [*below, group]) for part, group in zip(figure.subfigs, own, strict=True)]


def _box(figure, part):
    """Return the edges of a figure or subfigure, in points from the top left of the figure."""
    width, height = figure.get_size_inches() * 72
    if part is figure:
        return 0, 0, width, height
    box = part.bbox_relative
    return box.x0 * width, (1 - box.y1) * height, box.x1 * width, (1 - box.y0) * height


def _grown(box, corners):
    """Return the edges of a box, moved outwards so that no corner of a text is outside."""
    left, top, right, bottom = box
    corners = list(corners)
    across, down = [corner.real for corner in corners], [corner.imag for corner in corners]
    return (
        min([left, *(x - _MARGIN for x in across if x < left)]),
        min([top, *(y - _MARGIN for y in down if y < top)]),
        max([right, *(x + _MARGIN for x in across if x > right)]),
        max([bottom, *(y + _MARGIN for y in down if y > bottom)]),
    )


def _needed(groups, definitions):
    """Return the definitions that groups refer to, directly or indirectly, by id."""
    needed, unread = {}, list(groups)
    while unread:
        for element in unread.pop().iter():
            for value in element.attrib.values():
                for link in _LINK.findall(value):
                    if link in definitions and link not in needed:
                        needed[link] = definitions[link]
                        unread.append(definitions[link])
    return needed


def _write(element, prefix, marks=(), end="\n"):
    """Return an element and its descendants as text, without what a browser does not need."""
    name = element.tag.removeprefix(_SVG)
    if name == "defs":
        return ""
    attributes = _attributes(element, prefix, marks)
    text = _escape(element.text or "") if name in ("text", "tspan") else ""
    ends = end if name == "g" and not attributes else ""
    children = "".join(_write(child, prefix, marks, ends) for child in element)
    if (name == "g" and not children) or _is_invisible(name, attributes):
        return ""
    if name == "g" and not attributes:
        return children
    opening = " ".join([name, *(f"{key}='{value}'" for key, value in attributes.items())])
    content = text + children
    return (f"<{opening}>{content}</{name}>" if content else f"<{opening}/>") + end


def _is_invisible(name, attributes):
    """Return whether an element paints nothing; an element with an id may be used elsewhere."""
    return (
        name == "path"
        and attributes.get("fill") == "none"
        and "stroke" not in attributes
        and "id" not in attributes
    )


def _attributes(element, prefix, marks):
    """Return the attributes that a browser needs; style becomes presentation attributes."""
    attributes = {}
    for key, value in element.attrib.items():
        if key == "id" and value in marks:
            attributes["data-mark"] = _escape(value)
        elif key == "id":
            if element.tag != f"{_SVG}g":  # nothing refers to the ids of groups
                attributes["id"] = prefix + value
        elif key == "style":
            attributes |= _presentation(value, prefix)
        elif key == _HREF:
            attributes["href"] = value.replace("#", "#" + prefix)
        elif key == "transform":
            if not value.startswith("rotate(-0 "):
                attributes[key] = "".join(
                    part if part.startswith("scale") else _round(part)  # scale of a glyph: 1/64
                    for part in _SCALE.split(value)
                )
        elif key == "d":
            attributes[key] = _SPACE.sub(r"\1", _round(value)).strip()
        else:
            attributes[key] = _themed(value).replace("url(#", f"url(#{prefix}")
    return attributes


def _presentation(style, prefix):
    """Return the declarations of a style attribute as attributes, in the page's colours."""
    attributes = {}
    for key, value in _DECLARATION.findall(style):
        value = value.strip()
        if key == "font-family" or (key, value) in _INITIAL:
            continue  # the style sheet names the font for all texts
        attributes[key] = _themed(value).removesuffix("px").replace("url(#", f"url(#{prefix}")
    return attributes


def _themed(value):
    """Return the CSS variable for a colour of the look, any other value with numbers rounded."""
    return get_look().variables.get(value.lower(), _round(value))


def _round(text):
    """Round all numbers in a text to a hundredth of a point, far less than a pixel."""
    return _NUMBER.sub(lambda number: f"{round(float(number[0]), 2):g}", text)


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
