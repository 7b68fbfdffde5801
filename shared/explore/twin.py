"""A figure's twin: the same figure in JavaScript, which a page computes for any values."""

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
    """The JavaScript that says what a figure's marks and words are at any position.

    Attributes
    ----------
    source : Path or callable
        A JavaScript module that exports `twin`, or a function in a Python file that has the
        module beside it: `draw_descent` of `descent.py` has `descent.js`.
    data : mapping of str to object
        What the module is given once: numbers, texts, lists and arrays, all finite.
    drag : mapping of str to tuple
        For each mark that can be taken with the pointer, the controls that follow its x and its y;
        None for a coordinate that stays.
    pad : str
        Name of a slider that can also be given values which are not its own, such as a drawing.
        `draw` and `alt` have to take them. `descent_pad.js` beside `descent.js` then exports `pad`:
        it is a script of its own, which loads where it is needed.

    Notes
    -----
    `twin(data)` returns a function of the values of the controls, by name, which returns
    `{ marks, words }`: the content of each mark, as `marks.content` describes it, and the text of
    `alt`. It must be pure; what is costly may be kept between calls. Where the coordinates of a
    mark that can be taken are no controls, the function has a property `taken` with a function for
    the mark: `(x, y, values)` returns the values that the controls should have, by name.

    `pad(place, data, change, given)` fills an element of the page with that by which the reader
    gives values, and calls `change(value, isGoing)` with each; while more are about to come, as in
    the middle of a stroke, nothing is read aloud. It returns a function that is told each value
    shown. `given` is what the twin's module exports as `forPad`.
    """

    source: Path | str | Callable
    data: Mapping[str, object] = field(default_factory=dict)
    drag: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    pad: str = ""

    @property
    def path(self) -> Path:
        """The JavaScript module."""
        if not callable(self.source):
            return Path(self.source)
        return Path(inspect.getfile(inspect.unwrap(self.source))).with_suffix(".js")

    def modules(self) -> dict[str, str]:
        """Return the module and what it imports, as `script.modules` does.

        Returns
        -------
        dict of str to str
        """
        return modules(self.path)

    def pad_modules(self) -> dict[str, str]:
        """Return the module of the pad and what it imports; nothing if there is no pad.

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
            If a number is not finite, which JSON cannot say.
        TypeError
            If JSON has no such type.
        """
        try:
            return json.dumps(
                dict(self.data), default=_plain, allow_nan=False, separators=(",", ":")
            )
        except ValueError:
            raise ValueError(
                "explore: 'data' of the twin has numbers that are not finite, which JSON cannot say"
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
            If the figure has no marks, or a mark or a control to drag does not exist.
        TypeError
            If a control has values that JavaScript does not know.
        """
        self.modules()
        self.given()
        if not drawn:
            raise ValueError(
                "explore: a twin was given, but no artist of the figure has a gid; give one to "
                "each that moves"
            )
        names = [control.name for control in grid.controls]
        for mark, controls in self.drag.items():
            if mark not in drawn:
                raise ValueError(f"explore: 'drag' has {mark!r}, which is none of {list(drawn)}")
            for name in controls:
                if name is not None and name not in names:
                    raise ValueError(f"explore: 'drag' has {name!r}, which is none of {names}")
        sliders = [each.name for each in grid.controls if each.kind in ("range", "steps")]
        if self.pad and self.pad not in sliders:
            raise ValueError(f"explore: 'pad' is {self.pad!r}, which is none of {sliders}")
        self.pad_modules()
        for control in grid.controls:
            for value in control.values:
                if not isinstance(value, (bool, int, float, str, np.bool_, np.number)):
                    raise TypeError(
                        f"explore: '{control.name}' has the value {value!r}; a twin is given "
                        "numbers, texts and bools"
                    )


def _plain(value):
    """Return what JSON can hold of a NumPy array or number."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(
        f"explore: 'data' of the twin has a {type(value).__name__}; accepted are numbers, texts, "
        "lists, dicts and arrays"
    )
