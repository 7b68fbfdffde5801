// The training loop of shared/training.py, step by step.

import { matrix } from "./matrix.js";

// Shuffled minibatches that contain each sample once. Targets are class labels or a matrix.
export function* minibatches(X, y, batchSize, rng) {
  const order = rng.permutation(X.rows);
  for (let start = 0; start < X.rows; start += batchSize) {
    const batch = order.slice(start, start + batchSize);
    yield [rowsOf(X, batch), y.data ? rowsOf(y, batch) : batch.map((i) => y[i])];
  }
}

// Yields the loss on each minibatch, after the step that it leads to; ends if it is not finite.
export function* training(net, X, y, { loss, optimizer, batchSize = 32, rng }) {
  for (;;) {
    for (const [someX, someY] of minibatches(X, y, batchSize, rng)) {
      const value = net.gradients(someX, someY, loss);
      if (!Number.isFinite(value)) return;
      optimizer(net.values, net.slopes);
      yield value;
    }
  }
}

function rowsOf({ columns, data }, indices) {
  const result = matrix(indices.length, columns), to = result.data;
  let at = 0;
  for (const i of indices) for (let k = 0; k < columns; k++) to[at++] = data[i * columns + k];
  return result;
}
