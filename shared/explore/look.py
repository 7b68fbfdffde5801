"""The look of figures: colours, Matplotlib style, titles of controls and the font."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from matplotlib import get_data_path

_HEXADECIMAL = re.compile("#[0-9a-f]{6}")
_NAME = re.compile("[a-z][a-z0-9_-]*")
_FONTS = Path(get_data_path(), "fonts", "ttf")


class Colour(NamedTuple):
    """A colour in two versions: for light pages (and every PNG), and for dark pages."""

    light: str
    dark: str


@dataclass(frozen=True)
class Look:
    """Colours, style, titles and font of figures; the default is Matplotlib's own style.

    Attributes
    ----------
    colours : mapping of str to (str, str)
        Two colours for each name, as #rrggbb: the colour on light pages, in which figures are
        drawn, and the colour on dark pages. "ink" is also the colour of everything drawn in black,
        "paper" the background of the page. A figure with colours that are not listed keeps a light
        background on dark pages.
    style : mapping of str to object
        Settings of `matplotlib.rcParams` that apply while a picture is written.
    titles : mapping of str to str
        Titles of controls, by their names. A control without one is shown by its name.
    font : mapping of str to path
        TrueType file for each `font-style` of CSS, which pages load. Text in another font is drawn
        as paths.

    Raises
    ------
    ValueError
        If "ink" or "paper" is missing; if a colour is not of the form #rrggbb; if a name has
        characters other than lower-case letters, digits, - and _.
    """

    colours: Mapping[str, tuple[str, str]] = field(
        default_factory=lambda: {
            "ink": Colour("#000000", "#e6e6e6"),
            "paper": Colour("#ffffff", "#121212"),
        }
    )
    style: Mapping[str, object] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    font: Mapping[str, Path] = field(
        default_factory=lambda: {
            "normal": _FONTS / "DejaVuSans.ttf",
            "oblique": _FONTS / "DejaVuSans-Oblique.ttf",
        }
    )

    def __post_init__(self):
        if missing := {"ink", "paper"} - self.colours.keys():
            raise ValueError(
                f"Look: 'colours' lacks {', '.join(sorted(missing))}; it must have both 'ink' and "
                "'paper'"
            )
        for name, both in self.colours.items():
            if not _NAME.fullmatch(name) or not all(map(_HEXADECIMAL.fullmatch, both)):
                raise ValueError(
                    f"Look: 'colours' has {name!r}: {tuple(both)}; a name consists of lower-case "
                    "letters, digits, - and _, and a colour is #rrggbb in lower case"
                )

    @cached_property
    def variables(self) -> dict[str, str]:
        """The CSS variable for each colour of figures."""
        found = {light: f"var(--figure-{name})" for name, (light, _) in self.colours.items()}
        return {"#000000": "var(--figure-ink)"} | found


_current = Look()


def set_look(look: Look) -> None:
    """Use a look for all figures that are drawn from now on.

    Parameters
    ----------
    look : Look
    """
    global _current
    _current = look


def get_look() -> Look:
    """Return the current look."""
    return _current


def colours_css(root: str = ":root") -> str:
    """Return CSS that defines the colours of the look as variables, light or dark as the page is.

    Parameters
    ----------
    root : str
        Selector of the element on which the variables are defined.

    Returns
    -------
    str
    """
    colours = get_look().colours
    light = "".join(f"  --figure-{name}: {each[0]};\n" for name, each in colours.items())
    both = "".join(
        f"    --figure-{name}: light-dark({', '.join(each)});\n" for name, each in colours.items()
    )
    return (
        f"{root} {{\n{light}}}\n\n"
        f"@supports (color: light-dark(red, red)) {{\n  {root} {{\n{both}  }}\n}}\n"
    )
