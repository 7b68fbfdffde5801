// The pad on which a reader draws a digit, with mouse, finger or keyboard.

const SIDE = 8; // pixels
const PAD = 32; // in the units of a drawing
const CELL = PAD / SIDE;
const ARROWS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE };
const HELP = "Draw a digit with the mouse or a finger.";
const KEYS =
  "Arrow keys go from pixel to pixel, with Shift they ink it; the space bar inks or clears a pixel, " +
  "+ and − change it by one of 16, Delete clears all, Ctrl Z takes back.";

function made(name, attributes, ...children) {
  const isDrawn = ["svg", "path", "rect", "g"].includes(name);
  const space = isDrawn ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
  const element = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A fortieth of the data's pixels is as fine as anybody draws.
const rounded = (v) => Math.round(Math.min(Math.max(v, 0), PAD) * 10) / 10;
const cellBox = (at) => ({ x: CELL * (at % SIDE), y: CELL * Math.floor(at / SIDE) });

// Fills the place and returns what is told each value that is shown; `change` is told each drawing, and
// the twin, which has it already, gives drawing.js.
export function pad(place, { others }, change, { LEVELS, PEN, countsOf, strokesOf, textOf }) {
  const NONE = LEVELS[0], FULL = LEVELS[16];
  const cells = Array.from({ length: 64 }, (_, at) =>
    made("rect", { ...cellBox(at), width: CELL, height: CELL, fill: "var(--figure-forward)" }),
  );
  const lines = made("path", {
    d: Array.from({ length: SIDE - 1 }, (_, i) => {
      const v = CELL * (i + 1);
      return `M${v} 0V${PAD}M0 ${v}H${PAD}`;
    }).join(""),
    stroke: "var(--figure-grid)", "stroke-width": 0.1, fill: "none",
  });
  const ink = made("path", {
    stroke: "var(--figure-ink)", fill: "none",
    "stroke-linecap": "round", "stroke-linejoin": "round",
  });
  const cursor = made("rect", {
    width: CELL, height: CELL, fill: "none", stroke: "var(--figure-gradient)",
    "stroke-width": 0.5, class: "explore-pad-cursor",
  });
  const drawing = made("svg", { viewBox: `0 0 ${PAD} ${PAD}`, "aria-hidden": "true" });
  drawing.append(made("g", {}, ...cells), lines, ink, cursor);
  const surface = made("div", {
    class: "explore-pad-surface", tabindex: "0", role: "application",
    "aria-label": "Pad to draw a digit on, 8 by 8 pixels",
  }, drawing);
  const button = (text, act) => {
    const element = made("button", { type: "button" }, text);
    element.addEventListener("click", act);
    return element;
  };
  const undo = button("Undo", () => takeBack());
  const clear = button("Clear", () => become(""));
  const single = button("Single pixels", () => press(single, !isPressed(single)));
  const centring = button("Centre and scale", () => centre(!isPressed(centring)));
  const keys = made("p", { id: "explore-pad-keys", class: "explore-pad-keys" }, KEYS);
  const told = made("p", { role: "status", class: "explore-pad-told" });
  surface.setAttribute("aria-describedby", keys.id);
  const tools = made("div", { class: "explore-pad-tools" }, undo, clear, single, centring);
  place.append(surface, tools, made("p", {}, HELP), keys, told);

  let value; // what is shown: the number of an image, or a drawing
  let at = 0; // the pixel at which the keyboard is
  let base; // the drawing to which the stroke is added
  let stroke; // the points of the stroke that is being drawn, as texts
  let level; // that a finger gives single pixels
  const before = []; // what can be taken back to

  const isPressed = (one) => one.getAttribute("aria-pressed") === "true";
  const press = (one, state) => one.setAttribute("aria-pressed", String(state));
  press(single, false);
  press(centring, true);

  const text = () =>
    typeof value === "number" ? `#${others.slice(64 * value, 64 * (value + 1))}` : value;
  const isStrokes = () => typeof value === "string" && !value.startsWith("#");
  const counts = () => countsOf(text());

  function remember() {
    if (before.at(-1) !== value) before.push(value);
    if (before.length > 200) before.shift();
    undo.disabled = false;
  }

  function become(next, isGoing = false, isRemembered = true) {
    if (next === value && !isGoing && !level) return change(next, false);
    if (isRemembered) remember();
    value = next;
    draw();
    change(next, isGoing);
  }

  function takeBack() {
    if (!before.length) return;
    become(before.pop(), false, false);
    undo.disabled = !before.length;
  }

  function centre(state) {
    press(centring, state);
    if (isStrokes() && value) become(state ? value.replace("=", "") : `=${value}`);
  }

  function draw() {
    // What is scaled keeps the width of its lines, so here they are only to be seen.
    ink.setAttribute("stroke-width", isPressed(centring) ? 2.4 : 2 * PEN);
    const strokes = isStrokes() ? strokesOf(value.replace("=", "")) : [];
    ink.setAttribute(
      "d",
      strokes.map((points) => `M${points[0].join(" ")}L${points.map((p) => p.join(" ")).join("L")}`).join(""),
    );
    const shown = isStrokes() ? Array(64).fill(0) : counts();
    cells.forEach((cell, i) => cell.setAttribute("fill-opacity", shown[i] / 16));
    const { x, y } = cellBox(at);
    cursor.setAttribute("x", x);
    cursor.setAttribute("y", y);
  }

  // --- pointer ---

  function pointOf({ clientX, clientY }) {
    const { left, top, width, height } = drawing.getBoundingClientRect();
    return [((clientX - left) / width) * PAD, ((clientY - top) / height) * PAD].map(rounded);
  }

  function ended(points) {
    const start = isStrokes() && value.replace("=", "") ? `${value}/` : isPressed(centring) ? "" : "=";
    return start + points.join(" ");
  }

  function cellAt([x, y]) {
    const cell = (v) => Math.min(Math.floor(v / CELL), SIDE - 1);
    at = SIDE * cell(y) + cell(x);
    return at;
  }

  surface.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    surface.setPointerCapture(event.pointerId);
    const point = pointOf(event);
    remember();
    if (isPressed(single)) {
      level = counts()[cellAt(point)] > 7 ? NONE : FULL;
      setPixel(at, level, true);
      return;
    }
    base = ended([]);
    stroke = [point.join(" ")];
    become(base + stroke[0], true, false);
  });

  surface.addEventListener("pointermove", (event) => {
    if (!surface.hasPointerCapture(event.pointerId)) return;
    const events = event.getCoalescedEvents?.() ?? [];
    const points = (events.length ? events : [event]).map(pointOf);
    if (level) {
      for (const point of points) setPixel(cellAt(point), level, true);
      return;
    }
    for (const point of points) {
      const next = point.join(" ");
      if (next !== stroke.at(-1)) stroke.push(next);
    }
    become(base + stroke.join(" "), true, false);
  });

  function lift(event) {
    if (!surface.hasPointerCapture(event.pointerId)) return;
    level = stroke = undefined;
    change(value, false);
  }
  surface.addEventListener("pointerup", lift);
  surface.addEventListener("pointercancel", lift);

  // --- keyboard ---

  function setPixel(index, to, isGoing = false) {
    const next = [...textOf(counts()).slice(1)];
    next[index] = to;
    become(`#${next.join("")}`, isGoing, !isGoing);
  }

  function tell() {
    told.textContent =
      `Row ${Math.floor(at / SIDE) + 1}, column ${(at % SIDE) + 1}: ${counts()[at]} of 16.`;
  }

  surface.addEventListener("keydown", (event) => {
    const { key } = event;
    if ((event.ctrlKey || event.metaKey) && key === "z") takeBack();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key in ARROWS) {
      const isAcross = Math.abs(ARROWS[key]) === 1;
      const next = at + ARROWS[key];
      const isInside = isAcross ? Math.floor(next / SIDE) === Math.floor(at / SIDE) : next >= 0 && next < 64;
      if (isInside) at = next;
      if (event.shiftKey) setPixel(at, FULL);
    } else if (key === " " || key === "Enter") setPixel(at, counts()[at] > 7 ? NONE : FULL);
    else if (key === "+" || key === "-") {
      const next = counts()[at] + (key === "+" ? 1 : -1);
      setPixel(at, LEVELS[Math.min(Math.max(next, 0), 16)]);
    } else if (key === "Delete" || key === "Backspace") become("");
    else return;
    event.preventDefault();
    draw();
    tell();
  });

  undo.disabled = true;
  return (shown) => {
    if (shown === value) return;
    if (typeof shown === "number") {
      if (typeof value === "string") remember(); // a slider was moved
      // Undo goes back to the image that the slider shows now.
      before.forEach((one, i) => {
        if (typeof one === "number") before[i] = shown;
      });
    }
    value = shown;
    if (isStrokes()) press(centring, !value.startsWith("="));
    draw();
  };
}
