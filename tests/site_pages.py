"""The pages of the built site, and their figures as a reader with a keyboard finds them.

`page` is Playwright's, or one of `engines.py`: they answer to the same few methods.
"""

import json

from tools.serve import SITE

PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if not {"_static", "_sources"} & set(path.relative_to(SITE).parts)
)


def source(name):
    """Return the HTML of a page."""
    return (SITE / name).read_text(encoding="utf-8")


EXPLORED = [page for page in PAGES if "<figure class='explore'" in source(page)]
MOVES = "figure.explore[data-pictures]"
KEYS = {"range": "ArrowRight", "radio": "ArrowDown", "select": "ArrowDown"}


# The controls of a figure and what it shows, in one question: each takes a browser its time.
READ = """([place, drawings]) => {
  const figure = [...document.querySelectorAll("figure.explore[data-pictures]")].at(place);
  const controls = [...figure.querySelectorAll(".explore-control")].map((control) => {
    const inputs = [...control.querySelectorAll("input:not([type=text]), select")];
    const [first] = inputs;
    const kind = first.matches("select") ? "select" : first.type;
    const [size, at] = {
      range: () => [Number(first.max) + 1, Number(first.value)],
      select: () => [first.length, first.selectedIndex],
      checkbox: () => [2, Number(first.checked)],
      radio: () => [inputs.length, inputs.findIndex((input) => input.checked)],
    }[kind]();
    const label = kind === "range" ? JSON.parse(first.dataset.labels)[at] : null;
    const shown = control.querySelector(".explore-value");
    const value = shown ? (shown.value ?? shown.textContent) : null;
    return { kind, size, at, label, value, told: first.getAttribute("aria-valuetext") };
  });
  const image = figure.querySelector("[role=img]");
  const isDrawn = (panel, index) => {
    const twin = document.createElement("div");
    twin.innerHTML = drawings[index];
    return (panel.shadowRoot ?? panel).innerHTML === twin.innerHTML;
  };
  return {
    pictures: figure.dataset.pictures,
    controls,
    alternative: image.getAttribute("aria-label"),
    words: figure.querySelector(".explore-words").textContent,
    isDrawn: drawings && [...image.children].map(isDrawn),
  };
}"""

DRAWN = """(place) =>
  [...[...document.querySelectorAll("figure.explore[data-pictures]")].at(place)
    .querySelector("[role=img]").children].map((panel) => (panel.shadowRoot ?? panel).innerHTML)"""

#: A picture is computed in the frame after a move.
FRAMES = "() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => r(0))))"

FOCUS = """([place, control, input]) =>
  [...document.querySelectorAll("figure.explore[data-pictures]")].at(place)
    .querySelectorAll(".explore-control")[control]
    .querySelectorAll("input:not([type=text]), select")[input].focus()"""


class Explored:
    """One figure of a page, found by its place on it, read and moved by key."""

    def __init__(self, page, place):
        self.page = page
        self.place = place
        shown = self._read()
        self.data = stored(shown["pictures"])
        self.kinds = [control["kind"] for control in shown["controls"]]
        self.sizes = [control["size"] for control in shown["controls"]]
        self.position = [control["at"] for control in shown["controls"]]

    def _read(self, drawings=None):
        return self.page.evaluate(READ, [self.place, drawings])

    def shown(self):
        """Return what the figure says and draws."""
        return self._read()["words"], self.page.evaluate(DRAWN, self.place)

    def step(self, index):
        """Move one control to its next position; after the last comes the first."""
        kind, at = self.kinds[index], self.position[index]
        last = at == self.sizes[index] - 1
        self.page.evaluate(FOCUS, [self.place, index, at if kind == "radio" else 0])
        if kind == "checkbox":
            self.page.keyboard.press("Space")
        elif kind in ("range", "select") and last:
            self.page.keyboard.press("Home")
        elif kind == "radio" and last:
            for _ in range(at):  # WebKit does not go on from the last to the first
                self.page.keyboard.press("ArrowUp")
        else:
            self.page.keyboard.press(KEYS[kind])
        self.position[index] = 0 if last else at + 1

    @property
    def is_computed(self):
        """Whether the page computes the figure; `test_explorables.py` compares what it shows."""
        return "marks" in self.data

    def expected(self):
        """Return the drawing of each panel and the words that belong to the present position."""
        index = 0
        for size, at in zip(self.sizes, self.position, strict=True):
            index = index * size + at
        drawings, words = self.data["states"][index]
        return [self.data["panels"][drawing] for drawing in drawings], self.data["words"][words]

    def check_soon(self):
        """The page comes to show the picture of the position without being asked."""
        if self.is_computed:
            self.page.evaluate(FRAMES)
            self.check()
            return
        drawings, _ = self.expected()
        for _ in range(200):
            if all(self._read(drawings)["isDrawn"]):
                break
            self.page.wait_for_timeout(50)
        self.check()

    def check(self):
        """The page shows the picture of the position, and says what it shows."""
        drawings, words = (None, None) if self.is_computed else self.expected()
        shown = self._read(drawings)
        assert [control["at"] for control in shown["controls"]] == self.position
        if self.is_computed:
            assert shown["alternative"] == shown["words"]
            assert "failed here" not in shown["words"]
        else:
            assert shown["alternative"] == shown["words"] == words
            assert shown["isDrawn"] == [True] * len(drawings)
        for control in shown["controls"]:
            assert control["told"] == control["value"] == control["label"]


def stored(address):
    """Return what a figure's script, of whatever depth the page is, leaves on its element."""
    script = (SITE / address.replace("../", "")).read_text(encoding="utf-8")
    figure = json.loads(script.removeprefix("document.currentScript.figure="))
    if parts := figure.pop("parts", None):
        figure["panels"] = ["\n".join(parts[part] for part in panel) for panel in figure["panels"]]
    return figure


UNCOVER = """() => {
  for (const box of document.querySelectorAll("main details")) box.open = true;
  for (const box of document.querySelectorAll(".ask-curtain input")) if (!box.checked) box.click();
}"""


def explored(page):
    """Return the figures of a page that move, in sight where a question or a fold hides them."""
    page.evaluate(UNCOVER)
    count = page.evaluate(f"document.querySelectorAll('{MOVES}').length")
    assert count, "a page with figures has at least one that moves"
    return [Explored(page, place) for place in range(count)]
