// A walk through the graph of a network, forward and then backward.

import { fixed, NO_BREAK, written } from "../../engine/words.js";

const ACTIVATIONS = {
  tanh: [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
  ReLU: [(z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)],
  sigmoid: [sigmoid, (z) => sigmoid(z) * (1 - sigmoid(z))],
};

function sigmoid(z) {
  return 1 / (1 + Math.exp(-z));
}

const mapped = (A, f) => A.map((row, i) => row.map((entry, j) => f(entry, i, j)));
const transposed = (A) => A[0].map((_, j) => A.map((row) => row[j]));
const product = (A, B) =>
  A.map((row) => B[0].map((_, j) => row.reduce((sum, entry, k) => sum + entry * B[k][j], 0)));
const squares = (A) => A.flat().reduce((sum, entry) => sum + entry * entry, 0);

// Values and gradients of all variables, as rows.
function passes(X, Y, W1, W2, penalty, [f, slope]) {
  const Z = product(X, W1);
  const H = mapped(Z, f);
  const O = product(H, W2);
  const E = mapped(O, (entry, i, j) => entry - Y[i][j]);
  const loss = squares(E) / E.flat().length;
  const R = (penalty / 2) * (squares(W1) + squares(W2));
  const dO = mapped(E, (entry) => (2 / E.flat().length) * entry);
  const dH = product(dO, transposed(W2));
  const dZ = mapped(dH, (entry, i, j) => entry * slope(Z[i][j]));
  const weightGradient = (input, back, W) =>
    mapped(product(transposed(input), back), (entry, i, j) => entry + penalty * W[i][j]);
  return {
    values: { X, "W₁": W1, "W₂": W2, Z, H, O, E, "ℓ": [[loss]], R: [[R]], J: [[loss + R]] },
    gradients: {
      "W₁": weightGradient(X, dZ, W1),
      "W₂": weightGradient(H, dO, W2),
      Z: dZ,
      H: dH,
      O: dO,
      E: dO,
      "ℓ": [[1]],
      R: [[1]],
      J: [[1]],
    },
  };
}

const summary = (rows) =>
  rows.map((row) => row.map((entry) => written(entry + 0, 2)).join(" ")).join(", ");

function twoDecimals(number) {
  const text = fixed(number, 2).replace("-", "−");
  return /[1-9]/.test(text) ? text : text.replace("−", "");
}

export const twin = (data) => {
  const { X, Y, "W₁": given, "W₂": W2 } = data.arrays;
  // A gap between two lines is null in the data.
  const contents = data.contents.map((content) =>
    content.map((each) => (Array.isArray(each) ? each.map((at) => at ?? NaN) : each)),
  );
  const numbers = Object.entries(data.numbers).map(([name, place]) => {
    const [meaning, variable, i, j] = name.split("-");
    return { name, place, isGradient: meaning === "gradient", variable, i, j };
  });

  return ({ step, activation, weight_1: weight }) => {
    const both = passes(
      X, Y, mapped(given, (entry, i, j) => (i || j ? entry : weight)), W2, data.penalty,
      ACTIVATIONS[activation],
    );
    const frame = data.frames[activation][step];
    const marks = Object.fromEntries(data.still.map((name, k) => [name, contents[frame[k]]]));
    for (const { name, place, isGradient, variable, i, j } of numbers) {
      const { [isGradient ? "gradients" : "values"]: known } = data;
      const { [variable]: rows } = isGradient ? both.gradients : both.values;
      const text = known[step].includes(variable) ? twoDecimals(rows[i][j]) : NO_BREAK;
      marks[name] = [...place, text];
    }
    const [before, variable, after] = data.words[activation][step];
    if (!variable) return { marks, words: before + after };
    const { [variable]: rows } = data.isBackward[step] ? both.gradients : both.values;
    return { marks, words: before + summary(rows) + after };
  };
};
