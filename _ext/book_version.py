"""Show the version of the book at the foot of each page; it is written in pyproject.toml alone."""

from importlib.metadata import version


def setup(app):
    """Set the version once Jupyter Book has written its part of the configuration."""
    app.connect("config-inited", show_version, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def show_version(app, config):
    """Tell Sphinx the version, and let the theme's footer say it."""
    config.version = config.release = version("mlp-in-motion")
    foot = config.html_theme_options.get("extra_footer", "")
    config.html_theme_options["extra_footer"] = f"{foot}<p>Version {config.release}</p>"
