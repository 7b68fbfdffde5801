"""What training keeps in memory, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.cost import memory_timeline, parameter_count
from shared.figures.style import colour, counted, panels, powers_of_ten, styled, written

MEBIBYTE = 2**20
NUMBER = 4  # bytes, in float32
MODES = {
    "prediction": (":", "ink"),
    "training": ("-", "forward"),
    "checkpointing": ("--", "forward"),
}
#: The parts of the memory and their colours; the marker of each and its height in a row.
PARTS = {"parameters": "parameter", "gradients": "gradient", "values": "forward"}
MARKS = (("s", 0.04), ("X", -0.2), ("o", -0.08))
LEAST = 5e-4  # MiB, where the axes begin


@dataclass(frozen=True)
class Footprint:
    """What one way of computing keeps in memory, in MiB."""

    parameters: float
    gradients: float
    timeline: np.ndarray

    @property
    def values(self) -> float:
        """Return the peak of the values of the minibatch."""
        return float(self.timeline.max())

    @property
    def total(self) -> float:
        """Return everything at the peak."""
        return self.parameters + self.gradients + self.values


def footprint(width: int, depth: int, batch: int, mode: str) -> Footprint:
    """Return what a net of equally wide layers needs, in MiB of float32."""
    sizes = [width] * (depth + 1)
    unit = NUMBER / MEBIBYTE
    parameters = parameter_count(sizes) * unit
    timeline = np.array(memory_timeline(sizes, batch, mode)) * unit
    return Footprint(parameters, 0.0 if mode == "prediction" else parameters, timeline)


@styled
def draw_memory(width: int, depth: int = 16, batch: int = 256) -> Figure:
    """Draw the memory of prediction, of training and of training with checkpointing.

    Parameters
    ----------
    width : int
        Of all layers.
    depth : int
        Number of layers.
    batch : int
        Samples in the minibatch.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: values of the minibatch in memory, step by step; peaks, with parameters and
        gradients.
    """
    prints = {mode: footprint(width, depth, batch, mode) for mode in MODES}
    figure, (timeline, bars) = panels(2)
    draw_timeline(timeline, prints)
    draw_peaks(bars, prints)
    return figure


def draw_timeline(axes: Axes, prints: Mapping[str, Footprint]) -> None:
    """Draw the values of the minibatch in memory while arrays are computed one by one."""
    for mode, (style, meaning) in MODES.items():
        values = np.where(prints[mode].timeline > 0, prints[mode].timeline, np.nan)
        thin = max(1, len(values) // 160)
        steps = np.arange(len(values))[::thin]
        axes.plot(steps, values[::thin], style, color=colour(meaning), linewidth=1.5, label=mode)
    length = max(len(each.timeline) for each in prints.values())
    axes.set(title="values of the minibatch, MiB", xlabel="arrays computed so far")
    # One scale for all depths and minibatches, so that a change is seen as one.
    powers_of_ten(axes.yaxis, range(-3, 4))
    axes.set(xlim=(-0.02 * length, 1.02 * length), ylim=(LEAST, 1e6))
    axes.set_xticks([0, length])
    axes.legend(loc="upper right", ncols=2)


def draw_peaks(axes: Axes, prints: Mapping[str, Footprint]) -> None:
    """Draw a marker for each part of the peak memory of each way of computing."""
    rows = -np.arange(len(prints))
    for (part, meaning), (mark, above) in zip(PARTS.items(), MARKS, strict=True):
        amounts = np.array([getattr(each, part) for each in prints.values()])
        amounts[amounts == 0] = np.nan  # prediction has no gradients
        axes.plot(amounts, rows + above, mark, color=colour(meaning), markersize=7, label=part)
    for row, (mode, each) in zip(rows, prints.items(), strict=True):
        text = f"{mode}: {written(each.total, 3)} MiB in all"
        axes.text(1.4 * LEAST, row + 0.4, text, va="center")
    powers_of_ten(axes.xaxis, range(-3, 4))
    axes.set(title="at the peak, MiB", xlim=(LEAST, 1e4), ylim=(-2.95, 0.65), yticks=[])
    axes.legend(loc="lower left", ncols=3, handlelength=0.8, columnspacing=0.6, borderaxespad=0)


def describe_memory(width: int, depth: int = 16, batch: int = 256) -> str:
    """Say what `draw_memory` shows."""
    prints = {mode: footprint(width, depth, batch, mode) for mode in MODES}
    totals = [f"{mode} {written(each.total, 3)} MiB" for mode, each in prints.items()]
    values = [written(each.values, 3) for each in prints.values()]
    more = len(prints["checkpointing"].timeline) / len(prints["training"].timeline)
    return (
        f"{depth} layers, {counted(batch, 'sample')}: the peaks are {', '.join(totals)}. The "
        f"values of the minibatch take {values[0]}, {values[1]} and {values[2]} MiB of this. "
        f"Checkpointing computes {more:.2f} times as many arrays as training without it."
    )
