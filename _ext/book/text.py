"""Change how pages show tables, folded cells, "Deeper" sections, code and types."""

from html import escape

from docutils import nodes
from myst_nb.sphinx_ext import HideCodeCellNode
from pygments.formatters import HtmlFormatter
from pygments.token import Token
from sphinx.transforms import SphinxTransform

from book.formulas import mathml, plain_name

#: Tokens of code that have the same colour as the text around them.
PLAIN = {Token.Text, Token.Text.Whitespace, Token.Name, Token.Name.Namespace, Token.Punctuation}


def name_rows_of_tables(app, doctree):
    """Mark the first column as row headings if its own heading is empty (WCAG 1.3.1)."""
    for table in doctree.findall(nodes.tgroup):
        head = next(table.findall(nodes.thead), None)
        if head is not None and not next(head.findall(nodes.entry)).astext().strip():
            next(table.findall(nodes.colspec))["stub"] = 1


def visit_entry(translator, entry):
    """Write a table cell: headings get a scope, and an empty heading becomes an ordinary cell."""
    is_head = isinstance(entry.parent.parent, nodes.thead)
    type(translator).visit_entry(translator, entry)
    if is_head and not entry.astext().strip():
        translator.body[-1], translator.context[-1] = "<td>", "</td>\n"
    elif translator.context[-1].startswith("</th"):
        scope = f'<th scope="{"col" if is_head else "row"}"'
        translator.body[-1] = scope + translator.body[-1].removeprefix("<th")
        formula = only_formula(entry)
        if formula:  # axe-core treats MathML as empty
            math = mathml(translator.config, formula.astext(), False, formula)
            name = f'<span class="visually-hidden">{escape(plain_name(math))}</span>'
            translator.body.append(f'{name}<p aria-hidden="true">{math}</p>')
            raise nodes.SkipChildren


def depart_entry(translator, entry):
    """End a table cell."""
    type(translator).depart_entry(translator, entry)


def only_formula(entry):
    """Return the formula of a cell that contains nothing else, or None."""
    content = [one for one in entry.findall(nodes.TextElement) if one is not entry]
    return content[-1] if [type(one) for one in content] == [nodes.paragraph, nodes.math] else None


def visit_folded(translator, node):
    """Write a folded cell as `<details>`, like answers, with its prompt as the summary."""
    translator.body.append(f"<details>\n<summary>{node['prompt_show']}</summary>\n")


def depart_folded(translator, node):
    """End a folded cell."""
    translator.body.append("</details>\n")


class DeeperSections(SphinxTransform):
    """Fold sections whose heading begins with "Deeper:", and show their reading time."""

    default_priority = 740

    def apply(self):
        """Fold the "Deeper" sections of a page."""
        for section in list(self.document.findall(nodes.section)):
            if section[0].astext().startswith("Deeper: "):
                words = sum(len(text.astext().split()) for text in section.findall(nodes.paragraph))
                prompt = f"Read on (about {1 + words // 200} min)"
                section[1:] = [HideCodeCellNode("", *section[1:], prompt_show=prompt)]


class PlainTypes(SphinxTransform):
    """Keep straight quotation marks in types of the reference, as in: default "relu"."""

    default_priority = 740  # before Sphinx makes quotation marks typographic, at 750

    def apply(self):
        """Mark the type of every parameter."""
        for type_ in self.document.findall(nodes.classifier):
            type_["support_smartquotes"] = False


class PlainFormatter(HtmlFormatter):
    """Write elements only for tokens that a style colours, so that pages have fewer elements."""

    def _get_css_class(self, token):
        return "" if token in PLAIN else super()._get_css_class(token)
