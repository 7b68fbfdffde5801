"""The twin of a figure: the same figure in JavaScript, which a page computes for any values."""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .controls import Grid
from .script import modules


@dataclass(frozen=True)
class Twin:
    """The JavaScript module that computes a figure's marks and alternative text at any position.

    Attributes
    ----------
    source : Path or callable
        A JavaScript module that exports `twin`, or a function in a Python file. The module of such
        a function is beside its file: the module of `draw_descent` in `descent.py` is `descent.js`.
    data : mapping of str to object
        Data that the module receives once: numbers, texts, lists and arrays, all finite.
    drag : mapping of str to tuple
        For each mark that the reader can drag, the controls that follow its x and its y; None for
        a coordinate that does not change.
    pad : str
        Name of a slider that can also receive other values than its own, such as a drawing.
        `draw` and `alt` must accept these values. `descent_pad.js` beside `descent.js` then exports
        `pad`: it is a separate script, which only pages with the pad load.

    Notes
    -----
    `twin(data)` returns a function of the values of the controls, by name. This function returns
    `{ marks, words }`: the content of each mark, as `marks.content` describes it, and the text of
    `alt`. The function must be pure, but may cache expensive results. A long computation may stop
    at the time `until`, the second argument, and return `isGoing` as true besides marks and words
    so far. The page then calls the function again in the next frame. If the coordinates of a mark
    that can be dragged are not controls, the function has a property `taken`, with a function for
    each such mark: `(x, y, values)` returns the new values of the controls, by name.

    `pad(place, data, change, given)` fills the element `place` of the page with an input, and calls
    `change(value, isGoing)` with each value of the reader. While `isGoing` is true, as in the
    middle of a stroke, screen readers read nothing aloud. `pad` returns a function that is called
    with each value that the figure shows. `given` is the export `forPad` of the twin's module.
    """

    source: Path | str | Callable
    data: Mapping[str, object] = field(default_factory=dict)
    drag: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    pad: str = ""

    @property
    def path(self) -> Path:
        """Path of the JavaScript module."""
        if not callable(self.source):
            return Path(self.source)
        return Path(inspect.getfile(inspect.unwrap(self.source))).with_suffix(".js")

    def modules(self) -> dict[str, str]:
        """Return the module and its imports, as `script.modules` does.

        Returns
        -------
        dict of str to str
        """
        return modules(self.path)

    def pad_modules(self) -> dict[str, str]:
        """Return the module of the pad and its imports; an empty dict if there is no pad.

        Returns
        -------
        dict of str to str
        """
        return modules(self.path.with_stem(f"{self.path.stem}_pad")) if self.pad else {}

    def given(self) -> str:
        """Return the data as JSON.

        Returns
        -------
        str

        Raises
        ------
        ValueError
            If a number is not finite, since JSON has no such numbers.
        TypeError
            If a value is of a type that JSON does not have.
        """
        try:
            return json.dumps(
                dict(self.data), default=_plain, allow_nan=False, separators=(",", ":")
            )
        except ValueError:
            raise ValueError(
                "explore: 'data' of the twin has nan or inf; all numbers must be finite"
            ) from None

    def check(self, grid: Grid, drawn: Mapping[str, object]) -> None:
        """Check that the twin fits the figure.

        Parameters
        ----------
        grid : Grid
        drawn : mapping of str to object
            The marks of the default picture.

        Raises
        ------
        ValueError
            If the figure has no marks, if `drag` names a mark or a control that does not exist, or
            if `pad` names no slider.
        TypeError
            If a control has values other than numbers, texts and bools.
        """
        self.modules()
        self.given()
        if not drawn:
            raise ValueError(
                "explore: a twin was given, but no artist of the figure has a gid; give a gid to "
                "each artist that moves"
            )
        names = [control.name for control in grid.controls]
        for mark, controls in self.drag.items():
            if mark not in drawn:
                raise ValueError(
                    f"explore: 'drag' names the mark {mark!r}, which is none of {list(drawn)}"
                )
            for name in controls:
                if name is not None and name not in names:
                    raise ValueError(
                        f"explore: 'drag' names the control {name!r}, which is none of {names}"
                    )
        sliders = [each.name for each in grid.controls if each.kind in ("range", "steps")]
        if self.pad and self.pad not in sliders:
            raise ValueError(f"explore: 'pad' is {self.pad!r}, which is not a slider: {sliders}")
        self.pad_modules()
        for control in grid.controls:
            for value in control.values:
                if not isinstance(value, (bool, int, float, str, np.bool_, np.number)):
                    raise TypeError(
                        f"explore: '{control.name}' has the value {value!r}; a figure with a twin "
                        "accepts numbers, texts and bools only"
                    )


def _plain(value):
    """Return a NumPy array or number as lists and numbers of Python, for JSON."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(
        f"explore: 'data' of the twin has a {type(value).__name__}; accepted are numbers, texts, "
        "lists, dicts and arrays"
    )
