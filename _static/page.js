// Answers the buttons of the page's header, and says when a page is loaded.
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

// Safari has no idle callback.
const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
addEventListener("load", () => whenIdle(() => (document.documentElement.dataset.loaded = "")));
