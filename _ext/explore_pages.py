"""Tell `explore` that it is being built into pages, where no kernel will answer."""

import os

from shared.explore import STATIC_VARIABLE


def setup(app):
    """Set the variable that every notebook kernel of this build inherits."""
    os.environ[STATIC_VARIABLE] = "1"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
