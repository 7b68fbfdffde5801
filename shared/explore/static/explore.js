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
  controls;
  #arriving; // a promise, once the pictures are asked for
  #data; // the pictures, once they are here
  #computed; // the picture, where the page computes it
  #pad; // where a reader gives one of the controls values that are not its own, such as a drawing
  #isComputed = false; // whether it ever was
  #isDrawing = false; // whether the next frame shows what was computed
  #isDue = false; // whether the next frame computes it again, or goes on
  #isGlancing = false; // whether another place is drawn, unseen
  #state; // which of their states is shown
  pins = []; // the states that are kept beside the moving one, each a place and what was drawn
  #shown = []; // which drawing each panel shows, once it was moved

  constructor(figure) {
    this.#figure = figure;
    this.#picture = figure.querySelector(".explore-picture");
    this.#panels = [...figure.querySelectorAll(".explore-panel")];
    this.#words = figure.querySelector(".explore-words").firstChild;
    this.controls = [...figure.querySelectorAll(".explore-control")].map(readControl);
    this.#state = this.#stateAt((control) => control.initial);
    this.#pad = readPad(figure);
    for (const control of this.controls) {
      if (control.labels.length > 2 && control.input) {
        control.player = new Player(figure, control, (step) => this.move(control, step));
      }
    }
    figure.explorable = this; // for what can be done with a figure besides moving it
    figure.addEventListener("input", ({ target }) => {
      this.pause();
      this.#leavePad(target);
      this.#moved();
    });
    this.#picture.addEventListener("pointerdown", () => this.pause());
    figure.addEventListener("submit", (event) => event.preventDefault());
    figure.dataset.plays = "";
  }

  #stateAt(step) {
    return this.controls.reduce((state, control) => state * control.labels.length + step(control), 0);
  }

  // Where its controls are, as an address writes it: gain=1.5&activation=ReLU.
  get place() {
    const steps = this.controls.map((control) => [control.name, control.labels[control.step()]]);
    return new URLSearchParams(steps.map(([name, label]) => [name, plain(label)])).toString();
  }

  get address() {
    return `#${this.#figure.id}?${this.place}`;
  }

  // What is kept of it while the reader is elsewhere; nothing where it is as it came.
  get kept() {
    const drawn = this.#pad?.drawn;
    const isMoved = drawn || this.controls.some(({ step, initial }) => step() !== initial);
    return isMoved || this.pins.length ? { place: this.place, drawn, pins: this.pins } : undefined;
  }

  // The steps of a place; what it does not name is as it came. Nothing if there is no such place.
  #stepsAt(place) {
    const wanted = [...new URLSearchParams(place)];
    const steps = this.controls.map(({ initial }) => initial);
    for (const [name, text] of wanted) {
      const at = this.controls.findIndex((one) => one.name === name);
      const step = at < 0 ? -1 : stepOf(this.controls[at], text);
      if (step < 0) return undefined;
      steps[at] = step;
    }
    return steps;
  }

  #set(steps, drawn) {
    this.controls.forEach((control, at) => control.set(steps[at]));
    this.#pad?.write(drawn);
  }

  // Goes to a place. Returns whether there is one.
  go(place, drawn) {
    const steps = this.#stepsAt(place);
    if (!steps) return false;
    this.pause();
    this.#set(steps, drawn);
    if (place) this.#figure.dataset.moved = "";
    this.follow();
    return true;
  }

  // Calls `act` while the picture is at another place: nothing is painted or said meanwhile.
  async glance({ place, drawn }, act) {
    const steps = this.#stepsAt(place);
    await this.load();
    if (!steps || !this.#data) return;
    const [before, held] = [this.controls.map(({ step }) => step()), this.#pad?.drawn];
    this.#isGlancing = true;
    this.#set(steps, drawn);
    this.#draw();
    act();
    this.#set(before, held);
    this.#draw();
    this.#isGlancing = false;
  }

  // What is kept of it has changed.
  keep() {
    keepSoon(this);
  }

  // A reader may have moved a control before this script ran.
  follow() {
    for (const control of this.controls) control.tell?.();
    const isMoved = this.#stateAt((control) => control.step()) !== this.#state;
    if (isMoved || this.#pad?.isChanged()) this.show();
  }

  // By the reader, or on the reader's behalf.
  #moved() {
    this.#figure.dataset.moved = "";
    if (this.#figure.id) this.keep();
    this.show();
  }

  load() {
    return (this.#arriving ??= this.#fetch());
  }

  async #fetch() {
    try {
      const { pictures, twins, pad } = this.#figure.dataset;
      const wanted = [pictures, twins, pad].map((address) => address && loaded(address));
      const [{ figure }, script, padding] = await Promise.all(wanted);
      if (twins) {
        const move = (index, step) => this.move(this.controls[index], step);
        const change = (...given) => this.#change(...given);
        if (figure.pad) this.#pad.at = figure.values.findIndex(([name]) => name === figure.pad);
        const startPad = (data, given) => padding.pad(this.#pad.place, data, change, given);
        this.#computed = script.compute(this.#panels, figure, move, startPad);
      }
      const whole = (panel) => panel.map((part) => figure.parts[part]).join("\n");
      this.#data = { ...figure, panels: figure.panels?.map(whole) };
    } catch {
      this.#arriving = undefined; // so that the next move asks again
      return;
    }
    // Fields and what can be taken are there only once the picture is computed. A reader who moves a
    // control before the next frame does not wait for the picture of where it was.
    if (this.#computed) {
      await new Promise(requestAnimationFrame);
      if (!this.#isComputed) this.#computeOnce();
    }
    this.#figure.dataset.ready = "";
  }

  pause() {
    for (const { player } of this.controls) player?.pause();
  }

  // As if the reader had moved a control.
  move(control, step) {
    if (step === control.step()) return;
    control.set(step);
    control.tell();
    this.#leavePad(control.input);
    this.#moved();
  }

  // A slider that is moved has its own values again.
  #leavePad(input) {
    if (this.#pad && input === this.controls[this.#pad.at]?.input) this.#pad.write();
  }

  // What is drawn is read aloud when the stroke is complete.
  #change(value, isGoing) {
    this.pause();
    this.#pad.write(value);
    this.#pad.isGoing = isGoing;
    if (isGoing) this.#words.parentNode.setAttribute("aria-live", "off");
    this.#moved();
  }

  #compute() {
    this.#isComputed = true;
    const until = this.#isGlancing ? Infinity : performance.now() + 40;
    const steps = this.controls.map((control) => control.step());
    this.#state = this.#stateAt((control) => control.step());
    try {
      const [words, isGoing] = this.#computed.show(steps, this.#pad?.read(), until);
      this.#say(words);
      if (isGoing) this.#computeOnce();
      if (this.#pad?.isGoing === false) this.#readAloud();
    } catch (error) {
      this.pause();
      this.#say(`This picture failed here (${error.message}). Move to go on.`);
      reportError(error); // for whoever looks into it
    }
  }

  // What was said silently, while more was about to come.
  #readAloud() {
    this.#pad.isGoing = undefined;
    this.#words.parentNode.removeAttribute("aria-live");
    this.#words.data = String(this.#words.data);
  }

  // At once; what moves again before the next frame is computed in that.
  #computeOnce() {
    this.#isDue = this.#isDrawing;
    if (this.#isDue) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      if (this.#isDue) this.#computeOnce();
    });
    this.#compute();
  }

  #say(words) {
    if (words === this.#words.data && !this.#isGlancing) return;
    this.#picture.setAttribute("aria-label", words);
    if (this.#isGlancing) return;
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
        "This picture did not arrive. Move again or reload.";
      return;
    }
    if (this.#computed) this.#computeOnce();
    else this.#draw();
  }

  #draw() {
    if (this.#computed) return this.#compute();
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
  #figure;
  #words;
  #control;
  #move;
  #frame; // of the next move, while it plays
  #at; // which step is shown, with what has passed since
  #since; // when that was

  constructor(figure, control, move) {
    this.#figure = figure;
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
    if (this.#at === this.#control.labels.length - 1) this.#move((this.#at = 0));
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
    const size = this.#control.labels.length;
    const speed = Math.max(2, size / 12) * Number(this.#figure.dataset.speed ?? 1);
    this.#at += (Math.min(now - this.#since, 300) / 1000) * speed;
    this.#since = now;
    const step = Math.min(Math.floor(this.#at), size - 1);
    this.#move(step);
    if (step < size - 1) this.#wait();
    else this.pause();
  }
}

// What a reader has drawn, as JSON in a hidden field; nothing if the slider says what is shown.
function readPad(figure) {
  const place = figure.querySelector(".explore-pad");
  if (!place) return undefined;
  const field = place.querySelector("input");
  let shown = "";
  return {
    place,
    isChanged: () => field.value !== shown,
    get drawn() {
      return field.value ? JSON.parse(field.value) : undefined;
    },
    read() {
      shown = field.value;
      return this.drawn;
    },
    write(value) {
      field.value = value === undefined ? "" : JSON.stringify(value);
    },
  };
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

// The name of a control and the labels of its steps, at which step it was on arrival, and functions that
// read at which one it is, set it, and tell it to the reader.
function readControl(element) {
  const { name } = element.dataset;
  const menu = element.querySelector("select");
  if (menu) {
    const options = [...menu.options];
    return {
      name,
      labels: options.map(({ text }) => text),
      initial: options.findIndex((option) => option.defaultSelected),
      step: () => menu.selectedIndex,
      set: (step) => (menu.selectedIndex = step),
    };
  }
  const inputs = [...element.querySelectorAll("input")];
  const [first] = inputs;
  if (first.type === "checkbox") {
    return {
      name,
      labels: ["off", "on"],
      initial: Number(first.defaultChecked),
      step: () => Number(first.checked),
      set: (step) => (first.checked = step === 1),
    };
  }
  if (first.type === "radio") {
    return {
      name,
      labels: inputs.map((input) => input.nextSibling.textContent),
      initial: inputs.findIndex((input) => input.defaultChecked),
      step: () => inputs.findIndex((input) => input.checked),
      set: (step) => (inputs[step].checked = true),
    };
  }
  return readSlider(name, first, element);
}

function readSlider(name, input, element) {
  const labels = JSON.parse(input.dataset.labels);
  const value = element.querySelector(".explore-value");
  const tell = () => {
    if (value.type) value.value = labels[input.value];
    else value.firstChild.data = labels[input.value];
    input.setAttribute("aria-valuetext", labels[input.value]);
  };
  input.addEventListener("input", tell);
  const set = (step) => (input.value = step);
  const go = (step) => {
    set(step);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  value.addEventListener("input", (event) => event.stopPropagation()); // not before it is complete
  value.addEventListener("change", () => {
    const step = nearestLabel(labels, value.value);
    value.setCustomValidity(
      step >= 0 ? "" : `Type a number from ${labels[0]} to ${labels.at(-1)}.`,
    );
    if (value.reportValidity()) go(step);
  });
  const initial = Number(input.defaultValue);
  const title = element.querySelector("label > span").textContent;
  for (const stop of element.querySelectorAll(".explore-stops button")) {
    stop.addEventListener("click", () => go(stop.value));
  }
  return { name, labels, initial, step: () => Number(input.value), set, tell, input, title };
}

// As Python and addresses write a label: -1000 for −1,000.
const plain = (label) => label.replace("−", "-").replace(/,(?=\d{3}(\D|$))/g, "");

// Numbers as people type them: 2.5, 2,5, 1,000, −3, 1e-4.
function numberOf(text) {
  const number = plain(text.trim());
  return number ? Number(number.replace(",", ".")) : NaN;
}

function nearestLabel(labels, typed) {
  if (labels.includes(typed)) return labels.indexOf(typed);
  const wanted = numberOf(typed);
  const distances = labels.map((label) => Math.abs(numberOf(label) - wanted));
  return distances.indexOf(Math.min(...distances.filter((distance) => distance >= 0)));
}

// The step that an address asks for. Steps of a slider may have become fewer since.
function stepOf({ labels, input }, text) {
  const step = labels.findIndex((label) => plain(label) === text);
  if (step >= 0 || !input) return step;
  const numbers = labels.map(numberOf).filter((number) => !Number.isNaN(number));
  const wanted = numberOf(text);
  const isBetween = wanted >= Math.min(...numbers) && wanted <= Math.max(...numbers);
  return isBetween ? nearestLabel(labels, text) : -1;
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
  return script?.figure || script?.compute || script?.pad ? script : null;
}

// Resolves when the browser has nothing else to do, which Safari does not tell, and of which
// Chromium sometimes never tells either.
function idle() {
  const { requestIdleCallback: wait = setTimeout } = globalThis;
  return new Promise((resolve) => wait(resolve, { timeout: 1000 }));
}

const figures = new Map();

// Each entry of the history holds where the figures of the page are. Moving one writes that into the
// entry, and the figure's address into that of the page; it makes no entry of its own, so that going
// back leaves the page, as everywhere. An address that was followed does: going back from it brings
// back what was there.
let moved; // the figure that was moved last
let due;

// The first of several moves at once, since the reader may leave next, and the last. Browsers limit
// how often.
function keepSoon(explorable) {
  moved = explorable;
  if (due) clearTimeout(due);
  else keep();
  due = setTimeout(() => {
    due = undefined;
    keep();
    removeEventListener("beforeunload", keepWhenLeaving);
  }, 150);
  addEventListener("beforeunload", keepWhenLeaving); // for so long only: browsers put no such page aside
}

// A page that is left for a new load of itself must not change its address.
function keepWhenLeaving() {
  if (due) keep(location.hash);
}

function keep(address = moved?.address ?? location.hash) {
  const kept = [...figures].map(([figure, explorable]) => [figure.id, explorable.kept]);
  const state = { ...history.state, explore: Object.fromEntries(kept) };
  try {
    history.replaceState(state, "", address);
  } catch {
    // The next move writes it.
  }
}

function restore(kept) {
  moved = undefined;
  for (const [figure, explorable] of figures) bringBack(explorable, kept[figure.id] ?? {});
}

function bringBack(explorable, { place, drawn, pins = [] }) {
  explorable.pins = pins;
  explorable.showPins?.(); // once the tools are there
  explorable.go(place, drawn);
}

document.addEventListener("visibilitychange", keepWhenLeaving); // a phone tells no more than this

addEventListener("popstate", () => {
  const kept = history.state?.explore;
  if (kept) return restore(kept);
  if (document.readyState !== "complete") return;
  moved = undefined;
  arrive();
  keep();
});
// After that WebKit resets the controls of a page that it had put aside whole.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) setTimeout(() => restore(history.state?.explore ?? {}));
});

// Of an address such as #fig-slope?z=-2&activation=tanh, the id of the figure and the place.
const addressed = () => location.hash.match(/^#(fig-[^?]*)\?(.*)$/)?.slice(1) ?? [];

// Brings what an address asks for into view. Returns whether it asks for a state.
function arrive() {
  const [id, place] = addressed();
  if (!id || document.getElementById(location.hash.slice(1))) return false;
  const figure = document.getElementById(id);
  const { explorable } = figure ?? {};
  for (let box = figure; (box = box?.parentElement?.closest("details")); ) box.open = true;
  if (figure) location.replace(`#${id}`); // the browser goes there as to any place of a page
  const isFound = explorable?.go(place);
  if (isFound) moved = explorable;
  const detail = isFound ? "" : "The address asks for a state that is not here. It is ignored.";
  dispatchEvent(new CustomEvent("explore", { detail })); // to whoever can tell the reader
  return true;
}

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

const left = history.state?.explore; // when the reader was here before

function bringToLife() {
  for (const figure of document.querySelectorAll("figure.explore[data-pictures]")) {
    if (figures.has(figure)) continue;
    const explorable = new Explorable(figure);
    figures.set(figure, explorable);
    if (arrivedScript(figure.dataset.pictures)) explorable.load();
    else near.observe(figure);
    const [id, place] = addressed();
    if (left?.[figure.id]) bringBack(explorable, left[figure.id]);
    if (left && id === figure.id) moved = explorable;
    else if (!left && id === figure.id) explorable.go(place);
    explorable.follow();
  }
}

bringToLife(); // this script stands below the first figure
addEventListener("DOMContentLoaded", () => {
  bringToLife();
  if (left) addEventListener("load", () => keep()); // Sphinx's search for words empties the state meanwhile
  // Until a page is loaded, browsers and style sheets look at which place its address names.
  if (!left && arrive()) addEventListener("load", () => setTimeout(keep, 500));
});
addEventListener("load", async () => {
  if (navigator.connection?.saveData) return;
  for (const explorable of figures.values()) {
    await idle();
    await explorable.load();
  }
});
