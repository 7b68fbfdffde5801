"""Why backwards: the two orders of multiplying Jacobians, and their costs."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from shared.cost import jacobian_multiplications
from shared.figures.style import colour, counted, panels, powers_of_ten, styled, written

INPUTS = (1, 4, 16, 64, 256, 1024, 4096, 16384)


@styled
def draw_modes(hidden: int, inputs: int = 1024, outputs: int = 1) -> Figure:
    """Draw the cost of the derivatives of all outputs by all inputs, in forward and reverse mode.

    Parameters
    ----------
    hidden : int
        Width of both hidden layers.
    inputs, outputs : int
        Widths of the ends.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: multiplications against the number of inputs; the three matrices, and which
        product is formed first.
    """
    figure, (costs, matrices) = panels(2)
    for mode, meaning, style in (("forward", "forward", "-"), ("reverse", "gradient", "--")):
        curve = [jacobian_multiplications([n, hidden, hidden, outputs], mode) for n in INPUTS]
        costs.plot(INPUTS, curve, style, color=colour(meaning), label=f"{mode} mode")
        here = jacobian_multiplications([inputs, hidden, hidden, outputs], mode)
        costs.plot(inputs, here, "o", color=colour(meaning))
    costs.axvline(outputs, color=colour("muted"), linewidth=1, linestyle=":")
    powers_of_ten(costs.xaxis, range(5))
    powers_of_ten(costs.yaxis, range(3, 14, 2))
    costs.set(xlim=(0.7, 25_000), ylim=(1e3, 1e13))
    costs.set(title="multiplications", xlabel="inputs d   (dotted: d = K)")
    costs.legend(loc="upper left")

    matrices.set(xlim=(0, 10), ylim=(0, 10), title="first product, and size of its result")
    matrices.set_axis_off()
    draw_chain(matrices, 7.4, (inputs, hidden, hidden, outputs), 0, "forward")
    draw_chain(matrices, 2.4, (inputs, hidden, hidden, outputs), 1, "gradient")
    return figure


def draw_chain(
    axes: Axes, y: float, sizes: tuple[int, int, int, int], first: int, meaning: str
) -> None:
    """Draw three matrices, the two that are multiplied first in full colour."""
    x = 0.0
    for i, (rows, columns) in enumerate(pairwise(sizes)):
        width, height = drawn_length(columns), drawn_length(rows)
        is_first = i in (first, first + 1)
        look = {"facecolor": colour(meaning), "alpha": 0.45 if is_first else 0.12}
        axes.add_patch(Rectangle((x, y - height / 2), width, height, **look))
        axes.add_patch(
            Rectangle((x, y - height / 2), width, height, fill=False, edgecolor=colour(meaning))
        )
        x += width + (1.0 if i != 2 else 0.0)
        if i < 2:
            axes.text(x - 0.5, y, "·", ha="center", va="center", fontsize=14)
    name = "forward" if first == 0 else "reverse"
    text = f"{name}: {sizes[first]:,} × {sizes[first + 2]:,}"
    axes.text(0, y + 2.25, text, va="center", color=colour(meaning))


def drawn_length(entries: int) -> float:
    """Return a length that grows with the logarithm, so that 1 and 16384 fit one picture."""
    return 0.22 + 0.2 * float(np.log2(entries))


def describe_modes(hidden: int, inputs: int = 1024, outputs: int = 1) -> str:
    """Say what `draw_modes` shows."""
    sizes = [inputs, hidden, hidden, outputs]
    forward, reverse = (jacobian_multiplications(sizes, mode) for mode in ("forward", "reverse"))
    ends = f"{counted(inputs, 'input')}, {counted(outputs, 'output')}"
    words = f"{ends}: forward mode needs {forward:,} multiplications, reverse mode {reverse:,}. "
    if inputs == outputs:
        return words + "They cost the same."
    worse, ratio = (
        ("Forward", forward / reverse) if reverse < forward else ("Reverse", reverse / forward)
    )
    return words + f"{worse} mode takes {written(ratio, 3)} times as many."
