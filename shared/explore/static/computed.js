// A picture whose marks and words its twin computes.

import { DRAW, placing } from "./marks.js";

const make = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// `move(control, step)` is called where a mark is dragged.
export class ComputedPicture {
  #marks; // { name, draw, found, group, at, handle }
  #values; // [[name of a control, its values], ...]
  #say;
  #shown; // the values that the picture shows, by name

  constructor(panels, { data, marks, drag, values }, twin, move) {
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
      const handle = drag[name] && this.#handle(name, group, at, drag[name], move);
      return { name, draw: DRAW[mark.kind], found, group, at, handle };
    });
    this.#say = twin(data);
  }

  // Shows the picture at a step of each control, and returns its words.
  show(steps) {
    this.#shown = Object.fromEntries(
      this.#values.map(([name, all], index) => [name, all[steps[index]]]),
    );
    const { marks, words } = this.#say(this.#shown);
    for (const { name, draw, found, group, at, handle } of this.#marks) {
      if (found !== group && found.isConnected) found.replaceWith(group);
      draw(group, at, marks[name]);
      if (!handle) continue;
      const [[x], [y]] = marks[name];
      const isThere = x !== undefined;
      handle.setAttribute("visibility", isThere ? "visible" : "hidden");
      if (!isThere) continue;
      handle.setAttribute("cx", at.x(x));
      handle.setAttribute("cy", at.y(y));
    }
    return words;
  }

  // A place as large as a fingertip that follows a mark, and that controls follow in turn: those that
  // are its coordinates, or else what the twin says of a place to which the mark is taken.
  #handle(name, group, at, controls, move) {
    const handle = make("circle", { r: 16, fill: "transparent", part: "handle" });
    const svg = group.ownerSVGElement;
    svg.append(handle);
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // no text is selected
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const point = new DOMPoint(event.clientX, event.clientY);
      const { x, y } = point.matrixTransform(svg.getScreenCTM().inverse());
      const place = [at.fromX(x), at.fromY(y)];
      const taken = this.#say.taken?.[name]?.(...place, this.#shown);
      const wanted = taken ?? { [controls[0]]: place[0], [controls[1]]: place[1] };
      this.#values.forEach(([control, all], index) => {
        if (Number.isFinite(wanted[control])) move(index, nearest(all, wanted[control]));
      });
    });
    return handle;
  }
}

export function nearest(values, wanted) {
  const distances = values.map((value) => Math.abs(value - wanted));
  return distances.indexOf(Math.min(...distances));
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
