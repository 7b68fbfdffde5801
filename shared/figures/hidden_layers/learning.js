// The twin of learning.py: it trains the network that the reader asks for, and keeps its way.

import { linspace, mainDirection, zeroLine } from "../../engine/geometry.js";
import { crossEntropy } from "../../engine/losses.js";
import { fromRows, mapped, matrix } from "../../engine/matrix.js";
import { Net } from "../../engine/network.js";
import { Generator } from "../../engine/random.js";
import { counted, thousands, written } from "../../engine/words.js";

const RELU = { f: (z) => Math.max(z, 0), df: (z) => (z > 0 ? 1 : 0) };
const RATE = 0.5, TIE = 1e-6;
const [COLUMNS, ROWS] = [48, 34];
const HALF_HEIGHT = 1.35, HALF_WIDTH = (HALF_HEIGHT * 2.74) / 1.68;
const middles = (half, count) => linspace(-half, half, 2 * count + 1).filter((_, i) => i % 2);
const ACROSS = middles(HALF_WIDTH, COLUMNS), UP = middles(HALF_HEIGHT, ROWS);
const PLANE = matrix(ROWS * COLUMNS, 2);
for (let row = 0, at = 0; row < ROWS; row++) {
  for (let column = 0; column < COLUMNS; column++) {
    PLANE.data[at++] = ACROSS[column];
    PLANE.data[at++] = UP[row];
  }
}

const heNormal = (rng, rows, columns) =>
  matrix(rows, columns, rng.normals(rows * columns).map((value) => Math.sqrt(2 / rows) * value));

export const twin = ({ X: rows, y }) => {
  const X = fromRows(rows), ways = {};

  // The network after so many steps, or after as many as there is time for.
  function trained(width, seed, step, until) {
    const way = (ways[[width, seed]] ??= { values: [] });
    way.net ??= new Net([2, width, 2], RELU, heNormal, new Generator(seed));
    const { net, values } = way;
    if (!values.length) values.push(net.values.slice());
    net.values.set(values[Math.min(step, values.length - 1)]);
    while (values.length <= step) {
      net.gradients(X, y, crossEntropy);
      for (let i = 0; i < net.values.length; i++) net.values[i] -= RATE * net.slopes[i];
      values.push(net.values.slice());
      if (performance.now() > until) break;
    }
    return [net, Math.min(step, values.length - 1)];
  }

  return ({ width, seed, step: wanted }, until) => {
    const [net, step] = trained(width, seed, wanted, until);
    const lead = leads(net.forward(PLANE).output);
    const score = UP.map((_, row) => lead.slice(row * COLUMNS, (row + 1) * COLUMNS));
    const { activations, output } = net.forward(X);
    const view = hiddenView(activations[1], net.params[1]);
    const ofClass = (label) => view.map((values) => values.filter((_, i) => y[i] === label));
    const correct = leads(output).filter((lead, i) => lead > 0 === (y[i] === 1)).length;
    const loss = written(crossEntropy(output, y), 2);
    return {
      isGoing: step < wanted,
      marks: {
        regions: score.map((row) => row.map(shade)),
        boundary: boundary(score),
        bends: bends(net.params[0]),
        "hidden 0": ofClass(0),
        "hidden 1": ofClass(1),
      },
      words:
        `${counted(width, "hidden unit")}, seed ${seed}, step ${thousands(step)}: ${correct} of ` +
        `${y.length} points are classified correctly; loss ${loss}.`,
    };
  };
};

// The score of class 1 minus that of class 0; a tie is 0, whatever rounding says.
function leads({ rows, data }) {
  const found = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const difference = data[2 * i + 1] - data[2 * i];
    found[i] = Math.abs(difference) < TIE ? 0 : difference;
  }
  return found;
}

// 0 for a tie, then the shades of class 0 and those of class 1, each from unsure to sure.
function shade(score) {
  const probability = 1 / (1 + Math.exp(-Math.min(Math.max(score, -30), 30)));
  return score && (score > 0 ? 6 : 1) + Math.ceil(Math.abs(2 * probability - 1) * 4);
}

// A tie, where no unit is active, is no line: pieces that would end at one are left out.
function boundary(score) {
  const ends = zeroLine(ACROSS, UP, score.map((row) => row.map((value) => value || NaN)));
  const isPiece = (_, i) => ends.slice(i - (i % 4), i - (i % 4) + 4).every(Number.isFinite);
  return ends.some(Number.isNaN) ? ends.filter(isPiece) : ends;
}

// The lines on which units bend.
function bends({ W, b }) {
  const x = [], y = [];
  b.forEach((bias, unit) => {
    const u = W.data[unit], v = W.data[b.length + unit], square = u * u + v * v;
    const reach = 4 / Math.sqrt(square);
    for (const side of [-reach, reach]) {
      x.push((-bias * u) / square - side * v);
      y.push((-bias * v) / square + side * u);
    }
    x.push(NaN);
    y.push(NaN);
  });
  return [x, y];
}

// As hidden_view, each coordinate divided by its largest magnitude.
function hiddenView(hidden, { W, b }) {
  const { rows, columns: width } = hidden;
  const normal = Float64Array.from({ length: width }, (_, k) => W.data[2 * k + 1] - W.data[2 * k]);
  const length = Math.sqrt(normal.reduce((sum, value) => sum + value * value, 0));
  const along = (direction) => (h) => direction.reduce((sum, value, k) => sum + value * h[k], 0);
  const points = (A) => Array.from({ length: rows }, (_, i) => A.data.subarray(i * width, (i + 1) * width));
  const projected = points(hidden).map(along(normal));

  const flat = mapped(hidden, (h) => h), ofFlat = points(flat);
  for (let k = 0; k < width; k++) {
    let mean = 0;
    ofFlat.forEach((h, i) => (mean += (h[k] -= (projected[i] * normal[k]) / length ** 2) / rows));
    for (const h of ofFlat) h[k] -= mean;
  }
  const second = ofFlat.map(along(mainDirection(flat)));
  const furthest = second.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const sign = Math.abs(furthest) < 1e-9 ? 0 : Math.sign(furthest);
  const distance = projected.map((value) => (value + b[1] - b[0]) / length);
  return [distance, second.map((value) => sign * value)].map((values) => {
    const largest = Math.max(...values.map(Math.abs));
    return values.map((value) => (largest < TIE ? 0 : value / largest));
  });
}
