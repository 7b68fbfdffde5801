"""A Matplotlib figure as a picture: PNG for notebooks, small and themable SVG for the website."""

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

_DPI = 96  # pixels of CSS an inch
# Text stays text in SVG, a quarter of the bytes; the same figure has the same ids.
_SVG_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "explore"}

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_SPACE = re.compile(r"\s*([A-Za-z])\s*")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_SCALE = re.compile(r"(scale\([^)]*\))")
_LINK = re.compile(r"#([^\s)\"']+)")
_MARGIN = 7.2  # points around a text that leaves the figure, as in Jupyter
_INITIAL = {("fill-opacity", "1"), ("stroke-opacity", "1"), ("opacity", "1")}


def to_png(figure: Figure) -> bytes:
    """Render a figure as PNG with two pixels a point of screen, sharp on a 2x display.

    The picture grows where a text leaves the figure.

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
        "pil_kwargs": {"compress_level": 3},  # a third less time than 6, for a tenth more bytes
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
    """Return the width and height of a PNG of `to_png` on the screen, in CSS pixels."""
    return tuple(int.from_bytes(png[start : start + 4], "big") // 2 for start in (16, 20))


def to_svg(figure: Figure, prefix: str, marks: Collection[str] = ()) -> list[str]:
    """Render a figure as inline SVG, one `<svg>` for each panel (subfigure).

    Colours of the look become CSS variables, so that the page's light or dark theme decides; style
    attributes become presentation attributes, which a strict content security policy allows; what
    a browser does not need is left out. Each panel defines all that it refers to, so that it can
    stand in a tree of its own. A text that the font of the page would not show as Matplotlib does,
    such as a formula, is drawn as paths. A panel grows where a text leaves it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    prefix : str
        Put before every id, with the panel's place, so that nothing on a page shares any.
    marks : collection of str
        Names of artists that a page draws anew; they are found there as `data-mark`.

    Returns
    -------
    list of str
        An `<svg>` element for each panel, from left to right; its parts stand on lines of their
        own.

    Raises
    ------
    ValueError
        If all panels together are larger than `MAX_PICTURE_BYTES`, if something stands outside
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
            f"explore: a picture of {size:,} bytes as SVG; at most {MAX_PICTURE_BYTES:,} are "
            "accepted: draw fields with imshow, thin out the points, or set rasterized=True on them"
        )
    return panels


def _matplotlib_svg(figure):
    """Return Matplotlib's SVG and the corners of its texts."""
    buffer = io.BytesIO()
    metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    style = {**get_look().style, **_SVG_STYLE}
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # a missing glyph is an error here
        corners = print_figure(figure, SVGCanvas, buffer, format="svg", metadata=metadata)
    return buffer.getvalue(), corners


def _panels(figure, drawing):
    """Return each panel with the groups that are drawn in it."""
    if not figure.subfigs:
        return [(figure, list(drawing))]
    groups = {group.get("id"): group for group in drawing}
    ground = groups.pop("patch_1", None)
    own = [groups.pop(name) for name in list(groups) if name.startswith("subfigure_")]
    if groups:
        kinds = ", ".join(sorted({name.rpartition("_")[0] for name in groups}))
        raise ValueError(
            f"explore: {kinds} outside all subfigures, such as a suptitle; a page shows each "
            "subfigure by itself, so draw it in one of them"
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
    """Return the edges of a box, moved outwards where a corner of a text lies outside."""
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
    """Return what groups refer to, and what that refers to in turn, by id."""
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
    """Write an element and all below it, without what a browser does not need."""
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
    """Say whether an element paints nothing; what has an id may paint where it is used."""
    return (
        name == "path"
        and attributes.get("fill") == "none"
        and "stroke" not in attributes
        and "id" not in attributes
    )


def _attributes(element, prefix, marks):
    """Return the attributes a browser needs, style spelled as presentation attributes."""
    attributes = {}
    for key, value in element.attrib.items():
        if key == "id" and value in marks:
            attributes["data-mark"] = _escape(value)
        elif key == "id":
            if element.tag != f"{_SVG}g":  # groups have names, which nothing refers to
                attributes["id"] = prefix + value
        elif key == "style":
            attributes |= _presentation(value, prefix)
        elif key == _HREF:
            attributes["href"] = value.replace("#", "#" + prefix)
        elif key == "transform":
            if not value.startswith("rotate(-0 "):
                attributes[key] = "".join(
                    part if part.startswith("scale") else _round(part)  # a font's is 1/64
                    for part in _SCALE.split(value)
                )
        elif key == "d":
            attributes[key] = _SPACE.sub(r"\1", _round(value)).strip()
        else:
            attributes[key] = _themed(value).replace("url(#", f"url(#{prefix}")
    return attributes


def _presentation(style, prefix):
    """Return a style attribute's declarations as attributes, in the page's colours."""
    attributes = {}
    for key, value in _DECLARATION.findall(style):
        value = value.strip()
        if key == "font-family" or (key, value) in _INITIAL:
            continue  # the style sheet names the font once
        attributes[key] = _themed(value).removesuffix("px").replace("url(#", f"url(#{prefix}")
    return attributes


def _themed(value):
    """Return a value with a colour of the look as its CSS variable, and numbers rounded."""
    return get_look().variables.get(value.lower(), _round(value))


def _round(text):
    """Round to a hundredth of a point, far below a pixel of the finest screen."""
    return _NUMBER.sub(lambda number: f"{round(float(number[0]), 2):g}", text)


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
