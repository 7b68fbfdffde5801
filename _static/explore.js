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
  #shown = []; // which drawing each panel shows, once it was moved

  constructor(figure) {
    this.#figure = figure;
    this.#picture = figure.querySelector(".explore-picture");
    this.#panels = [...figure.querySelectorAll(".explore-panel")];
    this.#words = figure.querySelector(".explore-words").firstChild;
    this.#controls = [...figure.querySelectorAll(".explore-control")].map(readControl);
    figure.addEventListener("input", () => this.show());
    figure.addEventListener("submit", (event) => event.preventDefault());
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
    if (!this.#data) await this.load();
    if (!this.#data) {
      this.#words.data = "This picture did not arrive. Check the connection, then move again.";
      return;
    }
    const { panels, words, states } = this.#data;
    const step = (index, control) => index * control.size + control.step();
    const [drawings, text] = states[this.#controls.reduce(step, 0)];
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

// How many steps a control has, and a function that reads which one it is at.
function readControl(element) {
  const menu = element.querySelector("select");
  if (menu) return { size: menu.length, step: () => menu.selectedIndex };
  const [first, ...others] = element.querySelectorAll("input");
  if (first.type === "checkbox") return { size: 2, step: () => Number(first.checked) };
  if (first.type === "radio") {
    const options = [first, ...others];
    return { size: options.length, step: () => options.findIndex((option) => option.checked) };
  }
  const labels = JSON.parse(first.dataset.labels);
  const value = element.querySelector(".explore-value").firstChild;
  first.addEventListener("input", () => {
    value.data = labels[first.value];
    first.setAttribute("aria-valuetext", labels[first.value]);
  });
  return { size: labels.length, step: () => Number(first.value) };
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
    figures.set(figure, new Explorable(figure));
    if (arrived(figure.dataset.pictures)) figures.get(figure).load();
    else near.observe(figure);
  }
}

bringToLife(); // this script stands below the first figure
addEventListener("DOMContentLoaded", bringToLife);
addEventListener("load", async () => {
  if (navigator.connection?.saveData) return;
  for (const explorable of figures.values()) {
    await idle();
    await explorable.load();
  }
});
