// The laboratory in the output of a cell: the kernel holds its state.

import { Laboratory } from "./page.js";

export function start(root, model) {
  root.laboratory = new Laboratory(root, {
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
  });
}
