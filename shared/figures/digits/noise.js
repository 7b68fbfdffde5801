// The twin of draw_noise and describe_noise.

import { softmax } from "../../engine/losses.js";
import { matrix } from "../../engine/matrix.js";
import { netOf } from "../../engine/network.js";
import { Generator } from "../../engine/random.js";
import { PERCENT, fixed, general, written } from "../../engine/words.js";
import { SIDE, a, pixelsOf, relu, rowsOf } from "./images.js";

const LEVELS = 16; // of ink
const WIDTH = 0.7; // of a bar

// Parameters come as whole numbers, of which the digits after the point were cut.
export const twin = ({ params, unit, images }) => {
  const plain = (numbers) => numbers.map((n) => (n.length ? plain(n) : n / unit));
  const net = netOf(plain(params), relu);

  return ({ noise, digit, seed }) => {
    const directions = new Generator(seed).normals(SIDE ** 2), k = Number(digit);
    const image = pixelsOf(images[digit]).map((ink, i) => ink + noise * directions[i]);
    const shades = image.map((ink) => Math.floor(LEVELS * Math.min(Math.max(ink, 0), 1) + 0.5));
    const probabilities = softmax(net.forward(matrix(1, SIDE ** 2, image)).output.data);
    const answer = probabilities.indexOf(Math.max(...probabilities)), isRight = answer === k;
    const marks = {
      image: rowsOf([...shades]),
      others: bars(probabilities, [...probabilities.keys()].filter((other) => other !== k)),
      true: bars(probabilities, [k]),
      "true digit": [k, -0.2, "true digit"],
      verdict: [answer, probabilities[answer] + 0.03, isRight ? "correct" : "wrong"],
    };
    // Not rounded up to 100: no softmax gives all of its probability to one class.
    const sure = fixed(Math.min(Math.floor(1000 * probabilities[answer]), 999) / 10, 1) + PERCENT;
    const drawn = noise ? `noise of standard deviation ${general(noise)} (seed ${seed})` : "no noise";
    const start = `A${a(digit).slice(1)} with ${drawn}: classified `;
    const words = isRight
      ? `${start}correctly, with probability ${sure}.`
      : `${start}as ${a(answer)}, with probability ${sure}; the true digit gets ` +
        `${written(100 * probabilities[k], 2)}${PERCENT}.`;
    return { marks, words };
  };
};

// The outline of bars on one base line, closed as Matplotlib's polygons are.
function bars(heights, places) {
  const x = [], y = [];
  for (const place of places) {
    const left = place - WIDTH / 2, right = place + WIDTH / 2;
    x.push(left, left, right, right);
    y.push(0, heights[place], heights[place], 0);
  }
  return [[...x, x[0]], [...y, 0]];
}
