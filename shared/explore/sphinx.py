"""Sphinx extension: figures of `explore` on pages, which have no kernel.

`extensions = ["myst_nb", "explore.sphinx"]`. When Sphinx executes the cells for HTML, they draw
every position, or only the default position of a figure with a twin. The page itself contains the
default picture of each figure. The other pictures of a figure are in a script beside the page, and
all twins of the page are in another script. MyST-NB finds `FigureRenderer` in the package's
metadata.
"""

import json
import os
from base64 import b64encode
from hashlib import sha256
from importlib import import_module
from itertools import chain, count
from pathlib import Path
from zlib import crc32

from docutils import nodes
from fontTools.subset import Options, Subsetter, load_font, save_font
from myst_nb.sphinx_ext import HideCodeCellNode
from sphinx.util.osutil import relative_uri

from . import STATIC_VARIABLE, get_look
from .canvas import PAGE_CHARACTERS
from .look import colours_css
from .page import MIME_TYPE, html, script
from .script import joined, minified, modules

#: Sphinx's builders for websites; with other builders, a figure is a single picture.
BUILDERS = ("html", "dirhtml")
STATIC = Path(__file__).with_name("static")
PLAYER, TOOLS, SAVING = "explore.js", "explore-tools.js", "explore-save.js"
FOLDER = "_pictures"


class ExploreFigure(nodes.General, nodes.Element):
    """A figure of a page; its attribute `figure` is returned by `page.drawn` or `page.computed`."""


class FigureRenderer:
    """Plugin of MyST-NB that renders figures among the outputs of cells."""

    mime_priority_overrides = [(builder, MIME_TYPE, 1) for builder in BUILDERS]  # noqa: RUF012

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the node of a figure, or None for any other output."""
        if data.mime_type != MIME_TYPE:
            return None
        name = cell_name(renderer.renderer.nb_client, data.cell_index)
        return [ExploreFigure(figure=data.content, cell=name)]


def cell_name(client, index):
    """Return the id of a cell, without "explore-"; "" if the file stores no ids (Jupytext)."""
    is_stored = client.path and client.path.suffix == ".ipynb"
    name = client.notebook.cells[index].get("id", "") if is_stored else ""
    return name.removeprefix("explore-")


def setup(app):
    """Register the extension's node, settings and event handlers.

    The setting `explore_look` is a module that calls `set_look`. The setting `explore_credit` is
    the text below pictures that readers save, by default the project and its authors.
    """
    app.add_config_value("explore_look", "", "env")
    app.add_config_value("explore_credit", "", "html")
    app.add_node(ExploreFigure, html=(write_figure, None))
    app.connect("builder-inited", prepare)
    app.connect("doctree-resolved", show_before_call)
    app.connect("html-page-context", load_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app):
    """Tell the kernels to draw for pages, and write the files that all figures share."""
    if app.builder.name not in BUILDERS:
        return
    if app.config.explore_look:
        import_module(app.config.explore_look)
    os.environ[STATIC_VARIABLE] = "1"
    write_files(Path(app.outdir, "_static"))


def show_before_call(app, doctree, docname):
    """Move a figure above the cell's code if the code is folded."""
    for cell in doctree.findall(nodes.container):
        is_folded = cell.children and isinstance(cell[0], HideCodeCellNode)
        if is_folded and cell.next_node(ExploreFigure):
            cell.append(cell.pop(0))


def write_files(folder):
    """Write the files that all figures share: scripts, style sheet and the fonts of the look."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PLAYER).write_text(static_script("explore.js"), encoding="utf-8")
    (folder / TOOLS).write_text(static_script("tools.js"), encoding="utf-8")
    faces = [write_font(folder, style, file) for style, file in get_look().font.items()]
    saving = f"const fonts={json.dumps(font_rules(folder))};"
    (folder / SAVING).write_text(static_script("save.js", saving), encoding="utf-8")
    sheet = (STATIC / "explore.css").read_text(encoding="utf-8")
    whole = "\n".join([*faces, colours_css(), sheet])
    (folder / "explore.css").write_text(whole, encoding="utf-8")


def font_rules(folder):
    """Return CSS that contains the fonts as data, for pictures that readers save."""
    fonts = {style: (folder / f"explore-{style}.woff").read_bytes() for style in get_look().font}
    return "".join(
        f"@font-face{{font-family:'Explore Figure';font-style:{style};"
        f"src:url(data:font/woff;base64,{b64encode(font).decode()})}}"
        for style, font in fonts.items()
    )


def write_font(folder, style, file):
    """Write a font with only the characters of figures, and return the CSS rule that loads it."""
    options = Options()
    options.flavor, options.hinting = "woff", False
    options.recalc_bounds = True  # Firefox warns that DejaVu's bounds are a unit too small
    options.layout_features, options.drop_tables = ["kern"], [*options.drop_tables, "FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=PAGE_CHARACTERS)
    target = folder / f"explore-{style}.woff"
    with load_font(str(file), options) as font:
        subsetter.subset(font)
        save_font(font, str(target), options)
    return (
        f"@font-face {{\n  font-family: 'Explore Figure';\n  font-style: {style};\n"
        f"  font-display: swap;\n  src: url('{target.name}') format('woff');\n}}\n"
    )


def write_figure(self, node):
    """Write a figure into its page, and its pictures beside it; the first also loads explore.js."""
    id_ = names_of(self.document)[node]
    if not node["figure"]["controls"]:
        self.body.append(html(node["figure"], name=id_))
        raise nodes.SkipNode
    builder = self.builder
    page = builder.get_target_uri(builder.current_docname)
    name = pictures_of(node)
    path = Path(builder.outdir, name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(script(node["figure"]), encoding="utf-8")
    pictures, scripts = relative_uri(page, name), {"twins": "", "pad": ""}
    for use, computing in computing_scripts(node, self.document).items():
        scripts[use] = relative_uri(page, address_of(computing))
        Path(builder.outdir, address_of(computing)).write_text(computing, encoding="utf-8")
    twins, pad = scripts.values()
    self.body.append(html(node["figure"], pictures, twins, id_, pad))
    if node is moving_figures(self.document)[0]:
        # Loaded here, so that the figure works before the browser has read the rest of the page.
        for address in filter(None, (pictures, twins, pad, relative_uri(page, player()))):
            self.body.append(f"\n<script src='{address}'></script>")
    raise nodes.SkipNode


def load_files(app, pagename, templatename, context, doctree):
    """Load the style on pages with figures, and preload the scripts of the first figure."""
    if not doctree or not doctree.next_node(ExploreFigure):
        return
    app.add_css_file("explore.css")
    credit = app.config.explore_credit or f"{app.config.project}, {app.config.author}"
    app.add_js_file(TOOLS, defer="defer", **{"data-credit": credit})
    if moving := moving_figures(doctree):
        first = [player(), pictures_of(moving[0])]
        first += map(address_of, computing_scripts(moving[0], doctree).values())
        context["metatags"] = context.get("metatags", "") + "".join(
            f"<link rel='preload' as='script' href='{context['pathto'](name, resource=True)}'>\n"
            for name in first
        )


def player():
    """Return the address of explore.js in the site, which changes when the script changes."""
    return f"_static/{PLAYER}?v={crc32(static_script('explore.js').encode()):08x}"


def static_script(name, before=""):
    """Return a script of `static/`, minified and without global names."""
    code = (STATIC / name).read_text(encoding="utf-8")
    return minified(f'"use strict";(() => {{{before}{code}}})()\n')


def moving_figures(doctree):
    """Return the figures of a page that have controls."""
    return [node for node in doctree.findall(ExploreFigure) if node["figure"]["controls"]]


def names_of(doctree):
    """Return the ids of the figures of a page: from the ids of their cells, or else numbered."""
    found, taken = {}, set(doctree.ids)
    for place, node in enumerate(doctree.findall(ExploreFigure), 1):
        first = f"fig-{node['cell'] or place}"
        names = chain([first], (f"{first}-{number}" for number in count(2)))
        found[node] = next(name for name in names if name not in taken)
        taken.add(found[node])
    return found


def pictures_of(node):
    """Return the address of a figure's pictures in the site, which changes when they change."""
    return address_of(script(node["figure"]))


def computing_scripts(node, document):
    """Return the scripts that compute a figure with a twin: the page's, and the pad's if any."""
    if "twin" not in node["figure"]:
        return {}
    found = {"twins": computing_script(moving_figures(document))}
    if pad := dict(node["figure"]["twin"]["pad_modules"]):
        found["pad"] = pad_script(pad)
    return found


def pad_script(pad):
    """Return the script of a pad, given its modules."""
    return minified(joined([pad], f"document.currentScript.pad = {list(pad)[-1]}.pad;\n"))


def computing_script(nodes):
    """Return the script that computes the figures of a page that have twins."""
    twins = [node["figure"]["twin"] for node in nodes if "twin" in node["figure"]]
    runtime = modules(STATIC / "handles.js")  # with the modules that it imports
    marks, computed, handles = runtime
    named = ", ".join(dict.fromkeys(twin["name"] for twin in twins))
    kinds = sorted({mark["kind"] for twin in twins for mark in twin["marks"].values()})
    draw = ", ".join(f"{kind}: {marks}.{kind}" for kind in kinds)
    handle = f"{handles}.handle" if any(twin["drag"] for twin in twins) else "undefined"
    script = joined(
        [runtime, *(dict(twin["modules"]) for twin in twins)],
        f"const twins = {{ {named} }};\n"
        f"const parts = {{ draw: {{ {draw} }}, handle: {handle} }};\n"
        "document.currentScript.compute = (panels, figure, move, startPad) => {\n"
        "  const { twin, forPad } = twins[figure.name];\n"
        "  const start = (data) => startPad(data, forPad);\n"
        f"  return new {computed}.ComputedPicture(panels, figure, twin, move, start, parts);\n"
        "};\n",
    )
    return minified(script)


def address_of(script):
    """Return the address of a script in the site, which changes when the script changes."""
    return f"{FOLDER}/{sha256(script.encode()).hexdigest()[:12]}.js"
