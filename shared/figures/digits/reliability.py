"""How often a model is correct at each confidence, as noise is added to the images."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import PERCENT, colour, panels, styled

BINS = np.linspace(0, 1, 11)


@styled
def draw_reliability(
    predictions: Mapping[tuple[str, float], tuple[np.ndarray, np.ndarray]],
    noise: float = 0.0,
    model: str = "network",
) -> Figure:
    """Draw a reliability diagram, and how often each confidence occurs.

    Parameters
    ----------
    predictions : dict of (str, float) to (ndarray, ndarray)
        For each model and noise the confidence of each prediction, and whether it is correct.
    noise : float
        Standard deviation of the noise.
    model : str
        Which model to show.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: accuracy by confidence; share of the predictions by confidence.
    """
    confidence, correct = predictions[model, noise]
    figure, (diagram, shares) = panels(2)
    diagram.plot([0, 100], [0, 100], ":", color=colour("muted"), linewidth=1.2)
    diagram.text(28, 33, "calibrated", color=colour("muted"), rotation=0, ha="right")
    places, accuracy, share = binned(confidence, correct)
    diagram.plot(100 * places, 100 * accuracy, "o-", color=colour("forward"))
    mean = 100 * confidence.mean(), 100 * correct.mean()
    diagram.plot(*mean, "D", color=colour("gradient"), markersize=7)
    diagram.set(title="% correct (diamond: all)", xlabel="confidence, %")
    diagram.set(xlim=(-3, 103), ylim=(-3, 103), xticks=range(0, 101, 25), yticks=range(0, 101, 25))
    shares.bar(100 * BINS[:-1] + 5, 100 * share, width=9, color=colour("forward"))
    shares.set(title="% of the predictions", xlabel="confidence, %", xlim=(-3, 103), ylim=(0, 103))
    shares.set(xticks=range(0, 101, 25), yticks=range(0, 101, 25))
    shares.grid(axis="x", visible=False)
    return figure


def binned(confidence: np.ndarray, correct: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return mean confidence and accuracy of each bin with 20 predictions, and shares of all.

    Parameters
    ----------
    confidence : ndarray, (n,)
        Greatest probabilities.
    correct : ndarray of bool, (n,)
        Whether each prediction is correct.

    Returns
    -------
    places, accuracy : ndarray, (bins with at least 20 predictions,)
    share : ndarray, (10,)
    """
    bins = np.minimum(np.digitize(confidence, BINS) - 1, len(BINS) - 2)
    counts = np.bincount(bins, minlength=len(BINS) - 1)
    enough = counts >= 20
    sums = (np.bincount(bins, each, minlength=len(counts)) for each in (confidence, correct))
    places, accuracy = (each[enough] / counts[enough] for each in sums)
    return places, accuracy, counts / counts.sum()


def describe_reliability(
    predictions: Mapping[tuple[str, float], tuple[np.ndarray, np.ndarray]],
    noise: float = 0.0,
    model: str = "network",
) -> str:
    """Say what `draw_reliability` shows."""
    confidence, correct = predictions[model, noise]
    sure = confidence >= 0.9
    return (
        f"{model.capitalize()}, noise {noise:g}: {100 * correct.mean():.1f}{PERCENT} correct, mean "
        f"confidence {100 * confidence.mean():.1f}{PERCENT}. The confidence is at least "
        f"90{PERCENT} in {100 * sure.mean():.1f}{PERCENT} of the predictions; of these "
        f"{100 * correct[sure].mean():.1f}{PERCENT} are correct."
    )
