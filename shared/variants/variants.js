// Shows the result of the variant that a reader chooses; it was executed when the site was built.
//
// The results of all variants of a cell are in a script beside the page: a page that was opened as a file
// may load scripts but no data. The script is loaded when the code comes near the screen, or once the page
// is complete.

const EMPTY = "<p>Fill every blank to see what the code does.</p>";
const FAILED = "What this code does did not arrive. Check the connection and choose again.";

class Variants {
  #cell;
  #slots; // in the order of the code: a menu for each blank, a list for lines to order
  #outcome;
  #arriving; // a promise, once the results are requested
  #shown; // the choices whose result is shown, as text
  #clearing; // the timer that clears what is said of a copy

  constructor(cell) {
    this.#cell = cell;
    this.#outcome = cell.querySelector(".variants-outcome");
    this.#slots = [...cell.querySelectorAll(".variants-code :is(select, ol)")];
    // A reader, or a browser that restores a page, may have chosen before this script ran.
    this.#shown = this.#filled((menu) => [...menu.options].find((one) => one.defaultSelected).value);
    for (const list of cell.querySelectorAll("ol")) list.initial = [...list.children];
    cell.addEventListener("change", () => this.show());
    cell.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this[button.value](button);
    });
    cell.dataset.answers = "";
  }

  // For each slot, the index of its choice or the indices of its lines; empty if nothing is chosen.
  #filled(read = (menu) => menu.value) {
    const lines = (list) => [...list.children].map(({ dataset }) => dataset.line);
    return JSON.stringify(this.#slots.map((slot) => (slot.options ? read(slot) : lines(slot))));
  }

  async load() {
    this.#arriving ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = this.#cell.dataset.variants;
      script.addEventListener("load", () => resolve(script.variants));
      script.addEventListener("error", () => reject(script.remove()));
      document.head.append(script);
    });
    try {
      return await this.#arriving;
    } catch {
      this.#arriving = undefined; // so that the next choice requests the results again
      return undefined;
    }
  }

  async show() {
    const filled = this.#filled();
    if (filled === this.#shown) return;
    this.#shown = filled;
    const data = await this.load();
    if (filled !== this.#shown) return; // the reader has chosen something else meanwhile
    const places = JSON.parse(filled);
    if (!data) this.#shown = undefined;
    const text = data ? this.#state(places, data) : `<p>${FAILED}</p>`;
    // Reserve room for the tallest result so far, so that the page below does not jump.
    this.#outcome.style.minHeight = `${this.#outcome.getBoundingClientRect().height}px`;
    this.#outcome.innerHTML = text;
  }

  #state(places, { orders, outcomes, states }) {
    if (places.includes("")) return EMPTY;
    const index = places.reduce((state, place, slot) => {
      if (!orders[slot]) {
        const menu = this.#slots[slot];
        const size = [...menu.options].filter(({ value }) => value).length;
        return state * size + Number(place);
      }
      return place.reduce((rank, line, at) => {
        const later = place.slice(at + 1).filter((other) => other < line).length;
        return rank * (place.length - at) + later;
      }, state);
    }, 0);
    return outcomes[states[index]];
  }

  up(button) {
    const line = button.closest("li");
    line.previousElementSibling?.before(line);
    this.#moved(button);
  }

  down(button) {
    const line = button.closest("li");
    line.nextElementSibling?.after(line);
    this.#moved(button);
  }

  #moved(button) {
    button.focus(); // the browser removes the focus from an element that is moved
    this.show();
  }

  reset() {
    for (const slot of this.#slots) {
      if (slot.initial) slot.replaceChildren(...slot.initial);
      else slot.selectedIndex = [...slot.options].findIndex((option) => option.defaultSelected);
    }
    this.show();
  }

  async copy(button) {
    const said = button.parentElement.querySelector("[role=status]");
    const data = await this.load();
    const isCopied = data && (await copied(this.#code(data)));
    said.textContent = !data ? FAILED : isCopied ? "Copied." : "This browser does not let a page copy.";
    clearTimeout(this.#clearing);
    this.#clearing = setTimeout(() => (said.textContent = ""), 4000);
  }

  #code(data) {
    return data.pieces.reduce((text, piece) => {
      if (typeof piece === "string") return text + piece;
      const slot = this.#slots[piece];
      if (!slot.initial) return text + (slot.value ? slot.selectedOptions[0].text : "____");
      const lines = [...slot.children].map(({ dataset }) => data.orders[piece][dataset.line]);
      return text + lines.join(`\n${text.slice(text.lastIndexOf("\n") + 1)}`);
    }, "");
  }
}

// A page that was opened as a file may have no navigator.clipboard.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const is = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return is;
  }
}

const cells = new Map();

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      cells.get(target).load();
    }
  },
  { rootMargin: "100%" },
);

for (const cell of document.querySelectorAll(".variants")) {
  cells.set(cell, new Variants(cell));
  cells.get(cell).show();
  near.observe(cell);
}

// Once the page is complete, load the results of all other cells, so that they also work offline.
addEventListener("load", () => {
  if (!navigator.connection?.saveData) for (const cell of cells.values()) cell.load();
});
// When a reader comes back, browsers restore the menus, some of them after this event.
addEventListener("pageshow", () => setTimeout(() => cells.forEach((cell) => cell.show())));
