"""Settings that Jupyter Book has no key for, or that only the build knows."""

from importlib.metadata import version


def set_theme_options(app, config):
    """Set them once Jupyter Book has written its part of the configuration."""
    config.version = config.release = version("mlp-in-motion")
    foot = config.html_theme_options.get("extra_footer", "")
    config.html_theme_options |= {
        "extra_footer": f"{foot}<p>Version {config.release}</p>",
        "back_to_top_button": False,  # on a phone it covers what one reads
        "enable_search_shortcuts": False,  # "/" belongs to speech input (WCAG 2.1.4)
    }
    # Jupyter Book names every file of `_static`; others load where they are needed.
    config.html_css_files = [("book.css", {}), ("formulas.css", {})]
    config.html_js_files = [("page.js", {}), ("accessible_theme.js", {})]
