"""Give pages a Binder button and a way to their source, where the repository is known.

Where it is not, they have neither, and no link is dead.
"""

import os
from urllib.parse import quote

import address

BINDER = "https://mybinder.org"


def setup(app):
    """Set the theme's options before it reads them; correct its buttons once it has made them."""
    app.connect("config-inited", set_options)
    app.connect("html-page-context", correct_buttons, priority=502)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def set_options(app, config):
    """Switch the buttons on or off, and let pages speak of the addresses."""
    book = address.find(config, os.environ)
    is_known = bool(book.repository)
    config.html_theme_options |= {
        "repository_url": book.repository,
        "repository_branch": book.branch,
        "use_repository_button": is_known,
        "use_source_button": is_known,
        "launch_buttons": {
            "notebook_interface": "jupyterlab",
            "binderhub_url": BINDER if book.is_on_github else "",
        },
    }
    if book.repository.startswith(os.environ.get("GITHUB_SERVER_URL") or "https://github.com"):
        config.html_theme_options["repository_provider"] = "github"
    config.myst_substitutions = config.myst_substitutions | spoken(book)


def spoken(book):
    """Return what pages say in place of `{{ repository }}`, `{{ binder }}` and `{{ pull }}`.

    A book that does not know its address shows how the links are composed, and links to nothing.
    """
    repository = book.repository or "https://github.com/OWNER/NAME"
    owner, name = repository.split("/")[-2:]
    binder = f"{BINDER}/v2/gh/{owner}/{name}/{book.branch}?urlpath=lab/tree/chapters"
    pull = (
        f"https://HUB/hub/user-redirect/git-pull?repo={quote(repository, safe='')}"
        f"&branch={book.branch}&urlpath=lab/tree/{name}/chapters/hidden-layers.ipynb"
    )
    return {
        "repository": f"[{repository}]({repository})" if book.repository else f"`{repository}`",
        "binder": f"[{binder}]({binder})" if book.is_on_github else f"`{binder}`",
        "pull": f"`{pull}`",  # the hub is the reader's own: never a link
    }


def correct_buttons(app, pagename, templatename, context, doctree):
    """Let Binder open notebooks only, and GitHub show them as notebooks, not as JSON."""
    is_notebook = str(context.get("sourcename", "")).endswith(".ipynb")
    buttons = context.get("header_buttons", [])
    context["header_buttons"] = [
        button for button in buttons if is_notebook or button.get("label") != "launch-buttons"
    ]
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button.get("label") == "source-file-button" and is_notebook:
                button["url"] = button["url"].removesuffix("?plain=1")
