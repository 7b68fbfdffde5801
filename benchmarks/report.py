"""Run all benchmarks and write the page `performance.md`: `python -m benchmarks.report`."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import book_build, drawing, engine, live_kernel, static_page, training_step

PAGE = Path(__file__).resolve().parent.parent / "performance.md"
TEXT = """# How fast it is

`make bench` measures these numbers and writes this page. Machines differ, and measurements are
noisy. The numbers of one row come from one run, so compare numbers within a row and read the
ratios.

Measured with Python {python}, NumPy {numpy} and {cores} processor cores.

## A page with sliders

One server on the same machine sends all pages to headless Chromium with an empty cache. The stock
page is built by Jupyter Book without extensions and has one `ipywidgets` slider that is linked in
the browser. The same server also sends the files that the stock page normally requests from other
hosts.

{pages}

## With a kernel

Each chapter runs in its own kernel. A front end without a browser then moves the sliders of the
chapter. A time runs from the move to the message with the new picture. The times of single moves
are medians over at most eight positions of the slider with the most positions. `interact` draws
the same figures in the same kernel, in turn, with the same functions, through the inline backend.
The pictures of `interact` have half the resolution of ours. The burst is a hundred moves in one
second, sent as `ipywidgets` sends moves: one at a time, always the newest move.

{live}

## A picture

The first table shows the processor time for one position of a slider. This time covers drawing
the figure and writing the SVG that the page shows.

{drawing}

## A training step

The table shows the median processor time of one step of gradient descent (forward pass, backward
pass, update) on one thread. The libraries take turns in one process. PyTorch runs in eager mode.
The time of scikit-learn's `fit` is divided by the number of its minibatches. A ratio above 1 means
that the network of this book is faster.

{steps}

## Training in the page

The book's own JavaScript trains networks with tanh hidden layers in headless Chromium. The table
shows the full-batch steps of gradient descent per second, as the median of nine half seconds.

{engine}

## Building the book

The builds run in a copy of the book. A build runs a chapter again only if the cells of the chapter
or the code that they import has changed. After each build, the benchmark checks that the page shows
the edit.

{builds}
"""


def main():
    """Run all benchmarks, then write `performance.md`."""
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
