"""The laboratory's script says the same as its modules, with fewer bytes."""

from shared.explore.script import modules
from shared.laboratory.script import PAGE, used_parts


def test_what_no_module_uses_is_left_out():
    found = modules(PAGE)
    used = used_parts(found)
    text, whole = "".join(used.values()), "".join(found.values())
    for name in ("netOf", "toRows"):
        assert f"function {name}(" in whole
        assert name not in text
    for name in ("binaryCrossEntropy", "orthogonal", "isSeparable", "class Laboratory"):
        assert name in text


def test_a_function_that_only_another_unused_one_calls_is_left_out_too():
    a = "const a_00000000 = (() => {\nfunction f() {\n  g();\n}\nfunction g() {\n  h();\n}\n"
    a += "const h = () => 1;\nreturn { f, g, h };\n})();\n"
    b = "const b_00000000 = (() => {\nconst { h } = a_00000000;\nclass Laboratory {}\n"
    b += "return { Laboratory };\n})();\n"
    used = used_parts({"a_00000000": a, "b_00000000": b})
    assert "function" not in used["a_00000000"]
    assert "const h = () => 1;" in used["a_00000000"]
    assert used["b_00000000"] == b
