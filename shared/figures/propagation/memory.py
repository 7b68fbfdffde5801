"""What training keeps in memory, and for how long."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from shared.cost import memory_timeline, parameter_count
from shared.figures.style import BEHIND, colour, counted, panels, styled, written

MEBIBYTE = 2**20
NUMBER = 4  # bytes, in float32
MODES = {
    "prediction": (":", "ink"),
    "training": ("-", "forward"),
    "checkpointing": ("--", "forward"),
}
#: The parts of a bar, from left to right.
PARTS = {"parameter": "parameters", "gradient": "gradients", "forward": "values"}


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
        Left: values of the minibatch in memory, step by step. Right: peaks, with parameters and
        gradients.
    """
    prints = {mode: footprint(width, depth, batch, mode) for mode in MODES}
    figure, (timeline, bars) = panels(2)
    for mode, (style, meaning) in MODES.items():
        values = prints[mode].timeline
        thin = max(1, len(values) // 160)
        steps = np.arange(len(values))
        timeline.plot(
            steps[::thin], values[::thin], style, color=colour(meaning), linewidth=1.5, label=mode
        )
    peak = prints["training"].values
    length = max(len(each.timeline) for each in prints.values())
    timeline.set(title="values of the minibatch, MiB", xlabel="arrays computed so far")
    timeline.set(xlim=(-0.02 * length, 1.02 * length), ylim=(0, 1.5 * peak))
    timeline.set_xticks([0, length])
    timeline.set_yticks([0, peak], ["0", written(peak, 3)])
    timeline.legend(loc="upper right")

    for row, (mode, each) in enumerate(prints.items()):
        left = 0.0
        parts = (each.parameters, each.gradients, each.values)
        for amount, (meaning, name) in zip(parts, PARTS.items(), strict=True):
            look = {"facecolor": colour(meaning), "alpha": BEHIND, "edgecolor": colour("paper")}
            look["hatch"] = "///" if meaning == "gradient" else None
            look["label"] = name if mode == "training" else ""  # in the key once
            bars.barh(-row, amount, left=left, height=0.42, **look)
            left += amount
        bars.text(0, -row + 0.36, f"{mode}: {written(each.total, 3)} MiB", va="center")
    most = max(each.total for each in prints.values())
    bars.set(title="peak memory", xlim=(0, 1.04 * most), ylim=(-2.9, 0.65), yticks=[])
    bars.set_xticks([0, most], ["0", f"{written(most, 3)} MiB"])
    bars.get_xticklabels()[1].set_ha("right")
    bars.grid(visible=False)
    bars.spines["left"].set_visible(False)  # it would touch the texts
    bars.legend(
        loc="lower left",
        ncols=3,
        labelcolor=[colour(meaning) for meaning in PARTS],
        handlelength=1.2,
        handleheight=1.0,
        handletextpad=0.5,
        columnspacing=1.6,
        bbox_to_anchor=(0, 0.02),
        borderaxespad=0,
        borderpad=0,
    )
    return figure


def describe_memory(width: int, depth: int = 16, batch: int = 256) -> str:
    """Say what `draw_memory` shows.

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
    str
    """
    prints = {mode: footprint(width, depth, batch, mode) for mode in MODES}
    totals = [f"{mode} {written(each.total, 3)} MiB" for mode, each in prints.items()]
    values = [written(each.values, 3) for each in prints.values()]
    more = len(prints["checkpointing"].timeline) / len(prints["training"].timeline)
    return (
        f"{depth} layers, {counted(batch, 'sample')}: at their peaks {', '.join(totals)}. The "
        f"values of the minibatch take {values[0]}, {values[1]} and {values[2]} MiB of that; "
        f"checkpointing computes {more:.2f} times as many arrays as training without it."
    )
