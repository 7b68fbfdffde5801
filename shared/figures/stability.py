"""Pictures of the chapter on stability and initialisation, each beside its description."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.activations import ACTIVATIONS
from shared.figures.style import (
    BEHIND,
    PERCENT,
    colour,
    panels,
    power_of_ten,
    powers_of_ten,
    styled,
    written,
)
from shared.initializers import INITIALIZERS
from shared.stability import mean_square_log_norm, typical_log_growth

__all__ = [
    "Scales",
    "Trial",
    "TwinRun",
    "describe_edge",
    "describe_fans",
    "describe_fifteen",
    "describe_nearly_twins",
    "describe_products",
    "describe_signal",
    "describe_twins",
    "draw_edge",
    "draw_fans",
    "draw_fifteen",
    "draw_nearly_twins",
    "draw_products",
    "draw_signal",
    "draw_twins",
    "short_title",
]


def times(logarithm: float) -> str:
    """Write a factor given by its base-ten logarithm: in full if near 1, else as a power."""
    if -3 < logarithm < 4:
        return written(10**logarithm, 2)
    return f"10 to the power {logarithm:.1f}".replace("-", "−")


# --- a hundred matrices -----------------------------------------------------------------------

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
    """Say what `draw_products` shows.

    Parameters
    ----------
    products : dict of int to ndarray, (factors + 1, products)
        As for the picture.
    ratio : float
        Standard deviation of an entry times the root of n.
    n : int
        Size of the matrices.

    Returns
    -------
    str
    """
    logs = scaled_logs(products, ratio, n)
    factors = len(logs) - 1
    square = float(expected_logs(ratio, n, np.array(factors))[0])
    return (
        f"{n} by {n} matrices with σ√n = {ratio:g}: after {factors} factors the median norm of "
        f"{logs.shape[1]} products is {times(float(np.median(logs[-1])))}, and the root mean "
        f"square over all possible products is {times(square)}."
    )


# --- signal through thirty layers -------------------------------------------------------------


@dataclass(frozen=True)
class Scales:
    """How large everything is in each layer of a net.

    Attributes
    ----------
    forward : ndarray, (layers,)
        Root mean square of the pre-activations.
    backward : ndarray, (layers,)
        Root mean square of the gradient with respect to them, in units of the last layer's.
    """

    forward: np.ndarray
    backward: np.ndarray


LOWEST = 1e-29


@styled
def draw_signal(
    scales: Mapping[tuple[str, float], Scales], gain: float = 1.5, activation: str = "relu"
) -> Figure:
    """Draw how large pre-activations and gradients are in each layer.

    Parameters
    ----------
    scales : dict of (str, float) to Scales
        What was measured for each activation and gain.
    gain : float
        Standard deviation of a weight times the root of fan_in.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    matplotlib.figure.Figure
        Left: on the way forward. Right: on the way back.
    """
    chosen = scales[activation, gain]
    layers = np.arange(1, len(chosen.forward) + 1)
    figure, axes = panels(2)
    for each, values, meaning, marker in zip(
        axes, (chosen.forward, chosen.backward), ("forward", "gradient"), "os", strict=True
    ):
        each.axhline(1, color=colour("muted"), linewidth=1, linestyle=":")
        each.plot(layers, values, marker + "-", color=colour(meaning), markersize=3)
        powers_of_ten(each.yaxis, range(-28, 13, 8))
        each.set(ylim=(LOWEST, 1e14), xlim=(0, len(layers) + 1), xticks=range(0, 31, 10))
        each.set(xlabel="layer")
    axes[0].set_title("forward: size of pre-activations →")
    axes[1].set_title("← backward: size of gradients")
    return figure


def describe_signal(
    scales: Mapping[tuple[str, float], Scales], gain: float = 1.5, activation: str = "relu"
) -> str:
    """Say what `draw_signal` shows.

    Parameters
    ----------
    scales : dict of (str, float) to Scales
        What was measured for each activation and gain.
    gain : float
        Standard deviation of a weight times the root of fan_in.
    activation : str
        A key of `ACTIVATIONS`.

    Returns
    -------
    str
    """
    chosen = scales[activation, gain]
    layers = len(chosen.forward)
    return (
        f"{ACTIVATIONS[activation].title}, gain {gain:g}: from layer 1 to layer {layers} the "
        f"pre-activations go from {written(chosen.forward[0], 2)} to "
        f"{written(chosen.forward[-1], 2)}; a gradient of size 1 at layer {layers} arrives at "
        f"layer 1 with size {written(chosen.backward[0], 2)}."
    )


# --- twins ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TwinRun:
    """A training of a net with one hidden layer, step by step.

    Attributes
    ----------
    weights : sequence of ndarray, (3, width) each
        Two incoming weights and the bias of each hidden unit, before each step and after the last.
    loss : sequence of float
        The loss on all samples at the same times.
    """

    weights: Sequence[np.ndarray]
    loss: Sequence[float]

    def spread(self, step: int) -> float:
        """Return the greatest difference between the weights, or biases, of two units."""
        return float(np.ptp(self.weights[step], axis=1).max())

    def rank(self, step: int) -> int:
        """Return the rank of the matrix of incoming weights."""
        return int(np.linalg.matrix_rank(self.weights[step][:-1]))


MARKERS = ("o", "s", "D", "^")
SIZES = (17, 12, 8, 4)
LINE_STYLES = ("-", "--", "-.", ":")


def every_500_steps(axes: Axes, last: int) -> None:
    """Put ticks on the axis of steps, written as the sliders write them: 1,500."""
    steps = range(0, last + 1, 500)
    axes.set_xticks(steps, [f"{step:,}" for step in steps])


@styled
def draw_twins(runs: Mapping[str, TwinRun], change: str = "nothing", step: int = 500) -> Figure:
    """Draw the incoming weights of four units that began equal, and the loss.

    Parameters
    ----------
    runs : dict of str to TwinRun
        One training for each change of the recipe.
    change : str
        The one to show.
    step : int
        How many steps of training have passed.

    Returns
    -------
    matplotlib.figure.Figure
        Left: a marker for each unit. Right: the loss of all trainings, the shown one strong.
    """
    run = runs[change]
    figure, (plane, losses) = panels(2)
    for unit, (marker, size) in enumerate(zip(MARKERS, SIZES, strict=True)):
        w1, w2, _ = run.weights[step][:, unit]
        plane.plot(w1, w2, marker, markersize=size, fillstyle="none", color=colour("parameter"))
    plane.set(title="each marker: the weights of one unit", xlabel="weight from input 1")
    plane.set(ylabel="", xlim=(-0.5, 3), ylim=(-0.5, 3), xticks=range(4), yticks=range(4))
    plane.text(-0.42, 2.78, "weight from input 2 ↑", fontsize=8, color=colour("muted"))

    times_drawn = np.unique(np.linspace(0, len(run.loss) - 1, 81).astype(int))
    for (name, other), line in zip(runs.items(), LINE_STYLES, strict=True):
        strength = {"linewidth": 2.2} if name == change else {"linewidth": 1.1, "alpha": BEHIND}
        loss = np.asarray(other.loss)[times_drawn]
        losses.plot(times_drawn, loss, line, color=colour("forward"), label=name, **strength)
    losses.plot(step, run.loss[step], "o", color=colour("forward"), markersize=7)
    losses.set(title="loss", xlabel="step", ylim=(-0.03, 1.3), yticks=(0, 0.5, 1))
    losses.set(xlim=(-60, len(run.loss) + 60))
    every_500_steps(losses, len(run.loss) - 1)
    losses.legend(loc="upper right")
    return figure


def describe_twins(runs: Mapping[str, TwinRun], change: str = "nothing", step: int = 500) -> str:
    """Say what `draw_twins` shows.

    Parameters
    ----------
    runs : dict of str to TwinRun
        One training for each change of the recipe.
    change : str
        The one to show.
    step : int
        How many steps of training have passed.

    Returns
    -------
    str
    """
    run, spread = runs[change], runs[change].spread(step)
    rank = run.rank(step)
    units = (
        f"the four units are exactly equal, and their weights have rank {rank}"
        if spread == 0
        else f"the units differ by up to {written(spread, 2)}; their weights have rank {rank}"
    )
    changed = "Nothing changed" if change == "nothing" else change.capitalize()
    return f"{changed}, step {step:,}: {units}. The loss is {run.loss[step]:.2f}."


@styled
def draw_nearly_twins(runs: Mapping[int, TwinRun], log_eps: int = -4, step: int = 500) -> Figure:
    """Draw how far apart two units are that began almost equal, and the loss.

    Parameters
    ----------
    runs : dict of int to TwinRun
        One training for each exponent.
    log_eps : int
        Base-ten logarithm of the first difference between the two units.
    step : int
        How many steps of training have passed.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the greatest difference between the units' weights. Right: the loss.
    """
    figure, (distance, losses) = panels(2)
    last = len(runs[log_eps].loss) - 1
    for exponent, run in sorted(runs.items(), key=lambda item: item[0] == log_eps):
        chosen = exponent == log_eps
        look = {"linewidth": 2} if chosen else {"linewidth": 0.8, "alpha": BEHIND}
        drawn = np.linspace(0, last, 61 if chosen else 41).astype(int)
        spread = [run.spread(i) for i in drawn]
        distance.plot(drawn, spread, color=colour("parameter" if chosen else "muted"), **look)
        loss = np.asarray(run.loss)[drawn]
        losses.plot(drawn, loss, color=colour("forward" if chosen else "muted"), **look)
    run = runs[log_eps]
    distance.plot(step, run.spread(step), "o", color=colour("parameter"), markersize=7)
    losses.plot(step, run.loss[step], "o", color=colour("forward"), markersize=7)
    powers_of_ten(distance.yaxis, range(-8, 1, 2))
    distance.set(title="distance between the two units", ylim=(3e-9, 20))
    losses.set(title="loss (other starts in grey)", ylim=(-0.03, 0.8), yticks=(0, 0.25, 0.5, 0.75))
    for each in (distance, losses):
        each.set(xlabel="step", xlim=(-40, last + 40))
        every_500_steps(each, last)
    return figure


def describe_nearly_twins(runs: Mapping[int, TwinRun], log_eps: int = -4, step: int = 500) -> str:
    """Say what `draw_nearly_twins` shows.

    Parameters
    ----------
    runs : dict of int to TwinRun
        One training for each exponent.
    log_eps : int
        Base-ten logarithm of the first difference between the two units.
    step : int
        How many steps of training have passed.

    Returns
    -------
    str
    """
    run = runs[log_eps]
    return (
        f"Two units that began {power_of_ten(log_eps)} apart: at step {step:,} the units "
        f"differ by up to {written(run.spread(step), 2)}, and the loss is {run.loss[step]:.2f}."
    )


# --- fan-in against fan-out -------------------------------------------------------------------

SCHEMES = {
    "fan-in": lambda ratio: 1.0,
    "fan-out": lambda ratio: ratio,
    "average (Xavier)": lambda ratio: (1 + ratio) / 2,
    "geometric mean": lambda ratio: ratio**0.5,
}
RATIOS = (1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8)
RATIO_LABELS = ("⅛", "¼", "½", "1", "2", "4", "8")


def expected_factors(scheme: str, ratio) -> tuple[float, float]:
    """Return what a layer does to the variance forward and backward; ratio is n_out / n_in."""
    forward = 1 / SCHEMES[scheme](ratio)
    return forward, ratio * forward


@styled
def draw_fans(
    measured: Mapping[tuple[float, str], tuple[float, float]],
    ratio: float = 1 / 8,
    scheme: str = "average (Xavier)",
) -> Figure:
    """Draw what a layer does to variances, for each ratio of its widths.

    Parameters
    ----------
    measured : dict of (float, str) to (float, float)
        Factors of the variance forward and backward, for each ratio and scheme.
    ratio : float
        Outputs over inputs.
    scheme : str
        By what the variance of a weight is divided.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the expected factors for all ratios, measured ones as markers. Right: the two factors
        of the layer chosen.
    """
    figure, (curves, bars) = panels(2)
    ratios = np.geomspace(RATIOS[0], RATIOS[-1], 31)
    expected = np.array([expected_factors(scheme, each) for each in ratios])
    found = np.array([measured[each, scheme] for each in RATIOS])
    looks = (("forward", "-", "o"), ("gradient", "--", "s"))
    for i, (meaning, line, marker) in enumerate(looks):
        label = ("forward", "backward")[i]
        curves.plot(ratios, expected[:, i], line, color=colour(meaning), label=label)
        curves.plot(RATIOS, found[:, i], marker, color=colour(meaning), markersize=4)
    curves.axvline(ratio, color=colour("muted"), linewidth=1, linestyle=":")
    curves.legend(loc="upper center", ncols=2)
    curves.set(xscale="log", yscale="log", ylim=(0.09, 30), xlim=(0.1, 10))
    curves.set(title="factor of the variance (markers: measured)", xlabel="outputs over inputs")
    curves.set_xticks(RATIOS, RATIO_LABELS)
    curves.set_yticks((0.125, 0.25, 0.5, 1, 2, 4, 8), RATIO_LABELS)
    curves.minorticks_off()

    values = np.array(measured[ratio, scheme])
    colours = [colour("forward"), colour("gradient")]
    for place, (value, shade, hatch) in enumerate(zip(values, colours, ("", "//"), strict=True)):
        bars.bar(place, np.log2(value), 0.6, color=shade, alpha=BEHIND, hatch=hatch)
        above = value >= 1
        bars.text(
            place,
            np.log2(value) + (0.12 if above else -0.12),
            f"{value:.2f}",
            ha="center",
            va="bottom" if above else "top",
        )
    bars.axhline(0, color=colour("ink"), linewidth=1)
    bars.set(title=f"this layer: 256 inputs, {round(256 * ratio)} outputs")
    bars.set(xlim=(-0.6, 1.6), ylim=(-4, 4))
    bars.set_xticks((0, 1), ("forward", "backward"))
    bars.set_yticks(range(-3, 4), RATIO_LABELS)
    return figure


def describe_fans(
    measured: Mapping[tuple[float, str], tuple[float, float]],
    ratio: float = 1 / 8,
    scheme: str = "average (Xavier)",
) -> str:
    """Say what `draw_fans` shows.

    Parameters
    ----------
    measured : dict of (float, str) to (float, float)
        Factors of the variance forward and backward, for each ratio and scheme.
    ratio : float
        Outputs over inputs.
    scheme : str
        By what the variance of a weight is divided.

    Returns
    -------
    str
    """
    forward, backward = measured[ratio, scheme]
    return (
        f"Weights scaled by {scheme}, 256 inputs and {round(256 * ratio)} outputs: the variance is "
        f"multiplied by {forward:.2f} on the way forward and by {backward:.2f} on the way back."
    )


# --- fifteen heuristics -----------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """What one way to initialise did in a deep net.

    Attributes
    ----------
    scales : Scales
        Sizes in each layer at birth.
    accuracy : float or None
        Share of test samples right after training; None if training diverged.
    """

    scales: Scales
    accuracy: float | None


@styled
def draw_fifteen(trials: Mapping[str, Trial], initializer: str = "he_normal") -> Figure:
    """Draw sizes by layer at birth, and how well each of the initializers trained.

    Parameters
    ----------
    trials : dict of str to Trial
        One for each key of `INITIALIZERS`.
    initializer : str
        The one to show.

    Returns
    -------
    matplotlib.figure.Figure
        Left: sizes of pre-activations and gradients. Right: test accuracy of all.
    """
    figure, (sizes, ranking) = panels(2, height=3.4)
    scales = trials[initializer].scales
    layers = np.arange(1, len(scales.forward) + 1)
    looks = (("forward", "o-", "forward"), ("gradient", "s--", "backward"))
    for values, (meaning, look, label) in zip(
        (scales.forward, scales.backward), looks, strict=True
    ):
        seen = np.where(values > 0, values, np.nan)
        sizes.plot(layers, seen, look, color=colour(meaning), markersize=3, label=label)
    powers_of_ten(sizes.yaxis, range(-16, 9, 4))
    sizes.set(title="sizes at birth", xlabel="layer", ylim=(1e-17, 1e10))
    sizes.set(xlim=(0.5, len(layers) + 0.5), xticks=layers[::3])
    sizes.legend(loc="lower left")

    box = ranking.get_position()
    ranking.set_position([0.43, box.y0, 0.53, box.height])
    reached = np.array([100 * (trial.accuracy or 0) for trial in trials.values()])
    diverged = np.array([trial.accuracy is None for trial in trials.values()])
    places = np.arange(len(trials))
    here = list(trials).index(initializer)
    # One line with gaps for all stems, and texts for ticks: these draw much faster.
    stems = np.column_stack([np.zeros(len(trials)), reached, np.full(len(trials), np.nan)])
    ranking.plot(stems.ravel(), places.repeat(3), color=colour("muted"), linewidth=0.8)
    ranking.plot(reached[~diverged], places[~diverged], "o", color=colour("muted"))
    ranking.plot(reached[diverged], places[diverged], "x", color=colour("muted"))
    chosen = {"color": colour("forward"), "marker": "x" if diverged[here] else "o"}
    ranking.plot([0, reached[here]], [here, here], markevery=[1], markersize=8, **chosen)
    for place, name in enumerate(trials):
        shade = colour("forward" if place == here else "ink")
        ranking.text(-9, place, short_title(name), ha="right", va="center", fontsize=8, color=shade)
    ranking.set(title="% of test digits right", xlabel="(×: diverged)", ylim=(14.7, -0.7))
    ranking.set(xlim=(-6, 108), xticks=(0, 50, 100), yticks=())
    return figure


def short_title(initializer: str) -> str:
    """Return the title of an initializer without its second name."""
    return INITIALIZERS[initializer].title.replace(" (Xavier)", "").replace(" (Kaiming)", "")


def describe_fifteen(trials: Mapping[str, Trial], initializer: str = "he_normal") -> str:
    """Say what `draw_fifteen` shows.

    Parameters
    ----------
    trials : dict of str to Trial
        One for each key of `INITIALIZERS`.
    initializer : str
        The one to show.

    Returns
    -------
    str
    """
    trial, title = trials[initializer], INITIALIZERS[initializer].title
    forward, backward = trial.scales.forward, trial.scales.backward
    training = (
        "Training diverges."
        if trial.accuracy is None
        else f"After training it reads {100 * trial.accuracy:.0f}{PERCENT} of the test digits."
    )
    if not forward[-1]:
        return f"{title}: all pre-activations and all gradients but the last are 0. {training}"
    return (
        f"{title}: from the first layer to the last the pre-activations go from "
        f"{written(forward[0], 2)} to {written(forward[-1], 2)}; a gradient of size 1 arrives at "
        f"the first layer with size {written(backward[0], 2)}. {training}"
    )


# --- the edge of chaos ------------------------------------------------------------------------

BIAS_VARIANCE = 0.05


@styled
def draw_edge(
    angles: Mapping[tuple[str, float], tuple[np.ndarray, np.ndarray]],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 1.3,
    activation: str = "tanh",
) -> Figure:
    """Draw the angle between two inputs through layers, and where the net stands in the diagram.

    Parameters
    ----------
    angles : dict of (str, float) to (ndarray, ndarray), (layers,) each
        Degrees, by theory and measured in a net.
    critical : sequence of (float, float)
        Points (variance of weights, variance of biases) of tanh's critical line.
    sigma_w : float
        Standard deviation of a weight times the root of fan_in.
    activation : str
        "tanh" or "relu".

    Returns
    -------
    matplotlib.figure.Figure
        Left: angle by layer. Right: the phase diagram, the net as a marker.
    """
    theory, measured = angles[activation, sigma_w]
    layers = np.arange(1, len(theory) + 1)
    figure, (angle, diagram) = panels(2)
    angle.plot(layers, theory, color=colour("forward"), label="theory, infinite width")
    label = "measured in one net"
    angle.plot(layers[::2], measured[::2], "o", color=colour("forward"), alpha=BEHIND, label=label)
    angle.legend(loc="upper right")
    angle.set(title="angle between two inputs, degrees", xlabel="layer", ylim=(-4, 150))
    angle.set(xlim=(0, len(layers) + 1), yticks=(0, 30, 60, 90), xticks=range(0, 31, 10))

    if activation == "tanh":
        weights, biases = np.array(critical).T
        diagram.plot(np.sqrt(weights), biases, color=colour("gradient"))
        names = ("ordered:\ninputs\nbecome\nalike", "chaotic:\ninputs part")
    else:
        diagram.axvline(np.sqrt(2), color=colour("gradient"))
        names = ("sizes\nsettle", "sizes explode")
    diagram.text(0.55, 0.175, names[0], va="top")
    diagram.text(2.05, 0.175, names[1], va="top")
    diagram.text(1.98, 0.012, "line: χ = 1", color=colour("gradient"))
    diagram.plot(sigma_w, BIAS_VARIANCE, "D", color=colour("parameter"), markersize=8)
    diagram.set(title="variance of the biases", xlabel="σ of the weights")
    diagram.set(xlim=(0.4, 3.05), ylim=(0, 0.2), xticks=(0.5, 1, 1.5, 2, 2.5, 3))
    diagram.set_yticks((0, 0.05, 0.1, 0.15, 0.2))
    return figure


def describe_edge(
    angles: Mapping[tuple[str, float], tuple[np.ndarray, np.ndarray]],
    critical: Sequence[tuple[float, float]],
    sigma_w: float = 1.3,
    activation: str = "tanh",
) -> str:
    """Say what `draw_edge` shows.

    Parameters
    ----------
    angles : dict of (str, float) to (ndarray, ndarray), (layers,) each
        Degrees, by theory and measured in a net.
    critical : sequence of (float, float)
        Points (variance of weights, variance of biases) of tanh's critical line.
    sigma_w : float
        Standard deviation of a weight times the root of fan_in.
    activation : str
        "tanh" or "relu".

    Returns
    -------
    str
    """
    theory, measured = angles[activation, sigma_w]
    if activation == "tanh":
        weights, biases = np.array(critical).T
        is_left = sigma_w < np.sqrt(np.interp(BIAS_VARIANCE, biases, weights))
        side = "in the ordered phase" if is_left else "in the chaotic phase"
    else:
        side = "where sizes settle" if sigma_w**2 < 2 else "where sizes explode"
    return (
        f"{ACTIVATIONS[activation].title} with {sigma_w:g} as σ of the weights is {side}: two "
        f"inputs {theory[0]:.0f} degrees apart in the first layer are {theory[-1]:.1f} "
        f"degrees apart in layer {len(theory)} by theory, {measured[-1]:.1f} measured."
    )
