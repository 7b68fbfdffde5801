"""Markers that are joined in one path look as Matplotlib's own."""

import io
import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from shared.explore.picture import to_svg

LOOK = """
:root { --figure-ink: #000; --figure-paper: #fff }
body { margin: 0 }
svg { width: 400px; height: 400px; display: block }
"""
SHAPES = ["o", "s", "x", "^", "D", "*", "p", "+", "|", "h", "$x$", "."]


def points(marker, **look):
    figure = Figure(figsize=(2, 2))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 4), ylim=(0, 4))
    axes.axis("off")
    look = {"color": "black", "markersize": 13, "gid": "here", **look}
    axes.plot([1, 2.5, 3], [1, 3, 1.5], linestyle="", marker=marker, **look)
    return figure


def painted(page, svg):
    """Return how dark a picture of 400 x 400 pixels is, from 0 to 1."""
    page.set_content(f"<style>{LOOK}</style>{svg}")
    clip = {"x": 0, "y": 0, "width": 400, "height": 400}
    shot = Image.open(io.BytesIO(page.screenshot(clip=clip)))
    return 1 - np.asarray(shot.convert("L")) / 255


@pytest.mark.parametrize("marker", SHAPES)
def test_joined_markers_look_as_those_of_matplotlib(marker, browser):
    figure = points(marker)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    page = browser.new_page()
    expected = painted(page, buffer.getvalue())
    joined = painted(page, to_svg(figure, "")[0])
    page.close()
    assert expected.mean() > 0.001
    # Hundredths of a point are rounded, at most at a few corners.
    assert np.mean(abs(joined - expected) > 0.2) < 4e-4


def test_markers_are_one_path_and_a_mark_keeps_their_shape():
    [svg] = to_svg(points("o"), "", {"here"})
    assert "<use" not in svg
    [path] = re.findall(r"<path d='([^']*)'[^>]* data-marker='([^']*)'", svg)
    assert path[0].count("M") == path[0].count(path[1]) == 3


def test_translucent_markers_stay_apart_unless_they_are_drawn_anew():
    [svg] = to_svg(points("o", alpha=0.5), "")
    assert svg.count("<use") == 3
    assert "data-marker" in to_svg(points("o", alpha=0.5), "", {"here"})[0]
