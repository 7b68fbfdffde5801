// The loss of a single output; targets are labels 0 and 1.

// A softplus, and as its slope a sigmoid, of which both need the same exponential.
export function binaryCrossEntropy({ rows, data }, labels, gradient) {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const z = data[i], decay = Math.exp(-Math.abs(z));
    total += Math.max(labels[i] ? -z : z, 0) + Math.log1p(decay);
    if (gradient) gradient.data[i] = ((z < 0 ? decay : 1) / (1 + decay) - labels[i]) / rows;
  }
  return total / rows;
}
