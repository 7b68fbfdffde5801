"""The book's sign: beside its title, in the browser's tab and on a phone's home screen."""

LOGO = "_static/logo.svg"
TOUCH_ICON = "_static/apple-touch-icon.png"


def setup(app):
    """Set what Jupyter Book has no key for."""
    app.connect("config-inited", name_the_book)
    app.connect("html-page-context", add_touch_icon, priority=450)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def name_the_book(app, config):
    """Let the theme write the title beside the sign."""
    config.html_logo = config.html_favicon = LOGO
    config.html_theme_options["logo"] = {"text": config.html_title}


def add_touch_icon(app, pagename, templatename, context, doctree):
    """Link the icon for phones, which do not read SVG."""
    href = context["pathto"](TOUCH_ICON, resource=True)
    context["metatags"] = (
        context.get("metatags", "") + f'<link rel="apple-touch-icon" href="{href}">\n'
    )
