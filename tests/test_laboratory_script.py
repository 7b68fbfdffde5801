"""The laboratory's script says the same as its modules, with fewer bytes."""

from shared.explore.script import modules
from shared.laboratory.script import HERE, notebook_module, page_script, used_parts


def test_what_no_module_uses_is_left_out():
    found = modules(HERE / "in_page.js")
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
    b = "const b_00000000 = (() => {\nconst { h } = a_00000000;\nfunction start() {}\n"
    b += "return { start };\n})();\n"
    used = used_parts({"a_00000000": a, "b_00000000": b})
    assert "function" not in used["a_00000000"]
    assert "const h = () => 1;" in used["a_00000000"]
    assert used["b_00000000"] == b


def test_a_method_that_nobody_calls_is_left_out():
    source = "class A {\n  used() {\n    return 1;\n  }\n\n  unused(a) {\n    return a;\n  }\n}\n"
    source += "const start = () => new A().used();\nreturn { start };\n"
    (text,) = used_parts({"a_00000000": source}).values()
    assert "used() {" in text
    assert "unused" not in text


def test_names_are_short_and_stay_apart():
    text = page_script()
    assert "_0" not in text.replace("_00", "")
    assert "#isPlaying" not in text
    assert "this.#" in text
    assert '"#v="' not in text  # it is a template
    assert "`v=${VERSION}`" in text


def test_the_module_for_notebooks_has_neither_address_bar_nor_memory():
    module = notebook_module()
    assert module.rstrip().endswith("};")
    assert "export default { render:" in module
    for name in ("sessionStorage", "replaceState", "hashchange"):
        assert name in page_script()
        assert name not in module
