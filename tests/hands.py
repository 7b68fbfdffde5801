"""Digits as people draw them: strokes of several forms, by hands that slant and tremble."""

from itertools import pairwise

import numpy as np


def arc(x, y, across, up, start, end):
    """Return points of an ellipse about (x, y), clockwise from the right, in degrees."""
    angles = np.radians(np.linspace(start, end, 24))
    return np.column_stack([x + across * np.cos(angles), y + up * np.sin(angles)])


def line(*points):
    """Return points along straight lines."""
    points = np.array(points, dtype=float)
    parts = [np.linspace(p, q, 12) for p, q in pairwise(points)]
    return np.concatenate(parts)


def joined(*parts):
    """Return parts as one stroke."""
    return np.concatenate(parts)


#: For each digit some forms, each a list of strokes in a box of 1 by 1, y downwards.
FORMS = {
    0: [[arc(0.5, 0.5, 0.4, 0.5, -90, 270)], [arc(0.5, 0.5, 0.28, 0.5, -60, 310)]],
    1: [
        [line((0.5, 0), (0.5, 1))],
        [line((0.3, 0.25), (0.55, 0), (0.55, 1))],
        [line((0.3, 0.2), (0.5, 0), (0.5, 1)), line((0.25, 1), (0.75, 1))],
    ],
    2: [
        [joined(arc(0.5, 0.28, 0.35, 0.28, 200, 380), line((0.83, 0.37), (0.12, 1), (0.88, 1)))],
        [
            joined(
                arc(0.48, 0.25, 0.3, 0.25, 180, 400), line((0.7, 0.42), (0.2, 0.98), (0.85, 0.95))
            )
        ],
    ],
    3: [
        [joined(arc(0.45, 0.25, 0.35, 0.25, 210, 450), arc(0.45, 0.75, 0.4, 0.25, 270, 510))],
        [line((0.15, 0), (0.8, 0), (0.42, 0.4)), arc(0.42, 0.7, 0.42, 0.3, 270, 500)],
    ],
    4: [
        [line((0.6, 0), (0.1, 0.65), (0.9, 0.65)), line((0.65, 0.35), (0.65, 1))],
        [line((0.2, 0), (0.15, 0.5), (0.8, 0.5)), line((0.75, 0), (0.75, 1))],
    ],
    5: [
        [
            joined(line((0.25, 0.05), (0.2, 0.45)), arc(0.45, 0.68, 0.4, 0.31, 230, 510)),
            line((0.25, 0.04), (0.85, 0.04)),
        ],
        [joined(line((0.85, 0), (0.25, 0), (0.2, 0.42)), arc(0.42, 0.7, 0.4, 0.3, 240, 500))],
    ],
    6: [
        [joined(line((0.7, 0), (0.35, 0.3), (0.17, 0.7)), arc(0.5, 0.72, 0.33, 0.28, 180, 540))],
        [joined(arc(0.75, 0.65, 0.6, 0.65, 260, 180), arc(0.48, 0.72, 0.32, 0.27, 180, 540))],
    ],
    7: [
        [line((0.12, 0), (0.88, 0), (0.42, 1))],
        [line((0.12, 0.02), (0.85, 0), (0.4, 1)), line((0.3, 0.5), (0.85, 0.5))],
    ],
    8: [
        [joined(arc(0.5, 0.25, 0.3, 0.25, 90, -270), arc(0.5, 0.75, 0.36, 0.25, -90, 270))],
        [arc(0.5, 0.24, 0.28, 0.24, -90, 270), arc(0.5, 0.74, 0.35, 0.26, -90, 270)],
    ],
    9: [
        [joined(arc(0.5, 0.28, 0.33, 0.28, 0, -360), line((0.83, 0.28), (0.7, 1)))],
        [joined(arc(0.48, 0.27, 0.32, 0.27, 0, -360), arc(0.3, 0.5, 0.5, 0.5, -20, 80))],
    ],
}


def drawn(digit, rng):
    """Return a drawing of a digit by a hand of its own, somewhere on the pad, at some size.

    Parameters
    ----------
    digit : int
    rng : numpy.random.Generator

    Returns
    -------
    list of ndarray, each (n, 2)
        Strokes on a pad of 32 by 32, most of which they lie on.
    """
    form = FORMS[digit][rng.integers(len(FORMS[digit]))]
    angle, slant = rng.normal(0, np.radians(5)), rng.normal(0, 0.12)
    size = rng.uniform(14, 26) * np.array([rng.uniform(0.55, 0.85), 1])
    turn = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    middle = 16 + rng.uniform(-3, 3, 2)
    waves, phases = rng.normal(0, 0.02, (2, 3)), rng.uniform(0, 6.3, (2, 3))
    strokes = []
    for points in form:
        along = np.linspace(0, 6.3, len(points))[:, np.newaxis, np.newaxis]
        tremble = (waves * np.sin(along * np.arange(1, 4) + phases)).sum(axis=2)
        bent = points - 0.5 + tremble
        bent[:, 0] -= slant * bent[:, 1]
        strokes.append((bent * size) @ turn + middle)
    return strokes


def as_text(strokes):
    """Return strokes as a drawing."""
    return "/".join(" ".join(f"{v:.1f}" for v in stroke.ravel()) for stroke in strokes)
