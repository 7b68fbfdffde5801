"""Measure the drawing time of each position of all figures: `python -m benchmarks.drawing`."""

import math
import statistics
import sys
import time

import numpy as np

from benchmarks.markdown import table
from shared.explore.controls import MAX_POSITIONS
from shared.explore.picture import to_svg
from tests.figure_checks import PAGES, explorables

SLOWEST = 5
REPEATS = 5


def report() -> str:
    """Return Markdown: drawing times for each page, and the slowest pictures of the book."""
    rows, places = [], []
    for page in PAGES:
        print(f"{page}: every position drawn ...", file=sys.stderr, flush=True)
        times = [
            (sum(seconds_of(explorable, values)), page, explorable, values)
            for explorable in explorables(page).values()
            for values in map(explorable.grid.values, positions(explorable.grid))
        ]
        seconds = [each[0] for each in times]
        within = sum(each < 0.1 for each in seconds)
        rows.append(
            [page, f"{len(times)}", f"{1000 * statistics.median(seconds):.0f}", f"{within}"]
        )
        places += times
    places.sort(key=lambda place: place[0], reverse=True)
    return "\n\n".join(
        [
            table(["page", "positions", "median, ms", "under 100 ms"], rows),
            f"The {SLOWEST} slowest positions, as medians of {REPEATS} more drawings:",
            table(["position", "drawn, ms", "written as SVG, ms"], map(again, places[:SLOWEST])),
        ]
    )


def positions(grid):
    """Return all positions of a figure, or a random sample if the page computes thousands."""
    sizes = [len(control.values) for control in grid.controls]
    if math.prod(sizes) <= MAX_POSITIONS:
        return list(grid.positions())
    rng = np.random.default_rng(0)
    return [tuple(rng.integers(size) for size in sizes) for _ in range(MAX_POSITIONS)]


def seconds_of(explorable, values):
    """Return the processor time in seconds to draw a figure, and to write it as SVG."""
    start = time.process_time()
    figure = explorable.figure(**values)
    drawn = time.process_time()
    to_svg(figure, "")
    return drawn - start, time.process_time() - drawn


def again(place):
    """Return a row for a slow position, measured again, since one measurement may be an outlier."""
    _, page, explorable, values = place
    measured = zip(*(seconds_of(explorable, values) for _ in range(REPEATS)), strict=True)
    drawn, written = map(statistics.median, measured)
    where = ", ".join(f"{name} {value}" for name, value in values.items())
    return [f"{page}: {where}", f"{1000 * drawn:.0f}", f"{1000 * written:.0f}"]


if __name__ == "__main__":
    print(report())
