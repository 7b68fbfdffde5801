"""One sheet a page does what all its sheets did: the same styles, as a browser computes them."""

import sys
from types import SimpleNamespace

import pytest

from tests.figure_checks import BOOK

THEME = """@charset "UTF-8";
@import "../basic.css";
/*! A licence. */
/* A remark. */
@font-face { font-family: Some; src: url(fonts/some.woff) format("woff"), url("#face") }
@media (min-width: 10px) { .used { color: red } .foreign { color: blue } }
@media (min-width: 20px) { .foreign { color: blue } }
@supports (display: grid) { @media screen { #place { display: grid } } }
.used:not(.foreign), .foreign p { margin: 1px; background: url(../pictures/a.png) }
.used .foreign, #nowhere { margin: 2px }
.of-the-script { padding: 3px }
p { padding: 4px }
"""
BASIC = ".used { border-top: 5px solid } :is(.foreign, p) { border-left: 6px solid }"
LAST = "p { padding: 7px !important; background: url('data:image/gif;base64,R0lGODlhAQ==') }"
PAGE = """<html><head>
<link rel="icon" href="{root}_static/logo.svg">
<link href="{root}_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="{root}_static/last.css?v=2" />
</head><body id="place" class="used"><p class="used">Words</p><p>More</p></body></html>
"""
STYLES = """() => [...document.querySelectorAll("body, body *")].map((one) => {
  const style = getComputedStyle(one);
  return [...style].sort().map((name) => `${name}: ${style[name]}`);
})"""


@pytest.fixture
def site(tmp_path):
    """Return a small site with two sheets, one of which imports a third."""
    files = {
        "_static/styles/theme.css": THEME,
        "_static/basic.css": BASIC,
        "_static/last.css": LAST,
        "_static/script.js": "one.classList.add('of-the-script')",
        "page.html": PAGE.format(root=""),
        "chapters/page.html": PAGE.format(root="../"),
        "404.html": PAGE.format(root="/book/"),
        "plain.html": "<p>No sheet</p>",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def merge(monkeypatch, site):
    """Return a function that merges the sheets of the site."""
    monkeypatch.syspath_prepend(str(BOOK / "_ext"))
    from one_style_sheet import merge_style_sheets

    app = SimpleNamespace(
        outdir=str(site),
        builder=SimpleNamespace(format="html"),
        config=SimpleNamespace(notfound_urls_prefix="/book/"),
    )
    yield lambda: merge_style_sheets(app, None)
    for name in ("one_style_sheet", "written_pages"):
        sys.modules.pop(name, None)


def test_every_page_names_one_sheet_from_where_it_is(site, merge):
    merge()
    [sheet] = site.glob("_static/page-*.css")
    for name, root in {"page": "", "chapters/page": "../", "404": "/book/"}.items():
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert text.count('rel="stylesheet"') == 1
        assert f'<link rel="stylesheet" href="{root}_static/{sheet.name}">' in text
        assert f'href="{root}_static/logo.svg"' in text
    assert (site / "plain.html").read_text(encoding="utf-8") == "<p>No sheet</p>"


def test_rules_of_other_pages_and_remarks_are_left_out_and_addresses_still_lead(site, merge):
    merge()
    [sheet] = site.glob("_static/page-*.css")
    text = sheet.read_text(encoding="utf-8")
    for left_out in (
        ".foreign p",
        ".used .foreign",
        "#nowhere",
        "blue",
        "20px",
        "remark",
        "@import",
    ):
        assert left_out not in text
    for kept in ("/*! A licence. */", ".of-the-script", ".used:not(.foreign)", "#place"):
        assert kept in text
    for address in ("styles/fonts/some.woff", "pictures/a.png", "#face", "data:image/gif;base64,"):
        assert f'url("{address}' in text


def test_a_browser_computes_the_same_styles(site, merge, browser):
    page = browser.new_page()

    def styles():
        page.goto((site / "page.html").as_uri())
        return page.evaluate(STYLES)

    before = styles()
    merge()
    (site / "_static" / "basic.css").unlink()
    after = styles()
    page.close()
    assert "padding-top: 7px" in before[1]
    assert "border-left-width: 6px" in before[1]
    assert before == after


def test_a_sheet_that_cannot_be_read_is_named(site, merge):
    (site / "_static" / "last.css").write_text("p { color: red }\n}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"_static/last\.css:2"):
        merge()
