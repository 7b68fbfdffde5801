"""Start Chromium for tests and benchmarks: the system's, or the one that Playwright installed."""

import shutil
from pathlib import Path

#: Chromium has no sandbox for root, as in a container. It makes no requests of its own.
OPTIONS = ["--no-sandbox", "--disable-background-networking"]


def launch(playwright):
    """Start Chromium and return it as Playwright's browser."""
    # The headless shell is Chromium without windows: a page opens in half the time.
    installed = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    path = installed or playwright.chromium.executable_path
    if not Path(path).exists():
        raise FileNotFoundError(
            "Chromium was not found: install Debian's package chromium-headless-shell, or run "
            "python -m playwright install chromium."
        )
    return playwright.chromium.launch(executable_path=path, args=OPTIONS)
