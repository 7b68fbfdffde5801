"""Measure the pages of the website in a browser: `python -m benchmarks.static_page`."""

import gzip
import statistics
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import TimeoutError, sync_playwright

from benchmarks import stock_page
from benchmarks.markdown import table
from benchmarks.static_host import hosted
from tools.browser import launch
from tools.serve import SITE

VISITS = 7
#: Maximum number of key presses per slider; a computed figure may have thousands of positions.
MOST_KEYS = 60
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
#: A mid-range phone on a mobile network: a quarter of this processor's speed, 10 Mbit/s, 40 ms.
SLOWDOWN = 4
NETWORK = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 1e6}

# In every frame, moves the first slider to one of its ends, as soon as it exists, until the text
# of the figure has changed. Never back to the initial value, where the text is the same. The script
# uses a promise, since the page's content security policy forbids `wait_for_function`.
FIRST_ANSWER = """
window.firstAnswer = new Promise((done, fail) => {
  let before;
  const ours = () => {
    const figure = document.querySelector("figure.explore:has(input[type=range])");
    const slider = figure?.querySelector("input[type=range]");
    const words = figure?.querySelector(".explore-words")?.textContent;
    if (!slider || !words) return false;
    before ??= words;
    const answered = () => figure.querySelector(".explore-words").textContent !== before;
    if (answered()) return true;
    slider.value = slider.defaultValue === slider.max ? slider.min : slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    return answered();
  };
  const stock = () => {
    const handle = document.querySelector(".noUi-handle");
    const shown = document.querySelector(".widget-text input[type=number]");
    if (!handle || !shown) return false;
    before ??= shown.value;
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    return shown.value !== before;
  };
  const ask = () => (ours() || stock() ? done(performance.now()) : requestAnimationFrame(ask));
  requestAnimationFrame(ask);
  setTimeout(() => fail("no slider answered in half a minute"), 30_000);
});
"""

# In the laboratory, presses Play as soon as it is there, and waits for the first training step.
FIRST_STEP = """
window.firstStep = new Promise((done, fail) => {
  new MutationObserver((_, watcher) => {
    const { laboratory } = document.querySelector(".laboratory[data-ready]") ?? {};
    if (!laboratory) return;
    watcher.disconnect();
    laboratory.player.click();
    const look = () =>
      laboratory.session.step ? done(performance.now()) : requestAnimationFrame(look);
    look();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
  setTimeout(() => fail("no training began in half a minute"), 30_000);
});
"""

# Metrics of the browser: largest contentful paint, layout shift, and time blocked by long tasks.
VITALS = """
(() => {
  window.vitals = { paint: 0, shift: 0, blocking: 0 };
  const observe = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type, buffered: true,
    });
  observe("largest-contentful-paint", (entry) => (vitals.paint = entry.startTime));
  observe("layout-shift", (entry) => { if (!entry.hadRecentInput) vitals.shift += entry.value; });
  observe("longtask", (entry) => (vitals.blocking += entry.duration - 50));
})();
"""

# Measures the time from a key press to the frame after the one in which the picture changed.
KEY_TO_PAINT = """
() => {
  window.paints = [];
  addEventListener("keydown", (event) => {
    window.painted = new Promise((done) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(paints.push(performance.now() - event.timeStamp));
      channel.port2.postMessage(0);
    }));
  });
}
"""


def report() -> str:
    """Return Markdown: measurements of all pages, and of the stock page for comparison."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        hosted(SITE) as ours,
        hosted(stock_page.build(Path(folder))) as stock,
    ):
        chromium = launch(playwright)
        pages = {name_of(path): f"{ours}{name_of(path)}.html" for path in read_pages()}
        moving = {name_of(path): pages[name_of(path)] for path in read_pages() if has_sliders(path)}
        text = "\n\n".join(
            [
                "The time from the start of a visit until the first slider responds, as the median "
                f"of {VISITS} visits:",
                first_answers(chromium, moving | {"stock": stock + "page.html"}),
                "The script of the sliders, gzipped, has "
                f"{sum(map(sent, stock_page.front_end(Path(folder)))):,} bytes on the stock page, "
                f"and {sent(SITE / '_static' / 'explore.js'):,} bytes on a page of the book.",
                "The time from a key press on a slider to the painted picture:",
                paints(chromium, moving),
                "A first visit on a simulated phone, with a processor that is "
                f"{SLOWDOWN} times slower and a network of 10 Mbit/s with a delay of 40 ms:",
                phone_visits(chromium, pages | {"stock": stock + "page.html"}),
                "On this phone, the laboratory takes its first training step "
                f"{first_step(chromium, pages['laboratory']):.0f} ms after the start of a visit.",
            ]
        )
        chromium.close()
    return text


def read_pages():
    """Return the HTML files of all pages."""
    return sorted(
        path
        for path in SITE.rglob("*.html")
        if not {"_static", "_sources"} & set(path.relative_to(SITE).parts)
    )


def name_of(path):
    """Return the name of a page, with its folder."""
    return path.relative_to(SITE).with_suffix("").as_posix()


def has_sliders(path):
    """Return whether a page has figures with controls."""
    return "<form class='explore-controls'" in path.read_text(encoding="utf-8")


def sent(path):
    """Return the gzipped size of a file in bytes."""
    return len(gzip.compress(path.read_bytes(), mtime=0))


def first_answers(chromium, addresses):
    """Return a table with the time until the first slider works, compared with the stock page."""
    times = {name: [] for name in addresses}
    for _ in range(VISITS):  # in turn, so that other programs slow all pages equally
        for name, address in addresses.items():
            times[name].append(first_answer(chromium, address))
    medians = {name: statistics.median(each) for name, each in times.items()}
    return table(
        ["page", "first slider responds after, ms", "stock page / this page"],
        (
            [name, f"{medians[name]:.0f}", f"{medians['stock'] / medians[name]:.1f}"]
            for name in addresses
        ),
    )


def first_answer(chromium, address):
    """Return the milliseconds until the first slider works, in a visit with an empty cache."""
    context = chromium.new_context()
    elapsed = answered(context.new_page(), address)
    context.close()
    return elapsed


def answered(page, address):
    """Open an address and return the milliseconds until its first slider works."""
    page.add_init_script(FIRST_ANSWER)
    page.goto(address, wait_until="commit")
    return page.evaluate("window.firstAnswer")


def paints(chromium, addresses):
    """Return a table with the times from a key press to the painted picture."""
    rows = []
    for name, address in addresses.items():
        times = sorted(key_to_paint(chromium, address))
        rows.append(
            [
                *(name, f"{len(times)}", f"{statistics.median(times):.1f}"),
                *(f"{times[int(0.95 * len(times))]:.1f}", f"{times[-1]:.1f}"),
            ]
        )
    headings = ["key to painted picture: median, ms", "95th percentile", "maximum"]
    return table(["page", "key presses", *headings], rows)


def key_to_paint(chromium, address):
    """Press keys on every slider; return the milliseconds from each key press to the picture."""
    page = chromium.new_page()
    page.goto(address)
    waiting = "figure.explore[data-pictures]:not([data-ready])"
    page.locator(waiting).first.wait_for(state="detached")
    page.evaluate(KEY_TO_PAINT)
    for slider in page.locator("figure.explore input[type=range]").all():
        slider.focus()
        for key in ["Home"] + ["ArrowRight"] * min(int(slider.get_attribute("max")), MOST_KEYS):
            page.keyboard.press(key)
            page.evaluate("window.painted")
    times = page.evaluate("window.paints")
    page.close()
    return times


def phone_visits(chromium, addresses):
    """Return a table with measurements of a first visit on a phone."""
    rows = []
    for name, address in addresses.items():
        print(f"{name}: on a phone ...", file=sys.stderr, flush=True)
        visits = [phone_visit(chromium, address) for _ in range(3)]
        middle = {key: statistics.median(visit[key] for visit in visits) for key in visits[0]}
        rows.append(
            [
                *(name, f"{middle['bytes'] / 1000:.0f}", f"{middle['paint']:.0f}"),
                *(f"{middle['shift']:.3f}", f"{middle['blocking']:.0f}", f"{middle['usable']:.0f}"),
            ]
        )
    return table(
        [
            *("page", "kB transferred", "largest contentful paint, ms", "layout shift"),
            *("blocking time, ms", "usable after, ms"),
        ],
        rows,
    )


def phone_visit(chromium, address):
    """Return the measurements of a visit on a slow phone.

    A second visit measures when the page is usable: once its first slider works or, without
    sliders, once its scripts have run.
    """
    with phone(chromium) as (page, sizes):
        page.add_init_script(VITALS)
        page.goto(address)
        with suppress(TimeoutError):  # files that load later are not counted
            page.wait_for_load_state("networkidle", timeout=15_000)
        visit = page.evaluate("window.vitals") | {"bytes": sum(sizes)}
        scripts_ran = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        usable = page.evaluate(scripts_ran)
        moves = page.locator("figure.explore input[type=range], .noUi-handle").count()
    if moves:
        with phone(chromium) as (page, _):
            usable = answered(page, address)
    return visit | {"usable": usable}


def first_step(chromium, address):
    """Return the median number of milliseconds until the laboratory trains, on a slow phone."""
    times = []
    for _ in range(VISITS):
        with phone(chromium) as (page, _sizes):
            page.add_init_script(FIRST_STEP)
            page.goto(address, wait_until="commit")
            times.append(page.evaluate("window.firstStep"))
    return statistics.median(times)


@contextmanager
def phone(chromium):
    """Yield a page of a slow phone with an empty cache, and a list of the sizes of its files."""
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    yield page, sizes
    context.close()


if __name__ == "__main__":
    print(report())
