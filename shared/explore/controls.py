"""What a reader can set: the language of `ipywidgets.interact`, read into a finite grid."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from numbers import Integral, Real

import numpy as np

from .look import get_look

MAX_POSITIONS = 240
#: Of one control of a figure that the page computes.
MAX_VALUES = 2001
#: A choice among more than these is a menu, which takes one line of a phone.
MOST_BUTTONS = 6


@dataclass(frozen=True)
class Control:
    """One slider, choice or checkbox: the values it can take and how each is called.

    Attributes
    ----------
    name : str
        Keyword under which `draw` receives the value.
    kind : str
        "range" (evenly spaced numbers), "steps" (listed numbers), "choice" or "checkbox".
    values : tuple
        What `draw` receives, in order.
    labels : tuple of str
        What the reader sees, in the same order.
    default : int
        Index of the position shown first.
    stops : tuple of int
        Indices of the values of a slider that the reader can go to directly.
    """

    name: str
    kind: str
    values: tuple
    labels: tuple[str, ...]
    default: int
    stops: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """The name as the reader sees it."""
        return title_of(self.name)


@dataclass(frozen=True)
class Slider:
    """A slider with values that have names, which the reader can go to directly.

    Attributes
    ----------
    values : tuple or list
        As `explore` takes them for a slider: (min, max), (min, max, step) or numbers.
    stops : mapping of str to number
        Further values by the names that the reader sees.

    Examples
    --------
    >>> gain = Slider((0.5, 2.0, 0.1), stops={"√2": 2**0.5})
    """

    values: Sequence
    stops: Mapping[str, float]


def title_of(name: str) -> str:
    """Return how the reader sees the name of a control."""
    return get_look().titles.get(name, name.replace("_", " "))


@dataclass(frozen=True)
class Grid:
    """Every combination of the controls; a position is a tuple of one index a control."""

    controls: tuple[Control, ...]

    @property
    def default(self) -> tuple[int, ...]:
        """The position shown first."""
        return tuple(control.default for control in self.controls)

    def positions(self):
        """Yield all positions; the last control turns fastest."""
        return product(*(range(len(control.values)) for control in self.controls))

    def values(self, position: tuple[int, ...]) -> dict[str, object]:
        """Return the keyword arguments of `draw` at a position."""
        return {
            control.name: control.values[index]
            for control, index in zip(self.controls, position, strict=True)
        }

    def code(self, position: tuple[int, ...]) -> str:
        """Return the argument with which `explore` begins at a position.

        Parameters
        ----------
        position : tuple of int

        Returns
        -------
        str
            Values that have labels of their own, such as functions, are written as those.

        Examples
        --------
        >>> read_grid(lambda gain: None, {"gain": (0.5, 2.0, 0.5)}).code((3,))
        "at={'gain': 2.0}"
        """
        said = {}
        for control, place in zip(self.controls, position, strict=True):
            value = control.values[place]
            value = value.item() if isinstance(value, np.generic) else value
            is_plain = isinstance(value, (bool, int, float, str))
            said[control.name] = value if is_plain else control.labels[place]
        return f"at={said}"


def read_grid(
    draw: Callable,
    specifications: Mapping[str, object],
    *,
    is_computed: bool = False,
    at: Mapping[str, object] | None = None,
) -> Grid:
    """Read what `explore` was asked for into a grid, or say exactly what is wrong with it.

    Parameters
    ----------
    draw : callable
        Its parameters' defaults, where it has them, are the position shown first.
    specifications : mapping of str to object
        As for `explore`.
    is_computed : bool
        Whether the page computes the figure, so that positions need not be few.
    at : mapping of str to object, optional
        The position shown first, as for `explore`.

    Returns
    -------
    Grid

    Raises
    ------
    TypeError
        If a control is none of the accepted kinds, has an option without a label, `draw` does not
        take it, or `at` is no mapping.
    ValueError
        If a control has no values, is not finite, runs backwards, has its default off its values,
        if `at` names no control or no position of one, or if all controls together have more than
        `MAX_POSITIONS` positions.
    """
    parameters = _parameters(draw, specifications)
    controls = tuple(
        _read_control(name, specification, parameters[name].default)
        for name, specification in specifications.items()
    )
    controls = _moved(controls, {} if at is None else at)
    sizes = {control.name: len(control.values) for control in controls}
    total = math.prod(sizes.values())
    if total > MAX_POSITIONS and not is_computed:
        counted = " × ".join(f"{name} {size}" for name, size in sizes.items())
        raise ValueError(
            f"explore: {counted} = {total} positions, but a page carries at most {MAX_POSITIONS}; "
            f"give '{max(sizes, key=sizes.get)}' a larger step or fewer options"
        )
    return Grid(controls)


def check_alt(alt: Callable, grid: Grid) -> None:
    """Check that `alt` takes the values of the controls.

    Parameters
    ----------
    alt : callable
    grid : Grid

    Raises
    ------
    TypeError
        If calling `alt` with these names would fail.
    """
    names = [control.name for control in grid.controls]
    try:
        inspect.signature(alt).bind(**dict.fromkeys(names))
    except ValueError:  # before Python 3.13 the `format` of a text does not say what it takes
        return
    except TypeError as error:
        raise TypeError(f"explore: 'alt' must take the values {names}: {error}") from None


def _parameters(draw, specifications):
    """Return the parameter of `draw` behind each control."""
    if not callable(draw):
        raise TypeError(f"explore: 'draw' must be a function that returns a Figure, not {draw!r}")
    parameters = inspect.signature(draw).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    named = {
        name: parameter
        for name, parameter in parameters.items()
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    }
    if takes_any:
        anything = inspect.Parameter("anything", inspect.Parameter.KEYWORD_ONLY)
        named = dict.fromkeys(specifications, anything) | named
    for name in specifications:
        if name not in named:
            raise TypeError(f"explore: '{name}' is no parameter of draw, which takes {list(named)}")
    for name, parameter in named.items():
        if name not in specifications and parameter.default is parameter.empty:
            raise TypeError(f"explore: draw needs '{name}', and no control of that name was given")
    return named


def _read_control(name, specification, default):
    stops = {}
    if isinstance(specification, Slider):
        specification, stops = specification.values, specification.stops
    kind, values, labels = _read_specification(name, specification)
    if stops:
        if kind not in ("range", "steps"):
            raise TypeError(f"explore: '{name}' has stops, but its values are no numbers")
        kind, values, labels = _with_stops(name, values, labels, stops)
    if default is inspect.Parameter.empty:
        index = (len(values) - 1) // 2 if kind == "range" else 0
        if kind == "checkbox":
            index = int(specification)
    else:
        index = _index_of(values, default, f"draw's default {name}={default!r}", name)
    named = tuple(place for place, label in enumerate(labels) if label in stops)
    return Control(name, kind, values, labels, index, named)


def _moved(controls, at):
    """Return controls whose defaults are where a caller wants them."""
    if not isinstance(at, Mapping):
        raise TypeError(
            "explore: 'at' must be a dict of the name of a control to one of its values or labels, "
            f"such as {{'gain': 1.5}}, not {at!r}"
        )
    names = [control.name for control in controls]
    for name in at:
        if name not in names:
            raise ValueError(f"explore: 'at' has {name!r}, which is none of {names}")
    return tuple(
        replace(control, default=_place_of(control, at[control.name]))
        if control.name in at
        else control
        for control in controls
    )


def _place_of(control, wanted):
    """Return where a value, or else a label, stands in a control."""
    try:
        return _index_of(control.values, wanted, f"{control.name}={wanted!r} in 'at'", control.name)
    except ValueError:
        label = _labelled(control.name, wanted)[0] if _is_number(wanted) else wanted
        if isinstance(label, str) and label in control.labels:
            return control.labels.index(label)
        raise


def _read_specification(name, specification):
    """Return kind, values and labels of one control."""
    if isinstance(specification, (bool, np.bool_)):
        return "checkbox", (False, True), ("off", "on")
    if _is_range(specification):
        values, labels = _range_values(name, *specification)
        return "range", values, labels
    if isinstance(specification, Mapping):
        pairs = [(str(label), value) for label, value in specification.items()]
    elif isinstance(specification, (list, tuple, range, np.ndarray)):
        pairs = [_labelled(name, option) for option in specification]
    else:
        raise TypeError(
            f"explore: '{name}' is {specification!r}; accepted are (min, max), (min, max, step), "
            "a list of options, a dict of label to value, a bool, or a Slider; for a value that "
            f"stays, give draw a default or use functools.partial(draw, {name}=...)"
        )
    if not pairs:
        raise ValueError(f"explore: '{name}' has no options; give at least one")
    labels, values = zip(*pairs, strict=True)
    for value in values:
        if _is_number(value) and not math.isfinite(value):
            raise ValueError(f"explore: '{name}' has the option {value}; options must be finite")
    kind = "steps" if all(_is_number(value) for value in values) else "choice"
    return kind, values, labels


def _with_stops(name, values, labels, stops):
    """Return kind, values and labels of a slider that has named values as well, in order."""
    for label, stop in stops.items():
        if not _is_number(stop) or not math.isfinite(stop):
            raise ValueError(f"explore: '{name}' has the stop {label!r} at {stop!r}, not a number")
    pairs = [
        (value, label)
        for value, label in zip(values, labels, strict=True)
        if not any(math.isclose(value, stop, rel_tol=1e-9) for stop in stops.values())
    ]
    pairs = sorted([*pairs, *((stop, label) for label, stop in stops.items())])
    values, labels = zip(*pairs, strict=True)
    return "steps", values, labels


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def _is_range(specification):
    return (
        isinstance(specification, tuple)
        and len(specification) in (2, 3)
        and all(_is_number(entry) for entry in specification)
    )


def _range_values(name, smallest, largest, step=None):
    """Return min, min + step, ... up to max, exact in decimal, and their labels."""
    whole = all(isinstance(bound, Integral) for bound in (smallest, largest))
    if step is None:
        step = 1 if whole else 0.1
    if not all(math.isfinite(number) for number in (smallest, largest, step)):
        raise ValueError(
            f"explore: '{name}' is ({smallest}, {largest}, {step}); "
            "min, max and step must be finite numbers"
        )
    if step <= 0:
        raise ValueError(f"explore: '{name}' has the step {step}; the step must be positive")
    if smallest > largest:
        raise ValueError(
            f"explore: '{name}' runs from {smallest} down to {largest}; give the smaller one first"
        )
    # In binary 0.5 + 4 * 0.2 is 1.3000000000000003: the reader would see it.
    low, high, width = (Decimal(repr(_plain(number))) for number in (smallest, largest, step))
    count = int((high - low) / width) + 1
    if count > MAX_VALUES:
        raise ValueError(
            f"explore: '{name}' has {count} positions, of which a slider has at most {MAX_VALUES}; "
            "give it a larger step"
        )
    exact = [low + index * width for index in range(count)]
    whole = whole and isinstance(step, Integral)
    decimals = max(
        0, -min(low.normalize().as_tuple().exponent, width.normalize().as_tuple().exponent)
    )
    values = tuple(int(number) if whole else float(number) for number in exact)
    return values, tuple(_minus(f"{number:,.{decimals}f}") for number in exact)


def _plain(number):
    """Return a Python number, whose `repr` is a decimal; that of NumPy's or a Fraction is none."""
    return int(number) if isinstance(number, Integral) else float(number)


def _labelled(name, option):
    """Return (label, value) of an option; `interact` also takes such pairs."""
    if isinstance(option, tuple) and len(option) == 2 and isinstance(option[0], str):
        return option
    if isinstance(option, np.generic):
        option = option.item()
    if _is_number(option):
        return _minus(f"{_plain(option):,g}"), option
    label = str(option)
    if not isinstance(option, str) and (label.startswith("<") or " at 0x" in label):
        raise TypeError(
            f"explore: '{name}' has the option {label}, which is no label for a reader; "
            "give a dict of label to value"
        )
    return label, option


def _minus(text):
    """Return the text with a real minus sign, as Matplotlib writes it on its axes."""
    return text.replace("-", "−")


def _index_of(values, default, said, name):
    """Return where the default stands among the values."""
    for index, value in enumerate(values):
        same = value is default or (type(value) is type(default) and _are_equal(value, default))
        close = (
            _is_number(value)
            and _is_number(default)
            and math.isclose(value, default, rel_tol=1e-12, abs_tol=1e-12)
        )
        if same or close:
            return index
    shown = ", ".join(map(str, values[:3])) + (", ..., " + str(values[-1]) if values[3:] else "")
    raise ValueError(f"explore: {said} is not a position of '{name}' ({shown})")


def _are_equal(value, default):
    """Say whether two values of one type are equal, arrays as a whole."""
    if isinstance(value, np.ndarray):
        return np.array_equal(value, default)
    return value == default
