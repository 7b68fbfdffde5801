"""Merge all style sheets into one, with only the rules, icons and fonts that the site uses.

The theme and the extensions have a dozen sheets and two thousand icons, most of them unused here.
A browser shows nothing before it has loaded and parsed every sheet.
"""

import posixpath
import re
from html.parser import HTMLParser
from itertools import groupby, pairwise
from pathlib import Path
from zlib import crc32

import tinycss2
from sphinx.util import logging
from tinycss2.ast import StringToken

from book.fonts import write_subset
from book.formulas import write_font

LOGGER = logging.getLogger(__name__)
FOLDER = "_static"
SHEET = f"{FOLDER}/site.css"
#: Sheets that the theme's templates link before all other sheets.
FIRST = (f"{FOLDER}/styles/theme.css", f"{FOLDER}/styles/pydata-sphinx-theme.css")
#: Files of the theme that no page loads, to be deleted.
UNUSED = ("scripts/bootstrap.js*", "scripts/fontawesome.js*", "**/*.map", "vendor/**/*.woff2")
#: The rule of an icon, and the address of a complete icon font.
ICON = re.compile('content:"([\ue000-\uf8ff])"')
WHOLE_FONT = re.compile(r'url\("([^"]*)\.woff2"\) format\("woff2"\), ?url\([^)]*\) format\("\w+"\)')
#: Words in a script that may be the name of a class or an id.
NAME = re.compile(r"[\w-]+")
#: At-rules that contain ordinary rules; other at-rules, such as @font-face, are kept unchanged.
CONDITIONS = {"media", "supports", "layer", "container"}


def remember_sheets(app, context):
    """Collect the sheets of a page, and set the address of the merged sheet for its template."""
    sheets = app.builder.__dict__.setdefault("sheets_of_book", {})
    for sheet in context["css_files"]:
        if sheet.filename and not str(sheet.filename).startswith(("http:", "https:")):
            sheets[str(sheet.filename).partition("?")[0]] = sheet.priority
    own = Path(app.srcdir, FOLDER, "book.css").read_bytes()
    context["style_sheet"] = f"{SHEET}?v={crc32(own):08x}"  # a new address, despite caches


def write_style_sheet(app, exception):
    """Write the merged sheet and its fonts, and delete files that no page loads."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for pattern in UNUSED:
        for file in (site / FOLDER).glob(pattern):
            file.unlink()
    shown = Shown()
    for page in site.rglob("*.html"):
        shown.feed(page.read_text(encoding="utf-8"))
    for script in site.rglob("*.js"):
        shown.names.update(NAME.findall(script.read_text(encoding="utf-8")))
    sheets = app.builder.sheets_of_book
    paths = [*FIRST, *sorted(sheets, key=sheets.get)]
    rules = [rule for path in paths for rule in rules_of(site, path)]
    text = "".join(kept(rule, shown.names) for rule in rules)
    text, fonts = WHOLE_FONT.subn(r'url("\1.woff")', text)
    unread = ICON.sub(r'\g<0>;\g<0> / ""', text)  # screen readers skip icons (WCAG 1.1.1)
    (site / SHEET).write_text(unread, encoding="utf-8")
    write_font(site, shown.formula_characters)
    icons = set(ICON.findall(text))
    if not fonts or not icons:
        LOGGER.warning("the theme's sheets have %d fonts for %d icons", fonts, len(icons))
    for font in (site / FOLDER / "vendor").rglob("*.ttf"):
        write_subset(font, font.with_suffix(".woff"), icons)
        font.unlink()


class Shown(HTMLParser):
    """Parser that collects the classes and ids of pages, and the characters of their formulas."""

    def __init__(self):
        super().__init__()
        self.names, self.formula_characters = set(), set()
        self._is_in_formula = False

    def handle_starttag(self, tag, attributes):
        """Collect the classes and the id of an element."""
        self._is_in_formula |= tag == "math"
        for key, value in attributes:
            if key in ("class", "id"):
                self.names.update((value or "").split())

    def handle_endtag(self, tag):
        """Note the end of a formula."""
        self._is_in_formula &= tag != "math"

    def handle_data(self, data):
        """Collect the characters of a formula."""
        if self._is_in_formula:
            self.formula_characters.update(data)


def rules_of(site, path):
    """Yield the rules of a sheet and of its imports, with addresses relative to `FOLDER`.

    Comments are dropped, except licences, which begin with an exclamation mark.
    """
    folder = posixpath.dirname(path)
    text = (site / path).read_text(encoding="utf-8")
    for rule in tinycss2.parse_stylesheet(text, skip_whitespace=True):
        if rule.type == "error":
            raise ValueError(f"{path}:{rule.source_line}: {rule.message}")
        if rule.type == "comment":
            if rule.value.startswith("!"):
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
            [address] = [token.value for token in rule.prelude if token.type in ("string", "url")]
            yield from rules_of(site, posixpath.normpath(posixpath.join(folder, address)))
        else:
            move(rule.prelude + (rule.content or []), folder)
            yield rule


def move(tokens, folder):
    """Change relative addresses in tokens from a sheet in a folder to a sheet in `FOLDER`."""
    for token in tokens:
        if token.type == "function" and token.lower_name == "url":
            token.arguments = [moved(one, folder) for one in token.arguments]
        elif token.type == "url":
            token.representation = f"url({moved(token, folder).representation})"
        else:
            move(getattr(token, "content", None) or getattr(token, "arguments", ()), folder)


def moved(address, folder):
    """Return an address in a sheet of a folder as a string token, relative to `FOLDER`."""
    value = address.value
    if address.type != "whitespace" and not re.match(r"\w+:|/|#", value):
        value = posixpath.relpath(posixpath.join(folder, value), FOLDER)
    return StringToken(address.source_line, address.source_column, value, f'"{value}"')


def kept(rule, used):
    """Return the text of a rule without selectors that need unused classes or ids."""
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
    """Return the selectors of a list, separated by commas."""
    groups = groupby(prelude, key=lambda token: token == ",")
    return [list(tokens) for is_comma, tokens in groups if not is_comma]


def names_required(selector):
    """Return the classes and ids that a selector requires."""
    names = {token.value for token in selector if token.type == "hash"}
    names |= {name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"}
    return set(filter(NAME.fullmatch, names))
