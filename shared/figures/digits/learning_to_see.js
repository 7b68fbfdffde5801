// The twin of draw_learning_to_see and describe_learning_to_see.

import { crossEntropy } from "../../engine/losses.js";
import { matrix } from "../../engine/matrix.js";
import { Net, classes } from "../../engine/network.js";
import { sgd } from "../../engine/optimizers.js";
import { Generator } from "../../engine/random.js";
import { NO_BREAK, PERCENT, counted, fixed, written } from "../../engine/words.js";
import { CLASSES, SIDE, a, pixelsOf, relu } from "./images.js";

const ACROSS = 8; // images of the widest net side by side
const SHADES = 10; // of positive weights, and of negative ones
const GREATEST = 0.7; // weight that is told from greater ones
const SHARES = 10; // shades of a row's share

// Alone, so that the page need not bring all other initializers.
const heNormal = (rng, fanIn, fanOut) => {
  const deviation = Math.sqrt(2 / fanIn);
  return matrix(fanIn, fanOut, rng.normals(fanIn * fanOut).map((value) => deviation * value));
};

export const twin = ({ images, labels, validation, seed, batch, rate, steps: last, widths }) => {
  const pixels = pixelsOf(images), y = [...labels].map(Number), validationY = [...validation].map(Number);
  const count = y.length, perEpoch = Math.ceil(count / batch);
  const validationX = matrix(validationY.length, SIDE ** 2, pixels.subarray(count * SIDE ** 2));
  const trainings = {};
  let ahead; // the trainings, before the reader asks for them

  // A training keeps the parameters at the beginning of each epoch, and the order of its images.
  function training(width) {
    if (trainings[width]) return trainings[width];
    const rng = new Generator(seed), sizes = [SIDE ** 2, Number(width), CLASSES];
    const net = new Net(sizes, relu, heNormal, rng);
    const found = { net, rng, step: sgd(rate), steps: 0, orders: [], kept: [net.values.slice()] };
    return (trainings[width] = found);
  }

  // Takes a net to where it was after so many steps, or as far as there is time for, from the last
  // parameters that are kept or from where it is.
  function goTo(steps, state, until) {
    const { net, rng, step, orders, kept } = state;
    const epoch = Math.min(Math.floor(steps / perEpoch), kept.length - 1);
    if (steps < state.steps || epoch * perEpoch > state.steps) {
      net.values.set(kept[epoch]);
      state.steps = epoch * perEpoch;
    }
    for (; state.steps < steps; state.steps++) {
      const now = Math.floor(state.steps / perEpoch), start = (state.steps % perEpoch) * batch;
      if (!start) kept[now] ??= net.values.slice();
      const rows = (orders[now] ??= rng.permutation(count)).slice(start, start + batch);
      net.gradients(imagesOf(rows), rows.map((row) => y[row]), crossEntropy);
      step(net.values, net.slopes);
      if (performance.now() > until) steps = state.steps + 1;
    }
  }

  function untrained(width) {
    const found = training(width), net = found.net.clone();
    net.values.set(found.kept[0]);
    return { ...found, net, steps: 0 };
  }

  // In slices between the frames, once the reader has moved: then no move has more than an epoch to go.
  function trainAhead() {
    const state = ahead.find(({ steps }) => steps < last);
    if (!state) return;
    goTo(last, state, performance.now() + 4);
    setTimeout(trainAhead, 20);
  }

  function imagesOf(rows) {
    const X = matrix(rows.length, SIDE ** 2);
    rows.forEach((row, to) => {
      X.data.set(pixels.subarray(row * SIDE ** 2, (row + 1) * SIDE ** 2), to * SIDE ** 2);
    });
    return X;
  }

  return ({ step: wanted, width }, until) => {
    const state = training(width), { net } = state, weights = net.params[0].W;
    goTo(wanted, state, until);
    const { steps } = state;
    if (steps && !ahead) {
      ahead = [width, ...widths].map(untrained);
      setTimeout(trainAhead);
    }
    const confusion = Array.from({ length: CLASSES }, () => Array(CLASSES).fill(0));
    state.record = net.forward(validationX, state.record);
    classes(state.record.output).forEach((k, i) => confusion[validationY[i]][k]++);
    const correct = confusion.reduce((sum, row, k) => sum + row[k], 0);
    const share = `${fixed((100 * correct) / validationY.length, 1)}${PERCENT}`;
    const marks = {
      weights: sheetOf(weights),
      confusion: confusion.map(shadesOf).reverse(),
      accuracy: [-0.5, -0.97, `${share} correct`],
    };
    confusion.forEach((row, i) =>
      row.forEach((number, j) => {
        marks[`count ${i} ${j}`] = [j, i, number ? String(number) : NO_BREAK];
      }),
    );
    const mistakes = confusion.flatMap((row, i) => row.map((number, j) => (i === j ? 0 : number)));
    const most = Math.max(...mistakes), place = mistakes.indexOf(most);
    const words =
      `${width} hidden units, after ${counted(steps, "step")} (${written(steps / perEpoch)} ` +
      `epochs): ${share} of the validation images are classified correctly. No confusion ` +
      `is more frequent than ${a(Math.floor(place / CLASSES))} taken for ${a(place % CLASSES)}, ` +
      `${counted(most, "time")}. The correlation of weights to neighbouring pixels ` +
      `is ${written(+fixed(likenessOfNeighbours(weights), 2) + 0)}.`;
    return { marks, words, isGoing: steps < wanted };
  };
};

// The weights of each unit as an image, in rows from below; 0 is between them.
function sheetOf({ columns: width, data }) {
  const across = 2 ** Math.ceil(Math.log2(width) / 2), scale = ACROSS / across, size = SIDE + 1;
  return Array.from({ length: ACROSS * size }, (_, fromBelow) => {
    const down = Math.floor((ACROSS * size - 1 - fromBelow) / scale);
    return Array.from({ length: ACROSS * size }, (_, along) => {
      const right = Math.floor(along / scale);
      const unit = Math.floor(down / size) * across + Math.floor(right / size);
      const row = down % size, column = right % size;
      if (unit >= width || row === SIDE || column === SIDE) return 0;
      const weight = data[(row * SIDE + column) * width + unit];
      return 1 + Math.floor(SHADES * Math.min(Math.max(weight / GREATEST, -1), 1) + SHADES + 0.5);
    });
  });
}

function shadesOf(row) {
  const sum = row.reduce((a, b) => a + b);
  return row.map((number) => Math.ceil(SHARES * Math.sqrt(number / sum)));
}

// The correlation of weights to horizontally and vertically neighbouring pixels.
function likenessOfNeighbours({ columns: width, data }) {
  const pairs = [];
  for (let unit = 0; unit < width; unit++) {
    for (let pixel = 0; pixel < SIDE ** 2; pixel++) {
      const at = (other) => data[other * width + unit];
      if (pixel % SIDE < SIDE - 1) pairs.push([at(pixel), at(pixel + 1)]);
      if (pixel < SIDE ** 2 - SIDE) pairs.push([at(pixel), at(pixel + SIDE)]);
    }
  }
  const mean = (of) => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const left = mean(([one]) => one), right = mean(([, other]) => other);
  const covariance = mean(([one, other]) => (one - left) * (other - right));
  const variances = mean(([one]) => (one - left) ** 2) * mean(([, other]) => (other - right) ** 2);
  return covariance / Math.sqrt(variances);
}
