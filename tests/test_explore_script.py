"""JavaScript modules joined into one script."""

from shared.explore.script import joined, modules


def test_lines_that_are_comments_do_not_travel(tmp_path, browser):
    source = '// What it is.\nexport const address = "https://here"; // and why\n  // More.\n'
    (tmp_path / "one.js").write_text(source, encoding="utf-8")
    scripts = modules(tmp_path / "one.js")
    script = joined([scripts], f"globalThis.found = {list(scripts)[-1]}.address;")
    assert "What it is" not in script
    assert "More" not in script
    page = browser.new_page()
    assert page.evaluate(script) == "https://here"
    page.close()
