"""The style of all figures: colours with fixed meanings, Matplotlib settings, panels, numbers."""

import math
from collections.abc import Callable, Iterable
from functools import wraps

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from shared.explore import Colour, Look, set_look
from shared.explore.quick_axes import QuickAxes

#: The colour for each meaning, the same in every chapter.
COLOURS = {
    "ink": Colour("#1f1f1f", "#e6e6e6"),  # text and axes
    "paper": Colour("#ffffff", "#121212"),  # the page, for rings around markers
    "muted": Colour("#6b6b6b", "#a3a3a3"),  # reference lines and remarks
    "grid": Colour("#dddddd", "#3a3f47"),
    "forward": Colour("#0072b2", "#5db7ee"),  # values that flow forward
    "gradient": Colour("#c84e00", "#ff9a57"),  # derivatives and gradients
    "parameter": Colour("#5c3300", "#ab7b12"),  # weights and biases
    "first_class": Colour("#117733", "#58c98a"),
    "second_class": Colour("#aa4499", "#e393d4"),
}

#: The space inside a number, or between a number and its unit: all stay on the same line.
NO_BREAK = "\N{NO-BREAK SPACE}"
PERCENT = f"{NO_BREAK}%"

#: Opacity of reference lines in the background. Fainter lines would be invisible on the page.
BEHIND = 0.75

#: Size of all text, in points: at least 13 pixels where a panel is shown 330 pixels wide.
TEXT = 10.3

#: Where titles begin, in inches from the left edge of a panel.
EDGE = 0.08

_INK = COLOURS["ink"].light
_MUTED = COLOURS["muted"].light

STYLE = {
    "figure.dpi": 96,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",  # ships with Matplotlib: the same widths on every machine
    "font.size": TEXT,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": TEXT,
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # a fixed place saves a quarter of the drawing time
    "axes.titlepad": 9,
    "axes.facecolor": "none",
    "axes.labelsize": TEXT,
    "axes.edgecolor": _MUTED,
    "axes.labelcolor": _INK,
    "axes.titlecolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,  # ticks show full numbers, not offsets
    "axes.formatter.limits": (-99, 99),
    "grid.color": COLOURS["grid"].light,
    "grid.linewidth": 0.6,
    "text.color": _INK,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "xtick.labelsize": TEXT,
    "ytick.labelsize": TEXT,
    "legend.fontsize": TEXT,
    "legend.frameon": True,  # a background that keeps text legible above a line
    "legend.fancybox": False,
    "legend.facecolor": "#ffffff",
    "legend.edgecolor": "none",
    "legend.framealpha": BEHIND,
    "legend.borderpad": 0.2,
    "legend.handlelength": 1.4,  # as wide as a panel's axes, and no wider
    "legend.handletextpad": 0.5,
    "legend.columnspacing": 1.0,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "image.cmap": "cividis",
}

#: Titles of controls whose names stand for symbols. Unicode has no subscript w to put after σ.
TITLES = {
    "image": "take image",
    "initializer": "initialiser",
    "log10_step": "log₁₀ Δ",
    "log10_sigma": "log₁₀ σ",
    "log_eps": "initial difference",  # labelled 10⁻⁴, which is no logarithm
    "start_w1": "start w₁",
    "start_w2": "start w₂",
    "weight_1": "W₁ upper left",
    "sigma_w": "σ of the weights",
    "sigma_b": "σ of the biases",
    **{f"{name}{unit}": f"{name}{'₀₁₂₃'[unit]}" for name in "wbvx" for unit in (1, 2, 3)},
}

set_look(Look(colours=COLOURS, style=STYLE, titles=TITLES))


def styled(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Decorate a drawing function so that its figures have the style of the book.

    Parameters
    ----------
    draw : callable
        A function that returns a Matplotlib figure.

    Returns
    -------
    callable
        The same function in the style of the book. Matplotlib's global settings do not change.
    """

    @wraps(draw)
    def draw_in_style(*args, **kwargs) -> Figure:
        __tracebackhide__ = True  # an error of draw is shown without this line
        with matplotlib.rc_context(STYLE):
            return draw(*args, **kwargs)

    return draw_in_style


def colour(meaning: str) -> str:
    """Return the colour that stands for `meaning` throughout the book.

    Parameters
    ----------
    meaning : str
        A key of `COLOURS`.

    Returns
    -------
    str
        A hexadecimal colour; on dark pages the website replaces it by its dark version.

    Examples
    --------
    >>> colour("gradient")
    '#c84e00'
    """
    return COLOURS[meaning].light


def panels(
    count: int = 1,
    *,
    width: float = 3.6,
    height: float = 2.55,
    left: float = 0.72,
    right: float = 0.14,
    bottom: float = 0.53,
    top: float = 0.34,
) -> tuple[Figure, list[Axes]]:
    """Make a figure of panels side by side, each with one axes.

    Each panel is a Matplotlib subfigure. In a notebook the panels are in a row. On the website they
    wrap, so that a phone shows them one below the other at full size. Margins are fixed, so the
    axes keep their place when a slider changes the figure.

    Parameters
    ----------
    count : int
        Number of panels.
    width, height : float
        Size of one panel, in inches.
    left, right, bottom, top : float
        Margins around the axes of a panel, in inches.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
        One for each panel, from left to right.

    Examples
    --------
    >>> figure, (curve, slope) = panels(2)
    >>> [float(inches) for inches in figure.get_size_inches()]
    [7.2, 2.55]
    """
    figure = Figure(figsize=(width * count, height))
    subfigures = figure.subfigures(1, count, squeeze=False)[0]
    margins = {"left": left, "right": right, "bottom": bottom, "top": top}
    return figure, [framed(each, width, height, **margins) for each in subfigures]


def framed(
    panel: SubFigure,
    width: float = 3.6,
    height: float = 2.55,
    *,
    left: float,
    right: float,
    bottom: float = 0.53,
    top: float = 0.34,
    edge: float = EDGE,
) -> Axes:
    """Add axes to a panel, with fixed margins.

    Parameters
    ----------
    panel : matplotlib.figure.SubFigure
    width, height : float
        Size of the panel, in inches.
    left, right, bottom, top : float
        Margins around the axes, in inches.
    edge : float
        From the left edge of the panel to the title, in inches.

    Returns
    -------
    matplotlib.axes.Axes
    """
    box = (
        left / width,
        bottom / height,
        (width - left - right) / width,
        (height - bottom - top) / height,
    )
    axes = panel.add_axes(box, axes_class=QuickAxes)
    # Fixed places of title and labels, because to search for them takes the most time.
    axes.set_title("", x=(edge - left) / (box[2] * width))
    axes.xaxis.set_label_coords(0.5, -0.33 / (box[3] * height))
    axes.yaxis.set_label_coords(-0.53 / (box[2] * width), 0.5)
    return axes


def powers_of_ten(axis: Axis, exponents: Iterable[int]) -> None:
    """Make an axis logarithmic, with ticks such as 10⁻³.

    Parameters
    ----------
    axis : matplotlib.axis.Axis
        `axes.xaxis` or `axes.yaxis`.
    exponents : iterable of int
        Where the ticks stand, as powers of ten.
    """
    exponents = list(exponents)
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(FixedLocator([10.0**exponent for exponent in exponents]))
    axis.set_major_formatter(FixedFormatter([power_of_ten(exponent) for exponent in exponents]))
    axis.set_minor_locator(NullLocator())


def power_of_ten(exponent: int) -> str:
    """Format a power of ten in Unicode characters, which draw ten times faster than a formula.

    Parameters
    ----------
    exponent : int

    Returns
    -------
    str

    Examples
    --------
    >>> power_of_ten(-12)
    '10⁻¹²'
    """
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def written(number: float, digits: int = 3) -> str:
    r"""Format a number for text, without line breaks: 0.25, −0.0832, 9.54 × 10⁻⁷.

    Parameters
    ----------
    number : float
    digits : int
        Number of significant digits.

    Returns
    -------
    str

    Examples
    --------
    >>> written(0.25**10)
    '9.54\xa0×\xa010⁻⁷'
    >>> written(float("nan"))
    'no finite number'
    """
    if not math.isfinite(number):
        return "no finite number"
    mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
    if number == 0 or -3 <= int(exponent) < 5:
        return f"{float(f'{number:.{digits}g}'):,}".removesuffix(".0").replace("-", "−")
    factor = f"{float(mantissa):g}".replace("-", "−")
    return f"{factor}{NO_BREAK}×{NO_BREAK}{power_of_ten(int(exponent))}"


def counted(number: int, noun: str) -> str:
    """Format a count with its noun in the singular or plural: 1 input, 1,024 inputs.

    Parameters
    ----------
    number : int
    noun : str
        The noun in the singular; the plural is formed with s.

    Returns
    -------
    str

    Examples
    --------
    >>> counted(1, "hidden unit"), counted(1024, "input")
    ('1 hidden unit', '1,024 inputs')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"
