// Hidden space: the points at their activations in a hidden layer.

import { written } from "../engine/words.js";
import { Picture, drawPoints } from "./canvas.js";

export class Space extends Picture {
  constructor(parent, palette) {
    super(parent, "Hidden space", 1, palette);
  }

  // The layer and the units that are shown; indices that are too large are replaced by the last.
  shown({ sizes, settings: { space: [wanted, ...units] } }) {
    const last = sizes.length - 3, layer = wanted ? Math.min(wanted - 1, last) : last;
    const width = sizes[layer + 1] ?? 0;
    return [layer, units.map((unit) => Math.min(unit, Math.max(width, 1)) - 1)];
  }

  show(session, { record }) {
    const pen = this.clear(), [layer, [first, second]] = this.shown(session);
    const H = record?.activations[layer + 1];
    if (session.sizes.length < 3 || !H) {
      const words = session.sizes.length < 3 ? "no hidden layer" : "no point yet";
      this.text(words, this.width / 2, this.height / 2, "center");
      return;
    }
    const isFlat = H.columns === 1;
    const value = (i, unit) => H.data[i * H.columns + unit];
    const across = this.#range(H, first), up = isFlat ? [-1, 1] : this.#range(H, second);
    const [left, top, right, bottom] = [40, 8, this.width - 10, this.height - 34];
    const place = (v, [low, high], from, to) => from + ((v - low) / (high - low)) * (to - from);
    pen.strokeStyle = this.palette.grid;
    pen.lineWidth = 1;
    pen.strokeRect(left, top, right - left, bottom - top);
    this.#line(session, layer, [first, second], across, up, [left, top, right, bottom]);
    drawPoints(pen, this.palette, session.points, (_, i) => [
      place(value(i, first), across, left, right),
      place(isFlat ? 0 : value(i, second), up, bottom, top),
    ], 3);
    this.text(written(across[0], 2), left, bottom + 14);
    this.text(written(across[1], 2), right, bottom + 14, "right");
    this.text(`unit ${first + 1}`, (left + right) / 2, bottom + 26, "center");
    if (isFlat) return;
    this.text(written(up[0], 2), left - 4, bottom, "right");
    this.text(written(up[1], 2), left - 4, top + 10, "right");
    pen.save();
    pen.translate(14, (top + bottom) / 2);
    pen.rotate(-Math.PI / 2);
    this.text(`unit ${second + 1}`, 0, 0, "center");
    pen.restore();
  }

  // Limits with some margin, rounded so that they rarely change.
  #range(H, unit) {
    let low = Infinity, high = -Infinity;
    for (let i = unit; i < H.data.length; i += H.columns) {
      if (H.data[i] < low) low = H.data[i];
      if (H.data[i] > high) high = H.data[i];
    }
    if (!Number.isFinite(high - low)) return [-1, 1];
    const step = 10 ** Math.floor(Math.log10(high - low || 1)) / 2;
    return [Math.floor(low / step - 0.1) * step, Math.ceil(high / step + 0.1) * step];
  }

  // Draws the line on which the output is 0, if this is the last hidden layer and has one or two units.
  #line({ net, sizes }, layer, [first, second], across, up, [left, top, right, bottom]) {
    const width = sizes[layer + 1];
    if (layer !== sizes.length - 3 || width > 2 || first === second && width > 1) return;
    const { W, b } = net.params[layer + 1], { pen } = this;
    const p = W.data[first], q = width > 1 ? W.data[second] : 0;
    const ends = [];
    const x = (v) => left + ((v - across[0]) / (across[1] - across[0])) * (right - left);
    const y = (v) => bottom - ((v - up[0]) / (up[1] - up[0])) * (bottom - top);
    if (Math.abs(q) > 1e-12) {
      for (const v of across) ends.push([x(v), y(-(b[0] + p * v) / q)]);
    } else if (Math.abs(p) > 1e-12) {
      ends.push([x(-b[0] / p), top], [x(-b[0] / p), bottom]);
    }
    if (!ends.flat().every((v) => Math.abs(v) < 1e6) || !ends.length) return;
    pen.save();
    pen.beginPath();
    pen.rect(left, top, right - left, bottom - top);
    pen.clip();
    this.lines(this.palette.ink, 1.5, ends.flat());
    pen.restore();
  }
}
