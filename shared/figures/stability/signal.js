// The twin of signal.py.

import { ACTIVATIONS } from "../../engine/activations.js";
import { mapped, matrix, product, productWithTransposed } from "../../engine/matrix.js";
import { written } from "../../engine/words.js";
import { network } from "./networks.js";

const rootMeanSquare = ({ data }) => Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);

// Of a column, its variance over rows; of all columns the mean, and the root of that.
function overRows({ rows, columns, data }) {
  let sum = 0;
  for (let j = 0; j < columns; j++) {
    let mean = 0, squares = 0;
    for (let at = j; at < data.length; at += columns) mean += data[at] / rows;
    for (let at = j; at < data.length; at += columns) squares += (data[at] - mean) ** 2;
    sum += squares / rows;
  }
  return Math.sqrt(sum / columns);
}

const seen = (size) => Math.min(Math.max(size, 1e-7), 1e7);

function compared(gain, critical) {
  if (critical === null) return "no critical gain exists";
  if (Math.abs(gain / critical - 1) < 5e-4) return "its critical gain";
  return `${written(gain / critical, 3)} times its critical gain ${written(critical, 4)}`;
}

export const twin = ({ critical, ...shape }) => {
  const { layers, width, samples } = shape;
  const numbers = Array.from({ length: layers }, (_, i) => i + 1);

  function measure(activation, gain, seed) {
    const { X, atTheEnd, Ws } = network(seed, shape);
    const { f, df } = ACTIVATIONS[activation], factor = gain / Math.sqrt(width);
    const single = () => matrix(samples, width, new Float32Array(samples * width));
    const zs = [];
    for (let H = X, l = 0; l < layers; l++) {
      zs.push(mapped(product(H, Ws[l]), (z) => factor * z, single()));
      H = mapped(zs[l], f);
    }
    let delta = atTheEnd;
    const backward = [rootMeanSquare(delta)];
    for (let l = layers - 1; l > 0; l--) {
      delta = productWithTransposed(delta, Ws[l]);
      const z = zs[l - 1].data;
      delta.data.forEach((v, i, all) => (all[i] = factor * v * df(z[i])));
      backward.unshift(rootMeanSquare(delta));
    }
    return [zs.map(rootMeanSquare), zs.map(overRows), backward.map((size) => size / backward.at(-1))];
  }

  return ({ gain, activation, seed }) => {
    const [forward, spread, backward] = measure(activation, gain, seed);
    const last = forward.at(-1);
    const lastSpread = spread.at(-1) < 1e-6 * last ? "less than a millionth of that" : written(spread.at(-1), 2);
    return {
      marks: {
        forward: [numbers, forward.map(seen)],
        over_inputs: [numbers, spread.map(seen)],
        gradient: [numbers, backward.map(seen)],
      },
      words:
        `${ACTIVATIONS[activation].title}, gain ${written(gain, 4)}, ` +
        `${compared(gain, critical[activation])}. In network ${seed}, from layer 1 to layer ` +
        `${layers}, the root mean square of the pre-activations goes from ` +
        `${written(forward[0], 2)} to ${written(last, 2)}, their standard deviation over ` +
        `inputs from ${written(spread[0], 2)} to ${lastSpread}; a gradient of size 1 at layer ` +
        `${layers} arrives at layer 1 with size ${written(backward[0], 2)}.`,
    };
  };
};
