"""What a chapter's figures load: at most 14 kB of script, which arrives before a server waits."""

import gzip
from importlib.util import find_spec

import pytest

from shared.explore.script import modules
from shared.explore.sphinx import computing_script, pad_script, static_script
from tests.figure_checks import BOOK

pytestmark = pytest.mark.skipif(
    find_spec("minify") is None, reason="no wheel of minify-go for this Python; names stay long"
)
LIMIT = 14_000
KINDS = ("line", "area", "segments", "field", "text")
TWINS = {
    folder.name: twins
    for folder in sorted(BOOK.glob("shared/figures/*/"))
    if (
        twins := [path for path in folder.glob("*.js") if "const twin =" in path.read_text("utf-8")]
    )
}


def gzipped(script):
    return len(gzip.compress(script.encode(), 9, mtime=0))


def test_five_chapters_have_figures_that_compute():
    assert sorted(TWINS) == ["activations", "digits", "hidden_layers", "propagation", "stability"]


@pytest.mark.parametrize("chapter", TWINS)
def test_player_engine_and_twins_of_a_chapter_are_small(chapter):
    """As if its figures had every kind of mark, and one that can be taken with the pointer."""
    marks = {"marks": {kind: {"kind": kind} for kind in KINDS}, "drag": {"line": ["a", "b"]}}
    scripts = [modules(path) for path in sorted(TWINS[chapter])]
    twins = [{"name": list(each)[-1], "modules": list(each.items()), **marks} for each in scripts]
    computing = computing_script([{"figure": {"twin": twin}} for twin in twins])
    assert gzipped(computing) + gzipped(static_script("explore.js")) <= LIMIT


def test_the_pad_comes_as_a_script_of_its_own():
    pads = list(BOOK.glob("shared/figures/*/*_pad.js"))
    assert [pad.parent.name for pad in pads] == ["digits"]
    assert gzipped(pad_script(modules(pads[0]))) <= 2_500
