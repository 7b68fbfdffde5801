"""Small data sets: XOR, moons, circles, spirals and handwritten digits.

Samples are float64, one per row; class labels are int64, counted from 0. In the toy data sets the
classes have equal size, up to one sample. Toy samples come in random order, except for `xor`
without noise.
"""

import math
from typing import NamedTuple

import numpy as np

from shared.validation import (
    non_negative_number,
    positive_integer,
    positive_number,
    random_generator,
)

__all__ = [
    "Split",
    "circles",
    "digits",
    "held_out_digits",
    "moons",
    "open_digits",
    "spirals",
    "xor",
]

#: The number of digits that are held out.
HELD_OUT = 360


def xor(n: int = 4, *, noise: float = 0.0, rng=None):
    """Return the XOR data set: corners of the unit square, labelled by exclusive or.

    Parameters
    ----------
    n : int, default 4
        Number of samples. Above 4 the corners are repeated in turn.
    noise : float, default 0
        Standard deviation of Gaussian noise on each coordinate.
    rng : numpy.random.Generator, optional
        Source of noise and order; required with noise. Without noise the corners come in order.

    Returns
    -------
    X : ndarray, (n, 2)
        Points; without noise their coordinates are 0 or 1.
    y : ndarray of int, (n,)
        1 where exactly one coordinate of the corner is 1.

    Raises
    ------
    TypeError
        If `noise` is above 0 and `rng` is not a generator.

    Examples
    --------
    >>> X, y = xor()
    >>> X.astype(int).tolist(), y.tolist()
    ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    """
    corner = np.arange(positive_integer(n, "n")) % 4
    X = np.stack([corner // 2, corner % 2], axis=1).astype(np.float64)
    y = (corner // 2) ^ (corner % 2)
    if non_negative_number(noise, "noise") == 0:
        return X, y
    return scattered(X, y, noise, random_generator(rng))


def moons(n: int = 200, *, noise: float = 0.1, rng):
    """Draw the two moons: interleaving half circles of radius 1.

    Parameters
    ----------
    n : int, default 200
        Number of samples, at least 2.
    noise : float, default 0.1
        Standard deviation of Gaussian noise on each coordinate.
    rng : numpy.random.Generator
        Source of positions, noise and order.

    Returns
    -------
    X : ndarray, (n, 2)
        Points; without noise in [-1, 2] x [-0.5, 1].
    y : ndarray of int, (n,)
        0 for the upper moon, 1 for the lower one.

    Examples
    --------
    >>> X, y = moons(100, rng=np.random.default_rng(0))
    >>> X.shape, y.sum()
    ((100, 2), np.int64(50))
    """
    y = balanced_labels(n, 2)
    rng = random_generator(rng)
    angle = rng.uniform(0, math.pi, len(y))
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    X = np.where(y[:, np.newaxis] == 0, upper, [1.0, 0.5] - upper)
    return scattered(X, y, noise, rng)


def circles(n: int = 200, *, noise: float = 0.05, radius: float = 0.5, rng):
    """Draw two concentric circles, the outer one of radius 1.

    Parameters
    ----------
    n : int, default 200
        Number of samples, at least 2.
    noise : float, default 0.05
        Standard deviation of Gaussian noise on each coordinate.
    radius : float, default 0.5
        Radius of the inner circle, below 1.
    rng : numpy.random.Generator
        Source of positions, noise and order.

    Returns
    -------
    X : ndarray, (n, 2)
        Points; without noise in [-1, 1] x [-1, 1].
    y : ndarray of int, (n,)
        0 for the outer circle, 1 for the inner one.

    Examples
    --------
    >>> X, y = circles(100, noise=0, rng=np.random.default_rng(0))
    >>> np.unique(np.linalg.norm(X, axis=1).round(6)).tolist()
    [0.5, 1.0]
    """
    y = balanced_labels(n, 2)
    rng = random_generator(rng)
    if positive_number(radius, "radius") >= 1:
        raise ValueError(f"radius must be a number above 0 and below 1, not {radius}")
    angle = rng.uniform(0, 2 * math.pi, len(y))
    X = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return scattered(X * np.where(y == 0, 1.0, radius)[:, np.newaxis], y, noise, rng)


def spirals(n: int = 300, *, classes: int = 3, noise: float = 0.02, turns: float = 0.75, rng):
    """Draw spiral arms that start at the origin, one arm per class.

    Parameters
    ----------
    n : int, default 300
        Number of samples, at least one per class.
    classes : int, default 3
        Number of arms.
    noise : float, default 0.02
        Standard deviation of Gaussian noise on each coordinate.
    turns : float, default 0.75
        Number of turns of each arm around the origin.
    rng : numpy.random.Generator
        Source of positions, noise and order.

    Returns
    -------
    X : ndarray, (n, 2)
        Points; without noise in the unit disc.
    y : ndarray of int, (n,)
        The number of the arm.

    Examples
    --------
    >>> X, y = spirals(300, rng=np.random.default_rng(0))
    >>> np.bincount(y).tolist()
    [100, 100, 100]
    """
    y = balanced_labels(n, positive_integer(classes, "classes"))
    rng = random_generator(rng)
    radius = rng.uniform(0, 1, len(y))
    angle = 2 * math.pi * (positive_number(turns, "turns") * radius + y / classes)
    X = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return scattered(X, y, noise, rng)


class Split(NamedTuple):
    """Training samples and test samples, with their labels."""

    #: Training samples: ndarray, (n_train, d).
    X_train: np.ndarray
    #: Labels of the training samples: ndarray of int, (n_train,).
    y_train: np.ndarray
    #: Test samples, not for training: ndarray, (n_test, d).
    X_test: np.ndarray
    #: Labels of the test samples: ndarray of int, (n_test,).
    y_test: np.ndarray


def digits(*, test_fraction: float = 0.2, rng) -> Split:
    """Load scikit-learn's handwritten digits without the held-out ones, split at random.

    Of the 1,797 images, always the same 360 are held out: `held_out_digits` returns them. The other
    1,437, which `open_digits` returns, may be inspected, trained on and split any number of times.

    Parameters
    ----------
    test_fraction : float, default 0.2
        The fraction of the 1,437 images to test on, above 0 and below 1.
    rng : numpy.random.Generator
        Source of the split.

    Returns
    -------
    Split
        Images of 8 × 8 pixels from 0 (paper) to 1 (ink), flattened row by row to 64 numbers, and
        labels from 0 to 9. By default there are 1,149 training images and 288 test images.

    References
    ----------
    Alpaydin, E. & Kaynak, C. (1998). Optical recognition of handwritten digits.
    doi:10.24432/C50P49.

    Examples
    --------
    >>> split = digits(rng=np.random.default_rng(0))
    >>> split.X_train.shape, split.X_test.shape
    ((1149, 64), (288, 64))
    """
    if positive_number(test_fraction, "test_fraction") >= 1:
        raise ValueError(f"test_fraction must be above 0 and below 1, not {test_fraction}")
    X, y = _load_digits(slice(HELD_OUT, None))
    n_test = min(max(math.ceil(test_fraction * len(y)), 1), len(y) - 1)
    order = random_generator(rng).permutation(len(y))
    test, train = order[:n_test], order[n_test:]
    return Split(X[train], y[train], X[test], y[test])


def open_digits() -> tuple[np.ndarray, np.ndarray]:
    """Load the 1,437 handwritten digits that are not held out, in file order.

    Returns
    -------
    X : ndarray, (1437, 64)
        Images in the format of `digits`. Neighbours often come from the same writer.
    y : ndarray of int, (1437,)
        Labels of the images.

    Examples
    --------
    >>> X, y = open_digits()
    >>> X.shape
    (1437, 64)
    """
    return _load_digits(slice(HELD_OUT, None), in_order=True)


def held_out_digits() -> tuple[np.ndarray, np.ndarray]:
    """Load the 360 held-out handwritten digits, to test a finished model once.

    Returns
    -------
    X : ndarray, (360, 64)
        Images in the format of `digits`, which never returns these.
    y : ndarray of int, (360,)
        Labels of the images.

    Examples
    --------
    >>> X, y = held_out_digits()
    >>> X.shape
    (360, 64)
    """
    return _load_digits(slice(HELD_OUT))


def _load_digits(part, in_order=False):
    """Return images and labels of one part of a fixed random order."""
    # Imported here, so that the other data sets need only NumPy.
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    order = np.random.default_rng(HELD_OUT).permutation(len(y))[part]
    if in_order:
        order.sort()
    return X[order] / 16, y[order].astype(np.int64)


def balanced_labels(n, classes):
    """Return n labels that cycle through the classes."""
    if positive_integer(n, "n") < classes:
        raise ValueError(f"n must be at least {classes}, one sample per class, not {n}")
    return np.arange(n) % classes


def scattered(X, y, noise, rng):
    """Add Gaussian noise to every point, and shuffle the samples."""
    X = X + non_negative_number(noise, "noise") * rng.standard_normal(X.shape)
    order = rng.permutation(len(y))
    return X[order], y[order]
