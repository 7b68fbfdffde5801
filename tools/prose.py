"""Lint the prose of pages and notebooks: `python -m tools.prose FILE...`.

Uses the rules and the engine of proselint. The book adds its own rules: words to avoid, each with
the word to use instead.
"""

import ast
import re
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from proselint.checks import __register__ as published
from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.registry.checks import Check, types
from proselint.registry.checks.engine import Padding
from proselint.tools import LintFile

#: Words to avoid, as regular expressions, and the words to use instead.
PREFERRED = {
    r"first weights": "initial weights",
    r"(?:greatest|largest) (?:slope|error)": "maximum slope, maximum error",
    r"commonest": "most frequent",
    r"rightly": "correctly",
    r"(?:points?|images?|answers?|reads?) right": "correctly classified, correct",
    r"taken to the power": "raised to the power",
    r"(?:initiali[sz]ed|scaled) after (?:He|Glorot|LeCun)": "He-initialised",
    r"asks? no other host": "makes no third-party requests",
    r"stands? still": "is static, does not change",
    r"hair's breadth": "a tiny difference",
    r"one (?:reads|sees|needs|knows|gets|wants)": "you read, we need: say who",
    r"(?:has|have) neither|has two ways": "does neither; repeat the verb",
    r"nobody": "say directly who or what",
    r"at birth|born with": "at initialisation",
    r"of the one": "repeat the noun",
    r"keeps? them alike": "breaks no symmetry",
}
#: Sentences with these beginnings give a reason, which should begin with "because".
REASON = r"(?:^|[.?!] )For (?:it|they|he|she|this is|that is|there|what|then|if|without|only)\b"

# Rules of proselint that contradict the rules of the book, such as typographic quotation marks.
OFF = ("typography", "restricted", "dates_times", "annotations", "skunked_terms", "weasel_words")
# Rules against words that are terms here: "vanishing", "bias", "active", "unique", ...
TERMS = ("uncomparables", "industrial_language", "psychology", "social_awareness")

# Arguments of `ask` that hold sentences for answers.
VERDICTS = ("right", "wrong", "hint")

# Directives whose content is not prose.
CODE = ("code-cell", "code-block", "math", "bibliography", "tableofcontents", "laboratory", "raw")


@cache
def parser():
    """Return a parser for the book's Markdown."""
    extensions = {"amsmath", "colon_fence", "deflist", "dollarmath", "substitution"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def paragraphs(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) for each paragraph of a text; lines are counted from 0.

    Each formula and each piece of code becomes one word. Headings and tables are left out.

    Parameters
    ----------
    markdown : str
        Text in MyST Markdown.
    """
    skipped = ""
    for token in parser().parse(markdown):
        if token.type in ("heading_open", "table_open"):
            skipped = token.type.replace("open", "close")
        elif token.type == skipped:
            skipped = ""
        elif token.type in ("fence", "colon_fence"):
            name = token.info.strip().partition("}")[0].lstrip("{")
            if token.info.startswith("{") and name not in CODE:
                # Options and the terms of a glossary are not sentences.
                terms = r"^\S.*" if name == "glossary" else r"^:.*"
                inside = re.sub(terms, "", token.content, flags=re.MULTILINE)
                for line, text in paragraphs(textwrap.dedent(inside)):
                    yield token.map[0] + 1 + line, text
        elif token.type == "inline" and not skipped:
            text = "".join(written(*child) for child in enumerate(token.children))
            yield token.map[0], text.strip()


def written(place, token):
    """Return the text for an inline token; a formula or code becomes a word with its index."""
    if token.type in ("code_inline", "math_inline", "math_inline_double", "myst_role"):
        return f"x{place}"
    if token.type == "text":
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else ""


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph; a colon also ends a sentence.

    Parameters
    ----------
    paragraph : str
        Text as `paragraphs` yields it.
    """
    whole = re.sub(r"\b(e\.g|i\.e|cf|vs|al|approx|pp?|vol|no|ch)\.", r"\1", paragraph)
    return re.split(r"(?<=:) +|(?<=[.!?])[)\"]* +(?=[(\"]*[A-Z0-9x])", whole)


def passages(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for each paragraph of a page, also in cells and in verdicts of `ask`.

    Parameters
    ----------
    path : Path
        Path of a notebook or of a Markdown file.
    """
    if path.suffix != ".ipynb":
        for line, text in paragraphs(path.read_text(encoding="utf-8")):
            yield f"{path}:{line + 1}", text
        return
    for cell in nbformat.read(path, as_version=4).cells:
        place = f"{path} {cell.id}"
        if cell.cell_type == "markdown":
            yield from ((place, text) for _, text in paragraphs(cell.source))
        elif cell.cell_type == "code":
            for verdict in verdicts(cell.source):
                yield from ((place, text) for _, text in paragraphs(verdict))


def verdicts(source):
    """Return the sentences for answers in a cell that calls `ask`.

    A function that makes instances of a question returns them in a dictionary.
    """
    nodes = list(ast.walk(ast.parse(source)))
    calls = [
        node
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "ask"
    ]
    said = [(argument.arg, argument.value) for call in calls for argument in call.keywords]
    for made in nodes if calls else []:
        if isinstance(made, ast.Dict):
            names = [getattr(key, "value", None) for key in made.keys]
            said += zip(names, made.values, strict=True)
    found = [text for name, value in said if name in VERDICTS for text in texts(value)]
    return [text for text in found if " " in text]


def texts(node):
    """Yield each text in an expression; each value in an f-string becomes a word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "x" for part in node.values]
        yield "".join(parts)
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


@cache
def load_rules():
    """Register the checks of proselint and of the book, once."""
    registry = CheckRegistry()
    registry.register_many(published)
    words = types.PreferredForms(items=PREFERRED, padding=Padding.WORDS_IN_TEXT)
    registry.register(Check(words, path="book.words", message="not '{1}', but: {0}"))
    reason = types.ExistenceSimple(pattern=REASON)
    registry.register(
        Check(reason, path="book.for", message="'{}': a reason begins with 'because'")
    )


def findings(path: Path) -> list[str]:
    """Return the findings of the linter in a page, one per line.

    Parameters
    ----------
    path : Path
        Path of a notebook or of a Markdown file.
    """
    load_rules()
    checks = DEFAULT["checks"] | dict.fromkeys(OFF + TERMS, False) | {"book": True}
    return [
        f"{place}: {found.check_result.message}"
        for place, text in passages(path)
        if text
        for found in LintFile(place, text).lint(DEFAULT | {"checks": checks})
    ]


if __name__ == "__main__":
    found = [line for name in sys.argv[1:] for line in findings(Path(name))]
    print("\n".join(found))
    sys.exit(bool(found))
