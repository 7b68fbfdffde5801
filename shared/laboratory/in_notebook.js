// The laboratory in the output of a cell; the kernel stores its state.

import { Laboratory } from "./page.js";

function keeperOf(model) {
  return {
    page: "",
    get() {},
    set() {},
    read: () => model.get("address"),
    write(address) {
      if (model.get("address") === address) return;
      model.set("address", address);
      model.save_changes();
    },
    listen: (act) => model.on("change:address", act),
  };
}

export function start(root, model) {
  root.classList.add("laboratory");
  root.dataset.lmSuppressShortcuts = "true"; // keys are for the laboratory, not for JupyterLab
  // Colours and sizes are known only once the element is in the notebook.
  new ResizeObserver((_, observer) => {
    if (!root.isConnected) return;
    observer.disconnect();
    root.laboratory = new Laboratory(root, keeperOf(model));
  }).observe(root);
}
