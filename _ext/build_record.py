"""What this build measured: how long each notebook ran, and with which versions.

`{run-times}` and `{versions}` are tables. They may differ from one build to the next, which nothing
else on the site does, so one page alone has them.
"""

import platform
from importlib.metadata import requires, version

from docutils import nodes
from packaging.requirements import Requirement
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

PACKAGE = "mlp-in-motion"  # whose metadata names what the book depends on
USED = {"run": "", "build": "book", "open": "lab"}


def setup(app):
    """Add both directives, and the step that fills in times once all notebooks have run."""
    app.add_directive("run-times", RunTimes)
    app.add_directive("versions", Versions)
    app.add_node(run_times)
    app.add_post_transform(FillInTimes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class run_times(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """Stands where the table of times will be."""


class RunTimes(SphinxDirective):
    """A table of what each notebook took."""

    def run(self):
        """Leave a place for the table; other pages may not have been read yet."""
        return [run_times()]


class FillInTimes(SphinxPostTransform):
    """Replace the places by tables."""

    default_priority = 8  # before references are resolved

    def run(self, **kwargs):
        """Read what MyST-NB recorded, from this build or from the cache of an earlier one."""
        for place in list(self.document.findall(run_times)):
            records = {
                page: data["exec_data"]["runtime"]
                for page, data in self.env.nb_metadata.items()
                if data.get("exec_data", {}).get("runtime") is not None
            }
            rows = [
                [self.link(page), f"{records[page]:.1f}"]
                for page in self.env.collect_relations()  # in reading order
                if page in records
            ]
            total = ["all together", f"{sum(records.values()):.1f}"]
            place.replace_self(table(["page", "seconds"], [*rows, total]))

    def link(self, page):
        """Return a link to a page, with its title."""
        target = self.app.builder.get_relative_uri(self.env.docname, page)
        return nodes.reference("", self.env.titles[page].astext(), refuri=target, internal=True)


class Versions(SphinxDirective):
    """A table of the versions that ran the notebooks and built the pages."""

    def run(self):
        """Return the table: Python, then every direct dependency."""
        rows = [["Python", platform.python_version(), "everything"]]
        for requirement in map(Requirement, requires(PACKAGE)):
            for purpose, extra in USED.items():
                if applies(requirement, extra):
                    rows.append([requirement.name, version(requirement.name), purpose])
        return [table(["package", "version", "used to"], rows)]


def applies(requirement, extra):
    """Say whether a requirement belongs to an extra (or to none, "") and to this Python."""
    if requirement.marker is None:
        return not extra
    return requirement.marker.evaluate({"extra": extra})


def table(header, rows):
    """Return a table with a header; a cell is a text or a node."""
    group = nodes.tgroup(cols=len(header))
    group += [nodes.colspec(colwidth=1) for _ in header]
    group += nodes.thead("", row_of(header))
    group += nodes.tbody("", *map(row_of, rows))
    return nodes.table("", group, classes=["colwidths-auto"])


def row_of(cells):
    """Return a row of a table."""
    parts = [nodes.Text(cell) if isinstance(cell, str) else cell for cell in cells]
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", part)) for part in parts))
