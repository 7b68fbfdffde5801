"""Join each question with the Markdown around its cell, in the doctree of a page.

The Markdown above the cell becomes the question, beginning with the paragraph that begins in bold.
A numbered list at its end becomes the options. A folded answer in the Markdown below becomes a part
of the answer.
"""

import re
from collections.abc import Callable

from docutils import nodes

from .page import ANSWER, BUTTONS, VERDICT, cover, described_by, field, opening, option

HINT = re.compile(r"<summary>\s*Hint (\d+)\s*</summary>", re.IGNORECASE)
SOLUTION = re.compile(r"<summary>\s*Solution\b", re.IGNORECASE)
FOLDED = re.compile(r"<details>\s*<summary>\s*(Answer|Why)\s*</summary>", re.IGNORECASE)


class AskedCell(nodes.General, nodes.Element):
    """A question as its cell outputs it, with its sentences as children, to be placed."""


class Html(nodes.General, nodes.Element):
    """A node with HTML before and after its children."""


def html(before, after="", children=(), **attributes):
    """Return a node with HTML before and after its children."""
    return Html("", *children, before=before, after=after, **attributes)


def place_questions(doctree: nodes.document, page: str, warn: Callable) -> None:
    """Join each question with its Markdown, its form and its answer.

    Parameters
    ----------
    doctree : docutils.nodes.document
        Document of a page; it is changed in place.
    page : str
        Name of the page, a part of the key under which answers are stored.
    warn : callable
        `warn(cell, text)` is called for each mistake in a question.
    """
    names = set()
    for asked in list(doctree.findall(AskedCell)):
        cell, question = cell_of(asked), question_above(cell_of(asked))
        if fault := fault_of(asked["asked"], question, names):
            warn(cell, f"ask({asked['asked']['name']!r}) {fault}")
            asked.parent.remove(asked)
            continue
        names.add(asked["asked"]["name"])
        folded = folded_below(cell)
        cover_next(asked["asked"], cell, warn)
        parent = cell.parent
        for node in [*question, *folded]:
            parent.remove(node)
        parent.replace(cell, all_instances(asked, question, folded[1:-1], page))


def fault_of(asked, question, names):
    """Return the mistake in a question, or "", given the nodes above and the names so far."""
    if asked["name"] in names:
        return "has the name of an earlier question on this page; each needs its own name"
    if not question:
        return "finds no question: the cell above needs a paragraph that begins in bold"
    options = question[-1] if isinstance(question[-1], nodes.enumerated_list) else []
    if asked["options"] != len(options):
        return f"judges {asked['options']} options, but the list above has {len(options)}"
    return ""


def cell_of(node):
    """Return the code cell that a node is an output of."""
    while node.get("nb_element") != "cell_code":
        node = node.parent
    return node


def question_above(cell):
    """Return the nodes of the question above a cell, from the paragraph that begins in bold."""
    siblings, found = cell.parent.children, []
    for node in reversed(siblings[: siblings.index(cell)]):
        if isinstance(node, nodes.section) or node.get("nb_element"):
            return []
        found.insert(0, node)
        if isinstance(node, nodes.paragraph) and begins_in_bold(node):
            return found
    return []


def begins_in_bold(paragraph):
    """Return whether the first words of a paragraph are bold."""
    first = next((child for child in paragraph if child.astext()), None)
    return isinstance(first, nodes.strong)


def folded_below(cell):
    """Return the nodes of the folded answer below a cell, with its start and end; [] if none."""
    siblings = cell.parent.children
    after = siblings[siblings.index(cell) + 1 :]
    if not after or not is_raw(after[0]) or not FOLDED.search(after[0].astext()):
        return []
    for place, node in enumerate(after):
        if is_raw(node) and "</details>" in node.astext():
            return after[: place + 1]
    return []


def is_raw(node):
    """Return whether a node is HTML that an author wrote."""
    return isinstance(node, nodes.raw) and node["format"] == "html"


def cover_next(asked, cell, warn):
    """Cover the output of the next cell, if the question covers it."""
    if not asked["covers"]:
        return
    siblings = cell.parent.children
    after = siblings[siblings.index(cell) + 1 :]
    below = next((node for node in after if node.get("nb_element") == "cell_code"), None)
    outputs = below and [one for one in below if one.get("nb_element") == "cell_code_output"]
    if not outputs:
        warn(cell, f"ask({asked['name']!r}) covers nothing: the next cell has no output")
        return
    covered = html(*cover(asked["name"]))
    below.replace(outputs[0], covered)
    covered += outputs[0]


def all_instances(asked, question, folded, page):
    """Return a node for each instance of a question, with its form and its answer."""
    parts = iter(asked.children)
    instances = []
    for number, instance in enumerate(asked["asked"]["instances"]):
        given, right = next(parts), next(parts)
        wrong = [next(parts) for _ in instance["wrong"]]
        sentences = given, right, wrong
        instances.append(
            one_instance(
                asked["asked"]["name"], number, instance, sentences, question, folded, page
            )
        )
    return instances


def one_instance(name, number, instance, sentences, question, folded, page):
    """Return the node of one instance; only the first instance stays on the page."""
    kind, (given, right, wrong) = instance["record"]["kind"], sentences
    prompt = [node.deepcopy() for node in question]
    options = list(prompt.pop()) if kind in ("choice", "several") else []
    words = [option_words(one) for one in options]
    folded = [node.deepcopy() for node in folded]
    parts = [
        html(f"<div class='ask-question' id='ask-{name}-asks'>\n", "</div>\n", [*prompt, *given]),
        html("<form class='ask-form'>\n", "</form>\n", form_parts(kind, name, instance, words)),
        html(VERDICT),
        html(ANSWER, "</details>\n", answer_parts(instance, right, wrong, words, folded)),
    ]
    key = f"{page}#{name}"
    start = opening(name, instance["record"], key)
    return html(start, "</div>\n", parts, question=key, number=number)


def option_words(item):
    """Return the nodes of an option's text, without a single paragraph around it."""
    first = item[0] if len(item) == 1 else None
    return list(first) if isinstance(first, nodes.paragraph) else list(item)


def form_parts(kind, name, instance, words):
    """Return the inputs of a form and its buttons."""
    if not words:
        return [html(field(kind, name, instance["unit"]) + BUTTONS)]
    options = [
        html(option(kind, name, place), "</span></label></li>\n", copies(each))
        for place, each in enumerate(words)
    ]
    legend = "Your answer" if kind == "choice" else "Your answer, all that apply"
    start = f"<fieldset {described_by(name)}><legend>{legend}</legend><ol>\n"
    return [html(start, "</ol></fieldset>\n", options), html(BUTTONS)]


def answer_parts(instance, right, wrong, words, folded):
    """Return the right answer and its explanation, then each known wrong answer and its own."""
    answer, known = instance["record"]["answer"], instance["record"]["wrong"]
    if words:
        shown = [html("<li>", "</li>\n", copies(words[place])) for place in answer]
        parts = [html("<ul class='ask-right'>\n", "</ul>\n", shown)]
    else:
        parts = [html("<p class='ask-right'>", "</p>\n", [nodes.Text(instance["shown"])])]
    parts += [html("<div class='ask-why'>\n", "</div>\n", [*right, *folded])]
    if wrong:
        said = []
        for value, shown, sentence in zip(known, instance["known"], wrong, strict=True):
            # A hint belongs to all other answers, so there is no option to name.
            has_option = words and value is not None
            term = copies(words[value]) if has_option else [nodes.Text(shown)]
            said += [html("<dt>", "</dt>\n", term), html("<dd>", "</dd>\n", list(sentence))]
        parts.append(html("<dl class='ask-wrong'>\n", "</dl>\n", said))
    return parts


def copies(words):
    """Return copies of the nodes of an option's text."""
    return [node.deepcopy() for node in words]


def faults_of_hints(doctree: nodes.document) -> list[str]:
    """Return the mistakes in the hints of a page's exercises.

    Parameters
    ----------
    doctree : docutils.nodes.document

    Returns
    -------
    list of str
        A sentence, with the title of the section, for each hint with a wrong number or without a
        solution after it.
    """
    faults, counted = [], {}
    for raw in filter(is_raw, doctree.findall(nodes.raw)):
        for hint in HINT.findall(raw.astext()):
            section = raw.parent
            due = counted[section] = counted.get(section, 0) + 1
            after = section.children[section.index(raw) :]
            if int(hint) != due:
                faults.append(f"{title_of(section)!r}: hint {hint} is in the place of hint {due}")
            elif not any(is_raw(one) and SOLUTION.search(one.astext()) for one in after):
                faults.append(
                    f"{title_of(section)!r}: hint {hint} belongs to no exercise: no solution "
                    "follows"
                )
    return faults


def title_of(section):
    """Return the title of a section."""
    title = section.next_node(nodes.title)
    return title.astext() if title else ""
