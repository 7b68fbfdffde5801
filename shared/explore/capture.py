"""Capture what the reader's functions print, and what they leave in Matplotlib's pyplot."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from IPython import get_ipython
from IPython.utils.capture import CapturedIO, capture_output


@contextmanager
def captured_output(stderr: bool = True) -> Iterator[CapturedIO]:
    """Capture what is printed; an exception takes it along as a note.

    Parameters
    ----------
    stderr : bool
        Whether to capture warnings as well.

    Yields
    ------
    IPython.utils.capture.CapturedIO
        Its `stdout` and `stderr` are texts.

    Examples
    --------
    >>> with captured_output() as output:
    ...     print("halfway", end="")
    >>> output.stdout
    'halfway'
    """
    with _capturing(stderr=stderr) as output:
        try:
            yield output
        except Exception as error:
            if printed := (output.stdout + output.stderr).rstrip():
                error.add_note(f"Printed before:\n{printed}")
            raise


@contextmanager
def no_stray_figures() -> Iterator[None]:
    """Absorb `plt.show()`, and close new pyplot figures: a notebook would show them once more."""
    before = _open_figures()
    try:
        with _capturing(stdout=False, stderr=False):
            yield
    finally:
        for number in _open_figures() - before:
            sys.modules["matplotlib.pyplot"].close(number)


@contextmanager
def _capturing(**streams):
    """Capture, in a kernel whose other threads go on: JupyterLab's moves come in one of them.

    ipykernel tells the publisher of each message that arrives. IPython's stand-in cannot listen;
    the move would be lost, and the front end, which waits for its answer, would send no other.
    """
    publisher = getattr(get_ipython(), "display_pub", None)
    with capture_output(**streams) as output:
        if hasattr(publisher, "set_parent"):
            get_ipython().display_pub.set_parent = publisher.set_parent
        yield output


def _open_figures():
    """Return the numbers of the figures that pyplot has open."""
    pyplot = sys.modules.get("matplotlib.pyplot")  # whoever does not use it need not load it
    return set(pyplot.get_fignums()) if pyplot else set()
