// Shows the picture and the words that belong to the position of a figure's controls.
//
// The pictures of a figure are in a script beside the page, since a page that was opened as a file
// may load scripts but no data. A figure asks for them when it comes near the screen or is moved;
// the rest follow once the page has nothing else to do.

class Explorable {
  #figure;
  #picture;
  #words;
  #controls;
  #arriving; // a promise, once the pictures are asked for
  #data; // the pictures, once they are here
  #shown; // index of the picture on the page, once it was moved

  constructor(figure) {
    this.#figure = figure;
    this.#picture = figure.querySelector(".explore-picture");
    this.#words = figure.querySelector(".explore-words");
    this.#controls = [...figure.querySelectorAll(".explore-control")].map(readControl);
    figure.addEventListener("input", () => this.show());
    figure.addEventListener("submit", (event) => event.preventDefault());
  }

  load() {
    return (this.#arriving ??= this.#fetch());
  }

  async #fetch() {
    try {
      this.#data = await fetched(this.#figure.dataset.pictures);
      this.#figure.dataset.ready = "";
    } catch {
      this.#arriving = undefined; // so that the next move asks again
    }
  }

  async show() {
    if (!this.#data) await this.load();
    if (!this.#data) {
      this.#words.textContent = "This picture did not arrive. Check the connection, then move again.";
      return;
    }
    const { pictures, words, states } = this.#data;
    const step = (index, control) => index * control.size + control.step();
    const [drawing, text] = states[this.#controls.reduce(step, 0)];
    if (drawing !== this.#shown) this.#picture.innerHTML = pictures[drawing];
    this.#shown = drawing;
    this.#picture.setAttribute("aria-label", words[text]);
    this.#words.textContent = words[text];
  }
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
  const value = element.querySelector(".explore-value");
  first.addEventListener("input", () => {
    value.textContent = labels[first.value];
    first.setAttribute("aria-valuetext", labels[first.value]);
  });
  return { size: labels.length, step: () => Number(first.value) };
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
    near.observe(figure);
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
