"""The laboratory's script says the same as its modules, with fewer bytes."""

import pytest

from shared.explore.script import modules
from shared.laboratory.script import PAGE, squeezed, used_parts


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const a = 1; // a remark\nconst b = [ 1, 2 ];\n", "const a=1;const b=[1,2];"),
        ("a;// a remark\n  f(a, - b + + c - -d);\n", "a;f(a,- b + + c - -d);"),
        ("say( \"a = b // c\", 'x : y' );", "say(\"a = b // c\",'x : y');"),
        ('say("a \\" = b" , c);', 'say("a \\" = b",c);'),
        ("say(`a = ${ b = 1 } , ${ c } .`);", "say(`a = ${ b=1} , ${ c} .`);"),
        ("say(`a = ${ { b : `x , ${ y } ;` } } ;`);", "say(`a = ${{b:`x , ${ y} ;`}} ;`);"),
        ("t.replace(/ = [/\"] /g, '') ;", "t.replace(/ = [/\"] /g,'');"),
        ("const half = (a + b) / 2, c = d / e;", "const half=(a + b)/ 2,c=d / e;"),
        ("if (a) {\n  return { a } ;\n}\nelse x", "if(a){return{a};}else x"),
    ],
)
def test_only_what_nothing_needs_is_left_out(code, expected):
    assert squeezed(code) == expected


def test_what_no_module_uses_is_left_out():
    found = modules(PAGE)
    used = used_parts(found)
    text, whole = "".join(used.values()), "".join(found.values())
    for name in ("netOf", "softmax", "meanSquaredError", "toRows"):
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
