"""Keep the quotation marks of types in the reference as Python writes them: default "relu"."""

from docutils import nodes
from sphinx.transforms import SphinxTransform


def setup(app):
    """Mark the types before Sphinx curls the quotation marks of all text."""
    app.add_transform(PlainTypes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class PlainTypes(SphinxTransform):
    """Take types out of what is curled."""

    default_priority = 740  # Sphinx curls at 750

    def apply(self):
        """Mark the type beside every parameter."""
        for type_ in self.document.findall(nodes.classifier):
            type_["support_smartquotes"] = False
