"""Points of two classes in a plane."""

import numpy as np
from matplotlib.axes import Axes

from shared.figures.style import colour

CLASSES = (
    {"marker": "o", "color": colour("first_class"), "label": "class 0"},
    {"marker": "s", "color": colour("second_class"), "label": "class 1"},
)


def draw_classes(
    axes: Axes, X: np.ndarray, y: np.ndarray, size: float = 5, edge: float = 0.8, gid: str = ""
):
    """Draw points of two classes, told apart by marker and colour; with a gid, as two marks."""
    for label, look in enumerate(CLASSES):
        axes.plot(
            *X[y == label].T,
            linestyle="none",
            markersize=size,
            markeredgecolor=colour("paper"),
            markeredgewidth=edge,
            gid=f"{gid} {label}" if gid else None,
            **look,
        )


def plane(axes: Axes, middle: float, half_height: float, **properties) -> None:
    """Set limits around (middle, middle) so that both coordinates have the same scale."""
    half_width = half_height * 2.74 / 1.68  # the size of a panel's axes in inches
    axes.set(
        xlim=(middle - half_width, middle + half_width),
        ylim=(middle - half_height, middle + half_height),
        **properties,
    )
