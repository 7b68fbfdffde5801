"""The misclassified images of which the network was surest."""

import numpy as np
from matplotlib.figure import Figure

from shared.figures.digits.images import PAPER_AND_INK, SIDE, a, middles, mosaic, without_frame
from shared.figures.style import PERCENT, panels, styled

MISTAKES_IN_A_ROW = 4
MISTAKES_DRAWN = 8


@styled
def draw_mistakes(X: np.ndarray, y: np.ndarray, probabilities: np.ndarray) -> Figure:
    """Draw the misclassified images with the highest confidence.

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
        Two panels of up to four images, each above its label, the prediction and its probability.
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
            f"{a(label)}, taken\nfor {a(answer)}\n({100 * p:.0f}{PERCENT})"
            for label, answer, p in zip(
                y[chosen], answers, probabilities[chosen].max(axis=1), strict=True
            )
        ]
        each.set_xticks(middles(len(chosen)), labels)
        each.set_yticks([])
        without_frame(each)
    return figure


def worst_mistakes(y: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Return the indices of misclassified images, those with the highest confidence first."""
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != y)
    order = np.argsort(-probabilities[wrong].max(axis=1), kind="stable")
    return wrong[order][:MISTAKES_DRAWN]


def describe_mistakes(X: np.ndarray, y: np.ndarray, probabilities: np.ndarray) -> str:
    """Say what `draw_mistakes` shows."""
    worst = worst_mistakes(y, probabilities)
    answers = probabilities.argmax(axis=1)
    told = "; ".join(
        f"{a(y[i])} taken for {a(answers[i])} ({100 * probabilities[i].max():.0f}{PERCENT})"
        for i in worst
    )
    wrong = int((answers != y).sum())
    return (
        f"Of {len(y)} images, {wrong} are misclassified, these with the highest confidence: {told}."
    )
