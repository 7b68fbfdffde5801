"""The site's one sheet does what all sheets did: the same styles, as a browser computes them."""

import shutil
from importlib.resources import files
from types import SimpleNamespace

import pytest
from book import style_sheet
from book.style_sheet import write_style_sheet

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
.of-a-figure { padding: 3px }
p { padding: 4px }
"""
BASIC = ".used { border-top: 5px solid } :is(.foreign, p) { border-left: 6px solid }"
LAST = "p { padding: 7px !important; background: url('data:image/gif;base64,R0lGODlhAQ==') }"
LINKS = """<link href="_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="_static/last.css?v=2" />"""
PAGE = """<html><head>{sheets}</head>
<body id="place" class="used"><p class="used">Words</p><p>More</p></body></html>
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
        "_static/styles/pydata-sphinx-theme.css": "",
        "_static/basic.css": BASIC,
        "_static/last.css": LAST,
        "_static/script.js": "one.classList.add('of-the-script')",
        "_pictures/twins.js": "document.createElement('p').className = 'of-a-figure'",
        "page.html": PAGE.format(sheets=LINKS),
        "merged.html": PAGE.format(sheets='<link rel="stylesheet" href="_static/site.css">'),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def merge(site):
    """Return a function that merges the sheets of the site, and returns the one."""

    def merged():
        builder = SimpleNamespace(format="html", sheets_of_book={"_static/last.css": 500})
        write_style_sheet(SimpleNamespace(outdir=str(site), builder=builder), None)
        return (site / "_static" / "site.css").read_text(encoding="utf-8")

    return merged


def test_rules_of_other_pages_and_remarks_are_left_out_and_addresses_still_lead(merge):
    text = merge()
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
    for kept in (
        "/*! A licence. */",
        ".of-the-script",
        ".of-a-figure",
        ".used:not(.foreign)",
        "#place",
    ):
        assert kept in text
    for address in ("styles/fonts/some.woff", "pictures/a.png", "#face", "data:image/gif;base64,"):
        assert f'url("{address}' in text


def test_a_browser_computes_the_same_styles(site, merge, browser):
    page = browser.new_page()

    def styles(name):
        page.goto((site / name).as_uri())
        return page.evaluate(STYLES)

    before = styles("page.html")
    merge()
    after = styles("merged.html")
    page.close()
    assert "padding-top: 7px" in before[1]
    assert "border-left-width: 6px" in before[1]
    assert before == after


def test_a_sheet_that_cannot_be_read_is_named(site, merge):
    (site / "_static" / "last.css").write_text("p { color: red }\n}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"_static/last\.css:2"):
        merge()


def test_icons_keep_their_glyphs_and_are_not_read_out(site, merge):
    from fontTools.ttLib import TTFont

    icons = files("pydata_sphinx_theme") / "theme/pydata_sphinx_theme/static/vendor"
    shutil.copytree(str(icons), site / "_static" / "vendor")
    (site / "_static" / "last.css").write_text(
        '.used:before { content:"\\f0c9" } .foreign:before { content:"\\f550" }\n'
        '@font-face { src: url(vendor/a.woff2) format("woff2"), url(vendor/a.ttf) format("x") }',
        encoding="utf-8",
    )
    text = merge()
    assert 'content:"\uf0c9";content:"\uf0c9" / ""' in text
    assert 'src: url("vendor/a.woff") }' in text
    solid = TTFont(site / "_static/vendor/fontawesome/webfonts/fa-solid-900.woff").getBestCmap()
    assert set(solid) == {0xF0C9}
    assert not list(site.rglob("*.woff2"))


def test_a_theme_whose_icons_are_not_found_is_a_warning(merge, monkeypatch):
    warnings = []
    monkeypatch.setattr(style_sheet.LOGGER, "warning", lambda *words: warnings.append(words))
    merge()
    assert [values for _, *values in warnings] == [[0, 0]]
