"""Pictures of the chapter on activation functions, each beside the words that describe it."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS, greatest_slope, sigmoid
from shared.figures.style import (
    BEHIND,
    NO_BREAK,
    PERCENT,
    colour,
    panels,
    powers_of_ten,
    styled,
    written,
)
from shared.losses import softmax
from shared.mlp import MLP

__all__ = [
    "TrainingRun",
    "describe_born_dead",
    "describe_classics",
    "describe_family",
    "describe_overflow",
    "describe_slope_and_depth",
    "describe_stretched_sigmoid",
    "describe_training",
    "draw_born_dead",
    "draw_classics",
    "draw_family",
    "draw_overflow",
    "draw_slope_and_depth",
    "draw_stretched_sigmoid",
    "draw_training",
]

REACH = 8  # pre-activations are drawn from -8 to 8
LAYERS = 10


# --- the three classics -----------------------------------------------------------------------

CLASSICS = {
    "relu": {"ylim": (-0.3, 4.2), "yticks": range(5)},
    "sigmoid": {"ylim": (-0.08, 1.12), "yticks": (0, 0.25, 0.5, 1)},
    "tanh": {"ylim": (-1.25, 1.25), "yticks": (-1, 0, 1)},
}


@styled
def draw_classics() -> Figure:
    """Draw ReLU, sigmoid and tanh, each with its derivative.

    Returns
    -------
    matplotlib.figure.Figure
        One panel for each function.
    """
    z = np.linspace(-6, 6, 161)
    figure, axes = panels(len(CLASSICS))
    for each, name in zip(axes, CLASSICS, strict=True):
        activation = ACTIVATIONS[name]
        each.plot(z, activation.f(z), color=colour("forward"), label="f(z)")
        slope = activation.df(z)
        if name == "relu":
            slope = np.where(z == 0, np.nan, slope)  # a jump, not a steep line
        each.plot(z, slope, color=colour("gradient"), linestyle="--", label="f′(z)")
        each.set(title=activation.title, xlabel="pre-activation z", xticks=range(-6, 7, 2))
        each.set(**CLASSICS[name])
        each.legend(loc="upper left")
    return figure


def describe_classics() -> str:
    """Say what `draw_classics` shows.

    Returns
    -------
    str
    """
    greatest = {name: greatest_slope(name)[0] for name in CLASSICS}
    return (
        "Three activation functions (solid) and their derivatives (dashed). ReLU is 0 left of "
        f"z = 0 and rises with slope {greatest['relu']:g} right of it. The sigmoid climbs from 0 "
        f"to 1, with a slope of {greatest['sigmoid']:g} at most, at z = 0. Tanh climbs from −1 to "
        f"1, with a slope of {greatest['tanh']:g} at most, at z = 0. Far from 0 the slopes of the "
        "last two fall to 0."
    )


def ticks(low: float, high: float) -> np.ndarray:
    """Return a few round numbers from `low` to `high`, zero among them if it lies between."""
    step = 2.0 ** np.ceil(np.log2((high - low) / 5))
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step


# --- slope and depth --------------------------------------------------------------------------


@styled
def draw_slope_and_depth(z: float = 0, activation: str = "sigmoid") -> Figure:
    """Draw a function with its tangent, and what that slope does to a gradient over ten layers.

    Parameters
    ----------
    z : float
        The pre-activation at which the tangent touches, the same in all layers.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the curve and its tangent. Right: the product of 0 to 10 slopes, in magnitude.
    """
    chosen = ACTIVATIONS[activation]
    value, slope = float(chosen.f(z)), float(chosen.df(z))
    figure, (curve, product) = panels(2)

    everywhere = np.linspace(-REACH, REACH, 161)
    curve.plot(everywhere, chosen.f(everywhere), color=colour("forward"))
    beside = np.array([z - 2.5, z + 2.5])
    curve.plot(beside, value + slope * (beside - z), color=colour("gradient"), linewidth=1.4)
    curve.plot(z, value, "o", color=colour("gradient"))
    low, high = (bound if np.isfinite(bound) else np.sign(bound) * REACH for bound in chosen.bounds)
    margin = 0.15 * (high - low)
    curve.set(ylim=(low - margin, high + margin), yticks=ticks(low, high))
    curve.set(title="the function and its tangent at z", xlabel="pre-activation z")
    curve.set(xlim=(-REACH - 0.6, REACH + 0.6), xticks=range(-8, 9, 4))

    depth = np.arange(LAYERS + 1)
    factors = abs(slope) ** depth
    drawn = factors > 0
    product.plot(depth[drawn], factors[drawn], "o-", color=colour("gradient"), markersize=4)
    if slope == 0:
        product.text(1.2, 1e-7, "slope 0: nothing passes\neven one layer", color=colour("muted"))
    powers_of_ten(product.yaxis, range(-15, 4, 3))
    product.set(title="share of a gradient left after L layers", xlabel="layers L of this slope")
    product.set(xlim=(-0.5, LAYERS + 0.5), ylim=(1e-16, 1e4), xticks=range(0, LAYERS + 1, 2))
    return figure


def describe_slope_and_depth(z: float = 0, activation: str = "sigmoid") -> str:
    """Say what `draw_slope_and_depth` shows.

    Parameters
    ----------
    z : float
        The pre-activation at which the tangent touches, the same in all layers.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    str
    """
    chosen = ACTIVATIONS[activation]
    value, slope = float(chosen.f(z)), float(chosen.df(z))
    here = f"{chosen.title} at z = {written(z)}: value {written(value)}, slope {written(slope)}. "
    if slope == 0:
        return here + "Nothing of a gradient passes even one layer of this slope."
    if slope == 1:
        return here + f"Through {LAYERS} layers of this slope a gradient keeps its size."
    return (
        here + f"Through {LAYERS} layers of this slope the size of a gradient is multiplied by "
        f"{written(abs(slope) ** LAYERS)}."
    )


# --- tanh is a stretched sigmoid --------------------------------------------------------------


def stretched_sigmoid(z: np.ndarray, k: float) -> np.ndarray:
    """Return the sigmoid of k z, stretched from (0, 1) to (-1, 1)."""
    return 2 * sigmoid(k * z) - 1


@styled
def draw_stretched_sigmoid(k: float = 1.0) -> Figure:
    """Draw 2 sigmoid(k z) - 1 over tanh, and the difference of the two.

    Parameters
    ----------
    k : float
        How much the sigmoid is compressed along z.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the two curves. Right: their difference.
    """
    z = np.linspace(-4, 4, 161)
    stretched = stretched_sigmoid(z, k)
    figure, (both, difference) = panels(2)
    both.plot(z, np.tanh(z), color=colour("muted"), linewidth=6, alpha=BEHIND, label="tanh z")
    both.plot(z, stretched, color=colour("forward"), label="2 σ(kz) − 1")
    both.set(title="two curves", xlabel="z", ylim=(-1.15, 1.6), yticks=(-1, 0, 1))
    both.legend(loc="upper left", ncols=2)
    difference.plot(z, stretched - np.tanh(z), color=colour("forward"))
    difference.set(title="their difference", xlabel="z", ylim=(-0.8, 0.8))
    difference.set(yticks=(-0.5, 0, 0.5))
    for each in (both, difference):
        each.set(xlim=(-4.2, 4.2), xticks=range(-4, 5, 2))
    return figure


def describe_stretched_sigmoid(k: float = 1.0) -> str:
    """Say what `draw_stretched_sigmoid` shows.

    Parameters
    ----------
    k : float
        How much the sigmoid is compressed along z.

    Returns
    -------
    str
    """
    z = np.linspace(0, 20, 20_001)
    difference = stretched_sigmoid(z, k) - np.tanh(z)
    widest = abs(difference).argmax()
    if abs(difference[widest]) < 1e-12:
        return f"k = {k:g}: the two curves are the same; the difference is 0 everywhere."
    steeper = "steeper" if difference[widest] > 0 else "flatter"
    return (
        f"k = {k:g}: the stretched sigmoid is {steeper} than tanh; they differ by up to "
        f"{abs(difference[widest]):.2f}, at z{NO_BREAK}={NO_BREAK}±{z[widest]:.1f}."
    )


# --- overflow is avoidable --------------------------------------------------------------------

LOGITS = (1.0, 0.9, 0.5, 0.0)  # times the scale that the reader chooses


def largest_exponent(precision: str) -> float:
    """Return the greatest z whose exponential is still a finite number."""
    return float(np.log(np.finfo(precision).max.astype(float)))


@styled
def draw_overflow(
    naive_sigmoid: Callable,
    naive_softmax: Callable,
    scale: float = 100,
    precision: str = "float32",
) -> Figure:
    """Draw sigmoid and softmax as computed by the book and by a naive formula.

    Parameters
    ----------
    naive_sigmoid, naive_softmax : callable
        Functions of an array whose results to hold against the book's.
    scale : float
        The greatest score.
    precision : {"float16", "float32", "float64"}
        The floating type to compute in.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the sigmoid from -scale to scale. Right: the softmax of four scores.
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
    bars.bar(place, softmax(logits), width=0.4, color=colour("forward"), label="stable")
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
    scale: float = 100,
    precision: str = "float32",
) -> str:
    """Say what `draw_overflow` shows.

    Parameters
    ----------
    naive_sigmoid, naive_softmax : callable
        Functions of an array whose results to hold against the book's.
    scale : float
        The greatest score.
    precision : {"float16", "float32", "float64"}
        The floating type to compute in.

    Returns
    -------
    str
    """
    logits = (scale * np.array(LOGITS)).astype(precision)
    with np.errstate(over="ignore", invalid="ignore"):
        broken_curve = np.isnan(naive_sigmoid(np.array([scale], precision)))[0]
        naive_shares = naive_softmax(logits)
    largest = written(float(softmax(logits).max()), digits=5)
    stable = f"The largest of the stable probabilities is {largest}."
    at = f"{precision}, scores up to {scale:,g}: "
    broken = int(np.isnan(naive_shares).sum())
    if not broken_curve and not broken:
        return f"{at}the naive and the stable formulas agree. {stable}"
    return (
        f"{at}the naive sigmoid is nan above z = {largest_exponent(precision):.1f}, and "
        f"{broken} of the 4 naive probabilities are nan. {stable}"
    )


# --- nets that are born dead ------------------------------------------------------------------

NETS_DRAWN = 24
NETS_IN_A_ROW = 6


@functools.cache
def outputs_at_birth(width: int, hidden_layers: int) -> np.ndarray:
    """Return what fresh ReLU nets of one input and one output answer to -1, 0 and 1.

    Parameters
    ----------
    width : int
        Units in each hidden layer.
    hidden_layers : int

    Returns
    -------
    ndarray, (NETS_DRAWN, 3)
        One net a row. With zero biases a net is linear on each side of 0, so these three values
        determine it everywhere.
    """
    rng = np.random.default_rng([width, hidden_layers])
    sizes = [1, *[width] * hidden_layers, 1]
    X = np.array([[-1.0], [0.0], [1.0]])
    nets = (MLP(sizes, "relu", "he_normal", rng=rng) for _ in range(NETS_DRAWN))
    return np.array([net.propagate(X).output[:, 0] for net in nets])


def dead_by_one_input(width: int, hidden_layers: int | np.ndarray) -> float | np.ndarray:
    """Return the probability that a ReLU net's last hidden layer is 0 at one given input."""
    return 1 - (1 - 0.5**width) ** hidden_layers


@styled
def draw_born_dead(
    shares: Mapping[int, np.ndarray], width: int = 3, hidden_layers: int = 10
) -> Figure:
    """Draw how often ReLU nets are constant at birth, and some of them.

    Parameters
    ----------
    shares : dict of int to ndarray
        For each width the measured share of constant nets with 1, 2, ... hidden layers.
    width : int
        Units in each hidden layer.
    hidden_layers : int

    Returns
    -------
    matplotlib.figure.Figure
        Left: the share of constant nets by depth, one line a width. Right: outputs against inputs.
    """
    figure, (curves, nets) = panels(2)
    share = shares[width]
    depth = np.arange(1, len(share) + 1)
    for other in shares:
        if other != width:
            curves.plot(depth, shares[other], color=colour("muted"), linewidth=1, alpha=BEHIND)
    bound = dead_by_one_input(width, depth)
    curves.plot(depth, bound, color=colour("ink"), linewidth=1, linestyle=":", label="upper bound")
    curves.plot(depth, share, color=colour("forward"), label=f"width {width}, measured")
    curves.plot(hidden_layers, share[hidden_layers - 1], "o", color=colour("forward"))
    curves.set(title="share of nets born dead", xlabel="hidden layers", xticks=range(0, 41, 10))
    curves.set(xlim=(0, 41), ylim=(-0.03, 1.32), yticks=(0, 0.25, 0.5, 0.75, 1))
    curves.legend(loc="upper left", ncols=2, columnspacing=2, handlelength=1.6)
    draw_nets(nets, outputs_at_birth(width, hidden_layers))
    return figure


def draw_nets(axes: Axes, outputs: np.ndarray) -> None:
    """Draw the graph of each net in a cell of its own, scaled to its greatest value."""
    greatest = abs(outputs).max(axis=1)
    is_dead = greatest == 0
    # The fourth point breaks the line, so that one line can draw all nets of a colour.
    x = np.array([-0.36, 0, 0.36, np.nan])
    y = 0.36 * outputs / np.where(is_dead, 1, greatest)[:, np.newaxis]
    y = np.pad(y, ((0, 0), (0, 1)), constant_values=np.nan)
    for chosen, meaning in ((~is_dead, "forward"), (is_dead, "ink")):
        row, column = np.divmod(np.flatnonzero(chosen)[:, np.newaxis], NETS_IN_A_ROW)
        axes.plot((x + column).ravel(), (y[chosen] - row).ravel(), color=colour(meaning))
    rows = len(outputs) // NETS_IN_A_ROW
    axes.set(title=f"{len(outputs)} such nets, output against input")
    axes.set(
        xlim=(-0.5, NETS_IN_A_ROW - 0.5),
        ylim=(0.5 - rows, 0.5),
        xlabel=f"{count_dead(outputs)} of these {len(outputs)} are constant",
    )
    axes.set_xticks(np.arange(NETS_IN_A_ROW + 1) - 0.5, [])
    axes.set_yticks(np.arange(rows + 1) - rows + 0.5, [])
    axes.tick_params(length=0)


def count_dead(outputs: np.ndarray) -> int:
    """Return how many of the nets answer 0 to everything."""
    return int((outputs == 0).all(axis=1).sum())


def describe_born_dead(
    shares: Mapping[int, np.ndarray], width: int = 3, hidden_layers: int = 10
) -> str:
    """Say what `draw_born_dead` shows.

    Parameters
    ----------
    shares : dict of int to ndarray
        For each width the measured share of constant nets with 1, 2, ... hidden layers.
    width : int
        Units in each hidden layer.
    hidden_layers : int

    Returns
    -------
    str
    """
    measured = shares[width][hidden_layers - 1]
    bound = dead_by_one_input(width, hidden_layers)
    dead = count_dead(outputs_at_birth(width, hidden_layers))
    some = {0: "none", NETS_DRAWN: "all"}.get(dead, dead)
    return (
        f"{hidden_layers} hidden layers of {width} units: {percent(measured)} of the measured nets "
        f"are constant before training; the upper bound is {percent(bound)}. "
        f"Of the {NETS_DRAWN} nets drawn, {some} {'is' if dead == 1 else 'are'} constant."
    )


def percent(share: float) -> str:
    """Write a share as prose does, with as few digits as tell it from 0 and from 1."""
    if share in (0, 1):
        return "all" if share else "none"
    texts = (f"{100 * share:.{decimals}f}" for decimals in range(17))
    return next(text for text in texts if 0 < float(text) < 100) + PERCENT


# --- the family -------------------------------------------------------------------------------


steepest = functools.cache(greatest_slope)


@styled
def draw_family(activation: str = "gelu") -> Figure:
    """Draw one activation function beside its derivative, ReLU faintly behind.

    Parameters
    ----------
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the function. Right: its derivative, the greatest marked.
    """
    z = np.linspace(-5, 5, 161)
    chosen = ACTIVATIONS[activation]
    figure, axes = panels(2)
    for each, is_slope in zip(axes, (False, True), strict=True):
        kind = "gradient" if is_slope else "forward"
        for name, look in (
            ("relu", {"color": colour("muted"), "linewidth": 1, "alpha": BEHIND}),
            (activation, {"color": colour(kind)}),
        ):
            a = ACTIVATIONS[name]
            y = a.df(z) if is_slope else a.f(z)
            jumps = name in JUMPS["df" if is_slope else "f"]
            each.plot(z, np.where(jumps & (z == 0), np.nan, y), **look)
        each.set(xlim=(-5.2, 5.2), xticks=range(-4, 5, 2), xlabel="pre-activation z")
    function, derivative = axes
    function.set(title=f"{chosen.title} (ReLU in grey)", ylim=(-2.3, 5.3), yticks=range(-2, 6))
    slope, where = steepest(activation)
    if is_reached_once(activation):
        derivative.plot(where, slope, "o", color=colour("gradient"))
    derivative.set(title="its derivative (ReLU's in grey)", ylim=(-0.35, 2.1))
    derivative.set(yticks=(0, 0.5, 1, 1.5, 2))
    return figure


#: Where a line must break at 0, because the function or its derivative jumps there.
JUMPS = {"f": {"step"}, "df": {"relu", "leaky_relu", "selu"}}


def is_reached_once(activation: str) -> bool:
    """Say whether the slope is greatest at one place only."""
    slope, where = steepest(activation)
    return bool((ACTIVATIONS[activation].df(where + np.array([-0.1, 0.1])) < slope - 1e-6).all())


def describe_family(activation: str = "gelu") -> str:
    """Say what `draw_family` shows.

    Parameters
    ----------
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    str
    """
    chosen = ACTIVATIONS[activation]
    low, high = (f"{bound:.4g}".replace("-", "−") for bound in chosen.bounds)
    if np.isinf(chosen.bounds).all():
        values = "any value"
    elif np.isinf(chosen.bounds[1]):
        values = f"values above {low}" if chosen.range.startswith("(") else f"values from {low} up"
    else:
        values = f"values between {low} and {high}"
    if chosen.range.startswith(r"\{"):
        values = f"no values but {low} and {high}"
    slope, where = steepest(activation)
    place = f", at z = {written(where)}" if is_reached_once(activation) else ""
    return f"{chosen.title}: {values}; the slope is at most {slope:.4g}{place}."


# --- which activation trains? -----------------------------------------------------------------


@dataclass(frozen=True)
class TrainingRun:
    """What one training recorded, from before the first epoch to after the last.

    Attributes
    ----------
    loss : sequence of float, epochs + 1
        The loss on the training samples.
    accuracy : sequence of float, epochs + 1
        The share of test samples classified correctly.
    hidden : sequence of ndarray, epochs + 1, (n_test, width) each
        The activations of the last hidden layer on the test samples.
    """

    loss: list
    accuracy: list
    hidden: list


BINS = 40


@styled
def draw_training(
    runs: Mapping[tuple[str, int], TrainingRun],
    activation: str = "relu",
    hidden_layers: int = 5,
    epoch: int = 20,
) -> Figure:
    """Draw the loss of a training, and the activations of the last hidden layer.

    Parameters
    ----------
    runs : dict of (str, int) to TrainingRun
        One run for each activation's name and number of hidden layers.
    activation : str
        The activation of the run to show; others with as many layers are drawn faintly.
    hidden_layers : int
    epoch : int
        The time at which to look at the activations.

    Returns
    -------
    matplotlib.figure.Figure
        Left: loss by epoch. Right: histogram of the activations.
    """
    run = runs[activation, hidden_layers]
    figure, (losses, histogram) = panels(2)
    epochs = np.arange(len(run.loss))
    for (name, layers), other in runs.items():
        if layers == hidden_layers and name != activation:
            losses.plot(epochs, other.loss, color=colour("muted"), linewidth=1, alpha=BEHIND)
    losses.plot(epochs, run.loss, color=colour("forward"))
    losses.plot(epoch, run.loss[epoch], "o", color=colour("forward"))
    powers_of_ten(losses.yaxis, (-2, -1, 0, 1))
    losses.set(title="training loss (others in grey)", xlabel="epoch", ylim=(5e-3, 12))
    losses.set(xticks=range(0, len(run.loss), 5))

    low, high = drawn_range(run, activation)
    edges = np.linspace(low, high, BINS + 1)
    hidden = run.hidden[epoch]
    share = np.histogram(hidden, edges)[0] / hidden.size
    histogram.stairs(share, edges, fill=True, color=colour("forward"))
    powers_of_ten(histogram.yaxis, (-4, -3, -2, -1, 0))
    histogram.set(title="share of activations, last hidden layer", xlabel="activation h")
    histogram.set(ylim=(5e-5, 1.5), xlim=(low - (high - low) / 50, high + (high - low) / 50))
    histogram.set_xticks(ticks(low, high))
    return figure


def drawn_range(run: TrainingRun, activation: str) -> tuple[float, float]:
    """Return a range of activations that fits all epochs of a run."""
    low, high = ACTIVATIONS[activation].bounds
    if not np.isfinite(low):
        low = np.floor(min(hidden.min() for hidden in run.hidden))
    if not np.isfinite(high):
        high = np.ceil(max(hidden.max() for hidden in run.hidden))
    return float(low), float(high)


def describe_training(
    runs: Mapping[tuple[str, int], TrainingRun],
    activation: str = "relu",
    hidden_layers: int = 5,
    epoch: int = 20,
) -> str:
    """Say what `draw_training` shows.

    Parameters
    ----------
    runs : dict of (str, int) to TrainingRun
        One run for each activation's name and number of hidden layers.
    activation : str
        The activation of the run to show.
    hidden_layers : int
    epoch : int
        The time at which to look at the activations.

    Returns
    -------
    str
    """
    run = runs[activation, hidden_layers]
    hidden = run.hidden[epoch]
    low, high = (f"{end:.2f}".replace("-", "−") for end in np.quantile(hidden, (0.05, 0.95)))
    layers = "1 hidden layer" if hidden_layers == 1 else f"{hidden_layers} hidden layers"
    zeros = (hidden == 0).mean()
    of_zeros = f"{100 * zeros:.0f}{PERCENT} of the activations are exactly 0; "
    return (
        f"{ACTIVATIONS[activation].title}, {layers}, epoch {epoch}: training loss "
        f"{written(run.loss[epoch], 2)}, {100 * run.accuracy[epoch]:.0f}{PERCENT} of the test "
        f"digits right. In the last hidden layer {of_zeros if zeros > 0.005 else ''}nine tenths "
        f"of the activations lie between {low} and {high}."
    )
