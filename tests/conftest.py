"""What tests share: the built site, served here, and a browser that sees nothing else."""

import os
import platform
import runpy
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import asking_site, graders
from tools.browser import launch
from tools.serve import SITE, QuietHandler, server

WITHOUT_NETWORK = Path(__file__).with_name("without_network")
IN_CI = os.environ.get("CI") == "true"
#: What takes long begins first, so that no worker is left alone with it at the end.
LONGEST = [
    "test_jupyterlab.py",
    "test_access.py",
    "test_site.py",
    "test_engines.py",
    "test_explorables.py",
]
#: A test that asks for one of these, or is a cell of a notebook, is marked as slow. A `chapter` is
#: what its cells have made.
SLOW_FIXTURES = {"asking", "built", "browser", "classroom", "kernel", "chapter"}


def pytest_configure(config):
    """Let no test reach another machine, and workers take files in the order of collection."""
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(WITHOUT_NETWORK), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    runpy.run_path(str(WITHOUT_NETWORK / "sitecustomize.py"))
    config.option.loadscopereorder = False


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Run one worker more than there are processors if browsers and kernels keep tests waiting."""
    return os.cpu_count() + (config.option.markexpr != "not slow")


@pytest.hookimpl(tryfirst=True)  # before `-m "not slow"` is applied
def pytest_collection_modifyitems(items):
    """Mark what is slow, which `make check` leaves out, and begin with what takes longest."""

    def turn(item):
        return next((i for i, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST))

    items.sort(key=turn)
    for item in items:
        if item.path.suffix == ".ipynb" or SLOW_FIXTURES & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.slow)


#: Makes OpenBLAS add as on an old processor, where it has several ways to add.
OTHER_SUMS = {"OPENBLAS_CORETYPE": "Prescott"} if platform.machine() in {"AMD64", "x86_64"} else {}


@pytest.hookimpl(wrapper=True, tryfirst=True)  # nbval starts a kernel when the first cell is set up
def pytest_runtest_setup(item):
    """Let notebooks add in another order than where their outputs were stored, and print the same.

    What depends on the last bits differs here from the stored outputs, whichever processor tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in OTHER_SUMS.items() if item.path.suffix == ".ipynb" else ():
            patch.setenv(name, value)
        return (yield)


#: The strictest there is, but for bitmaps inside pictures: a field of colours is one.
POLICY = "default-src 'self'; img-src 'self' data:"


class StrictHandler(QuietHandler):
    """Forbids pages all code and style inside them, and everything of another host."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.fixture(scope="session")
def classroom(tmp_path_factory):
    """Return the folder of a class with all exercises, for two graders."""
    return graders.make_class(tmp_path_factory.mktemp("classroom") / "class")


@pytest.fixture(scope="session")
def built():
    """Return the folder of the built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("There is no built site: run make build, or python tools/build.py, first.")
    return SITE


@pytest.fixture(scope="session")
def site(built):
    """Return the address of the built site, served as the strictest host would."""
    with server(port=0, handler=StrictHandler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


@pytest.fixture(scope="session")
def asking(tmp_path_factory):
    """Return the address of a small site of another book, which asks a question of each kind."""
    folder, status, said = asking_site.build(tmp_path_factory.mktemp("asking"))
    assert status == 0, said
    with server(port=0, site=folder) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


@pytest.fixture(scope="session")
def browser():
    """Return a running Chromium; a person without one skips, a CI run without one fails."""
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except FileNotFoundError as missing:
            (pytest.fail if IN_CI else pytest.skip)(str(missing))
        yield chromium
        chromium.close()


def wait_for_figures(page):
    """Uncover what questions hide, and wait until all figures of a page have their pictures."""
    closed = ".ask-curtain input:not(:checked)"
    page.evaluate(f"document.querySelectorAll('{closed}').forEach((box) => box.click())")
    wait_until(page, "!document.querySelector('figure.explore[data-pictures]:not([data-ready])')")


def wait_until(page, expression, argument=None):
    """Wait until an expression holds; Playwright's own way needs `eval`, which pages forbid."""
    for _ in range(600):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"in thirty seconds this did not come to hold: {expression}")


class Visit:
    """One visit of the site: its page, and everything that should not have happened there."""

    def __init__(self, browser, site, **context):
        self.site = site
        self.foreign = []
        self.complaints = []
        self.context = browser.new_context(**context)
        self.context.route("**/*", self._guard)
        self.page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._judge)

    def open(self, name):
        """Open a page of the site and wait until its figures answer."""
        page = self.open_plain(name)
        wait_for_figures(page)
        return page

    def open_plain(self, name):
        """Open a page of the site."""
        self.page.goto(self.site + name)
        return self.page

    def _guard(self, route):
        if route.request.url.startswith((self.site, "data:")):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def _listen(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _judge(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")


@pytest.fixture
def visit(browser, site):
    """Return a function that starts a visit; at its end nothing foreign or wrong has happened."""
    visits = []

    def start(**context):
        visits.append(Visit(browser, site, **context))
        return visits[-1]

    yield start
    for one in visits:
        one.context.close()
    for one in visits:
        assert one.foreign == []
        assert one.complaints == []
