// A picture whose marks and alternative text are computed by its twin.

import { placing } from "./marks.js";

export const make = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// `move(control, step)` is called when a mark is dragged. `startPad(data)` returns a function that is
// called with each value of the pad's control. `draw` has a function for each kind of mark. `handle` is the
// function of handles.js, if a mark can be dragged.
export class ComputedPicture {
  #marks; // { name, draw, found, group, at, follow }
  #values; // [[name of a control, its values], ...]
  #say;
  #pad; // function that is called with the value that the picture shows
  #padded; // name of the pad's control
  #shown; // the values of the controls that the picture shows, by name

  constructor(panels, { data, marks, drag, values, pad }, twin, move, startPad, { draw, handle }) {
    // In shadow roots, where the style sheets of the page do not have to be evaluated after a change.
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

  // Shows the picture at a step of each control. `own` is the value from the pad, if there is one, which
  // replaces the value of the pad's control. Returns the alternative text, and whether the twin stopped at
  // the time `until` and has to continue.
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

// One path for each colour, which replace Matplotlib's image once the picture is computed. Paths are sharp
// and follow the theme.
function fieldPaths(shades) {
  const group = make("g", { "shape-rendering": "crispEdges" });
  for (const [fill, opacity] of shades) {
    group.append(make("path", { fill, "fill-opacity": opacity }));
  }
  return group;
}
