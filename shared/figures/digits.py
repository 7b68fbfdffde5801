"""Pictures of the chapter on digits, each beside the words that describe it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, PERCENT, colour, panels, powers_of_ten, styled, written
from shared.losses import softmax
from shared.mlp import MLP
from shared.training import History

__all__ = [
    "Snapshot",
    "StartedRun",
    "describe_curves",
    "describe_initialisation",
    "describe_learning_to_see",
    "describe_mistakes",
    "describe_noise",
    "describe_samples",
    "draw_curves",
    "draw_initialisation",
    "draw_learning_to_see",
    "draw_mistakes",
    "draw_noise",
    "draw_samples",
    "mosaic",
]

SIDE = 8  # pixels
CLASSES = 10
PAPER_AND_INK = {"cmap": "gray_r", "vmin": 0, "vmax": 1, "interpolation": "nearest"}


def mosaic(images: np.ndarray, columns: int) -> np.ndarray:
    """Lay images out in rows, a pixel of nothing around each.

    Parameters
    ----------
    images : ndarray, (n, 64)
        Images of 8 times 8 pixels, row by row.
    columns : int
        Images in a row.

    Returns
    -------
    ndarray, (9 rows + 1, 9 columns + 1)
        One array to draw at once; NaN where there is no image.

    Examples
    --------
    >>> mosaic(np.zeros((3, 64)), columns=2).shape
    (19, 19)
    """
    rows = -(-len(images) // columns)
    step = SIDE + 1
    sheet = np.full((rows * step + 1, columns * step + 1), np.nan)
    for index, image in enumerate(images):
        top, left = (step * place + 1 for place in divmod(index, columns))
        sheet[top : top + SIDE, left : left + SIDE] = image.reshape(SIDE, SIDE)
    return sheet


def middles(count: int) -> np.ndarray:
    """Return where in a mosaic the images of a row, or of a column, have their middles."""
    return (SIDE + 1) * np.arange(count) + (SIDE + 1) / 2


def a(digit: int) -> str:
    """Return a digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def without_frame(axes: Axes) -> None:
    """Leave an axes nothing but its content, title and tick labels."""
    axes.spines[:].set_visible(False)
    axes.grid(visible=False)
    axes.tick_params(length=0)


# --- the data ---------------------------------------------------------------------------------

SAMPLES_OF_A_DIGIT = 5


@styled
def draw_samples(X: np.ndarray, y: np.ndarray) -> Figure:
    """Draw the first few images of every digit.

    Parameters
    ----------
    X : ndarray, (n, 64)
        Images.
    y : ndarray of int, (n,)
        Their labels.

    Returns
    -------
    matplotlib.figure.Figure
        One panel, a column for each digit.
    """
    figure, (axes,) = panels(height=2.15, bottom=0.3, top=0.1, left=0.12)
    chosen = np.array([np.flatnonzero(y == k)[:SAMPLES_OF_A_DIGIT] for k in range(CLASSES)])
    axes.imshow(mosaic(X[chosen.T.ravel()], CLASSES), **PAPER_AND_INK)
    axes.set_xticks(middles(CLASSES), range(CLASSES))
    axes.set_yticks([])
    without_frame(axes)
    return figure


def describe_samples(X: np.ndarray, y: np.ndarray) -> str:
    """Say what `draw_samples` shows.

    Parameters
    ----------
    X : ndarray, (n, 64)
        Images.
    y : ndarray of int, (n,)
        Their labels.

    Returns
    -------
    str
    """
    ink = [X[y == k].mean() for k in range(CLASSES)]
    return (
        f"{SAMPLES_OF_A_DIGIT} handwritten images of each digit from 0 to 9, {SIDE} by {SIDE} grey "
        f"pixels each, one column a digit. The most ink is on the {np.argmax(ink)}, "
        f"{max(ink):.2f} a pixel on average, and the least on the {np.argmin(ink)}, {min(ink):.2f}."
    )


# --- learning curves --------------------------------------------------------------------------


@styled
def draw_curves(history: History, baseline: History) -> Figure:
    """Draw losses and accuracies of a training by epoch.

    Parameters
    ----------
    history : History
        The network's training, with validation records.
    baseline : History
        The linear model's, of as many epochs.

    Returns
    -------
    matplotlib.figure.Figure
        Left: losses, on a logarithmic axis. Right: shares of images read wrongly.
    """
    figure, (losses, errors) = panels(2)
    epochs = np.arange(1, len(history.loss) + 1)
    faint = {"color": colour("muted"), "linewidth": 1.2, "linestyle": ":", "label": "linear model"}
    losses.plot(epochs, baseline.validation_loss, **faint)
    losses.plot(epochs, history.validation_loss, color=colour("forward"), label="validation")
    losses.plot(epochs, history.loss, "--", color=colour("forward"), alpha=BEHIND, label="training")
    powers_of_ten(losses.yaxis, (-2, -1, 0))
    losses.set(title="loss", ylim=(6e-3, 4))
    for record, look in (
        (baseline.validation_accuracy, faint),
        (history.validation_accuracy, {"color": colour("forward")}),
        (history.accuracy, {"color": colour("forward"), "alpha": BEHIND, "linestyle": "--"}),
    ):
        errors.plot(epochs, 100 * (1 - np.array(record)), **look)
    errors.set(title="images read wrongly, %", ylim=(-0.5, 20.5), yticks=range(0, 21, 5))
    for each in (losses, errors):
        each.set(xlabel="epoch", xlim=(0, len(epochs) + 1), xticks=range(0, len(epochs) + 1, 10))
    losses.legend(loc="upper right")
    return figure


def describe_curves(history: History, baseline: History) -> str:
    """Say what `draw_curves` shows.

    Parameters
    ----------
    history : History
        The network's training, with validation records.
    baseline : History
        The linear model's, of as many epochs.

    Returns
    -------
    str
    """
    wrong = 100 * (1 - history.validation_accuracy[-1])
    by_baseline = 100 * (1 - baseline.validation_accuracy[-1])
    return (
        f"After {len(history.loss)} epochs the training loss is {written(history.loss[-1], 2)} and "
        f"the validation loss {written(history.validation_loss[-1], 2)}."
        f" Of the training images {100 * (1 - history.accuracy[-1]):.1f}{PERCENT} are read "
        f"wrongly, of the validation images {wrong:.1f}{PERCENT}, and {by_baseline:.1f}{PERCENT} "
        "by the linear model."
    )


# --- learning to see --------------------------------------------------------------------------


@dataclass(frozen=True)
class Snapshot:
    """A network at one moment of its training.

    Attributes
    ----------
    weights : ndarray, (64, width)
        The weights of the first layer, one unit a column.
    confusion : ndarray of int, (10, 10)
        How many images of each digit (row) are read as each digit (column).
    """

    weights: np.ndarray
    confusion: np.ndarray

    @property
    def accuracy(self) -> float:
        """The share of images on the diagonal."""
        return np.trace(self.confusion) / self.confusion.sum()


def likeness_of_neighbours(weights: np.ndarray) -> float:
    """Return the correlation of weights to horizontally and vertically neighbouring pixels."""
    images = weights.T.reshape(-1, SIDE, SIDE)
    one = np.concatenate([images[:, :, :-1].ravel(), images[:, :-1].ravel()])
    next_to_it = np.concatenate([images[:, :, 1:].ravel(), images[:, 1:].ravel()])
    return float(np.corrcoef(one, next_to_it)[0, 1])


@styled
def draw_learning_to_see(
    snapshots: Mapping[tuple[int, int], Snapshot], epoch: int = 10, width: int = 16
) -> Figure:
    """Draw a first layer's weights as images, and what the network confuses.

    Parameters
    ----------
    snapshots : dict of (int, int) to Snapshot
        One for each epoch and width.
    epoch : int
        How often the network has seen each training image.
    width : int
        Hidden units.

    Returns
    -------
    matplotlib.figure.Figure
        Left: one image a unit. Right: the confusion matrix.
    """
    now = snapshots[epoch, width]
    figure, (inside, matrix) = panels(2, bottom=0.48, left=0.5)
    # The same scale at all epochs of a width: weights grow, and should be seen to.
    spans = [np.quantile(abs(s.weights), 0.99) for (_, w), s in snapshots.items() if w == width]
    columns = int(np.ceil(np.sqrt(width)))
    # Few shades, because a picture of few colours is stored in a third of the bytes.
    shades = np.round(np.clip(now.weights.T / max(spans), -1, 1) * 7)
    inside.imshow(mosaic(shades, columns), vmin=-7, vmax=7, interpolation="nearest")
    inside.set(xticks=[], yticks=[], title="first-layer weights, one image a unit")
    without_frame(inside)
    draw_confusion(matrix, now.confusion)
    matrix.set_title(f"{100 * now.accuracy:.1f}{PERCENT} right")
    return figure


def draw_confusion(axes: Axes, confusion: np.ndarray) -> None:
    """Draw how many images of each digit are read as each digit; zeros stay empty."""
    share = confusion / confusion.sum(axis=1, keepdims=True)
    # Transparent, so that the numbers stand out on light pages and on dark ones.
    shades = np.empty((CLASSES, CLASSES, 4))
    shades[..., :3] = to_rgb(colour("forward"))
    shades[..., 3] = 0.55 * np.sqrt(share)
    axes.imshow(shades, interpolation="nearest")
    for row, column in np.argwhere(confusion):
        axes.text(column, row, confusion[row, column], ha="center", va="center", fontsize=8)
    axes.set(xlabel="read as", ylabel="written", xticks=range(CLASSES), yticks=range(CLASSES))
    without_frame(axes)


def describe_learning_to_see(
    snapshots: Mapping[tuple[int, int], Snapshot], epoch: int = 10, width: int = 16
) -> str:
    """Say what `draw_learning_to_see` shows.

    Parameters
    ----------
    snapshots : dict of (int, int) to Snapshot
        One for each epoch and width.
    epoch : int
        How often the network has seen each training image.
    width : int
        Hidden units.

    Returns
    -------
    str
    """
    now = snapshots[epoch, width]
    mistakes = now.confusion - np.diag(np.diag(now.confusion))
    written_digit, read_digit = divmod(int(mistakes.argmax()), CLASSES)
    times = mistakes.max()
    likeness = f"{likeness_of_neighbours(now.weights):.2f}".replace("-", "−")
    return (
        f"{width} hidden units, epoch {epoch}: {100 * now.accuracy:.1f}{PERCENT} of the validation "
        f"images are read rightly. The commonest mistake is {a(written_digit)} read as "
        f"{a(read_digit)}, {times} time{'s' if times != 1 else ''}. Weights to neighbouring "
        f"pixels correlate with {likeness}."
    )


# --- mistakes ---------------------------------------------------------------------------------

MISTAKES_IN_A_ROW = 4
MISTAKES_DRAWN = 8


@styled
def draw_mistakes(X: np.ndarray, y: np.ndarray, probabilities: np.ndarray) -> Figure:
    """Draw the wrongly read images of which the network was surest.

    Parameters
    ----------
    X : ndarray, (n, 64)
        Images.
    y : ndarray of int, (n,)
        Their labels.
    probabilities : ndarray, (n, 10)
        The network's.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels of up to four images, each above its label, the answer and its probability.
    """
    worst = worst_mistakes(y, probabilities)
    # No margins between the panels: the images are to stand equally far apart in one row.
    figure, axes = panels(2, height=1.74, left=0, right=0, bottom=0.62, top=0.1)
    for place, each in enumerate(axes):
        chosen = worst[MISTAKES_IN_A_ROW * place :][:MISTAKES_IN_A_ROW]
        sheet = np.full((SIDE + 2, (SIDE + 1) * MISTAKES_IN_A_ROW + 1), np.nan)
        if len(chosen):
            row = mosaic(X[chosen], len(chosen))
            sheet[:, : row.shape[1]] = row
        each.imshow(sheet, **PAPER_AND_INK)
        each.set_xlim(0, sheet.shape[1] - 1)  # half a pixel of the gap to the next panel
        answers = probabilities[chosen].argmax(axis=1)
        labels = [
            f"{a(label)}, read\nas {a(answer)}\n({100 * p:.0f}{PERCENT})"
            for label, answer, p in zip(
                y[chosen], answers, probabilities[chosen].max(axis=1), strict=True
            )
        ]
        each.set_xticks(middles(len(chosen)), labels)
        each.set_yticks([])
        without_frame(each)
    return figure


def worst_mistakes(y: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Return the indices of wrongly read images, those read with the greatest confidence first."""
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != y)
    order = np.argsort(-probabilities[wrong].max(axis=1), kind="stable")
    return wrong[order][:MISTAKES_DRAWN]


def describe_mistakes(X: np.ndarray, y: np.ndarray, probabilities: np.ndarray) -> str:
    """Say what `draw_mistakes` shows.

    Parameters
    ----------
    X : ndarray, (n, 64)
        Images.
    y : ndarray of int, (n,)
        Their labels.
    probabilities : ndarray, (n, 10)
        The network's.

    Returns
    -------
    str
    """
    worst = worst_mistakes(y, probabilities)
    answers = probabilities.argmax(axis=1)
    told = "; ".join(
        f"{a(y[i])} read as {a(answers[i])} ({100 * probabilities[i].max():.0f}{PERCENT})"
        for i in worst
    )
    wrong = int((answers != y).sum())
    return f"Of {len(y)} images, {wrong} are read wrongly, these with the most confidence: {told}."


# --- initialisation decides -------------------------------------------------------------------


@dataclass(frozen=True)
class StartedRun:
    """A training from one scale of the first weights.

    Attributes
    ----------
    loss : sequence of float
        The training loss before the first epoch and after each; it ends early if the numbers
        overflowed.
    accuracy : sequence of float
        The share of validation images read rightly, at the same times.
    """

    loss: Sequence[float]
    accuracy: Sequence[float]


START_LOSS_DRAWN = (1e-3, 1e7)
DEPTH_MARKERS = "osD^v"


@styled
def draw_initialisation(
    runs: Mapping[tuple[float, int], StartedRun],
    epochs: int,
    he_scale: float,
    log10_sigma: float = -2,
    hidden_layers: int = 5,
) -> Figure:
    """Draw trainings from several scales of the first weights.

    Parameters
    ----------
    runs : dict of (float, int) to StartedRun
        One for each decimal logarithm of the standard deviation and number of hidden layers.
    epochs : int
        How long a complete run is.
    he_scale : float
        The standard deviation that He's rule gives hidden layers of this width.
    log10_sigma : float
        Which scale to show.
    hidden_layers : int

    Returns
    -------
    matplotlib.figure.Figure
        Left: the loss by epoch, other scales in grey. Right: the accuracy at the end by scale.
    """
    scales = sorted({scale for scale, _ in runs})
    depths = sorted({depth for _, depth in runs})
    figure, (losses, accuracies) = panels(2)
    low, high = START_LOSS_DRAWN
    for scale in [*(s for s in scales if s != log10_sigma), log10_sigma]:
        loss = np.clip(runs[scale, hidden_layers].loss, low, high)
        chosen = scale == log10_sigma
        look = (
            {"color": colour("forward")} if chosen else {"color": colour("muted"), "alpha": BEHIND}
        )
        losses.plot(np.arange(len(loss)), loss, linewidth=1.8 if chosen else 1, **look)
        if chosen:
            stopped = len(loss) <= epochs
            losses.plot(len(loss) - 1, loss[-1], "X" if stopped else "o", markersize=7, **look)
            if stopped:
                losses.text(len(loss) - 0.2, loss[-1] / 6, "numbers overflow:\ntraining stops")
    powers_of_ten(losses.yaxis, range(-3, 8, 2))
    losses.set(title="training loss (other scales in grey)", xlabel="epoch", ylim=(4e-4, 4e7))
    losses.set(xlim=(-0.6, epochs + 0.6), xticks=range(0, epochs + 1, 5))

    accuracies.axvline(np.log10(he_scale), color=colour("muted"), linestyle=":", linewidth=1.2)
    accuracies.text(np.log10(he_scale) - 0.06, 112, "He", ha="right", color=colour("muted"))
    for depth, marker in zip(depths, DEPTH_MARKERS, strict=False):
        reached = [100 * runs[scale, depth].accuracy[-1] for scale in scales]
        chosen = depth == hidden_layers
        look = (
            {"color": colour("forward")} if chosen else {"color": colour("muted"), "alpha": BEHIND}
        )
        size = 5 if chosen else 3
        accuracies.plot(
            scales, reached, linewidth=1.8 if chosen else 1, marker=marker, markersize=size, **look
        )
    at = 100 * runs[log10_sigma, hidden_layers].accuracy[-1]
    ring = {"markerfacecolor": "none", "markersize": 11, "color": colour("ink")}
    accuracies.plot(log10_sigma, at, "o", **ring)
    accuracies.set(title="% right at the end (other depths in grey)", xlabel="log₁₀ σ")
    accuracies.set(xlim=(-3.2, 0.2), xticks=range(-3, 1), ylim=(-4, 122), yticks=range(0, 101, 25))
    return figure


def describe_initialisation(
    runs: Mapping[tuple[float, int], StartedRun],
    epochs: int,
    he_scale: float,
    log10_sigma: float = -2,
    hidden_layers: int = 5,
) -> str:
    """Say what `draw_initialisation` shows.

    Parameters
    ----------
    runs : dict of (float, int) to StartedRun
        One for each decimal logarithm of the standard deviation and number of hidden layers.
    epochs : int
        How long a complete run is.
    he_scale : float
        The standard deviation that He's rule gives hidden layers of this width.
    log10_sigma : float
        Which scale to show.
    hidden_layers : int

    Returns
    -------
    str
    """
    run = runs[log10_sigma, hidden_layers]
    layers = "1 hidden layer" if hidden_layers == 1 else f"{hidden_layers} hidden layers"
    here = f"{layers}, first weights of standard deviation {written(10**log10_sigma)}: "
    begun = f"the training loss begins at {written(run.loss[0], 2)}"
    if len(run.loss) <= epochs:
        return here + begun + "; then the numbers overflow, and training stops."
    return (
        f"{here}{begun} and ends at {written(run.loss[-1], 2)}, with "
        f"{100 * run.accuracy[-1]:.0f}{PERCENT} of the validation images read rightly."
    )


# --- confidently wrong ------------------------------------------------------------------------


@styled
def draw_noise(
    net: MLP, images: Mapping, directions: Mapping, noise: float = 0.4, digit: int = 8
) -> Figure:
    """Draw an image that sinks into noise, and what the network makes of it.

    Parameters
    ----------
    net : MLP
        The network.
    images : dict of int to ndarray, (64,)
        One image a digit.
    directions : dict of int to ndarray, (64,)
        For each the noise that is added to it.
    noise : float
        How much of the noise to add.
    digit : int
        Which image.

    Returns
    -------
    matplotlib.figure.Figure
        Left: the image. Right: the probability of each digit.
    """
    image = images[digit] + noise * directions[digit]
    figure, (picture, bars) = panels(2)
    picture.imshow(image.reshape(SIDE, SIDE), **PAPER_AND_INK)
    picture.set(xticks=[], yticks=[], title=f"{a(digit)}, noise {noise:g}")
    without_frame(picture)
    probabilities = softmax(net.forward(image[np.newaxis]).output)[0]
    shades = [colour("forward" if k == digit else "muted") for k in range(CLASSES)]
    bars.bar(range(CLASSES), probabilities, color=shades, width=0.7)
    answer = int(probabilities.argmax())
    remark = "right" if answer == digit else "wrong"
    bars.text(answer, probabilities[answer] + 0.03, remark, ha="center")
    bars.set(title="probability of each digit", xlabel=f"digit (the true one: {digit})")
    bars.set(
        xlim=(-0.7, 9.7), xticks=range(CLASSES), ylim=(0, 1.18), yticks=(0, 0.25, 0.5, 0.75, 1)
    )
    bars.grid(axis="x", visible=False)
    return figure


def describe_noise(
    net: MLP, images: Mapping, directions: Mapping, noise: float = 0.4, digit: int = 8
) -> str:
    """Say what `draw_noise` shows.

    Parameters
    ----------
    net : MLP
        The network.
    images : dict of int to ndarray, (64,)
        One image a digit.
    directions : dict of int to ndarray, (64,)
        For each the noise that is added to it.
    noise : float
        How much of the noise to add.
    digit : int
        Which image.

    Returns
    -------
    str
    """
    image = images[digit] + noise * directions[digit]
    probabilities = softmax(net.forward(image[np.newaxis]).output)[0]
    answer = int(probabilities.argmax())
    # Not rounded up to 100: no softmax gives all of its probability to one class.
    sure = np.floor(1000 * probabilities[answer]) / 10
    here = f"{a(digit).capitalize()} with noise of standard deviation {noise:g}: read "
    if answer == digit:
        return f"{here}rightly, with probability {sure:.1f}{PERCENT}."
    return (
        f"{here}as {a(answer)}, wrongly, with probability {sure:.1f}{PERCENT}; the true digit gets "
        f"{written(100 * probabilities[digit], 2)}{PERCENT}."
    )
