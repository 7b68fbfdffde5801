// Shows the panels and the alternative text that belong to the position of a figure's controls.
//
// The pictures of a figure, or the code that computes them, are in scripts beside the page: a page that was
// opened as a file may load scripts but no data. A figure loads its scripts when it comes near the screen
// or a reader moves a control. The scripts of all other figures load when the page is idle.

class Explorable {
  #figure;
  #picture;
  #panels;
  #words; // a text node: MutationObservers that watch for new elements do not fire when its data changes
  controls;
  #arriving; // the promise of load(), once the pictures are requested and unless the network failed
  #data; // the pictures, once they are loaded
  #computed; // the ComputedPicture, if the page computes the figure
  #pad; // the pad, on which a reader gives a control other values than its own, such as a drawing
  #isComputed = false; // whether the picture was ever computed
  #isDrawing = false; // whether the next frame shows what was computed
  #isDue = false; // whether the next frame computes the picture again, or continues a long computation
  #patience = 6; // milliseconds until a long computation shows what it has; at first little is soon seen
  #isGlancing = false; // whether glance() is drawing another place
  #state; // index of the state that is shown
  pins = []; // the pinned states, each with its place and the drawing on the pad
  #shown = []; // index of the drawing that each panel shows, once a control was moved

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
    figure.explorable = this; // for tools.js
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

  // The values of the controls in the form of an address: gain=1.5&activation=ReLU.
  get place() {
    const steps = this.controls.map((control) => [control.name, control.labels[control.step()]]);
    return new URLSearchParams(steps.map(([name, label]) => [name, plain(label)])).toString();
  }

  get address() {
    return `#${this.#figure.id}?${this.place}`;
  }

  // The state that the history of the browser stores; undefined for the initial state.
  get kept() {
    const drawn = this.#pad?.drawn;
    const isMoved = drawn || this.controls.some(({ step, initial }) => step() !== initial);
    return isMoved || this.pins.length ? { place: this.place, drawn, pins: this.pins } : undefined;
  }

  // The steps of a place; a control that it does not name has its initial step. Undefined if there is no
  // such place.
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

  // Goes to a place. Returns whether there is such a place.
  go(place, drawn) {
    const steps = this.#stepsAt(place);
    if (!steps) return false;
    this.pause();
    this.#set(steps, drawn);
    if (place) this.#figure.dataset.moved = "";
    this.follow();
    return true;
  }

  // Calls `act` while the picture is at another place. The browser paints nothing and reads nothing aloud
  // meanwhile.
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

  // Stores the state in the history, after a change.
  keep() {
    keepSoon(this);
  }

  // Shows the position of the controls: a reader may have moved one before this script ran.
  follow() {
    for (const control of this.controls) control.tell?.();
    const isMoved = this.#stateAt((control) => control.step()) !== this.#state;
    if (isMoved || this.#pad?.isChanged()) this.show();
  }

  // Called after each move, by the reader or by a player.
  #moved() {
    this.#figure.dataset.moved = "";
    if (this.#figure.id) this.keep();
    this.show();
  }

  load() {
    return (this.#arriving ??= this.#fetch());
  }

  async #fetch() {
    const { pictures, twins, pad } = this.#figure.dataset;
    let arrived;
    try {
      const wanted = [pictures, twins, pad].map((address) => address && loaded(address));
      arrived = await Promise.all(wanted);
    } catch {
      this.#arriving = undefined; // so that the next move requests the scripts again
      return;
    }
    try {
      this.#begin(...arrived);
    } catch (error) {
      this.#fail(`This picture cannot be computed (${error.message}).`, error);
      return;
    }
    // The paths of fields and the handles exist only once the picture is computed. If a reader moves a
    // control before the next frame, only the new position is computed.
    if (this.#computed) {
      await new Promise(requestAnimationFrame);
      if (!this.#isComputed) this.#computeOnce();
    }
    this.#figure.dataset.ready = "";
  }

  // Prepares the picture, from the scripts that have arrived.
  #begin({ figure }, script, padding) {
    if (script) {
      const move = (index, step) => this.move(this.controls[index], step);
      const change = (...given) => this.#change(...given);
      if (figure.pad) this.#pad.at = figure.values.findIndex(([name]) => name === figure.pad);
      const startPad = (data, given) => padding.pad(this.#pad.place, data, change, given);
      this.#computed = script.compute(this.#panels, figure, move, startPad);
    }
    const whole = (panel) => panel.map((part) => figure.parts[part]).join("\n");
    this.#data = { ...figure, panels: figure.panels?.map(whole) };
  }

  pause() {
    for (const { player } of this.controls) player?.pause();
  }

  // Moves a control to a step, as if the reader had moved it.
  move(control, step) {
    if (step === control.step()) return;
    control.set(step);
    control.tell();
    this.#leavePad(control.input);
    this.#moved();
  }

  // Clears the drawing on the pad when its slider is moved.
  #leavePad(input) {
    if (this.#pad && input === this.controls[this.#pad.at]?.input) this.#pad.write();
  }

  // Shows a value from the pad. Its text is read aloud only when the stroke is complete.
  #change(value, isGoing) {
    this.pause();
    this.#pad.write(value);
    this.#pad.isGoing = isGoing;
    if (isGoing) this.#words.parentNode.setAttribute("aria-live", "off");
    this.#moved();
  }

  #compute() {
    this.#isComputed = true;
    const until = this.#isGlancing ? Infinity : performance.now() + this.#patience;
    const steps = this.controls.map((control) => control.step());
    this.#state = this.#stateAt((control) => control.step());
    try {
      const [words, isGoing] = this.#computed.show(steps, this.#pad?.read(), until);
      this.#say(words);
      this.#patience = isGoing ? 24 : 6;
      this.#figure.setAttribute("aria-busy", !!isGoing); // nothing is read aloud before it is complete
      if (isGoing) this.#computeOnce();
      if (this.#pad?.isGoing === false) this.#readAloud();
    } catch (error) {
      this.#fail(`This picture failed here (${error.message}). Move to go on.`, error);
    }
  }

  // Tells the reader, and the console, that a computation failed.
  #fail(words, error) {
    this.pause();
    this.#figure.setAttribute("aria-busy", "false");
    this.#say(words);
    reportError(error);
  }

  // Has the text read aloud that was set while aria-live was off.
  #readAloud() {
    this.#pad.isGoing = undefined;
    this.#words.parentNode.removeAttribute("aria-live");
    this.#words.data = String(this.#words.data);
  }

  // Computes the picture now. Further moves before the next frame are computed together in that frame.
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
    // Reserve room for the longest text so far, so that the page below does not jump.
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
      if (this.#arriving) return; // all has arrived, and #fail() has said what failed
      this.#words.data = // such as when a new build of the site has replaced the scripts
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

// The play button of a slider. It pauses when the figure leaves the screen or the reader moves something.
class Player {
  #button = document.createElement("button");
  #figure;
  #words;
  #control;
  #move;
  #frame; // id of the next frame, while it plays
  #at; // the current step, with a fraction for the time since it was shown
  #since; // time at which #at was computed

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
    this.#words.setAttribute("aria-live", "off"); // do not read sixty texts a second aloud
    this.#at = this.#control.step();
    if (this.#at === this.#control.labels.length - 1) this.#move((this.#at = 0));
    this.#since = performance.now();
    this.#wait();
  }

  pause() {
    if (!this.#frame) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#label("Play");
    this.#words.removeAttribute("aria-live");
    const words = this.#words.firstChild;
    words.data = String(words.data); // now it is read aloud, once
  }

  #wait() {
    this.#frame = requestAnimationFrame(() => this.#step());
  }

  // All steps together take about twelve seconds, or less if there are few: at least two steps a second.
  // Readers who prefer reduced motion see at most four pictures a second.
  #step() {
    const now = performance.now();
    if (isCalm.matches && now - this.#since < 250) return this.#wait();
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

// The pad of a figure. The drawing is stored as JSON in a hidden field, which is empty if the figure shows
// a value of the slider.
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

// Draws into the panel's shadow root, where the style sheets of the page do not apply. Else the browser
// would evaluate their rules with :has() again for all ancestors of each new drawing.
function draw(panel, drawing) {
  if (!panel.shadowRoot) {
    panel.attachShadow({ mode: "open" });
    panel.replaceChildren(); // removes the drawing in the HTML of the page
  }
  panel.shadowRoot.innerHTML = drawing;
}

// Returns the name of a control, the labels of its steps and its initial step. Its functions read the
// current step, set it, and show it to the reader.
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
  value.addEventListener("input", (event) => event.stopPropagation()); // only "change" moves the figure
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

// A label as Python and addresses write it: -1000 for −1,000.
const plain = (label) => label.replace("−", "-").replace(/,(?=\d{3}(\D|$))/g, "");

// Reads numbers as people type them: 2.5, 2,5, 1,000, −3, 1e-4. No thousands come after 0: 0,125.
function numberOf(text) {
  const number = plain(text.trim().replace(/^([-−]?0),/, "$1."));
  return number ? Number(number.replace(",", ".")) : NaN;
}

function nearestLabel(labels, typed) {
  if (labels.includes(typed)) return labels.indexOf(typed);
  const wanted = numberOf(typed);
  const distances = labels.map((label) => Math.abs(numberOf(label) - wanted));
  return distances.indexOf(Math.min(...distances.filter((distance) => distance >= 0)));
}

// The step that an address names, or -1. For a slider it is the nearest step, since a newer version of the
// figure may have fewer steps.
function stepOf({ labels, input }, text) {
  const step = labels.findIndex((label) => plain(label) === text);
  if (step >= 0 || !input) return step;
  const numbers = labels.map(numberOf).filter((number) => !Number.isNaN(number));
  const wanted = numberOf(text);
  const isBetween = wanted >= Math.min(...numbers) && wanted <= Math.max(...numbers);
  return isBetween ? nearestLabel(labels, text) : -1;
}

const scripts = new Map();

// Loads a script beside the page. It stores its data on its own <script> element. The page already
// contains the <script> elements of the first figure.
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
    fetched.catch(() => scripts.delete(address)); // so that the next move requests the script again
  }
  return scripts.get(address);
}

function arrivedScript(address) {
  const script = document.querySelector(`script[src="${address}"]`);
  return script?.figure || script?.compute || script?.pad ? script : null;
}

// Resolves when the browser is idle. Safari has no requestIdleCallback, and in Chromium it sometimes does
// not fire without a timeout.
function idle() {
  const { requestIdleCallback: wait = setTimeout } = globalThis;
  return new Promise((resolve) => wait(resolve, { timeout: 1000 }));
}

const figures = new Map();

// Each history entry stores the states of all figures of the page. A move updates the current entry and puts
// the figure's address into the address bar. A move adds no entry, so that the back button leaves the page.
// A link to a state adds an entry, so that the back button restores the state before it.
let moved; // the explorable that was moved last
let due;

// Stores the first of several moves immediately, since the reader may leave the page next, and the last
// one after a delay. Browsers limit how often a page may change the history.
function keepSoon(explorable) {
  moved = explorable;
  if (due) clearTimeout(due);
  else keep();
  due = setTimeout(() => {
    due = undefined;
    keep();
    removeEventListener("beforeunload", keepWhenLeaving);
  }, 150);
  addEventListener("beforeunload", keepWhenLeaving); // removed soon: it prevents the back/forward cache
}

// Stores a pending move when the reader leaves. The address stays: the page may be about to reload.
function keepWhenLeaving() {
  if (due) keep(location.hash);
}

function keep(address = moved?.address ?? location.hash) {
  const kept = [...figures].map(([figure, explorable]) => [figure.id, explorable.kept]);
  const state = { ...history.state, explore: Object.fromEntries(kept) };
  try {
    history.replaceState(state, "", address);
  } catch {
    // The browser's limit is reached; the next move stores the state.
  }
}

function restore(kept) {
  moved = undefined;
  for (const [figure, explorable] of figures) bringBack(explorable, kept[figure.id] ?? {});
}

function bringBack(explorable, { place, drawn, pins = [] }) {
  explorable.pins = pins;
  explorable.showPins?.(); // undefined until tools.js has run
  explorable.go(place, drawn);
}

document.addEventListener("visibilitychange", keepWhenLeaving); // phones may fire no other event

addEventListener("popstate", () => {
  const kept = history.state?.explore;
  if (kept) return restore(kept);
  if (document.readyState !== "complete") return;
  moved = undefined;
  arrive();
  keep();
});
// WebKit resets the controls of a page from the back/forward cache after this event.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) setTimeout(() => restore(history.state?.explore ?? {}));
});

// The id and the place in an address such as #fig-slope?z=-2&activation=tanh.
const addressed = () => location.hash.match(/^#(fig-[^?]*)\?(.*)$/)?.slice(1) ?? [];

// Shows the figure and the state that the address names. Returns whether it names a state.
function arrive() {
  const [id, place] = addressed();
  if (!id || document.getElementById(location.hash.slice(1))) return false;
  const figure = document.getElementById(id);
  const { explorable } = figure ?? {};
  for (let box = figure; (box = box?.parentElement?.closest("details")); ) box.open = true;
  if (figure) location.replace(`#${id}`); // the browser scrolls to it, as to any anchor
  const isFound = explorable?.go(place);
  if (isFound) moved = explorable;
  const detail = isFound ? "" : "The address asks for a state that is not here. It is ignored.";
  dispatchEvent(new CustomEvent("explore", { detail })); // tools.js shows it to the reader
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

const left = history.state?.explore; // the states stored when the reader left this page

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

bringToLife(); // the first figure: this script stands below it
addEventListener("DOMContentLoaded", () => {
  bringToLife();
  if (left) addEventListener("load", () => keep()); // Sphinx's search highlighting clears history.state
  // Until the page has loaded, browsers scroll to the anchor of its address, and :target applies to it.
  if (!left && arrive()) addEventListener("load", () => setTimeout(keep, 500));
});
addEventListener("load", async () => {
  if (navigator.connection?.saveData) return;
  for (const explorable of figures.values()) {
    await idle();
    await explorable.load();
  }
});
