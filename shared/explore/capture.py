"""Capture what the reader's functions print, and close the pyplot figures that they open."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from IPython import get_ipython
from IPython.utils.capture import CapturedIO, capture_output


@contextmanager
def captured_output(stderr: bool = True) -> Iterator[CapturedIO]:
    """Capture what is printed; if an exception is raised, add the printed text to it as a note.

    Parameters
    ----------
    stderr : bool
        Whether to capture stderr, and so warnings, as well.

    Yields
    ------
    IPython.utils.capture.CapturedIO
        Object whose `stdout` and `stderr` are the printed texts.

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
    """Suppress `plt.show()` and close new pyplot figures: a notebook would show them twice."""
    before = _open_figures()
    try:
        with _capturing(stdout=False, stderr=False):
            yield
    finally:
        for number in _open_figures() - before:
            sys.modules["matplotlib.pyplot"].close(number)


@contextmanager
def _capturing(**streams):
    """Capture output like IPython's `capture_output`, without losing messages of the front end.

    When a message arrives, ipykernel calls `set_parent` of the display publisher, in another
    thread. The publisher that IPython puts in its place while it captures has no such method. The
    message with a slider's move would be lost, and the front end would send no further move.
    """
    publisher = getattr(get_ipython(), "display_pub", None)
    with capture_output(**streams) as output:
        if hasattr(publisher, "set_parent"):
            get_ipython().display_pub.set_parent = publisher.set_parent
        yield output


def _open_figures():
    """Return the numbers of the figures that pyplot has open."""
    pyplot = sys.modules.get("matplotlib.pyplot")  # not imported here: it is slow to load
    return set(pyplot.get_fignums()) if pyplot else set()
