// Handles of marks that the reader can drag with the pointer.

import { make } from "./computed.js";
import { rounded } from "./marks.js";

// Puts a handle as large as a fingertip over a mark, and returns a function that moves the handle to the
// mark. While the handle is dragged, it moves controls: the two controls for its coordinates, or the
// controls in the values that `taken` returns.
export function handle(group, at, controls, values, taken, move) {
  const place = make("circle", { r: 16, fill: "transparent", part: "handle" });
  const svg = group.ownerSVGElement;
  svg.append(place);
  place.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // else the browser selects text
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
