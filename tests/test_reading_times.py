"""The minutes that a chapter promises are those of its words, questions, figures and exercises."""

import re

import nbformat
import pytest

from tests.figure_checks import BOOK
from tools.notebooks import CHAPTERS

#: Chapters that open with a table of ways through them.
WITH_TABLE = [
    path
    for path in sorted(CHAPTERS.glob("*.ipynb"))
    if "| Way through the chapter |" in path.read_text(encoding="utf-8")
]
WORDS_A_MINUTE, QUESTION, FIGURE = 200, 1.5, 1.0
#: Words outside of Deeper, before the exercises.
MOST_WORDS = 5500
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
NOT_READ_THROUGH = ("Exercises", "Further reading")


def parts(path):
    """Yield heading, whether it lies in a Deeper section, words and minutes, part by part."""
    section = heading = ""
    deeper = 0
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            asked = re.search(r"^(ask|variants)\(", cell.source, re.MULTILINE)
            shown = re.search(r"^explore\(", cell.source, re.MULTILINE)
            minutes = QUESTION if asked else FIGURE if shown else 0
            yield section, heading, bool(deeper), 0, minutes
            continue
        for line in FOLDED.sub("", cell.source).splitlines():
            found = re.match(r"(#+) (.+)", line)
            if found:
                level = len(found[1])
                deeper = 0 if level <= deeper else deeper
                if found[2].startswith("Deeper: "):
                    deeper = deeper or level
                elif level <= 3 and not deeper:
                    heading = found[2]
                section = found[2] if level == 2 else section
            words = len(line.split())
            yield section, heading, bool(deeper), words, words / WORDS_A_MINUTE


def promised(path):
    """Return the minutes of each way through a chapter, and the parts its short path names."""
    text = path.read_text(encoding="utf-8")
    table = text.partition("| Way through the chapter |")[2]
    rows = re.findall(r"^ *\"\| (.+?) \| (\d+) \|", table, re.MULTILINE)[:4]
    short = next(row for row, _ in rows if row.startswith("**Short path**"))
    return [int(minutes) for _, minutes in rows], re.findall(r"\[(.+?)\]", short)


@pytest.mark.parametrize("path", WITH_TABLE, ids=lambda path: path.stem)
def test_a_chapter_says_how_long_it_takes(path):
    (short, whole, deeper, exercises), (end, *further) = promised(path)
    read = [part for part in parts(path) if part[0] not in NOT_READ_THROUGH]
    last = max(i for i, (_, heading, is_deeper, *_) in enumerate(read) if heading == end)
    rest = sum(
        minutes
        for section, heading, is_deeper, _, minutes in read
        if {section.lower(), heading.lower()} & {name.lower() for name in further} and not is_deeper
    )
    until = sum(minutes for *_, is_deeper, _, minutes in read[: last + 1] if not is_deeper)
    assert 20 <= short <= 25
    assert until + rest == pytest.approx(short, abs=2.5)
    total = sum(minutes for *_, is_deeper, _, minutes in read if not is_deeper)
    assert total == pytest.approx(whole, abs=6)
    folded = sum(minutes for *_, is_deeper, _, minutes in read if is_deeper)
    assert folded == pytest.approx(deeper, abs=5)
    listed = (BOOK / "instructors.md").read_text(encoding="utf-8")
    each = re.findall(rf"\(chapters/{path.stem}\.ipynb#exercise-.+\| (\d+) \|", listed)
    assert sum(map(int, each)) == pytest.approx(exercises, abs=5)


@pytest.mark.parametrize("path", WITH_TABLE, ids=lambda path: path.stem)
def test_a_chapter_is_short_enough_outside_of_deeper(path):
    after = (*NOT_READ_THROUGH, "Check yourself", "Summary")
    words = sum(
        words
        for section, _, is_deeper, words, _ in parts(path)
        if section not in after and not is_deeper
    )
    assert words <= MOST_WORDS
