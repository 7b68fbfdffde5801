"""Three ReLU units and their sum: fitted to a curve by hand, by least squares and by descent."""

import functools

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, colour, counted, panels, powers_of_ten, styled, written

#: Where the error is measured. The kink of weights and biases that are whole tenths and twentieths
#: is at none of them: there, a unit would have two slopes.
X = (2 * np.arange(64) + 1) / 64 - 1
RATE = 0.03
#: Singular values below this share of the largest count as 0.
CUTOFF = 1e-3
STYLES = ("--", ":", "-.")
TOP, BOTTOM = 3.2, -2.2


def target(x):
    """Return the curve to fit."""
    return 1 + np.sin(1.5 * np.pi * x)


def hinges(w: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the activations of units with one input, (points, units)."""
    return np.maximum(np.multiply.outer(x, w) + b, 0)


@functools.lru_cache(maxsize=32)
def descent(start: tuple[float, ...], steps: int) -> np.ndarray:
    """Return w, b and v of all units after 0 to `steps` gradient steps: (steps + 1, 3, units)."""
    w, b, v = np.array(start, dtype=float).reshape(-1, 3).T
    goal, way = target(X), [np.array([w, b, v])]
    for _ in range(steps):
        h = hinges(w, b, X)
        slope = 2 * ((h * v).sum(axis=1) - goal) / len(X)
        dz = slope[:, np.newaxis] * v * (h > 0)
        gradient = ((dz * X[:, np.newaxis]).sum(axis=0), dz.sum(axis=0), slope @ h)
        w, b, v = (each - RATE * d for each, d in zip((w, b, v), gradient, strict=True))
        way.append(np.array([w, b, v]))
    return np.array(way)


def least_squares(h: np.ndarray, goal: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the weights of columns whose sum comes closest to a goal, and the columns' rank.

    Parameters
    ----------
    h : ndarray, (points, units)
    goal : ndarray, (points,)

    Returns
    -------
    weights : ndarray, (units,)
        Where several are best, those with the smallest contributions; 0 for a column of zeros.
    rank : int
        How many columns are independent of each other.
    """
    length = np.linalg.norm(h, axis=0)
    length[length == 0] = 1
    scaled, _, rank, _ = np.linalg.lstsq(h / length, goal, rcond=CUTOFF)
    return scaled / length, int(rank)


def mean_squared_error(w, b, v) -> float:
    """Return the error of the three units' sum."""
    return float(np.square((hinges(w, b, X) * v).sum(axis=1) - target(X)).mean())


def corners(w: float, b: float) -> list[float]:
    """Return the kink of a unit, if it is in the picture."""
    return [-b / w + 0.0] if w and abs(b / w) <= 1 else []


def handle(w: float, b: float, v: float) -> list[float]:
    """Return a point of a hinge in the picture, as far as can be from its kink, or nothing."""
    x = -1.0 if w < 0 else 1.0
    y = v * max(w * x + b, 0)
    if w and not BOTTOM <= y <= TOP:
        edge = TOP if y > 0 else BOTTOM
        x, y = (edge / v - b) / w, edge
    return [x, y] if w * x + b > 0 and abs(x) <= 1 and BOTTOM <= y <= TOP else []


@styled
def draw_three_hinges(
    w1: float = -1.0,
    b1: float = -0.5,
    v1: float = 1.0,
    w2: float = 1.0,
    b2: float = 0.0,
    v2: float = 1.0,
    w3: float = 1.0,
    b3: float = -0.5,
    v3: float = 1.0,
    best_output_weights: bool = False,
    step: int = 0,
) -> Figure:
    """Draw three ReLU units of one input, their weighted sum, and its error.

    Parameters
    ----------
    w1, b1, v1, w2, b2, v2, w3, b3, v3 : float
        Weight, bias and output weight of each unit before the first step.
    best_output_weights : bool
        Whether the output weights are the best for these units, or those after the steps.
    step : int
        How many gradient steps have been taken.

    Returns
    -------
    matplotlib.figure.Figure
        The units times their output weights, their sum and the curve to fit; the error by steps.
    """
    start = (w1, b1, v1, w2, b2, v2, w3, b3, v3)
    way = descent(start, step)
    w, b, v = way[-1]
    best, _ = least_squares(hinges(w, b, X), target(X))
    if best_output_weights:
        v = best
    figure, (curves, errors) = panels(2, height=2.5)

    x = np.linspace(-1, 1, 121)
    curves.plot(x, target(x), color=colour("muted"), linewidth=5, alpha=BEHIND, label="target")
    inside = [corners(*unit) for unit in zip(w, b, strict=True)]
    for unit, style in enumerate(STYLES):
        at = np.array([-1, *inside[unit], 1])
        y = v[unit] * np.maximum(w[unit] * at + b[unit], 0)
        look = {"color": colour("forward"), "linewidth": 1.1, "linestyle": style}
        curves.plot(at, y, **look, label=f"hinge {unit + 1}", gid=f"hinge {unit + 1}")
    at = np.array([-1, *sorted(kink for kinks in inside for kink in kinks), 1])
    y = (hinges(w, b, at) * v).sum(axis=1)
    curves.plot(at, y, color=colour("forward"), linewidth=2.6, label="sum", gid="sum")
    for unit, (weight, bias, output) in enumerate(np.reshape(start, (3, 3)).tolist(), start=1):
        look = {"color": colour("parameter"), "markersize": 6}
        for kink in corners(weight, bias):
            curves.plot(kink, 0, "D", **look, gid=f"kink {unit}")
        end = handle(weight, bias, output) if not (best_output_weights or step) else []
        if end:
            curves.plot(*end, "o", **look, fillstyle="none", gid=f"end {unit}")
    curves.set(title="three hinges and their sum", xlabel="input x")
    curves.set(xlim=(-1.05, 1.05), xticks=(-1, -0.5, 0, 0.5, 1), ylim=(-2.4, 4.6))
    curves.set(yticks=range(-2, 4))
    curves.legend(loc="upper center", ncols=3, columnspacing=1)

    steps = np.array([0, *range(0, step + 1, 5)])
    error = [mean_squared_error(*way[each]) for each in steps]
    look = {"color": colour("gradient"), "gid": "descent"}
    errors.plot(steps, error, **look, label="gradient descent")
    bound = mean_squared_error(w, b, best)
    look = {"color": colour("muted"), "linestyle": ":", "gid": "least squares"}
    errors.plot([0, 2000], [bound, bound], **look, label="least squares, these kinks")
    ring = {"color": colour("ink"), "markersize": 8, "fillstyle": "none", "gid": "error"}
    errors.plot(step, mean_squared_error(w, b, v), "o", **ring)
    powers_of_ten(errors.yaxis, range(-2, 2))
    errors.set(title="mean squared error", xlabel="step", ylim=(3e-3, 300), xlim=(-60, 2060))
    errors.set(xticks=range(0, 2001, 500))
    errors.legend(loc="upper right")
    return figure


def describe_three_hinges(
    w1: float = -1.0,
    b1: float = -0.5,
    v1: float = 1.0,
    w2: float = 1.0,
    b2: float = 0.0,
    v2: float = 1.0,
    w3: float = 1.0,
    b3: float = -0.5,
    v3: float = 1.0,
    best_output_weights: bool = False,
    step: int = 0,
) -> str:
    """Say what `draw_three_hinges` shows."""
    w, b, v = descent((w1, b1, v1, w2, b2, v2, w3, b3, v3), step)[-1]
    h = hinges(w, b, X)
    best, rank = least_squares(h, target(X))
    inside = [corners(*unit) for unit in zip(w, b, strict=True)]
    kinks = [written(*kink, 2) if kink else "none" for kink in inside]
    kinks = "{}, {} and {}".format(*kinks)
    when = f"After {counted(step, 'gradient step')}" if step else "Your hinges"
    dead = [str(unit) for unit, is_dead in enumerate(~h.any(axis=0), start=1) if is_dead]
    remark = ""
    if dead:
        subject = f"Hinge {dead[0]} is" if len(dead) == 1 else f"Hinges {' and '.join(dead)} are"
        remark = f" {subject} 0 at all {len(X)} places."
    least = mean_squared_error(w, b, best)
    if not best_output_weights:
        own = mean_squared_error(w, b, v)
        return (
            f"{when}: kinks on [−1, 1]: {kinks}; mean squared error {written(own)}, and "
            f"{written(least)} with the best output weights.{remark}"
        )
    weights = "{}, {} and {}".format(*(written(float(each)) for each in best))
    if rank < 3 - len(dead):
        remark = f" Other output weights are as good: one hinge depends on the others.{remark}"
    return (
        f"{when}, best output weights {weights}: kinks on [−1, 1]: {kinks}; mean squared error "
        f"{written(least)}.{remark}"
    )
