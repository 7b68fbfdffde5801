"""The pages beside the chapters keep up with them: symbols, works, exercises."""

import json
import re

import pytest
import yaml

from tools.notebooks import CHAPTERS

BOOK = CHAPTERS.parent
NOTEBOOKS = {
    path.name: json.loads(path.read_text(encoding="utf-8"))["cells"]
    for path in CHAPTERS.glob("*.ipynb")
}


def cells(notebook, kind):
    return "\n\n".join("".join(cell["source"]) for cell in notebook if cell["cell_type"] == kind)


def prose(notebook):
    return re.sub(r"```.*?```", "", cells(notebook, "markdown"), flags=re.DOTALL)


def section(page, name):
    """Return the part of a page below a heading, up to the next of its level."""
    return re.search(
        rf"^## {name}\n(.*?)(?=^## |\Z)", (BOOK / page).read_text(encoding="utf-8"), re.M | re.S
    )[1]


def rows(text):
    """Return the cells of every row of every table, without the header rows."""
    lines = re.findall(r"^\| .*\|$", re.sub(r"^\|.*\n(?=\|:?--)", "", text, flags=re.M), re.M)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


# --- the landing page -------------------------------------------------------------------------


def test_the_landing_page_shows_every_chapter_in_its_order():
    toc = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [each["file"] for each in toc["parts"][0]["chapters"]]
    index = (BOOK / "index.md").read_text(encoding="utf-8")
    assert len(chapters) == len(NOTEBOOKS)
    assert re.findall(r":link: (chapters/.+)", section("index.md", "The chapters")) == chapters
    covers = re.findall(r"\{chapter-cover\} (.+)", index)
    assert [f"chapters/{cover}" for cover in covers] == chapters


# --- notation ---------------------------------------------------------------------------------

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)
#: What a formula is written with, and not about: layout, relations, names of numbers and functions.
LAYOUT = set(
    re.findall(
        r"\w+",
        """begin end frac tfrac dfrac cdot cdots dots bigl bigr Bigl Bigr left right le ge ne approx
        in sqrt text sum times pm infty log max min sin cos underbrace sim subset leftarrow
        rightarrow to quad qquad partial pi mathbb mathrm mathbf mathsf operatorname lVert rVert int
        lim exp lfloor rfloor lceil rceil circ prod cases mid neq leq geq ll gg propto lvert rvert
        bar hat widehat""",
    )
)
#: Letters that are symbols of their own by how they are set.
MARKED = re.compile(
    r"\\(operatorname(?=\{)|(?:mathrm|mathsf|mathbf|hat|bar)(?=\s*\{?[A-Za-z]\b))\s*\{?(\w+)\}?"
)
#: The tables of one chapter by its file; the other tables are everybody's.
ALONE = {
    "hidden-layers.ipynb": "Hidden layers alone",
    "activations.ipynb": "Activation functions alone",
    "propagation.ipynb": "Propagation alone",
    "stability-and-initialization.ipynb": "Stability alone",
    "digits.ipynb": "Digits alone",
}
SHARED = ("Sizes", "The network", "Functions and operations", "Training")


def symbols(text):
    """Return the letters and signs that formulas are about; bold, upright, hat p are their own."""
    found = set()
    for shown, inline in FORMULA.findall(text):
        formula = re.sub(r"\\(text|begin|end)\s*\{[^}]*\}", " ", shown or inline)
        for mark, letters in MARKED.findall(formula):
            found.add(letters if mark == "operatorname" else f"{mark} {letters}")
        formula = re.sub(r"\\(mathrm|mathsf|mathbb)\s*\{[^}]*\}", " ", MARKED.sub(" ", formula))
        found |= set(re.findall(r"\\([A-Za-z]+)", formula))
        found |= set(re.findall(r"[A-Za-z]", re.sub(r"\\[A-Za-z]+", " ", formula)))
    return found - LAYOUT


def listed(*sections):
    """Return the symbols in the first column of the tables of sections."""
    text = "\n".join(row[0] for name in sections for row in rows(section("notation.md", name)))
    return symbols(text)


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_a_symbol_of_a_chapter_is_in_its_table_or_everybodys(name):
    assert name in ALONE, f"notation.md needs a table for {name}, and ALONE the table's heading"
    own, everybodys = listed(ALONE[name]), listed(*SHARED)
    used = symbols(prose(NOTEBOOKS[name]))
    assert used - own - everybodys == set()
    assert own - used == set(), "the chapter does not use these"


def test_a_symbol_stands_in_one_table():
    tables = [listed(*SHARED), *map(listed, ALONE.values())]
    several = {one for one in set().union(*tables) if sum(one in table for table in tables) > 1}
    assert several == set()


def test_names_in_code_exist():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (BOOK / "shared").rglob("*.py"))
    code += "\n".join(cells(notebook, "code") for notebook in NOTEBOOKS.values())
    names = {
        word
        for row in rows((BOOK / "notation.md").read_text(encoding="utf-8"))
        for name in re.findall(r"`([^`]+)`", row[-1])
        for word in re.findall(r"[A-Za-z_]\w*", name)
    }
    assert {name for name in names if not re.search(rf"\b{name}\b", code)} == set()


# --- bibliography -----------------------------------------------------------------------------

ENTRY = re.compile(r"^- (.+?) \((\d{4})\)\. (.+)$", re.M)
DOI = re.compile(r"\[doi:(\S+?)\]\(")


def cited():
    """Return author's name, year, DOI or None, and text of every work that a chapter cites."""
    for notebook in NOTEBOOKS.values():
        reading = prose(notebook).partition("\n## Further reading")[2]
        for authors, year, rest in ENTRY.findall(reading):
            first = re.split(r", | and | et al", authors)[0].split(" ")[-1]
            doi = DOI.search(rest)
            yield first, year, doi and doi[1], rest


@pytest.fixture(scope="module")
def works():
    from pybtex.database import parse_file

    return parse_file(str(BOOK / "references.bib")).entries


def plain(text):
    return re.sub(r"[{}\\'\"*\[\]]", "", text).replace("--", "–").lower()


def is_titled(work, text):
    return plain(text).startswith(plain(work.fields["title"]))


def test_bibliography_has_every_work_that_a_chapter_cites(works):
    for first, year, doi, rest in cited():
        same = [
            work for work in works.values() if is_titled(work, rest) and work.fields["year"] == year
        ]
        assert len(same) == 1, rest
        assert same[0].fields.get("doi") == doi, rest
        assert plain("".join(same[0].persons["author"][0].last_names)) == plain(first), rest


def test_bibliography_has_no_work_that_nobody_cites(works):
    texts = [rest for *_, rest in cited()]
    cites = {key for key, work in works.items() if any(is_titled(work, rest) for rest in texts)}
    assert set(works) - cites == set()


# --- instructors ------------------------------------------------------------------------------


def test_instructors_find_every_exercise_with_its_level():
    listed = [row for row in rows(section("instructors.md", "Exercises by difficulty")) if row]
    toc = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))
    expected = []
    for chapter in toc["parts"][0]["chapters"]:
        text = prose(NOTEBOOKS[chapter["file"].removeprefix("chapters/") + ".ipynb"])
        found = re.findall(r"^### Exercise (\d+: .+)\n+\*([\w-]+)\.\*", text, re.M)
        few = f"{chapter['file']}: {len(found)} exercises begin with their level, as in *Warm-up.*"
        assert len(found) >= 6, f"{few} A chapter has at least six."
        expected += [(title, level.lower()) for title, level in found]
    assert [(re.match(r"\[(.+?)\]\(", row[0])[1], row[1]) for row in listed] == expected
    assert all(len(row) == 4 and row[2] and int(row[3]) > 0 for row in listed)
