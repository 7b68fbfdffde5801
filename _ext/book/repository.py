"""Find the addresses of the book's repository and website, and set the links that need them.

They come from `repository: url` and `html: baseurl` in `_config.yml`, or else from the environment
variables of GitHub's runners. Otherwise they are unknown, and the site has no such links.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from sphinx.config import Config
from sphinx.errors import ConfigError

REPOSITORY = re.compile(r"https://[\w.:-]+/[\w.-]+/[\w.-]+")
ON_GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+)")
#: Hosts whose addresses of source files the theme knows, by a word in their names.
PROVIDERS = ("github", "gitlab", "bitbucket")
BINDER = "https://mybinder.org"


@dataclass(frozen=True)
class Address:
    """The addresses of the book; unknown addresses are empty."""

    repository: str  # https://HOST/OWNER/NAME
    branch: str
    site: str  # ends with a slash
    provider: str  # one of PROVIDERS, or empty for other hosts

    @property
    def is_on_github(self) -> bool:
        """Whether the repository is on GitHub, so that Binder can open it."""
        return bool(ON_GITHUB.fullmatch(self.repository))


def find(config: Config, environment: Mapping[str, str]) -> Address:
    """Return the addresses of the book, or raise `ConfigError` if one of them is not valid."""
    options = config.html_theme_options
    repository = options.get("repository_url") or ""
    branch = options.get("repository_branch") or "main"
    server = environment.get("GITHUB_SERVER_URL") or "https://github.com"
    if not repository and environment.get("GITHUB_REPOSITORY"):
        repository = f"{server}/{environment['GITHUB_REPOSITORY']}"
        # The reference of a pull request cannot be opened, so its links use the default branch.
        if environment.get("GITHUB_REF", "").startswith("refs/heads/"):
            branch = environment["GITHUB_REF"].removeprefix("refs/heads/")
    repository = repository.rstrip("/")
    if repository and not REPOSITORY.fullmatch(repository):
        raise ConfigError(
            f"the repository's address is {repository!r}; expected https://HOST/OWNER/NAME"
        )
    site = config.html_baseurl or pages_of(repository)
    if site and not site.startswith(("https://", "http://")):
        raise ConfigError(
            f"the site's address is {site!r}; expected https://HOST/ or a folder of it"
        )
    host = urlsplit(repository).netloc
    provider = next((name for name in PROVIDERS if name in host), "")
    if repository.startswith(f"{server}/"):
        provider = "github"
    return Address(repository, branch, site and site.rstrip("/") + "/", provider)


def pages_of(repository: str) -> str:
    """Return the address of a repository's GitHub Pages site, or "" for other hosts."""
    match = ON_GITHUB.fullmatch(repository)
    if not match:
        return ""
    host = f"{match[1].lower()}.github.io"
    return f"https://{host}/" if match[2].lower() == host else f"https://{host}/{match[2]}/"


def set_addresses(app, config):
    """Set the book's addresses in the configuration of the theme, the pages and the extensions."""
    book = find(config, os.environ)
    has_buttons = bool(book.provider)
    config.html_theme_options |= {
        "repository_url": book.repository if has_buttons else "",
        "repository_provider": book.provider,
        "repository_branch": book.branch,
        "use_repository_button": has_buttons,
        "use_source_button": has_buttons,
        "launch_buttons": {
            "notebook_interface": "jupyterlab",
            "binderhub_url": BINDER if book.is_on_github else "",
        },
    }
    config.myst_substitutions = config.myst_substitutions | spoken(book)
    config.notfound_urls_prefix = urlsplit(book.site).path or "/"
    config.ogp_social_cards = {"enable": bool(book.site)}  # cards need full addresses
    if book.site:
        config.html_baseurl = config.ogp_site_url = book.site


def spoken(book):
    """Return the text of the substitutions `{{ repository }}`, `{{ binder }}` and `{{ pull }}`."""
    repository = book.repository
    unknown = (
        "*This copy of the website was built without an address, so the buttons for Binder are "
        "missing. Ask the person who gave you the link to this website.*"
    )
    no_binder = "*This copy of the website has no link to Binder.*"
    owner, name = repository.split("/")[-2:] if repository else ("", "FOLDER")
    binder = f"{BINDER}/v2/gh/{owner}/{name}/{book.branch}?urlpath=lab/tree/chapters"
    pull = (
        f"https://HUB/hub/user-redirect/git-pull?repo={quote(repository, safe='') or 'REPOSITORY'}"
        f"&branch={book.branch}&urlpath=lab/tree/{name}/chapters/hidden-layers.ipynb"
    )
    return {
        "repository": f"[{repository}]({repository})" if repository else unknown,
        "binder": f"[{binder}]({binder})" if book.is_on_github else no_binder,
        "pull": f"`{pull}`",  # not a link, since HUB stands for the reader's own hub
    }
