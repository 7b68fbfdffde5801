// Functions that make elements of the page.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

export function button(words, act, attributes) {
  const made = element("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
}

export function select(options, act) {
  const made = element("select");
  setOptions(made, options);
  made.addEventListener("change", () => act(made.value));
  return made;
}

// Options are [value, text]. The chosen value stays chosen if it is among the new options.
export function setOptions(list, options) {
  const wanted = JSON.stringify(options);
  if (list.dataset.options === wanted) return;
  list.dataset.options = wanted;
  const { value } = list;
  list.replaceChildren(...options.map(([key, words]) => element("option", { value: key }, words)));
  if (options.some(([key]) => String(key) === value)) list.value = value;
}

export const labelled = (words, control) =>
  element("label", {}, element("span", {}, words), control);

// A field that calls `act` with its text when the reader has finished typing.
export function field(act, attributes) {
  const made = element("input", { autocomplete: "off", ...attributes });
  made.addEventListener("change", () => act(made.value));
  return made;
}
