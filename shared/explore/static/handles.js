// What can be taken with the pointer.

import { make } from "./computed.js";
import { rounded } from "./marks.js";

// Puts a place as large as a fingertip over a mark, and returns what is told where the mark is. Controls
// follow the place: those that are its coordinates, or else what `taken` says of it.
export function handle(group, at, controls, values, taken, move) {
  const place = make("circle", { r: 16, fill: "transparent", part: "handle" });
  const svg = group.ownerSVGElement;
  svg.append(place);
  place.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // no text is selected
    place.setPointerCapture(event.pointerId);
  });
  place.addEventListener("pointermove", (event) => {
    if (!place.hasPointerCapture(event.pointerId)) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const x = at.fromX(point.x), y = at.fromY(point.y);
    const wanted = taken(x, y) ?? { [controls[0]]: x, [controls[1]]: y };
    values.forEach(([control, all], index) => {
      if (Number.isFinite(wanted[control])) move(index, nearest(all, wanted[control]));
    });
  });
  return ([[x], [y]]) => {
    const isThere = x !== undefined;
    place.setAttribute("visibility", isThere ? "visible" : "hidden");
    if (!isThere) return;
    place.setAttribute("cx", rounded(at.x(x)));
    place.setAttribute("cy", rounded(at.y(y)));
  };
}

function nearest(values, wanted) {
  const distances = values.map((value) => Math.abs(value - wanted));
  return distances.indexOf(Math.min(...distances));
}
