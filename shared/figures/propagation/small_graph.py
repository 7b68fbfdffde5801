"""The smallest graph that learns, with the reader's numbers: forward, then backward."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.text import Text

from shared.figures.graph import LINE, MARKER, draw_edge, draw_marker
from shared.figures.style import NO_BREAK, colour, panels, styled, written

HEIGHT = 2.75  # inches, as all places below
#: Where the squares of the variables and the circles of the operators stand.
SQUARES = {"w": (0.57, 2.05), "x": (0.57, 0.9), "y": (1.5, 0.6)}
SQUARES |= {"z": (1.5, 1.41), "e": (2.53, 1.41), "J": (3.27, 1.41)}
CIRCLES = {"z": (1.14, 1.41), "e": (2.16, 1.41), "J": (2.91, 1.41)}
SYMBOLS = {"z": "×", "e": "−", "J": "²"}
#: For each edge the corners on its way from a variable to the operator of another.
EDGES = {
    ("w", "z"): [SQUARES["w"], (0.95, SQUARES["w"][1])],
    ("x", "z"): [SQUARES["x"], (0.95, SQUARES["x"][1])],
    ("z", "e"): [SQUARES["z"]],
    ("y", "e"): [SQUARES["y"], (2.0, SQUARES["y"][1]), (2.0, 1.12)],
    ("e", "J"): [SQUARES["e"]],
}
#: What each step computes: nothing at first, then values, then gradients.
STEPS = ("", "z", "e", "J", "J", "e", "z", "y", "w", "x")
LAST_VALUE = 3
#: From the gradient of which variable that of another is computed.
SOURCES = {"e": "J", "z": "e", "y": "e", "w": "z", "x": "z"}
NUDGE = 0.01
#: Heights of the rows in which the changes of J stand.
ROWS = {"w": 1.85, "x": 1.3, "y": 0.75}
ABOUT, EXACTLY = 1.52, 3.1
#: What is not known yet is written like this, because a mark must not be missing.
BLANK = NO_BREAK
#: What is smaller is 0 but for rounding: all numbers of the figure have at most six decimals.
LEAST = 1e-12
#: A line of no length, hidden by the square of J.
NO_FLOW = [SQUARES["J"], SQUARES["J"]]
#: A frame around a square, begun in the middle of a side.
RING = MARKER / 2 + 0.04
AROUND = ((0, -1), (1, -1), (1, 1), (-1, 1), (-1, -1), (0, -1))


@dataclass(frozen=True)
class Pass:
    """All values and gradients of the graph, by the names of its variables."""

    values: Mapping[str, float]
    gradients: Mapping[str, float]


def both_passes(w: float, x: float, y: float) -> Pass:
    """Compute J = (w x − y)², and its derivative with respect to each variable.

    Parameters
    ----------
    w, x, y : float
        Weight, input and target.

    Returns
    -------
    Pass

    Examples
    --------
    >>> both_passes(2.0, 3.0, 5.0).gradients["w"]
    6.0
    """
    z = w * x
    e = z - y
    slope = 2 * e
    gradients = {"J": 1.0, "e": slope, "z": slope, "y": -slope, "w": slope * x, "x": slope * w}
    return Pass({"w": w, "x": x, "y": y, "z": z, "e": e, "J": e * e}, gradients)


def changes(w: float, x: float, y: float) -> dict[str, float]:
    """Return by how much J changes if one of the three numbers grows by `NUDGE`.

    Parameters
    ----------
    w, x, y : float
        Weight, input and target.

    Returns
    -------
    dict of str to float
    """
    given = {"w": w, "x": x, "y": y}
    before = both_passes(**given).values["J"]
    return {
        name: both_passes(**given | {name: value + NUDGE}).values["J"] - before
        for name, value in given.items()
    }


def small_graph_data() -> dict[str, object]:
    """Return what the figure's twin has to know: places, and what stands there at each step."""
    texts = draw_small_graph().findobj(lambda each: isinstance(each, Text) and each.get_gid())
    return {
        "places": {text.get_gid(): text.get_position() for text in texts},
        "flows": [
            [[None if np.isnan(at) else at for at in point] for point in flow_of(step) or NO_FLOW]
            for step in range(len(STEPS))
        ],
        "none": NO_FLOW,
        "steps": STEPS,
        "where": WHERE,
        "formula": FORMULA,
    }


@styled
def draw_small_graph(step: int = 3, w: float = 2.0, x: float = 3.0, y: float = 5.0) -> Figure:
    """Draw the graph of J = (w x − y)² with what is known of it, and what its gradients say.

    Parameters
    ----------
    step : int
        An index of `STEPS`.
    w, x, y : float
        Weight, input and target.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels: the graph; the change of J if a number grows by 0.01, by its gradient and
        exactly.
    """
    figure, (graph, table) = panels(2, height=HEIGHT, left=0, right=0, bottom=0, top=0)
    for axes in (graph, table):
        axes.set(xlim=(0, 3.6), ylim=(0, HEIGHT))
        axes.set_axis_off()
    both = both_passes(w, x, y)
    draw_frame(graph)
    draw_flow(graph, step)
    draw_knowledge(graph, both, step)
    draw_explanation(graph, both, step)
    draw_changes(table, both, changes(w, x, y), step)
    return figure


# --- the graph ----------------------------------------------------------------------------------


def draw_frame(axes: Axes) -> None:
    """Draw edges, squares and circles, which stay."""
    for (_, child), corners in EDGES.items():
        draw_edge(axes, corners, CIRCLES[child])
    for name, place in CIRCLES.items():
        both = zip(place, SQUARES[name], strict=True)
        axes.plot(*both, color=colour("muted"), linewidth=0.9, zorder=1)
        circle = Circle(place, MARKER / 2)
        draw_marker(axes, circle, place, SYMBOLS[name], "ink", is_filled=False)
    for name, (x, y) in SQUARES.items():
        square = Rectangle((x - MARKER / 2, y - MARKER / 2), MARKER, MARKER)
        rim = "parameter" if name == "w" else "ink"
        draw_marker(axes, square, (x, y), name, rim, is_filled=False)


def draw_flow(axes: Axes, step: int) -> None:
    """Draw the edges along which a step computes, and a frame around what it finds."""
    flow = flow_of(step) or NO_FLOW
    is_backward = step > LAST_VALUE
    for name, meaning, is_shown in (
        ("value-flow", "forward", not is_backward),
        ("gradient-flow", "gradient", is_backward),
    ):
        points = flow if is_shown else NO_FLOW
        look = {"color": colour(meaning), "linewidth": 2.4, "solid_capstyle": "butt"}
        axes.plot(*zip(*points, strict=True), gid=name, zorder=2, **look)


def flow_of(step: int) -> list[tuple[float, float]]:
    """Return the corners of the lines that a step draws, with gaps between them."""
    name = STEPS[step]
    if not name:
        return []
    if step > LAST_VALUE:
        edges = [(name, SOURCES[name])] if name in SOURCES else []
    else:
        edges = [edge for edge in EDGES if edge[1] == name]
    points = []
    for edge in edges:
        points += [*EDGES[edge], CIRCLES[edge[1]], SQUARES[edge[1]], (np.nan, np.nan)]
    x, y = SQUARES[name]
    return points + [(x + RING * across, y + RING * up) for across, up in AROUND]


def draw_knowledge(axes: Axes, both: Pass, step: int) -> None:
    """Write below each variable its value and its gradient, as far as they are known."""
    values, gradients = known_after(step)
    for name, (x, y) in SQUARES.items():
        value = number(both.values[name], 5) if name in values else BLANK
        write(axes, x, y - MARKER / 2 - 0.95 * LINE, value, f"value-{name}", "forward")
        slope = f"∂J/∂{name}: {number(both.gradients[name])}" if name in gradients else BLANK
        write(axes, x, y - MARKER / 2 - 1.95 * LINE, slope, f"gradient-{name}", "gradient")


def known_after(step: int) -> tuple[set[str], set[str]]:
    """Return the variables whose value and those whose gradient is known after a step."""
    values = {"w", "x", "y", *STEPS[1 : min(step, LAST_VALUE) + 1]}
    return values, set(STEPS[LAST_VALUE + 1 : step + 1])


#: What each step does, and its formula: {w} is the value of w, {de} the gradient of e, and (w) a
#: number in parentheses if it is negative.
WHERE = (
    "Given: w, x and y",
    "Forward, from w and x to z",
    "Forward, from z and y to e",
    "Forward, from e to J",
    "Backward, starting at J",
    "Backward, from J to e",
    "Backward, from e to z",
    "Backward, from e to y",
    "Backward, from z to w",
    "Backward, from z to x",
)
FORMULA = (
    BLANK,
    "z = w × x = {w} × {(x)} = {z}",
    "e = z − y = {z} − {(y)} = {e}",
    "J = e² = {(e)}² = {J}",
    "∂J/∂J = 1",
    "∂J/∂e = ∂J/∂J × 2e = 1 × {(de)} = {de}",
    "∂J/∂z = ∂J/∂e × 1 = {de} × 1 = {dz}",
    "∂J/∂y = ∂J/∂e × (−1) = {de} × (−1) = {dy}",
    "∂J/∂w = ∂J/∂z × x = {dz} × {(x)} = {dw}",
    "∂J/∂x = ∂J/∂z × w = {dz} × {(w)} = {dx}",
)


def formula_at(both: Pass, step: int) -> str:
    """Return the formula of a step with its numbers."""
    numbers = {name: number(value, 5) for name, value in both.values.items()}
    numbers |= {f"d{name}": number(value) for name, value in both.gradients.items()}
    for name, text in list(numbers.items()):
        numbers[f"({name})"] = f"({text})" if text.startswith("−") else text
    return FORMULA[step].format(**numbers)


def draw_explanation(axes: Axes, both: Pass, step: int) -> None:
    """Write what a step does, and its formula."""
    look = {"ha": "left"}
    write(axes, 0.1, HEIGHT - 0.15, WHERE[step], "where", "ink", **look)
    formula, is_backward = formula_at(both, step), step > LAST_VALUE
    y = HEIGHT - 0.37
    write(axes, 0.1, y, BLANK if is_backward else formula, "value-formula", "forward", ha="left")
    shown = formula if is_backward else BLANK
    write(axes, 0.1, y, shown, "gradient-formula", "gradient", ha="left")


# --- what the gradients say ---------------------------------------------------------------------


def draw_changes(axes: Axes, both: Pass, exact: Mapping[str, float], step: int) -> None:
    """Write by how much J changes if a number grows, by its gradient and exactly."""
    _, gradients = known_after(step)
    top = HEIGHT - 0.15
    axes.text(0.1, top, f"If one number grows by {NUDGE:g}, J changes by", va="center")
    look = {"ha": "center", "va": "center", "color": colour("muted")}
    axes.text(ABOUT, top - 0.36, f"about: gradient × {NUDGE:g}", **look)
    axes.text(EXACTLY, top - 0.36, "exactly", **look)
    for name, y in ROWS.items():
        axes.plot([0.1, 3.5], [y + 0.275] * 2, color=colour("grid"), linewidth=0.6)
        axes.text(0.3, y, name, ha="center", va="center")
        about = about_change(both.gradients[name]) if name in gradients else BLANK
        write(axes, ABOUT, y, about, f"about-{name}", "gradient")
        exactly = number(exact[name]) if name in gradients else BLANK
        write(axes, EXACTLY, y, exactly, f"exactly-{name}", "forward")


def about_change(gradient: float) -> str:
    """Return the change of J that a gradient predicts, with its calculation."""
    return f"{number(gradient)} × {NUDGE:g} = {number(gradient * NUDGE)}"


def write(axes: Axes, x: float, y: float, text: str, name: str, meaning: str, **look) -> None:
    """Write a text that changes."""
    look = {"ha": "center", "va": "center", "zorder": 5} | look
    axes.text(x, y, text, gid=name, color=colour(meaning), **look)


def number(value: float, digits: int = 4) -> str:
    """Return a number as it is written in the figure, without what rounding leaves of 0."""
    return written(value if abs(value) > LEAST else 0.0, digits)


def describe_small_graph(step: int = 3, w: float = 2.0, x: float = 3.0, y: float = 5.0) -> str:
    """Say what `draw_small_graph` shows."""
    both = both_passes(w, x, y)
    numbers = {name: number(value, 5) for name, value in both.values.items()}
    words = "w = {w}, x = {x}, y = {y}. ".format(**numbers)
    if step == 0:
        return f"{words}Nothing is computed yet."
    words += f"{WHERE[step]}: {formula_at(both, step)}."
    is_least = abs(both.values["e"]) <= LEAST
    if step > LAST_VALUE + 1 and is_least:
        words += " The error is 0, so all other gradients are 0 too: J has its minimum."
    exact, (_, gradients) = changes(w, x, y), known_after(step)
    changed = [
        f"{name}, about {number(both.gradients[name] * NUDGE)}, exactly {number(exact[name])}"
        for name in ROWS
        if name in gradients
    ]
    if changed:
        words += f" Changes of J if one number grows by {NUDGE:g}: {'; '.join(changed)}."
    return words
