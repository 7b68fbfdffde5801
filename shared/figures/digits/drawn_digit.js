// The twin of drawn_digit.py.

import { softmax } from "../../engine/losses.js";
import { matrix } from "../../engine/matrix.js";
import { netOf } from "../../engine/network.js";
import { PERCENT, fixed, thousands, written } from "../../engine/words.js";
import { LEVELS, PEN, countsOf, strokesOf, textOf } from "./drawing.js";
import { SIDE, a, inkOf, pixelsOf, relu, rowsOf } from "./images.js";

const STEPS = 8;
const TITLES = ["probability of each digit", "probability, unlike anything in training"];
const UNUSUAL = 99;

// Rounded down: no softmax gives all of its probability to one class.
function share(p) {
  if (p < 0.001) return `less than 0.1${PERCENT}`;
  return `${fixed(Math.floor(1000 * Math.min(p, 0.9999)) / 10, 1)}${PERCENT}`;
}

function shadesOf(values, steps) {
  const largest = Math.max(...values.map(Math.abs)) || 1;
  return Array.from(values, (v) => Math.sign(v) * Math.floor((steps * Math.abs(v)) / largest + 0.5));
}

const indexOfGreatest = (values) => values.indexOf(Math.max(...values));

function readerOf({ params, images, classes, usual }) {
  const net = netOf(params, relu);
  const [{ W: W1 }, { W: W2 }] = net.params;
  const units = W1.columns;

  // The sum of an image ends where it is already greater than the least.
  function nearestTo(x) {
    let best = Infinity;
    let nearest = 0;
    for (let i = 0; i < classes.length; i++) {
      let sum = 0;
      for (let k = 0, at = 64 * i; k < 64 && sum < best; k++, at++) {
        const difference = inkOf(images, at) - x[k];
        sum += difference * difference;
      }
      if (sum < best) [best, nearest] = [sum, i];
    }
    return [nearest, Math.sqrt(best)];
  }

  return (counts) => {
    const x = counts.map((count) => count / 16);
    const { activations, output } = net.forward(matrix(1, 64, x));
    const hidden = activations[1].data;
    const probabilities = softmax(output.data);
    const first = indexOfGreatest(output.data);
    const mattered = x.map((value, k) => {
      let slope = 0;
      for (let j = 0; j < units; j++) {
        if (hidden[j] > 0) slope += W1.data[units * k + j] * W2.data[W2.columns * j + first];
      }
      return value * slope;
    });
    const [nearest, distance] = nearestTo(x);
    const image = pixelsOf(images.slice(64 * nearest, 64 * (nearest + 1))).map((ink) => 16 * ink);
    return {
      probabilities, hidden, mattered, image, distance,
      neighbour: Number(classes[nearest]), isUnusual: distance > usual,
    };
  };
}

function describe(told, found, { classes, usual }) {
  const { probabilities, hidden, mattered, distance, neighbour, isUnusual } = found;
  const order = [...probabilities.keys()].sort((i, j) => probabilities[j] - probabilities[i]);
  const [first, second] = order;
  const parts = [
    `${told}prediction ${first} with probability ${share(probabilities[first])}, ` +
      `then ${second} with ${share(probabilities[second])}.`,
    `The nearest of ${thousands(classes.length)} training images, ${written(distance)} away, is ` +
      `${a(neighbour)}: 1-NN predicts ${neighbour}.`,
  ];
  if (isUnusual) {
    parts.push(
      `This is unlike anything in training: ${UNUSUAL}${PERCENT} of the training images have ` +
        `another within ${written(usual)}.`,
    );
  }
  const most = indexOfGreatest(mattered);
  if (mattered[most] > 0) {
    parts.push(
      `The pixel in row ${Math.floor(most / SIDE) + 1}, column ${(most % SIDE) + 1} adds most to ` +
        `the score of ${first}: its value times the derivative of the score.`,
    );
  }
  const active = hidden.filter((h) => h > 0).length;
  parts.push(`${active} of ${hidden.length} hidden units are active.`);
  return parts.join(" ");
}

export const twin = (data) => {
  const read = readerOf(data);
  const { others, labels } = data;
  return ({ image }) => {
    const isChosen = typeof image === "number";
    const drawing = isChosen ? `#${others.slice(64 * image, 64 * (image + 1))}` : image;
    const counts = countsOf(drawing);
    const found = read(counts);
    let told = "Your drawing: ";
    if (isChosen) {
      told = `Image ${image} of those not used in training, ${a(Number(labels[image]))}: `;
    } else if (!counts.some(Boolean)) told = "Nothing is drawn yet. Blank paper: ";
    const { probabilities } = found;
    return {
      marks: {
        probabilities: [
          probabilities.flatMap((_, k) => [k, k, NaN]),
          probabilities.flatMap((p) => [0, p, NaN]),
        ],
        title: [-0.6, 1.07, TITLES[Number(found.isUnusual)]],
        counted: rowsOf([...counts]),
        nearest: rowsOf([...found.image]),
        neighbour: [0, SIDE + 0.55, `nearest: ${a(found.neighbour)}`],
        answer: [0, SIDE + 0.55, `for/against ${indexOfGreatest(probabilities)}`],
        mattered: rowsOf(shadesOf(found.mattered, STEPS).map((shade) => shade + STEPS)),
      },
      words: describe(told, found, data),
    };
  };
};

export const forPad = { LEVELS, PEN, countsOf, strokesOf, textOf };
