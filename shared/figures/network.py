"""Draw a multilayer perceptron: a circle for each unit, a line for each weight."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from shared.cost import parameter_count
from shared.figures.style import colour, counted, panels, styled, written
from shared.validation import positive_integer, shown

__all__ = ["describe_network", "draw_network"]

# Inches.
WIDTH, COLUMN = 3.6, 0.71  # of the panel; from one layer to the next, at least
HEIGHT, HEAD, FOOT = 3.0, 0.52, 0.78
SIDE = 0.38  # from the border to the first and the last layer
RADIUS = 0.17
APART = 0.85  # from one unit to the next, at most
LINE = 0.18

LAYERS = 5  # that fit beside each other on a phone
UNITS = 5  # that are all drawn; of more, the first three and the last
WRITTEN = 3  # units per layer, so that there is room for numbers on the lines between them


@styled
def draw_network(
    sizes: Sequence[int], *, names=None, path: Sequence[int] = (), params=None, values=None
) -> Figure:
    """Draw the units of a network as circles, and its weights as lines.

    Above each layer are its name and the shape of its values for n samples. Below each pair of
    layers are the parameters between them.

    Parameters
    ----------
    sizes : sequence of int
        Units of each layer, inputs first; at most 5 layers. Of more than 5 units the first three
        and the last are drawn.
    names : sequence of str, optional
        Names of the layers; by default X, H and O.
    path : sequence of int, optional
        One unit per layer, counted from 0; the path through these units is highlighted.
    params : list of (W, b), optional
        Weights to write on the lines and biases to write below the units, with at most 3 units per
        layer.
    values : sequence of array_like, optional
        The values of each layer's units for one sample, written into the circles.

    Returns
    -------
    matplotlib.figure.Figure
        One panel.

    Examples
    --------
    >>> figure = draw_network([2, 3, 1], path=[0, 2, 0])
    """
    network = Network(sizes, names, path, params, values)
    columns = len(network.sizes)
    width = max(WIDTH, 2 * SIDE + COLUMN * (columns - 1))
    figure, [axes] = panels(width=width, height=HEIGHT, left=0, right=0, bottom=0, top=0)
    axes.set(xlim=(0, width), ylim=(0, HEIGHT))
    axes.set_axis_off()
    across = np.linspace(SIDE, width - SIDE, columns)
    places = [
        column(x, size, params is not None) for x, size in zip(across, network.sizes, strict=True)
    ]
    for layer in range(1, columns):
        draw_weights(axes, network, layer, places[layer - 1], places[layer])
        draw_foot(axes, network, layer, across[layer - 1 : layer + 1].mean())
    for layer, inside in enumerate(places):
        draw_head(axes, network, layer, across[layer])
        for unit, place in inside.items():
            draw_unit(axes, network, layer, unit, place)
    return figure


def describe_network(
    sizes: Sequence[int], *, names=None, path: Sequence[int] = (), params=None, values=None
) -> str:
    """Say what `draw_network` shows.

    Examples
    --------
    >>> words = describe_network([2, 3, 1], path=[1, 0, 0])
    >>> words.split(". ")[-1]
    'Highlighted: one of 6 paths, from x₂ through h₁ to o₁.'
    """
    network = Network(sizes, names, path, params, values)
    layers = range(len(network.sizes))
    between = [text for layer in layers[1:] for text in network.foot(layer)]
    sentences = [
        f"A network of {network.units()}, each unit joined to all units of the layer before",
        f"Shapes: {', '.join(' '.join(network.head(layer)) for layer in layers)}; "
        f"{', '.join(between)}: {counted(parameter_count(network.sizes), 'parameter')}",
    ]
    if network.path:
        first, *middle, last = (network.unit(i, j) for i, j in enumerate(network.path))
        places = " and ".join(filter(None, [", ".join(middle[:-1]), *middle[-1:]]))
        through = f" through {places}" if middle else ""
        among = int(np.prod(network.sizes))
        which = "one of" if among > 1 else "the only one of"
        sentences.append(
            f"Highlighted: {which} {counted(among, 'path')}, from {first}{through} to {last}"
        )
    if params is not None:
        arrows = [
            f"{network.unit(layer - 1, i)} to {network.unit(layer, j)}: {written(weight)}"
            for layer, (W, _) in enumerate(params, start=1)
            for (i, j), weight in np.ndenumerate(W)
        ]
        biases = [
            f"{network.unit(layer, j)}: {written(bias)}"
            for layer, (_, b) in enumerate(params, start=1)
            for j, bias in enumerate(b)
        ]
        sentences += [f"Weights: {', '.join(arrows)}", f"Biases: {', '.join(biases)}"]
    if values is not None:
        now = [
            f"{network.unit(layer, j)}: {written(value)}"
            for layer, inside in enumerate(values)
            for j, value in enumerate(inside)
        ]
        sentences.append(f"Values: {', '.join(now)}")
    return ". ".join(sentences) + "."


# --- what is drawn ----------------------------------------------------------------------------


class Network:
    """Sizes, names and numbers of a network that fit each other."""

    def __init__(self, sizes, names, path, params, values):
        self.sizes = [positive_integer(size, f"sizes[{i}]") for i, size in enumerate(sizes)]
        layers = len(self.sizes)
        if not 2 <= layers <= LAYERS:
            raise ValueError(f"sizes must name 2 to {LAYERS} layers, not {shown(sizes)}")
        self.names = list(names or self._usual_names())
        self.path, self.params, self.values = list(path), params, values
        for argument, given, wanted in [
            ("names", self.names, layers),
            ("path", self.path or self.sizes, layers),
            ("params", self.sizes[1:] if params is None else params, layers - 1),
            ("values", self.sizes if values is None else values, layers),
        ]:
            if len(given) != wanted:
                raise ValueError(f"{argument} must have {wanted} entries, not {shown(given)}")
        for unit, size in zip(self.path, self.sizes, strict=False):
            if unit not in drawn(size):
                raise ValueError(f"path must lead through units that are drawn, not {shown(path)}")
        if params is not None and max(self.sizes) > WRITTEN:
            raise ValueError(
                f"params can be written for at most {WRITTEN} units per layer, "
                f"not for sizes {self.sizes}"
            )

    def _usual_names(self) -> list[str]:
        """Return X, H₁, H₂ and so on, and O."""
        hidden = len(self.sizes) - 2
        inner = ["H"] if hidden == 1 else [f"H{below(i)}" for i in range(1, hidden + 1)]
        return ["X", *inner, "O"]

    def units(self) -> str:
        """Describe the numbers of units in words."""
        first, *hidden, last = self.sizes
        parts = [counted(first, "input")]
        if len(hidden) == 1:
            parts.append(counted(*hidden, "hidden unit"))
        elif hidden:
            widths = f"{', '.join(map(str, hidden[:-1]))} and {hidden[-1]}"
            parts.append(f"{len(hidden)} hidden layers of {widths} units")
        else:
            parts.append("no hidden unit")
        return f"{', '.join(parts)}, and {counted(last, 'output')}"

    def head(self, layer: int) -> tuple[str, str]:
        """Return the name of a layer and its shape."""
        return self.names[layer], f"(n,\N{NO-BREAK SPACE}{self.sizes[layer]:,})"

    def foot(self, layer: int) -> tuple[str, str]:
        """Return the parameters that lead into a layer, with their shapes."""
        fan_in, fan_out = self.sizes[layer - 1 : layer + 1]
        shape = f"({fan_in},\N{NO-BREAK SPACE}{fan_out})"
        return f"W{below(layer)} {shape}", f"b{below(layer)} ({fan_out})"

    def unit(self, layer: int, unit: int) -> str:
        """Return the name of a unit: the name of its layer in lower case, and a number."""
        name = self.names[layer]
        number = below(unit + 1)
        return f"{name[0].lower()}{number}" if len(name) == 1 else f"unit {unit + 1} of {name}"

    def is_on_path(self, layer: int, unit: int) -> bool:
        """Say whether the highlighted path leads through a unit."""
        return bool(self.path) and self.path[layer] == unit


def below(number: int) -> str:
    """Return a number as a subscript."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def drawn(size: int) -> list[int]:
    """Return which units of a layer are drawn."""
    return list(range(size)) if size <= UNITS else [*range(UNITS - 2), size - 1]


def column(x: float, size: int, is_wide: bool) -> dict[int, tuple[float, float]]:
    """Return the positions of the units of a layer, the first at the top."""
    units = drawn(size)
    rows = len(units) + (size > UNITS)  # dots take a row of their own
    room = HEIGHT - HEAD - FOOT - 2 * RADIUS - 2 * LINE * is_wide
    step = min(APART, room / max(rows - 1, 1))
    middle = FOOT + (HEIGHT - HEAD - FOOT) / 2
    top = middle + step * (rows - 1) / 2
    steps = [row + (unit > row) for row, unit in enumerate(units)]
    return {unit: (x, top - step * row) for unit, row in zip(units, steps, strict=True)}


# --- marks ------------------------------------------------------------------------------------


def draw_weights(axes: Axes, network: Network, layer: int, sources: dict, targets: dict) -> None:
    """Draw a line for each weight between two layers, with the number if it is known."""
    for i, (x0, y0) in sources.items():
        for j, (x1, y1) in targets.items():
            lit = network.is_on_path(layer - 1, i) and network.is_on_path(layer, j)
            look = {
                "color": colour("forward" if lit else "muted"),
                "linewidth": 2.4 if lit else 0.8,
            }
            axes.plot([x0, x1], [y0, y1], zorder=1.5 if lit else 1, **look)
            if network.params is not None:
                # Near the source, where lines to different targets are still apart.
                x, y = x0 + 0.36 * (x1 - x0), y0 + 0.36 * (y1 - y0)
                weight = written(float(network.params[layer - 1][0][i][j]), 2)
                write(axes, x, y, weight, "parameter", zorder=2)


def draw_unit(axes: Axes, network: Network, layer: int, unit: int, place) -> None:
    """Draw the circle of a unit, with its value or its name, and its bias below if it is known."""
    x, y = place
    lit = network.is_on_path(layer, unit)
    rim = {"edgecolor": colour("forward" if lit else "ink"), "linewidth": 2.4 if lit else 1.1}
    axes.add_patch(Circle(place, RADIUS, facecolor=colour("paper"), zorder=3, **rim))
    name = network.unit(layer, unit)
    name = name if len(network.names[layer]) == 1 else str(unit + 1)
    if network.values is None:
        write(axes, x, y, name, "ink", zorder=4)
    else:
        write(axes, x, y, written(float(network.values[layer][unit]), 2), "forward", zorder=4)
        write(axes, x, y + RADIUS + LINE / 2, name, "ink", zorder=2)
    if network.params is not None and layer:
        bias = written(float(network.params[layer - 1][1][unit]), 2)
        write(axes, x, y - RADIUS - LINE / 2 - 0.01, f"b = {bias}", "parameter", zorder=2)
    size = network.sizes[layer]
    if unit == UNITS - 3 and size > UNITS:
        last = column(x, size, False)[size - 1][1]
        write(axes, x, (y + last) / 2, "⋮", "ink", zorder=2)


def draw_head(axes: Axes, network: Network, layer: int, x: float) -> None:
    """Write the name and the shape of a layer above it."""
    name, shape = network.head(layer)
    write(axes, x, HEIGHT - LINE * 0.75, name, "ink", weight="bold")
    write(axes, x, HEIGHT - LINE * 1.85, shape, "muted")


def draw_foot(axes: Axes, network: Network, layer: int, x: float) -> None:
    """Write the parameters between two layers below them."""
    weights, biases = network.foot(layer)
    for row, text in enumerate([biases, *reversed(weights.split(" "))]):
        write(axes, x, LINE * (0.7 + 1.1 * row), text, "parameter")


def write(axes: Axes, x: float, y: float, text: str, meaning: str, **look) -> None:
    """Write a short text, whose background hides the lines below."""
    ground = {"facecolor": colour("paper"), "edgecolor": "none", "pad": 0.6}
    at = {
        "ha": "center",
        "va": "center",
        "bbox": ground if look.get("zorder") == 2 else None,
    }
    axes.text(x, y, text, color=colour(meaning), **at | look)
