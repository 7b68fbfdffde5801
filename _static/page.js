// Answers the buttons of the page's header, shows where in the book and on the page the reader is,
// and says when the page is loaded.
const actions = {
  print: () => print(),
  "open-answers": () => foldAnswers(false),
  "fold-answers": () => foldAnswers(true),
  "full-screen": () =>
    document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen(),
};

// Of those that share a name only one can be open, until all are asked for.
function foldAnswers(isFolded) {
  for (const answer of document.querySelectorAll("main details:not([class]), .ask-answer")) {
    const { dataset } = answer;
    dataset.name ??= answer.getAttribute("name") ?? "";
    if (isFolded && dataset.name) answer.setAttribute("name", dataset.name);
    else answer.removeAttribute("name");
    answer.open = !isFolded;
  }
}

// What only who gives a lecture needs comes when it is asked for, as `?lecture` behind the address.
if (new URLSearchParams(location.search).has("lecture")) {
  const folder = document.querySelector("script[src*='page.js']").src.replace(/page\.js.*$/, "");
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: `${folder}lecture.css` });
  const script = document.createElement("script");
  script.src = `${folder}lecture.js`;
  sheet.addEventListener("load", () => document.head.append(script)); // it measures
  document.head.append(sheet);
}

if (!document.fullscreenEnabled) document.querySelector("[data-action=full-screen]")?.remove();

document.addEventListener("click", ({ target }) => {
  actions[target.closest("[data-action]")?.dataset.action]?.();
});

// A menu closes once something is chosen from it or done elsewhere, and with Escape.
const menus = document.querySelectorAll("details.dropdown");
document.addEventListener("click", ({ target }) => {
  for (const menu of menus) menu.open &&= menu.firstElementChild.contains(target);
});
document.addEventListener("focusin", ({ target }) => {
  for (const menu of menus) menu.open &&= menu.contains(target);
});
document.addEventListener("keydown", ({ key }) => {
  const menu = document.querySelector("details.dropdown[open]");
  if (key !== "Escape" || !menu) return;
  menu.open = false;
  menu.firstElementChild.focus();
});

// What an address leads to is shown, where it is folded too: older browsers leave it so.
const unfold = () => {
  const target = document.querySelector(":target");
  for (let box = target?.closest("details"); box; box = box.parentElement.closest("details")) {
    box.open = true;
  }
  target?.scrollIntoView();
};
addEventListener("hashchange", unfold);
if (document.querySelector("details :target")) unfold();

// The list of pages begins where the reader is; on a narrow screen it is not shown.
const here = document.querySelector("#pst-primary-sidebar a.current[href='#']");
if (here && matchMedia("(min-width: 992px)").matches) {
  const list = here.closest(".sidebar-primary-item");
  const middle = list.getBoundingClientRect().top + list.clientHeight / 2;
  list.scrollTop = here.getBoundingClientRect().top - middle;
}

// The contents of the page mark the part that is being read: the last to begin in the uppermost eighth.
const parts = [...document.querySelectorAll(".page-toc a[href^='#']")].flatMap((link) => {
  const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  return part ? [{ link, part }] : [];
});
const reading = new IntersectionObserver(
  () => {
    const begun = parts.filter(({ part }) => part.getBoundingClientRect().top < innerHeight / 8);
    const now = begun.at(-1)?.link;
    for (const { link } of parts) {
      const isRead = link.parentElement.contains(now ?? null);
      link.classList.toggle("active", isRead);
      link.parentElement.classList.toggle("active", isRead);
      if (link === now) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  },
  { rootMargin: "0px 0px -87.5%" },
);
for (const { part } of parts) reading.observe(part);

// Safari has no idle callback, and Chromium sometimes never calls it.
const { requestIdleCallback: whenIdle = setTimeout } = globalThis;
const tellLoaded = () => (document.documentElement.dataset.loaded = "");
addEventListener("load", () => whenIdle(tellLoaded, { timeout: 1000 }));
