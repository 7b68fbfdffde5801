"""Load on each page only what the page uses."""


def setup(app):
    """Look at each page's files after all other extensions have added theirs."""
    app.connect("html-page-context", keep_what_the_page_uses, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def keep_what_the_page_uses(app, pagename, templatename, context, doctree):
    """Drop Thebe, which the book does not use, and `explore` where nothing can be explored.

    Jupyter Book always loads sphinx-thebe; its inline script stands on each page twice and throws.
    """
    has_figures = "<figure class='explore'" in context.get("body", "")
    for kind in ("script_files", "css_files"):
        context[kind] = [
            file
            for file in context.get(kind, [])
            if not _is_thebe(file) and (has_figures or not _is_for_figures(file))
        ]
    for script in context["script_files"]:
        if _is_for_figures(script):
            script.attributes["defer"] = "defer"  # it looks for figures once the page is read


def _is_thebe(file):
    return "thebe" in str(file.filename) or "THEBE_JS_URL" in file.attributes.get("body", "")


def _is_for_figures(file):
    return str(file.filename).rpartition("/")[2].startswith(("explore.", "figure-"))
