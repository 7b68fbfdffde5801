// The initializers of shared/initializers.py: each draws a matrix of weights as NumPy would.

import { matrix, transposed } from "./matrix.js";

const constant = (value) => (rng, rows, columns) => filled(rows, columns, () => value);

function filled(rows, columns, draw) {
  return matrix(rows, columns, Float64Array.from({ length: rows * columns }, draw));
}

// Normal variables; those beyond 2 are drawn again, in rounds.
function cutOffNormals(rng, count) {
  const values = rng.normals(count);
  for (;;) {
    const beyond = [...values.keys()].filter((i) => Math.abs(values[i]) > 2);
    if (!beyond.length) return values;
    for (const i of beyond) values[i] = rng.normal();
  }
}

const normals = (scale) => (rng, rows, columns) =>
  matrix(rows, columns, rng.normals(rows * columns, 0, scale));

const FANS = {
  in: (fanIn) => fanIn,
  out: (fanIn, fanOut) => fanOut,
  average: (fanIn, fanOut) => (fanIn + fanOut) / 2,
};

// Weights of mean 0 and variance scale / fan.
export function varianceScaling(scale, fan, distribution) {
  return (rng, fanIn, fanOut) => {
    const deviation = Math.sqrt(scale / FANS[fan](fanIn, fanOut));
    const values = DISTRIBUTIONS[distribution](rng, fanIn * fanOut);
    return matrix(fanIn, fanOut, values.map((value) => deviation * value));
  };
}

const DISTRIBUTIONS = {
  normal: (rng, count) => rng.normals(count),
  uniform: (rng, count) => rng.uniforms(count, -Math.sqrt(3), Math.sqrt(3)),
  truncated_normal: (rng, count) => cutOffNormals(rng, count).map((value) => value / CUT_DEVIATION),
};
const CUT_DEVIATION = 0.8796256610342398; // the standard deviation of what lies within 2

// Orthonormal columns (or rows, if there are fewer): Q of the QR factorisation with a positive
// diagonal of R. Each column is made orthogonal to those before it, twice: once leaves rounding
// errors.
function orthogonal(rng, fanIn, fanOut) {
  const length = Math.max(fanIn, fanOut), count = Math.min(fanIn, fanOut);
  const rows = transposed(normals(1)(rng, length, count)), q = rows.data;
  const dot = (i, j) => {
    let sum = 0;
    for (let k = 0; k < length; k++) sum += q[i * length + k] * q[j * length + k];
    return sum;
  };
  for (let i = 0; i < count; i++) {
    for (let twice = 0; twice < 2; twice++) {
      for (let j = 0; j < i; j++) {
        const along = dot(i, j);
        for (let k = 0; k < length; k++) q[i * length + k] -= along * q[j * length + k];
      }
    }
    const norm = Math.sqrt(dot(i, i));
    for (let k = 0; k < length; k++) q[i * length + k] /= norm;
  }
  return fanIn >= fanOut ? transposed(rows) : rows;
}

// N(0, 1) weights for 15 random inputs of each unit; the others are zero.
function sparse(rng, fanIn, fanOut) {
  const kept = Math.min(15, fanIn), W = matrix(fanIn, fanOut);
  const inputs = Array.from({ length: fanOut }, () => rng.permutation(fanIn).slice(0, kept));
  inputs.forEach((ofUnit, unit) => {
    for (const input of ofUnit) W.data[input * fanOut + unit] = rng.normal();
  });
  return W;
}

const initializer = (title, draw) => ({ title, draw });

export const INITIALIZERS = {
  zeros: initializer("Zeros", constant(0)),
  constant: initializer("Constant", constant(0.1)),
  normal: initializer("Normal", normals(0.01)),
  uniform: initializer("Uniform", (rng, rows, columns) =>
    matrix(rows, columns, rng.uniforms(rows * columns, -0.05, 0.05)),
  ),
  truncated_normal: initializer("Truncated normal", (rng, rows, columns) =>
    matrix(rows, columns, cutOffNormals(rng, rows * columns).map((value) => 0.05 * value)),
  ),
  identity: initializer("Identity", (rng, rows, columns) =>
    filled(rows, columns, (_, i) => Number(Math.floor(i / columns) === i % columns)),
  ),
  lecun_normal: initializer("LeCun normal", varianceScaling(1, "in", "normal")),
  lecun_uniform: initializer("LeCun uniform", varianceScaling(1, "in", "uniform")),
  glorot_normal: initializer("Glorot (Xavier) normal", varianceScaling(1, "average", "normal")),
  glorot_uniform: initializer("Glorot (Xavier) uniform", varianceScaling(1, "average", "uniform")),
  he_normal: initializer("He (Kaiming) normal", varianceScaling(2, "in", "normal")),
  he_uniform: initializer("He (Kaiming) uniform", varianceScaling(2, "in", "uniform")),
  orthogonal: initializer("Orthogonal", orthogonal),
  sparse: initializer("Sparse", sparse),
  pytorch_linear: initializer("PyTorch's Linear", varianceScaling(1 / 3, "in", "uniform")),
};
