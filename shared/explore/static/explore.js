// Shows the panels of the picture, and the words, that belong to the position of a figure's controls.
//
// The pictures of a figure, or what computes them, are in scripts beside the page, since a page that
// was opened as a file may load scripts but no data. A figure asks for them when it comes near the
// screen or is moved; the rest follow once the page has nothing else to do.

class Explorable {
  #figure;
  #picture;
  #panels;
  #words; // as text, whose new data is no news to who watches the page for new elements
  #controls;
  #arriving; // a promise, once the pictures are asked for
  #data; // the pictures, once they are here
  #computed; // the picture, where the page computes it
  #isDue = false; // whether the next frame computes it
  #state; // which of their states is shown
  #shown = []; // which drawing each panel shows, once it was moved

  constructor(figure) {
    this.#figure = figure;
    this.#picture = figure.querySelector(".explore-picture");
    this.#panels = [...figure.querySelectorAll(".explore-panel")];
    this.#words = figure.querySelector(".explore-words").firstChild;
    this.#controls = [...figure.querySelectorAll(".explore-control")].map(readControl);
    this.#state = this.#stateAt((control) => control.initial);
    for (const control of this.#controls) {
      if (control.size > 2 && control.input) {
        control.player = new Player(figure, control, (step) => this.move(control, step));
      }
    }
    figure.addEventListener("input", () => {
      this.pause();
      this.show();
    });
    this.#picture.addEventListener("pointerdown", () => this.pause());
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
      const { pictures, twins } = this.#figure.dataset;
      const [{ figure }, script] = await Promise.all([loaded(pictures), twins && loaded(twins)]);
      if (twins) {
        const move = (index, step) => this.move(this.#controls[index], step);
        this.#computed = script.compute(this.#panels, figure, move);
      }
      const whole = (panel) => panel.map((part) => figure.parts[part]).join("\n");
      this.#data = { ...figure, panels: figure.panels?.map(whole) };
    } catch {
      this.#arriving = undefined; // so that the next move asks again
      return;
    }
    // Fields and what can be taken are there only once the picture is computed.
    if (this.#computed) this.#compute();
    this.#figure.dataset.ready = "";
  }

  pause() {
    for (const { player } of this.#controls) player?.pause();
  }

  // As if the reader had moved a control.
  move(control, step) {
    if (step === control.step()) return;
    control.input.value = step;
    control.tell();
    this.show();
  }

  #compute() {
    const steps = this.#controls.map((control) => control.step());
    this.#state = this.#stateAt((control) => control.step());
    try {
      this.#say(this.#computed.show(steps));
    } catch (error) {
      this.pause();
      this.#say(`This picture could not be computed here (${error.message}). Move to go on.`);
      reportError(error); // for whoever looks into it
    }
  }

  // However often a control moves before the next frame, the picture is computed once.
  #computeSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#compute();
    });
  }

  #say(words) {
    if (words === this.#words.data) return;
    this.#picture.setAttribute("aria-label", words);
    this.#words.data = words;
    // Room for the longest words so far, so that what stands below does not jump while it plays.
    const { dataset } = this.#figure.querySelector("figcaption");
    if (words.length > dataset.longest.length) dataset.longest = words;
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
    if (this.#computed) return this.#computeSoon();
    const { panels, words, states } = this.#data;
    this.#state = this.#stateAt((control) => control.step());
    const [drawings, text] = states[this.#state];
    this.#panels.forEach((panel, place) => {
      if (drawings[place] !== this.#shown[place]) draw(panel, panels[drawings[place]]);
    });
    this.#shown = drawings;
    this.#say(words[text]);
  }
}

// A button that moves a slider on while its figure can be seen, until the reader moves something.
class Player {
  #button = document.createElement("button");
  #words;
  #control;
  #move;
  #frame; // of the next move, while it plays
  #at; // which step is shown, with what has passed since
  #since; // when that was

  constructor(figure, control, move) {
    this.#control = control;
    this.#move = move;
    this.#words = figure.querySelector(".explore-words");
    this.#button.type = "button";
    this.#button.className = "explore-play";
    this.#label("Play");
    this.#button.addEventListener("click", () => (this.#frame ? this.pause() : this.#play()));
    control.input.closest(".explore-control").querySelector(".explore-value").after(this.#button);
    new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) this.pause();
    }).observe(figure);
  }

  #label(verb) {
    this.#button.dataset.verb = verb;
    this.#button.setAttribute("aria-label", `${verb}: ${this.#control.title}`);
  }

  #play() {
    this.#label("Pause");
    this.#words.setAttribute("aria-live", "off"); // sixty sentences a second help nobody
    this.#at = this.#control.step();
    if (this.#at === this.#control.size - 1) this.#move((this.#at = 0));
    this.#since = performance.now();
    this.#wait();
  }

  pause() {
    if (!this.#frame) return;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#frame);
    this.#frame = undefined;
    this.#label("Play");
    this.#words.removeAttribute("aria-live");
    const words = this.#words.firstChild;
    words.data = String(words.data); // said once
  }

  // Readers who ask for less motion see four pictures a second.
  #wait() {
    const step = () => this.#step();
    this.#frame = isCalm.matches ? setTimeout(step, 250) : requestAnimationFrame(step);
  }

  // All steps take some twelve seconds, few steps less.
  #step() {
    const now = performance.now();
    const { size } = this.#control;
    this.#at += (Math.min(now - this.#since, 300) / 1000) * Math.max(2, size / 12);
    this.#since = now;
    const step = Math.min(Math.floor(this.#at), size - 1);
    this.#move(step);
    if (step < size - 1) this.#wait();
    else this.pause();
  }
}

const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

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
  const value = element.querySelector(".explore-value");
  const tell = () => {
    if (value.type) value.value = labels[first.value];
    else value.firstChild.data = labels[first.value];
    first.setAttribute("aria-valuetext", labels[first.value]);
  };
  first.addEventListener("input", tell);
  const go = (step) => {
    first.value = step;
    first.dispatchEvent(new Event("input", { bubbles: true }));
  };
  value.addEventListener("input", (event) => event.stopPropagation()); // not before it is complete
  value.addEventListener("change", () => {
    const step = nearestLabel(labels, value.value);
    value.setCustomValidity(
      step >= 0 ? "" : `Type a number from ${labels[0]} to ${labels.at(-1)}.`,
    );
    if (value.reportValidity()) go(step);
  });
  const initial = Number(first.defaultValue);
  const title = element.querySelector("label > span").textContent;
  for (const stop of element.querySelectorAll(".explore-stops button")) {
    stop.addEventListener("click", () => go(stop.value));
  }
  return { size: labels.length, initial, step: () => Number(first.value), tell, input: first, title };
}

// Numbers as people type them: 2.5, 2,5, 1,000, −3, 1e-4.
function numberOf(text) {
  const plain = text.trim().replace("−", "-").replace(/,(?=\d{3}(\D|$))/g, "");
  return plain ? Number(plain.replace(",", ".")) : NaN;
}

function nearestLabel(labels, typed) {
  if (labels.includes(typed)) return labels.indexOf(typed);
  const wanted = numberOf(typed);
  const distances = labels.map((label) => Math.abs(numberOf(label) - wanted));
  return distances.indexOf(Math.min(...distances.filter((distance) => distance >= 0)));
}

const scripts = new Map();

// A script beside the page leaves what it brings on its own element; those of the first figure come
// with the page.
function loaded(address) {
  const arrived = arrivedScript(address);
  if (arrived) return arrived;
  if (!scripts.has(address)) {
    const fetched = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", () => resolve(script));
      script.addEventListener("error", () => reject(script.remove()));
      document.head.append(script);
    });
    scripts.set(address, fetched);
    fetched.catch(() => scripts.delete(address)); // so that the next move asks again
  }
  return scripts.get(address);
}

function arrivedScript(address) {
  const script = document.querySelector(`script[src="${address}"]`);
  return script?.figure || script?.compute ? script : null;
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
    if (arrivedScript(figure.dataset.pictures)) explorable.load();
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
