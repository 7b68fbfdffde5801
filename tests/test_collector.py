"""A picture is made, written and dropped before Python collects what is left of it."""

import gc

import pytest

from shared.explore.collector import collector_waiting


def test_it_collects_again_after_an_error_and_not_where_it_did_not():
    with pytest.raises(ZeroDivisionError), collector_waiting():
        1 / 0  # noqa: B018
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_waiting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
