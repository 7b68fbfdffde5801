"""The garbage collector waits while a picture is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waiting() -> Iterator[None]:
    """Make a figure and drop it, then let Python collect what is left.

    A figure is thousands of objects that refer to each other, all of them dead when its picture is
    written. A collection before that finds them alive and counts them among the old, of which a
    notebook's libraries have hundreds of thousands, and going through those takes longer than
    drawing. A collection afterwards frees them while they are young.

    Examples
    --------
    >>> with collector_waiting():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
