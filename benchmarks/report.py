"""Run all benchmarks and write the page `performance.md`: `python -m benchmarks.report`."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import book_build, drawing, engine, live_kernel, static_page, training_step

PAGE = Path(__file__).resolve().parent.parent / "performance.md"
TEXT = """# How fast it is

`make bench` measures these numbers and writes this page. Machines differ and are noisy. The
numbers of one row come from one run, so compare them within a row and read the ratios.

Measured with Python {python}, NumPy {numpy} and {cores} processor cores.

## A page with sliders

One server on the same machine sends all pages to headless Chromium with an empty cache. The stock
page is built by Jupyter Book without extensions and has one `ipywidgets` slider that is linked in
the browser. The same server also sends the files that this page normally requests from other
hosts.

{pages}

## With a kernel

Each chapter runs in its own kernel. A front end without a browser then moves its sliders. The
times run from the move to the message with the new picture; they are medians over the positions
of the slider with the most positions. `interact` draws the same figures in the same kernel, in
turn, with the same functions, through pyplot and the inline backend. Its pictures have half the
resolution of ours. The burst is a hundred moves in one second, sent as `ipywidgets` sends them:
one at a time, always the newest move.

{live}

## A picture

The processor time for one position of a slider: drawing the figure, and writing the SVG that the
page shows.

{drawing}

## A training step

The median processor time of one step of gradient descent (forward pass, backward pass, update) on
one thread. The libraries take turns in one process. PyTorch runs in eager mode. The time of
scikit-learn's `fit` is divided by the number of its minibatches. A ratio above 1 means that the
network of this book is faster.

{steps}

## Training in the page

Full-batch steps of gradient descent per second by the book's own JavaScript, in headless
Chromium, with tanh hidden layers; the median of nine half seconds.

{engine}

## Building the book

In a copy of the book. Chapters are run again only when their own cells have changed, or anything
that they import; after each build here the page is looked at, and shows what was edited.

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
