// The input plane: the points, the predicted class at each position, and the units' lines.

import { matrix } from "../engine/matrix.js";
import { Picture, drawPoints } from "./canvas.js";

const CELLS = 40; // points along each side of the grid on which the network is evaluated
const FINE = 4; // pixels along each side of a cell, in which the output is interpolated
const SIDE = (CELLS - 1) * FINE;
const BOXES = { xor: [-0.75, -0.75, 1.75], moons: [-1.5, -1.75, 2.5] };

export class Plane extends Picture {
  cross; // position at which a point would be added or moved, or undefined
  #field = document.createElement("canvas");
  #record;
  #net;

  constructor(parent, palette) {
    super(parent, "Inputs and decision regions", 1, palette);
    this.#field.width = this.#field.height = SIDE;
    this.#pen = this.#field.getContext("2d");
    this.#image = this.#pen.createImageData(SIDE, SIDE);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  #pen;
  #image;
  #pixels;

  // Sets the visible square, which contains the data and all own points: [left, bottom, width].
  setBox({ settings, own }) {
    const [left, bottom, right] = BOXES[settings.data] ?? [-1.5, -1.5, 1.5];
    let box = [left, bottom, right - left];
    if (own.length) {
      const least = (i) => own.reduce((low, point) => Math.min(low, point[i]), Infinity);
      const most = (i) => own.reduce((high, point) => Math.max(high, point[i]), -Infinity);
      const [l, b, w] = box;
      const x = Math.min(l, least(0) - 0.2), y = Math.min(b, least(1) - 0.2);
      box = [x, y, Math.max(l + w, most(0) + 0.2) - x, Math.max(b + w, most(1) + 0.2) - y];
      box = [x, y, Math.max(box[2], box[3])];
    }
    if (`${box}` === `${this.box}`) return;
    this.box = box;
    const grid = matrix(CELLS * CELLS, 2);
    for (let i = 0; i < CELLS * CELLS; i++) {
      grid.data[2 * i] = box[0] + ((i % CELLS) / (CELLS - 1)) * box[2];
      grid.data[2 * i + 1] = box[1] + (1 - Math.floor(i / CELLS) / (CELLS - 1)) * box[2];
    }
    this.grid = grid;
    this.#record = undefined;
  }

  // The pixel coordinates of a point; `place` is the inverse.
  at([x, y]) {
    const [left, bottom, width] = this.box;
    return [((x - left) / width) * this.width, this.height - ((y - bottom) / width) * this.height];
  }

  place(x, y) {
    const [left, bottom, width] = this.box;
    return [left + (x / this.width) * width, bottom + (1 - y / this.height) * width];
  }

  // Lets the reader add points, and drag or choose their own points.
  handle({ own, add, choose, move, remove, draw }) {
    const { canvas } = this;
    const nearest = ({ offsetX, offsetY }, reach) => {
      const far = own().map((point) => {
        const [x, y] = this.at(point);
        return Math.hypot(x - offsetX, y - offsetY);
      });
      const least = Math.min(...far);
      return least < reach ? far.indexOf(least) : -1;
    };
    let held = -1, isHeld = false, start;
    const dragged = (event) => {
      if (held >= 0) this.cross = this.place(event.offsetX, event.offsetY);
      if (Math.hypot(event.clientX - start[0], event.clientY - start[1]) < 4) this.cross = undefined;
      return this.cross;
    };
    canvas.addEventListener("pointerdown", (event) => {
      held = nearest(event, event.pointerType === "touch" ? 20 : 8);
      start = [event.clientX, event.clientY];
      if ((isHeld = held >= 0)) canvas.setPointerCapture(event.pointerId);
    });
    // A finger that holds a point does not scroll the page.
    canvas.addEventListener("touchstart", (event) => isHeld && event.preventDefault(), {
      passive: false,
    });
    canvas.addEventListener("pointermove", (event) => {
      if (held >= 0 && dragged(event)) draw();
    });
    const lift = (act) => (event) => {
      if (held < 0 || !own()[held]) return;
      const place = dragged(event), index = held;
      held = -1;
      this.cross = undefined;
      act(index, place, event);
      draw();
    };
    canvas.addEventListener("pointerup", lift((index, place, { offsetX: x, offsetY: y }) => {
      if (!place) choose(index);
      else if (Math.min(x, y) < 0 || x > this.width || y > this.height) remove(index);
      else move(index, ...place);
    }));
    canvas.addEventListener("pointercancel", lift(() => {}));
    canvas.addEventListener("click", ({ offsetX, offsetY }) => {
      if (!isHeld) add(...this.place(offsetX, offsetY));
    });
  }

  show(session) {
    const pen = this.clear(), { net, points } = session;
    this.#paint(net);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(this.#field, 0, 0, this.width, this.height);
    this.#drawLines(session);
    drawPoints(pen, this.palette, points, (point) => this.at(point));
    if (this.cross) {
      const [x, y] = this.at(this.cross);
      this.lines(this.palette.ink, 2, [x - 9, y, x + 9, y], [x, y - 9, x, y + 9]);
    }
  }

  // Paints the background: the output is interpolated between the corners of a cell, then looked up in a
  // table of shades.
  #paint(net) {
    if (net !== this.#net) this.#record = undefined;
    this.#net = net;
    this.#record = net.forward(this.grid, this.#record);
    const { data: z } = this.#record.output, shades = this.#shades(), pixels = this.#pixels;
    for (let r = 0, to = 0; r < SIDE; r++) {
      const down = (r % FINE) / FINE, row = Math.floor(r / FINE) * CELLS;
      for (let c = 0; c < CELLS - 1; c++) {
        const i = row + c;
        const left = z[i] + down * (z[i + CELLS] - z[i]);
        const right = z[i + 1] + down * (z[i + CELLS + 1] - z[i + 1]);
        for (let k = 0; k < FINE; k++) {
          const value = left + (k / FINE) * (right - left);
          // ±Infinity has the darkest shade of its class; NaN has the darkest shade of class 0.
          const shade = value > 0 ? (value < 4 ? 16 + ((value * 4) | 0) : 31)
            : value > -4 ? 15 + ((value * 4) | 0) : 0;
          pixels[to++] = shades[shade];
        }
      }
    }
    this.#pen.putImageData(this.#image, 0, 0);
  }

  // 16 shades for each class, by confidence; they are computed again when the colours change.
  #table;
  #of;
  #shades() {
    const { first_class: first, second_class: second, paper } = this.palette.parts;
    const of = [first, second, paper].join();
    if (of === this.#of) return this.#table;
    this.#of = of;
    const bytes = new Uint8ClampedArray(4 * 32);
    for (let i = 0; i < 32; i++) {
      const colour = i < 16 ? first : second, sure = i < 16 ? 15 - i : i - 16;
      const share = 0.16 + (0.3 * sure) / 15;
      for (let k = 0; k < 3; k++) bytes[4 * i + k] = paper[k] + share * (colour[k] - paper[k]);
      bytes[4 * i + 3] = 255;
    }
    return (this.#table = new Uint32Array(bytes.buffer));
  }

  // Draws the line on which each unit of the first layer has pre-activation 0.
  #drawLines({ net, sizes }) {
    if (sizes.length < 3) return;
    const { pen } = this, [left, bottom, width] = this.box, { W, b } = net.params[0];
    const lines = [];
    for (let unit = 0; unit < W.columns; unit++) {
      const p = W.data[unit], q = W.data[W.columns + unit], size = p * p + q * q;
      if (!(size > 1e-20) || !Number.isFinite(size)) continue;
      // Start at the point nearest to the centre and clip the line to the square, since invisible dashes
      // take as much time as visible ones.
      const x = left + width / 2, y = bottom + width / 2, over = (p * x + q * y + b[unit]) / size;
      const [cx, cy] = [x - over * p, y - over * q];
      const [across, up] = [[cx, q, left], [cy, -p, bottom]].map(([c, along, low]) =>
        [(low - c) / along, (low + width - c) / along].sort((one, other) => one - other));
      const from = Math.max(across[0], up[0]), to = Math.min(across[1], up[1]);
      if (!(from < to)) continue;
      lines.push([from, to].flatMap((t) => this.at([cx + t * q, cy - t * p])));
    }
    pen.setLineDash([5, 4]);
    this.lines(this.palette.forward, 1.5, ...lines);
    pen.setLineDash([]);
  }
}
