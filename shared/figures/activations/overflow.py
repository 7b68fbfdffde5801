"""Sigmoid and softmax, as computed by a naive formula and by a stable one."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from shared.activations import sigmoid
from shared.figures.style import BEHIND, colour, panels, styled, written
from shared.losses import softmax

LOGITS = (1.0, 0.9, 0.5, 0.0)  # times the scale that the reader chooses


def largest_exponent(precision: str) -> float:
    """Return the largest z whose exponential is still a finite number."""
    return float(np.log(np.finfo(precision).max.astype(float)))


def stable_softmax(logits: np.ndarray) -> np.ndarray:
    """Return the book's softmax in the precision of its scores."""
    return softmax(logits).astype(logits.dtype)


@styled
def draw_overflow(
    naive_sigmoid: Callable,
    naive_softmax: Callable,
    scale: float = 10,
    precision: str = "float32",
) -> Figure:
    """Draw sigmoid and softmax as computed by the book and by a naive formula.

    Parameters
    ----------
    naive_sigmoid, naive_softmax : callable
        Functions of an array whose results to hold against the book's.
    scale : float
        The largest score.
    precision : {"float16", "float32", "float64"}
        The floating type to compute in.

    Returns
    -------
    matplotlib.figure.Figure
        The sigmoid from -scale to scale; the softmax of four scores.
    """
    z = np.linspace(-scale, scale, 161).astype(precision)
    logits = (scale * np.array(LOGITS)).astype(precision)
    with np.errstate(over="ignore", invalid="ignore"):
        naive_curve, naive_shares = naive_sigmoid(z), naive_softmax(logits)
    figure, (curve, bars) = panels(2)
    naive_look = {"color": colour("muted"), "alpha": BEHIND}

    curve.plot(z, naive_curve, linewidth=6, label="naive", **naive_look)
    curve.plot(z, sigmoid(z), color=colour("forward"), label="stable")
    remark = ""
    if np.isnan(naive_curve).any():
        limit = largest_exponent(precision)
        remark = f"   (naive: nan above {limit:.1f})"
        curve.axvline(limit, color=colour("muted"), linewidth=0.8, linestyle=":")
    curve.set(title="sigmoid of z", xlabel=f"z{remark}", ylim=(-0.08, 1.12), yticks=(0, 0.5, 1))
    curve.set(xlim=(-1.05 * scale, 1.05 * scale))
    curve.set_xticks((-scale, 0, scale), (f"−{scale:,g}", "0", f"{scale:,g}"))
    curve.legend(loc="upper left")

    place = np.arange(len(LOGITS))
    bars.bar(place, np.nan_to_num(naive_shares), width=0.8, label="naive", **naive_look)
    bars.bar(place, stable_softmax(logits), width=0.4, color=colour("forward"), label="stable")
    for each in place[np.isnan(naive_shares)]:
        bars.text(each, 1.04, "nan", ha="center")
    bars.set(title="softmax of four scores", xlabel="score", ylim=(0, 1.2), yticks=(0, 0.5, 1))
    bars.set_xticks(place, [f"{scale * logit:,g}" for logit in LOGITS])
    bars.grid(axis="x", visible=False)
    bars.legend(loc="upper right")
    return figure


def describe_overflow(
    naive_sigmoid: Callable,
    naive_softmax: Callable,
    scale: float = 10,
    precision: str = "float32",
) -> str:
    """Say what `draw_overflow` shows."""
    logits = (scale * np.array(LOGITS)).astype(precision)
    with np.errstate(over="ignore", invalid="ignore"):
        broken_curve = np.isnan(naive_sigmoid(np.array([scale], precision)))[0]
        naive_shares = naive_softmax(logits)
    largest = written(float(stable_softmax(logits).max()), digits=5)
    stable = f"The largest of the stable probabilities is {largest}."
    at = f"{precision}, scores up to {scale:,g}: "
    broken = int(np.isnan(naive_shares).sum())
    if not broken_curve and not broken:
        return f"{at}the naive and the stable formulas agree. {stable}"
    return (
        f"{at}the naive sigmoid is nan above z = {largest_exponent(precision):.1f}, and "
        f"{broken} of the 4 naive probabilities are nan. {stable}"
    )
