// The multilayer perceptron of shared/mlp.py.

import {
  matrix, mapped, transposed, product, productOfTransposed, columnSums,
} from "./matrix.js";

export class Net {
  #transposed; // room for each layer's weights
  #rooms = new Map(); // what a step fills, by the number of samples: a step makes no garbage
  l2 = 0; // weight decay

  // Sizes and the activation, { f, df }, as in Python; draw is an initializer's.
  constructor(sizes, activation, draw, rng) {
    this.sizes = sizes;
    this.activation = activation;
    const count = sizes.reduce((sum, size, i) => sum + (i && (sizes[i - 1] + 1) * size), 0);
    this.values = new Float64Array(count); // all parameters in a row, as optimizers take them
    this.slopes = new Float64Array(count); // and their gradients
    this.params = layers(sizes, this.values);
    this.grads = layers(sizes, this.slopes);
    this.#transposed = this.params.map(({ W }) => matrix(W.columns, W.rows));
    if (draw) for (const { W } of this.params) W.data.set(draw(rng, W.rows, W.columns).data);
  }

  // The same net with parameters of its own.
  clone() {
    const net = new Net(this.sizes, this.activation);
    net.values.set(this.values);
    net.l2 = this.l2;
    return net;
  }

  // Pre-activations, activations and output, in new matrices unless others are given.
  forward(X, record = this.#record(X.rows)) {
    const { zs, activations } = record;
    activations[0] = X;
    for (let i = 0; i < zs.length; i++) {
      if (i) mapped(zs[i - 1], this.activation.f, activations[i]);
      product(activations[i], this.params[i].W, this.params[i].b, zs[i]);
    }
    return record;
  }

  // Sets the gradients of the objective on a minibatch: the loss plus the penalty on the weights.
  // Returns its value; what both passes computed is in `passed` until the next one.
  gradients(X, targets, loss) {
    let room = this.#rooms.get(X.rows);
    if (!room) {
      room = { record: this.#record(X.rows), dZs: this.#record(X.rows).zs };
      this.#rooms.set(X.rows, room);
    }
    this.passed = room;
    const { record, dZs } = room, { zs, activations, output } = this.forward(X, record);
    const value = loss(output, targets, dZs.at(-1));
    for (let i = zs.length - 1; i >= 0; i--) {
      productOfTransposed(activations[i], dZs[i], this.grads[i].W);
      columnSums(dZs[i], this.grads[i].b);
      if (!i) break;
      product(dZs[i], transposed(this.params[i].W, this.#transposed[i]), undefined, dZs[i - 1]);
      timesSlope(dZs[i - 1], zs[i - 1], activations[i], this.activation);
    }
    return this.l2 ? value + this.#penalty() : value;
  }

  // Adds the gradient of half of l2 times the sum of all squared weights, and returns that.
  #penalty() {
    let squares = 0;
    this.params.forEach(({ W: { data: w } }, i) => {
      const slopes = this.grads[i].W.data;
      for (let k = 0; k < w.length; k++) {
        squares += w[k] * w[k];
        slopes[k] += this.l2 * w[k];
      }
    });
    return (this.l2 / 2) * squares;
  }

  #record(rows) {
    const zs = this.params.map(({ W }) => matrix(rows, W.columns));
    const activations = this.params.map(({ W }, i) => i && matrix(rows, W.rows));
    return { zs, activations, output: zs.at(-1) };
  }
}

// A net with given parameters: for each layer the rows of W, and b.
export function netOf(params, activation) {
  const net = new Net([params[0][0].length, ...params.map(([, b]) => b.length)], activation);
  net.values.set(params.flat(3));
  return net;
}

// The index of the greatest output of each sample; of a single output, whether it is above 0.
export function classes({ rows, columns, data }) {
  return Array.from({ length: rows }, (_, i) => {
    if (columns === 1) return Number(data[i] > 0);
    const scores = data.subarray(i * columns, (i + 1) * columns);
    return scores.indexOf(Math.max(...scores));
  });
}

// Views of a list of numbers as { W, b } of each layer.
function layers(sizes, values) {
  let at = 0;
  const next = (count) => values.subarray(at, (at += count));
  return sizes.slice(1).map((fanOut, i) => ({
    W: matrix(sizes[i], fanOut, next(sizes[i] * fanOut)),
    b: next(fanOut),
  }));
}

function timesSlope({ data: slopes }, { data: z }, { data: h }, { df, slope }) {
  if (slope) for (let i = 0; i < z.length; i++) slopes[i] *= slope(z[i], h[i]);
  else for (let i = 0; i < z.length; i++) slopes[i] *= df(z[i]);
}
