// The twin of edge.py.

import { ACTIVATIONS } from "../../engine/activations.js";
import { chi, correlationMap, criticalPoint, fixedPoint } from "../../engine/mean_field.js";
import { mapped, matrix, product } from "../../engine/matrix.js";
import { NO_BREAK, fixed, written } from "../../engine/words.js";
import { network } from "./networks.js";

const { tanh } = ACTIVATIONS;
const CURVE = Array.from({ length: 48 }, (_, i) => Math.cos((2 * i * Math.PI) / 180));

// What is computed anew where its arguments are others than the last time.
function kept(compute) {
  let last, result;
  return (...given) => {
    if (!last?.every((value, i) => value === given[i])) result = compute(...given);
    last = given;
    return result;
  };
}

const dot = (one, other) => one.reduce((sum, v, i) => sum + v * other[i], 0);
const scaled = (row, factor) => row.map((v) => factor * v);
const seen = (differences) => differences.map((v) => Math.min(Math.max(v, 1e-7), 10));

function placed({ slope, edge }) {
  if (Math.abs(slope - 1) < 1e-6) {
    return "on the edge of chaos, with χ = 1: small differences keep their size longest.";
  }
  const at = `With these biases the edge of chaos is at σ ${written(edge, 4)}.`;
  if (slope > 1) return `in the chaotic phase: χ = ${fixed(slope, 3)}, so small differences grow. ${at}`;
  const xi = written(-1 / Math.log(slope), 2);
  return `in the ordered phase: χ = ${fixed(slope, 3)}, and the depth scale in layers is ξ = ${xi}. ${at}`;
}

function told(c) {
  if (1 - c > 1e-3) return written(c);
  const below = `1${NO_BREAK}−${NO_BREAK}`;
  return 1 - c > 1e-9 ? below + written(1 - c, 2) : `at least ${below}10⁻⁹`;
}

export const twin = (shape) => {
  const { layers, width } = shape;
  const numbers = Array.from({ length: layers }, (_, i) => i + 1);

  const edgeOf = kept((b) => Math.sqrt(criticalPoint(tanh, b * b)[0]));
  const phaseOf = kept((w, b) => {
    const q = fixedPoint(tanh, w * w, b * b), map = correlationMap(tanh, q, w * w, b * b);
    return { q, map, curve: CURVE.map(map), slope: chi(tanh, q, w * w), edge: edgeOf(b) };
  });
  const byLayer = kept(({ map }, start) => {
    const c = [start];
    while (c.length < layers) c.push(map(c.at(-1)));
    return c;
  });
  const measured = kept((w, b, { q }, start) => {
    const { X, Ws, biases } = network(0, shape);
    const unit = (row) => scaled(row, 1 / Math.sqrt(dot(row, row)));
    const u = unit(X.data.slice(0, width)), other = X.data.slice(width, 2 * width), along = dot(u, other);
    const v = unit(other.map((each, i) => each - along * u[i])), across = Math.sqrt(1 - start * start);
    let z = matrix(2, width);
    z.data.set(scaled(u, Math.sqrt(q * width)));
    z.data.set(u.map((each, i) => Math.sqrt(q * width) * (start * each + across * v[i])), width);
    const c = [start];
    while (c.length < layers) {
      const layer = c.length, bias = biases.data.subarray(layer * width);
      z = product(mapped(z, tanh.f), Ws[layer]);
      z.data.forEach((v, i, all) => (all[i] = (w / Math.sqrt(width)) * v + b * bias[i % width]));
      const [one, two] = [z.data.subarray(0, width), z.data.subarray(width)];
      c.push(dot(one, two) / Math.sqrt(dot(one, one)) / Math.sqrt(dot(two, two)));
    }
    return c;
  });

  return ({ sigma_w, sigma_b, correlation, depth }) => {
    const phase = phaseOf(sigma_w, sigma_b), { slope } = phase;
    const c = byLayer(phase, correlation).slice(0, depth);
    const net = measured(sigma_w, sigma_b, phase, correlation).slice(0, depth);
    const twice = c.flatMap((each) => [each, each]);
    const rate = numbers.map((layer) => (1 - correlation) * slope ** (layer - 1));
    const below = (all) => seen(all.map((each) => 1 - each));
    return {
      marks: {
        tangent: [[0.75, 1], [1 - slope / 4, 1]],
        map: [CURVE, phase.curve],
        stairs: [twice.slice(0, -1), twice.slice(1)],
        start: [[correlation], [correlation]],
        slope: [0.22, 0, `slope χ = ${fixed(slope, 2)}`],
        rate: [numbers, seen(rate.map((size) => (size > 1 ? NaN : size)))],
        difference: [numbers.slice(0, depth), below(c)],
        measured: [numbers.slice(0, depth), below(net)],
        net: [[sigma_w], [sigma_b]],
      },
      words:
        `With σ ${written(sigma_w, 4)} of the weights and ${written(sigma_b, 3)} of the biases, ` +
        `the tanh network is ${placed(phase)} Two inputs have the correlation ` +
        `${written(correlation)} in layer 1` +
        (depth === 1
          ? "."
          : ` and ${told(c.at(-1))} in layer ${depth} (${told(net.at(-1))} in a network of width 100).`),
    };
  };
};
