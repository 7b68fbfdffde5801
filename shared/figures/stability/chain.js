// The twin of chain.py.

import { ACTIVATIONS } from "../../engine/activations.js";
import { written } from "../../engine/words.js";

const LAYERS = 30;
const numbers = Array.from({ length: LAYERS + 1 }, (_, i) => i);
const seen = (size) => Math.min(Math.max(size, 1e-7), 1e7);

export const twin = () => ({ weight, activation }) => {
  const { f, df } = ACTIVATIONS[activation];
  const activations = [1], gradients = [1], factors = [];
  for (let l = 0; l < LAYERS; l++) {
    const z = weight * activations[l];
    activations.push(f(z));
    factors.push(weight * df(z));
  }
  for (const factor of factors.reverse()) gradients.unshift(gradients[0] * factor);
  return {
    marks: {
      forward: [numbers, activations.map(seen)],
      gradient: [numbers, gradients.map(seen)],
    },
    words:
      `${ACTIVATIONS[activation].title}, weight ${written(weight)} in every layer: the input 1 ` +
      `arrives at layer ${LAYERS} as ${written(activations.at(-1), 2)}, and a gradient of 1 from ` +
      `there arrives at the input as ${written(gradients[0], 2)}.`,
  };
};
