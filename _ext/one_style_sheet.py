"""Give each page one style sheet, with the rules that pages like it can use.

The theme and the extensions bring many sheets, made for far more than a page has. A phone waits for
each of them before it shows anything, then reads them all.
"""

import posixpath
import re
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import tinycss2
from tinycss2.ast import StringToken
from written_pages import is_site

LINK = re.compile(
    r"<link\b(?![^>]*\bhref=\"(?:\w+:)?//)[^>]*\brel=\"stylesheet\"[^>]*>\s*"  # of this site
)
HREF = re.compile(r"\bhref=\"([^\"?]*)")
#: What could be the name of a class or an id, in pages as in scripts.
NAME = re.compile(r"[\w-]+")
FOLDER = "_static"
#: At-rules whose rules hold for what can be on a page; others, such as fonts, are kept whole.
CONDITIONS = {"media", "supports", "layer", "container"}


def setup(app):
    """Work on the pages once their last sheet is named in them."""
    app.connect("build-finished", merge_style_sheets, priority=940)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def merge_style_sheets(app, exception):
    """Write a sheet for all pages that name the same sheets, and let them name it instead."""
    if not is_site(app, exception):
        return
    site = Path(app.outdir)
    scripts = names_in(path.read_text(encoding="utf-8") for path in site.rglob("_static/**/*.js"))
    alike = {}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        sheets = [HREF.search(link)[1] for link in LINK.findall(text)]
        folder = page.parent.relative_to(site).as_posix()
        paths = tuple(inside(sheet, folder, app.config.notfound_urls_prefix) for sheet in sheets)
        if paths and FOLDER not in page.relative_to(site).parts:
            alike.setdefault(paths, {})[page] = text
    sheets = {path: list(rules_of(site, path)) for path in set().union(*alike)}
    for paths, pages in alike.items():
        used = scripts | names_in(pages.values())
        rules = "".join(kept(rule, used) for path in paths for rule in sheets[path])
        name = f"{FOLDER}/page-{crc32(rules.encode()):08x}.css"
        (site / name).write_text(rules, encoding="utf-8")
        for page, text in pages.items():
            page.write_text(with_one_link(text, name), encoding="utf-8")


def with_one_link(text, name):
    """Return a page that names one sheet in place of its first, and no other."""
    first = HREF.search(LINK.search(text)[0])[1]
    root = first[: first.index(f"{FOLDER}/")]
    links = iter([f'<link rel="stylesheet" href="{root}{name}">\n'])
    return LINK.sub(lambda found: next(links, ""), text)


def names_in(texts):
    """Return everything in some texts that could be the name of a class or an id."""
    return {name for text in texts for name in NAME.findall(text)}


def inside(address, folder, root):
    """Return the path of a sheet in the site, from its address in a page of a folder."""
    if address.startswith(root):
        return address.removeprefix(root)
    return posixpath.normpath(posixpath.join(folder, address))


def rules_of(site, path):
    """Yield the rules of a sheet and of those that it imports, with addresses from `FOLDER`.

    Of its comments only licences are left, which are marked by an exclamation mark.
    """
    text = (site / path).read_text(encoding="utf-8")
    for rule in tinycss2.parse_stylesheet(text, skip_whitespace=True):
        if rule.type == "error":
            raise ValueError(f"{path}:{rule.source_line}: {rule.message}")
        if rule.type == "comment":
            if rule.value.startswith("!"):
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
            [address] = [token.value for token in rule.prelude if token.type in ("string", "url")]
            yield from rules_of(site, inside(address, posixpath.dirname(path), "/"))
        else:
            move(rule.prelude + (rule.content or []), posixpath.dirname(path))
            yield rule


def move(tokens, folder):
    """Let relative addresses that were written for a sheet in a folder hold for one in `FOLDER`."""
    for token in tokens:
        if token.type == "function" and token.lower_name == "url":
            token.arguments = [moved(one, folder) for one in token.arguments]
        elif token.type == "url":
            token.representation = f"url({moved(token, folder).representation})"
        else:
            move(getattr(token, "content", None) or getattr(token, "arguments", ()), folder)


def moved(address, folder):
    """Return an address, as a string, that was written for a sheet in a folder."""
    value = address.value
    if address.type != "whitespace" and not re.match(r"\w+:|/|#", value):
        value = posixpath.relpath(posixpath.join(folder, value), FOLDER)
    return StringToken(address.source_line, address.source_column, value, f'"{value}"')


def kept(rule, used):
    """Return the text of what is left of a rule where only some names are used."""
    if rule.type == "qualified-rule":
        selectors = [one for one in split(rule.prelude) if names_required(one) <= used]
        text = ",".join(tinycss2.serialize(one).strip() for one in selectors)
        return f"{text}{{{tinycss2.serialize(rule.content).strip()}}}\n" if selectors else ""
    if rule.type == "comment" or rule.lower_at_keyword not in CONDITIONS or not rule.content:
        return rule.serialize() + "\n"
    inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    content = "".join(kept(each, used) for each in inner)
    condition = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}"
    return f"{condition}{{\n{content}}}\n" if content else ""


def split(prelude):
    """Return the selectors of a list."""
    selectors = [[]]
    for token in prelude:
        if token == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def names_required(selector):
    """Return the classes and ids without which a selector finds nothing."""
    names = {token.value for token in selector if token.type == "hash"}
    names |= {name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"}
    return set(filter(NAME.fullmatch, names))
