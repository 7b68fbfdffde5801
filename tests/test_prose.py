"""The book speaks plainly: short sentences, and the words of the field."""

import statistics

import nbformat
import pytest

from tests.figure_checks import BOOK
from tools.prose import findings, paragraphs, passages, sentences

CHAPTERS = sorted((BOOK / "chapters").glob("*.ipynb"))
PAGES = [
    BOOK / f"{name}.md" for name in ("index", "running", "instructors", "laboratory", "review")
]


def lengths(path):
    """Return the number of words of each sentence of a page."""
    texts = [text for place, text in passages(path)]
    return sorted(len(sentence.split()) for text in texts for sentence in sentences(text))


@pytest.mark.parametrize("path", CHAPTERS + PAGES, ids=lambda path: path.stem)
def test_sentences_are_short(path):
    words = [count for count in lengths(path) if count > 1]
    assert len(words) > 5
    assert statistics.median(words) <= 16
    assert words[int(0.95 * len(words))] <= 30


def test_words_are_counted_as_a_reader_counts():
    page = "One $a + b$ two. Three\nfour `code x`: five [six seven](x.md). Is *8*? (Nine.)\n\n# Ten"
    (paragraph,) = [text for _, text in paragraphs(page)]
    assert [len(sentence.split()) for sentence in sentences(paragraph)] == [3, 3, 3, 2, 1]


@pytest.mark.parametrize(
    "text",
    [
        "The first weights are random.",
        "The commonest mistake is a 9.",
        "It is three taken to the power of two.",
        ":::{note}\nNobody knows the the answer.\n:::",
        "A net is deep. For it has layers.",
    ],
)
def test_the_linter_finds_what_the_guide_avoids(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert findings(page)
    page.write_text("The initial weights are random.\n\n```python\nnobody\n```\n", encoding="utf-8")
    assert findings(page) == []


@pytest.mark.parametrize(
    "source",
    [
        'ask("one", number=2, hint="{}")',
        'ways = 2\nask("one", number=ways, right="It is two.", wrong={{1: "{}"}})',
        'ways = 2\nask("one", number=ways, right=f"{} It is {{ways}}.")',
        'def made(rng):\n    return {{"number": 2, "right": "{}"}}\n\nask("one", made)',
    ],
)
def test_the_linter_reads_what_any_question_replies(tmp_path, source):
    def found(reply):
        cell = nbformat.v4.new_code_cell(source.format(reply))
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "page.ipynb")
        return findings(tmp_path / "page.ipynb")

    assert found("The first weights are random.")
    assert found("The initial weights are random.") == []
