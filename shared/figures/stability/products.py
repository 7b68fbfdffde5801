"""Norms of products of random matrices."""

from collections.abc import Mapping
from math import log10

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, colour, panels, styled, written
from shared.stability import mean_square_log_norm, typical_log_growth

LINES = 16  # products drawn one by one


@styled
def draw_products(products: Mapping[int, np.ndarray], ratio: float = 1.0, n: int = 4) -> Figure:
    """Draw the norms of products of random matrices, one by one and as a histogram.

    Parameters
    ----------
    products : dict of int to ndarray, (factors + 1, products)
        For each size, base-ten logarithms of norms, for entries of variance 1/n.
    ratio : float
        Standard deviation of an entry times the root of n.
    n : int
        Size of the matrices.

    Returns
    -------
    matplotlib.figure.Figure
        Left: norms by the number of factors. Right: their distribution after all factors.
    """
    logs = scaled_logs(products, ratio, n)
    factors = np.arange(0, len(logs), 5)
    square, typical = expected_logs(ratio, n, factors)
    figure, (paths, histogram) = panels(2)
    # One artist with gaps draws far faster than one for each product.
    one_by_one = np.vstack([logs[::5, :LINES], np.full((1, LINES), np.nan)]).T.ravel()
    along = np.tile([*factors, np.nan], LINES)
    paths.plot(along, one_by_one, color=colour("gradient"), linewidth=0.7, alpha=BEHIND)
    paths.plot(factors, square, "--", color=colour("ink"), linewidth=1.4, label="root mean square")
    paths.plot(factors, typical, ":", color=colour("ink"), linewidth=2.2, label="typical")
    paths.legend(loc="lower left")
    paths.set(title="log₁₀ of the norm of each product", xlabel="matrices in the product")
    paths.set(ylim=(-52, 24), xlim=(-2, len(logs) + 1), yticks=range(-40, 21, 20))

    last = logs[-1]
    counts, edges = np.histogram(last, np.arange(-60, 31, 1.5))
    histogram.stairs(counts, edges, fill=True, color=colour("gradient"), alpha=BEHIND)
    histogram.axvline(square[-1], linestyle="--", color=colour("ink"), linewidth=1.4)
    histogram.axvline(typical[-1], linestyle=":", color=colour("ink"), linewidth=2.2)
    histogram.set(title=f"number of products, after {len(logs) - 1}", xlabel="log₁₀ of the norm")
    histogram.set(xlim=(-56, 24), ylim=(0, 100), xticks=range(-40, 21, 20))
    return figure


def scaled_logs(products: Mapping[int, np.ndarray], ratio: float, n: int) -> np.ndarray:
    """Return the logarithms for another scale of the entries, which multiplies every factor."""
    return products[n] + log10(ratio) * np.arange(len(products[n]))[:, np.newaxis]


def expected_logs(ratio: float, n: int, factors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithms of the root mean square norm and of the typical norm."""
    sigma = ratio / np.sqrt(n)
    square = mean_square_log_norm(n, sigma, factors)
    return square, log10(n) / 2 + typical_log_growth(n, sigma) * factors


def describe_products(products: Mapping[int, np.ndarray], ratio: float = 1.0, n: int = 4) -> str:
    """Say what `draw_products` shows."""
    logs = scaled_logs(products, ratio, n)
    factors = len(logs) - 1
    square = float(expected_logs(ratio, n, np.array(factors))[0])
    return (
        f"{n} by {n} matrices with σ√n = {ratio:g}: after {factors} factors the median norm of "
        f"{logs.shape[1]} products is {times(float(np.median(logs[-1])))}, and the root mean "
        f"square over all possible products is {times(square)}."
    )


def times(logarithm: float) -> str:
    """Write a factor given by its base-ten logarithm: in full if near 1, else as a power."""
    if -3 < logarithm < 4:
        return written(10**logarithm, 2)
    return f"10 to the power {logarithm:.1f}".replace("-", "−")
