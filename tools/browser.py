"""Start the Chromium to test and to measure with: the system's, or the one Playwright installed."""

import shutil
from pathlib import Path

#: As root, as in a container, Chromium has no sandbox; and it should ask nobody for news.
OPTIONS = ["--no-sandbox", "--disable-background-networking"]


def launch(playwright):
    """Return a running Chromium."""
    # The shell is Chromium without its own windows: a page opens in half the time.
    installed = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    path = installed or playwright.chromium.executable_path
    if not Path(path).exists():
        raise FileNotFoundError(
            "There is no Chromium: install Debian's package chromium-headless-shell, or run "
            "python -m playwright install chromium."
        )
    return playwright.chromium.launch(executable_path=path, args=OPTIONS)
