"""Settings of the laboratory, and the address that contains its state: `state.js` in Python."""

import math
import operator
import re
from dataclasses import dataclass, field
from numbers import Number
from urllib.parse import unquote

from shared.activations import ACTIVATIONS
from shared.initializers import INITIALIZERS
from shared.validation import choose, shown

VERSION = 1
MOST_LAYERS, MOST_UNITS, MOST_POINTS, MOST_EVENTS, MOST_STEPS = 4, 16, 1000, 1000, 10**7
FARTHEST = 100  # maximum absolute value of a coordinate
LARGEST_WEIGHT = 1e6

#: For each setting with a list of names: the names, and the initial one.
CHOICES = {
    "data": (("circles", "moons", "xor", "spirals", "own"), "circles"),
    "activation": (tuple(ACTIVATIONS), "tanh"),
    "initializer": (tuple(INITIALIZERS), "glorot_normal"),
    "optimizer": (("sgd", "momentum", "adam"), "sgd"),
    "speed": (("1", "10", "max"), "10"),
    "edges": (("weights", "gradients", "both"), "both"),
}
#: For each setting that is a number: minimum, maximum and initial value, in its type.
NUMBERS = {
    "n": (4, 500, 100),
    "noise": (0.0, 1.0, 0.08),
    "dataSeed": (0, 999_999, 0),
    "scale": (0.0, 1000.0, 1.0),
    "seed": (0, 999_999, 1),
    "momentum": (0.0, 0.999, 0.9),
    "rate": (math.ulp(0.0), 1e9, 0.3),  # above 0
    "batch": (1, 1000, 10),
    "l2": (0.0, 100.0, 0.0),
}
LISTS = {"hidden": [3], "space": [0, 1, 2]}
LIVE = {"activation", "optimizer", "momentum", "rate", "batch", "l2"}  # can change during a run
#: The initial value of each setting, in the order of addresses.
INITIAL = {
    name: LISTS[name] if name in LISTS else (CHOICES | NUMBERS)[name][-1]
    for name in (
        *("data", "n", "noise", "dataSeed", "hidden", "activation", "initializer", "scale", "seed"),
        *("optimizer", "momentum", "rate", "batch", "l2", "speed", "edges", "space"),
    )
}


@dataclass(frozen=True)
class State:
    """The state of a run of the laboratory, as an address contains it.

    Attributes
    ----------
    settings : dict of str to object
        Value of each setting in `INITIAL`, before the first step.
    points : list of (x, y, label)
        The reader's own points, before the first step.
    events : list of tuple
        Changes during the run: (step, kind, ...), as `state.js` lists them.
    step : int
        Number of steps that have been taken.
    """

    settings: dict[str, object] = field(default_factory=lambda: dict(INITIAL))
    points: list[tuple] = field(default_factory=list)
    events: list[tuple] = field(default_factory=list)
    step: int = 0


def checked(name: str, value) -> object:
    """Return the value of a setting in its type, or raise if it is not accepted.

    Parameters
    ----------
    name : str
    value : object
        The text in an address, or the value itself.

    Returns
    -------
    object

    Raises
    ------
    ValueError
        If there is no such setting, or if the setting does not accept the value.

    Examples
    --------
    >>> checked("rate", "0.5"), checked("hidden", "8-8"), checked("hidden", 3)
    (0.5, [8, 8], [3])
    """
    choose(INITIAL, name, "setting")
    if name in CHOICES:
        options = CHOICES[name][0]
        choose(dict.fromkeys(options), str(value), name)
        return str(value)
    if name in LISTS:
        return _checked_list(name, value)
    low, high, initial = NUMBERS[name]
    kind = type(initial)
    number = _number(value)
    if not low <= number <= high or (kind is int and number != int(number)):
        words = "a whole number" if kind is int else "a number"
        least = "above 0" if name == "rate" else f"from {low:g}"
        raise ValueError(f"{name} must be {words} {least} to {high:g}, not {shown(value)}")
    return kind(number)


def _number(value):
    try:
        return float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        return math.nan


def _checked_list(name, value):
    parts = value.split("-") if isinstance(value, str) else value
    if isinstance(value, Number):
        parts = [value]
    try:
        found = [_width(part) for part in parts if part != ""]
    except (TypeError, ValueError):
        found = None
    if name == "hidden":
        accepted = f"up to {MOST_LAYERS} widths from 1 to {MOST_UNITS}, such as [8, 8]"
        is_right = found is not None and len(found) <= MOST_LAYERS
        is_right = is_right and all(1 <= width <= MOST_UNITS for width in found)
    else:
        accepted = "a layer, 0 for the last, and two of its units, such as [0, 1, 2]"
        is_right = found is not None and len(found) == 3 and 0 <= found[0] <= MOST_LAYERS
        is_right = is_right and all(1 <= unit <= MOST_UNITS for unit in found[1:])
    if not is_right:
        raise ValueError(f"{name} must be {accepted}, not {shown(value)}")
    return found


def _width(part):
    if isinstance(part, bool):
        raise TypeError
    return int(part) if isinstance(part, str) else operator.index(part)


def read_address(address: str) -> State:
    """Return the state that an address of the laboratory contains.

    Parameters
    ----------
    address : str
        The whole address or only the part after #, such as "v=1&data=moons".

    Returns
    -------
    State

    Raises
    ------
    ValueError
        If a part of the address is not valid; the page would ignore this part and tell the reader.

    Examples
    --------
    >>> read_address("laboratory.html#v=1&rate=0.5&points=0.5_-1_1").points
    [(0.5, -1.0, 1)]
    """
    if not isinstance(address, str):
        raise TypeError(f"address must be a text, not {shown(address)}")
    settings, parts = dict(INITIAL), {"v": str(VERSION), "points": "", "events": "", "step": "0"}
    for part in unquote(address[address.find("#") + 1 :]).split("&"):
        name, _, text = part.partition("=")
        if name in parts:
            parts[name] = text
        elif name:
            settings[name] = checked(name, text)
    if parts["v"] != str(VERSION):
        raise ValueError(f"address has version {parts['v']!r}; accepted is '{VERSION}'")
    step = _whole(parts["step"], "step")
    if step > MOST_STEPS:
        raise ValueError(f"step must be at most {MOST_STEPS}, not {step}")
    points = [_point(text.split("_")) for text in parts["points"].split("~") if text]
    events = [_event(text.split("_")) for text in parts["events"].split("~") if text]
    if any(event[0] > step for event in events) or events != sorted(events, key=lambda one: one[0]):
        raise ValueError("events of an address must be sorted by step, none after its step")
    return State(settings, points, events, step)


def _whole(text, name):
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(f"{name} must be a whole number, not {shown(text)}")
    return int(text)


def _point(parts):
    numbers = [_number(part) for part in parts]
    if len(parts) != 3 or parts[2] not in ("0", "1"):
        raise ValueError(f"a point must be x, y and a class, 0 or 1, not {shown('_'.join(parts))}")
    if not all(abs(number) <= FARTHEST for number in numbers[:2]):
        place = shown("_".join(parts[:2]))
        raise ValueError(f"coordinates must be from -{FARTHEST} to {FARTHEST}, not {place}")
    return (numbers[0], numbers[1], int(parts[2]))


def _event(parts):
    try:
        step, kind, *rest = parts
        at = _whole(step, "step")
        if kind == "set" and rest[0] in LIVE:
            return (at, kind, rest[0], checked(rest[0], "_".join(rest[1:])))
        if kind == "weight":
            layer, start, to, value = rest
            start = start if start == "b" else _whole(start, "unit")
            weight = _number(value)
            if not abs(weight) <= LARGEST_WEIGHT:
                raise ValueError(
                    f"a weight must be from -{LARGEST_WEIGHT:g} to {LARGEST_WEIGHT:g}, not {value}"
                )
            return (at, kind, _whole(layer, "layer"), start, _whole(to, "unit"), weight)
        if kind == "add":
            return (at, kind, *_point(rest))
        if kind == "move":
            return (at, kind, _whole(rest[0], "point"), *_point([*rest[1:], "0"])[:2])
        if kind in ("cut", "remove", "clear"):
            numbers = [_whole(text, "place") for text in rest]
            if len(numbers) == {"cut": 2, "remove": 1, "clear": 0}[kind]:
                return (at, kind, *numbers)
    except (ValueError, IndexError) as error:
        raise ValueError(f"an event of the address is {shown('_'.join(parts))}: {error}") from None
    raise ValueError(f"an event of the address is {shown('_'.join(parts))}, which is not an event")


def write_address(state: State) -> str:
    """Return the address of a state, to be appended to the address of the page.

    Parameters
    ----------
    state : State

    Returns
    -------
    str

    Examples
    --------
    >>> write_address(State(INITIAL | {"rate": 0.5, "hidden": [8, 8]}, step=20))
    '#v=1&hidden=8-8&rate=0.5&step=20'
    """
    parts = [f"v={VERSION}"]
    parts += [
        f"{name}={_written(value)}"
        for name, value in state.settings.items()
        if value != INITIAL[name]
    ]
    for name, rows in (("points", state.points), ("events", state.events)):
        if rows:
            parts.append(f"{name}=" + "~".join("_".join(map(_written, row)) for row in rows))
    if state.step:
        parts.append(f"step={state.step}")
    return "#" + "&".join(parts)


def _written(value):
    if isinstance(value, list):
        return "-".join(map(str, value))
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
