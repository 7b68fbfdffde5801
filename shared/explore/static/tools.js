// The buttons below a figure: step and speed of a slider; pin a state, copy its address, copy it as code,
// save its picture.

const { credit } = document.currentScript.dataset;
const folder = document.currentScript.src.replace(/[^/]*$/, "");

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function button(text, purpose, act) {
  const name = `${text}: ${purpose}`;
  const element = make("button", { type: "button", title: purpose, "aria-label": name }, text);
  element.addEventListener("click", act);
  return element;
}

const told = make("p", { class: "explore-told", role: "status" });
const tell = (words) => (told.textContent = words);

// --- Steps -----------------------------------------------------------------------------

const SPEEDS = { "¼×": 0.25, "½×": 0.5, "1×": 1, "2×": 2, "4×": 4 };

// Step buttons, for readers without arrow keys. They move the slider that was used last.
function steps(figure, sliders) {
  let slider = sliders.at(-1);
  const buttons = [["‹", "one step back", -1], ["›", "one step on", 1]].map(([sign, name, by]) =>
    button(sign, name, () => {
      figure.explorable.pause();
      const last = slider.labels.length - 1;
      figure.explorable.move(slider, Math.min(Math.max(slider.step() + by, 0), last));
    }),
  );
  const choose = (chosen) => {
    slider = chosen;
    buttons[0].setAttribute("aria-label", `One step back: ${slider.title}`);
    buttons[1].setAttribute("aria-label", `One step on: ${slider.title}`);
  };
  const use = ({ target }) => choose(sliders.find(({ input }) => input === target) ?? slider);
  for (const type of ["focusin", "input"]) figure.addEventListener(type, use);
  choose(slider);
  const options = Object.entries(SPEEDS).map(([name, speed]) => new Option(name, speed));
  const speed = make("select", { "aria-label": "Speed of play", title: "Speed of play" }, ...options);
  speed.value = 1;
  speed.addEventListener("change", () => (figure.dataset.speed = speed.value));
  return [...buttons, speed];
}

// --- Pins ------------------------------------------------------------------------------

const titleOf = (element) => element.querySelector("legend, label > span").textContent;

// The values of the controls as text: k = 1.40, activation = ReLU.
function valuesOf(figure) {
  const elements = [...figure.querySelectorAll(".explore-control")];
  return (figure.explorable?.controls ?? [])
    .map(({ labels, step }, place) => `${titleOf(elements[place])} = ${labels[step()]}`)
    .join(", ");
}

// A state as the history of the browser stores it: the values of the controls and the drawing on the pad.
const stateOf = ({ explorable }) => ({ place: explorable.place, drawn: explorable.kept?.drawn });

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The picture of a state may not have arrived yet, or be half computed: glance() waits, and computes
// all of it, also if the reader moves on meanwhile.
async function pin(figure) {
  const { explorable } = figure;
  const state = stateOf(figure);
  let outcome = "This state could not be pinned here.";
  await explorable.glance(state, () => {
    outcome = "This state is pinned already.";
    if (explorable.pins.some((one) => isSame(one, state))) return;
    explorable.pins = [...explorable.pins, state];
    show(figure, state);
    outcome = `Pinned: ${valuesOf(figure)}.`;
  });
  explorable.keep();
  tell(outcome);
}

// Shows a copy of the picture beside the interactive picture.
function show(figure, state) {
  const { explorable } = figure;
  const picture = figure.querySelector(".explore-picture");
  if (!picture.parentNode.matches(".explore-states")) {
    const states = make("div", { class: "explore-states" });
    picture.replaceWith(states);
    states.append(picture);
  }
  const copy = picture.cloneNode();
  for (const shown of picture.children) {
    const panel = shown.cloneNode();
    const drawing = (shown.shadowRoot ?? shown).querySelector("svg").cloneNode(true);
    panel.attachShadow({ mode: "open" }).append(drawing); // so that its ids do not clash with others
    copy.append(panel);
  }
  const values = valuesOf(figure);
  const unpin = button("Unpin", values, () => {
    explorable.pins = explorable.pins.filter((one) => !isSame(one, state));
    pinned.remove();
    explorable.keep();
    figure.querySelector(".explore-pin").focus();
    tell("Unpinned.");
  });
  const pinned = make("div", { class: "explore-pinned" }, copy, make("p", {}, `Pinned: ${values} `, unpin));
  pinned.state = state;
  picture.parentNode.append(pinned);
}

// Shows exactly the pins that the history has stored.
async function showPins(figure) {
  const { explorable } = figure;
  const shown = () => [...figure.querySelectorAll(".explore-pinned")];
  const isKept = (state) => explorable.pins.some((one) => isSame(one, state));
  const isShown = (state) => shown().some((one) => isSame(one.state, state));
  for (const pinned of shown()) if (!isKept(pinned.state)) pinned.remove();
  for (const state of explorable.pins.filter((one) => !isShown(one))) {
    // The reader may have pinned or unpinned a state meanwhile, so check again.
    await explorable.glance(state, () => isKept(state) && !isShown(state) && show(figure, state));
  }
}

// --- Copies ----------------------------------------------------------------------------

// Copies a text. If the browser does not let a page copy, the text is shown and selected instead.
async function copy(text, name) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", { readonly: "", rows: 3, "aria-label": name });
    told.replaceChildren(field);
    field.value = text;
    field.select();
    if (!document.execCommand("copy")) {
      told.prepend(`${name} is selected: copy it with Ctrl C. `);
      return;
    }
  }
  tell(`${name} is copied.`);
}

const linkTo = (figure) =>
  location.href.split("#")[0] + (figure.explorable?.address ?? `#${figure.id}`);

const codeOf = (figure) => figure.closest(".cell")?.querySelector(".cell_input pre")?.textContent;

// The cell's code with the argument `at` for the state: numbers as numbers, all other values as labels.
function codeAt(figure) {
  const { controls, place } = figure.explorable;
  const at = [...new URLSearchParams(place)].map(([name, text], index) => {
    const { input, labels, step } = controls[index];
    const isNumber = input && /^-?\d[\d.]*(e[-+]\d+)?$/.test(text);
    return `${JSON.stringify(name)}: ${isNumber ? text : JSON.stringify(labels[step()])}`;
  });
  const before = codeOf(figure).trimEnd().slice(0, -1).trimEnd();
  const comma = /[,(]$/.test(before) ? "" : ",";
  return `${before}${comma}\n    at={${at.join(", ")}},\n)\n`;
}

// --- Pictures --------------------------------------------------------------------------

// The script that saves pictures contains the fonts, so it is loaded only when it is needed.
let writing;
async function save(figure, kind) {
  const { explorable } = figure;
  const state = explorable && stateOf(figure);
  writing ??= new Promise((resolve, reject) => {
    const script = make("script", { src: `${folder}explore-save.js` });
    script.addEventListener("load", () => resolve(script));
    script.addEventListener("error", () => reject((writing = undefined)));
    document.head.append(script);
  });
  try {
    const script = await writing;
    let saved; // remains undefined if the picture does not arrive
    const write = () => (saved = script.save(figure, kind, valuesOf(figure), credit));
    await (explorable ? explorable.glance(state, write) : write()); // as in pin()
    const { blob, name } = await saved;
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    tell(`Saved as ${name}.`);
  } catch {
    tell(`The ${kind} could not be made here.`);
  }
}

// --- The row ---------------------------------------------------------------------------

function fill(row) {
  const figure = row.closest("figure");
  const { explorable } = figure;
  const sliders = explorable?.controls.filter(({ input }) => input) ?? [];
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "This state of the figure");
  if (sliders.length) row.append(...steps(figure, sliders));
  if (explorable) {
    const pinning = button("Pin", "keep this state beside the moving one", () => pin(figure));
    pinning.className = "explore-pin";
    row.append(pinning);
    explorable.showPins = () => showPins(figure);
    showPins(figure);
  }
  row.append(
    button("Link", "copy the address of this state", () => copy(linkTo(figure), "The address")),
  );
  const code = codeOf(figure)?.trimEnd();
  if (explorable && code?.endsWith(")") && !/\bat=/.test(code)) { // two `at` would be an error
    row.append(button("Code", "copy this state as code", () => copy(codeAt(figure), "The code")));
  }
  for (const kind of ["SVG", "PNG"]) {
    row.append(button(kind, "save the picture with its words", () => save(figure, kind)));
  }
}

document.body.append(told);
addEventListener("explore", ({ detail }) => tell(detail));
for (const type of ["pointerdown", "keydown"]) {
  addEventListener(type, ({ target }) => told.contains(target) || tell(""));
}
addEventListener("DOMContentLoaded", () => document.querySelectorAll(".explore-tools").forEach(fill));
// Print the values of the controls, since printed sliders do not show them.
addEventListener("beforeprint", () => {
  for (const figure of document.querySelectorAll("figure.explore")) {
    if (figure.explorable) figure.querySelector(".explore-tools").dataset.values = valuesOf(figure);
  }
});
