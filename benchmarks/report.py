"""Measure everything and write the page that the book shows. `python -m benchmarks.report`."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import book_build, drawing, engine, live_kernel, static_page, training_step

PAGE = Path(__file__).resolve().parent.parent / "performance.md"
TEXT = """# How fast it is

Measured by `make bench`, which writes this page. Machines differ and are noisy: compare what stands
in one row, which was measured in one run, and read the ratios.

Measured with Python {python}, NumPy {numpy} and {cores} processor cores.

## A page with sliders

All pages come from one server on the same machine, with an empty cache and headless Chromium. The
stock page is built by Jupyter Book as it comes, with a single `ipywidgets` slider that is linked in
the browser; the files that it asks other hosts for are served from the same place.

{pages}

## With a kernel

Each chapter run in a kernel of its own, then its sliders moved by a front end without a browser:
from the move to the message with the new picture, the median over places of the slider with the
most of them. `interact` draws the same figures in the same kernel, in turn, by the same functions,
through pyplot and the inline backend; its pictures have half the resolution of ours. The burst is a
hundred moves in one second, sent as `ipywidgets` sends them: one at a time, the newest of those
that wait.

{live}

## A picture

What a position of a slider takes to draw, in time on the processor: the figure, and the SVG that
the page shows of it.

{drawing}

## A training step

One step of gradient descent on one thread: forward, backward, update; the median of time on the
processor. The libraries take turns in one process. PyTorch runs eagerly. scikit-learn's `fit` is
divided by the number of its minibatches. A ratio above 1 means that the step of this book's network
is the faster one.

{steps}

## Training in the page

Full-batch steps of gradient descent a second by the book's own JavaScript, in headless Chromium,
tanh between the layers; the median of nine half seconds.

{engine}

## Building the book

In a copy of the book. Chapters are run again only when their own cells have changed, or anything
that they import; after each build here the page is looked at, and shows what was edited.

{builds}
"""


def main():
    """Write `performance.md` once all figures are there."""
    text = TEXT.format(
        python=platform.python_version(),
        numpy=version("numpy"),
        cores=os.cpu_count(),
        pages=static_page.report(),
        live=live_kernel.report(),
        drawing=drawing.report(),
        steps=training_step.report(),
        engine=engine.report(),
        builds=book_build.report(),
    )
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
