"""The static pages as a reader meets them. `python -m benchmarks.static_page`."""

import gzip
import statistics
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import stock_page
from tools.serve import SITE, server

CHROMIUM = "/usr/bin/chromium"
TEXT = {".html", ".css", ".js", ".json", ".svg"}
VISITS = 7

# Moves the slider as soon as there is one, every frame, until what it moves has answered.
FIRST_ANSWER = """
(() => {
  const ours = () => {
    const figure = document.querySelector("figure.explore:has(input[type=range])");
    if (!figure) return false;
    const slider = figure.querySelector("input[type=range]");
    const before = figure.querySelector("[role=img]").innerHTML;
    slider.value = slider.value === slider.max ? slider.min : slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    return figure.querySelector("[role=img]").innerHTML !== before;
  };
  const stock = () => {
    const handle = document.querySelector(".noUi-handle");
    const shown = document.querySelector(".widget-text input[type=number]");
    if (!handle || !shown) return false;
    const before = shown.value;
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    return shown.value !== before;
  };
  const ask = () => {
    if (ours() || stock()) window.firstAnswer = performance.now();
    else requestAnimationFrame(ask);
  };
  requestAnimationFrame(ask);
})();
"""

# From the key press to the frame after the one in which the picture changed.
KEY_TO_PAINT = """
() => {
  window.paints = [];
  addEventListener("keydown", (event) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.paints.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(0);
    });
  });
}
"""


def report() -> str:
    """Return Markdown: every page with figures, and the stock page beside them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        served(SITE) as ours,
        served(stock_page.build(Path(folder))) as stock,
    ):
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        addresses = {path.stem: ours + path.relative_to(SITE).as_posix() for path in explored()}
        text = "\n".join(
            [
                *first_answers(chromium, addresses | {"stock": stock + "page.html"}),
                "",
                *paints(chromium, addresses),
                "",
                f"Script of the sliders, gzipped: {script_bytes():,} bytes.",
            ]
        )
        chromium.close()
    return text


def explored():
    """Return the files of the pages with figures that move."""
    return sorted(
        path
        for path in SITE.rglob("*.html")
        if "_static" not in path.parts and "<form class='explore-controls'" in path.read_text()
    )


def script_bytes():
    """Return the size of the player as it is sent."""
    return len(gzip.compress((SITE / "_static" / "explore.js").read_bytes(), mtime=0))


def first_answers(chromium, addresses):
    """Return a table of what a first visit costs, each page beside the stock one."""
    times = {name: [] for name in addresses}
    for _ in range(VISITS):  # in turn, so that a slow minute of the machine slows all of them
        for name, address in addresses.items():
            times[name].append(first_answer(chromium, address))
    medians = {name: statistics.median(each) for name, each in times.items()}
    return [
        "| page | bytes (text gzipped) | first slider answers, ms | stock page / this page |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {transferred(chromium, address):,} | {medians[name]:.0f} "
            f"| {medians['stock'] / medians[name]:.1f} |"
            for name, address in addresses.items()
        ),
    ]


def paints(chromium, addresses):
    """Return a table of the time from a key press to the painted picture."""
    lines = [
        "| page | key presses | key to painted picture: median, ms | 95th percentile | worst |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, address in addresses.items():
        times = sorted(key_to_paint(chromium, address))
        lines.append(
            f"| {name} | {len(times)} | {statistics.median(times):.1f} "
            f"| {times[int(0.95 * len(times))]:.1f} | {times[-1]:.1f} |"
        )
    return lines


class served:  # noqa: N801  (used as a function)
    """Serve a folder while the block runs; gives its address."""

    def __init__(self, folder):
        self._http = server(port=0, site=folder)

    def __enter__(self):
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._http.server_port}/"

    def __exit__(self, *exception):
        self._http.shutdown()
        self._http.server_close()


def first_answer(chromium, address):
    """Return milliseconds from the start of a visit, cache empty, to the first answer."""
    page = chromium.new_page()
    page.add_init_script(FIRST_ANSWER)
    page.goto(address)
    page.wait_for_function("window.firstAnswer !== undefined")
    elapsed = page.evaluate("window.firstAnswer")
    page.close()
    return elapsed


def transferred(chromium, address):
    """Return the bytes of all that a visit loads, text counted gzipped as static hosts send it."""
    page = chromium.new_page()
    sizes = []

    def count(response):
        body = response.body()
        is_text = Path(response.url.partition("?")[0]).suffix in TEXT
        sizes.append(len(gzip.compress(body, mtime=0)) if is_text else len(body))

    page.on("response", count)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.close()
    return sum(sizes)


def key_to_paint(chromium, address):
    """Press a key for every position of every slider; return the milliseconds each took."""
    page = chromium.new_page()
    page.goto(address)
    page.evaluate(KEY_TO_PAINT)
    for slider in page.locator("figure.explore input[type=range]").all():
        slider.focus()
        for key in ["Home"] + ["ArrowRight"] * int(slider.get_attribute("max")):
            count = page.evaluate("window.paints.length")
            page.keyboard.press(key)
            page.wait_for_function(f"window.paints.length > {count}")
    times = page.evaluate("window.paints")
    page.close()
    return times


if __name__ == "__main__":
    print(report())
