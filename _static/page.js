// Answers the buttons of the page's header.
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
