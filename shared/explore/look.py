"""What a caller hands over: colours, Matplotlib style, titles of controls and the font."""

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
    """One colour, once for light pages (and every PNG) and once for dark pages."""

    light: str
    dark: str


@dataclass(frozen=True)
class Look:
    """How figures look. The default is Matplotlib's own style, with black and white for pages.

    Attributes
    ----------
    colours : mapping of str to (str, str)
        For each name the colour of light pages, with which figures are drawn, and that of dark
        pages, all as #rrggbb. "ink" also stands for black, "paper" for the page. A figure with
        other colours keeps a light ground on dark pages.
    style : mapping of str to object
        Settings of `matplotlib.rcParams` that hold while a picture is written.
    titles : mapping of str to str
        How the reader sees the names of controls, where not as they are.
    font : mapping of str to path
        The TrueType file that pages ship for each `font-style` of CSS. Text in another font is
        drawn as paths.

    Raises
    ------
    ValueError
        If "ink" or "paper" is missing, or a name or a colour is not spelled as above.
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
            raise ValueError(f"Look: 'colours' lacks {', '.join(sorted(missing))}")
        for name, both in self.colours.items():
            if not _NAME.fullmatch(name) or not all(map(_HEXADECIMAL.fullmatch, both)):
                raise ValueError(
                    f"Look: 'colours' has {name!r}: {tuple(both)}; a name is of lower-case "
                    "letters, digits, - and _, a colour is #rrggbb in lower case"
                )

    @cached_property
    def variables(self) -> dict[str, str]:
        """The CSS variable that stands for each colour of figures."""
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
    """Return the look that was set last."""
    return _current


def colours_css(root: str = ":root") -> str:
    """Return the colours of the look as CSS variables, which follow the page's `color-scheme`.

    Parameters
    ----------
    root : str
        The selector of what has the variables.

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
