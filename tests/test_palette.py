"""The book's colours: from one place, strong enough on both pages, apart for every kind of eye.

Colour vision that lacks one kind of cone is simulated with the matrices of Machado, Oliveira and
Fernandes (2009), table 1, severity 1; how far apart two colours look is CIEDE2000 (Sharma, Wu and
Dalal, 2005), whose published pairs are an oracle here.
"""

import ast
from itertools import combinations, product
from pathlib import Path

import matplotlib.colors
import numpy as np
import pytest

from shared.figures.style import BEHIND, COLOURS, colour

FIGURES = Path(__file__).resolve().parent.parent / "shared" / "figures"
MODES = ("light", "dark")
HUES = ("forward", "gradient", "parameter", "first_class", "second_class")
#: Hues that stand in one panel somewhere in the book.
TOGETHER = [
    *combinations(("forward", "gradient", "parameter"), 2),
    *combinations(("parameter", "first_class", "second_class"), 2),
]
VISION = {
    "all three cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
#: From linear sRGB to CIE XYZ under D65 (IEC 61966-2-1).
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(rgb):
    """Return linear sRGB of a hexadecimal colour or of three values from 0 to 1."""
    rgb = np.array(matplotlib.colors.to_rgb(rgb))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast ratio of WCAG 2.2."""
    low, high = sorted(TO_XYZ[1] @ linear(each) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(rgb, vision):
    """Return the CIELAB coordinates of a colour as an eye sees it."""
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear(rgb), 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, other):
    """Return the colour difference of Sharma, Wu and Dalal (2005), equations 2 to 22."""
    (L1, a1, b1), (L2, a2, b2) = one, other
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    a1, a2 = a1 * stretch, a2 * stretch
    C1, C2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    L, C, h = (L1 + L2) / 2, (C1 + C2) / 2, h1 + turn / 2
    T = 1 + sum(
        weight * np.cos(np.radians(times * h + shift))
        for weight, times, shift in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    )
    lightness = (L2 - L1) / (1 + 0.015 * (L - 50) ** 2 / np.sqrt(20 + (L - 50) ** 2))
    chroma = (C2 - C1) / (1 + 0.045 * C)
    hue = 2 * np.sqrt(C1 * C2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * C * T)
    bend = np.radians(60 * np.exp(-((((h % 360) - 275) / 25) ** 2)))
    rotation = -2 * np.sqrt(C**7 / (C**7 + 25**7)) * np.sin(bend)
    return np.sqrt(lightness**2 + chroma**2 + hue**2 + rotation * chroma * hue)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("meaning", ["ink", "muted", *HUES])
def test_a_colour_can_be_text_on_the_page(mode, meaning):
    paper = getattr(COLOURS["paper"], mode)
    assert contrast(getattr(COLOURS[meaning], mode), paper) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("meaning", ["muted", *HUES])
def test_what_stands_behind_can_still_be_seen(mode, meaning):
    both = COLOURS[meaning], COLOURS["paper"]
    front, page = (np.array(matplotlib.colors.to_rgb(getattr(each, mode))) for each in both)
    assert contrast(BEHIND * front + (1 - BEHIND) * page, page) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("vision", VISION)
def test_colours_that_stand_together_look_apart(mode, vision):
    pairs = [*TOGETHER, *product(HUES, ("ink", "muted")), ("ink", "muted")]
    for pair in pairs:
        one, other = (seen(getattr(COLOURS[meaning], mode), vision) for meaning in pair)
        assert ciede2000(one, other) >= 12, pair


def literals(path):
    """Yield the texts in a module's code, docstrings apart, with their line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def is_colour_of_its_own(text):
    """Say whether Matplotlib would take a text as a colour; one letter may be a marker."""
    grey_or_marker = len(text) == 1 or text.replace(".", "", 1).isdigit()
    return matplotlib.colors.is_color_like(text) and text != "none" and not grey_or_marker


@pytest.mark.parametrize(
    "path", sorted(FIGURES.rglob("*.py")), ids=lambda path: str(path.relative_to(FIGURES))
)
def test_figures_name_meanings_not_colours(path):
    if path.stem == "style":
        return
    own = [
        f"{path.name}:{line}: {text}" for line, text in literals(path) if is_colour_of_its_own(text)
    ]
    assert own == []


def test_a_meaning_has_one_colour():
    for mode in MODES:
        shades = [getattr(each, mode) for each in COLOURS.values()]
        assert len(set(shades)) == len(shades)
    assert all(colour(meaning) == COLOURS[meaning].light for meaning in COLOURS)
