"""Lengths of rows that random matrices multiply, against the root mean square."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, PERCENT, colour, panels, power_of_ten, styled, written
from shared.stability import typical_log_growth

ROWS = 16  # drawn one by one
EVERY = 4  # factors between two points of a line
SHORTEST, LONGEST, BIN = -11, 2, 0.25


@styled
def draw_products(lengths: Mapping[int, np.ndarray], m: int = 16, factors: int = 32) -> Figure:
    """Draw the lengths of rows by the number of factors, and their distribution.

    Parameters
    ----------
    lengths : dict of int to ndarray, (factors + 1, rows)
        For each size of the matrices, base-ten logarithms of length over root mean square.
    m : int
        Size of the matrices.
    factors : int
        How many of them multiply a row.

    Returns
    -------
    matplotlib.figure.Figure
        A panel of some rows factor by factor, and one of all rows after the factors chosen.
    """
    logs = lengths[m]
    growth = typical_log_growth(m, 1.0)
    steps = np.arange(0, len(logs), EVERY)
    figure, (paths, histogram) = panels(2)
    # One artist with gaps draws far faster than one for each row.
    one_by_one = np.vstack([logs[::EVERY, :ROWS], np.full((1, ROWS), np.nan)])
    along = np.tile([*steps, np.nan], ROWS)
    look = {"color": colour("gradient"), "linewidth": 0.7, "alpha": BEHIND}
    paths.plot(along, one_by_one.T.ravel(), **look)
    square = {"linestyle": "--", "color": colour("ink"), "linewidth": 1.4}
    typical = {"linestyle": ":", "color": colour("ink"), "linewidth": 2.2}
    paths.axhline(0, **square)
    paths.plot(steps, growth * steps, **typical)
    paths.axvline(factors, color=colour("muted"), linewidth=1, label="chosen number of matrices")
    paths.legend(loc="lower left")
    paths.set(title="length of a row / root mean square", xlabel="matrices in the product")
    paths.set(ylim=(SHORTEST, LONGEST), xlim=(-2, len(logs) + 1))
    paths.set_yticks(range(-10, 3, 2), [power_of_ten(e) for e in range(-10, 3, 2)])

    after = logs[factors]
    counts, edges = np.histogram(after, np.arange(SHORTEST, LONGEST + BIN, BIN))
    share = 100 * counts / len(after)
    histogram.stairs(share, edges, fill=True, color=colour("gradient"), alpha=BEHIND)
    histogram.axvline(0, label="root mean square", **square)
    histogram.axvline(growth * factors, label="mean of the logarithms", **typical)
    histogram.legend(loc="upper left")
    histogram.set(title=f"{PERCENT.strip()} of {len(after)} rows after {factors} matrices")
    histogram.set(xlabel="length of a row / root mean square", xlim=(SHORTEST, LONGEST))
    histogram.set(ylim=(0, 100))
    histogram.set_xticks(range(-10, 3, 4), [power_of_ten(e) for e in range(-10, 3, 4)])
    return figure


def describe_products(lengths: Mapping[int, np.ndarray], m: int = 16, factors: int = 32) -> str:
    """Say what `draw_products` shows."""
    after = lengths[m][factors]
    middle = written(float(10 ** np.median(after)), 2)
    longer = f"{100 * np.mean(after > 0):.0f}{PERCENT}"
    return (
        f"{factors} matrices of size {m} by {m}, depth over width {written(factors / m, 2)}: the "
        f"median length of {len(after)} rows is {middle} times the root mean square, and {longer} "
        "of the rows are longer than the root mean square."
    )
