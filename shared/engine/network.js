// The multilayer perceptron of shared/mlp.py.

import {
  matrix, mapped, transposed, product, productOfTransposed, productWithTransposed, scaledProduct,
} from "./matrix.js";

export class Net {
  #rooms = new Map(); // what a step fills, by the number of samples: a step makes no garbage
  #room; // of the latest step
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
    const { zs, activations, unused } = record, { f, fill } = this.activation;
    activations[0] = X;
    for (let i = 0; i < zs.length; i++) {
      // With slopes, for which nobody asks here, it is still faster than by f.
      if (i && fill) fill(zs[i - 1].data, activations[i].data, unused);
      else if (i) mapped(zs[i - 1], f, activations[i]);
      product(activations[i], this.params[i].W, this.params[i].b, zs[i]);
    }
    return record;
  }

  // Sets the gradients of the objective on a minibatch: the loss plus the penalty on the weights.
  // Returns its value. Here a unit has a row and a sample a column: the same operation on all
  // samples then reads and writes numbers side by side.
  gradients(X, targets, loss) {
    let room = this.#rooms.get(X.rows);
    if (!room) this.#rooms.set(X.rows, (room = this.#roomFor(X.rows)));
    this.#room = room;
    const { zs, activations, slopes, dZs, output, dOutput } = room, last = zs.length - 1;
    transposed(X, activations[0]);
    for (let i = 0; i <= last; i++) {
      productOfTransposed(this.params[i].W, activations[i], this.params[i].b, zs[i]);
      if (i < last) activate(this.activation, zs[i].data, activations[i + 1].data, slopes[i]);
    }
    if (output.data !== zs[last].data) transposed(zs[last], output);
    const value = loss(output, targets, dOutput);
    if (dOutput.data !== dZs[last].data) transposed(dOutput, dZs[last]);
    for (let i = last; i >= 0; i--) {
      productWithTransposed(activations[i], dZs[i], this.grads[i].both);
      if (i) scaledProduct(this.params[i].W, dZs[i], slopes[i - 1], dZs[i - 1]);
    }
    return this.l2 ? value + this.#penalty() : value;
  }

  // What both passes of the latest gradients computed, in the form of `forward`.
  get passed() {
    const { zs, activations, dZs } = this.#room, turned = (all) => all.map((A) => transposed(A));
    const inputs = activations.map(({ rows, columns, data }) => matrix(rows - 1, columns, data));
    const record = { zs: turned(zs), activations: turned(inputs) };
    return { record: { ...record, output: record.zs.at(-1) }, dZs: turned(dZs) };
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

  #roomFor(samples) {
    const hidden = this.sizes.slice(1, -1), outputs = this.sizes.at(-1);
    const forEach = (sizes) => sizes.map((size) => matrix(size, samples));
    const zs = forEach(this.sizes.slice(1)), dZs = forEach(this.sizes.slice(1));
    const activations = this.sizes.slice(0, -1).map((size) => matrix(size + 1, samples));
    for (const { data } of activations) data.fill(1, -samples);
    // A single row is a column as well.
    const turned = ({ data }) => matrix(samples, outputs, outputs > 1 ? undefined : data);
    return {
      zs,
      activations, // and below them ones, by which a bias is multiplied
      slopes: hidden.map((size) => new Float64Array(size * samples)),
      dZs,
      output: turned(zs.at(-1)),
      dOutput: turned(dZs.at(-1)),
    };
  }

  #record(rows) {
    const zs = this.params.map(({ W }) => matrix(rows, W.columns));
    const activations = this.params.map(({ W }, i) => i && matrix(rows, W.rows));
    const unused = new Float64Array(rows * Math.max(...this.sizes));
    return { zs, activations, output: zs.at(-1), unused };
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

// Views of a list of numbers as { W, b } of each layer, and as both, b being the last row.
function layers(sizes, values) {
  let end = 0;
  return sizes.slice(1).map((fanOut, i) => {
    const fanIn = sizes[i], both = values.subarray(end, (end += (fanIn + 1) * fanOut));
    const b = both.subarray(fanIn * fanOut);
    return { W: matrix(fanIn, fanOut, both.subarray(0, -fanOut)), b, both: matrix(fanIn + 1, fanOut, both) };
  });
}

// Fills h with the activation of z, and slopes with its derivative.
function activate({ f, df, slope, fill }, z, h, slopes) {
  const { length } = z; // read once: in a loop that takes as long as a product
  if (fill) return fill(z, h, slopes);
  for (let i = 0; i < length; i++) h[i] = f(z[i]);
  if (slope) for (let i = 0; i < length; i++) slopes[i] = slope(z[i], h[i]);
  else for (let i = 0; i < length; i++) slopes[i] = df(z[i]);
}
