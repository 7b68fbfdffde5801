"""Controls of a figure: reads the arguments of `explore` into a finite grid of positions."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from numbers import Integral, Real

import numpy as np

from .look import get_look

#: Maximum number of positions of a pre-rendered figure.
MAX_POSITIONS = 240
#: Maximum number of values of one slider.
MAX_VALUES = 2001
#: A choice with more options than this is a menu, which takes only one line on a phone.
MOST_BUTTONS = 6


@dataclass(frozen=True)
class Control:
    """One slider, choice or checkbox: its possible values and their labels.

    Attributes
    ----------
    name : str
        Name of the argument of `draw` that receives the value.
    kind : str
        "range" (evenly spaced numbers), "steps" (listed numbers), "choice" or "checkbox".
    values : tuple
        Values that `draw` can receive, in order.
    labels : tuple of str
        Texts that the reader sees for the values, in the same order.
    default : int
        Index of the value shown first.
    stops : tuple of int
        Indices of the named values of a slider.
    """

    name: str
    kind: str
    values: tuple
    labels: tuple[str, ...]
    default: int
    stops: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """The name that the reader sees."""
        return title_of(self.name)


@dataclass(frozen=True)
class Slider:
    """A slider with additional named values; on a page, each has a button that goes to it.

    Attributes
    ----------
    values : tuple or list
        Values of the slider, as for `explore`: (min, max), (min, max, step) or a list of numbers.
    stops : mapping of str to number
        Additional values, by the names that the reader sees.

    Examples
    --------
    >>> gain = Slider((0.5, 2.0, 0.1), stops={"√2": 2**0.5})
    """

    values: Sequence
    stops: Mapping[str, float]


def title_of(name: str) -> str:
    """Return the name of a control that the reader sees."""
    return get_look().titles.get(name, name.replace("_", " "))


@dataclass(frozen=True)
class Grid:
    """All combinations of values; a position is a tuple with an index for each control."""

    controls: tuple[Control, ...]

    @property
    def default(self) -> tuple[int, ...]:
        """The position shown first."""
        return tuple(control.default for control in self.controls)

    def positions(self):
        """Yield all positions; the index of the last control changes fastest."""
        return product(*(range(len(control.values)) for control in self.controls))

    def values(self, position: tuple[int, ...]) -> dict[str, object]:
        """Return the keyword arguments of `draw` at a position."""
        return {
            control.name: control.values[index]
            for control, index in zip(self.controls, position, strict=True)
        }

    def code(self, position: tuple[int, ...]) -> str:
        """Return the argument `at` with which `explore` starts at a position, as Python code.

        Parameters
        ----------
        position : tuple of int

        Returns
        -------
        str
            A value that is not a bool, a number or a str, such as a function, is written as its
            label.

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
    """Return the grid of controls that the arguments of `explore` describe.

    Parameters
    ----------
    draw : callable
        The function that draws; the defaults in its signature are the position shown first.
    specifications : mapping of str to object
        The controls, as for `explore`.
    is_computed : bool
        Whether the page computes the figure, so that the number of positions has no limit.
    at : mapping of str to object, optional
        The position shown first, as for `explore`.

    Returns
    -------
    Grid

    Raises
    ------
    TypeError
        If a control is of no accepted kind; if an option has no label; if `draw` does not take an
        argument of this name; if `at` is not a mapping.
    ValueError
        If a control has no values or values that are not finite; if its minimum is larger than its
        maximum; if its default is none of its values; if `at` names something that is not a
        control or not one of its values; if all controls together have more than `MAX_POSITIONS`
        positions.
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
    """Check that `alt` accepts an argument for each control.

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
    except ValueError:  # before Python 3.13, str.format has no signature
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
            raise TypeError(
                f"explore: '{name}' is not a parameter of draw, which takes {list(named)}"
            )
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
            raise TypeError(f"explore: '{name}' has stops, but its values are not numbers")
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
    """Return the controls with the values in `at` as their defaults."""
    if not isinstance(at, Mapping):
        raise TypeError(
            "explore: 'at' must be a dict of names of controls to their values or labels, such as "
            f"{{'gain': 1.5}}, not {at!r}"
        )
    names = [control.name for control in controls]
    for name in at:
        if name not in names:
            raise ValueError(f"explore: 'at' names {name!r}, which is none of {names}")
    return tuple(
        replace(control, default=_place_of(control, at[control.name]))
        if control.name in at
        else control
        for control in controls
    )


def _place_of(control, wanted):
    """Return the index of a value in a control, or the index of a label if no value is equal."""
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
            "a list of options, a dict of label to value, a bool, or a Slider; for a fixed value, "
            f"give draw a default or use functools.partial(draw, {name}=...)"
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
    """Return kind, values and labels of a slider with its named values, sorted by value."""
    for label, stop in stops.items():
        if not _is_number(stop) or not math.isfinite(stop):
            raise ValueError(
                f"explore: '{name}' has the stop {label!r} at {stop!r}; a stop must be a finite "
                "number"
            )
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
    """Return min, min + step, ... up to max, computed exactly in decimal, and their labels."""
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
            f"explore: '{name}' runs from {smallest} down to {largest}; give the minimum first"
        )
    # As floats, 0.5 + 4 * 0.2 is 1.3000000000000003, and the reader would see these digits.
    low, high, width = (Decimal(repr(_plain(number))) for number in (smallest, largest, step))
    count = int((high - low) / width) + 1
    if count > MAX_VALUES:
        raise ValueError(
            f"explore: '{name}' has {count} positions, but a slider has at most {MAX_VALUES}; "
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
    """Return a number as int or float: the `repr` of others, such as NumPy's, is no decimal."""
    return int(number) if isinstance(number, Integral) else float(number)


def _labelled(name, option):
    """Return (label, value) of an option, which may already be such a pair, as for `interact`."""
    if isinstance(option, tuple) and len(option) == 2 and isinstance(option[0], str):
        return option
    if isinstance(option, np.generic):
        option = option.item()
    if _is_number(option):
        return _minus(f"{_plain(option):,g}"), option
    label = str(option)
    if not isinstance(option, str) and (label.startswith("<") or " at 0x" in label):
        raise TypeError(
            f"explore: '{name}' has the option {label}, which a reader cannot understand as a "
            "label; give a dict of label to value"
        )
    return label, option


def _minus(text):
    """Return the text with minus signs instead of hyphens, as Matplotlib labels its axes."""
    return text.replace("-", "−")


def _index_of(values, default, said, name):
    """Return the index of the default among the values."""
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
    """Return whether two values of one type are equal; arrays are compared as a whole."""
    if isinstance(value, np.ndarray):
        return np.array_equal(value, default)
    return value == default
