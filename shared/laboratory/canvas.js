// Base class of the pictures: a canvas of the right size, in the colours of the page, with alternative text.

const CLASSES = [
  "laboratory-ink", "laboratory-paper", "laboratory-muted", "laboratory-grid", "laboratory-forward",
  "laboratory-gradient", "laboratory-parameter", "laboratory-first_class",
  "laboratory-second_class",
];

// The colours of the page as [red, green, blue], read from the computed style of hidden elements.
export class Palette {
  #probes = CLASSES.map((name) => {
    const probe = document.createElement("span");
    probe.className = name;
    return probe;
  });

  constructor(parent) {
    const box = document.createElement("span");
    box.hidden = true;
    box.className = "laboratory-colours";
    box.append(...this.#probes);
    parent.append(box);
    this.refresh();
  }

  // Reads the colours again. Returns whether one has changed, as when the page becomes dark.
  refresh() {
    const found = this.#probes.map((probe) => getComputedStyle(probe).color);
    // An element that was removed, with the cell of a notebook, has no colours.
    if (!found[0] || found.join() === this.#text) return false;
    this.#text = found.join();
    this.parts = {};
    CLASSES.forEach((each, i) => {
      const [, name] = each.split("-");
      this[name] = found[i];
      this.parts[name] = found[i].match(/[\d.]+/g).slice(0, 3).map(Number);
    });
    return true;
  }

  #text;
}

export class Picture {
  isHidden = true; // until it is on the screen

  // A figure with a heading and a canvas; `ratio` is height / width.
  constructor(parent, title, ratio, palette) {
    this.palette = palette;
    this.ratio = ratio;
    this.figure = document.createElement("figure");
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.title = title;
    const caption = document.createElement("figcaption");
    caption.textContent = title;
    this.figure.append(caption, this.canvas);
    parent.append(this.figure);
    this.pen = this.canvas.getContext("2d");
  }

  // Sets the canvas to its size on the page.
  fit() {
    const { width } = this.canvas.getBoundingClientRect();
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    const pixels = Math.max(1, Math.round(width * scale));
    if (pixels === this.canvas.width && scale === this.scale) return;
    this.scale = scale;
    this.width = width;
    this.height = width * this.ratio;
    this.canvas.width = pixels;
    this.canvas.height = Math.max(1, Math.round(this.height * scale));
  }

  say(words) {
    if (words !== this.words) this.canvas.setAttribute("aria-label", words);
    this.words = words;
  }

  // Clears the canvas and resets its pen, which is returned.
  clear() {
    const { pen } = this;
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.globalAlpha = 1;
    pen.setLineDash([]);
    pen.clearRect(0, 0, this.width, this.height);
    pen.font = `12px ${getComputedFont(this.canvas)}`;
    pen.lineJoin = "round";
    return pen;
  }

  // Draws lines, each given as [x, y, x, y, ...].
  lines(colour, width, ...lines) {
    const { pen } = this;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    for (const line of lines) {
      for (let i = 0; i < line.length; i += 2) pen[i ? "lineTo" : "moveTo"](line[i], line[i + 1]);
    }
    pen.stroke();
  }

  text(words, x, y, align = "left", colour = this.palette.muted) {
    const { pen } = this;
    pen.fillStyle = colour;
    pen.textAlign = align;
    pen.fillText(words, x, y);
  }
}

const fonts = new WeakMap();
function getComputedFont(canvas) {
  if (!fonts.has(canvas)) fonts.set(canvas, getComputedStyle(canvas).fontFamily);
  return fonts.get(canvas);
}

// Draws discs for class 0 and squares for class 1, each with a border; `at` returns pixel coordinates.
export function drawPoints(pen, palette, points, at, size = 3.6) {
  for (const label of [0, 1]) {
    pen.fillStyle = label ? palette.second_class : palette.first_class;
    pen.strokeStyle = palette.paper;
    pen.lineWidth = 1;
    pen.beginPath();
    for (let i = 0; i < points.length; i++) {
      if (points[i][2] !== label) continue;
      const [x, y] = at(points[i], i);
      if (label) pen.rect(x - size + 0.4, y - size + 0.4, 2 * size - 0.8, 2 * size - 0.8);
      else {
        pen.moveTo(x + size, y);
        pen.arc(x, y, size, 0, 7);
      }
    }
    pen.fill();
    pen.stroke();
  }
}
