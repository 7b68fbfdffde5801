// What the theme's templates keep from a keyboard or a screen reader, by criterion of WCAG 2.2.
{
  // 4.1.2: dialogs, which scripts alone open, have a name, and a way out without Escape or a mouse.
  const DIALOGS = {
    "pst-search-dialog": ["Search", "pst-search-dialog"],
    "pst-primary-sidebar-modal": ["Pages of the book", "pst-primary-sidebar"],
    "pst-secondary-sidebar-modal": ["On this page", "pst-secondary-sidebar"],
  };
  for (const [id, [name, content]] of Object.entries(DIALOGS)) {
    document.getElementById(id)?.setAttribute("aria-label", name);
    const close = document.createElement("form");
    close.method = "dialog";
    close.className = "close-dialog";
    const button = document.createElement("button");
    button.className = "btn";
    button.textContent = "Close";
    close.append(button);
    // The search stands first in its dialog, and takes the focus.
    document.getElementById(content)?.[name === "Search" ? "append" : "prepend"](close);
  }

  // 2.1.1: a box that scrolls sideways is reached by Tab. The theme looks when a page loads; an answer
  // that opens later, and a formula, would stay out of reach.
  const BOXES = {
    pre: "Code",
    ".pst-scrollable-table-container": "Table",
    ".formula": "Formula",
  };

  const watcher = new ResizeObserver((entries) => {
    // In the next frame: what changes a size meanwhile is an error in WebKit.
    requestAnimationFrame(() => entries.forEach(({ target }) => fit(target)));
  });

  function fit(box) {
    const scrolls = box.scrollWidth - box.clientWidth > 1; // a pixel comes from rounding
    if (scrolls !== box.classList.contains("scrolls")) mark(box, scrolls);
    showMore(box);
  }

  function mark(box, scrolls) {
    box.classList.toggle("scrolls", scrolls);
    if (scrolls) {
      const kind = Object.keys(BOXES).find((selector) => box.matches(selector));
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${BOXES[kind]}, scrolls sideways`);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }

  // Many screens show no scroll bar before a finger moves.
  function showMore(box) {
    const hidden = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.classList.toggle("has-more", box.classList.contains("scrolls") && hidden > 1);
  }

  const boxes = document.querySelectorAll(Object.keys(BOXES).join());
  for (const box of boxes) watcher.observe(box);
  for (const box of boxes) box.addEventListener("scroll", () => showMore(box), { passive: true });
  addEventListener("resize", () => boxes.forEach(fit));

  // 2.4.3: the theme takes the focus from these buttons once they are pressed; the keyboard keeps it.
  const BUTTONS = ".theme-switch-button, .search-button, .primary-toggle, .secondary-toggle";
  for (const button of document.querySelectorAll(BUTTONS)) button.blur = () => {};

  // 4.1.2: the switch says which mode is on.
  const root = document.documentElement;
  const modes = { light: "light", dark: "dark", auto: "as the system" };
  function nameModes() {
    for (const button of document.querySelectorAll(".theme-switch-button")) {
      button.setAttribute("aria-label", `Colour mode: ${modes[root.dataset.mode]}`);
    }
  }
  new MutationObserver(nameModes).observe(root, { attributeFilter: ["data-mode"] });
  nameModes();

  // 4.1.2: the button of the chapters says whether they are shown; on a phone it opens a dialog.
  const wide = matchMedia("(min-width: 992px)");
  const sidebar = document.getElementById("pst-primary-sidebar");
  function nameSidebar() {
    const shown = wide.matches && !sidebar.classList.contains("pst-sidebar-hidden");
    document.querySelector(".primary-toggle").setAttribute("aria-expanded", shown);
  }
  if (sidebar) {
    new MutationObserver(nameSidebar).observe(sidebar, { attributeFilter: ["class"] });
    wide.addEventListener("change", nameSidebar);
    nameSidebar();
  }

  // 4.1.3: what happens without a change of focus is said: that code was copied, what a search found.
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  status.className = "visually-hidden";
  document.querySelector("main").append(status);
  document.addEventListener("click", (event) => {
    // Its icon has been replaced when the click arrives here.
    const button = event.composedPath().find((one) => one.matches?.(".copybtn"));
    if (!button) return;
    setTimeout(() => {
      status.textContent = button.dataset.tooltip;
      button.focus(); // which copying took to what was copied
    }, 100);
  });
  const results = document.getElementById("search-results");
  if (results) {
    new MutationObserver(() => {
      const found = results.querySelector(".search-summary")?.textContent;
      if (found && found !== status.textContent) status.textContent = found;
    }).observe(results, { childList: true, subtree: true });
  }
}
