"""Widgets drawn by the project's own JavaScript, if the package anywidget is installed.

`ipywidgets` alone has no widget to draw on. anywidget adds a widget whose script the kernel sends;
it works in JupyterLab, Notebook 7, VS Code and Colab.
"""

from .look import colours_css

#: Each front end marks its dark theme with a different attribute or class.
_THEMES = """
:is(body[data-jp-theme-light="true"], body.vscode-light, html[theme="light"]) .explore-scripted {
  color-scheme: light;
}
:is(body[data-jp-theme-light="false"], body.vscode-dark, html[theme="dark"]) .explore-scripted {
  color-scheme: dark;
}
.explore-scripted { color: var(--figure-ink); background: var(--figure-paper); }
"""


def scripted_widget(module: str, sheet: str, **values):
    """Return a widget drawn by a script, or None if anywidget is not installed.

    Parameters
    ----------
    module : str
        An ECMAScript module with `render({ model, el })`, as anywidget takes it.
    sheet : str
        CSS of the elements that the script draws.
    **values
        Values that script and kernel share: attributes of the widget, which can be observed.

    Returns
    -------
    anywidget.AnyWidget or None
    """
    try:
        import anywidget
        import traitlets
    except ImportError:
        return None
    shared = {name: traitlets.Any(value).tag(sync=True) for name, value in values.items()}
    style = colours_css(".explore-scripted") + _THEMES + sheet
    kind = type("ScriptedWidget", (anywidget.AnyWidget,), {"_css": style, "_esm": module, **shared})
    widget = kind()
    widget.add_class("explore-scripted")
    return widget
