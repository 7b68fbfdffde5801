"""A straight line among the four points of XOR."""

import math

import numpy as np
from matplotlib.figure import Figure

from shared.datasets import xor
from shared.figures.hidden_layers.classes import draw_classes, plane
from shared.figures.style import NO_BREAK, PERCENT, colour, panels, styled, written

ANGLES = range(361)


def sides(angle: float, offset: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the signed distances of XOR's corners from a line, and which are classified correctly.

    Parameters
    ----------
    angle : float
        Direction of the line's normal, degrees; class 1 is predicted on the side it points to.
    offset : float
        Signed distance of the line from the centre of the square.

    Returns
    -------
    distances : ndarray, (4,)
        Along the normal.
    correct : ndarray of bool, (4,)
    """
    X, y = xor()
    normal = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    distances = (X - 0.5) @ normal - offset
    # Rounding must not decide on which side of the line a corner lies that is on it.
    return distances, (distances > 1e-12) == (y == 1)


@styled
def draw_line_meets_xor(angle: int = 0, offset: float = 0.0) -> Figure:
    """Draw a straight line among the four points of XOR, and how many it classifies correctly.

    Parameters
    ----------
    angle : int
        Direction of the line's normal, degrees.
    offset : float
        Signed distance of the line from the centre of the square.

    Returns
    -------
    matplotlib.figure.Figure
        The line and the points; the accuracy at every angle.
    """
    X, y = xor()
    _, correct = sides(angle, offset)
    figure, (points, shares) = panels(2)

    normal = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    along, foot = np.array([-normal[1], normal[0]]), 0.5 + offset * normal
    corners = [foot - 4 * along, foot + 4 * along]
    beyond = [corners[1] + 6 * normal, corners[0] + 6 * normal]
    shade = {"color": colour("second_class"), "alpha": 0.13, "label": "predicted 1"}
    points.fill(*np.transpose([*corners, *beyond]), lw=0, **shade, gid="class 1")
    points.plot(*np.transpose(corners), color=colour("ink"), gid="line")
    arrow = np.transpose([foot, foot + 0.2 * normal])
    points.plot(*arrow, color=colour("ink"), linewidth=1, gid="normal")
    points.plot(*foot, "D", color=colour("parameter"), markersize=6, gid="foot")
    draw_classes(points, X, y, size=10)
    cross = {"color": colour("ink"), "markersize": 9, "label": "wrong", "gid": "wrong"}
    points.plot(*X[~correct].T, "x", **cross)
    plane(points, 0.5, 0.85)
    points.set(xlabel="x₁", ylabel="x₂", xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    # Above the axes, within which the line may go anywhere.
    place = {
        "loc": "lower right",
        "bbox_to_anchor": (1.03, 1),
        "borderaxespad": 0.7,
        "borderpad": 0,
    }
    points.legend(ncols=4, handlelength=0.8, handletextpad=0.2, columnspacing=0.5, **place)

    share = [100 * sides(each, offset)[1].mean() for each in ANGLES]
    shares.plot(ANGLES, share, color=colour("forward"), gid="shares")
    ring = {"color": colour("ink"), "markersize": 8, "fillstyle": "none", "gid": "here"}
    shares.plot(angle, 100 * correct.mean(), "o", **ring)
    shares.axhline(75, color=colour("muted"), linewidth=1, linestyle=":")
    shares.set(title="accuracy at this offset, %", xlabel="angle of the normal, degrees")
    shares.set(xlim=(-10, 370), ylim=(-5, 105), xticks=range(0, 361, 90))
    shares.set(yticks=range(0, 101, 25))
    return figure


def describe_line_meets_xor(angle: int = 0, offset: float = 0.0) -> str:
    """Say what `draw_line_meets_xor` shows."""
    X, _ = xor()
    _, correct = sides(angle, offset)
    wrong = [f"({x[0]:g},{NO_BREAK}{x[1]:g})" for x in X[~correct]]
    listed = wrong[0] if len(wrong) == 1 else ", ".join(wrong[:-1]) + " and " + wrong[-1]
    return (
        f"Normal at {angle}°, offset {written(offset)}: {correct.sum()} of 4 points are "
        f"classified correctly, {100 * correct.mean():.0f}{PERCENT}; wrong: {listed}."
    )
