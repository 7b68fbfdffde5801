"""Settings that Jupyter Book has no key for, or that only the build knows."""

from importlib.metadata import version


def set_theme_options(app, config):
    """Set them once Jupyter Book has written its part of the configuration."""
    config.version = config.release = version("mlp-in-motion")
    # Jupyter Book names every file of `_static`; others load where they are needed.
    config.html_css_files = [("book.css", {}), ("formulas.css", {})]
    config.html_js_files = [("page.js", {}), ("accessible_theme.js", {})]
