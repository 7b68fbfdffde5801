// The loss of a single output, apart from the others: it needs the activations, which are long.

import { sigmoid, softplus } from "./activations.js";

// For a single output; targets are labels 0 and 1.
export function binaryCrossEntropy({ rows, data }, labels, gradient) {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const z = data[i];
    total += softplus(labels[i] ? -z : z);
    if (gradient) gradient.data[i] = (sigmoid(z) - labels[i]) / rows;
  }
  return total / rows;
}
