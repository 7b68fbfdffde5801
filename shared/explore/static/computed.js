// A picture whose marks and words its twin computes.

import { placing } from "./marks.js";

export const make = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// `move(control, step)` is called where a mark is dragged; `startPad(data)` returns what is told each
// value of the control that the pad gives values; `draw` has a function for each kind of mark, and
// `handle` is handles.js, where a mark can be taken.
export class ComputedPicture {
  #marks; // { name, draw, found, group, at, follow }
  #values; // [[name of a control, its values], ...]
  #say;
  #pad; // is told what is shown
  #padded; // name of the control that the pad gives values
  #shown; // the values that the picture shows, by name

  constructor(panels, { data, marks, drag, values, pad }, twin, move, startPad, { draw, handle }) {
    // In trees of the panels' own, where a change is matched with no style sheet of the page.
    const roots = panels.map((panel) => {
      const drawing = [...panel.childNodes];
      const root = panel.attachShadow({ mode: "open" });
      root.append(...drawing);
      return root;
    });
    this.#values = values;
    this.#marks = Object.entries(marks).map(([name, mark]) => {
      const selector = `[data-mark="${CSS.escape(name)}"]`;
      const found = roots.map((root) => root.querySelector(selector)).find(Boolean);
      const group = mark.kind === "field" ? fieldPaths(mark.shades) : found;
      const at = placing(mark, group);
      const taken = (...place) => this.#say.taken?.[name]?.(...place, this.#shown);
      const follow = drag[name] && handle(group, at, drag[name], values, taken, move);
      return { name, draw: draw[mark.kind], found, group, at, follow };
    });
    this.#say = twin(data);
    if (!pad) return;
    this.#padded = pad;
    this.#pad = startPad(data);
  }

  // Shows the picture at a step of each control, one of which may have a value of the pad's instead.
  // Returns its words, and whether the twin stopped at the time `until` and is to go on.
  show(steps, own, until) {
    this.#shown = Object.fromEntries(
      this.#values.map(([name, all], index) => [name, all[steps[index]]]),
    );
    if (own !== undefined) this.#shown[this.#padded] = own;
    this.#pad?.(this.#shown[this.#padded]);
    const { marks, words, isGoing } = this.#say(this.#shown, until);
    for (const { name, draw, found, group, at, follow } of this.#marks) {
      if (found !== group && found.isConnected) found.replaceWith(group);
      draw(group, at, marks[name]);
      follow?.(marks[name]);
    }
    return [words, isGoing];
  }
}

// Matplotlib's image makes way, once the picture is computed, for one path of each colour, which is
// sharp and follows the theme.
function fieldPaths(shades) {
  const group = make("g", { "shape-rendering": "crispEdges" });
  for (const [fill, opacity] of shades) {
    group.append(make("path", { fill, "fill-opacity": opacity }));
  }
  return group;
}
