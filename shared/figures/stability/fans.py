"""What a layer does to variances, by the ratio of its widths."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from shared.figures.style import BEHIND, colour, counted, panels, styled

SCHEMES = {
    "fan-in": lambda ratio: 1.0,
    "fan-out": lambda ratio: ratio,
    "average (Xavier)": lambda ratio: (1 + ratio) / 2,
    "geometric mean": lambda ratio: ratio**0.5,
}
INPUTS = 128
RATIOS = (1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8)
RATIO_LABELS = ("⅛", "¼", "½", "1", "2", "4", "8")


def expected_factors(scheme: str, ratio) -> tuple[float, float]:
    """Return what a layer does to the variance forward and backward; ratio is n_out / n_in."""
    forward = 1 / SCHEMES[scheme](ratio)
    return forward, ratio * forward


@styled
def draw_fans(
    measured: Mapping[tuple[float, str], tuple[float, float]],
    ratio: float = 1,
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
        A panel of the expected factors for all ratios, measured ones as markers, and one of the two
        factors of the layer chosen.
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
    bars.set(title=f"this layer: {INPUTS} inputs, {counted(round(INPUTS * ratio), 'output')}")
    bars.set(xlim=(-0.6, 1.6), ylim=(-4, 4))
    bars.set_xticks((0, 1), ("forward", "backward"))
    bars.set_yticks(range(-3, 4), RATIO_LABELS)
    return figure


def describe_fans(
    measured: Mapping[tuple[float, str], tuple[float, float]],
    ratio: float = 1,
    scheme: str = "average (Xavier)",
) -> str:
    """Say what `draw_fans` shows."""
    forward, backward = measured[ratio, scheme]
    return (
        f"Scheme {scheme}, {INPUTS} inputs and {counted(round(INPUTS * ratio), 'output')}: "
        f"the variance is multiplied by {forward:.2f} on the way forward and by {backward:.2f} on "
        "the way back."
    )
