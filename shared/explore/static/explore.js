// Shows the panels of the picture, and the words, that belong to the position of a figure's controls.
//
// The pictures of a figure are in a script beside the page, since a page that was opened as a file
// may load scripts but no data. A figure asks for them when it comes near the screen or is moved;
// the rest follow once the page has nothing else to do.

class Explorable {
  #figure;
  #picture;
  #panels;
  #words; // as text, whose new data is no news to who watches the page for new elements
  #controls;
  #arriving; // a promise, once the pictures are asked for
  #data; // the pictures, once they are here
  #state; // which of their states is shown
  #shown = []; // which drawing each panel shows, once it was moved

  constructor(figure) {
    this.#figure = figure;
    this.#picture = figure.querySelector(".explore-picture");
    this.#panels = [...figure.querySelectorAll(".explore-panel")];
    this.#words = figure.querySelector(".explore-words").firstChild;
    this.#controls = [...figure.querySelectorAll(".explore-control")].map(readControl);
    this.#state = this.#stateAt((control) => control.initial);
    figure.addEventListener("input", () => this.show());
    figure.addEventListener("submit", (event) => event.preventDefault());
    figure.dataset.plays = "";
  }

  #stateAt(step) {
    return this.#controls.reduce((state, control) => state * control.size + step(control), 0);
  }

  // A reader may have moved a control before this script ran; and a browser that goes back to a page
  // puts controls where they were, without a word.
  follow() {
    for (const control of this.#controls) control.tell?.();
    if (this.#stateAt((control) => control.step()) !== this.#state) this.show();
  }

  load() {
    return (this.#arriving ??= this.#fetch());
  }

  async #fetch() {
    try {
      const address = this.#figure.dataset.pictures;
      this.#data = arrived(address) ?? (await fetched(address));
      this.#figure.dataset.ready = "";
    } catch {
      this.#arriving = undefined; // so that the next move asks again
    }
  }

  async show() {
    if (!this.#data) {
      this.#figure.setAttribute("aria-busy", "true");
      await this.load();
      this.#figure.removeAttribute("aria-busy");
    }
    if (!this.#data) {
      this.#words.data = // the site may have been built anew since
        "This picture did not arrive. Check the connection and move again, or reload the page.";
      return;
    }
    const { panels, words, states } = this.#data;
    this.#state = this.#stateAt((control) => control.step());
    const [drawings, text] = states[this.#state];
    this.#panels.forEach((panel, place) => {
      if (drawings[place] !== this.#shown[place]) draw(panel, panels[drawings[place]]);
    });
    this.#shown = drawings;
    this.#picture.setAttribute("aria-label", words[text]);
    this.#words.data = words[text];
  }
}

// Draws into a tree of the panel's own. There a new drawing is matched with none of the page's style
// sheets, whose rules with :has() would have to look again at all that contains it.
function draw(panel, drawing) {
  if (!panel.shadowRoot) {
    panel.attachShadow({ mode: "open" });
    panel.replaceChildren(); // the drawing that came with the page
  }
  panel.shadowRoot.innerHTML = drawing;
}

// How many steps a control has, at which it was on arrival, and functions that read at which one it
// is, and that tell it to the reader.
function readControl(element) {
  const menu = element.querySelector("select");
  if (menu) {
    const initial = [...menu.options].findIndex((option) => option.defaultSelected);
    return { size: menu.length, initial, step: () => menu.selectedIndex };
  }
  const options = [...element.querySelectorAll("input")];
  const [first] = options;
  if (first.type === "checkbox") {
    return { size: 2, initial: Number(first.defaultChecked), step: () => Number(first.checked) };
  }
  if (first.type === "radio") {
    const initial = options.findIndex((option) => option.defaultChecked);
    const step = () => options.findIndex((option) => option.checked);
    return { size: options.length, initial, step };
  }
  const labels = JSON.parse(first.dataset.labels);
  const value = element.querySelector(".explore-value").firstChild;
  const tell = () => {
    value.data = labels[first.value];
    first.setAttribute("aria-valuetext", labels[first.value]);
  };
  first.addEventListener("input", tell);
  const initial = Number(first.defaultValue);
  return { size: labels.length, initial, step: () => Number(first.value), tell };
}

// The pictures of the first figure come with the page.
function arrived(address) {
  return document.querySelector(`script[src="${address}"]`)?.figure;
}

// Runs a script beside the page, which leaves its pictures on its own element.
function fetched(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(script.figure));
    script.addEventListener("error", () => reject(script.remove()));
    document.head.append(script);
  });
}

function idle() {
  return new Promise(globalThis.requestIdleCallback ?? setTimeout); // Safari has no idle callback
}

const figures = new Map();

// Who comes back to a page finds its controls where they were. Every browser sees to that for who goes
// back, and Firefox for who loads the page again.
const fields = (figure) => [...figure.querySelectorAll("input, option")];
const place = ({ value, checked, selected }) => ({ value, checked, selected });
const isAgain = performance.getEntriesByType("navigation")[0]?.type === "reload";
const left = isAgain ? JSON.parse(sessionStorage.getItem(location.pathname)) : null;
addEventListener("pagehide", () => {
  const places = [...figures.keys()].map((figure) => fields(figure).map(place));
  sessionStorage.setItem(location.pathname, JSON.stringify(places));
});

const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      figures.get(entry.target).load();
    }
  },
  { rootMargin: "100%" },
);

function bringToLife() {
  for (const figure of document.querySelectorAll("figure.explore[data-pictures]")) {
    if (figures.has(figure)) continue;
    const places = left?.[figures.size] ?? [];
    fields(figure).forEach((field, index) => Object.assign(field, places[index]));
    const explorable = new Explorable(figure);
    figures.set(figure, explorable);
    if (arrived(figure.dataset.pictures)) explorable.load();
    else near.observe(figure);
    explorable.follow();
  }
}

bringToLife(); // this script stands below the first figure
addEventListener("DOMContentLoaded", bringToLife);
// WebKit puts controls where they were after it shows the page.
addEventListener("pageshow", () => setTimeout(() => figures.forEach((one) => one.follow())));
addEventListener("load", async () => {
  if (navigator.connection?.saveData) return;
  for (const explorable of figures.values()) {
    await idle();
    await explorable.load();
  }
});
