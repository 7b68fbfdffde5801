"""The laboratory's script says the same as its modules, with fewer bytes."""

from shared.explore.declarations import without_unused
from shared.explore.script import modules
from shared.laboratory.script import PAGE


def test_what_no_module_uses_is_left_out():
    found = modules(PAGE)
    used = without_unused(found, f"{list(found)[-1]}.Laboratory")
    text, whole = "".join(used.values()), "".join(found.values())
    for name in ("netOf", "toRows"):
        assert f"function {name}(" in whole
        assert name not in text
    for name in ("binaryCrossEntropy", "orthogonal", "isSeparable", "class Laboratory"):
        assert name in text
