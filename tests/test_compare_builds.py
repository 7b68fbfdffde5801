"""The comparison of two builds, on sites of two files."""

import pytest

from tools.compare_builds import MAY_DIFFER, differences

PAGE = "a\nb\n<td><p>12.5</p></td>\n"


@pytest.fixture
def sites(tmp_path):
    pair = [tmp_path / "one", tmp_path / "other"]
    for site in pair:
        site.mkdir()
        for name in ("index.html", *MAY_DIFFER):
            (site / name).write_text(PAGE, encoding="utf-8")
    return pair


def test_equal_sites_do_not_differ(sites):
    assert differences(*sites) == []


def test_a_time_may_differ_on_its_page_only(sites):
    timed = PAGE.replace("12.5", "13.1")
    for name in MAY_DIFFER:
        (sites[1] / name).write_text(timed, encoding="utf-8")
    assert differences(*sites) == []
    (sites[1] / "index.html").write_text(timed, encoding="utf-8")
    assert differences(*sites) == [
        "index.html: -<td><p>12.5</p></td>",
        "index.html: +<td><p>13.1</p></td>",
    ]


def test_another_line_may_not_differ_even_there(sites):
    (name,) = MAY_DIFFER
    (sites[1] / name).write_text(PAGE.replace("b", "c"), encoding="utf-8")
    assert differences(*sites) == [f"{name}: -b", f"{name}: +c"]


def test_a_file_of_one_site_alone_is_named(sites):
    (sites[0] / "more.js").write_text("", encoding="utf-8")
    assert differences(*sites) == ["only in one of them: more.js"]
