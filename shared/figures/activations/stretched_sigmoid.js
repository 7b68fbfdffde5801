// The twin of stretched_sigmoid.py.

import { sigmoid } from "../../engine/activations.js";
import { linspace } from "../../engine/geometry.js";
import { NO_BREAK, fixed, general } from "../../engine/words.js";

const seen = linspace(-4, 4, 161);
const right = linspace(0, 20, 20_001);
const stretched = (z, c) => 2 * sigmoid(c * z) - 1;

function describe(c) {
  let widest = 0;
  let at = 0;
  for (const z of right) {
    const difference = stretched(z, c) - Math.tanh(z);
    if (Math.abs(difference) > Math.abs(widest)) [widest, at] = [difference, z];
  }
  if (Math.abs(widest) < 1e-12) {
    return `c = ${general(c)}: the two curves are the same; the difference is 0 everywhere.`;
  }
  return (
    `c = ${general(c)}: the stretched sigmoid is ${widest > 0 ? "steeper" : "flatter"} than tanh; ` +
    `their maximum difference is ${fixed(Math.abs(widest), 2)}, ` +
    `at z${NO_BREAK}=${NO_BREAK}±${fixed(at, 1)}.`
  );
}

export const twin = () => ({ c }) => {
  const curve = seen.map((z) => stretched(z, c));
  const difference = seen.map((z, i) => curve[i] - Math.tanh(z));
  return { marks: { stretched: [seen, curve], difference: [seen, difference] }, words: describe(c) };
};
