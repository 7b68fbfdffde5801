"""The whole site for everyone: axe-core, keyboard, narrow screens, words, motion, colours.

Each page is opened once and asked everything; what is the same on all pages is tried on one.
"""

import re

import pytest

from tests.conftest import Visit, wait_until
from tests.site_pages import PAGES

#: A short page with code, and one with sliders, answers and a self-check too.
PAGE = "reference/losses.html"
CHAPTER = "chapters/activations.html"
#: All pages, but of the reference, whose pages are made alike, one alone.
KINDS = [name for name in PAGES if name == PAGE or not name.startswith("reference/")]
#: What is looked at on a dark page and on a phone too: one page of each kind.
VARIED = (PAGE, CHAPTER, "/index.html", "/search.html")
#: WCAG 2.2 AA, and axe-core's own best practices; target-size has to be asked for. Contrast takes
#: longer than all the rest, and is asked for apart.
AXE = {
    "preload": False,
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}
AXE_WORDS = AXE | {"rules": AXE["rules"] | {"color-contrast": {"enabled": False}}}
AXE_COLOURS = AXE | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
AXE_PHONE = AXE | {"runOnly": {"type": "rule", "values": ["target-size"]}}

#: Half of a chapter's elements are strokes of formulas, which only the eye meets and which take the
#: colour of the text around, and words of code, of which one of each colour is enough.
PRUNE = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll("main pre span[class]")) {
    if (seen.has(word.className)) word.replaceWith(...word.childNodes);
    seen.add(word.className);
  }
  document.querySelectorAll("main [role=img] svg").forEach((one) => one.remove());
}"""

# Leaves one text of each colour, size and ground: contrast depends on nothing else.
ERASE = """() => {
  const grounds = new Map([[document.documentElement, ""]]);
  const ground = (one) => {
    if (!grounds.has(one)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(one);
      const above = ground(one.parentElement);
      const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
      grounds.set(one, own === "rgba(0, 0, 0, 0) none 1" ? above : `${above}; ${own}`);
    }
    return grounds.get(one);
  };
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  window.erased = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(text.parentElement);
    const look = [color, fontSize, fontWeight, textShadow, ground(text.parentElement)].join("|");
    if (seen.has(look)) window.erased.push([text, text.data]);
    seen.add(look);
  }
  for (const [text] of window.erased) text.data = "";
  return seen.size;
}"""
RESTORE = """() => {
  for (const [text, data] of window.erased) text.data = data;
}"""

# Opens all answers, and lays out what is far from the screen too: paint containment would hide what
# sticks out.
UNFOLD = """() => {
  for (const answer of document.querySelectorAll("main details")) {
    answer.removeAttribute("name");
    answer.open = true;
  }
  for (const part of document.querySelectorAll("main section")) {
    part.style.contentVisibility = "visible";
  }
}"""

# The text of a page, hidden answers too, without code and formulas.
PROSE = """() => {
  const article = document.querySelector("main").cloneNode(true);
  article.querySelectorAll("pre, code, script, svg, math, .tex2jax_ignore")
    .forEach((one) => one.remove());
  return article.textContent;
}"""

TABLES_WITHOUT_HEADINGS = """() => [...document.querySelectorAll("table")]
  .filter((table) => {
    const headings = [...table.querySelectorAll("th")];
    return !headings.length || headings.some((one) => !one.scope || !one.textContent.trim());
  })
  .map((table) => table.outerHTML.slice(0, 200))"""

WITHOUT_WORDS = """() => [
  ...[...document.images].filter((image) => // the logo stands beside the title, in the same link
    !image.alt.trim() && !image.closest(".logo")?.textContent.trim()),
  ...[...document.querySelectorAll("[role=img]")].filter((one) => !one.ariaLabel?.trim()),
  ...[...document.querySelectorAll("main svg")].filter((one) =>
    !one.closest("[role=img][aria-label], [aria-hidden=true], button")),
  ...[...document.querySelectorAll("math")].filter((one) => !one.textContent.trim()),
].map((one) => one.outerHTML.slice(0, 200))"""

# Focuses everything that takes the focus, from the last to the first, as Shift+Tab does: the header
# sticks to the top, where it could cover what comes into view.
FOCUSED = """() => {
  const problems = [];
  const places = [...document.querySelectorAll("a[href], button, input, summary, [tabindex]")];
  for (const one of places.reverse()) {
    if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true })) {
      continue;
    }
    const name = one.outerHTML.replace(/\\s+/g, " ").slice(0, 160);
    if (one.tabIndex > 0) problems.push(`takes the focus out of turn: ${name}`);
    one.focus();
    const look = getComputedStyle(one.closest(".bd-search") ?? one); // a field with its icon
    if (document.activeElement !== one || !one.matches(":focus-visible")) {
      problems.push(`does not take the focus: ${name}`);
    } else if (look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2) {
      problems.push(`shows no focus: ${name}`);
    } else if (parseFloat(look.opacity) < 1) {
      problems.push(`can be seen through: ${name}`);
    }
    const header = document.querySelector(".bd-header-article");
    const { top, bottom, left, right } = one.getBoundingClientRect();
    if (!header.contains(one) && one.closest("main")) {
      const covered = bottom <= header.getBoundingClientRect().bottom;
      if (covered || top >= innerHeight || right <= 0 || left >= innerWidth) {
        problems.push(`is out of sight with the focus: ${name}`);
      }
    }
  }
  return problems;
}"""

# Boxes that scroll sideways, and no others, must be reached by key and say what they are; a scroll
# bar of a pixel comes from rounding.
SCROLLED = """() => [...document.querySelectorAll("main *")]
  .filter((box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX))
  .filter((box) => box.checkVisibility({ visibilityProperty: true }))
  .filter((box) => (box.scrollWidth > box.clientWidth + 1) !==
    (box.tabIndex === 0 && box.role === "group" && Boolean(box.ariaLabel)))
  .map((box) => box.outerHTML.slice(0, 160))"""


def violations(page, options):
    """Return what axe-core finds: the rule, and where."""
    from axe_playwright_python.sync_playwright import Axe

    response = Axe().run(page, options=options).response
    assert response["testEngine"]["name"] == "axe-core"
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


@pytest.fixture(scope="module", params=KINDS)
def opened(request, browser, site):
    """Return a page with all its answers open, the same for all questions about it."""
    visit = Visit(
        browser,
        site,
        color_scheme="light",
        reduced_motion="reduce",
        viewport={"width": 1280, "height": 800},
    )
    page = visit.open(request.param)
    page.wait_for_load_state("networkidle")
    page.evaluate(UNFOLD)
    yield page
    visit.context.close()
    assert visit.foreign == []
    assert visit.complaints == []


def test_a_page_has_one_title_and_no_formula_as_it_was_typed(opened):
    assert opened.locator("h1:visible").count() == 1
    assert not re.search(r"\$|\\\(", opened.evaluate(PROSE)), "a formula is left as it was typed"


def test_tables_have_headings_and_pictures_and_formulas_have_words(opened):
    assert opened.evaluate(TABLES_WITHOUT_HEADINGS) == []
    assert opened.evaluate(WITHOUT_WORDS) == []


def test_the_focus_is_seen_wherever_it_goes(opened):
    opened.keyboard.press("Tab")
    assert opened.evaluate(FOCUSED) == []


@pytest.mark.parametrize("width", [1280, 640, 320])  # as it is, and at a zoom of 200 and 400 %
def test_only_boxes_scroll_sideways_and_a_key_reaches_them(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    opened.wait_for_timeout(400)  # the theme measures a third of a second after the last change
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.evaluate(SCROLLED) == []
    opened.set_viewport_size({"width": 1280, "height": 800})


def test_text_twice_as_large_fits_a_phone(visit):
    page = visit(viewport={"width": 390, "height": 844}).open(CHAPTER)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for form in page.locator(".explore-controls").all():
        assert form.evaluate("form => form.scrollWidth <= form.clientWidth")


def test_the_sliders_of_a_figure_stand_in_line(opened):
    forms = opened.locator(".explore-controls").all()
    for width in (1280, 390, 320) if forms else ():
        opened.set_viewport_size({"width": width, "height": 800})
        for form in forms:
            assert form.evaluate("form => form.scrollWidth <= form.clientWidth")
            for part in (":has(+ [type=range])", "[type=range]", ".explore-value"):
                places = "parts => parts.map((part) => part.getBoundingClientRect().left)"
                lefts = form.locator(part).evaluate_all(places)
                is_many = form.locator("> *").count() >= 8
                columns = (3 if width > 768 else 2) if is_many else 1
                assert len(set(lefts)) <= columns, (width, part, lefts)
    opened.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture(scope="module")
def pruned(opened):
    """Return the page with less for axe-core to look at, and the same to find."""
    opened.evaluate(PRUNE)
    return opened


def test_axe_finds_nothing_wrong_in_words(pruned):
    assert violations(pruned, AXE_WORDS) == []


def is_varied(page):
    """Say whether a page stands for others, whose colours and sizes are the same."""
    return page.url.endswith(VARIED)


def test_axe_finds_all_colours_apart(pruned):
    for scheme in ("dark", "light") if is_varied(pruned) else ("light",):
        pruned.emulate_media(color_scheme=scheme)
        wait_until(pruned, "scheme => document.documentElement.dataset.theme === scheme", scheme)
        assert pruned.evaluate(ERASE) >= 5
        assert violations(pruned, AXE_COLOURS) == [], scheme
        pruned.evaluate(RESTORE)


def test_axe_finds_all_targets_large_enough_on_a_phone(pruned):
    if is_varied(pruned):
        pruned.set_viewport_size({"width": 390, "height": 844})
        assert violations(pruned, AXE_PHONE) == []
        pruned.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture
def keyboard(visit):
    """Return a function that opens a page for a person who uses keys alone."""

    def start(name=PAGE, **context):
        return visit(reduced_motion="reduce", **context).open(name)

    return start


def at(page, selector):
    """Say whether the focus is on the element that a selector finds."""
    return page.locator(selector).first.evaluate("one => one === document.activeElement")


def press(page, selector, key="Enter"):
    """Press a key on an element, as after Tab."""
    page.locator(selector).first.focus()
    page.keyboard.press(key)


def test_the_first_stop_leads_past_the_navigation(keyboard):
    page = keyboard()
    page.keyboard.press("Tab")
    link = page.locator("#pst-skip-link a")
    assert at(page, "#pst-skip-link a")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_chapters_can_be_hidden_and_shown(keyboard):
    page = keyboard()
    button, links = page.locator(".primary-toggle"), page.locator("#pst-primary-sidebar a")
    assert button.get_attribute("aria-expanded") == "true"
    for expanded in (False, True):
        press(page, ".primary-toggle")
        wait_until(
            page,
            "shown => document.querySelector('.primary-toggle').ariaExpanded === shown",
            str(expanded).lower(),
        )
        assert links.first.is_visible() == expanded
        assert at(page, ".primary-toggle")


@pytest.mark.parametrize(
    ("button", "dialog"),
    [
        (".primary-toggle", "#pst-primary-sidebar-modal"),
        (".secondary-toggle", "#pst-secondary-sidebar-modal"),
        (".header-article-item .search-button__button", "#pst-search-dialog"),
    ],
)
def test_a_dialog_opens_closes_and_gives_the_focus_back(keyboard, button, dialog):
    page = keyboard(viewport={"width": 390, "height": 844})
    for key in ("Enter", "Escape"):
        press(page, button)
        assert page.locator(dialog).is_visible()
        assert page.evaluate("one => document.activeElement.closest(one) !== null", dialog)
        if key == "Enter":
            assert violations(page, AXE) == []
            press(page, f"{dialog} .close-dialog button")
        else:
            page.keyboard.press(key)
        assert not page.locator(dialog).is_visible()
        assert at(page, button)


def test_a_menu_opens_and_closes_as_menus_do(keyboard):
    page = keyboard(CHAPTER)
    menu = "details.dropdown"
    item = page.locator(f"{menu} .dropdown-item").first
    press(page, f"{menu} summary")
    assert item.is_visible()
    page.keyboard.press("Tab")
    assert item.evaluate("one => one === document.activeElement")
    assert violations(page, AXE | {"runOnly": {"type": "tag", "values": ["wcag2a"]}}) == []
    page.keyboard.press("Escape")
    assert not item.is_visible()
    assert at(page, f"{menu} summary")
    press(page, f"{menu} summary")
    page.locator("main a").last.focus()
    assert not item.is_visible()
    press(page, f"{menu} summary")
    page.evaluate("window.print = () => (window.isPrinted = true)")
    press(page, f"{menu} [data-action=print]")
    assert page.evaluate("window.isPrinted")
    assert not item.is_visible()


@pytest.mark.parametrize("name", [CHAPTER, PAGE])
def test_the_contents_of_a_page_mark_what_is_being_read(keyboard, name):
    page = keyboard(name)
    links = page.locator(".page-toc a[href^='#']")
    assert links.count() >= 3
    marked = page.locator(".page-toc a[aria-current=location]")
    for link in (links.last, links.nth(1), links.first):  # down the page and up again
        target = link.get_attribute("href")
        page.evaluate("hash => document.getElementById(hash.slice(1)).scrollIntoView()", target)
        wait_until(
            page,
            "hash => document.querySelector('.page-toc [aria-current]')?.hash === hash",
            target,
        )
        assert marked.count() == 1
        assert marked.is_visible()
        assert "active" in marked.get_attribute("class")


def test_search_is_one_key_away_and_says_what_it_found(keyboard):
    page = keyboard()
    assert page.evaluate("DOCUMENTATION_OPTIONS.ENABLE_SEARCH_SHORTCUTS") is False  # no lone "/"
    page.keyboard.press("Control+k")
    page.keyboard.type("saturate")
    page.keyboard.press("Enter")
    page.locator("ul.search li").first.wait_for()
    said = page.get_by_role("status").filter(has_text="found")
    said.wait_for(state="attached")
    assert said.count() == 1


def test_the_switch_of_colours_says_which_are_on(keyboard):
    page = keyboard(color_scheme="light")
    button = page.locator(".theme-switch-button").first
    said = []
    for _ in range(3):
        said.append(button.get_attribute("aria-label"))
        press(page, ".theme-switch-button")
        assert at(page, ".theme-switch-button")
        wait_until(
            page,
            "said => document.querySelector('.theme-switch-button').ariaLabel !== said",
            said[-1],
        )
    assert said == ["Colour mode: as the system", "Colour mode: dark", "Colour mode: light"]


def test_an_answer_opens_and_its_code_can_be_reached(keyboard):
    page = keyboard(CHAPTER, viewport={"width": 320, "height": 800})
    answer = "main details:has(pre)"
    assert not page.locator(f"{answer} pre").first.is_visible()
    press(page, f"{answer} summary")
    assert page.locator(f"{answer} pre").first.is_visible()
    page.wait_for_timeout(400)
    assert page.evaluate(SCROLLED) == []


CHANGES = """() => {
  window.changes = [];
  new MutationObserver((found) => found.forEach(({ target, attributeName }) =>
    changes.push(`${attributeName}: ${target.outerHTML.slice(0, 100)}`),
  )).observe(document, { attributes: true, childList: true, subtree: true });
}"""


def test_a_page_without_interaction_does_not_change(keyboard):
    page = keyboard(CHAPTER, viewport={"width": 390, "height": 844})
    wait_until(page, "'loaded' in document.documentElement.dataset")
    page.wait_for_timeout(500)  # the theme measures a third of a second after the last change
    page.evaluate(CHANGES)
    page.wait_for_timeout(500)
    assert page.evaluate("window.changes") == []


def test_a_table_that_goes_on_fades_out_and_its_end_does_not(keyboard):
    page = keyboard("instructors.html", viewport={"width": 320, "height": 800})
    table = page.locator(".pst-scrollable-table-container.scrolls").first
    faded = "table => getComputedStyle(table).maskImage !== 'none'"
    wait_until(page, faded, table.element_handle())
    table.evaluate("table => table.scrollLeft = table.scrollWidth")
    wait_until(page, f"table => !({faded})(table)", table.element_handle())


def test_an_answer_in_code_is_called_what_it_shows(keyboard):
    page = keyboard(CHAPTER)
    answers = page.locator("details:has(> .cell_input) > summary")
    names = answers.all_text_contents()
    assert "Solution in code" in names
    assert not [name for name in names if "cell" in name or not name[:1].isupper()]
    assert page.locator("summary[aria-label*='Toggle']").count() == 0


@pytest.mark.parametrize("with_mouse", [False, True])
def test_copying_code_is_announced(keyboard, with_mouse):
    page = keyboard()
    assert page.get_by_role("status").filter(has_text="Cop").count() == 0
    if with_mouse:
        page.locator("button.copybtn svg").first.click()
    else:
        press(page, "button.copybtn")
    page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
    wait_until(page, "document.activeElement.matches('button.copybtn')")


def test_a_copied_example_has_neither_prompts_nor_outputs(keyboard):
    page = keyboard("reference/losses.html", permissions=["clipboard-read", "clipboard-write"])
    example = page.locator(".highlight:has(.copybtn)", has_text=">>>").first
    shown = example.locator("pre").text_content().splitlines()
    press(page, f"#{example.locator('pre').get_attribute('id')} ~ button.copybtn")
    page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied == [line[4:] for line in shown if line.startswith((">>> ", "... "))]
    assert 0 < len(copied) < len(shown)


def test_a_slider_step_is_announced_once(keyboard):
    page = keyboard(CHAPTER)
    page.evaluate("""() => {
      window.said = [];
      for (const words of document.querySelectorAll("[role=status], output, [aria-live]")) {
        new MutationObserver(() => said.push(words.textContent)).observe(
          words, { childList: true, characterData: true, subtree: true });
      }
    }""")
    words = page.locator("figure.explore:has(input[type=range]) .explore-words").first
    before = words.text_content()
    press(page, "figure.explore input[type=range]", "ArrowRight")
    wait_until(page, "before => window.said.length && window.said[0] !== before", before)
    page.wait_for_timeout(300)
    assert page.evaluate("window.said") == [words.text_content()]
    assert words.evaluate("words => words.matches('output, [role=status]')")


MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
  return parseFloat(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
}).length"""


def test_nothing_moves_under_reduced_motion(visit):
    page = visit(reduced_motion="no-preference").open(CHAPTER)
    assert page.evaluate(MOVING) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == 0


def test_figures_keep_their_colours_where_the_reader_forces_others(keyboard):
    page = keyboard(CHAPTER, color_scheme="dark")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    picture = page.locator(".explore-picture").first
    line = picture.locator("[stroke*=figure-forward]").first
    assert line.evaluate("line => getComputedStyle(line).stroke") == "rgb(93, 183, 238)"
    assert picture.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(18, 18, 18)"
    text = picture.locator("text[fill*=figure-ink]").first
    assert text.evaluate("text => getComputedStyle(text).fill") == "rgb(230, 230, 230)"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == []
