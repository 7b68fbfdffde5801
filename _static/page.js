// Answers the buttons of the page's header, shows where in the book the page is, and says when it is
// loaded.
const actions = {
  print: () => print(),
  "full-screen": () =>
    document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen(),
};

document.addEventListener("click", ({ target }) => {
  actions[target.closest("[data-action]")?.dataset.action]?.();
});

// The list of pages begins where the reader is; on a narrow screen it is not shown.
const here = document.querySelector("#pst-primary-sidebar a.current[href='#']");
if (here && matchMedia("(min-width: 992px)").matches) {
  const list = here.closest(".sidebar-primary-item");
  const middle = list.getBoundingClientRect().top + list.clientHeight / 2;
  list.scrollTop = here.getBoundingClientRect().top - middle;
}

// Safari has no idle callback.
const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
addEventListener("load", () => whenIdle(() => (document.documentElement.dataset.loaded = "")));
