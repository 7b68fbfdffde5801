"""Firefox and WebKit, each as one page with the few methods of Playwright's that tests use.

Playwright downloads builds of its own. Those of a distribution need no client: Firefox speaks
WebDriver BiDi, and WebKitGTK brings a WebDriver. Both are standards of the W3C, JSON over a socket
or over HTTP.
"""

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import websocket

KEYS = {"ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Home": "\ue011"}
KEYS |= {"Enter": "\ue007", "Escape": "\ue00c", "Space": " "}
#: What Firefox says of a formula, too, of which it has received only a part yet.
UNFINISHED = "Invalid markup: Incorrect number of children"
WRONG_FORMULA = """() => {
  const hasThree = (one) => ["msubsup", "munderover"].includes(one.localName);
  return ["mfrac", "mroot", "msub", "msup", "munder", "mover", "msubsup", "munderover"]
    .flatMap((name) => [...document.getElementsByTagName(name)])
    .some((one) => one.children.length !== (hasThree(one) ? 3 : 2));
}"""
WAIT = 60  # seconds, for a browser to start and for an answer


def found(program, *others, package):
    """Return the path of a program, or say which package brings it."""
    path = next(filter(None, map(shutil.which, (program, *others))), None)
    if path is None:
        raise FileNotFoundError(f"There is no {program}: install Debian's package {package}.")
    return path


def until(condition):
    """Return the first answer that is true."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"in {WAIT} seconds a browser did not start")


class Page:
    """What both engines share; a subclass starts a browser and sends its commands."""

    @property
    def keyboard(self):
        """Return what presses keys, where Playwright has it."""
        return self

    def press(self, key):
        """Press a key on what has the focus."""
        strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        self._act([{"type": "key", "id": "keyboard", "actions": strokes}])

    def wait_for_timeout(self, milliseconds):
        """Let time pass."""
        time.sleep(milliseconds / 1000)

    def goto(self, address):
        """Open an address and wait until it is loaded."""
        here, page, place = self.evaluate("document.URL"), *address.partition("#")[::2]
        if here.partition("#")[0] != page or not place:  # else the document stays
            self.evaluate("(document.isLeft = true)")
        self._navigate(address)

    # Now and then a browser answers early: the page before is still there, and goes soon.
    def _is_at(self, address):
        try:
            path, state, is_left = self.evaluate(
                "[location.pathname, document.readyState, document.isLeft ?? false]"
            )
        except RuntimeError:  # the page has gone while it was asked
            return False
        return path == urlsplit(address).path and state == "complete" and not is_left


class Firefox(Page):
    """Firefox without a window."""

    def __init__(self):
        program = found("firefox-esr", "firefox", package="firefox-esr")
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        # A panel that shows what was saved would take the focus from the page.
        settings = {"alwaysOpenPanel": False, "folderList": 2, "dir": self._profile.name}
        Path(self._profile.name, "user.js").write_text(
            "".join(
                f'user_pref("browser.download.{name}", {json.dumps(value)});\n'
                for name, value in settings.items()
            ),
            encoding="utf-8",
        )
        options = ["--headless", "--no-remote", "--profile", self._profile.name]
        self._process = subprocess.Popen(
            [program, *options, "--remote-debugging-port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        told = Path(self._profile.name, "WebDriverBiDiServer.json")
        until(lambda: told.exists() and told.read_bytes())
        address = json.loads(told.read_bytes())
        self._socket = websocket.create_connection(
            f"ws://{address['ws_host']}:{address['ws_port']}/session",
            timeout=WAIT,
            suppress_origin=True,
        )
        self._numbers = itertools.count()
        self._complaints = []
        self._command("session.new", capabilities={})
        self._command("session.subscribe", events=["log.entryAdded"])
        # In the tab that is there the field for the address keeps the focus.
        self._tab = self._command("browsingContext.create", type="tab")["context"]

    def _command(self, method, **parameters):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            entry = message.get("params", {})
            if message["type"] == "event" and entry["level"] in ("warn", "error"):
                self._complaints.append(entry["text"])
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]

    def _navigate(self, address):
        self._command("browsingContext.navigate", context=self._tab, url=address, wait="complete")
        until(lambda: self._is_at(address))
        # On a busy machine the window takes the focus from a page that has just begun to have it.
        self._command("browsingContext.activate", context=self._tab)

    def go_back(self):
        """Go back as the browser's button does."""
        self._command("browsingContext.traverseHistory", context=self._tab, delta=-1)

    def evaluate(self, expression, argument=None):
        """Return what an expression is, or what a function returns for an argument."""
        answer = self._command(
            "script.callFunction",
            functionDeclaration=f"""async (argument) => {{
              const it = ({expression});
              return JSON.stringify(await (it instanceof Function ? it(JSON.parse(argument)) : it));
            }}""",
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            target={"context": self._tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def set_viewport_size(self, size):
        """Give the page so much room."""
        self._command("browsingContext.setViewport", context=self._tab, viewport=size)

    def complaints(self):
        """Return what the console has been told, and forget it."""
        is_wrong = self.evaluate(WRONG_FORMULA)  # what was told before has arrived by then
        said, self._complaints = self._complaints, []
        return said if is_wrong else [one for one in said if not one.startswith(UNFINISHED)]

    def _act(self, actions):
        self._command("input.performActions", context=self._tab, actions=actions)

    def close(self):
        """End the browser."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(WAIT)
        self._profile.cleanup()


class WebKit(Page):
    """WebKitGTK's own small browser, on a screen that nobody sees."""

    def __init__(self):
        driver = found("WebKitWebDriver", package="webkit2gtk-driver, or webkitgtk-webdriver")
        found("xauth", package="xauth")  # which xvfb-run asks for
        screen = [found("xvfb-run", package="xvfb"), "-a", "-s", "-screen 0 1600x1400x24"]
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._process = subprocess.Popen(
            [*screen, driver, f"--port={port}"],
            # A third less to compute: without a graphics card, layers only cost.
            env=os.environ | {"WEBKIT_DISABLE_COMPOSITING_MODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._http = HTTPConnection("127.0.0.1", port, timeout=WAIT)
        until(self._connect)
        self._session = ""
        session = self._command("POST", "", capabilities={})["sessionId"]
        self._session = f"/{session}"

    def _connect(self):
        try:
            self._http.connect()
        except ConnectionRefusedError:
            return False
        return True

    def _command(self, method, path, **parameters):
        body = json.dumps(parameters) if method == "POST" else None
        self._http.request(method, f"/session{self._session}{path}", body)
        response = self._http.getresponse()
        answer = json.load(response)["value"]
        if response.status >= 400:
            raise RuntimeError(f"{path}: {answer['error']}: {answer['message']}")
        return answer

    def _navigate(self, address):
        self._command("POST", "/url", url=address)
        until(lambda: self._is_at(address))

    def go_back(self):
        """Go back as the browser's button does."""
        self._command("POST", "/back")

    def evaluate(self, expression, argument=None):
        """Return what an expression is, or what a function returns for an argument."""
        script = f"const it = ({expression}); return it instanceof Function ? it(...arguments) : it"
        return self._command("POST", "/execute/sync", script=script, args=[argument])

    def set_viewport_size(self, size):
        """Give the page so much room; the window's own bar takes some of the height."""
        self._command("POST", "/window/rect", **size)

    def complaints(self):
        """Return what the page collected, for the console itself cannot be asked, and forget it."""
        return self.evaluate("window.complaints?.splice(0) ?? []")

    def _act(self, actions):
        self._command("POST", "/actions", actions=actions)

    def close(self):
        """End the browser, its driver and its screen."""
        self._http.close()
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(WAIT)


ENGINES = {"Firefox": Firefox, "WebKit": WebKit}
