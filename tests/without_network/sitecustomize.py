"""Reach no other machine. A Python that finds this folder in PYTHONPATH imports it by itself.

So the tests, and every kernel, build and server that they start, work as on a machine without a
network; a person's machine that has one hides nothing.
"""

import socket

HERE = ("127.", "::1", "localhost", "0.0.0.0")


def connect_here(self, address, connect=socket.socket.connect):
    """Connect within this machine, or say who asked for another one."""
    if isinstance(address, tuple) and not str(address[0]).startswith(HERE):
        raise OSError(f"a test wants to reach {address[0]}, but tests have no network")
    return connect(self, address)


socket.socket.connect = connect_here
