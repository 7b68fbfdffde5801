"""Links from other pages to a state of the laboratory: `[words](../laboratory.md#v=1&data=xor)`.

In a notebook and on GitHub such a link leads to the page's source, on the website to the state.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: How the address of a state begins; no heading has an anchor like this.
STATE = "v=1"


class StateLinks(SphinxPostTransform):
    """Resolve links whose fragment is a state, which is no place in a page."""

    default_priority = 8  # before MyST looks for a heading of this name, at 9

    def run(self):
        """Replace them by references."""
        for link in list(self.document.findall(addnodes.pending_xref)):
            if not (link.get("reftargetid") or "").startswith(STATE):
                continue
            page = self.app.builder.get_relative_uri(self.env.docname, link["reftarget"])
            address = f"{page}#{link['reftargetid']}"
            words = nodes.inline("", "", *link[0].children)
            link.replace_self(nodes.reference("", "", words, refuri=address, internal=True))
