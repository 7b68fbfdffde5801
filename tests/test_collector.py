"""A picture is made, written and dropped before Python collects what is left of it."""

import gc
import weakref

import pytest

from shared.explore import STATIC_VARIABLE, explore
from shared.explore.collector import collector_waiting
from shared.figures.style import panels


@pytest.fixture
def collecting():
    """Note, at every drawing, whether the collector runs."""
    return []


@pytest.fixture
def explorable(collecting):
    def draw(x=1):
        collecting.append(gc.isenabled())
        return panels()[0]

    made = explore(draw, alt=lambda x: f"{x}.", x=(1, 3))
    collecting.clear()
    return made


@pytest.mark.parametrize(("static", "drawings"), [("", 1), ("1", 3)])
def test_the_collector_waits_while_a_cell_draws(
    monkeypatch, explorable, collecting, static, drawings
):
    monkeypatch.setenv(STATIC_VARIABLE, static)
    explorable._repr_mimebundle_()
    assert collecting == [False] * drawings
    assert gc.isenabled()


def test_a_figure_does_not_grow_old():
    for _ in range(20):
        with collector_waiting():
            figure = weakref.ref(panels(2)[0])
        gc.collect(0)  # looks at the young alone
        assert figure() is None


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
