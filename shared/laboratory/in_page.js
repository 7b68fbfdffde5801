// The laboratory on a page of the site; the address of the page and sessionStorage store its state.

import { Laboratory } from "./page.js";
import { isAddress } from "./state.js";

// sessionStorage, which survives a reload of this tab; browsers may forbid it.
const memory = {
  get(name) {
    try {
      return JSON.parse(sessionStorage.getItem(`laboratory-${name}`)) ?? undefined;
    } catch {
      return undefined;
    }
  },
  set(name, value) {
    try {
      sessionStorage.setItem(`laboratory-${name}`, JSON.stringify(value));
    } catch {
      // Without storage, only the address contains the state.
    }
  },
};

const keeper = {
  ...memory,
  get page() {
    return location.href.split("#")[0];
  },
  read() {
    return isAddress(location.hash) ? location.hash : "";
  },
  write(address) {
    try {
      if (location.hash !== address) history.replaceState(null, "", address);
    } catch {
      // Browsers limit how often an address may change. The next save writes it.
    }
  },
  listen(act) {
    addEventListener("hashchange", act);
  },
};

export function start(root) {
  root.laboratory = new Laboratory(root, keeper);
}
