"""A digit that the reader draws, and what the network makes of it."""

from functools import cached_property

import numpy as np
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure

from shared.figures.digits.drawing import counts_of, text_of
from shared.figures.digits.images import CLASSES, SIDE, a, written_images
from shared.figures.style import PERCENT, colour, panels, styled, written
from shared.losses import softmax
from shared.mlp import MLP

WIDTH, HEIGHT, FIELD = 3.6, 3.7, 1.08  # of the panel, and of a square in it, inches
STEPS = 8  # shades of what spoke for an answer, and as many against it
TITLES = ("probability of each digit", "probability, unlike anything in training")
UNUSUAL = 99  # percent of the training images have a nearer neighbour than what is called unusual


class Reader:
    """A trained network, the images it has learned from, and others to choose among.

    Parameters
    ----------
    net : MLP
        With one hidden layer of at most 64 ReLU units. Its parameters are rounded to thousandths,
        so that a page computes with the same.
    X, y : ndarray, (n, 64) and (n,)
        The images it was trained on, and their labels.
    others, labels : ndarray, (m, 64) and (m,)
        Images that it has not seen.

    Attributes
    ----------
    counts, others : ndarray of int
        Ink of the images, from 0 to 16.
    """

    def __init__(self, net: MLP, X, y, others, labels):
        self.net = MLP(net.sizes, net.activation, rng=np.random.default_rng(0))
        self.net.params = [(np.round(W, 3) + 0.0, np.round(b, 3) + 0.0) for W, b in net.params]
        self.counts, self.others = (np.rint(16 * each).astype(int) for each in (X, others))
        self.y, self.labels = y, labels

    @cached_property
    def usual(self) -> float:
        """The distance within which 99 % of the training images have another of them."""
        squares = (self.counts**2).sum(axis=1)
        distances = squares[:, np.newaxis] + squares - 2 * self.counts @ self.counts.T
        np.fill_diagonal(distances, distances.max() + 1)
        return float(np.percentile(np.sqrt(distances.min(axis=1)) / 16, UNUSUAL))

    def given(self) -> dict[str, object]:
        """Return what the page is given: parameters, and images as texts."""
        return {
            "params": [[W.tolist(), b.tolist()] for W, b in self.net.params],
            "images": written_images(self.counts / 16),
            "classes": "".join(map(str, self.y)),
            "others": written_images(self.others / 16),
            "labels": "".join(map(str, self.labels)),
            "usual": self.usual,
        }

    def drawing(self, image: int | str) -> str:
        """Return an image to choose by its number as a drawing; a drawing stays as it is."""
        return image if isinstance(image, str) else text_of(self.others[image])

    def read(self, counts: np.ndarray):
        """Return what the network and nearest neighbour make of an image.

        Parameters
        ----------
        counts : ndarray of int, (64,)

        Returns
        -------
        probabilities : ndarray, (10,)
        hidden : ndarray
            Activations of the hidden units.
        mattered : ndarray, (64,)
            For each pixel its value times the derivative by it of the highest logit. They add up to
            the logit, but for the part of the biases.
        nearest : int
            Which training image is the nearest.
        distance : float
            How far it is away.
        """
        x = counts / 16
        record = self.net.forward(x[np.newaxis])
        logits, hidden = record.output[0], record.activations[1][0]
        (W1, _), (W2, _) = self.net.params
        slopes = W1 @ (W2[:, logits.argmax()] * (hidden > 0))
        squares = ((self.counts - counts) ** 2).sum(axis=1)
        nearest = int(squares.argmin())
        distance = float(np.sqrt(squares[nearest]) / 16)
        return softmax(logits), hidden, x * slopes, nearest, distance


def shades_of(values: np.ndarray, steps: int) -> np.ndarray:
    """Return shares of the largest magnitude as whole numbers up to `steps`, away from 0."""
    largest = abs(values).max()
    shares = np.floor(steps * abs(values) / (largest or 1) + 0.5)
    return (np.sign(values) * shares).astype(int)


@styled
def draw_drawn_digit(reader: Reader, image: int | str = 0) -> Figure:
    """Draw the network's probabilities for a drawing, and what they come from.

    Parameters
    ----------
    reader : Reader
    image : int or str
        Which image to take, or a drawing as `drawing` describes it.

    Returns
    -------
    matplotlib.figure.Figure
        One panel: probabilities; below, the image as counted, the nearest training image, and what
        mattered in the image. One panel fits a phone together with the pad.
    """
    counts = counts_of(reader.drawing(image))
    probabilities, _, mattered, nearest, distance = reader.read(counts)
    first = probabilities.argmax()
    figure, (bars,) = panels(width=WIDTH, height=HEIGHT, bottom=FIELD + 0.95)
    look = {"color": colour("forward"), "linewidth": 13, "solid_capstyle": "butt"}
    bars.plot(*bars_of(probabilities), gid="probabilities", **look)
    bars.set(xlim=(-0.6, 9.6), ylim=(0, 1), xticks=range(CLASSES), xlabel="digit")
    is_unusual = distance > reader.usual
    bars.text(-0.6, 1.07, TITLES[is_unusual], gid="title")
    bars.grid(axis="x", visible=False)
    ink = _opacities("forward", 16)
    axes = _draw_field(figure, 0, "counted", counts, ink)
    _write_above(axes, None, "counts of ink")
    axes = _draw_field(figure, 1, "nearest", reader.counts[nearest], ink)
    _write_above(axes, "neighbour", f"nearest: {a(reader.y[nearest])}")
    against, speaks_for = (_opacities(each, STEPS).colors for each in ("muted", "gradient"))
    both = ListedColormap([*against[:0:-1], *speaks_for])
    axes = _draw_field(figure, 2, "mattered", shades_of(mattered, STEPS) + STEPS, both)
    _write_above(axes, "answer", f"for/against {first}")
    return figure


def _opacities(meaning, steps):
    """Return a colour at 0 to `steps` shares of its opacity."""
    return ListedColormap([to_rgba(colour(meaning), k / steps) for k in range(steps + 1)])


def _draw_field(figure, place, name, values, colours):
    """Draw 64 whole numbers as one of three squares in a row."""
    left, bottom = 0.1 + (FIELD + 0.1) * place, 0.08
    box = (left / WIDTH, bottom / HEIGHT, FIELD / WIDTH, FIELD / HEIGHT)
    axes = figure.subfigs[0].add_axes(box)
    look = {"cmap": colours, "vmin": 0, "vmax": colours.N - 1, "interpolation": "nearest"}
    rows = values.reshape(SIDE, SIDE)[::-1]
    extent = (0, SIDE, 0, SIDE)
    axes.imshow(rows, origin="lower", aspect="auto", extent=extent, gid=name, **look)
    axes.set(xticks=[], yticks=[])
    axes.grid(visible=False)
    axes.spines[:].set_visible(True)
    return axes


def _write_above(axes, name, text):
    """Write where a title would stand; with a name, it changes."""
    axes.text(0, SIDE + 0.55, text, gid=name)


def bars_of(probabilities: np.ndarray) -> np.ndarray:
    """Return x and y of a line for each probability; the pen is lifted between them."""
    x = np.repeat(np.arange(CLASSES, dtype=float), 3)
    y = np.zeros(3 * CLASSES)
    y[1::3] = probabilities
    x[2::3] = y[2::3] = np.nan
    return np.array([x, y])


def describe_drawn_digit(reader: Reader, image: int | str = 0) -> str:
    """Say what `draw_drawn_digit` shows."""
    counts = counts_of(reader.drawing(image))
    probabilities, hidden, mattered, nearest, distance = reader.read(counts)
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    if not isinstance(image, str):
        told = f"Image {image} of those not used in training, {a(reader.labels[image])}: "
    elif counts.any():
        told = "Your drawing: "
    else:
        told = "Nothing is drawn yet. Blank paper: "
    parts = [
        f"{told}prediction {first} with probability {_share(probabilities[first])}, "
        f"then {second} with {_share(probabilities[second])}."
    ]
    neighbour = a(reader.y[nearest])
    parts.append(
        f"The nearest of {len(reader.y):,} training images, {written(distance)} away, is "
        f"{neighbour}: 1-NN predicts {reader.y[nearest]}."
    )
    if distance > reader.usual:
        parts.append(
            f"This is unlike anything in training: {UNUSUAL}{PERCENT} of the training images have "
            f"another within {written(reader.usual)}."
        )
    if mattered.max() > 0:
        row, column = divmod(int(mattered.argmax()), SIDE)
        parts.append(
            f"The pixel in row {row + 1}, column {column + 1} adds most to the score of {first}: "
            "its value times the derivative of the score."
        )
    parts.append(f"{(hidden > 0).sum()} of {len(hidden)} hidden units are active.")
    return " ".join(parts)


def _share(probability):
    """Return a percentage rounded down: no softmax gives all of its probability to one class."""
    if probability < 0.001:
        return f"less than 0.1{PERCENT}"
    return f"{np.floor(1000 * min(probability, 0.9999)) / 10:.1f}{PERCENT}"
