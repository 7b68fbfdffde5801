// Histograms of activations, or of gradients, of each hidden layer over all points.

import { powerOfTen, written } from "../engine/words.js";
import { Picture } from "./canvas.js";

const BINS = 32;
const LEAST = -12; // log10 of the smallest gradient; smaller ones are counted in the first bin

export class Histograms extends Picture {
  // kind is "activations" or "gradients"
  constructor(parent, title, palette, kind) {
    super(parent, title, 0.6, palette);
    this.kind = kind;
  }

  show({ record, dZs }) {
    const pen = this.clear(), isGradient = this.kind === "gradients";
    const layers = record ? (isGradient ? dZs.slice(0, -1) : record.activations.slice(1)) : [];
    if (!layers.length) {
      const words = record ? "no hidden layer" : "no point yet";
      this.text(words, this.width / 2, this.height / 2, "center");
      return;
    }
    const values = layers.map(({ data, rows }) =>
      isGradient ? data.map((slope) => logSize(slope * rows)) : data);
    const [low, high] = isGradient ? [LEAST, 2] : rangeOf(values);
    const left = 56, right = this.width - 10, bottom = this.height - 24;
    const tall = (bottom - 8) / layers.length, wide = (right - left) / BINS;
    values.forEach((data, layer) => {
      const counts = new Float64Array(BINS), base = 8 + (layer + 1) * tall;
      for (const value of data) {
        const bin = Math.floor(((value - low) / (high - low)) * BINS);
        if (bin >= 0) counts[Math.min(bin, BINS - 1)]++;
      }
      const most = Math.max(...counts, 1);
      pen.fillStyle = this.palette[isGradient ? "gradient" : "forward"];
      for (let bin = 0; bin < BINS; bin++) {
        const height = (counts[bin] / most) * (tall - 8);
        if (counts[bin]) pen.fillRect(left + bin * wide, base - height, wide - 1, Math.max(height, 1));
      }
      this.lines(this.palette.muted, 1, [left, base, right, base]);
      this.text(`layer ${layer + 1}`, left - 6, base - tall / 2 + 8, "right");
    });
    const name = isGradient ? powerOfTen : (value) => written(value, 2);
    this.text(isGradient ? `${name(low)} or 0` : name(low), left, this.height - 6, "left");
    this.text(name(high), right, this.height - 6, "right");
  }
}

const logSize = (slope) => Math.max(Math.log10(Math.abs(slope)), LEAST);

// Common limits of all layers, rounded up to 1, 2, 5, 10, 20 ... so that they rarely change.
function rangeOf(layers) {
  let low = 0, high = 0;
  for (const data of layers) {
    for (const value of data) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low === high) return [-1, 1];
  return [-rounded(-low), rounded(high)];
}

function rounded(value) {
  if (!(value > 1e-12)) return 0;
  if (value === Infinity) return 1e300;
  const ten = 10 ** Math.floor(Math.log10(value));
  return ten * [1, 2, 5, 10].find((step) => value <= step * ten * 1.0001);
}
