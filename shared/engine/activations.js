// The functions of shared/activations.py, each beside its derivative by the pre-activation z.

import { erfc } from "./error_function.js";

const aboveMinusInfinity = (z) => Math.max(z, -Number.MAX_VALUE);
const finite = (z) => Math.min(aboveMinusInfinity(z), Number.MAX_VALUE);

export function sigmoid(z) {
  const decay = Math.exp(-Math.abs(z));
  return z < 0 ? decay / (1 + decay) : 1 / (1 + decay);
}

function sigmoidSlope(z) {
  const decay = Math.exp(-Math.abs(z)), sum = 1 + decay;
  return decay / (sum * sum);
}

function tanhSlope(z) {
  const decay = Math.exp(-Math.abs(z)), root = (2 * decay) / (1 + decay * decay);
  return root * root;
}

// By the addition theorem, from values at multiples of 1/128: both in a fifth of the time.
const STEPS = 128, REACH = 20; // beyond which tanh is 1
const ROUND = (1.5 * 2 ** 52) / STEPS; // the sum with it has no finer digits than these multiples
const MIDDLE = REACH * STEPS;
const tanhs = new Float64Array(2 * MIDDLE + 1), tanhSlopes = new Float64Array(2 * MIDDLE + 1);

function fillTable() {
  for (let i = 0; i <= MIDDLE; i++) {
    const z = i / STEPS, h = Math.tanh(z);
    tanhs[MIDDLE + i] = h;
    tanhs[MIDDLE - i] = -h;
    tanhSlopes[MIDDLE + i] = tanhSlopes[MIDDLE - i] = h * h < 0.8 ? (1 - h) * (1 + h) : tanhSlope(z);
  }
}

function fillTanh(z, h, slopes) {
  const { length } = z;
  if (!tanhSlopes[MIDDLE]) fillTable();
  for (let i = 0; i < length; i++) {
    const x = z[i];
    if (!(Math.abs(x) < REACH)) {
      h[i] = Math.tanh(x);
      slopes[i] = tanhSlope(x);
      continue;
    }
    const near = x + ROUND - ROUND, at = (near * STEPS + MIDDLE) | 0, rest = x - near;
    const square = rest * rest, short = rest - rest * square * (1 / 3 - square * (2 / 15)); // its tanh
    const t = tanhs[at], q = 1 / (1 + t * short), slope = tanhSlopes[at] * q;
    h[i] = t + short * slope;
    slopes[i] = (1 - short * short) * q * slope;
  }
}

function fillRelu(z, h, slopes) {
  const { length } = z;
  for (let i = 0; i < length; i++) {
    h[i] = Math.max(z[i], 0);
    slopes[i] = Number(z[i] > 0);
  }
}

export const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function softsignSlope(z) {
  const root = 1 / (1 + Math.abs(z));
  return root * root;
}

const normalDensity = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
const normalDistribution = (z) => 0.5 * erfc(-Math.SQRT1_2 * z);

export const leakyRelu = (slope) => ({
  title: "Leaky ReLU",
  f: (z) => (z > 0 ? z : slope * z),
  df: (z) => (z > 0 ? 1 : slope),
});

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

// Those that nets use most fill arrays with their values and slopes, in a loop that is theirs alone:
// where a loop calls now one function and now another, each call is slow.
export const ACTIVATIONS = {
  identity: { title: "Identity", f: (z) => z, df: () => 1 },
  relu: {
    title: "ReLU",
    f: (z) => Math.max(z, 0),
    df: (z) => (z > 0 ? 1 : 0),
    fill: fillRelu,
  },
  leaky_relu: leakyRelu(0.01),
  elu: {
    title: "ELU",
    f: (z) => (z > 0 ? z : Math.expm1(z)),
    df: (z) => (z > 0 ? 1 : Math.exp(z)),
  },
  selu: {
    title: "SELU",
    f: (z) => SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z)),
    df: (z) => SELU_SCALE * (z > 0 ? 1 : SELU_ALPHA * Math.exp(z)),
  },
  // With h = f(z) at hand, a slope is a product unless that would cancel: a net uses it.
  sigmoid: {
    title: "Sigmoid",
    f: sigmoid,
    df: sigmoidSlope,
    slope: (z, h) => (h < 0.8 ? h * (1 - h) : sigmoidSlope(z)),
  },
  tanh: {
    title: "Tanh",
    f: Math.tanh,
    df: tanhSlope,
    fill: fillTanh,
  },
  softplus: { title: "Softplus", f: softplus, df: sigmoid },
  softsign: {
    title: "Softsign",
    f: (z) => finite(z) / (1 + Math.abs(finite(z))),
    df: softsignSlope,
  },
  silu: {
    title: "SiLU (swish)",
    f: (z) => aboveMinusInfinity(z) * sigmoid(z),
    df: (z) => sigmoid(z) * (1 + finite(z) * sigmoid(-z)),
  },
  gelu: {
    title: "GELU",
    f: (z) => aboveMinusInfinity(z) * normalDistribution(z),
    df: (z) => normalDistribution(z) + finite(z) * normalDensity(z),
  },
  mish: {
    title: "Mish",
    f: (z) => aboveMinusInfinity(z) * Math.tanh(softplus(z)),
    df: (z) => Math.tanh(softplus(z)) + finite(z) * sigmoid(z) * tanhSlope(softplus(z)),
  },
  step: { title: "Step", f: (z) => (z > 0 ? 1 : 0), df: () => 0 },
};
