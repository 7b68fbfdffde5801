"""Which differences between two builds count."""

import pytest

from tools.compare_builds import differences

ROW = "<tr><td><p>chapters/digits</p></td><td><p>{}</p></td><td><p>{}</p></td></tr>"


@pytest.fixture
def compare(tmp_path):
    """Return a function that compares two sites with one file each."""

    def compared(name, *contents):
        sites = [tmp_path / "first", tmp_path / "second"]
        for site, content in zip(sites, contents, strict=True):
            site.mkdir()
            (site / name).write_bytes(content)
        return differences(*sites)

    return compared


def test_times_and_dates_of_notebooks_may_differ(compare):
    pages = [ROW.format("2026-03-01 09:59", "7.25"), ROW.format("2026-03-01 10:00", "12")]
    assert compare("times-and-versions.html", *map(str.encode, pages)) == []


def test_the_page_with_the_times_may_not_differ_otherwise(compare):
    pages = [ROW.format("2026-03-01 09:59", "-"), ROW.format("2026-03-01 09:59", "failed")]
    assert len(compare("times-and-versions.html", *map(str.encode, pages))) == 2


def test_a_line_that_differs_is_shown(compare):
    assert compare("page.html", b"a\nb\n", b"a\nc\n") == ["page.html: -b", "page.html: +c"]


@pytest.mark.parametrize("contents", [(b"\x89\xff", b"\x89\xfe"), (b"a\r\n", b"a\n")])
def test_bytes_that_differ_count_where_no_line_does(compare, contents):
    assert compare("file", *contents) == ["file: bytes differ"]
