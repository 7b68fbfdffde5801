"""The laboratory's script says the same as its modules, with fewer bytes."""

from shared.explore.declarations import without_unused
from shared.explore.script import modules
from shared.laboratory.script import HERE, notebook_module, page_script


def test_what_no_module_uses_is_left_out():
    found = modules(HERE / "in_page.js")
    used = without_unused(found, f"{list(found)[-1]}.start")
    text, whole = "".join(used.values()), "".join(found.values())
    for name in ("netOf", "toRows"):
        assert f"function {name}(" in whole
        assert name not in text
    for name in ("binaryCrossEntropy", "orthogonal", "isSeparable", "class Laboratory"):
        assert name in text


def test_the_module_for_notebooks_has_neither_address_bar_nor_memory():
    module = notebook_module()
    assert module.rstrip().endswith("};")
    assert "export default { render:" in module
    for name in ("sessionStorage", "replaceState", "hashchange"):
        assert name in page_script()
        assert name not in module
