"""Every page in Firefox and in WebKit: what must not depend on the engine.

Chromium visits every position of every figure, in `test_site.py`; here each control moves once.
"""

import sys
import threading
from http import HTTPStatus
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import IN_CI, StrictHandler, wait_for_figures, wait_until
from tests.engines import ENGINES
from tests.site_pages import EXPLORED, PAGES, Explored, explored, source
from tests.test_laboratory_session import difference, executed
from tools.serve import server

#: WebKit's console cannot be read: the first script of each page collects what is said there. It
#: also refuses storage, as a browser that blocks cookies does, to a page that is opened for that.
FIRST_SCRIPT = b"""
window.complaints = [];
for (const level of ["error", "warn"]) {
  const say = console[level];
  console[level] = (...words) => {
    complaints.push(words.join(" "));
    say.apply(console, words);
  };
}
addEventListener("error", ({ message, target }) =>
  complaints.push(message ?? `did not arrive: ${target.src ?? target.href}`), true);
addEventListener("unhandledrejection", ({ reason }) => complaints.push(String(reason)));
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  complaints.push(`${violatedDirective} forbids ${blockedURI}`));
if (location.search === "?storage-blocked") {
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {
      get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
    });
  }
}
"""


class Handler(StrictHandler):
    """Serves pages with the first script in their head."""

    def do_GET(self):
        """Send the script, a page with it, or any other file as it is."""
        path = Path(self.translate_path(self.path))
        if self.path == "/first.js":
            self._send("text/javascript", FIRST_SCRIPT)
        elif path.suffix == ".html" and path.is_file():
            script = b"<head><script src='/first.js'></script>"
            self._send("text/html", path.read_bytes().replace(b"<head>", script, 1))
        else:
            super().do_GET()

    def _send(self, kind, body):
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address():
    """Return where the built site is served."""
    with server(port=0, handler=Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ENGINES],
)
def engine(request, site, address):
    """Return the one page of a browser; a person without it skips, a CI run on Linux fails."""
    try:
        engine = ENGINES[request.param]()
    except FileNotFoundError as missing:
        (pytest.fail if IN_CI and sys.platform == "linux" else pytest.skip)(str(missing))
    engine.address = address
    yield engine
    engine.close()


def opened(engine, name, width=1280):
    """Open a page in a window and wait until it is at rest."""
    engine.complaints()  # which belong to the page before
    engine.set_viewport_size({"width": width, "height": 900})
    engine.goto(engine.address + name)
    wait_for_figures(engine)
    wait_until(engine, "'loaded' in document.documentElement.dataset")
    engine.evaluate("document.fonts.ready.then(() => true)")
    return engine


@pytest.fixture(scope="module", params=PAGES)
def page(request, engine):
    """Return a page, the same for all questions about it."""
    page = opened(engine, request.param)
    page.name = request.param
    return page


# A page may still arrange itself after it is loaded, but not for ever.
CHANGES = """async () => {
  let changed;
  const watcher = new MutationObserver((changes) => {
    for (const { target, attributeName } of changes) {
      changed.add(`${attributeName} of ${target.outerHTML.slice(0, 160)}`);
    }
  });
  watcher.observe(document, { attributes: true, subtree: true });
  for (let round = 0; round < 5; round += 1) {
    changed = new Set();
    await new Promise((later) => setTimeout(later, 400));
    if (!changed.size) break;
  }
  watcher.disconnect();
  return [...changed];
}"""


def test_a_page_without_interaction_does_not_change(page):
    assert page.evaluate(CHANGES) == []


HIDDEN = """async () => {
  const problems = [];
  const report = (one, what) => problems.push(`${what}: ${one.outerHTML.slice(0, 160)}`);
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true });
  const size = (one) => {
    const { width, height } = one.getBoundingClientRect();
    return [width, height];
  };

  const names = (families) => families.replace(/["']/g, "").split(/, */);
  const fonts = [...document.fonts];
  const loaded = new Set(fonts.filter(({ status }) => status === "loaded")
    .flatMap(({ family }) => names(family)));
  for (const { family, status } of fonts) {
    if (status === "error") problems.push(`did not arrive: ${family}`);
  }
  for (const formula of document.querySelectorAll("math")) {
    if (!isShown(formula)) continue;
    const [width, height] = size(formula);
    if (width < 4 || height < 8 || height > 400) report(formula, `is ${width} by ${height}`);
    const { fontFamily } = getComputedStyle(formula);
    if (!names(fontFamily).some((name) => loaded.has(name))) report(formula, "not in its font");
  }

  for (const image of document.images) {
    image.loading = "eager";
    await image.decode().catch(() => report(image, "cannot be shown"));
  }
  for (const picture of document.querySelectorAll("main [role=img] svg")) {
    if (!isShown(picture)) continue;
    const [width, height] = size(picture);
    if (width < 100 || height < 50) report(picture, `is ${width} by ${height}`);
  }
  return problems;
}"""


def test_formulas_and_pictures_show(page):
    assert page.evaluate(HIDDEN) == []


def test_each_control_of_a_figure_answers_by_key(page):
    for figure in explored(page) if page.name in EXPLORED else []:
        figure.check()
        for index in range(len(figure.sizes)):
            before = figure.shown()
            figure.step(index)
            figure.check_soon()
            assert figure.shown() != before


# The luminance of the ground, and the texts that stand out from theirs by less than WCAG asks for,
# of the page in the frame, if there is one.
CONTRAST = """() => {
  const read = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+(e-\\d+)?/g).map(Number);
    const most = colour.startsWith("color(srgb") ? 1 : 255;
    return { parts: [red, green, blue].map((part) => part / most), alpha };
  };
  const over = ({ parts, alpha }, below) =>
    parts.map((part, index) => part * alpha + below[index] * (1 - alpha));
  const parent = (one) => one.parentElement ?? one.getRootNode().host;
  const ground = (one) =>
    one ? over(read(getComputedStyle(one).backgroundColor), ground(parent(one))) : [1, 1, 1];
  const luminance = (parts) => parts
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);

  const faint = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      const words = [...one.childNodes].filter((node) => node.nodeType === 3);
      if (!words.some(({ data }) => /[\\p{L}\\p{N}]/u.test(data))) continue;
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      const drawn = one.closest("svg text");
      if (drawn && !drawn.outerHTML.includes("figure-ink")) continue; // stands on a mark
      const { color, fill, fontSize, fontWeight } = getComputedStyle(one);
      const below = ground(one);
      const above = over(read(drawn ? fill : color), below);
      const [dark, light] = [luminance(above), luminance(below)].sort((a, b) => a - b);
      const ratio = (light + 0.05) / (dark + 0.05);
      const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
      if (ratio >= (isLarge ? 3 : 4.5)) continue;
      faint.push(`${ratio.toFixed(1)}: ${one.outerHTML.slice(0, 160)}`);
    }
  };
  const page = document.querySelector("iframe")?.contentDocument ?? document;
  for (const change of page.getAnimations()) {
    if ("transitionProperty" in change) change.finish(); // colours come little by little
  }
  look(page);
  return { ground: luminance(ground(page.querySelector("main"))), faint };
}"""


def test_dark_pages_have_a_dark_ground_and_legible_text(page):
    page.evaluate("document.querySelector('.theme-switch-button').focus()")
    page.keyboard.press("Enter")  # after the system's colours, light ones here, come dark ones
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    seen = page.evaluate(CONTRAST)
    page.evaluate("localStorage.clear()")  # the next page is a light one again
    assert seen["ground"] < 0.05
    assert seen["faint"] == []


# Opens a page in a frame: a window cannot be as narrow as a phone in every engine. Where a frame
# may run no scripts, its page is shown as in a browser without JavaScript.
FRAME = """async ({ address, width, scripts }) => {
  const frame = document.createElement("iframe");
  frame.sandbox = scripts ? "allow-same-origin allow-scripts" : "allow-same-origin";
  frame.src = address;
  Object.assign(frame.style, { position: "fixed", top: 0, left: 0, border: 0, height: "800px" });
  frame.style.width = `${width}px`;
  document.body.append(frame);
  await new Promise((loaded) => (frame.onload = loaded));
  await frame.contentDocument.fonts.ready;
}"""

SIDEWAYS = """async (widths) => {
  const frame = document.querySelector("iframe");
  const page = frame.contentDocument;
  const root = page.documentElement;
  root.style.scrollbarWidth = "none"; // as on a phone, where it takes no room
  for (const answer of page.querySelectorAll("main details")) {
    answer.removeAttribute("name");
    answer.open = true;
  }
  const isCut = (one) => getComputedStyle(one).overflowX !== "visible";
  const found = [];
  for (const width of widths) {
    frame.style.width = `${width}px`;
    for (let round = 0; round < 1 || (round < 20 && root.scrollWidth > width); round += 1) {
      await new Promise((later) => setTimeout(later, 100)); // for scripts that measure
    }
    if (root.scrollWidth <= width) continue;
    const wide = [...page.body.querySelectorAll("*")].filter((one) => {
      for (let box = one.parentElement; box !== root; box = box.parentElement) {
        if (isCut(box)) return false;
      }
      return Math.abs(one.getBoundingClientRect().right - root.scrollWidth) < 2;
    });
    found.push(`${root.scrollWidth} of ${width} pixels: ${wide.at(-1)?.outerHTML.slice(0, 160)}`);
  }
  frame.remove();
  return found;
}"""


def test_no_page_scrolls_sideways_on_a_phone(page):
    page.evaluate(FRAME, {"address": f"/{page.name}", "width": 390, "scripts": True})
    assert page.evaluate(SIDEWAYS, [390, 320]) == []


def test_the_console_has_been_told_of_no_fault(page):  # after all that was done on the page
    assert page.complaints() == []


def test_after_going_back_slider_and_picture_are_in_step(engine):
    figure = Explored(opened(engine, "chapters/hidden-layers.html"), 0)
    figure.step(0)
    figure.check()
    engine.wait_for_timeout(300)  # until the history of the page knows of it
    opened(engine, "notation.html")
    engine.go_back()
    wait_until(engine, "location.pathname.endsWith('hidden-layers.html')")
    wait_until(engine, "'loaded' in document.documentElement.dataset")
    wait_for_figures(engine)
    engine.wait_for_timeout(300)  # a browser may set controls after it shows the page
    returned = Explored(engine, 0)
    assert returned.position == figure.position
    returned.check()


def test_only_a_visit_to_the_top_is_laid_out_in_part(engine):
    """After a reload, Firefox finds the place by the height of what is above it."""
    opened(engine, "notation.html")
    page = opened(engine, "chapters/activations.html")
    assert page.evaluate("'top' in document.documentElement.dataset")
    page.evaluate("void setTimeout(() => location.reload())")
    engine.wait_for_timeout(1000)
    wait_until(engine, "!('top' in document.documentElement.dataset)")
    opened(engine, "notation.html")
    opened(engine, FIGURE)
    assert not page.evaluate("'top' in document.documentElement.dataset")
    opened(engine, "notation.html")


FIGURE = "chapters/activations.html#fig-slope?z=-3&activation=ReLU"
SHOWN = """() => {
  const figure = document.querySelector("#fig-slope");
  const place = figure.explorable.place;
  return [figure.querySelector(".explore-words").textContent, place, location.hash];
}"""


def test_an_address_brings_a_state_into_view_and_back_and_reload_bring_it_again(engine):
    page = opened(engine, FIGURE)
    top = "document.querySelector('#fig-slope').getBoundingClientRect().top"
    wait_until(page, f"Math.abs({top} - 64) < 40")  # below the header
    engine.wait_for_timeout(800)  # the address is there once the page is at rest
    words, place, address = page.evaluate(SHOWN)
    assert words.startswith("ReLU at z = −3")
    assert address == f"#fig-slope?{place}" == "#fig-slope?z=-3&activation=ReLU"
    page.evaluate("document.querySelector('#fig-slope [type=range]').focus()")
    page.keyboard.press("ArrowRight")
    engine.wait_for_timeout(400)
    opened(engine, "notation.html")
    for come_back in (engine.go_back, lambda: engine.evaluate("location.reload()")):
        come_back()
        engine.wait_for_timeout(1000)
        wait_until(engine, "location.hash.startsWith('#fig') && document.readyState === 'complete'")
        wait_for_figures(engine)
        words, place, address = page.evaluate(SHOWN)
        assert words.startswith("ReLU at z = −2")
        assert address == f"#fig-slope?{place}" == "#fig-slope?z=-2&activation=ReLU"
    assert page.complaints() == []


# Saves a picture, and returns its size and the share of its pixels that are dark.
PNG = """async () => {
  const row = document.querySelector("#fig-slope .explore-tools");
  const png = new Promise((resolve) => {
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => (resolve(blob), createObjectURL.call(URL, blob));
  });
  [...row.children].find(({ textContent }) => textContent === "PNG").click();
  const image = await createImageBitmap(await png);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) dark += data[i] < 100 && data[i + 1] < 100;
  window.saved = [image.width, image.height, dark / (data.length / 4)];
}"""


def test_every_engine_draws_a_png_under_the_policy_of_the_page(engine):
    page = opened(engine, FIGURE)
    page.evaluate(f"({PNG})(), 0")
    wait_until(page, "window.saved")
    width, height, dark = page.evaluate("window.saved")
    assert width > 2000
    assert height > 1000
    assert 0.01 < dark < 0.1
    assert page.complaints() == []


def test_menu_and_search_open_where_storage_is_blocked(engine):
    page = opened(engine, "reference/losses.html?storage-blocked", width=600)
    for button, dialog in [
        (".primary-toggle", "#pst-primary-sidebar-modal"),
        (".header-article-item .search-button__button", "#pst-search-dialog"),
    ]:
        page.evaluate("button => document.querySelector(button).focus()", button)
        page.keyboard.press("Enter")
        wait_until(page, "dialog => document.querySelector(dialog).open", dialog)
        page.keyboard.press("Escape")
    assert page.complaints() == []


LANDING = """() => {
  const page = document.querySelector("iframe").contentDocument;
  const shown = (selector, within = page) => [...within.querySelectorAll(selector)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }));
  return {
    titles: shown("h1").length,
    logos: shown(".navbar-brand img").length,
    covers: [...page.querySelectorAll(".sd-card:has(img)")]
      .map((card) => shown("img", card).length),
    dead: shown("button, input").map((one) => one.outerHTML.slice(0, 160)),
  };
}"""


def test_the_focus_shows_the_meaning_of_a_term_and_escape_hides_it(engine, address):
    engine.goto(address + "chapters/digits.html")
    wait_until(engine, "document.readyState === 'complete'")
    engine.evaluate("document.querySelector('a.term').focus()")
    shown = "[...document.querySelectorAll(':popover-open')].map((box) => box.offsetWidth > 100)"
    assert engine.evaluate(shown) == [True]
    engine.press("Escape")
    wait_until(engine, "!document.querySelector(':popover-open')")
    assert engine.complaints() == []


def test_the_landing_page_can_be_read_without_javascript(engine):
    page = opened(engine, "notation.html")
    page.evaluate(FRAME, {"address": "/index.html", "width": 1000, "scripts": False})
    landing = page.evaluate(LANDING)
    assert landing["titles"] == landing["logos"] == 1
    assert set(landing["covers"]) == {1}
    assert landing["dead"] == []
    assert page.evaluate(CONTRAST)["faint"] == []


# Every computed figure of a page at some places, drawn by lot: what it says, and a sum over what it
# draws, in which two drawings differ if one hundredth of a point does.
COMPUTED = """async (count) => {
  let lot = 1;
  const draw = (n) => (lot = (lot * 48271) % 2147483647) % n;
  const sum = (text) => [...text].reduce((all, c) => (all * 31 + c.charCodeAt(0)) % 4294967291, 7);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const said = [];
  for (const figure of document.querySelectorAll("figure.explore[data-twins]")) {
    for (let place = 0; place < count; place++) {
      for (const control of figure.querySelectorAll(".explore-control")) {
        const [first, ...others] = control.querySelectorAll("select, input:not([type=text])");
        if (first.matches("select")) first.selectedIndex = draw(first.length);
        else if (first.type === "range") first.value = draw(Number(first.max) + 1);
        else if (first.type === "checkbox") first.checked = draw(2) === 1;
        else [first, ...others][draw(1 + others.length)].checked = true;
        first.dispatchEvent(new Event("input", { bubbles: true }));
      }
      await frame();
      do await frame();
      while (figure.getAttribute("aria-busy") === "true"); // a training is shown on its way
      const panels = [...figure.querySelectorAll(".explore-panel")];
      const drawn = panels.map((panel) => panel.shadowRoot.innerHTML);
      said.push([figure.querySelector(".explore-words").textContent, sum(drawn.join(""))]);
    }
  }
  return said;
}"""
COMPUTING = [name for name in EXPLORED if "data-twins=" in source(name)]


@pytest.mark.parametrize("name", COMPUTING)
def test_what_is_computed_does_not_depend_on_the_engine(engine, browser, name):
    """Exponentials and logarithms differ by a last bit between engines; nobody may see it."""
    chromium = browser.new_page()
    chromium.goto(engine.address + name)
    wait_for_figures(chromium)
    expected = chromium.evaluate(COMPUTED, 12)
    chromium.close()
    assert opened(engine, name).evaluate(COMPUTED, 12) == expected
    assert not any("failed here" in words for words, _ in expected)
    assert len({words for words, _ in expected}) > len(expected) / 2


def test_the_laboratory_reaches_the_parameters_of_its_cell(engine):
    page = opened(engine, "laboratory.html#v=1&data=moons&hidden=6-5&rate=0.1&l2=0.001")
    laboratory = "document.querySelector('.laboratory').laboratory"
    page.evaluate(f"{laboratory}.player.focus()")
    page.keyboard.press("Enter")
    wait_until(page, f"{laboratory}.session.step >= 60")
    page.keyboard.press("Enter")
    page.evaluate(f"({laboratory}.source.open = true)")
    wait_until(page, f"{laboratory}.code.textContent")
    values = np.array(page.evaluate(f"[...{laboratory}.session.net.values]"))
    expected = executed(page.evaluate(f"{laboratory}.code.textContent"))
    assert difference(values, expected) < 1e-9
    assert page.complaints() == []
